//! From a range of a text that was made back to the place where somebody wrote it.

use irsa_engine::{Place, Span};

use super::value::Piece;

/// A range of a text that was made, and the place that it comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// First byte in the text that was made.
    pub start: usize,
    /// Just past the last byte.
    pub end: usize,
    /// Where it comes from.
    pub at: Place,
    /// Whether the very characters stand there.
    pub exact: bool,
}

/// The pieces of a text that was made, each with whether its characters are the written ones.
pub(crate) fn parts<'w>(
    text: &str,
    pieces: &[Piece],
    written: impl Fn(Place) -> &'w str,
) -> Vec<Part> {
    let part = |piece: &Piece| {
        let Piece { start, end, at } = *piece;
        Part { start, end, at, exact: text.get(start..end) == Some(written(at)) }
    };
    pieces.iter().map(part).collect()
}

/// The place that `span` comes from: character by character where the characters are the written
/// ones, else the smallest part of the source that covers it.
pub(crate) fn origin(parts: &[Part], span: Span) -> Option<Place> {
    let whole = smallest(parts, span.start, span.end)?;
    if let Some(place) = exact(whole, span) {
        return Some(place);
    }
    let first = smallest(parts, span.start, span.start + 1)?;
    let last = smallest(parts, span.end.saturating_sub(1), span.end)?;
    let start = exact(first, Span::new(span.start, span.start))
        .unwrap_or(Place { file: first.at.file, span: Span::at(first.at.span.start) });
    let end = exact(last, Span::new(span.end, span.end))
        .unwrap_or(Place { file: last.at.file, span: Span::at(last.at.span.end) });
    let parts_of_whole = [start, end].iter().all(|place| {
        place.file == whole.at.file
            && whole.at.span.start <= place.span.start
            && place.span.end <= whole.at.span.end
    });
    if parts_of_whole && start.span.start < end.span.end {
        let span = Span::new(start.span.start, end.span.end);
        return Some(Place { file: whole.at.file, span });
    }
    Some(whole.at)
}

/// The same place byte for byte, where the part has the very characters of the source.
fn exact(part: &Part, span: Span) -> Option<Place> {
    if !part.exact {
        return None;
    }
    let start = part.at.span.start + span.start.checked_sub(part.start)?;
    let end = part.at.span.start + span.end.checked_sub(part.start)?;
    Some(Place { file: part.at.file, span: Span::new(start, end) })
}

fn smallest(parts: &[Part], start: usize, end: usize) -> Option<&Part> {
    let covers = |part: &&Part| part.start <= start && end <= part.end;
    parts.iter().filter(covers).min_by_key(|part| part.end - part.start)
}
