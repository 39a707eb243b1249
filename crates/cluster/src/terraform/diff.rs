//! What a plan does with one resource: what is configured beside what exists.

use irsa_engine::Place;
use irsa_engine::source::json;

use super::config::Declared;
use super::graph::references;
use super::instances::Made;
use super::interp::Interp;
use super::schema::{Schema, applied, schema};
use super::state::{State, Stored};
use super::value::{Map, Value, Why};

/// What a plan does with a resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Change {
    /// What.
    pub(crate) action: Action,
    /// Why, in Terraform's words; empty where there is nothing to say.
    pub(crate) because: String,
    /// The attributes that differ.
    pub(crate) attributes: Vec<String>,
    /// The block.
    pub(crate) place: Option<Place>,
}

/// What is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Action {
    /// It is new.
    Create,
    /// It is changed where it is.
    Update,
    /// It is destroyed, then made again.
    Replace,
    /// It is made again, then the old one is destroyed.
    CreateThenDestroy,
    /// It goes.
    Delete,
    /// It stays as it is.
    NoOp,
}

impl Interp<'_> {
    /// The attributes of a resource as a plan knows them, and what the plan does with it.
    pub(crate) fn planned(&self, made: &Made<'_>, config: &Map, state: &State) -> Value {
        let prior = state.resources.get(&made.address);
        let known = schema(made.kind);
        let after = applied(made.kind, &made.address, config, self.facts);
        let Some(prior) = prior else {
            self.change(made, Action::Create, String::new(), Vec::new());
            return Value::map(fresh(config, &after, known));
        };
        let ignored = ignored(&made.declared);
        let differing = differing(config, &after, prior, &ignored);
        let fixed: Vec<&String> =
            differing.iter().filter(|name| known.is_some_and(|known| is_fixed(known, name))).collect();
        let triggered = self.triggered(&made.declared, made);
        let because = if prior.tainted {
            Some("is tainted, so must be replaced".to_owned())
        } else if !fixed.is_empty() {
            let names: Vec<&str> = fixed.iter().map(|name| name.as_str()).collect();
            Some(format!("must be replaced: {} forces replacement", names.join(", ")))
        } else {
            triggered.map(|by| {
                format!("will be replaced due to changes in replace_triggered_by: {by}")
            })
        };
        if let Some(because) = because {
            let first = lifecycle(&made.declared, "create_before_destroy") == Some(true);
            let action = if first { Action::CreateThenDestroy } else { Action::Replace };
            if lifecycle(&made.declared, "prevent_destroy") == Some(true) {
                self.refuse(made);
            }
            self.change(made, action, because, differing);
            return Value::map(fresh(config, &after, known));
        }
        if differing.is_empty() {
            self.change(made, Action::NoOp, String::new(), Vec::new());
            return prior.object.clone();
        }
        let because = format!("{} changed", differing.join(", "));
        let object = updated(made.kind, config, &after, prior, &ignored);
        self.change(made, Action::Update, because, differing);
        object
    }

    fn change(&self, made: &Made<'_>, action: Action, because: String, attributes: Vec<String>) {
        let change = Change { action, because, attributes, place: Some(made.place) };
        self.changes.borrow_mut().insert(made.address.clone(), change);
    }

    fn refuse(&self, made: &Made<'_>) {
        let message = format!(
            "Instance cannot be destroyed: {} has lifecycle.prevent_destroy set, but the plan \
             calls for this resource to be destroyed.",
            made.address
        );
        self.report(&super::fault::Fault::invalid(Some(made.place), message), Some(made.place));
    }

    /// What in `replace_triggered_by` changes in this plan.
    fn triggered(&self, declared: &Declared<'_>, made: &Made<'_>) -> Option<String> {
        let block = declared.blocks("lifecycle").next()?;
        let triggers = block.body.get_attribute("replace_triggered_by")?;
        let prefix = self.instance(made.instance)?.prefix;
        let changes = self.changes.borrow();
        references(&triggers.value).iter().find_map(|steps| {
            let address = format!("{prefix}{}.{}", steps.first()?, steps.get(1)?);
            let attribute = steps.get(2);
            let changed = changes.iter().any(|(other, change)| {
                let same = *other == address || other.starts_with(&format!("{address}["));
                let whole = attribute.is_none()
                    || change.attributes.iter().any(|name| Some(name) == attribute)
                    || change.action != Action::Update;
                same && whole && change.action != Action::NoOp
            });
            changed.then(|| steps.join("."))
        })
    }

    /// Whether nothing that a block's `depends_on` names changes in this plan.
    pub(crate) fn nothing_pending(&self, declared: &Declared<'_>) -> bool {
        let Some(expr) = declared.attribute("depends_on") else { return true };
        let changes = self.changes.borrow();
        references(expr).iter().all(|steps| {
            let named = steps.join(".");
            changes.iter().all(|(address, change)| {
                change.action == Action::NoOp || !address.contains(&named)
            })
        })
    }
}

/// A boolean of the `lifecycle` block.
pub(crate) fn lifecycle(declared: &Declared<'_>, name: &str) -> Option<bool> {
    declared.blocks("lifecycle").next()?.body.get_attribute(name)?.value.as_bool()
}

