//! The report as one JSON object on a line. Every key is always there, null where it does not
//! apply; the shape only ever grows.

use irsa_engine::fix::Fix;
use irsa_engine::iam::reach::Reach;
use irsa_engine::report::{Observation, Report, Reported, StsAnswer};
use irsa_engine::source::lines::Position;
use irsa_engine::{Check, Place, VERSION};
use irsa_words::explain::Locator;
use serde::Serialize;
use serde_json::{Value, json};

use crate::Usage;

pub(crate) fn line(report: &Report, fixes: &[Fix]) -> Result<String, Usage> {
    let places = Locator::new(report);
    let object = Answer {
        version: 1,
        engine: VERSION,
        pod: pod(report),
        role: report.role.as_deref(),
        verdict: report.verdict().id(),
        gate: report.deciding().map(|check| check.gate.id()),
        reason: report.deciding().map(|check| check.reason.rule().id),
        sts: report.sts.as_ref().map(sts),
        identity: json!({
            "arn": report.identity.arn.as_deref(),
            "source": report.identity.source.id(),
        }),
        call: report.call.as_ref().map(|call| {
            json!({
                "action": &*call.action,
                "resource": call.resource.as_deref(),
                "decision": report.call_decision(),
            })
        }),
        gates: report.gates.iter().map(|gate| gate_json(&places, gate)).collect(),
        findings: findings(&places, report),
        assumed: report
            .assumed
            .iter()
            .map(|assumed| json!({ "what": assumed.what.id(), "value": &*assumed.value }))
            .collect(),
        missing: report
            .missing
            .iter()
            .map(|missing| json!({ "artefact": missing.artefact.id(), "command": missing.command }))
            .collect(),
        observed: report.observed.iter().map(|seen| observed(&places, seen)).collect(),
        fixes: fixes.iter().map(fix_json).collect(),
    };
    serde_json::to_string(&object).map_err(|error| Usage(error.to_string()))
}

/// The keys in the order in which they are printed.
#[derive(Serialize)]
struct Answer<'a> {
    version: u8,
    engine: &'static str,
    pod: Option<Value>,
    role: Option<&'a str>,
    verdict: &'static str,
    gate: Option<&'static str>,
    reason: Option<&'static str>,
    sts: Option<Value>,
    identity: Value,
    call: Option<Value>,
    gates: Vec<Value>,
    findings: Vec<Value>,
    assumed: Vec<Value>,
    missing: Vec<Value>,
    observed: Vec<Value>,
    fixes: Vec<Value>,
}

fn pod(report: &Report) -> Option<Value> {
    let asker = report.asker.as_ref()?;
    asker.namespace.as_ref()?;
    Some(json!({
        "namespace": asker.namespace.as_deref(),
        "name": asker.pod.as_deref(),
        "serviceAccount": asker.account.as_deref(),
    }))
}

fn sts(answer: &StsAnswer) -> Value {
    json!({
        "api": "sts",
        "status": answer.status,
        "code": answer.code,
        "message": answer.message,
        "evidence": answer.evidence.id(),
    })
}

fn gate_json(places: &Locator<'_>, gate: &irsa_engine::report::GateReport) -> Value {
    json!({
        "gate": gate.gate.id(),
        "state": gate.state.id(),
        "reached": gate.reached,
        "checks": gate.checks.iter().map(|check| check_json(places, check)).collect::<Vec<_>>(),
    })
}

fn check_json(places: &Locator<'_>, check: &Check) -> Value {
    json!({
        "reason": check.reason.rule().id,
        "state": check.state.id(),
        "evidence": check.reason.rule().evidence.id(),
        "data": check.reason.data().into_iter().collect::<std::collections::BTreeMap<_, _>>(),
        "at": check.at.map(|place| at(places, place)),
    })
}

fn findings(places: &Locator<'_>, report: &Report) -> Vec<Value> {
    let mut reach = report.ask.whole.map(|whole| whole.let_in(report)).into_iter().flatten();
    let with_reach = |found| finding(places, found, reach.next().flatten());
    report.findings.iter().map(with_reach).collect()
}

/// A finding about a statement counts whom that lets in.
fn finding(places: &Locator<'_>, found: &Reported, reach: Option<Reach>) -> Value {
    json!({
        "severity": found.finding.severity.id(),
        "reason": found.finding.reason.rule().id,
        "data": found.finding.reason.data().into_iter()
            .collect::<std::collections::BTreeMap<_, _>>(),
        "at": at(places, found.place()),
        "who_else": reach.map(|who| json!({
            "after": who.count,
            "of": who.of,
            "open": who.open.id(),
        })),
    })
}

fn observed(places: &Locator<'_>, seen: &Observation) -> Value {
    json!({
        "code": &*seen.code,
        "message": &*seen.message,
        "at": at(places, seen.place),
        "consistent": seen.consistent,
    })
}

/// Lines and columns are 1-based, columns in Unicode scalars, ends exclusive; bytes are offsets.
fn at(places: &Locator<'_>, place: Place) -> Value {
    let Some(found) = places.locate(place) else { return Value::Null };
    let position = |position: Position| json!([position.line, position.column]);
    json!({
        "file": found.file,
        "start": position(found.start),
        "end": position(found.end),
        "bytes": [place.span.start, place.span.end],
    })
}

fn fix_json(fix: &Fix) -> Value {
    let edits = fix.edits.iter().map(|edit| {
        json!({
            "file": &*edit.file,
            "bytes": [edit.span.start, edit.span.end],
            "text": edit.text,
        })
    });
    json!({
        "reason": fix.reason.rule().id,
        "kind": fix.kind.id(),
        "do": fix.action.id(),
        "command": fix.command,
        "edits": edits.collect::<Vec<_>>(),
        "verdict": fix.verdict.id(),
        "who_else": {
            "before": fix.who_else.before,
            "after": fix.who_else.after,
            "of": fix.who_else.of,
            "open": fix.who_else.open.id(),
        },
    })
}
