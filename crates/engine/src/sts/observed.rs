//! What a pasted error or CloudTrail event tells, and what it leaves open.
//!
//! Such a text never decides a gate of the run. It is set beside it: which gates could have given
//! it, and the one command that tells them apart.

mod cloudtrail;
mod identity;
pub(crate) mod signs;

use std::rc::Rc;

pub use cloudtrail::{Event, read_events};
pub use identity::{Seen, read_identity};
pub use signs::{SIGNS, Sign, leaves};

use super::answer::Code;
use crate::{Gate, Span, Text};

/// An error text that was recognised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Observed {
    /// The code, if STS or another service gave the text; none where an SDK speaks for itself.
    pub code: Option<Code>,
    /// The text without the wrapping of an SDK.
    pub message: Text,
    /// Where it stands.
    pub span: Span,
    /// What could have given it.
    pub points_to: Leaves,
}

/// The gates that an observation leaves possible.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Leaves {
    /// In the order of the story.
    pub gates: &'static [Gate],
    /// The command that splits them; words in capitals are to be filled in.
    pub command: &'static str,
    /// Where the connection was seen or is documented.
    pub source_url: &'static str,
}

/// Recognises what an SDK, the AWS CLI or STS itself printed: wrapped in any of their ways, as XML,
/// or as JSON. Of several texts the one that says most is taken, wherever it stands.
#[must_use]
pub fn read_error_text(text: &str) -> Option<Observed> {
    node_identity(text).or_else(|| known_text(text)).or_else(|| code_alone(text))
}

fn known_text(text: &str) -> Option<Observed> {
    let places = first_places(text);
    let mut found = SIGNS.iter().zip(places).filter_map(|(sign, at)| Some((sign, at?)));
    let (sign, at) = found.find(|(sign, _)| text.contains(sign.also))?;
    let Some(code) = sign.code else { return Some(line(text, at, sign.leaves)) };
    let start = if sign.opening.is_empty() {
        at
    } else {
        counted(text, text.get(..at)?.rfind(sign.opening).unwrap_or(at))
    };
    let named = (code == Code::ValidationError).then(|| parameter(text)).flatten();
    observed(text, start, code, named.unwrap_or(sign.leaves))
}

/// Where each known text first stands, in one walk: forty of them through a log of 2 MiB would keep
/// the page busy.
fn first_places(text: &str) -> [Option<usize>; SIGNS.len()] {
    const { assert!(SIGNS.len() <= u64::BITS as usize, "a bit for each sign") };
    let mut starting_with = [0_u64; 256];
    for (bit, sign) in SIGNS.iter().enumerate() {
        let first = sign.text.bytes().next().map(usize::from);
        if let Some(signs) = first.and_then(|first| starting_with.get_mut(first)) {
            *signs |= 1 << bit;
        }
    }
    let mut places = [None; SIGNS.len()];
    for (at, byte) in text.bytes().enumerate() {
        let mut signs = starting_with.get(usize::from(byte)).copied().unwrap_or_default();
        while signs != 0 {
            let bit = signs.trailing_zeros() as usize;
            signs &= signs - 1;
            let (Some(sign), Some(place)) = (SIGNS.get(bit), places.get_mut(bit)) else { continue };
            let rest = text.as_bytes().get(at..).unwrap_or_default();
            if place.is_none() && rest.starts_with(sign.text.as_bytes()) {
                *place = Some(at);
            }
        }
    }
    places
}

/// `User: arn:…:assumed-role/ROLE/i-…`: an EC2 instance's own session, whose name is its id.
fn node_identity(text: &str) -> Option<Observed> {
    let denied = text.find(" is not authorized to perform")?;
    let before = text.get(..denied)?;
    let start = before.rfind("User: ")?;
    let (role, session) = before.get(start..)?.rsplit_once('/')?;
    (role.contains(":assumed-role/") && is_instance_id(session)).then_some(())?;
    observed(text, start, Code::AccessDenied, signs::NODE)
}

/// Whether a session's name is the id of an EC2 instance, or what is left of one where it was made
/// unreadable.
fn is_instance_id(session: &str) -> bool {
    session.strip_prefix("i-").is_some_and(|id| {
        let elided = ['…', '.', 'x', 'X', '*'];
        (id.is_empty() || id.len() >= 8 || id.starts_with(elided))
            && id.chars().all(|char| char.is_ascii_hexdigit() || elided.contains(&char))
    })
}

/// The gate of the parameter that a `ValidationError` names.
fn parameter(text: &str) -> Option<Leaves> {
    let (_, rest) = text.split_once(" at '")?;
    let (name, _) = rest.split_once('\'')?;
    match name {
        "roleArn" => Some(signs::ROLE_ARN),
        "webIdentityToken" => Some(signs::TOKEN_FILE),
        _ => Some(signs::PARAMETERS),
    }
}

/// A code without a text that is known, where the call is named beside it.
fn code_alone(text: &str) -> Option<Observed> {
    text.contains("WebIdentity").then_some(())?;
    let found = |code: &Code| {
        let wire = code.wire();
        let bare = wire.strip_suffix("Exception").unwrap_or(wire);
        word(text, bare).map(|at| (*code, at))
    };
    let (code, at) = Code::ALL.iter().find_map(found)?;
    observed(text, at, code, leaves(code))
}

/// Where `word`, or `word` with the suffix `Exception`, stands as a word of its own.
fn word(text: &str, word: &str) -> Option<usize> {
    let ends_word = |char: Option<char>| char.is_none_or(|char| !char.is_ascii_alphanumeric());
    text.match_indices(word).map(|(at, _)| at).find(|at| {
        let rest = text.get(at + word.len()..).unwrap_or_default();
        let rest = rest.strip_prefix("Exception").unwrap_or(rest);
        let before = text.get(..*at).and_then(|before| before.chars().next_back());
        ends_word(before) && ends_word(rest.chars().next())
    })
}

/// `start`, or where the number in front of it begins, as in `2 validation errors`.
fn counted(text: &str, start: usize) -> usize {
    let before = text.get(..start).unwrap_or_default();
    let number = before.trim_end_matches(' ').trim_end_matches(|char: char| char.is_ascii_digit());
    let trimmed = before.get(number.len()..).unwrap_or_default();
    if trimmed.starts_with(|char: char| char.is_ascii_digit()) { number.len() } else { start }
}

/// The line around `at`, which an SDK or a tool words as it likes.
pub(crate) fn line(text: &str, at: usize, points_to: Leaves) -> Observed {
    let (before, after) = text.split_at_checked(at).unwrap_or((text, ""));
    let start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let end = after.find('\n').map_or(text.len(), |newline| at + newline);
    let whole = Span::new(start, end).of(text);
    let start = start + (whole.len() - whole.trim_start().len());
    let message = whole.trim();
    let span = Span::new(start, start + message.len());
    Observed { code: None, message: Rc::from(message), span, points_to }
}

/// The message from `start` on, up to where it ends in every wrapping known.
fn observed(text: &str, start: usize, code: Code, points_to: Leaves) -> Option<Observed> {
    let rest = text.get(start..)?;
    let ends = ["\n", "\r", "\\n", "</", "\"", "`", " (Service: ", " status code: "];
    let until = |text, end: &&'static str| str::split_once(text, *end).map_or(text, |it| it.0);
    let message = ends.iter().fold(rest, until).trim_end();
    let span = Span::new(start, start + message.len());
    Some(Observed { code: Some(code), message: Rc::from(message), span, points_to })
}

#[cfg(test)]
mod tests;
