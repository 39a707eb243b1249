//! The signatures of tokens, wherever they stand.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::{Cut, Secret};
use crate::Span;

/// Every signature in a text. A text that is one token, broken over lines, has one too.
pub(super) fn signatures(text: &str) -> Vec<Cut> {
    let cut = |span| Cut { span, secret: Secret::Signature };
    if let Some(span) = of_whole(text) {
        return vec![cut(span)];
    }
    runs(text).filter_map(|run| of_run(text, run)).map(cut).collect()
}

fn in_token(char: char) -> bool {
    char.is_ascii_alphanumeric() || "-_.".contains(char)
}

/// Where characters of a token stand side by side.
fn runs(text: &str) -> impl Iterator<Item = Span> {
    let mut at = 0;
    text.split(|char| !in_token(char)).filter_map(move |run| {
        let span = Span::new(at, at + run.len());
        let after = text.get(span.end..).and_then(|rest| rest.chars().next());
        at = span.end + after.map_or(0, char::len_utf8);
        run.contains('.').then_some(span)
    })
}

fn of_run(text: &str, run: Span) -> Option<Span> {
    let token = run.of(text);
    let mut segments = token.splitn(3, '.');
    let (header, claims, signature) = (segments.next()?, segments.next()?, segments.next()?);
    let is_token = is_object(header) && is_object(claims);
    is_token.then(|| Span::new(run.end - signature.len(), run.end))
}

/// The signature of a text that holds nothing but one token, white space in it left aside.
fn of_whole(text: &str) -> Option<Span> {
    let token = text.trim();
    let broken = token.contains(char::is_whitespace);
    if !broken || !token.chars().all(|char| in_token(char) || char.is_whitespace()) {
        return None;
    }
    let joined: String = token.split_whitespace().collect();
    of_run(&joined, Span::new(0, joined.len()))?;
    let (second, _) = text.match_indices('.').nth(1)?;
    Some(Span::new(second + 1, text.trim_end().len()))
}

/// Whether a segment holds a JSON object; a cut-off one is seen by its start.
fn is_object(segment: &str) -> bool {
    let whole = segment.len() - segment.len() % 4;
    let start = segment.get(..whole.min(8)).unwrap_or_default();
    let bytes = URL_SAFE_NO_PAD.decode(start).unwrap_or_default();
    String::from_utf8_lossy(&bytes).trim_start().starts_with('{')
}
