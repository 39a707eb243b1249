//! From a range of a text that was made back to the place where somebody wrote it.

use irsa_engine::{Place, Span};

use super::value::Piece;

/// What stands at a place of the texts given.
pub(crate) type Written<'a> = &'a dyn Fn(Place) -> &'a str;

/// The place that `span` of `text` comes from: character by character where the characters are the
/// written ones, else the smallest part of the source that covers it.
pub(crate) fn origin(
    text: &str,
    pieces: &[Piece],
    span: Span,
    written: Written<'_>,
) -> Option<Place> {
    let whole = smallest(pieces, span.start, span.end)?;
    if let Some(place) = exact(text, whole, span, written) {
        return Some(place);
    }
    let first = smallest(pieces, span.start, span.start + 1)?;
    let last = smallest(pieces, span.end.saturating_sub(1), span.end)?;
    let start = exact(text, first, Span::new(span.start, span.start), written)
        .unwrap_or(Place { file: first.at.file, span: Span::at(first.at.span.start) });
    let end = exact(text, last, Span::new(span.end, span.end), written)
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

/// The same place byte for byte, where the piece has the very characters of the source.
fn exact(text: &str, piece: &Piece, span: Span, written: Written<'_>) -> Option<Place> {
    let made = text.get(piece.start..piece.end)?;
    if made != written(piece.at) {
        return None;
    }
    let start = piece.at.span.start + span.start.checked_sub(piece.start)?;
    let end = piece.at.span.start + span.end.checked_sub(piece.start)?;
    Some(Place { file: piece.at.file, span: Span::new(start, end) })
}

fn smallest(pieces: &[Piece], start: usize, end: usize) -> Option<&Piece> {
    let covers = |piece: &&Piece| piece.start <= start && end <= piece.end;
    pieces.iter().filter(covers).min_by_key(|piece| piece.end - piece.start)
}
