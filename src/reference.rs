//! The terms, the error texts, and what is not modelled: `content/pages/reference.*.json`, a file
//! for each language, which the page fetches only where it shows them.

use std::rc::Rc;

use irsa_engine::source::json;
use irsa_engine::sts::observed::{SIGNS, Sign};
use irsa_engine::{Node, Text};

/// What one of the files holds, in its own order.
#[derive(Debug, Clone, PartialEq)]
pub struct Reference {
    /// What the simulator leaves out.
    pub not_modelled: Vec<Note>,
    /// The terms, by what they are about.
    pub groups: Vec<Group>,
    /// The error texts.
    pub errors: Vec<ErrorText>,
}

/// Something that is left out.
#[derive(Debug, Clone, PartialEq)]
pub struct Note {
    /// What it is.
    pub name: Text,
    /// What is done about it.
    pub text: Text,
}

/// Terms of one subject.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// The same in every language.
    pub id: Text,
    /// The heading.
    pub name: Text,
    /// The terms, those first that others are explained with.
    pub terms: Vec<Rc<Term>>,
}

/// A term.
#[derive(Debug, Clone, PartialEq)]
pub struct Term {
    /// The same in every language; the address of the term ends in it.
    pub id: Text,
    /// The term.
    pub name: Text,
    /// How English documentation spells it out; empty where that is the name.
    pub english: Text,
    /// What it is, with names in backticks.
    pub text: Text,
    /// The ids of terms that belong to it.
    pub see: Vec<Text>,
    /// Where to read on.
    pub source: Text,
}

/// An error as an SDK, a tool or AWS words it.
#[derive(Debug, Clone, PartialEq)]
pub struct ErrorText {
    /// How it is recognised, and what it leaves possible.
    pub sign: &'static Sign,
    /// A whole line that holds it, verbatim.
    pub example: Text,
    /// What it means.
    pub means: Text,
    /// What to check.
    pub check: Text,
}

impl Reference {
    /// Reads a file.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let tree = json::parse(text);
        let root = tree.documents.first().map(|document| &document.root);
        let list = |key| root.and_then(|root| root.get(key)).map(Node::items).unwrap_or_default();
        Self {
            not_modelled: list("not_modelled").iter().map(Note::read).collect(),
            groups: list("groups").iter().map(Group::read).collect(),
            errors: list("errors").iter().filter_map(ErrorText::read).collect(),
        }
    }

    /// The term of that id.
    #[must_use]
    pub fn term(&self, id: &str) -> Option<&Rc<Term>> {
        self.groups.iter().flat_map(|group| &group.terms).find(|term| &*term.id == id)
    }

    /// The groups with the terms that hold the words looked for; none is left empty.
    #[must_use]
    pub fn find_terms(&self, query: &str) -> Vec<Group> {
        let words = words(query);
        let found = self.groups.iter().map(|group| {
            let fits = |term: &&Rc<Term>| {
                holds_all(&words, &[&term.id, &term.name, &term.english, &term.text])
            };
            Group { terms: group.terms.iter().filter(fits).cloned().collect(), ..group.clone() }
        });
        found.filter(|group| !group.terms.is_empty()).collect()
    }

    /// The error that a pasted text holds, the one that says most; else the errors that hold the
    /// words looked for.
    #[must_use]
    pub fn find_errors(&self, query: &str) -> Vec<&ErrorText> {
        if let Some(pasted) = self.errors.iter().find(|error| error.sign.is_in(query)) {
            return vec![pasted];
        }
        let words = words(query);
        let fits = |error: &&ErrorText| {
            let code = error.sign.code.map_or("", |code| code.wire());
            holds_all(&words, &[&error.example, &error.means, &error.check, code])
        };
        self.errors.iter().filter(fits).collect()
    }
}

impl Note {
    fn read(node: &Node) -> Self {
        Self { name: text(node, "name"), text: text(node, "text") }
    }
}

impl Group {
    fn read(node: &Node) -> Self {
        let terms = node.get("terms").map(Node::items).unwrap_or_default();
        let terms = terms.iter().map(|term| Rc::new(Term::read(term))).collect();
        Self { id: text(node, "id"), name: text(node, "name"), terms }
    }
}

impl Term {
    fn read(node: &Node) -> Self {
        let see = node.get("see").map(Node::items).unwrap_or_default();
        Self {
            id: text(node, "id"),
            name: text(node, "name"),
            english: text(node, "english"),
            text: text(node, "text"),
            see: see.iter().filter_map(|id| id.text().cloned()).collect(),
            source: text(node, "source"),
        }
    }
}

impl ErrorText {
    fn read(node: &Node) -> Option<Self> {
        let (sign, also) = (text(node, "text"), text(node, "also"));
        Some(Self {
            sign: SIGNS.iter().find(|known| known.text == &*sign && known.also == &*also)?,
            example: text(node, "example"),
            means: text(node, "means"),
            check: text(node, "check"),
        })
    }
}

fn text(node: &Node, key: &str) -> Text {
    node.get(key).and_then(|value| value.text().cloned()).unwrap_or_default()
}

/// What is looked for: words that all have to be there, whatever their case.
pub(crate) fn words(query: &str) -> Vec<String> {
    query.split_whitespace().map(str::to_ascii_lowercase).collect()
}

/// Whether each word stands in one of the texts. Backticks only set names apart.
pub(crate) fn holds_all(words: &[String], texts: &[&str]) -> bool {
    let text = texts.join("\n").replace('`', "").to_ascii_lowercase();
    words.iter().all(|word| text.contains(word.as_str()))
}
