//! JSON into [`Node`]s, going on after each error.
//!
//! The grammar is RFC 8259. Where a text leaves it, the parser notes that and reads on as its
//! author most likely meant it, because a text is wrong most of the time while it is typed.

mod strings;

use super::findings::Findings;
use super::{Document, Entry, Node, Span, Spanned, Style, Tree, Value, limits};
use crate::{Reason, Text};

/// Reads `text` as one JSON document. A byte order mark in front is no error.
#[must_use]
pub fn parse(text: &str) -> Tree {
    read(text, false)
}

/// Reads values one after the other, each on lines of its own, as several commands print them.
pub(super) fn parse_all(text: &str) -> Tree {
    read(text, true)
}

fn read(text: &str, all: bool) -> Tree {
    let start = if text.starts_with(BYTE_ORDER_MARK) { BYTE_ORDER_MARK.len_utf8() } else { 0 };
    let findings = Findings::default();
    let (at, end, nodes) = (start, start, 0);
    let mut parser = Parser { text, at, end, nodes, braces: 0, brackets: 0, findings };
    let mut documents = Vec::new();
    loop {
        let root = parser.value();
        parser.blanks();
        let goes_on = all && parser.is_next_value();
        if !goes_on {
            parser.rest();
        }
        documents.push(Document { root, broken: parser.findings.take_broken() });
        if !goes_on {
            return Tree { documents, findings: parser.findings.into_sorted() };
        }
    }
}

/// What `text` has behind the blanks and comments it starts with.
pub(super) fn content(text: &str) -> &str {
    let mut rest = text;
    loop {
        rest = rest.trim_start_matches(is_blank);
        let Some(length) = comment(rest) else { return rest };
        rest = rest.get(length..).unwrap_or_default();
    }
}

const BYTE_ORDER_MARK: char = '\u{feff}';
/// How much of an unexpected word is repeated in a finding, in characters.
const FOUND_CHARS: usize = 40;

/// What can be missing, as it is named in [`Reason::JsonUnexpected`].
const VALUE: &str = "value";
const KEY: &str = "key";

struct Parser<'a> {
    text: &'a str,
    /// Offset of the next byte to read.
    at: usize,
    /// Offset just past the last token, blanks and comments not counted.
    end: usize,
    /// How many values there were so far.
    nodes: usize,
    /// How many `{` are open.
    braces: usize,
    /// How many `[` are open.
    brackets: usize,
    findings: Findings,
}

/// The two kinds of container.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Container {
    Map,
    List,
}

impl Container {
    const fn close(self) -> &'static str {
        match self {
            Self::Map => "}",
            Self::List => "]",
        }
    }
}

/// What stands next in a container.
enum Ahead {
    /// Its end, which has been read.
    End,
    /// Something that does not belong here; it has been noted and skipped.
    Stray,
    /// An item or an entry.
    Item,
}

impl<'a> Parser<'a> {
    fn value(&mut self) -> Node {
        self.blanks();
        self.nodes += 1;
        if self.nodes > limits::NODES {
            return self.stop(Reason::NodesTooMany { limit: limits::NODES });
        }
        match self.peek() {
            Some(b'{') => self.container(Container::Map),
            Some(b'[') => self.container(Container::List),
            None | Some(b'}' | b']' | b',' | b':') => {
                self.unexpected(VALUE);
                self.missing()
            }
            Some(_) => match self.quote() {
                Some(quote) => {
                    let string = self.string(quote);
                    Node::scalar(string.value, Style::Quoted, string.span)
                }
                None => self.word_value(),
            },
        }
    }

    fn container(&mut self, container: Container) -> Node {
        if self.braces + self.brackets == limits::NESTING {
            return self.stop(Reason::NestingTooDeep { limit: limits::NESTING });
        }
        let open = self.token(1);
        *self.open(container) += 1;
        let value = match container {
            Container::Map => self.entries(open),
            Container::List => self.items(open),
        };
        *self.open(container) -= 1;
        Node { span: Span::new(open.start, self.end), value }
    }

    /// Reads no more, for a limit that the next byte exceeds.
    fn stop(&mut self, limit: Reason) -> Node {
        self.findings.error(limit, Span::new(self.at, self.at + 1));
        self.findings.mute();
        self.at = self.text.len();
        self.missing()
    }

