//! The report for a person at a terminal.

use std::fmt::Write as _;

use irsa_engine::State;
use irsa_engine::fix::Fix;
use irsa_engine::report::Report;
use irsa_words::Words;
use irsa_words::compare::Part;
use irsa_words::explain::{CheckLine, Explanation, GateLine, explain};

pub(crate) fn report(report: &Report, fixes: &[Fix], words: Words) -> String {
    let explanation = explain(report, words);
    let mut out = String::new();
    heading(&mut out, report, &explanation, words);
    for gate in &explanation.gates {
        gate_lines(&mut out, gate, explanation.decided.as_ref().map(|(_, line)| line), words);
    }
    section(
        &mut out,
        words.ui().cli_findings,
        explanation.findings.iter().map(|finding| {
            let place = finding.at.as_ref().map_or_else(String::new, |at| format!("{at}: "));
            let reach = finding.reach.iter().map(|reach| format!(" {reach}")).collect::<String>();
            format!("{place}{}: {}{reach}", words.severity(finding.severity), finding.sentence)
        }),
    );
    section(
        &mut out,
        words.ui().cli_assumed,
        explanation.assumed.iter().map(|(what, value)| format!("{what}: {value}")),
    );
    section(
        &mut out,
        words.ui().cli_missing,
        explanation.missing.iter().map(|(what, command)| format!("{what}: {command}")),
    );
    section(
        &mut out,
        words.ui().cli_fixes,
        fixes.iter().map(|fix| {
            let done = words.fix(fix.kind);
            let blast = words.blast(&fix.who_else);
            let edits = fix.edits.iter().map(|edit| {
                format!(
                    "\n      {} {}-{}: {}",
                    edit.file,
                    edit.span.start,
                    edit.span.end,
                    edit.text.trim_end()
                )
            });
            let command = fix.command.iter().map(|command| format!("\n      {command}"));
            format!("{done} — {blast}{}", command.chain(edits).collect::<String>())
        }),
    );
    out.push('\n');
    out
}

fn heading(out: &mut String, report: &Report, explanation: &Explanation, words: Words) {
    let asker = report.asker.as_ref().and_then(|asker| {
        let name = asker.pod.as_ref().or(asker.account.as_ref())?;
        Some(format!("{}/{name}", asker.namespace.as_ref()?))
    });
    let who = asker.unwrap_or_else(|| "-".to_owned());
    let role = report.role.as_deref().unwrap_or("-");
    let _ = writeln!(out, "{}  {who} → {role}", words.verdict(explanation.verdict));
    let _ = writeln!(out, "  {}", explanation.headline);
    if let Some((_, line)) = &explanation.decided {
        if let Some(at) = &line.at {
            let _ = writeln!(out, "  {at}");
        }
        comparison(out, line, words);
    }
    if let Some(sts) = &explanation.sts {
        let _ = writeln!(out, "  {}: {sts}", words.ui().cli_sts);
    }
}

/// The columns that gates' names are padded to.
const GATE_COLUMNS: usize = 16;

/// Both values one above the other, with what differs underlined.
fn comparison(out: &mut String, line: &CheckLine, words: Words) {
    let Some(comparison) = &line.comparison else { return };
    let rows = [
        (words.ui().cli_expected, &comparison.expected),
        (words.ui().cli_actual, &comparison.actual),
    ];
    for (label, parts) in rows {
        let text: String = parts.iter().map(|part| part.text.as_str()).collect();
        let _ = writeln!(out, "    {label}  {text}");
        let marks: String = parts.iter().map(mark).collect();
        let width = columns(label);
        let _ = writeln!(out, "    {}  {}", " ".repeat(width), marks.trim_end());
    }
}

fn mark(part: &Part) -> String {
    let sign = if part.differs { "^" } else { " " };
    part.text.chars().map(|char| sign.repeat(columns(char.encode_utf8(&mut [0; 4])))).collect()
}

/// Columns a terminal gives to a text: Hangul and its like take two.
fn columns(text: &str) -> usize {
    unicode_width::UnicodeWidthStr::width(text)
}

/// A line for each gate; what was checked only where that is not plain good news, and not the
/// check that the heading has already told of.
fn gate_lines(out: &mut String, gate: &GateLine, told: Option<&CheckLine>, words: Words) {
    let sign = match gate.state {
        State::Pass => "ok",
        State::Fail => "x",
        State::Assumed => "~",
        State::Unknown => "?",
        State::Skipped | State::NotApplicable => "-",
    };
    let unreached = if gate.reached { "" } else { words.ui().cli_not_reached };
    let (name, state) = (words.gate(gate.gate), words.state(gate.state));
    let pad = " ".repeat(GATE_COLUMNS.saturating_sub(columns(name)));
    let _ = writeln!(out, "  {sign:>2}  {name}{pad}  {state}{unreached}");
    let telling = matches!(gate.state, State::Fail | State::Unknown);
    let shown = gate.checks.iter().enumerate().filter(|(at, check)| {
        let counts = Some(*at) == gate.decided_by || check.state == State::Fail;
        telling && counts && told != Some(check)
    });
    for (_, check) in shown {
        let place = check.at.as_ref().map_or_else(String::new, |at| format!("  ({at})"));
        let _ = writeln!(out, "        {}{place}", check.sentence);
    }
}

fn section(out: &mut String, title: &str, lines: impl Iterator<Item = String>) {
    let mut lines = lines.peekable();
    if lines.peek().is_some() {
        let _ = writeln!(out, "  {title}");
    }
    for line in lines {
        let _ = writeln!(out, "    {line}");
    }
}
