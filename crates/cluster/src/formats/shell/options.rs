//! The words behind a command as options and what stands between them.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::terraform::{Kind, Str, Value};

/// Options by name, without their dashes, and the other words.
#[derive(Debug, Default)]
pub(super) struct Options {
    /// The other words.
    pub(super) words: Vec<Value>,
    named: BTreeMap<String, Vec<Value>>,
}

impl Options {
    /// Reads words. With `many`, an option takes all words up to the next one, as those of `aws`
    /// do; else one, save for `flags`, which take none.
    pub(super) fn read(words: &[Value], many: bool, flags: &[&str]) -> Self {
        let mut options = Self::default();
        let mut open: Option<String> = None;
        for word in words {
            let text = word.as_text().unwrap_or_default();
            let name = text.strip_prefix("--").or_else(|| text.strip_prefix('-'));
            match name.filter(|name| name.starts_with(|char: char| char.is_ascii_alphabetic())) {
                Some(name) => {
                    let (name, value) = match name.split_once('=') {
                        Some((name, _)) => {
                            (name, Some(behind(word, text.find('=').unwrap_or(0) + 1)))
                        }
                        None => (name, None),
                    };
                    let takes = value.is_none() && !flags.contains(&name);
                    let values = options.named.entry(name.to_owned()).or_default();
                    values.extend(value);
                    open = takes.then(|| name.to_owned());
                }
                None => match open.as_ref().and_then(|name| options.named.get_mut(name)) {
                    Some(values) => {
                        values.push(word.clone());
                        if !many {
                            open = None;
                        }
                    }
                    None => options.words.push(word.clone()),
                },
            }
        }
        options
    }

    /// The value of an option, under any of its names.
    pub(super) fn get(&self, names: &[&str]) -> Option<&Value> {
        names.iter().find_map(|name| self.named.get(*name)?.first())
    }

    /// The text of an option.
    pub(super) fn text(&self, names: &[&str]) -> Option<Rc<str>> {
        self.get(names)?.as_text()
    }

    /// All values of an option.
    pub(super) fn all(&self, name: &str) -> &[Value] {
        self.named.get(name).map(Vec::as_slice).unwrap_or_default()
    }

    /// Whether an option is there.
    pub(super) fn has(&self, name: &str) -> bool {
        self.named.contains_key(name)
    }
}

/// What stands behind the first bytes of a text.
pub(super) fn behind(value: &Value, bytes: usize) -> Value {
    let Some(text) = value.as_str() else { return value.clone() };
    let mut pieces = text.pieces.to_vec();
    for piece in &mut pieces {
        let cut = bytes.saturating_sub(piece.start).min(piece.end - piece.start);
        if piece.at.span.end - piece.at.span.start == piece.end - piece.start {
            piece.at.span.start += cut;
        }
        piece.start = (piece.start + cut).saturating_sub(bytes);
        piece.end = piece.end.saturating_sub(bytes);
    }
    pieces.retain(|piece| piece.start < piece.end);
    let first = pieces.first().map(|piece| piece.at);
    let last = pieces.last().map(|piece| piece.at);
    let at = first.zip(last).map(|(mut first, last)| {
        first.span = first.span.to(last.span);
        first
    });
    let rest = text.text.get(bytes..).unwrap_or_default();
    let text = Str { text: rest.into(), pieces: pieces.into() };
    Value { kind: Kind::Text(text), at: at.or(value.at) }
}
