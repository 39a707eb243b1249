//! The places that `saphyr-parser` gives, as byte offsets.

use saphyr_parser::Marker;

use super::Span;

/// Byte offsets by character, for one part of a text.
pub(super) struct Places<'a> {
    text: &'a str,
    part: Span,
    /// Where each character starts; none where all are one byte long.
    starts: Option<Vec<usize>>,
}

impl<'a> Places<'a> {
    pub(super) fn new(text: &'a str, part: Span) -> Self {
        let characters = part.of(text);
        let starts = (!characters.is_ascii())
            .then(|| characters.char_indices().map(|(at, _)| part.start + at).collect());
        Self { text, part, starts }
    }

    /// The bytes between the two ends of a span.
    pub(super) fn span(&self, span: saphyr_parser::Span) -> Span {
        let start = self.offset(&span.start);
        Span::new(start, self.offset(&span.end).max(start))
    }

    /// The character at a place; empty at the end of a line.
    pub(super) fn character(&self, marker: &Marker) -> Span {
        let start = self.offset(marker);
        let left = Span::new(start, self.part.end).of(self.text);
        let length = left.chars().next().filter(|c| !matches!(c, '\n' | '\r'));
        Span::new(start, start + length.map_or(0, char::len_utf8))
    }

    fn offset(&self, marker: &Marker) -> usize {
        let offset = match &self.starts {
            Some(starts) => starts.get(marker.index()).copied(),
            None => Some(self.part.start + marker.index()),
        };
        offset.unwrap_or(self.part.end).min(self.part.end)
    }
}
