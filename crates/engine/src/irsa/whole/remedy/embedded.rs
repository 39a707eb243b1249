//! Edits of a policy that stands in a string, as `aws` and Terraform print some.

use crate::fix::Candidate;
use crate::report::Report;
use crate::source::edit::string;
use crate::source::{self, Node, embedded};
use crate::{Span, Text};

/// The candidate with each edit that lies within such a string written as that is: percent-encoded
/// or escaped.
pub(in crate::irsa::whole) fn written(report: &Report, mut candidate: Candidate) -> Candidate {
    for edit in &mut candidate.edits {
        let Some(text) = text_of(report, &edit.file) else { continue };
        // Only a text with one of these has a string with JSON in it.
        if !["%7B", "%7b", "\\\""].iter().any(|sign| text.contains(sign)) {
            continue;
        }
        let documents = source::read(text).documents;
        let scalar = documents.iter().find_map(|document| holding(text, &document.root, edit.span));
        match scalar.and_then(|node| node.text()).map(|text| text.trim_start().starts_with('%')) {
            Some(true) => edit.text = percent(&edit.text),
            Some(false) => edit.text = escaped(&edit.text),
            None => {}
        }
    }
    candidate
}

fn text_of<'r>(report: &'r Report, name: &Text) -> Option<&'r str> {
    report.files.iter().find(|file| file.name == *name).map(|file| &*file.text)
}

/// The string with JSON in it that a span lies within.
fn holding<'n>(text: &str, node: &'n Node, span: Span) -> Option<&'n Node> {
    if span.start <= node.span.start || node.span.end <= span.end {
        let inside = node.span.start <= span.start && span.end <= node.span.end;
        return inside.then(|| within(text, node, span)).flatten();
    }
    let own = || {
        let quoted = node.span.of(text).starts_with('"');
        (quoted && embedded::text(text, node).is_some()).then_some(node)
    };
    within(text, node, span).or_else(own)
}

fn within<'n>(text: &str, node: &'n Node, span: Span) -> Option<&'n Node> {
    let values = node.entries().iter().map(|entry| &entry.value);
    node.items().iter().chain(values).find_map(|child| holding(text, child, span))
}

/// As a JSON string carries it, without its quotes.
fn escaped(text: &str) -> String {
    let quoted = string(text);
    let inner = quoted.get(1..quoted.len().saturating_sub(1)).unwrap_or_default();
    inner.replace("\\u000a", "\\n")
}

/// As a URL would carry it.
fn percent(text: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    let written = |byte: u8| match is_plain(byte) {
        true => char::from(byte).to_string(),
        false => format!("%{byte:02X}"),
    };
    text.bytes().map(written).collect()
}
