//! What the worker told of flows (`told`), as the page reads it: by the engine's own parser of
//! JSON, which is in its WebAssembly anyway.

use irsa_engine::source::{Node, Value, json};

/// An object of what was told. What it does not have is empty.
#[derive(Debug, Clone, Copy)]
pub struct Item<'a>(Option<&'a Node>);

impl<'a> Item<'a> {
    /// The root of what was told.
    #[must_use]
    pub const fn of(root: &'a Node) -> Self {
        Self(Some(root))
    }

    /// The text of a key.
    #[must_use]
    pub fn text(self, key: &str) -> &'a str {
        self.get(key).as_text()
    }

    /// The item itself as text, where it is text or a number.
    #[must_use]
    pub fn as_text(self) -> &'a str {
        match self.0.map(|node| &node.value) {
            Some(Value::Scalar(text, _)) => text,
            _ => "",
        }
    }

    /// The number of a key; 0 without one.
    #[must_use]
    pub fn number(self, key: &str) -> usize {
        self.text(key).parse().unwrap_or_default()
    }

    /// The object of a key.
    #[must_use]
    pub fn get(self, key: &str) -> Self {
        Self(self.0.and_then(|node| node.get(key)))
    }

    /// Whether there is anything: neither nothing nor `null`.
    #[must_use]
    pub fn is_there(self) -> bool {
        self.0.is_some_and(|node| node.value != Value::Null)
    }

    /// The items of the list of a key.
    pub fn list(self, key: &str) -> impl DoubleEndedIterator<Item = Self> + Clone + use<'a> {
        self.get(key).items()
    }

    /// The items of a list.
    pub fn items(self) -> impl DoubleEndedIterator<Item = Self> + Clone + use<'a> {
        let items = self.0.map(Node::items).unwrap_or_default();
        items.iter().map(|node| Self(Some(node)))
    }

    /// The item at a place of a list.
    #[must_use]
    pub fn at(self, place: usize) -> Self {
        Self(self.0.and_then(|node| node.items().get(place)))
    }

    /// The number at a place of a list; 0 without one.
    #[must_use]
    pub fn number_at(self, place: usize) -> usize {
        self.at(place).as_text().parse().unwrap_or_default()
    }

    /// The first text of a pair.
    #[must_use]
    pub fn first(self) -> String {
        self.part(0)
    }

    /// The second text of a pair.
    #[must_use]
    pub fn second(self) -> String {
        self.part(1)
    }

    fn part(self, place: usize) -> String {
        self.at(place).as_text().to_owned()
    }

    /// The text at a place of the list of a key.
    #[must_use]
    pub fn text_at(self, key: &str, place: usize) -> &'a str {
        self.list(key).nth(place).map_or("", Self::as_text)
    }
}

/// Everything that was told in one answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Told {
    root: Node,
    clock: Vec<usize>,
}

impl Told {
    /// Reads an answer; none where there is nothing in it.
    #[must_use]
    pub fn read(answer: &str) -> Option<Self> {
        let root = json::parse(answer).documents.into_iter().next()?.root;
        let all = Item::of(&root);
        let messages = all.list("lanes").flat_map(|lane| lane.list("messages"));
        let mut clock: Vec<usize> = messages.map(|message| message.number("at")).collect();
        clock.sort_unstable();
        clock.dedup();
        (!clock.is_empty()).then_some(Self { root, clock })
    }

    /// All of it.
    #[must_use]
    pub fn all(&self) -> Item<'_> {
        Item(Some(&self.root))
    }

    /// A fixed text of the page.
    #[must_use]
    pub fn word(&self, key: &str) -> &str {
        self.all().get("words").text(key)
    }

    /// A lane.
    #[must_use]
    pub fn lane(&self, id: &str) -> Item<'_> {
        self.all().list("lanes").find(|lane| lane.text("id") == id).unwrap_or(Item(None))
    }

    /// The last place on the clock that all lanes share: it stands where some message is sent.
    #[must_use]
    pub fn last_tick(&self) -> usize {
        self.clock.len().saturating_sub(1)
    }

    /// The seconds since the start at a place on the clock.
    #[must_use]
    pub fn seconds(&self, tick: usize) -> usize {
        self.clock.get(tick).or(self.clock.last()).copied().unwrap_or_default()
    }

    /// The place on the clock where a lane's message is sent.
    #[must_use]
    pub fn tick_of(&self, message: Item<'_>) -> usize {
        let at = message.number("at");
        self.clock.iter().position(|seconds| *seconds == at).unwrap_or_default()
    }

    /// How many messages of a lane were sent up to a place on the clock.
    #[must_use]
    pub fn sent(&self, lane: Item<'_>, tick: usize) -> usize {
        let now = self.seconds(tick);
        lane.list("messages").take_while(|message| message.number("at") <= now).count()
    }
}

/// What to predict: a question, the answers to choose from, and the one that comes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prediction {
    /// The key of the question among the page's words.
    pub question: &'static str,
    /// What the question is about, where it is a check.
    pub about: String,
    /// The answers.
    pub choices: Vec<String>,
    /// The right one.
    pub answer: String,
}

/// What to ask of the message after the first `sent` ones; none after the last.
///
/// Of a check, whether it passes, where one was made on that message and is not merely left out;
/// else of a token, who reads it; else who gets the message.
#[must_use]
pub fn prediction(lane: Item<'_>, sent: usize) -> Option<Prediction> {
    let next = lane.list("messages").nth(sent)?;
    let made = lane.list("checks").filter(|made| made.number("step") == sent);
    let mut made = made.filter(|made| matches!(made.text("state"), "pass" | "fail"));
    let first = made.next();
    let check = made.chain(first).find(|made| made.text("state") == "fail").or(first);
    if let Some(check) = check {
        let named = |state: &str| -> String {
            let mut all = lane.list("states");
            all.find(|one| one.text("id") == state).map_or("", |one| one.text("name")).to_owned()
        };
        return Some(Prediction {
            question: "guess_check",
            about: check.text("text").to_owned(),
            choices: vec![named("pass"), named("fail")],
            answer: check.text("word").to_owned(),
        });
    }
    let actors = || lane.list("actors").map(|actor| actor.text("name").to_owned()).collect();
    let known = |name: &str| lane.list("actors").any(|actor| actor.text("name") == name);
    let token = next.list("tokens").map(|token| token.text("readBy")).find(|name| known(name));
    let (question, answer) = match token {
        Some(reader) => ("guess_reads", reader),
        None => ("guess_gets", next.text_at("who", 1)),
    };
    let answer = answer.to_owned();
    Some(Prediction { question, about: String::new(), choices: actors(), answer })
}
