//! What an editor shows of the run: remarks with their sentence, and how each check came out.

use irsa_engine::report::Report;
use irsa_engine::{Severity, Span, State};
use irsa_words::explain::Explanation;

/// A remark on characters of one text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Squiggle {
    /// The characters.
    pub span: Span,
    /// How bad it is.
    pub severity: Severity,
    /// The sentence, without marks of its own.
    pub sentence: String,
}

/// How the check of some characters came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    /// They matched.
    Matched,
    /// A real run would not come this far.
    Unreached,
    /// They did not match.
    Failed,
    /// The verdict hangs on them.
    Deciding,
    /// They belong to what is pointed at elsewhere.
    Linked,
}

impl Sign {
    /// The kind of mark in the editor.
    #[must_use]
    pub const fn kind(self) -> &'static str {
        match self {
            Self::Matched => "matched",
            Self::Unreached => "unreached",
            Self::Failed => "failed",
            Self::Deciding => "deciding",
            Self::Linked => "linked",
        }
    }
}

/// The findings on a file, and the check that each failing gate hangs on.
#[must_use]
pub fn squiggles(explanation: &Explanation, file: usize) -> Vec<Squiggle> {
    let findings =
        explanation.findings.iter().map(|line| (&line.at, line.severity, &line.sentence));
    let failing = explanation.gates.iter().filter(|gate| gate.state == State::Fail);
    let failing = failing.filter_map(|gate| gate.checks.get(gate.decided_by?));
    let failing = failing.map(|line| (&line.at, Severity::Error, &line.sentence));
    let all = failing.chain(findings).filter_map(|(at, severity, sentence)| {
        let place = at.as_ref()?.place;
        let sentence = sentence.replace('`', "");
        (place.file == file).then_some(Squiggle { span: place.span, severity, sentence })
    });
    all.collect()
}

/// How the checks on a file came out, and which of them the verdict hangs on.
#[must_use]
pub fn signs(report: &Report, file: usize) -> Vec<(Span, Sign)> {
    let here = |at: Option<irsa_engine::Place>| at.filter(|at| at.file == file).map(|at| at.span);
    let checks = report
        .gates
        .iter()
        .flat_map(|gate| gate.checks.iter().map(move |check| (check, gate.reached)));
    let mut signs: Vec<(Span, Sign)> = checks
        .filter_map(|(check, reached)| Some((here(check.at)?, sign(check.state, reached)?)))
        .collect();
    let deciding = report.deciding().and_then(|check| here(check.at));
    signs.extend(deciding.map(|span| (span, Sign::Deciding)));
    signs
}

const fn sign(state: State, reached: bool) -> Option<Sign> {
    match (state, reached) {
        (State::Fail, _) => Some(Sign::Failed),
        (State::Pass | State::Assumed | State::Unknown, false) => Some(Sign::Unreached),
        (State::Pass, true) => Some(Sign::Matched),
        _ => None,
    }
}
