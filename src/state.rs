//! What the visitor typed and chose, and what may change it. Everything else is derived.

use std::rc::Rc;

use irsa_engine::fix::{self, Edit};
use irsa_engine::model::Parsed;
use irsa_engine::scenario::{Scenario, ScenarioFile, is_name};
use irsa_engine::{Place, Span, Text};
use irsa_words::Lang;
use yew::Reducible;

use crate::route::Route;
use crate::rule_filter::RuleFilter;

mod origin;

pub use origin::{HOME_ID, Kept, Notice, Origin};

/// The preset that the page opens with.
pub const HOME: &str = include_str!("../content/scenarios/home.scenario");

/// Sections of a scenario that hold no artefact.
const RESERVED: [&str; 2] = ["expect", "checks"];

/// Everything the page depends on.
#[derive(Debug, Clone, PartialEq)]
pub struct State {
    /// The page.
    pub route: Route,
    /// The texts, each parsed once.
    pub files: Files,
    /// Which of them is open.
    pub open: usize,
    /// Whether the texts are the preset's, edited or not, rather than the visitor's own.
    pub preset: bool,
    /// What there was before each change that can be undone.
    pub past: Vec<Before>,
    /// Where the texts came from.
    pub origin: Origin,
    /// The visitor's texts that others took the place of, the last one last.
    pub kept: Vec<Kept>,
    /// What the visitor is told above the page.
    pub notice: Option<Notice>,
    /// The characters that the open editor was last asked to show.
    pub look: Option<Look>,
    /// The characters whose counterparts are lit.
    pub pointed: Option<Place>,
    /// Which view of the run is open beside the texts.
    pub inspector: Inspector,
    /// Which rules are shown.
    pub filter: RuleFilter,
    /// What is looked for in the glossary.
    pub query: String,
    /// The language.
    pub lang: Lang,
    /// Light or dark.
    pub theme: Theme,
}

/// What is put back when a change is undone.
#[derive(Debug, Clone, PartialEq)]
pub struct Before {
    files: Files,
    open: usize,
    preset: bool,
}

/// A view of the run: what goes from one party to the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Inspector {
    /// The pod before and after admission.
    #[default]
    Admission,
    /// The token's header and claims.
    Token,
    /// What the issuer serves.
    Issuer,
    /// The call of STS and its answer.
    Call,
    /// The credentials that STS answers with.
    Credentials,
}

/// The files of a run, compared by identity: a file that was not edited is the same file.
#[derive(Debug, Clone, Default)]
pub struct Files(Vec<Rc<Parsed>>);

/// Characters to select in an editor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// Index of the file.
    pub file: usize,
    /// The characters.
    pub span: Span,
    /// Grows with each request, so that the same place can be asked for again.
    pub serial: u32,
}

/// Whether the page is light or dark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Theme {
    /// As the visitor's system.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// What can happen.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    /// Another page is opened.
    Go(Route),
    /// Somebody typed; the file has this text.
    Type {
        /// The file's name.
        file: Text,
        /// Its whole text.
        text: String,
    },
    /// Edits are applied together, to be undone together.
    Apply(Vec<Edit>),
    /// The last change that was not typed is taken back.
    Undo,
    /// The texts are put back as they were opened.
    Reset,
    /// The visitor brings files, by name and text; they replace the preset.
    Bring(Vec<(String, String)>),
    /// A scenario, a preset's where an id is given, takes the place of the texts.
    Load(Rc<Scenario>, Option<Text>),
    /// The texts that others took the place of are put back.
    BringBack,
    /// The visitor is told something, or puts away what they were told.
    Tell(Option<Notice>),
    /// A new, empty file is added and opened.
    Add(String),
    /// A file gets another name.
    Rename {
        /// The name it has.
        file: Text,
        /// The name it shall have.
        name: String,
    },
    /// A file is taken out.
    Remove(usize),
    /// A file is opened.
    Open(usize),
    /// The counterparts of these characters are lit, or none are.
    Point(Option<Place>),
    /// A view of the run is opened.
    Inspect(Inspector),
    /// A place is shown: its file is opened and its characters are selected.
    Show(Place),
    /// Other rules are asked for.
    Filter(RuleFilter),
    /// Something else is looked for in the glossary.
    Search(String),
    /// The language changes.
    Speak(Lang),
    /// Light or dark changes.
    Paint(Theme),
}

impl Theme {
    /// Every choice.
    pub const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    /// The name in `data-theme` and in storage.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The choice of that name.
    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|theme| theme.id() == id)
    }
}

impl Before {
    /// As text, which [`Before::read`] reads: the open file, whether it is the preset, a line feed,
    /// and the scenario.
    #[must_use]
    pub fn text(&self) -> String {
        format!("{} {}\n{}", self.open, self.preset, self.files.scenario().serialise())
    }

