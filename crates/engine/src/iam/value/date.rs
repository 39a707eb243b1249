//! Instants of conditions, to the nanosecond.

use super::decimal::billionths;
use crate::Timestamp;

/// An instant: whole seconds, then billionths of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Instant(Timestamp, i128);

impl Instant {
    /// Reads the ISO 8601 forms of the W3C, `YYYY-MM` among them, and Unix seconds. A bare year
    /// can't be told from seconds and is read as those.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if text.len() == "YYYY-MM".len() && text.contains('-') {
            return Some(Self(Timestamp::parse(&format!("{text}-01"))?, 0));
        }
        let Some((head, tail)) = text.split_once('.') else {
            return Some(Self(Timestamp::parse(text)?, 0));
        };
        let end = tail.find(|char: char| !char.is_ascii_digit()).unwrap_or(tail.len());
        let (digits, zone) = (tail.get(..end)?, tail.get(end..)?);
        let fraction = billionths(digits.get(..9).unwrap_or(digits))?;
        let seconds = match zone {
            "" => Timestamp::parse(head)?,
            zone => Timestamp::parse(&format!("{head}{zone}"))?,
        };
        Some(Self(seconds, fraction))
    }
}
