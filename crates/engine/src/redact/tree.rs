//! Secrets that only the structure of a text tells: the data of a Kubernetes Secret, the value
//! beside the name of a variable, the private members of a JWK, and texts within a text.

use super::{Cut, REMOVED, Secret, cuts, is_secret_name, tokens};
use crate::source::{self, Node, Value};

/// The members of a JWK that are private: <https://www.rfc-editor.org/rfc/rfc7518#section-6>.
const JWK_PRIVATE: [&str; 7] = ["d", "p", "q", "dp", "dq", "qi", "k"];

/// In how many texts another may stand that is looked into. Some read as themselves.
const DEPTH_MAX: usize = 8;

/// Every secret of a text's tree, which stands in so many other texts.
pub(super) fn secrets(text: &str, depth: usize) -> Vec<Cut> {
    let mut found = Vec::new();
    for document in &source::read(text).documents {
        node(&document.root, depth, &mut found);
    }
    found
}

fn node(node: &Node, depth: usize, found: &mut Vec<Cut>) {
    match &node.value {
        Value::Scalar(text, _) => embedded(node, text, depth, found),
        Value::List(items) => items.iter().for_each(|item| self::node(item, depth, found)),
        Value::Map(_) => map(node, depth, found),
        Value::Null | Value::Missing | Value::Alias(_) => {}
    }
}

fn map(node: &Node, depth: usize, found: &mut Vec<Cut>) {
    let Value::Map(entries) = &node.value else { return };
    let text = |key: &str| {
        let entry = entries.iter().find(|entry| &*entry.key == key)?;
        match &entry.value.value {
            Value::Scalar(text, _) => Some(text),
            _ => None,
        }
    };
    let is_secret = text("kind").is_some_and(|kind| &**kind == "Secret");
    let is_key = text("kty").is_some();
    let is_variable = text("name").is_some_and(|name| is_secret_name(name));
    for entry in entries {
        let key = &*entry.key;
        let secret = match key {
            "data" | "stringData" if is_secret => Some(Secret::KubernetesSecret),
            _ if is_key && JWK_PRIVATE.contains(&key) => Some(Secret::PrivateKey),
            "value" if is_variable => Some(Secret::Named),
            _ if is_secret_name(key) => Some(Secret::Named),
            _ => None,
        };
        match secret {
            Some(secret) => all(&entry.value, secret, found),
            None => self::node(&entry.value, depth, found),
        }
    }
}

/// Every text below a node; a token keeps its claims, but for one that is a Secret's.
fn all(node: &Node, secret: Secret, found: &mut Vec<Cut>) {
    match &node.value {
        Value::Scalar(text, _) => {
            let is_token = !tokens::signatures(text).is_empty();
            let counts = !text.is_empty() && &**text != REMOVED && text.trim_end() != REMOVED;
            if counts && (!is_token || secret == Secret::KubernetesSecret) {
                found.push(Cut { span: node.span, secret });
            }
        }
        Value::List(items) => items.iter().for_each(|item| all(item, secret, found)),
        Value::Map(entries) => entries.iter().for_each(|entry| all(&entry.value, secret, found)),
        Value::Null | Value::Missing | Value::Alias(_) => {}
    }
}

/// A text within the text, such as `kubectl.kubernetes.io/last-applied-configuration`, that holds
/// a secret goes as a whole: it is a copy of what stands around it.
fn embedded(node: &Node, text: &str, depth: usize, found: &mut Vec<Cut>) {
    let holds = |text| depth < DEPTH_MAX && !cuts(text, depth + 1).is_empty();
    if text.trim_start().starts_with('{') && holds(text) {
        found.push(Cut { span: node.span, secret: Secret::Embedded });
    }
}
