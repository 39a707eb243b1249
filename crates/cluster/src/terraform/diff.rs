//! What a plan does with one resource: what is configured beside what exists.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::rc::Rc;

use hcl_edit::expr::{Expression, TraversalOperator};

use super::config::Declared;
use super::differing::{block, differing, forces};
use super::fault::Fault;
use super::graph::depended_on;
use super::instances::Made;
use super::interp::Interp;
use super::schema::{Schema, applied, schema};
use super::state::{State, Stored};
use super::value::{Entry, Kind, Map, Value, Why};
use super::write::json_text;

/// What a plan does with a resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Change {
    /// What.
    pub(crate) action: Action,
    /// Why, in Terraform's words; empty where there is nothing to say.
    pub(crate) because: String,
    /// The attributes that differ, or all of a new one.
    pub(crate) attributes: Vec<Difference>,
    /// How many of its attributes stay as they are.
    pub(crate) unchanged: usize,
}

/// One attribute that a plan changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Difference {
    /// Its name; a dot leads into a block.
    pub(crate) name: String,
    /// What it is, as Terraform writes it; none for a new one.
    pub(crate) old: Option<String>,
    /// What it will be.
    pub(crate) new: Option<String>,
    /// Whether it is why a new resource has to be made.
    pub(crate) forces: bool,
}

/// A data source that only the apply reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Read {
    /// Whether it waits for something that changes; else a part of it is not known yet.
    pub(crate) waits: bool,
    /// Its attributes.
    pub(crate) attributes: Vec<Difference>,
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
    /// It stays, and Terraform no longer manages it.
    Forget,
    /// It stays as it is.
    NoOp,
}

