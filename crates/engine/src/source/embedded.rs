//! Text inside text: a policy in a JSON string, percent-encoded or not.
//!
//! The inner text is parsed as usual; its spans are then carried back to the outer text, so an
//! editor underlines the escaped characters themselves.

mod decode;

use self::decode::Decoded;
use super::{Node, Span, Tree, Value, json};

/// Reads the JSON map that the scalar `node` of the text `outer` holds; nothing where it holds
/// none. All spans of the tree are of `outer`.
#[must_use]
pub fn parse_json(outer: &str, node: &Node) -> Option<Tree> {
    let node = node.resolve();
    node.text()?;
    let decoded = Decoded::new(outer, node.span)?;
    let mut tree = json::parse(&decoded.text);
    for document in &mut tree.documents {
        carry(&mut document.root, &decoded);
    }
    for finding in &mut tree.findings {
        finding.span = decoded.outer(finding.span);
    }
    Some(tree)
}

/// The JSON map that the scalar `node` of the text `outer` holds, as it reads when decoded.
#[must_use]
pub fn text(outer: &str, node: &Node) -> Option<String> {
    Decoded::new(outer, node.resolve().span).map(|decoded| decoded.text)
}

/// The characters that the scalar `node` of the text `outer` stands for, each with the place where
/// it is written. In a literal block, the indent and what stands behind `|` count as blanks.
#[must_use]
pub fn characters(outer: &str, node: &Node) -> Vec<(char, Span)> {
    let node = node.resolve();
    match node.text() {
        Some(_) => decode::characters(outer, node.span).collect(),
        None => Vec::new(),
    }
}

/// Carries the spans of a node and of all nodes in it to the outer text.
fn carry(node: &mut Node, decoded: &Decoded) {
    node.span = decoded.outer(node.span);
    match &mut node.value {
        Value::List(items) => items.iter_mut().for_each(|item| carry(item, decoded)),
        Value::Map(entries) => {
            for entry in entries {
                entry.key_span = decoded.outer(entry.key_span);
                carry(&mut entry.value, decoded);
            }
        }
        Value::Null | Value::Missing | Value::Scalar(..) | Value::Alias(_) => {}
    }
}

#[cfg(test)]
mod tests;
