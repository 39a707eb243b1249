//! What differs between what is configured and what exists, and what of it makes a new resource.

use std::collections::BTreeSet;

use irsa_engine::source::json;

use super::diff::{Difference, shown};
use super::schema::Schema;
use super::state::Stored;
use super::value::{Map, Value};

/// The attributes that differ, each as `name` or `block.name`: `new` as configured and as applied.
pub(super) fn differing(
    known: Option<&Schema>,
    new: [&Map; 2],
    prior: &Stored,
    ignored: &[String],
) -> Vec<Difference> {
    if ignored.iter().any(|name| name == "all") {
        return Vec::new();
    }
    let (Some(old), Some(existing)) = (prior.config.as_map(), prior.object.as_map()) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    compare_all("", new, [old, existing], &mut found);
    // What nobody configures any more, and AWS chooses where nobody does, keeps its value.
    let kept = |found: &Difference| {
        let computed = known.map_or(&[][..], |known| known.computed);
        computed.contains(&found.name.as_str()) && part(new[0], &found.name).is_none()
    };
    found.retain(|found| {
        let ignored = ignored.iter().any(|other| {
            let rest = found.name.strip_prefix(other.as_str());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        });
        !ignored && !kept(found)
    });
    found
}

/// Adds what differs between two maps, each as it is configured and as it is.
fn compare_all(before: &str, new: [&Map; 2], old: [&Map; 2], found: &mut Vec<Difference>) {
    let null = Value::null();
    let names = new[0].entries.keys().chain(old[0].entries.keys());
    let names: BTreeSet<&str> = names.map(|name| &**name).collect();
    for name in names {
        let is_set = |map: &Map| map.get(name).is_some_and(|value| !value.is_null());
        let (configured, made) = (new[0].get(name), new[1].get(name));
        let (was, is) = (old[0].get(name), old[1].get(name));
        // What nobody configures any more gets its default back, where it has one.
        let (new, old) = match (is_set(new[0]), is_set(old[0])) {
            (true, _) => ([configured, made], [was, is.or(was)]),
            (false, true) => ([made, made], [was, was]),
            (false, false) => continue,
        };
        let (new, old) = (or_null(new, &null), or_null(old, &null));
        compare(&format!("{before}{name}"), new, old, found);
    }
}

fn or_null<'v>(pair: [Option<&'v Value>; 2], null: &'v Value) -> [&'v Value; 2] {
    pair.map(|value| value.unwrap_or(null))
}

/// Adds the names of what differs between two values: within a block each attribute by itself.
fn compare(name: &str, new: [&Value; 2], old: [&Value; 2], found: &mut Vec<Difference>) {
    if is_same(name, new[0], old[1]) {
        return;
    }
    match (block(new[0]), block(old[1])) {
        (Some(configured), Some(is)) if !name.ends_with("tags") => {
            let made = block(new[1]).unwrap_or(configured);
            let was = block(old[0]).unwrap_or(is);
            compare_all(&format!("{name}."), [configured, made], [was, is], found);
        }
        _ => found.push(Difference {
            name: name.to_owned(),
            old: shown(old[1]),
            new: shown(new[0]),
            forces: false,
        }),
    }
}

/// The only block of a list of blocks.
pub(super) fn block(value: &Value) -> Option<&Map> {
    match value.items() {
        Some([only]) => only.as_map(),
        _ => None,
    }
}

/// Whether two values mean the same: policies as JSON, lists of ids as sets, URLs without scheme.
fn is_same(name: &str, new: &Value, old: &Value) -> bool {
    if new == old {
        return true;
    }
    let leaf = name.rsplit('.').next().unwrap_or(name);
    if let (Some(new_text), Some(old_text)) = (new.as_text(), old.as_text()) {
        let bare = |text: &str| irsa_engine::oidc::issuer::without_scheme(text).to_owned();
        return match leaf {
            "url" => bare(&new_text) == bare(&old_text),
            "assume_role_policy" | "policy" => is_same_json(&new_text, &old_text),
            _ => new_text == old_text,
        };
    }
    let sorted = |value: &Value| {
        let mut texts: Vec<_> = value.items()?.iter().map(Value::as_text).collect::<Option<_>>()?;
        texts.sort_unstable();
        Some(texts)
    };
    let ordered = ["instance_types"].contains(&leaf);
    match (sorted(new), sorted(old)) {
        (Some(new), Some(old)) => !ordered && new == old,
        _ => false,
    }
}

fn is_same_json(new: &str, old: &str) -> bool {
    fn same(new: &irsa_engine::Node, old: &irsa_engine::Node) -> bool {
        let is_list =
            |node: &irsa_engine::Node| matches!(node.value, irsa_engine::source::Value::List(_));
        if is_list(new) || is_list(old) {
            // A list of one is the same as the one, and the order is free.
            let (new, old) = (new.one_or_many(), old.one_or_many());
            return new.len() == old.len()
                && new.iter().all(|new| old.iter().any(|old| same(new, old)));
        }
        new.text() == old.text()
            && new.entries().len() == old.entries().len()
            && new
                .entries()
                .iter()
                .all(|entry| old.get(&entry.key).is_some_and(|old| same(&entry.value, old)))
    }
    let (new, old) = (json::parse(new), json::parse(old));
    match (new.documents.as_slice(), old.documents.as_slice()) {
        ([new], [old]) => same(&new.root, &old.root),
        _ => false,
    }
}

/// Whether a difference makes a new resource.
pub(super) fn forces(schema: &Schema, found: &Difference, config: &Map, prior: &Stored) -> bool {
    let name = found.name.as_str();
    let taken = found.new.is_none() && schema.kept.contains(&name);
    taken
        || schema.fixed.iter().any(|fixed| {
            let inside = |outer: &str, inner: &str| {
                inner.strip_prefix(outer).is_some_and(|rest| rest.starts_with('.'))
            };
            // Of what differs as a whole, only the part that is fixed counts.
            let differs = || {
                let old = prior.config.as_map().and_then(|old| part(old, fixed));
                part(config, fixed) != old
            };
            name == *fixed || inside(fixed, name) || (inside(name, fixed) && differs())
        })
}

/// What a path leads to, through the only block of each name; `false` is as good as nothing.
fn part<'m>(map: &'m Map, path: &str) -> Option<&'m Value> {
    let mut steps = path.split('.');
    let mut value = map.get(steps.next()?)?;
    for step in steps {
        value = match value.items() {
            Some(items) => items.first()?.get(step)?,
            None => value.get(step)?,
        };
    }
    Some(value).filter(|value| !value.is_null() && value.as_bool() != Some(false))
}
