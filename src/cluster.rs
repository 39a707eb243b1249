//! What the worker that has `irsa-cluster` (`src/bin/cluster.rs`) is asked, and what it answers:
//! the workbench has no room for Terraform.
//!
//! A question is a line with what is asked, then texts as a scenario. The answer is JSON. The page
//! reads what `expand` answers with `expanded`.

mod expand;
mod plan;

use irsa_engine::scenario::Scenario;
use irsa_engine::{Finding, Place, Span};
use serde_json::{Value, json};

/// What is asked of the worker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Question {
    /// What the engine is to read in place of Terraform, and the fixes of a run on it.
    Expand,
    /// What an apply would do, given what an earlier configuration left.
    Plan,
}

impl Question {
    /// Every question.
    pub const ALL: [Self; 2] = [Self::Expand, Self::Plan];

    /// The first line of a question.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Expand => "expand",
            Self::Plan => "plan",
        }
    }

    /// The question about the texts of a scenario. [`Question::Plan`] takes what was applied
    /// before in the place of nothing: see [`planning`].
    #[must_use]
    pub fn about(self, scenario: &Scenario) -> String {
        match self {
            Self::Plan => planning(&Scenario::default(), scenario),
            Self::Expand => format!("{}\n{}", self.id(), scenario.serialise()),
        }
    }
}

/// The question what an apply would change, where the texts of `before` were applied already. Their
/// length in bytes stands behind them, so that it is clear where they end.
#[must_use]
pub fn planning(before: &Scenario, after: &Scenario) -> String {
    let before = before.serialise();
    format!("{} {}\n{before}{}", Question::Plan.id(), before.len(), after.serialise())
}

/// Who answers.
#[derive(Debug, Default)]
pub struct Teller;

impl Teller {
    /// The answer to a question; none to what is no question.
    pub fn tell(&mut self, question: &str) -> Option<String> {
        let (what, rest) = question.split_once('\n')?;
        let (what, more) = what.split_once(' ').unwrap_or((what, ""));
        let asked = Question::ALL.into_iter().find(|question| question.id() == what)?;
        let told = match asked {
            Question::Expand => expand::tell(&Texts::read(rest)?),
            Question::Plan => {
                let (before, after) = rest.split_at_checked(more.parse().ok()?)?;
                plan::tell(&Texts::read(before)?, &Texts::read(after)?)
            }
        };
        Some(told.to_string())
    }
}

/// Texts by name.
struct Texts(Scenario);

impl Texts {
    fn read(text: &str) -> Option<Self> {
        Scenario::parse(text).ok().map(Self)
    }

    fn named(&self) -> Vec<(&str, &str)> {
        self.0.files.iter().map(|file| (file.name.as_str(), file.text.as_str())).collect()
    }
}

fn span(span: Span) -> Value {
    json!([span.start, span.end])
}

fn place(place: Place) -> Value {
    json!([place.file, place.span.start, place.span.end])
}

/// A finding on a text given: the id of its rule, and its data by name.
fn finding((file, found): (usize, &Finding)) -> Value {
    let data: serde_json::Map<String, Value> = found
        .reason
        .data()
        .into_iter()
        .map(|(name, text)| (name.to_owned(), text.into()))
        .collect();
    json!({
        "file": file,
        "severity": found.severity.id(),
        "rule": found.reason.rule().id,
        "data": data,
        "span": span(found.span),
    })
}
