//! A text as values, each with the characters that spelled it.

use irsa_engine::source::{Node, Style, Value as Tree, embedded};
use irsa_engine::{Place, Span};

use crate::terraform::{Entry, Kind, Map, Piece, Str, Value, scalar_value};

/// One text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Input<'t> {
    /// Index of the file.
    pub(super) file: usize,
    /// The text.
    pub(super) text: &'t str,
}

impl Input<'_> {
    /// A range of the text as a place.
    pub(super) const fn place(&self, span: Span) -> Place {
        Place { file: self.file, span }
    }

    /// A tree as a value.
    pub(super) fn value(&self, node: &Node) -> Value {
        let at = Some(self.place(node.span));
        let value = match &node.resolve().value {
            Tree::Null | Tree::Missing | Tree::Alias(_) => Value::null(),
            Tree::Scalar(text, Style::Plain) => scalar_value(text, Style::Plain),
            Tree::Scalar(_, Style::Quoted) => Value::made(Kind::Text(self.string(node))),
            Tree::List(items) => Value::list(items.iter().map(|item| self.value(item)).collect()),
            Tree::Map(entries) => {
                let mut map = Map::default();
                for entry in entries {
                    let key_at = Some(self.place(entry.key_span));
                    let value = self.value(&entry.value);
                    map.entries.insert(entry.key.clone(), Entry { key_at, value });
                }
                Value::map(map)
            }
        };
        value.at(at)
    }

    /// A scalar with the place of each of its characters. One that holds JSON is taken as it is
    /// laid out: in JSON the indent makes no difference.
    pub(super) fn string(&self, node: &Node) -> Str {
        let text = node.resolve().text().cloned().unwrap_or_default();
        let characters = embedded::characters(self.text, node);
        let written: String = characters.iter().map(|(char, _)| char).collect();
        if *written != *text && !text.trim_start().starts_with('{') {
            return Str { text, pieces: [].into() };
        }
        let mut pieces: Vec<Piece> = Vec::new();
        let mut end = 0;
        for (char, span) in characters {
            let start = end;
            end += char.len_utf8();
            let as_it_is = span.end - span.start == end - start;
            match pieces.last_mut() {
                Some(last)
                    if as_it_is
                        && last.at.span.end == span.start
                        && last.at.span.end - last.at.span.start == last.end - last.start =>
                {
                    last.end = end;
                    last.at.span.end = span.end;
                }
                _ => pieces.push(Piece { start, end, at: self.place(span) }),
            }
        }
        if written.is_empty() {
            pieces.clear();
        }
        Str { text: written.into(), pieces: pieces.into() }
    }
}
