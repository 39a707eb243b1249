//! A report as plain data in one language, for the page and the terminal alike.

use std::cell::OnceCell;
use std::rc::Rc;

use irsa_engine::report::{GateReport, Report, Verdict};
use irsa_engine::source::lines::{Lines, Position};
use irsa_engine::{Check, Gate, Place, Reason, State};

use crate::Words;
use crate::compare::{Comparison, compare};

/// What to show of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// The verdict.
    pub verdict: Verdict,
    /// The gate that decided, and the check's line.
    pub decided: Option<(Gate, CheckLine)>,
    /// One sentence: why.
    pub headline: String,
    /// What STS would say, verbatim.
    pub sts: Option<String>,
    /// Every gate.
    pub gates: Vec<GateLine>,
    /// What is wrong or worth saying about the texts.
    pub findings: Vec<FindingLine>,
    /// What was assumed, and the value taken.
    pub assumed: Vec<(&'static str, String)>,
    /// What would decide more, and the command that prints it.
    pub missing: Vec<(&'static str, String)>,
}

/// One gate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GateLine {
    /// Which.
    pub gate: Gate,
    /// How it came out.
    pub state: State,
    /// Whether a real run would come this far.
    pub reached: bool,
    /// What was checked.
    pub checks: Vec<CheckLine>,
    /// Which check decided.
    pub decided_by: Option<usize>,
}

/// One check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckLine {
    /// How it came out.
    pub state: State,
    /// What was found.
    pub sentence: String,
    /// The reason behind the sentence.
    pub reason: Rc<Reason>,
    /// Expected beside actual, where two values were compared and differ.
    pub comparison: Option<Comparison>,
    /// The text that decided it.
    pub at: Option<Location>,
    /// Its counterparts in other texts.
    pub related: Vec<Location>,
}

/// A finding about a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FindingLine {
    /// How much it matters.
    pub severity: irsa_engine::Severity,
    /// What it is.
    pub sentence: String,
    /// Whom the statement lets in that it is about, where it is about that.
    pub reach: Option<String>,
    /// Where.
    pub at: Option<Location>,
}

/// A place, as a person finds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Location {
    /// The place itself.
    pub place: Place,
    /// The file's name.
    pub file: String,
    /// Where it starts.
    pub start: Position,
    /// Where it ends, exclusive.
    pub end: Position,
}

impl std::fmt::Display for Location {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}-{}", self.file, self.start, self.end)
    }
}

/// Finds lines and columns in the files of a report; those of a file are counted once.
#[derive(Debug)]
pub struct Locator<'a> {
    report: &'a Report,
    lines: Vec<OnceCell<Lines>>,
}

impl<'a> Locator<'a> {
    /// A locator that has counted nothing yet.
    #[must_use]
    pub fn new(report: &'a Report) -> Self {
        Self { report, lines: vec![OnceCell::new(); report.files.len()] }
    }

    /// The line and column of a place; none where its file is not in the report.
    #[must_use]
    pub fn locate(&self, place: Place) -> Option<Location> {
        let file = self.report.file(place)?;
        let lines = self.lines.get(place.file)?.get_or_init(|| Lines::new(&file.text));
        let (start, end) = lines.range(&file.text, place.span);
        Some(Location { place, file: file.name.to_string(), start, end })
    }
}

/// Explains a report.
#[must_use]
pub fn explain(report: &Report, words: Words) -> Explanation {
    let verdict = report.verdict();
    let places = Locator::new(report);
    let decided = report.deciding().map(|check| (check.gate, check_line(&places, check, words)));
    let headline = headline(report, verdict, words);
    let sts = report.sts.as_ref().map(|answer| match (&answer.code, &answer.message) {
        (Some(code), Some(message)) => format!("{code}: {message}"),
        _ => format!("{} OK", answer.status),
    });
    let mut reach = report.ask.whole.map(|whole| whole.let_in(report)).into_iter().flatten();
    let findings = report.findings.iter().map(|reported| FindingLine {
        severity: reported.finding.severity,
        sentence: words.sentence(&reported.finding.reason),
        reach: reach.next().flatten().map(|who| words.reach(who)),
        at: places.locate(reported.place()),
    });
    Explanation {
        verdict,
        decided,
        headline,
        sts,
        gates: report.gates.iter().map(|gate| gate_line(&places, gate, words)).collect(),
        findings: findings.collect(),
        assumed: report
            .assumed
            .iter()
            .map(|assumption| (words.assumed(assumption.what), assumption.value.to_string()))
            .collect(),
        missing: report
            .missing
            .iter()
            .map(|missing| (words.missing(missing), missing.command.clone()))
            .collect(),
    }
}

/// One sentence: the deciding reason, or the first unknown, or what the verdict means.
fn headline(report: &Report, verdict: Verdict, words: Words) -> String {
    let unknown = || {
        let gate = report.gates.iter().find(|gate| gate.state == State::Unknown)?;
        gate.deciding()
    };
    match report.deciding().or_else(|| unknown().filter(|_| verdict == Verdict::Unknown)) {
        Some(check) => words.sentence(&check.reason),
        None => words.meaning(verdict).to_owned(),
    }
}

fn gate_line(places: &Locator<'_>, gate: &GateReport, words: Words) -> GateLine {
    GateLine {
        gate: gate.gate,
        state: gate.state,
        reached: gate.reached,
        checks: gate.checks.iter().map(|check| check_line(places, check, words)).collect(),
        decided_by: gate.decided_by,
    }
}

fn check_line(places: &Locator<'_>, check: &Check, words: Words) -> CheckLine {
    CheckLine {
        state: check.state,
        sentence: words.sentence(&check.reason),
        reason: check.reason.clone(),
        comparison: comparison(&check.reason),
        at: check.at.and_then(|place| places.locate(place)),
        related: check.related.iter().filter_map(|place| places.locate(*place)).collect(),
    }
}

/// Any reason that names an expected and an actual value can be shown aligned.
fn comparison(reason: &Reason) -> Option<Comparison> {
    let data = reason.data();
    let value = |name| data.iter().find(|(key, _)| *key == name).map(|(_, value)| value.as_str());
    let (expected, actual) = (value("expected")?, value("actual")?);
    (expected != actual).then(|| compare(expected, actual))
}
