//! A block's body into an object: its attributes, and its nested blocks as lists.

use std::collections::BTreeMap;
use std::rc::Rc;

use hcl_edit::Span as _;
use hcl_edit::structure::{Block, Body, Structure};

use super::eval::{Names, Scope, pairs};
use super::interp::Interp;
use super::source::{header, label};
use super::value::{Entry, Map, Value};

/// What steers Terraform itself and is no attribute of a resource.
const META: [&str; 7] =
    ["count", "for_each", "depends_on", "provider", "providers", "lifecycle", "provisioner"];

type Blocks = BTreeMap<Rc<str>, Vec<Value>>;

impl Interp<'_> {
    /// The object of a body.
    pub(crate) fn body(&self, body: &Body, scope: &Scope<'_>) -> Map {
        let mut map = Map::default();
        let mut blocks = Blocks::new();
        for structure in body {
            match structure {
                Structure::Attribute(attribute) if !META.contains(&attribute.key.as_str()) => {
                    let key_at = scope.place(attribute.key.span());
                    let value = self.value(&attribute.value, scope);
                    map.entries.insert(attribute.key.as_str().into(), Entry { key_at, value });
                }
                // A block of that name is a resource's own, as in the encryption of a cluster.
                Structure::Block(block)
                    if block.ident.as_str() == "provider"
                        || !META.contains(&block.ident.as_str()) =>
                {
                    self.nested(block, scope, &mut blocks);
                }
                _ => {}
            }
        }
        for (name, values) in blocks {
            let key_at = values.first().and_then(|first| first.at);
            let value = match values.as_slice() {
                [only] if only.why_unknown().is_some() => only.clone(),
                _ => Value::list(values),
            };
            map.entries.insert(name, Entry { key_at, value });
        }
        map
    }

    fn nested(&self, block: &Block, scope: &Scope<'_>, blocks: &mut Blocks) {
        let span = super::source::span(Some(header(block).start..header(block).end));
        let place = scope.place(Some(span.start..span.end));
        if block.ident.as_str() == "dynamic" {
            return self.dynamic(block, scope, blocks);
        }
        let value = Value::map(self.body(&block.body, scope)).at(place);
        blocks.entry(block.ident.as_str().into()).or_default().push(value);
    }

    /// `dynamic "statement" { for_each … content { … } }`: a block for each item.
    fn dynamic(&self, block: &Block, scope: &Scope<'_>, blocks: &mut Blocks) {
        let Some(name) = label(block, 0) else { return };
        let Some(collection) = block.body.get_attribute("for_each") else { return };
        let Some(content) = block.body.get_blocks("content").next() else { return };
        let iterator = block.body.get_attribute("iterator");
        let iterator = iterator.and_then(|iterator| iterator.value.as_variable());
        let iterator = iterator.map_or(name, |iterator| iterator.as_str());
        let collection = self.value(&collection.value, scope);
        let list = blocks.entry(name.into()).or_default();
        if let Some(why) = collection.why_unknown() {
            list.push(Value::unknown(why));
            return;
        }
        let place = scope.place(content.ident.span());
        let mut made = Vec::new();
        for (key, value) in pairs(&collection).unwrap_or_default() {
            let value = Value::object([("key", key), ("value", value)]);
            let names = Names { name: iterator, value, outer: scope.names };
            let inner = Scope { names: Some(&names), ..*scope };
            made.push(Value::map(self.body(&content.body, &inner)).at(place));
        }
        list.extend(made);
    }
}
