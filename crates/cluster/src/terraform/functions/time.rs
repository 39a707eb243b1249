//! Functions of instants: `formatdate`, `timeadd`, `timecmp`.
//!
//! An instant is a text as RFC 3339 has it, and keeps the offset that it was written with.

use irsa_engine::time::Timestamp;

use super::{Args, Outcome};
use crate::terraform::fault::Fault;
use crate::terraform::value::Value;

/// The outcome of a function of this file.
pub(super) fn apply(name: &str, args: &Args<'_>) -> Option<Outcome> {
    Some(match name {
        "formatdate" => format_date(args),
        "timeadd" => add(args),
        "timecmp" => compare(args),
        _ => return None,
    })
}

/// An instant, and how many seconds its clock is ahead of UTC.
struct Instant {
    at: Timestamp,
    offset: i64,
}

impl Instant {
    fn read(args: &Args<'_>, index: usize) -> Result<Self, Fault> {
        let text = args.text(index)?;
        Self::parse(&text).ok_or_else(|| args.wrong("a timestamp as RFC 3339 has it"))
    }

    fn parse(text: &str) -> Option<Self> {
        let clock = text.get(10..)?.strip_prefix('T')?;
        let offset = match clock.strip_suffix('Z') {
            Some(_) => 0,
            None => seconds_of(clock.get(clock.find(['+', '-'])?..)?)?,
        };
        Some(Self { at: Timestamp::parse(text)?, offset })
    }

    /// As its own clock shows it: `YYYY-MM-DDThh:mm:ss`.
    fn local(&self) -> String {
        let mut text = self.at.plus(self.offset).to_string();
        text.truncate(text.len() - 1);
        text
    }

    /// The offset with this between hours and minutes.
    fn zone(&self, between: &str) -> String {
        let minutes = self.offset.abs() / 60;
        let sign = if self.offset < 0 { '-' } else { '+' };
        format!("{sign}{:02}{between}{:02}", minutes / 60, minutes % 60)
    }
}

/// The seconds of an offset as `+09:00`.
fn seconds_of(offset: &str) -> Option<i64> {
    let (hours, minutes) = offset.get(1..)?.split_once(':')?;
    let seconds = hours.parse::<i64>().ok()? * 3600 + minutes.parse::<i64>().ok()? * 60;
    Some(if offset.starts_with('-') { -seconds } else { seconds })
}

fn add(args: &Args<'_>) -> Outcome {
    let (start, duration) = (Instant::read(args, 0)?, args.text(1)?);
    let seconds = seconds(&duration).ok_or_else(|| args.wrong("a duration as \"1h30m\""))?;
    let end = Instant { at: start.at.plus(seconds), offset: start.offset };
    let zone = if end.offset == 0 { "Z".to_owned() } else { end.zone(":") };
    Ok(Value::text(end.local() + &zone))
}

/// A duration in whole seconds: numbers, each with its unit, behind a sign for all of them.
fn seconds(duration: &str) -> Option<i64> {
    let (sign, mut rest) = match duration.strip_prefix('-') {
        Some(rest) => (-1.0, rest),
        None => (1.0, duration.strip_prefix('+').unwrap_or(duration)),
    };
    let mut total = 0.0;
    if rest.is_empty() {
        return None;
    }
    while !rest.is_empty() && rest != "0" {
        let end = rest.find(|char: char| !char.is_ascii_digit() && char != '.')?;
        let number: f64 = rest.get(..end)?.parse().ok()?;
        let behind = rest.get(end..)?;
        let long = behind.find(|char: char| char.is_ascii_digit()).unwrap_or(behind.len());
        let scale = match behind.get(..long)? {
            "h" => 3600.0,
            "m" => 60.0,
            "s" => 1.0,
            "ms" => 1e-3,
            "us" | "µs" => 1e-6,
            "ns" => 1e-9,
            _ => return None,
        };
        total += number * scale;
        rest = behind.get(long..)?;
    }
    #[expect(clippy::cast_possible_truncation, reason = "a number out of range is refused")]
    (total < 1e12).then_some((sign * total).floor() as i64)
}

