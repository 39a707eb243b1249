//! The JSON parser: the tree of any text, and of the texts inside its strings.

#![no_main]

use irsa_engine::source::{Value, embedded, emit, json, yaml};
use irsa_engine::{Node, Severity};
use irsa_fuzz::{check_span, check_tree};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let tree = json::parse(text);
    check_tree(text, &tree);
    for document in &tree.documents {
        check_embedded(text, &document.root);
        check_span(text, document.root.span);
    }
    let whole = !tree.findings.iter().any(|finding| finding.severity == Severity::Error);
    if let (true, [document]) = (whole, &*tree.documents) {
        // What is written as YAML reads back, whatever it says.
        let written = emit::yaml(&document.root);
        check_tree(&written, &yaml::parse(&written));
    }
});

fn check_embedded(text: &str, node: &Node) {
    match &node.value {
        Value::List(items) => items.iter().for_each(|item| check_embedded(text, item)),
        Value::Map(entries) => entries.iter().for_each(|entry| check_embedded(text, &entry.value)),
        Value::Scalar(..) => {
            if let Some(tree) = embedded::parse_json(text, node) {
                check_tree(text, &tree);
            }
        }
        Value::Null | Value::Missing | Value::Alias(_) => {}
    }
}
