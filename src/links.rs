//! Which characters belong together: what a check looked at, and what it was compared with.

use irsa_engine::report::Report;
use irsa_engine::{Check, Place, Span};

/// The places of a check: what decided it, and its counterparts.
fn places(check: &Check) -> impl Iterator<Item = Place> {
    check.at.into_iter().chain(check.related.iter().copied())
}

fn checks(report: &Report) -> impl Iterator<Item = &Check> {
    report.gates.iter().flat_map(|gate| &gate.checks)
}

/// The characters of one file that have a counterpart somewhere.
#[must_use]
pub fn linked_spans(report: &Report, file: usize) -> Vec<Span> {
    let linked = checks(report).filter(|check| places(check).nth(1).is_some());
    linked.flat_map(places).filter(|place| place.file == file).map(|place| place.span).collect()
}

/// The narrowest of the spans around an offset.
#[must_use]
pub fn around(spans: &[Span], offset: usize) -> Option<Span> {
    let around = spans.iter().filter(|span| span.start <= offset && offset <= span.end);
    around.min_by_key(|span| span.end - span.start).copied()
}

/// The counterparts of a place: the other places of every check that has it.
#[must_use]
pub fn counterparts(report: &Report, place: Place) -> Vec<Place> {
    let with_it = checks(report).filter(|check| places(check).any(|it| it == place));
    let mut found: Vec<Place> = Vec::new();
    for other in with_it.flat_map(places) {
        if other != place && !found.contains(&other) {
            found.push(other);
        }
    }
    found
}

/// The place that stands for a check: the first of its places.
#[must_use]
pub fn of_check(report: &Report, gate: &str, index: usize) -> Option<Place> {
    let gate = report.gates.iter().find(|report| report.gate.id() == gate)?;
    places(gate.checks.get(index)?).next()
}
