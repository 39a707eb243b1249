//! Values as JSON, with a map from each token to the place that it comes from.

use std::rc::Rc;

use irsa_engine::Place;

use super::value::{Kind, Piece, Str, Value, number_text};

/// A text under construction, and where its parts come from.
#[derive(Debug, Default)]
pub(crate) struct Writer {
    /// The text.
    pub(crate) out: String,
    /// Where its parts come from.
    pub(crate) pieces: Vec<Piece>,
}

impl Writer {
    /// Appends text that nobody wrote.
    pub(crate) fn raw(&mut self, text: &str) {
        self.out.push_str(text);
    }

    /// Says that everything from `start` on comes from `place`.
    pub(crate) fn mark(&mut self, start: usize, place: Option<Place>) {
        let end = self.out.len();
        if let Some(at) = place.filter(|_| start < end) {
            self.pieces.push(Piece { start, end, at });
        }
    }

    /// Appends `value` as compact JSON, as `jsonencode` does: keys in order, `<`, `>` and `&`
    /// escaped. A value that is not known becomes `null`; callers ask first.
    ///
    /// Source: <https://developer.hashicorp.com/terraform/language/functions/jsonencode>.
    pub(crate) fn json(&mut self, value: &Value) {
        let start = self.out.len();
        match &value.kind {
            Kind::Null | Kind::Unknown(_) => self.raw("null"),
            Kind::Bool(value) => self.raw(if *value { "true" } else { "false" }),
            Kind::Number(value) => self.raw(&number_text(*value)),
            Kind::Text(text) => self.quoted(text),
            Kind::List(items) | Kind::Set(items) => {
                self.raw("[");
                for (index, item) in items.iter().enumerate() {
                    self.raw(if index > 0 { "," } else { "" });
                    self.json(item);
                }
                self.raw("]");
            }
            Kind::Map(map) => {
                self.raw("{");
                for (index, (key, entry)) in map.entries.iter().enumerate() {
                    self.raw(if index > 0 { "," } else { "" });
                    self.key(key, entry.key_at);
                    self.json(&entry.value);
                }
                self.raw("}");
            }
        }
        self.mark(start, value.at);
    }

    /// Appends a key and its colon.
    pub(crate) fn key(&mut self, key: &str, place: Option<Place>) {
        let start = self.out.len();
        self.out.push('"');
        key.chars().for_each(|char| escape(&mut self.out, char));
        self.out.push('"');
        self.mark(start, place);
        self.out.push(':');
    }

    /// Appends a string in quotes; its pieces follow their characters through the escapes.
    pub(crate) fn quoted(&mut self, text: &Str) {
        self.out.push('"');
        if text.pieces.is_empty() {
            text.text.chars().for_each(|char| escape(&mut self.out, char));
        } else {
            let mut ends = Vec::with_capacity(text.text.len() + 1);
            for char in text.text.chars() {
                ends.extend(std::iter::repeat_n(self.out.len(), char.len_utf8()));
                escape(&mut self.out, char);
            }
            ends.push(self.out.len());
            self.carry(&text.pieces, |offset| ends.get(offset).copied());
        }
        self.out.push('"');
    }

    /// Appends a text as it is, with its pieces.
    pub(crate) fn verbatim(&mut self, text: &Str, place: Option<Place>) {
        let start = self.out.len();
        self.raw(&text.text);
        self.carry(&text.pieces, |offset| Some(start + offset));
        self.mark(start, place);
    }

    fn carry(&mut self, pieces: &[Piece], moved: impl Fn(usize) -> Option<usize>) {
        for piece in pieces {
            if let (Some(start), Some(end)) = (moved(piece.start), moved(piece.end)) {
                self.pieces.push(Piece { start, end, at: piece.at });
            }
        }
    }

    /// The text as a string value that remembers its pieces.
    pub(crate) fn into_str(self) -> Str {
        Str { text: self.out.into(), pieces: self.pieces.into() }
    }
}

/// `value` as JSON, as a string value.
pub(crate) fn json_str(value: &Value) -> Str {
    let mut writer = Writer::default();
    writer.json(value);
    writer.into_str()
}

/// `value` as compact JSON.
pub(crate) fn json_text(value: &Value) -> Rc<str> {
    json_str(value).text
}

fn escape(out: &mut String, char: char) {
    match char {
        '"' => out.push_str("\\\""),
        '\\' => out.push_str("\\\\"),
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        '<' | '>' | '&' | '\u{0}'..='\u{1f}' | '\u{2028}' | '\u{2029}' => {
            out.push_str(&format!("\\u{:04x}", u32::from(char)));
        }
        char => out.push(char),
    }
}