/// The attributes whose changes are ignored; `all` stands for every one.
fn ignored(declared: &Declared<'_>) -> Vec<String> {
    let block = declared.blocks("lifecycle").next();
    let Some(list) = block.and_then(|block| block.body.get_attribute("ignore_changes")) else {
        return Vec::new();
    };
    if list.value.as_variable().is_some_and(|name| name.as_str() == "all") {
        return vec!["all".to_owned()];
    }
    let items = list.value.as_array();
    let name = |expr: &hcl_edit::expr::Expression| {
        if let Some(name) = expr.as_variable() {
            return Some(name.as_str().to_owned());
        }
        // An index between the names leads into the only block.
        references(expr).first().map(|steps| steps.join("."))
    };
    items.iter().flat_map(|items| items.iter()).filter_map(name).collect()
}

/// A new resource: what is configured is known, what the apply makes is not.
fn fresh(config: &Map, after: &Map, schema: Option<&Schema>) -> Map {
    let mut map = after.clone();
    let computed = |name: &str| {
        let configured = config.get(name).is_some_and(|value| !value.is_null());
        let default = schema
            .is_some_and(|schema| schema.defaults.iter().any(|(default, _)| *default == name));
        !configured && !default
    };
    for (name, entry) in &mut map.entries {
        if computed(name) {
            entry.value = Value::unknown(Why::Later);
        }
    }
    map
}

/// The attributes that differ, each as `name` or `block.name`.
fn differing(config: &Map, after: &Map, prior: &Stored, ignored: &[String]) -> Vec<String> {
    if ignored.iter().any(|name| name == "all") {
        return Vec::new();
    }
    let (Some(old), Some(existing)) = (prior.config.as_map(), prior.object.as_map()) else {
        return Vec::new();
    };
    let names = config.entries.keys().chain(old.entries.keys());
    let mut names: Vec<&str> = names.map(|name| &**name).collect();
    names.sort_unstable();
    names.dedup();
    let mut found = Vec::new();
    for name in names {
        let is_set = |map: &Map| map.get(name).is_some_and(|value| !value.is_null());
        // What nobody configures any more keeps the value that it has, or gets its default back.
        let (new, old) = match (is_set(config), is_set(old)) {
            (true, _) => (config.get(name), existing.get(name).or(old.get(name))),
            (false, true) => (after.get(name), old.get(name)),
            (false, false) => continue,
        };
        compare(name, new.unwrap_or(&Value::null()), old.unwrap_or(&Value::null()), &mut found);
    }
    found.retain(|name| {
        !ignored.iter().any(|other| {
            name == other || name.strip_prefix(other).is_some_and(|rest| rest.starts_with('.'))
        })
    });
    found
}

/// Adds the names of what differs between two values: within a block each attribute by itself.
fn compare(name: &str, new: &Value, old: &Value, found: &mut Vec<String>) {
    if is_same(name, new, old) {
        return;
    }
    match (block(new), block(old)) {
        (Some(new), Some(old)) if !name.ends_with("tags") => {
            for key in new.entries.keys() {
                let (new, old) = (new.get(key), old.get(key));
                if new.is_some_and(Value::is_null) && old.is_none() {
                    continue;
                }
                let (null, name) = (Value::null(), format!("{name}.{key}"));
                compare(&name, new.unwrap_or(&null), old.unwrap_or(&null), found);
            }
            // A computed attribute of a block is in no configuration.
        }
        _ => found.push(name.to_owned()),
    }
}

/// The only block of a list of blocks.
fn block(value: &Value) -> Option<&Map> {
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
        let (new_items, old_items) = (new.one_or_many(), old.one_or_many());
        if !new.entries().is_empty() || !old.entries().is_empty() {
            return new.entries().len() == old.entries().len()
                && new.entries().iter().all(|entry| {
                    old.get(&entry.key).is_some_and(|old| same(&entry.value, old))
                });
        }
        if new.items().is_empty() && old.items().is_empty() {
            return new.text() == old.text();
        }
        new_items.len() == old_items.len()
            && new_items.iter().all(|new| old_items.iter().any(|old| same(new, old)))
    }
    let (new, old) = (json::parse(new), json::parse(old));
    match (new.documents.as_slice(), old.documents.as_slice()) {
        ([new], [old]) => same(&new.root, &old.root),
        _ => false,
    }
}

/// Whether a change of the attribute makes a new resource.
fn is_fixed(schema: &Schema, name: &str) -> bool {
    let within = |fixed: &str| {
        name == fixed
            || name.strip_prefix(fixed).is_some_and(|rest| rest.starts_with('.'))
            || fixed.strip_prefix(name).is_some_and(|rest| rest.starts_with('.'))
    };
    schema.fixed.iter().any(|fixed| within(fixed))
}

/// A resource that is changed where it is: what the apply made before stays.
fn updated(kind: &str, config: &Map, after: &Map, prior: &Stored, ignored: &[String]) -> Value {
    let Some(existing) = prior.object.as_map() else { return prior.object.clone() };
    let mut map = existing.clone();
    for name in config.entries.keys() {
        if ignored.iter().any(|other| other == &**name) {
            continue;
        }
        if let Some(entry) = after.entries.get(name) {
            map.entries.insert(name.clone(), entry.clone());
        }
    }
    if kind == "aws_launch_template" {
        map.put("latest_version", Value::unknown(Why::Later));
    }
    Value::map(map).at(after.get("id").and_then(|id| id.at))
}
