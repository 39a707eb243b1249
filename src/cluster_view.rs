//! What the worker told of a cluster (`cluster_told`), as the page reads it.

use std::rc::Rc;

use irsa_cluster::ways::{Literal, Slot};
use irsa_engine::Span;
use irsa_engine::fix::Edit;
use irsa_engine::source::{Node, json};

use crate::flow_view::Item;

/// What stands between the two parts of an answer.
pub const SEPARATOR: char = '\u{1e}';

/// Everything that was told in one answer: what holds for the whole timeline, and what is so at one
/// place of it.
#[derive(Debug, Clone)]
pub struct Told {
    whole_text: Rc<str>,
    whole: Rc<Node>,
    moment: Node,
}

impl PartialEq for Told {
    fn eq(&self, other: &Self) -> bool {
        self.whole_text == other.whole_text && self.moment == other.moment
    }
}

impl Told {
    /// Reads an answer; none where there is nothing in it. What holds for the whole timeline is
    /// read once for as long as it stays the same.
    #[must_use]
    pub fn read(answer: &str, before: Option<&Self>) -> Option<Self> {
        let (whole, moment) = answer.split_once(SEPARATOR)?;
        let read = |text: &str| Some(json::parse(text).documents.into_iter().next()?.root);
        let moment = read(moment)?;
        if let Some(before) = before.filter(|before| *before.whole_text == *whole) {
            return Some(Self { moment, ..before.clone() });
        }
        Some(Self { whole_text: whole.into(), whole: Rc::new(read(whole)?), moment })
    }

    /// What holds for the whole timeline.
    #[must_use]
    pub fn whole(&self) -> Item<'_> {
        Item::of(&self.whole)
    }

    /// What is so at the place that was asked for.
    #[must_use]
    pub fn moment(&self) -> Item<'_> {
        Item::of(&self.moment)
    }

    /// A fixed text of the page.
    #[must_use]
    pub fn word(&self, key: &str) -> &str {
        self.whole().get("words").text(key)
    }

    /// What an id of a table is called; the id itself where it is AWS's or Kubernetes' own word.
    #[must_use]
    pub fn named<'a>(&'a self, table: &str, id: &'a str) -> &'a str {
        match self.whole().get(table).text(id) {
            "" => id,
            name => name,
        }
    }

    /// The last place on the clock.
    #[must_use]
    pub fn end(&self) -> u32 {
        small(self.whole().number("end"))
    }

    /// The next place at which something happens; the end where nothing does.
    #[must_use]
    pub fn next_stop(&self, at: u32) -> u32 {
        self.stops().find(|stop| *stop > at).unwrap_or_else(|| self.end())
    }

    /// The last place before, at which something happens; the beginning where nothing does.
    #[must_use]
    pub fn last_stop(&self, at: u32) -> u32 {
        self.stops().take_while(|stop| *stop < at).last().unwrap_or(0)
    }

    fn stops(&self) -> impl Iterator<Item = u32> + '_ {
        self.whole().list("stops").map(|stop| stop.as_text().parse().unwrap_or_default())
    }

    /// What happened up to a place on the clock, in order.
    pub fn events(&self, at: u32) -> impl DoubleEndedIterator<Item = Item<'_>> {
        let all: Vec<_> = self.whole().list("events").collect();
        let happened = all.iter().take_while(|event| event.number("t") <= at as usize).count();
        all.into_iter().take(happened).collect::<Vec<_>>().into_iter()
    }

    /// The objects of a list at this moment, of which a key has that text.
    pub fn of<'a>(
        &'a self,
        list: &str,
        key: &'static str,
        text: &'a str,
    ) -> impl DoubleEndedIterator<Item = Item<'a>> {
        self.moment().list(list).filter(move |one| one.text(key) == text)
    }
}

fn small(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// How something stands, for colours and signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// As it should be.
    Good,
    /// On its way.
    Busy,
    /// Not there yet.
    Waiting,
    /// On its way out, or kept aside.
    Leaving,
    /// Wrong.
    Bad,
    /// Gone, or never come to.
    Gone,
}

impl Tone {
    /// That of a state, in the words of whoever has it.
    #[must_use]
    pub fn of(state: &str) -> Self {
        match state {
            "created" | "updated" | "unchanged" | "up" | "ready" | "done" | "ACTIVE" | "active"
            | "Running" | "Succeeded" | "self-managed" | "allow" => Self::Good,
            "pending" | "waiting" | "Pending" => Self::Waiting,
            "cordoned" | "draining" | "terminating" | "Terminating" | "shifted" | "DELETING"
            | "destroying" => Self::Leaving,
            "failed" | "down" | "dead" | "not-ready" | "CREATE_FAILED" | "DEGRADED" | "FAILED"
            | "Failed" | "ImagePullBackOff" | "ErrImagePull" | "CrashLoopBackOff" | "deny"
            | "error" => Self::Bad,
            "destroyed" | "skipped" => Self::Gone,
            _ => Self::Busy,
        }
    }

    /// The name in classes.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Busy => "busy",
            Self::Waiting => "waiting",
            Self::Leaving => "leaving",
            Self::Bad => "bad",
            Self::Gone => "gone",
        }
    }

    /// The sign, which says it without a colour.
    #[must_use]
    pub const fn sign(self) -> &'static str {
        match self {
            Self::Good => "✓",
            Self::Busy => "…",
            Self::Waiting => "○",
            Self::Leaving => "↓",
            Self::Bad => "✕",
            Self::Gone => "–",
        }
    }
}

/// An edit of the texts that was told.
#[must_use]
pub fn edit(told: Item<'_>) -> Edit {
    Edit { file: told.text("file").into(), span: span(told), text: told.text("text").to_owned() }
}

/// A place that takes a value, as it was told; none where there is none.
#[must_use]
pub fn slot(told: Item<'_>) -> Option<Slot> {
    Some(Slot {
        file: told.text("file").into(),
        span: span(told),
        before: told.text("before").to_owned(),
        after: told.text("after").to_owned(),
        literal: Literal::from_id(told.text("literal"))?,
        cleared: Some(told.get("cleared")).filter(|it| it.is_there()).map(edit),
    })
}

/// The characters that are told of as `from` and `to`.
#[must_use]
pub fn span(told: Item<'_>) -> Span {
    Span::new(told.number("from"), told.number("to"))
}

/// `12:05`, or `1:02:05` from an hour on.
#[must_use]
pub fn clock(seconds: u32) -> String {
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    match hours {
        0 => format!("{minutes}:{seconds:02}"),
        _ => format!("{hours}:{minutes:02}:{seconds:02}"),
    }
}

/// Billionths of a dollar, as dollars with so many places behind the point.
#[must_use]
pub fn dollars(billionths: u64, places: usize) -> String {
    format!("${:.places$}", billionths as f64 / 1e9)
}

/// Bytes in the unit that fits.
#[must_use]
pub fn bytes(count: u64) -> String {
    let units = ["B", "kB", "MB", "GB", "TB"];
    let mut value = count as f64;
    let mut at = 0;
    while value >= 1000.0 && at + 1 < units.len() {
        value /= 1000.0;
        at += 1;
    }
    let places = usize::from(at > 0 && value < 100.0);
    format!("{value:.places$} {}", units.get(at).copied().unwrap_or_default())
}

/// Microseconds, as milliseconds.
#[must_use]
pub fn milliseconds(microseconds: usize) -> String {
    format!("{:.2} ms", microseconds as f64 / 1e3)
}