impl Interp<'_> {
    /// The attributes of a resource as a plan knows them, and what the plan does with it.
    pub(crate) fn planned(&self, made: &Made<'_>, config: &Map, state: &State) -> Value {
        let prior = state.resources.get(&made.address);
        let known = schema(made.kind);
        let config = &*configured(made, config, prior);
        let after = applied(made.kind, &made.address, config, &self.facts_of(made), 0);
        let Some(prior) = prior else {
            if state.is_imported(&made.address) {
                let because = "will be imported".to_owned();
                self.change(made, Action::NoOp, because, Vec::new(), config.entries.len());
                return Value::map(after);
            }
            let new = fresh(config, after, known);
            self.change(made, Action::Create, String::new(), all(&new), 0);
            return Value::map(new);
        };
        let ignored = ignored(&made.declared);
        let mut found = differing(known, [config, &after], prior, &ignored);
        for difference in &mut found {
            let fixed = |known| forces(known, difference, config, prior);
            difference.forces = known.is_some_and(fixed);
        }
        let because = self.why_replaced(made, prior, &found);
        let unchanged = config.entries.len().saturating_sub(found.len());
        if let Some(because) = because {
            let first = lifecycle(&made.declared, "create_before_destroy") == Some(true);
            let action = if first { Action::CreateThenDestroy } else { Action::Replace };
            if lifecycle(&made.declared, "prevent_destroy") == Some(true) {
                let place = Some(made.place);
                self.report(&Fault::destroyed(&made.address, place), place);
            }
            self.change(made, action, because, found, unchanged);
            return Value::map(fresh(config, after, known));
        }
        if found.is_empty() {
            let from = state.moved.get(&made.address);
            let because = from.map(|from| format!("moved from {from}")).unwrap_or_default();
            self.change(made, Action::NoOp, because, found, unchanged);
            return prior.object.clone();
        }
        let names: Vec<&str> = found.iter().map(|found| found.name.as_str()).collect();
        let because = format!("{} changed", names.join(", "));
        self.change(made, Action::Update, because, found, unchanged);
        let mut object = updated(config, &after, prior, &ignored);
        if made.kind == "aws_launch_template" {
            object.put("latest_version", Value::unknown(Why::Later));
        }
        Value::map(object)
    }

    fn why_replaced(
        &self,
        made: &Made<'_>,
        prior: &Stored,
        found: &[Difference],
    ) -> Option<String> {
        if prior.tainted {
            return Some("is tainted, so must be replaced".to_owned());
        }
        let forcing = found.iter().filter(|difference| difference.forces);
        let names: Vec<&str> = forcing.map(|difference| difference.name.as_str()).collect();
        if !names.is_empty() {
            return Some(format!("must be replaced: {} forces replacement", names.join(", ")));
        }
        let by = self.triggered(&made.declared, made)?;
        Some(format!("will be replaced due to changes in replace_triggered_by: {by}"))
    }

    /// The attributes of a resource once the plan is applied.
    pub(crate) fn changed(
        &self,
        made: &Made<'_>,
        config: &Map,
        state: &State,
        changes: &BTreeMap<String, Change>,
    ) -> Value {
        let prior = state.resources.get(&made.address);
        let config = &*configured(made, config, prior);
        let action = changes.get(&made.address).map(|change| change.action);
        let generation = state.generation(&made.address);
        let facts = self.facts_of(made);
        let after = |generation| applied(made.kind, &made.address, config, &facts, generation);
        match (action, prior) {
            (Some(Action::NoOp), Some(prior)) => prior.object.clone(),
            (Some(Action::Update), Some(prior)) => {
                let ignored = ignored(&made.declared);
                let mut object = updated(config, &after(generation), prior, &ignored);
                if made.kind == "aws_launch_template" {
                    let version = prior.object.get("latest_version").and_then(Value::as_number);
                    object.put("latest_version", Value::number(version.unwrap_or(1.0) + 1.0));
                }
                Value::map(object)
            }
            (_, Some(_)) => Value::map(after(generation + 1)),
            (_, None) => Value::map(after(generation)),
        }
    }

    fn change(
        &self,
        made: &Made<'_>,
        action: Action,
        because: String,
        attributes: Vec<Difference>,
        unchanged: usize,
    ) {
        let change = Change { action, because, attributes, unchanged };
        self.changes.borrow_mut().insert(made.address.clone(), change);
    }

    /// What in `replace_triggered_by` changes in this plan.
    fn triggered(&self, declared: &Declared<'_>, made: &Made<'_>) -> Option<String> {
        let block = declared.blocks("lifecycle").next()?;
        let triggers = block.body.get_attribute("replace_triggered_by")?;
        let this = self.instance(made.instance)?;
        let prefix = &this.prefix;
        let changes = self.changes.borrow();
        depended_on(&triggers.value).iter().find_map(|steps| {
            let address = format!("{prefix}{}.{}", steps.first()?, steps.get(1)?);
            let attribute = steps.get(2);
            let changed = changes.iter().any(|(other, change)| {
                let same = *other == address || other.starts_with(&format!("{address}["));
                let whole = attribute.is_none()
                    || change.attributes.iter().any(|found| Some(&found.name) == attribute)
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
        depended_on(expr).iter().all(|steps| {
            let named = steps.join(".");
            changes
                .iter()
                .all(|(address, change)| change.action == Action::NoOp || !address.contains(&named))
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
    let name = |expr: &Expression| {
        if let Some(name) = expr.as_variable().map(|name| name.as_str()).or(expr.as_str()) {
            return Some(name.to_owned());
        }
        // A number between the names leads into the only block, a text to the key of a map.
        let Expression::Traversal(path) = expr else { return None };
        let mut steps = vec![path.expr.as_variable()?.as_str()];
        steps.extend(path.operators.iter().filter_map(|step| match step.value() {
            TraversalOperator::GetAttr(name) => Some(name.as_str()),
            TraversalOperator::Index(key) => key.as_str(),
            _ => None,
        }));
        Some(steps.join("."))
    };
    items.iter().flat_map(|items| items.iter()).filter_map(name).collect()
}

/// What is configured, with the ignored keys of maps as they are.
fn configured<'c>(made: &Made<'_>, config: &'c Map, prior: Option<&Stored>) -> Cow<'c, Map> {
    let masked = prior.and_then(|prior| masked(config, prior, &ignored(&made.declared)));
    masked.map_or(Cow::Borrowed(config), Cow::Owned)
}

/// The same; none where no key of a map is ignored.
fn masked(config: &Map, prior: &Stored, ignored: &[String]) -> Option<Map> {
    let mut out: Option<Map> = None;
    for (name, key) in ignored.iter().filter_map(|path| path.split_once('.')) {
        let inner = |map: &Map| map.get(name).and_then(Value::as_map).cloned();
        let is = prior.object.as_map().and_then(|is| inner(is)?.entries.get(key).cloned());
        let all = out.get_or_insert_with(|| config.clone());
        let Some(mut map) = inner(all) else { continue };
        match is {
            Some(entry) => map.entries.insert(key.into(), entry),
            None => map.entries.remove(key),
        };
        let at = all.get(name).and_then(|value| value.at);
        all.put(name, Value::map(map).at(at));
    }
    out
}

/// A new resource: what is configured is known, what the apply makes is not.
fn fresh(config: &Map, after: Map, schema: Option<&Schema>) -> Map {
    let mut map = after;
    let computed = |name: &str| {
        let configured = config.get(name).is_some_and(|value| !value.is_null());
        let default = schema
            .is_some_and(|schema| schema.defaults.iter().any(|(default, _)| *default == name));
        !configured && !default
    };
    for (name, entry) in map.entries.iter_mut() {
        if computed(name) {
            entry.value = Value::unknown(Why::Later);
        }
    }
    // Of the blocks, only the cluster's network has attributes that the apply makes.
    if let Some(network) = map.get("vpc_config").and_then(block) {
        let mut network = network.clone();
        for name in ["cluster_security_group_id", "vpc_id"] {
            network.put(name, Value::unknown(Why::Later));
        }
        map.put("vpc_config", Value::list(vec![Value::map(network)]));
    }
    map
}

/// All attributes of a new resource.
fn all(new: &Map) -> Vec<Difference> {
    let set = new.entries.iter().filter(|(_, entry)| !entry.value.is_null());
    let one = |(name, entry): (&Rc<str>, &Entry)| Difference {
        name: name.to_string(),
        old: None,
        new: shown(&entry.value),
        forces: false,
    };
    set.map(one).collect()
}

/// The attributes of a data source that only the apply reads.
pub(super) fn read(kind: &str, config: &Map) -> Vec<Difference> {
    let mut map = config.clone();
    let made: &[&str] = match kind {
        "aws_iam_policy_document" => &["id", "json", "minified_json"],
        "tls_certificate" => &["certificates", "id"],
        _ => &["id"],
    };
    for name in made {
        map.put(name, Value::unknown(Why::Later));
    }
    all(&map)
}

/// A value as Terraform writes it; none for `null`.
pub(crate) fn shown(value: &Value) -> Option<String> {
    const LATER: &str = "(known after apply)";
    match (&value.kind, value.unknown_within()) {
        (Kind::Null, _) => None,
        (Kind::Unknown(_), _) => Some(LATER.to_owned()),
        (_, None) => Some(json_text(value).to_string()),
        (_, Some(_)) => {
            let text = json_text(&named(value, LATER));
            Some(text.replace(&format!("\"{LATER}\""), LATER))
        }
    }
}

/// The same value with `name` for what is not known.
fn named(value: &Value, name: &str) -> Value {
    match &value.kind {
        Kind::Unknown(_) => Value::text(name),
        Kind::List(items) | Kind::Set(items) => {
            Value::list(items.iter().map(|item| named(item, name)).collect())
        }
        Kind::Map(map) => {
            let entry = |(key, entry): (&Rc<str>, &Entry)| {
                (key.clone(), Entry { key_at: None, value: named(&entry.value, name) })
            };
            Value::map(Map { entries: map.entries.iter().map(entry).collect(), of: None })
        }
        _ => value.clone(),
    }
}

/// A resource that is changed where it is: what the apply made before stays.
fn updated(config: &Map, after: &Map, prior: &Stored, ignored: &[String]) -> Map {
    let mut map = prior.object.as_map().cloned().unwrap_or_default();
    let old = prior.config.as_map().into_iter().flat_map(|old| old.entries.keys());
    let computed = schema(&prior.kind).map_or(&[][..], |known| known.computed);
    for name in config.entries.keys().chain(old) {
        let chosen = computed.contains(&&**name) && config.get(name).is_none_or(Value::is_null);
        if chosen || ignored.iter().any(|other| other == &**name) {
            continue;
        }
        match after.entries.get(name) {
            Some(entry) => map.entries.insert(name.clone(), keeping(entry, &map, name, ignored)),
            None => map.entries.remove(name),
        };
    }
    map
}

/// A block in which the ignored attributes keep what they have.
fn keeping(entry: &Entry, old: &Map, name: &str, ignored: &[String]) -> Entry {
    let inner = ignored.iter().filter_map(|other| other.strip_prefix(name)?.strip_prefix('.'));
    let old = old.get(name).and_then(block);
    let (Some(old), Some(new)) = (old, block(&entry.value)) else { return entry.clone() };
    let mut map = new.clone();
    for attribute in inner {
        if let Some(kept) = old.entries.get(attribute) {
            map.entries.insert(attribute.into(), kept.clone());
        }
    }
    let at = entry.value.items().and_then(|items| items.first()).and_then(|item| item.at);
    Entry { key_at: entry.key_at, value: Value::list(vec![Value::map(map).at(at)]) }
}
