//! The service account that a chart makes of its values.

use irsa_engine::source::yaml;

use super::kubernetes::service_account;
use crate::terraform::{Entry, Map, Sources, Value, tree};

/// What is known of the service account of a release.
pub(super) enum Account {
    /// It carries a role.
    Known(Value),
    /// It is not known, or carries none.
    Unknown,
}

/// The account of a `helm_release`, where its values annotate it with a role. Most charts follow
/// `helm create`: `serviceAccount.name`, `.create`, `.annotations`, at the top or within a part.
pub(super) fn account(sources: &Sources, release: &Value) -> Account {
    let mut values = Value::map(Map::default());
    for text in release.get("values").map(Value::one_or_many).unwrap_or_default() {
        let Some(text) = text.as_str() else { return Account::Unknown };
        if let Some(document) = yaml::parse(&text.text).documents.first() {
            values = merged(&values, &tree(sources, &document.root, text));
        }
    }
    for block in ["set", "set_sensitive", "set_string"] {
        for set in release.get(block).map(Value::one_or_many).unwrap_or_default() {
            let (Some(name), Some(value)) =
                (set.get("name").and_then(Value::as_text), set.get("value"))
            else {
                continue;
            };
            values = with(&values, &steps(&name), value, set.get("name").and_then(|name| name.at));
        }
    }
    let Some(found) = find(&values) else { return Account::Unknown };
    let annotations = found.get("annotations").filter(|value| value.unknown_within().is_none());
    let Some(annotations) = annotations.filter(|value| value.as_map().is_some()) else {
        return Account::Unknown;
    };
    let name = found.get("name").filter(|name| name.as_text().is_some_and(|name| !name.is_empty()));
    let name = name.cloned().or_else(|| full_name(release, &values));
    let namespace = release.get("namespace").filter(|value| value.as_text().is_some());
    let (Some(name), Some(namespace)) = (name, namespace) else { return Account::Unknown };
    if name.as_text().is_none() {
        return Account::Unknown;
    }
    let metadata =
        [("name", name), ("namespace", namespace.clone()), ("annotations", annotations.clone())];
    Account::Known(service_account(Value::object(metadata).at(found.at)))
}

/// The name that `helm create` gives: the release's, with the chart's where it is not in it.
fn full_name(release: &Value, values: &Value) -> Option<Value> {
    let text = |from: &Value, name: &str| from.get(name).and_then(Value::as_text);
    if let Some(name) = values.get("fullnameOverride").filter(|name| name.as_text().is_some()) {
        return Some(name.clone());
    }
    let name = release.get("name")?;
    let (release_name, chart) = (name.as_text()?, text(release, "chart")?);
    let chart = text(values, "nameOverride").unwrap_or(chart);
    let chart = chart.rsplit('/').next().unwrap_or(&chart);
    if release_name.contains(chart) {
        return Some(name.clone());
    }
    Some(Value::text(format!("{release_name}-{chart}")).at(name.at))
}

/// The first `serviceAccount` whose annotations name a role.
fn find(values: &Value) -> Option<&Value> {
    let map = values.as_map()?;
    let mut found = None;
    for (key, entry) in &map.entries {
        let named = matches!(&**key, "serviceAccount" | "rbac" | "serviceaccount");
        let annotated = entry
            .value
            .get("annotations")
            .is_some_and(|annotations| annotations.get("eks.amazonaws.com/role-arn").is_some());
        if named && annotated {
            return Some(&entry.value);
        }
        // Some charts have the annotations in a map of their own.
        found = found.or_else(|| find(&entry.value));
    }
    found
}

/// The steps of a name of `--set`: a dot behind a backslash is none.
fn steps(name: &str) -> Vec<String> {
    let mut steps = vec![String::new()];
    let mut chars = name.chars();
    while let Some(char) = chars.next() {
        match char {
            '\\' => {
                if let (Some(last), Some(char)) = (steps.last_mut(), chars.next()) {
                    last.push(char);
                }
            }
            '.' => steps.push(String::new()),
            char => {
                if let Some(last) = steps.last_mut() {
                    last.push(char);
                }
            }
        }
    }
    steps
}

/// `values` with a value at the end of a path.
fn with(
    values: &Value,
    steps: &[String],
    value: &Value,
    key_at: Option<irsa_engine::Place>,
) -> Value {
    let Some((first, rest)) = steps.split_first() else { return value.clone() };
    let mut map = values.as_map().cloned().unwrap_or_default();
    let inner = map.get(first).cloned().unwrap_or(Value::map(Map::default()));
    let value = with(&inner, rest, value, key_at);
    map.entries.insert(first.as_str().into(), Entry { key_at, value });
    Value::map(map).at(values.at)
}

/// Values over values, as Helm merges several files.
fn merged(under: &Value, over: &Value) -> Value {
    let (Some(base), Some(upper)) = (under.as_map(), over.as_map()) else { return over.clone() };
    let mut map = base.clone();
    for (key, entry) in &upper.entries {
        let value = match map.get(key) {
            Some(known) => merged(known, &entry.value),
            None => entry.value.clone(),
        };
        map.entries.insert(key.clone(), Entry { key_at: entry.key_at, value });
    }
    Value::map(map).at(over.at)
}