    fn items(&mut self, open: Span) -> Value {
        let mut items = Vec::new();
        loop {
            match self.ahead(Container::List, open) {
                Ahead::End => return Value::List(items),
                Ahead::Stray => {}
                Ahead::Item => {
                    items.push(self.value());
                    self.comma(Container::List);
                }
            }
        }
    }

    fn entries(&mut self, open: Span) -> Value {
        let mut entries = Vec::new();
        loop {
            match self.ahead(Container::Map, open) {
                Ahead::End => break,
                Ahead::Stray => {}
                Ahead::Item => {
                    entries.extend(self.entry());
                    self.comma(Container::Map);
                }
            }
        }
        self.findings.duplicates(&entries);
        Value::Map(entries)
    }

    /// Looks at what stands next in a container that `open` opened.
    fn ahead(&mut self, container: Container, open: Span) -> Ahead {
        self.blanks();
        let (close, wanted, others) = match container {
            Container::Map => (b'}', KEY, self.brackets),
            Container::List => (b']', VALUE, self.braces),
        };
        match self.peek() {
            Some(byte) if byte == close => {
                self.token(1);
                return Ahead::End;
            }
            Some(b'}' | b']') if others == 0 => self.unexpected(container.close()),
            None | Some(b'}' | b']') => {
                let open_text = open.of(self.text).into();
                self.findings.error(Reason::JsonUnclosed { open: open_text }, open);
                return Ahead::End;
            }
            Some(b',') => self.unexpected(wanted),
            Some(b':') if container == Container::List => self.unexpected(","),
            Some(_) => return Ahead::Item,
        }
        self.token(1);
        Ahead::Stray
    }

    /// Reads the comma behind an item or entry.
    fn comma(&mut self, container: Container) {
        self.blanks();
        match self.peek() {
            Some(b',') => {
                let comma = self.token(1);
                self.blanks();
                if self.peek() == container.close().bytes().next() {
                    self.findings.error(Reason::JsonTrailingComma, comma);
                }
            }
            None | Some(b'}' | b']' | b':') => {}
            Some(_) => self.unexpected(","),
        }
    }

    /// Reads a key and its value; nothing is kept of a value without a key.
    fn entry(&mut self) -> Option<Entry> {
        let Some(key) = self.key() else {
            self.unexpected(KEY);
            if self.peek() == Some(b':') {
                self.token(1);
            }
            self.value();
            return None;
        };
        let value = self.entry_value(key.span);
        Some(Entry { key: key.value, key_span: key.span, value })
    }

    fn key(&mut self) -> Option<Spanned<Text>> {
        if matches!(self.peek(), Some(b'{' | b'[' | b':')) {
            return None;
        }
        if let Some(quote) = self.quote() {
            return Some(self.string(quote));
        }
        self.unexpected("\"");
        let span = self.word(|c| c == ':');
        Some(Spanned::new(span.of(self.text).into(), span))
    }

    fn entry_value(&mut self, key: Span) -> Node {
        self.blanks();
        if self.peek() == Some(b':') {
            self.token(1);
            return self.value();
        }
        self.unexpected(":");
        let same_line = !Span::new(key.end, self.at).of(self.text).contains('\n');
        match self.peek() {
            None | Some(b'}' | b']' | b',') => self.missing(),
            Some(b'{' | b'[') => self.value(),
            // The next line's string is the next key, not this one's value.
            Some(_) if same_line => self.value(),
            Some(_) => self.missing(),
        }
    }

    /// Reads a value without quotes: a number, a literal, or a word that lacks its quotes. A colon
    /// belongs to it, so that a bare ARN stays whole.
    fn word_value(&mut self) -> Node {
        let start = self.at;
        let span = self.word(|_| false);
        let word = span.of(self.text);
        if word == "null" {
            return Node { span, value: Value::Null };
        }
        if word != "true" && word != "false" && !is_number(word) {
            let found = word.chars().take(FOUND_CHARS).collect::<String>().into();
            let reason = Reason::JsonUnexpected { found, expected: VALUE.into() };
            self.findings.error(reason, Span::new(start, span.end));
        }
        Node::scalar(word, Style::Plain, span)
    }

    /// Reads a run of characters that end no word.
    fn word(&mut self, ends: fn(char) -> bool) -> Span {
        let word = word_of(self.left(), ends);
        self.token(word.len())
    }

    /// Whether another value begins here, the first of its line.
    fn is_next_value(&self) -> bool {
        let before = self.text.get(..self.at).unwrap_or_default();
        let is_first = before.trim_end_matches([' ', '\t']).ends_with('\n');
        is_first && matches!(self.peek(), Some(b'{' | b'['))
    }

