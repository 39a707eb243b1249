//! YAML into [`Node`]s, going on at the next document after an error.
//!
//! `saphyr-parser` turns text into events; [`build`] makes nodes of them. The text is cut at its
//! document markers first, so that an error ends with its own document.

mod build;
mod place;

use saphyr_parser::{Event, Parser, ScanError};

use self::build::Builder;
use self::place::Places;
use super::findings::Findings;
use super::{Document, Node, Span, Tree, Value, limits};
use crate::Reason;

/// What `saphyr-parser` says where flow collections nest deeper than it reads itself.
const TOO_DEEP: &str = "recursion limit exceeded";

/// Reads every document of `text`. A byte order mark in front is no error.
#[must_use]
pub fn parse(text: &str) -> Tree {
    let mut tree = Tree::default();
    let mut findings = Findings::default();
    let mut nodes = 0;
    for chunk in chunks(text) {
        if nodes <= limits::NODES {
            read_chunk(text, chunk, &mut nodes, &mut tree.documents, &mut findings);
        }
    }
    tree.findings = findings.into_sorted();
    tree
}

/// Cuts `text` before each `---` and behind each `...`. A directive or comment in front of a
/// `---` stays with it.
fn chunks(text: &str) -> Vec<Span> {
    let mut chunks = Vec::new();
    let mut start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let mut at = start;
    let mut has_content = false;
    for line in text.get(start..).unwrap_or_default().split_inclusive(['\n', '\r']) {
        let end = at + line.len();
        if is_marker(line, "---") && has_content {
            chunks.push(Span::new(start, at));
            start = at;
        }
        let content = line.trim_start();
        has_content |= !content.is_empty() && !content.starts_with(['#', '%']);
        if is_marker(line, "...") {
            chunks.push(Span::new(start, end));
            start = end;
            has_content = false;
        }
        at = end;
    }
    chunks.push(Span::new(start, text.len()));
    chunks
}

fn is_marker(line: &str, marker: &str) -> bool {
    line.strip_prefix(marker).is_some_and(|rest| rest.is_empty() || rest.starts_with(is_space))
}

const fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r')
}

/// Reads one chunk: a document at most, or none where there are only comments.
/// `nodes` is how many the text had so far.
fn read_chunk(
    text: &str,
    chunk: Span,
    nodes: &mut usize,
    documents: &mut Vec<Document>,
    findings: &mut Findings,
) {
    let places = Places::new(text, chunk);
    let mut builder = None;
    for event in Parser::new_from_str(chunk.of(text)) {
        match event {
            Ok((Event::DocumentStart(_), _)) => builder = Some(Builder::new(text, *nodes)),
            Ok((Event::DocumentEnd, _)) => {
                *nodes = builder.as_ref().map_or(*nodes, |builder| builder.nodes);
                let root = builder.take().and_then(|builder| builder.finish(findings));
                documents.extend(root.map(|root| document(root, findings)));
            }
            Ok((event, span)) => {
                let Some(builder) = &mut builder else { continue };
                let span = places.span(span);
                if builder.event(event, span, findings).is_err() {
                    break;
                }
            }
            Err(error) => {
                note(&error, &places, findings);
                break;
            }
        }
    }
    // Whatever an error left: the document as far as it was read.
    if builder.is_some() || findings.is_broken() {
        *nodes = builder.as_ref().map_or(*nodes, |builder| builder.nodes);
        let root = builder.and_then(|builder| builder.finish(findings));
        let missing = Node { span: Span::at(chunk.start), value: Value::Missing };
        documents.push(document(root.unwrap_or(missing), findings));
    }
}

fn document(root: Node, findings: &mut Findings) -> Document {
    Document { root, broken: findings.take_broken() }
}

fn note(error: &ScanError, places: &Places<'_>, findings: &mut Findings) {
    let reason = match error.info() {
        TOO_DEEP => Reason::NestingTooDeep { limit: limits::NESTING },
        message => Reason::YamlSyntax { message: message.into() },
    };
    findings.error(reason, places.character(error.marker()));
}

#[cfg(test)]
mod tests;
