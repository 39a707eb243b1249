//! The JSON syntax of the language, as the blocks and attributes that it stands for.
//!
//! Source: <https://developer.hashicorp.com/terraform/language/syntax/json>. JSON is nearly an
//! expression of the language, and its strings are templates, so it is read as one: every value
//! keeps its place. Only which objects are blocks has to be said.

use hcl_edit::expr::{Expression, Object, ObjectKey};
use hcl_edit::parser::{Error, parse_expr};
use hcl_edit::structure::{Attribute, Block, BlockLabel, Body};
use hcl_edit::{Decorated, Ident};

/// The blocks of the language, and how many labels each has.
const TOP: [(&str, usize); 13] = [
    ("resource", 2),
    ("data", 2),
    ("ephemeral", 2),
    ("module", 1),
    ("variable", 1),
    ("output", 1),
    ("provider", 1),
    ("check", 1),
    ("locals", 0),
    ("terraform", 0),
    ("moved", 0),
    ("import", 0),
    ("removed", 0),
];

/// What is a block within others: an object under such a name is no map. A list of objects needs
/// no such table, since blocks are read as lists.
const WITHIN: [&str; 28] = [
    "access_config",
    "assert",
    "assume_role",
    "backend",
    "condition",
    "container",
    "content",
    "default_tags",
    "job_template",
    "kubernetes",
    "launch_template",
    "lifecycle",
    "metadata",
    "not_principals",
    "pod_identity_association",
    "postcondition",
    "precondition",
    "principals",
    "required_providers",
    "scaling_config",
    "selector",
    "set",
    "set_sensitive",
    "spec",
    "statement",
    "template",
    "validation",
    "vpc_config",
];

/// The blocks of a text in JSON.
pub(super) fn parse(text: &str) -> Result<Body, Error> {
    let mut body = Body::new();
    // Blanks around an expression are no part of it.
    let start = text.len() - text.trim_start().len();
    let blank = " ".repeat(start);
    let Expression::Object(root) = parse_expr(&format!("{blank}{}", text.trim()))? else {
        return Ok(body);
    };
    for (key, value) in root.iter() {
        let Some(name) = name(key) else { continue };
        match TOP.iter().find(|(block, _)| *block == name) {
            Some((_, labels)) => add(&mut body, name, &[], *labels, value.expr(), true),
            None => add(&mut body, name, &[], 0, value.expr(), false),
        }
    }
    Ok(body)
}

/// The name that a key spells; a comment has none.
fn name(key: &ObjectKey) -> Option<&str> {
    let name = match key {
        ObjectKey::Ident(ident) => ident.as_str(),
        ObjectKey::Expression(expr) => expr.as_str()?,
    };
    (name != "//").then_some(name)
}

/// The key as a label, which keeps its place.
fn label(key: &ObjectKey) -> Option<BlockLabel> {
    match key {
        ObjectKey::Ident(ident) => Some(BlockLabel::Ident(ident.clone())),
        ObjectKey::Expression(Expression::String(text)) => Some(BlockLabel::String(text.clone())),
        ObjectKey::Expression(_) => None,
    }
}

/// Adds what a key and its value stand for: blocks, below so many more labels, or an attribute.
fn add(
    body: &mut Body,
    ident: &str,
    labels: &[BlockLabel],
    more: usize,
    value: &Expression,
    is_block: bool,
) {
    let Ok(decorated) = Ident::try_new(ident).map(Decorated::new) else { return };
    match value {
        Expression::Array(items) if is_block && items.iter().all(Expression::is_object) => {
            items.iter().for_each(|item| add(body, ident, labels, more, item, true));
        }
        Expression::Object(object) if is_block && more > 0 => {
            for (key, value) in object.iter() {
                if name(key).is_none() {
                    continue;
                }
                let Some(label) = label(key) else { continue };
                let labels = [labels, &[label]].concat();
                add(body, ident, &labels, more - 1, value.expr(), true);
            }
        }
        Expression::Object(object) if is_block => {
            let mut block = Block::new(decorated);
            block.labels = labels.to_vec();
            block.body = inner(object, ident);
            body.push(block);
        }
        value => body.push(Attribute::new(decorated, value.clone())),
    }
}

/// The body of a block.
fn inner(object: &Object, block: &str) -> Body {
    let mut body = Body::new();
    for (key, value) in object.iter() {
        let Some(name) = name(key) else { continue };
        let (more, is_block) = match (block, name) {
            // What is assigned is a value, whatever its name.
            ("locals" | "module" | "variable" | "output", name) => (0, name == "validation"),
            (_, "dynamic" | "provisioner") => (1, true),
            (_, name) => (0, WITHIN.contains(&name)),
        };
        add(&mut body, name, &[], more, value.expr(), is_block);
    }
    body
}
