//! Text with spans: every format becomes one tree of [`Node`]s.
//!
//! JSON, YAML, a policy inside a JSON string and a percent-encoded policy all end here, so the
//! readers in `model`, `iam` and `k8s` know one shape. Broken text still yields a tree: what could
//! be read, with [`Value::Missing`] where a value is still to be typed.

pub(crate) mod edit;
pub mod embedded;
pub mod emit;
mod findings;
pub mod json;
pub mod limits;
pub mod lines;
mod transcript;
pub mod yaml;

use std::rc::Rc;

use crate::{Finding, Reason, Severity, Text};

/// A half-open range of UTF-8 byte offsets in one file's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    /// Offset of the first byte.
    pub start: usize,
    /// Offset just past the last byte.
    pub end: usize,
}

impl Span {
    /// The range from `start` up to, not including, `end`.
    #[must_use]
    pub const fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// The empty range before the byte at `offset`.
    #[must_use]
    pub const fn at(offset: usize) -> Self {
        Self { start: offset, end: offset }
    }

    /// The smallest range that holds both.
    #[must_use]
    pub fn to(self, other: Self) -> Self {
        Self { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The part of `text` in this range; empty where the range does not lie on character bounds.
    #[must_use]
    pub fn of(self, text: &str) -> &str {
        text.get(self.start..self.end).unwrap_or_default()
    }
}

/// A value together with where it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Where it stands, quotes included.
    pub span: Span,
}

impl<T> Spanned<T> {
    /// `value`, written at `span`.
    pub const fn new(value: T, span: Span) -> Self {
        Self { value, span }
    }
}

/// How a scalar was written; decides whether `true` is a boolean or a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// Without quotes: a number, a boolean, or a plain YAML word.
    Plain,
    /// In quotes or as a YAML block: always a string.
    Quoted,
}

/// One node of the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// Where the node stands, quotes and brackets included.
    pub span: Span,
    /// What it is.
    pub value: Value,
}

/// What a [`Node`] is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// `null`, `~`, or an empty YAML value.
    Null,
    /// A value that is still to be typed, as in `{"a": }`.
    Missing,
    /// A string, number or boolean: its text after escapes are resolved.
    Scalar(Text, Style),
    /// A list.
    List(Vec<Node>),
    /// A map in the order written, duplicate keys kept.
    Map(Vec<Entry>),
    /// A YAML alias: the anchored node, shared and never copied.
    Alias(Rc<Node>),
}

/// A key and its value in a map.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The key's text.
    pub key: Text,
    /// Where the key stands, quotes included.
    pub key_span: Span,
    /// The value.
    pub value: Node,
}

/// A text read as a tree, with what is wrong in it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tree {
    /// The documents: one for JSON, one for each `---` of a YAML text.
    pub documents: Vec<Document>,
    /// What is wrong with the text itself.
    pub findings: Vec<Finding>,
}

/// One document of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// The tree.
    pub root: Node,
    /// Whether an error lies in this document, so that what was read may be incomplete.
    pub broken: bool,
}

/// Reads a text of either format, told by its first character that is neither blank nor comment.
///
/// A text longer than [`limits::FILE_BYTES`] has no documents and one finding.
#[must_use]
pub fn read(text: &str) -> Tree {
    if text.len() > limits::FILE_BYTES {
        let reason = Reason::FileTooLarge { bytes: text.len(), limit: limits::FILE_BYTES };
        return Tree { documents: Vec::new(), findings: vec![Finding::error(reason, Span::at(0))] };
    }
    match transcript::quiet(text) {
        Some(quiet) => read_quiet(&quiet),
        None => read_quiet(text),
    }
}

fn read_quiet(text: &str) -> Tree {
    let content = json::content(text);
    if !content.starts_with(['{', '[', '"']) {
        return yaml::parse(text);
    }
    let json = json::parse(text);
    if text.len() <= limits::SECOND_READING_BYTES && may_be_yaml(content, &json) {
        let yaml = yaml::parse(text);
        if !yaml.documents.iter().any(|document| document.broken) {
            return yaml;
        }
    }
    let goes_on = json.findings.iter().any(|it| *it.reason == Reason::JsonExtraText);
    if goes_on { json::parse_all(text) } else { json }
}

/// Whether a text that starts like JSON is none, but may well be YAML: it goes on behind the
/// value, as `"a": b` and a second document do, or its first key or item has no quotes. Any other
/// fault, such as a comma too many, is one that YAML would hide and IAM would not.
fn may_be_yaml(content: &str, json: &Tree) -> bool {
    match json.findings.iter().find(|finding| finding.severity == Severity::Error) {
        None => false,
        Some(error) if *error.reason == Reason::JsonExtraText => true,
        Some(_) => {
            let inner = json::content(content.get(1..).unwrap_or_default());
            !content.starts_with('"') && inner.starts_with(|c: char| c.is_alphabetic() || c == '_')
        }
    }
}