    /// Reads what [`Before::text`] wrote.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let (head, scenario) = text.split_once('\n')?;
        let (open, preset) = head.split_once(' ')?;
        let files = Files::of(&Scenario::parse(scenario).ok()?);
        Some(Self { files, open: open.parse().ok()?, preset: preset == "true" })
    }
}

impl Inspector {
    /// Every view, in the order of the story.
    pub const ALL: [Self; 5] =
        [Self::Admission, Self::Token, Self::Issuer, Self::Call, Self::Credentials];
}

impl PartialEq for Files {
    fn eq(&self, other: &Self) -> bool {
        self.0.len() == other.0.len()
            && self.iter().zip(other.iter()).all(|(a, b)| Rc::ptr_eq(a, b))
    }
}

impl std::ops::Deref for Files {
    type Target = [Rc<Parsed>];

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl Files {
    /// Reads the files of a scenario.
    #[must_use]
    pub fn of(scenario: &Scenario) -> Self {
        let artefacts = scenario.files.iter().filter(|file| !RESERVED.contains(&&*file.name));
        Self(artefacts.map(|file| read(&file.name, &file.text)).collect())
    }

    /// The files as a scenario without a description.
    #[must_use]
    pub fn scenario(&self) -> Scenario {
        let file = |file: &Rc<Parsed>| ScenarioFile {
            name: file.name.to_string(),
            text: file.text.to_string(),
        };
        Scenario { description: String::new(), files: self.iter().map(file).collect() }
    }

    /// Whether the names and texts are alike, read once or twice.
    #[must_use]
    pub fn same_texts(&self, other: &Self) -> bool {
        let same = |a: &Rc<Parsed>, b: &Rc<Parsed>| a.name == b.name && a.text == b.text;
        self.len() == other.len()
            && self.iter().zip(other.iter()).all(|(a, b)| Rc::ptr_eq(a, b) || same(a, b))
    }

    fn position(&self, name: &str) -> Option<usize> {
        self.iter().position(|file| &*file.name == name)
    }

    /// Puts a text in place of the file of that name, or adds it.
    fn set(&mut self, name: &str, text: &str) {
        let at = self.position(name);
        match at.and_then(|at| self.0.get_mut(at)) {
            Some(file) if &*file.text == text => {}
            Some(file) => *file = read(name, text),
            None => self.0.push(read(name, text)),
        }
    }

    /// Adds a file under a name that is free and fit for a scenario.
    fn add(&mut self, name: &str, text: &str) {
        let name = self.free_name(name);
        self.0.push(read(&name, text));
    }

    /// Gives a file another name, made free and fit; its kind may follow from it.
    fn rename(&mut self, file: &str, name: &str) {
        let Some(at) = self.position(file) else { return };
        let text = self.0.remove(at).text.clone();
        let name = self.free_name(name);
        self.0.insert(at, read(&name, &text));
    }

    fn remove(&mut self, at: usize) {
        if at < self.len() {
            self.0.remove(at);
        }
    }

    /// The name, or one like it, that no file has and a scenario can hold.
    fn free_name(&self, name: &str) -> String {
        let name = fit(name);
        let (stem, extension) = match name.rsplit_once('.') {
            Some((stem, extension)) => (stem, format!(".{extension}")),
            None => (&*name, String::new()),
        };
        let numbered = (2..).map(|number| format!("{stem}-{number}{extension}"));
        let mut names = std::iter::once(name.clone()).chain(numbered);
        names.find(|name| self.position(name).is_none()).unwrap_or_default()
    }

    fn apply(&mut self, edits: &[Edit]) {
        for (at, Edit { file: name, .. }) in edits.iter().enumerate() {
            if edits.iter().take(at).any(|edit| edit.file == *name) {
                continue;
            }
            let edits: Vec<&Edit> = edits.iter().filter(|edit| edit.file == *name).collect();
            let at = self.position(name).and_then(|at| self.get(at));
            let text = at.map(|file| file.text.clone()).unwrap_or_default();
            self.set(name, &fix::apply(&text, &edits));
        }
    }
}

fn read(name: &str, text: &str) -> Rc<Parsed> {
    Rc::new(irsa_engine::parse(name, text))
}

impl State {
    /// The preset, in a language and a theme.
    #[must_use]
    pub fn new(lang: Lang, theme: Theme) -> Self {
        let origin = Origin::home();
        Self {
            route: Route::default(),
            files: origin.start.clone(),
            open: 0,
            preset: true,
            past: Vec::new(),
            origin,
            kept: Vec::new(),
            notice: None,
            look: None,
            pointed: None,
            inspector: Inspector::default(),
            filter: RuleFilter::default(),
            query: String::new(),
            lang,
            theme,
        }
    }

