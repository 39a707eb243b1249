//! What a configuration makes, in the order in which it can be made.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::terraform::{Declared, Evaluation, Interp, Mode, Name, Sources, Value};

/// A resource of a configuration, with every attribute that an apply gives it.
pub(super) struct Made {
    /// Its type.
    pub(super) kind: String,
    /// Its address.
    pub(super) address: String,
    /// Every attribute.
    pub(super) object: Value,
    /// The attributes that somebody set.
    pub(super) config: Value,
}

/// The resources of a configuration, each behind those that it refers to.
pub(super) fn made(texts: &[(&str, &str)]) -> Vec<Made> {
    let sources = Sources::read(texts.iter().copied());
    let evaluation = Evaluation::new(&sources, BTreeMap::new());
    let mut all = Vec::new();
    evaluation.each_root(Mode::Applied, &mut |interp| {
        all.extend(made_in(interp).into_iter().map(|(one, _)| one));
    });
    all
}

/// The resources of a root, each with its block, behind those that it refers to.
pub(super) fn made_in<'m>(interp: &Interp<'m>) -> Vec<(Made, Declared<'m>)> {
    let mut all = Vec::new();
    let (order, _) = interp.graph.order();
    for node in order {
        let Some((path, Name::Resource(name))) = interp.graph.nodes.get(node).copied() else {
            continue;
        };
        for instance in interp.instances_of(path) {
            let made = interp.made.borrow().get(&(instance, name)).cloned();
            let own = made.iter().flat_map(|made| made.iter()).filter(|one| !one.data);
            all.extend(own.map(|one| {
                let (object, config) = (one.object.clone(), one.config.clone());
                let (kind, address) = (one.kind.to_owned(), one.address.clone());
                (Made { kind, address, object, config }, one.declared)
            }));
        }
    }
    all
}

impl Made {
    /// The value at the end of a path, where it is known.
    pub(super) fn get(&self, path: &[&str]) -> Option<&Value> {
        let found = self.object.path(path)?;
        (!found.is_null() && found.unknown_within().is_none()).then_some(found)
    }

    /// The text at the end of a path; what is not known is said so.
    pub(super) fn text(&self, path: &[&str]) -> Option<Rc<str>> {
        let found = self.object.path(path).filter(|value| !value.is_null())?;
        if found.why_unknown().is_some() {
            return Some("UNKNOWN".into());
        }
        found.as_text()
    }

    /// The text of an attribute that somebody set: what AWS chooses by itself is none.
    pub(super) fn set(&self, name: &str) -> Option<Rc<str>> {
        self.config.get(name).and_then(Value::as_text)
    }

    /// Whether somebody set an attribute, or wrote such a block.
    pub(super) fn is_set(&self, name: &str) -> bool {
        self.config.get(name).is_some_and(|value| !value.is_null())
    }

    /// The texts of a list at the end of a path.
    pub(super) fn texts(&self, path: &[&str]) -> Vec<Rc<str>> {
        let items = self.get(path).map(Value::one_or_many).unwrap_or_default();
        items.iter().filter_map(Value::as_text).collect()
    }

    /// The entries of a map at the end of a path, as texts.
    pub(super) fn pairs(&self, path: &[&str]) -> Vec<(Rc<str>, Rc<str>)> {
        let map = self.get(path).and_then(Value::as_map);
        let entries = map.into_iter().flat_map(|map| &map.entries);
        entries.filter_map(|(key, entry)| Some((Rc::clone(key), entry.value.as_text()?))).collect()
    }

    /// The blocks of a name.
    pub(super) fn blocks(&self, name: &str) -> Vec<Self> {
        let items = self.object.path(&[name]).map(Value::one_or_many).unwrap_or_default();
        let block = |object: &Value| Self {
            kind: name.to_owned(),
            address: String::new(),
            object: object.clone(),
            config: object.clone(),
        };
        items.iter().map(block).collect()
    }
}