    /// Notes whatever follows the value.
    fn rest(&mut self) {
        let rest = self.left().trim_end();
        if !rest.is_empty() {
            let span = Span::new(self.at, self.at + rest.len());
            self.findings.error(Reason::JsonExtraText, span);
        }
    }

    /// Skips blanks, and comments and exotic blanks with a finding each.
    fn blanks(&mut self) {
        loop {
            match self.peek() {
                Some(b' ' | b'\t' | b'\n' | b'\r') => {
                    self.at += 1;
                    continue;
                }
                // Most often a token stands next: that is seen by one byte.
                Some(byte) if byte.is_ascii_graphic() && !matches!(byte, b'/' | b'#') => return,
                _ => {}
            }
            let rest = self.left();
            let Some(first) = rest.chars().next() else { return };
            if let Some(length) = comment(rest) {
                self.findings.error(Reason::JsonComment, Span::new(self.at, self.at + length));
                self.at += length;
            } else if is_blank(first) {
                let span = Span::new(self.at, self.at + first.len_utf8());
                let found = format!("U+{:04X}", u32::from(first)).into();
                let reason = Reason::JsonUnexpected { found, expected: " ".into() };
                self.findings.error(reason, span);
                self.at = span.end;
            } else {
                return;
            }
        }
    }

    /// Notes that something else stands where `expected` has to.
    fn unexpected(&mut self, expected: &str) {
        let left = self.left();
        // A quote stands for its string: looking for the end of that again and again is slow.
        let word = if self.quote().is_some() { "" } else { word_of(left, |c| c == ':') };
        let first = left.chars().next().map_or(0, char::len_utf8);
        let span = match word.len().max(first) {
            0 => Span::at(self.end),
            length => Span::new(self.at, self.at + length),
        };
        let found = span.of(self.text).chars().take(FOUND_CHARS).collect::<String>().into();
        let reason = Reason::JsonUnexpected { found, expected: expected.into() };
        self.findings.error(reason, span);
    }

    const fn missing(&self) -> Node {
        Node { span: Span::at(self.end), value: Value::Missing }
    }

    /// Reads `length` bytes as one token.
    const fn token(&mut self, length: usize) -> Span {
        let span = Span::new(self.at, self.at + length);
        self.at = span.end;
        self.end = span.end;
        span
    }

    const fn open(&mut self, container: Container) -> &mut usize {
        match container {
            Container::Map => &mut self.braces,
            Container::List => &mut self.brackets,
        }
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn left(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }
}

/// The word that `text` starts with; empty where it starts with a bracket, comma, quote or blank.
fn word_of(text: &str, ends: fn(char) -> bool) -> &str {
    let in_word = |c: char| !matches!(c, ',' | '"' | '{' | '}' | '[' | ']') && !is_blank(c);
    let end = text.find(|c: char| !in_word(c) || ends(c)).unwrap_or(text.len());
    text.get(..end).unwrap_or_default()
}

/// Whether `c` shows as nothing: JSON's blanks, and those that word processors put in.
fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200b}' | BYTE_ORDER_MARK)
}

/// The length of the comment that `text` starts with.
fn comment(text: &str) -> Option<usize> {
    if text.starts_with("/*") {
        return Some(text.find("*/").map_or(text.len(), |end| end + "*/".len()));
    }
    let line = text.starts_with("//") || text.starts_with('#');
    line.then(|| text.lines().next().map_or(0, str::len))
}

/// Whether `word` is a number of RFC 8259, section 6.
fn is_number(word: &str) -> bool {
    fn digits(text: &str) -> Option<&str> {
        let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
        (rest.len() < text.len()).then_some(rest)
    }
    let word = word.strip_prefix('-').unwrap_or(word);
    let whole = if word.starts_with('0') { word.strip_prefix('0') } else { digits(word) };
    let fraction = whole.and_then(|rest| match rest.strip_prefix('.') {
        Some(rest) => digits(rest),
        None => Some(rest),
    });
    let exponent = fraction.and_then(|rest| match rest.strip_prefix(['e', 'E']) {
        Some(rest) => digits(rest.strip_prefix(['+', '-']).unwrap_or(rest)),
        None => Some(rest),
    });
    exponent == Some("")
}

#[cfg(test)]
mod tests;