fn compare(args: &Args<'_>) -> Outcome {
    let order = Instant::read(args, 0)?.at.cmp(&Instant::read(args, 1)?.at);
    Ok(Value::number(f64::from(order as i8)))
}

/// Letters stand for parts of the instant, and quotes keep letters from it.
///
/// Source: <https://developer.hashicorp.com/terraform/language/functions/formatdate>.
fn format_date(args: &Args<'_>) -> Outcome {
    let (spec, instant) = (args.text(0)?, Instant::read(args, 1)?);
    let mut out = String::new();
    let mut rest = &*spec;
    while let Some(first) = rest.chars().next() {
        if first == '\'' {
            let wrong = || args.wrong("a closing quote for each that opens");
            let (text, behind) = quoted(rest).ok_or_else(wrong)?;
            out.push_str(&text);
            rest = behind;
            continue;
        }
        let end = rest.find(|char| char != first).unwrap_or(rest.len());
        let (run, behind) = rest.split_at(end);
        match first.is_ascii_alphabetic() {
            true => {
                let wrong = || args.wrong("letters that stand for a part of a date");
                out.push_str(&part(run, &instant).ok_or_else(wrong)?);
            }
            false => out.push_str(run),
        }
        rest = behind;
    }
    Ok(Value::text(out))
}

/// A text between quotes, two of which stand for one, and what follows it.
fn quoted(text: &str) -> Option<(String, &str)> {
    let mut out = String::new();
    let mut rest = text.strip_prefix('\'')?;
    loop {
        let (before, behind) = rest.split_once('\'')?;
        out.push_str(before);
        match behind.strip_prefix('\'') {
            Some(more) => {
                out.push('\'');
                rest = more;
            }
            None => return Some((out, behind)),
        }
    }
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// The first of January 1970 was a Thursday.
const DAYS: [&str; 7] =
    ["Thursday", "Friday", "Saturday", "Sunday", "Monday", "Tuesday", "Wednesday"];

/// The part of an instant that a run of one letter stands for.
fn part(run: &str, instant: &Instant) -> Option<String> {
    let local = instant.local();
    let digits = |from: usize, to: usize| local.get(from..to).unwrap_or_default();
    let number = |from: usize, to: usize| digits(from, to).parse::<usize>().unwrap_or_default();
    let (month, day) = (number(5, 7), number(8, 10));
    let (hour, minute, second) = (number(11, 13), number(14, 16), number(17, 19));
    let month_name = MONTHS.get(month.wrapping_sub(1)).copied().unwrap_or_default();
    let days = instant.at.plus(instant.offset).0.div_euclid(86_400).rem_euclid(7);
    let weekday = DAYS.get(usize::try_from(days).unwrap_or_default()).copied().unwrap_or_default();
    let twelve = (hour + 11) % 12 + 1;
    Some(match run {
        "YYYY" => digits(0, 4).to_owned(),
        "YY" => digits(2, 4).to_owned(),
        "MMMM" => month_name.to_owned(),
        "MMM" => month_name.chars().take(3).collect(),
        "MM" => digits(5, 7).to_owned(),
        "M" => month.to_string(),
        "DD" => digits(8, 10).to_owned(),
        "D" => day.to_string(),
        "EEEE" => weekday.to_owned(),
        "EEE" => weekday.chars().take(3).collect(),
        "hh" => digits(11, 13).to_owned(),
        "h" => hour.to_string(),
        "HH" => format!("{twelve:02}"),
        "H" => twelve.to_string(),
        "AA" => if hour < 12 { "AM" } else { "PM" }.to_owned(),
        "aa" => if hour < 12 { "am" } else { "pm" }.to_owned(),
        "mm" => digits(14, 16).to_owned(),
        "m" => minute.to_string(),
        "ss" => digits(17, 19).to_owned(),
        "s" => second.to_string(),
        "ZZZZZ" => instant.zone(":"),
        "Z" if instant.offset == 0 => "Z".to_owned(),
        "Z" => instant.zone(":"),
        "ZZZ" if instant.offset == 0 => "UTC".to_owned(),
        "ZZZZ" | "ZZZ" => instant.zone(""),
        _ => return None,
    })
}