    /// What there is, to be put back later.
    #[must_use]
    pub fn now(&self) -> Before {
        Before { files: self.files.clone(), open: self.open, preset: self.preset }
    }

    /// Remembers the texts, so that what comes next can be undone.
    fn remember(&mut self) {
        self.past.push(self.now());
    }

    pub(crate) fn undo(&mut self) {
        if let Some(Before { files, open, preset }) = self.past.pop() {
            self.leave_texts();
            if self.files.len() != files.len() {
                self.open = open;
            }
            (self.files, self.preset) = (files, preset);
        }
    }

    /// Puts the texts back as they were opened; everything else stays as it was chosen.
    fn reset(&mut self) {
        self.remember();
        self.leave_texts();
        (self.files, self.open) = (self.origin.start.clone(), 0);
        self.preset = self.origin.is_home();
    }

    /// Forgets places in texts that are about to be others.
    fn leave_texts(&mut self) {
        (self.look, self.pointed) = (None, None);
    }

    fn remove(&mut self, file: usize) {
        self.remember();
        self.leave_texts();
        self.files.remove(file);
        let shift = usize::from(self.open > file);
        self.open = (self.open - shift).min(self.files.len().saturating_sub(1));
    }

    /// Puts texts typed by the visitor in. What was typed is the field's own to undo.
    fn typed(&mut self, file: &str, text: &str) {
        let before = self.files.clone();
        if self.files.position(file).is_some() {
            self.files.set(file, text);
        }
        if before != self.files {
            self.past.clear();
            self.pointed = None;
        }
    }

    fn bring(&mut self, texts: &[(String, String)]) {
        let brought: Vec<(String, String)> = texts.iter().flat_map(unpacked).collect();
        if brought.is_empty() {
            return;
        }
        self.remember();
        if self.preset {
            self.leave_texts();
            self.files = Files::default();
        }
        self.preset = false;
        let known = self.files.len();
        let mut first = None;
        for (name, text) in brought {
            // A file of the same name is brought again after a change; an empty text is one to
            // paste into.
            let at = self.files.position(&fit(&name)).filter(|at| *at < known && !text.is_empty());
            match at {
                Some(_) => self.files.set(&fit(&name), &text),
                None => self.files.add(&name, &text),
            }
            first = first.or(at).or(Some(known));
        }
        self.show(Place { file: first.unwrap_or(known), span: Span::at(0) });
    }

    fn show(&mut self, place: Place) {
        // What was made of the texts stands in none of them.
        if place.file >= self.files.len() {
            return;
        }
        let serial = self.look.map_or(0, |look| look.serial) + 1;
        self.look = Some(Look { file: place.file, span: place.span, serial });
        self.open = place.file;
    }
}

impl Reducible for State {
    type Action = Action;

    fn reduce(mut self: Rc<Self>, action: Action) -> Rc<Self> {
        let state = Rc::make_mut(&mut self);
        match action {
            Action::Type { file, text } => state.typed(&file, &text),
            Action::Apply(edits) => {
                state.remember();
                state.files.apply(&edits);
            }
            Action::Undo => state.undo(),
            Action::Reset => state.reset(),
            Action::Bring(texts) => state.bring(&texts),
            Action::Go(route) => state.route = route,
            Action::Add(name) => {
                state.remember();
                state.files.add(&name, "");
                state.show(Place { file: state.files.len() - 1, span: Span::at(0) });
            }
            Action::Rename { file, name } => {
                if *file != *name {
                    state.remember();
                    state.files.rename(&file, &name);
                }
            }
            Action::Remove(file) => state.remove(file),
            Action::Load(scenario, preset) => state.load(&scenario, preset),
            Action::BringBack => state.bring_back(),
            Action::Tell(notice) => state.notice = notice,
            Action::Open(file) => state.open = file,
            Action::Point(place) => state.pointed = place,
            Action::Inspect(inspector) => state.inspector = inspector,
            Action::Show(place) => state.show(place),
            Action::Filter(filter) => state.filter = filter,
            Action::Search(query) => state.query = query,
            Action::Speak(lang) => state.lang = lang,
            Action::Paint(theme) => state.theme = theme,
        }
        self
    }
}

/// A name as a scenario can hold it.
fn fit(name: &str) -> String {
    let fit = |char: char| if is_name(char.encode_utf8(&mut [0; 4])) { char } else { '-' };
    name.chars().map(fit).collect::<String>().replace("..", "-")
}

/// A file's name and text, or those of the files in a scenario.
fn unpacked((name, text): &(String, String)) -> Vec<(String, String)> {
    match name.ends_with(".scenario").then(|| Scenario::parse(text)) {
        Some(Ok(scenario)) => Files::of(&scenario)
            .iter()
            .map(|file| (file.name.to_string(), file.text.to_string()))
            .collect(),
        _ => vec![(name.clone(), text.clone())],
    }
}
