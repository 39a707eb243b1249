//! What the fuzz targets ask of every text beyond that nothing panics, hangs or eats the memory.
//! How to run them is in `CONTRIBUTING.md`.

use irsa_engine::report::Report;
use irsa_engine::source::{Tree, Value};
use irsa_engine::{Check, Node, Span};

/// Every node, key and finding of a tree stands in its text, on the borders of characters.
///
/// # Panics
/// Where one does not.
pub fn check_tree(text: &str, tree: &Tree) {
    for document in &tree.documents {
        check_node(text, &document.root);
    }
    for finding in &tree.findings {
        check_span(text, finding.span);
    }
}

fn check_node(text: &str, node: &Node) {
    check_span(text, node.span);
    match &node.value {
        Value::List(items) => items.iter().for_each(|item| check_node(text, item)),
        Value::Map(entries) => {
            for entry in entries {
                check_span(text, entry.key_span);
                check_node(text, &entry.value);
            }
        }
        Value::Null | Value::Missing | Value::Scalar(..) | Value::Alias(_) => {}
    }
}

/// Every place of a report stands in its file, on the borders of characters.
///
/// # Panics
/// Where one does not.
pub fn check_places(report: &Report) {
    let checks = report.gates.iter().flat_map(|gate| &gate.checks);
    let of_checks = checks.flat_map(|Check { at, related, .. }| at.iter().chain(related));
    let of_findings = report.findings.iter().map(irsa_engine::report::Reported::place);
    let of_observed = report.observed.iter().map(|observed| observed.place);
    for place in of_checks.copied().chain(of_findings).chain(of_observed) {
        check_span(&report.files[place.file].text, place.span);
    }
}

/// The span is a part of the text.
///
/// # Panics
/// Where it is not.
pub fn check_span(text: &str, span: Span) {
    assert!(text.get(span.start..span.end).is_some(), "{span:?} of {text:?}");
}
