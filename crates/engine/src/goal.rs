//! Does a scenario come out as it expects of itself?
//!
//! `expect` holds one fact a line. Of these a run has one value: `verdict`, `gate`, `because` (a
//! rule's id), `at` (a place as `FILE LINE:COLUMN-LINE:COLUMN`), `sts` (the error code, or `ok`, or
//! `none`), `message` (what STS says, verbatim), `who-else` (how many other known accounts get in),
//! `identity` (where the credentials come from). Of these it has several, and a line holds where
//! one of them is as it says:
//!
//! - `state GATE STATE`: how a gate came out.
//! - `check RULE STATE`: a check anywhere in the trace, deciding or not.
//! - `finding RULE`: something said about the texts.
//! - `assumed WHAT`: a fact that was not given, by its name in JSON output.
//! - `missing COMMAND`: a command whose output would decide more.
//!
//! `checks` holds one question a line: `allow NAMESPACE/ACCOUNT`, `deny NAMESPACE/ACCOUNT`, each
//! with an optional role ARN.

use std::fmt;
use std::rc::Rc;

use crate::iam::reach::{lets_in, who_else};
use crate::model::Parsed;
use crate::report::GateReport;
use crate::scenario::Scenario;
use crate::source::lines::Lines;
use crate::{Ask, Check, Report, parse, run};

/// A line of `expect` or `checks` that does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Miss {
    /// `expect` or `checks`.
    pub file: &'static str,
    /// 1-based.
    pub line: usize,
    /// The line.
    pub expected: String,
    /// What it is instead.
    pub actual: String,
}

impl fmt::Display for Miss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}:{}: expected `{}`, got `{}`",
            self.file, self.line, self.expected, self.actual
        )
    }
}

/// The files of a scenario, read.
#[must_use]
pub fn files(scenario: &Scenario) -> Vec<Rc<Parsed>> {
    scenario.files.iter().map(|file| Rc::new(parse(&file.name, &file.text))).collect()
}

/// Every line of `expect` and `checks` that does not hold.
#[must_use]
pub fn misses(scenario: &Scenario, ask: &Ask) -> Vec<Miss> {
    misses_of(scenario, &run(&files(scenario), ask))
}

/// Every line of `expect` and `checks` that does not hold of a report.
#[must_use]
pub fn misses_of(scenario: &Scenario, report: &Report) -> Vec<Miss> {
    let expected = lines(scenario, "expect").filter_map(|(line, text)| {
        let (fact, value) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
        let value = match fact {
            "message" => value.trim().to_owned(),
            _ => value.split_whitespace().collect::<Vec<_>>().join(" "),
        };
        let actual = one(report, fact).map(|one| vec![one]).or_else(|| several(report, fact));
        let holds = actual.as_ref().is_some_and(|actual| actual.contains(&value));
        (!holds).then(|| Miss {
            file: "expect",
            line,
            expected: text.to_owned(),
            actual: actual.map_or_else(|| "no such fact".to_owned(), |actual| actual.join(", ")),
        })
    });
    let checked = lines(scenario, "checks").filter_map(|(line, text)| {
        let actual = checked(report, text);
        let holds = actual.as_deref() == text.split_whitespace().next();
        (!holds).then(|| Miss {
            file: "checks",
            line,
            expected: text.to_owned(),
            actual: actual.unwrap_or_else(|| "no such question".to_owned()),
        })
    });
    expected.chain(checked).collect()
}

fn lines<'a>(scenario: &'a Scenario, name: &str) -> impl Iterator<Item = (usize, &'a str)> {
    let text = scenario.file(name).unwrap_or_default();
    let lines = text.lines().enumerate().map(|(at, line)| (at + 1, line.trim()));
    lines.filter(|(_, line)| !line.is_empty() && !line.starts_with('#'))
}

/// A fact that a run has one value of.
fn one(report: &Report, fact: &str) -> Option<String> {
    let deciding = report.deciding();
    let or_none = |text: Option<String>| text.unwrap_or_else(|| "none".to_owned());
    Some(match fact {
        "verdict" => report.verdict().id().to_owned(),
        "gate" => or_none(deciding.map(|check| check.gate.id().to_owned())),
        "because" => or_none(deciding.map(|check| check.reason.rule().id.to_owned())),
        "at" => or_none(deciding.and_then(|check| check.at).and_then(|place| {
            let file = report.file(place)?;
            let (start, end) = Lines::new(&file.text).range(&file.text, place.span);
            Some(format!("{} {start}-{end}", file.name))
        })),
        "sts" => match &report.sts {
            Some(answer) => answer.code.unwrap_or("ok").to_owned(),
            None => "none".to_owned(),
        },
        "message" => or_none(report.sts.as_ref().and_then(|answer| answer.message.clone())),
        "who-else" => or_none(who_else(report).map(|who| who.accounts.len().to_string())),
        "identity" => report.identity.source.id().to_owned(),
        _ => return None,
    })
}

/// Every value of a fact that a run has several of.
fn several(report: &Report, fact: &str) -> Option<Vec<String>> {
    Some(match fact {
        "state" => {
            let state = |gate: &GateReport| format!("{} {}", gate.gate.id(), gate.state.id());
            report.gates.iter().map(state).collect()
        }
        "check" => {
            let checks = report.gates.iter().flat_map(|gate| &gate.checks);
            let state = |check: &Check| format!("{} {}", check.reason.rule().id, check.state.id());
            checks.map(state).collect()
        }
        "finding" => {
            let rules = report.findings.iter().map(|found| found.finding.reason.rule());
            rules.map(|rule| rule.id.to_owned()).collect()
        }
        "assumed" => report.assumed.iter().map(|assumed| assumed.what.id().to_owned()).collect(),
        "missing" => report.missing.iter().map(|missing| missing.command.clone()).collect(),
        _ => return None,
    })
}

/// `allow` or `deny` for the account of a line.
fn checked(report: &Report, line: &str) -> Option<String> {
    let mut words = line.split_whitespace().skip(1);
    let (namespace, account) = words.next()?.split_once('/')?;
    let role = words.next();
    let allowed = lets_in(report, namespace, account, role)?;
    Some(if allowed { "allow" } else { "deny" }.to_owned())
}

#[cfg(test)]
mod tests;