/// An empty list, for accessors that find nothing.
const NO_ENTRIES: &[Entry] = &[];
const NO_NODES: &[Node] = &[];

/// Whether `text` is a decimal number, with a sign, a fraction and an exponent at most. Parsing it
/// as a float would answer too, and bring the tables of that into the page.
#[must_use]
pub fn is_decimal(text: &str) -> bool {
    let (number, exponent) = match text.find(['e', 'E']) {
        Some(at) => (text.get(..at).unwrap_or_default(), text.get(at + 1..)),
        None => (text, None),
    };
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let unsigned = |text| str::strip_prefix(text, ['+', '-']).unwrap_or(text);
    let (whole, fraction) = unsigned(number).split_once('.').unwrap_or((unsigned(number), ""));
    let exponent = exponent.is_none_or(|exponent| {
        let exponent = unsigned(exponent);
        !exponent.is_empty() && digits(exponent)
    });
    (!whole.is_empty() || !fraction.is_empty()) && digits(whole) && digits(fraction) && exponent
}

impl Node {
    /// A scalar.
    #[must_use]
    pub fn scalar(text: impl Into<Text>, style: Style, span: Span) -> Self {
        Self { span, value: Value::Scalar(text.into(), style) }
    }

    /// The node itself, or what an alias stands for.
    #[must_use]
    pub fn resolve(&self) -> &Self {
        let mut node = self;
        while let Value::Alias(target) = &node.value {
            node = target;
        }
        node
    }

    /// The entries of a map; none for anything else.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        match &self.resolve().value {
            Value::Map(entries) => entries,
            _ => NO_ENTRIES,
        }
    }

    /// The items of a list; none for anything else.
    #[must_use]
    pub fn items(&self) -> &[Self] {
        match &self.resolve().value {
            Value::List(items) => items,
            _ => NO_NODES,
        }
    }

    /// The items of a list, or the node alone when it is no list: the shape AWS accepts for
    /// `Action`, `Statement`, principals and condition values.
    #[must_use]
    pub fn one_or_many(&self) -> &[Self] {
        let node = self.resolve();
        match &node.value {
            Value::List(items) => items,
            Value::Missing => NO_NODES,
            _ => std::slice::from_ref(node),
        }
    }

    /// The entry of `key`; the last one where the key is repeated, as most readers take it.
    #[must_use]
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        let own = self.entries().iter().rev().find(|entry| &*entry.key == key);
        own.or_else(|| self.merged(key))
    }

    /// YAML's `<<`: entries of other maps that this one takes over, and of those that these take
    /// over in turn. It ends because no alias can lead back to a node that holds it, and soon
    /// because the parser limits what the aliases of a text stand for.
    fn merged(&self, key: &str) -> Option<&Entry> {
        let merge = self.entries().iter().find(|entry| &*entry.key == "<<")?;
        merge.value.one_or_many().iter().find_map(|source| source.entry(key))
    }

    /// The value of `key`.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Self> {
        self.entry(key).map(|entry| entry.value.resolve())
    }

    /// The value at the end of a path of keys.
    #[must_use]
    pub fn path(&self, keys: &[&str]) -> Option<&Self> {
        keys.iter().try_fold(self, |node, key| node.get(key))
    }

    /// The text of a scalar of either style.
    #[must_use]
    pub fn text(&self) -> Option<&Text> {
        match &self.resolve().value {
            Value::Scalar(text, _) => Some(text),
            _ => None,
        }
    }

    /// The text of a scalar, with its span.
    #[must_use]
    pub fn spanned(&self) -> Option<Spanned<Text>> {
        self.text().map(|text| Spanned::new(text.clone(), self.span))
    }

    /// Whether this is a scalar in quotes or a block, which no reader takes for another type.
    #[must_use]
    pub fn is_quoted(&self) -> bool {
        matches!(&self.resolve().value, Value::Scalar(_, Style::Quoted))
    }

    /// A plain `true` or `false`.
    #[must_use]
    pub fn boolean(&self) -> Option<bool> {
        match &self.resolve().value {
            Value::Scalar(text, Style::Plain) => text.parse().ok(),
            _ => None,
        }
    }

    /// A plain whole number.
    #[must_use]
    pub fn integer(&self) -> Option<i64> {
        match &self.resolve().value {
            Value::Scalar(text, Style::Plain) => text.parse().ok(),
            _ => None,
        }
    }

    /// Whether a map or a list stands here.
    #[must_use]
    pub fn is_container(&self) -> bool {
        matches!(&self.resolve().value, Value::Map(_) | Value::List(_))
    }
}

#[cfg(test)]
mod tests;
