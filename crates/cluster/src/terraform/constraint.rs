//! What a variable's `type` does to its value: conversion, and the defaults of optional attributes.

use std::rc::Rc;

use hcl_edit::expr::{Expression, ObjectKey};

use super::fault::Fault;
use super::value::{Entry, Kind, Map, Value};

/// The value of an `optional` attribute's default; `null` where it can't be had.
pub(crate) fn default_of(outcome: Result<Value, Fault>) -> Value {
    outcome.unwrap_or(Value::null())
}

/// `value` as the type that `expr` names. What does not fit stays as it is.
///
/// Source: <https://developer.hashicorp.com/terraform/language/expressions/type-constraints>.
pub(crate) fn convert(
    value: Value,
    expr: &Expression,
    default: &dyn Fn(&Expression) -> Value,
) -> Value {
    if value.is_null() || value.why_unknown().is_some() {
        return value;
    }
    let at = value.at;
    match expr {
        Expression::Variable(name) => primitive(value, name.as_str()),
        Expression::FuncCall(call) => {
            let argument = call.args.get(0);
            match (call.name.name.as_str(), argument) {
                ("optional", Some(inner)) => convert(value, inner, default),
                ("object", Some(Expression::Object(object))) => {
                    let Some(given) = value.as_map() else { return value };
                    let mut map = Map::default();
                    for (key, inner) in object.iter() {
                        let Some(name) = key_name(key) else { continue };
                        let entry = attribute(given, name, inner.expr(), default);
                        map.entries.insert(name.into(), entry);
                    }
                    Value::map(map).at(at)
                }
                ("map", Some(inner)) => {
                    let Some(given) = value.as_map() else { return value };
                    let convert = |(key, entry): (&Rc<str>, &Entry)| {
                        let value = convert(entry.value.clone(), inner, default);
                        (key.clone(), Entry { key_at: entry.key_at, value })
                    };
                    let entries = given.entries.iter().map(convert).collect();
                    Value::map(Map { entries, of: None }).at(at)
                }
                (kind @ ("list" | "set"), Some(inner)) => {
                    let Some(items) = value.items() else { return value };
                    let items = items.iter().map(|item| convert(item.clone(), inner, default));
                    let made = if kind == "set" {
                        Value::set(items)
                    } else {
                        Value::list(items.collect())
                    };
                    made.at(at)
                }
                _ => value,
            }
        }
        _ => value,
    }
}

fn key_name(key: &ObjectKey) -> Option<&str> {
    match key {
        ObjectKey::Ident(ident) => Some(ident.as_str()),
        ObjectKey::Expression(Expression::Variable(ident)) => Some(ident.as_str()),
        ObjectKey::Expression(expr) => expr.as_str(),
    }
}

/// One attribute of an object: given, or its default, or `null`.
fn attribute(
    given: &Map,
    name: &str,
    expr: &Expression,
    default: &dyn Fn(&Expression) -> Value,
) -> Entry {
    let found = given.entries.get(name).filter(|entry| !entry.value.is_null());
    if let Some(entry) = found {
        let value = convert(entry.value.clone(), expr, default);
        return Entry { key_at: entry.key_at, value };
    }
    let optional = match expr {
        Expression::FuncCall(call) if call.name.name.as_str() == "optional" => call.args.get(1),
        _ => None,
    };
    let value = optional
        .map_or(Value::null(), |expr_default| convert(default(expr_default), expr, default));
    Entry { key_at: None, value }
}

fn primitive(value: Value, name: &str) -> Value {
    let at = value.at;
    let converted = match (name, &value.kind) {
        ("string", Kind::Bool(_) | Kind::Number(_)) => value.as_text().map(Value::text),
        ("number", Kind::Text(_)) => value.as_number().map(Value::number),
        ("bool", Kind::Text(_)) => value.as_bool().map(Value::bool),
        _ => None,
    };
    converted.map_or(value, |value| value.at(at))
}
