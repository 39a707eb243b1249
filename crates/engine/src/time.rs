//! Instants as whole Unix seconds, and the ISO 8601 forms AWS and Kubernetes print.
//!
//! The engine has no clock: an instant is always an argument.

use std::fmt;

/// Whole seconds since 1970-01-01T00:00:00Z.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Timestamp(pub i64);

const SECONDS_PER_DAY: i64 = 86_400;

impl Timestamp {
    /// Reads `2026-01-01T00:00:00Z`, with optional fraction and offset (`+09:00`, `+0900`), a
    /// space for the `T`, a bare date, or whole Unix seconds. Fractions are dropped.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Ok(seconds) = text.parse() {
            return Some(Self(seconds));
        }
        let (date, rest) = match text.find(['T', 't', ' ']) {
            Some(at) => (text.get(..at)?, text.get(at + 1..)?),
            None => (text, "00:00:00Z"),
        };
        let days = days_from_date(date)?;
        let (clock, offset) = split_offset(rest)?;
        let seconds = days.checked_mul(SECONDS_PER_DAY)?.checked_add(seconds_of_clock(clock)?)?;
        Some(Self(seconds.checked_sub(offset)?))
    }

    /// This instant, `seconds` later.
    #[must_use]
    pub const fn plus(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds))
    }

    /// Seconds from `earlier` to this instant.
    #[must_use]
    pub const fn since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }
}

impl fmt::Display for Timestamp {
    /// `YYYY-MM-DDTHH:MM:SSZ`, as STS prints expirations.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = date_from_days(self.0.div_euclid(SECONDS_PER_DAY));
        let second = self.0.rem_euclid(SECONDS_PER_DAY);
        let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
        write!(f, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
    }
}

/// Days since 1970-01-01 of a proleptic Gregorian date `YYYY-MM-DD`.
fn days_from_date(date: &str) -> Option<i64> {
    let mut parts = date.splitn(3, '-').map(digits);
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    if !(1..=9999).contains(&year) || !(1..=12).contains(&month) {
        return None;
    }
    if !(1..=days_in_month(year, month)).contains(&day) {
        return None;
    }
    // Howard Hinnant's days_from_civil: years start in March, so the leap day comes last.
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    Some(era * 146_097 + day_of_era - 719_468)
}

fn date_from_days(days: i64) -> (i64, i64, i64) {
    let days = days.saturating_add(719_468);
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, day)
}

const fn days_in_month(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// `12:34:56Z` as the clock part and the offset from UTC in seconds.
fn split_offset(rest: &str) -> Option<(&str, i64)> {
    if let Some(clock) = rest.strip_suffix(['Z', 'z']) {
        return Some((clock, 0));
    }
    let Some(at) = rest.rfind(['+', '-']) else { return Some((rest, 0)) };
    let sign = if rest.get(at..)?.starts_with('-') { -1 } else { 1 };
    let offset = rest.get(at + 1..)?.replace(':', "");
    let (hours, minutes) = (digits(offset.get(..2)?)?, digits(offset.get(2..)?).unwrap_or(0));
    Some((rest.get(..at)?, sign * (hours * 3600 + minutes * 60)))
}

fn seconds_of_clock(clock: &str) -> Option<i64> {
    let whole = clock.split('.').next()?;
    let mut parts = whole.splitn(3, ':').map(digits);
    let (hour, minute) = (parts.next()??, parts.next()??);
    let second = parts.next().unwrap_or(Some(0))?;
    let valid = hour < 24 && minute < 60 && second < 61;
    valid.then_some(hour * 3600 + minute * 60 + second)
}

fn digits(text: &str) -> Option<i64> {
    let all = !text.is_empty() && text.len() <= 9 && text.bytes().all(|byte| byte.is_ascii_digit());
    if all { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_forms_aws_and_kubernetes_print() {
        let table = [
            ("2026-01-01T00:00:00Z", Some(1_767_225_600)),
            ("2026-01-01T09:00:00+09:00", Some(1_767_225_600)),
            ("2026-01-01T09:00:00.123+0900", Some(1_767_225_600)),
            ("2026-01-01 00:00:00", Some(1_767_225_600)),
            ("2026-01-01", Some(1_767_225_600)),
            ("1767225600", Some(1_767_225_600)),
            ("2024-02-29T12:00:00Z", Some(1_709_208_000)),
            ("1969-12-31T23:59:59Z", Some(-1)),
            ("2023-02-29T00:00:00Z", None),
            ("2026-13-01T00:00:00Z", None),
            ("soon", None),
            ("", None),
        ];
        for (text, seconds) in table {
            assert_eq!(Timestamp::parse(text), seconds.map(Timestamp), "{text}");
        }
    }

    #[test]
    fn prints_what_it_reads() {
        for text in ["1970-01-01T00:00:00Z", "2000-02-29T23:59:59Z", "2026-11-24T06:00:00Z"] {
            assert_eq!(Timestamp::parse(text).unwrap().to_string(), text);
        }
    }
}
