//! Tests of the whole of `iam` through its public functions: text in, words out.

mod authorize;
mod conditions;
mod context;
mod grammar;
mod principals;
mod properties;
mod trace;
mod vectors;

use crate::{
    Finding, Node, Severity,
    iam::{Kind, Policy},
    source::json,
};

/// The root of a JSON text without errors.
fn tree(text: &str) -> Node {
    let tree = json::parse(text);
    let is_error = |finding: &Finding| finding.severity == Severity::Error;
    assert!(!tree.findings.iter().any(is_error), "{text}\n{:?}", tree.findings);
    tree.documents.into_iter().next().unwrap().root
}

fn read(text: &str, kind: Kind) -> (Policy, Vec<Finding>) {
    Policy::read(&tree(text), kind)
}

/// A JSON string.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n"))
}

fn list(values: &[&str]) -> String {
    format!("[{}]", values.iter().map(|value| quoted(value)).collect::<Vec<_>>().join(", "))
}
