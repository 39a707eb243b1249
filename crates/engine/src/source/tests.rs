//! A tree as one line, for the parsers' tests, what holds of every tree, and which format is read.

use super::{Document, Node, Span, Style, Tree, Value, json, limits, read, yaml};
use crate::{Finding, Reason};

/// The documents with all spans, then a line for each finding.
pub(super) fn show(tree: &Tree) -> String {
    let mut shown = String::new();
    for Document { root, broken } in &tree.documents {
        shown += &node(root);
        shown += if *broken { " broken\n" } else { "\n" };
    }
    for Finding { severity, reason, span } in &tree.findings {
        let data: Vec<String> = reason.data().into_iter().map(|(_, value)| value).collect();
        shown += &format!("{} {} {} {data:?}\n", range(*span), severity.id(), reason.rule().id);
    }
    shown
}

fn range(span: Span) -> String {
    format!("{}..{}", span.start, span.end)
}

fn node(node: &Node) -> String {
    let shown = match &node.value {
        Value::Null => "null".to_owned(),
        Value::Missing => "?".to_owned(),
        Value::Scalar(text, Style::Plain) => text.to_string(),
        Value::Scalar(text, Style::Quoted) => format!("{text:?}"),
        Value::List(items) => {
            format!("[{}]", items.iter().map(self::node).collect::<Vec<_>>().join(", "))
        }
        Value::Map(entries) => {
            let entry = |entry: &super::Entry| {
                let key = format!("{:?}@{}", entry.key, range(entry.key_span));
                format!("{key}: {}", self::node(&entry.value))
            };
            format!("{{{}}}", entries.iter().map(entry).collect::<Vec<_>>().join(", "))
        }
        Value::Alias(target) => format!("*{}", range(target.span)),
    };
    format!("{shown}@{}", range(node.span))
}

/// Every span lies in `text` on character bounds, and every child in its parent.
pub(super) fn check_spans(text: &str, tree: &Tree) {
    let whole = Span::new(0, text.len());
    for document in &tree.documents {
        check_node(text, &document.root, whole);
    }
    for finding in &tree.findings {
        check_span(text, finding.span, whole);
    }
}

fn check_node(text: &str, node: &Node, parent: Span) {
    check_span(text, node.span, parent);
    match &node.value {
        Value::List(items) => items.iter().for_each(|item| check_node(text, item, node.span)),
        Value::Map(entries) => {
            for entry in entries {
                check_span(text, entry.key_span, node.span);
                check_node(text, &entry.value, node.span);
            }
        }
        _ => {}
    }
}

#[track_caller]
fn check_span(text: &str, span: Span, parent: Span) {
    assert!(text.get(span.start..span.end).is_some(), "{span:?} is no part of {text:?}");
    assert!(parent.start <= span.start && span.end <= parent.end, "{span:?} leaves {parent:?}");
}

#[test]
fn the_start_of_a_text_tells_its_format() {
    let as_json = [
        "{}",
        "[1, 2,]",
        "\u{feff} {\"a\": }",
        "\"a\"",
        "// note\n{\"a\": 1}",
        "# note\n{\"a\": 1}",
        "{\"a\": 1,}",
        "{\"a\": 1}}",
        "{'a': 1}",
        "{a",
    ];
    for text in as_json {
        assert_eq!(read(text), json::parse(text), "{text}");
    }
    let as_yaml = [
        "",
        "a: 1",
        "- {\"a\": 1}",
        "--- {}",
        "# note\na: {",
        "{a: b}",
        "[a, b]",
        "\"a\": 1\nb: 2\n",
        "{\"a\": 1}\n---\n{\"b\": 2}\n",
    ];
    for text in as_yaml {
        assert_eq!(read(text), yaml::parse(text), "{text}");
    }
}

#[test]
fn a_file_over_the_limit_is_not_read() {
    let limit = limits::FILE_BYTES;
    assert_eq!(read(&" ".repeat(limit)).findings, []);
    let tree = read(&" ".repeat(limit + 1));
    let reason = Reason::FileTooLarge { bytes: limit + 1, limit };
    assert_eq!(tree.findings, [Finding::error(reason, Span::at(0))]);
    assert_eq!(tree.documents, []);
}

#[test]
fn decimals() {
    let table = [
        ("0", true),
        ("-1", true),
        ("+1.5", true),
        (".5", true),
        ("5.", true),
        ("1e3", true),
        ("1.5E-3", true),
        ("", false),
        (".", false),
        ("-", false),
        ("1e", false),
        ("1.2.3", false),
        ("0x1", false),
        ("inf", false),
        ("1 ", false),
    ];
    for (text, expected) in table {
        assert_eq!(super::is_decimal(text), expected, "{text}");
    }
}

/// `nodes-too-many`: the list is a node itself.
#[test]
fn nodes_of_json_end_at_the_limit() {
    let list = |items| format!("[{}0]", "0,".repeat(items - 1));
    assert_eq!(read(&list(limits::NODES - 1)).findings, []);
    let tree = read(&list(limits::NODES));
    let last = Span::new(2 * limits::NODES - 1, 2 * limits::NODES);
    let reason = Reason::NodesTooMany { limit: limits::NODES };
    assert_eq!(tree.findings, [crate::Finding::error(reason, last)]);
    assert!(tree.documents[0].broken);
}

#[test]
fn values_of_json_are_read_to_the_last() {
    let text = "{\"a\": [1]}\n".repeat(1_000);
    let tree = read(&text);
    assert_eq!((tree.documents.len(), tree.findings.len()), (1_000, 0));
    let last = &tree.documents[999].root;
    assert_eq!(last.span, Span::new(text.len() - 11, text.len() - 1));
    let tree = read("{}\n{\"a\": }\n[] []\n");
    let broken: Vec<bool> = tree.documents.iter().map(|document| document.broken).collect();
    assert_eq!(broken, [false, true, true]);
    assert_eq!(tree.findings.len(), 2);
}
