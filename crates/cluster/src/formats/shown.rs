//! What `terraform show -json` prints of a state or a plan.
//!
//! Source: <https://developer.hashicorp.com/terraform/internals/json-format>.

use std::collections::BTreeMap;
use std::rc::Rc;

use irsa_engine::source::{self, Node};

use super::{Input, Reading, Resource};
use crate::terraform::{Entry, Value, Why, applied};

/// Reads a state, or what a plan comes to.
pub(super) fn read(reading: &mut Reading<'_>, input: Input<'_>) {
    for document in &source::read(input.text).documents {
        let root = document.root.resolve();
        let unknown = unknown_after(root);
        let values = root.get("planned_values").or_else(|| root.get("values"));
        if let Some(module) = values.and_then(|values| values.get("root_module")) {
            add(reading, input, module, &unknown, 0);
        }
        reading.whole &= !document.broken;
    }
}

/// By address, what a plan says is known after the apply.
fn unknown_after(root: &Node) -> BTreeMap<Rc<str>, &Node> {
    let changes = root.get("resource_changes").map(Node::items).unwrap_or_default();
    let unknown = changes.iter().filter_map(|change| {
        let address = change.get("address")?.text()?.clone();
        Some((address, change.path(&["change", "after_unknown"])?))
    });
    unknown.collect()
}

/// Modules within each other.
const NESTED_MAX: usize = 32;

fn add(
    reading: &mut Reading<'_>,
    input: Input<'_>,
    module: &Node,
    unknown: &BTreeMap<Rc<str>, &Node>,
    depth: usize,
) {
    for node in module.get("resources").map(Node::items).unwrap_or_default() {
        let text = |key: &str| node.get(key).and_then(Node::text).cloned();
        let (Some(kind), Some(address)) = (text("type"), text("address")) else { continue };
        let data = text("mode").is_some_and(|mode| &*mode == "data");
        let Some(values) = node.get("values") else { continue };
        let mut object = input.value(values).as_map().cloned().unwrap_or_default();
        object.entries.retain(|_, entry| !entry.value.is_null());
        for entry in unknown.get(&address).map(|node| node.entries()).unwrap_or_default() {
            // A plan over an empty account leaves open what the apply makes.
            if entry.value.boolean() == Some(true) && entry.key.ends_with("policy") {
                let at = Some(input.place(node.span));
                let value = Value::unknown(Why::Later).at(at);
                object.entries.insert(entry.key.clone(), Entry { key_at: at, value });
                reading.not_understood(
                    &format!("{address}.{} (known after apply)", entry.key),
                    input.place(node.get("address").unwrap_or(node).span),
                );
            }
        }
        let place = input.place(node.get("address").unwrap_or(node).span);
        let object = match kind.as_ref() {
            // The data source of a provider has no scheme before its URL either.
            _ if data => object,
            kind => {
                let mut made = applied(kind, &address, &object, reading.facts, 0);
                // What is shown is so, whatever the simulation would have made.
                object.entries.remove("url");
                made.entries.extend(object.entries);
                made
            }
        };
        let object = Value::map(object).at(Some(place));
        let kind = kind.to_string();
        reading.resources.push(Resource { kind, data, object, place });
    }
    if depth < NESTED_MAX {
        for child in module.get("child_modules").map(Node::items).unwrap_or_default() {
            add(reading, input, child, unknown, depth + 1);
        }
    }
}
