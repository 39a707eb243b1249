//! What a variable's `type` does to its value: conversion, and the defaults of optional attributes.

use std::rc::Rc;

use hcl_edit::expr::{Expression, ObjectKey};
use hcl_edit::parser::parse_expr;

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
        // Older configurations, and those in JSON, quote the type.
        Expression::String(text) => match parse_expr(text) {
            Ok(expr) => convert(value, &expr, default),
            Err(_) => value,
        },
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

/// Why a value is none of the type that `expr` names, in Terraform's words; none where it is one,
/// or may be.
pub(crate) fn unsuitable(value: &Value, expr: &Expression) -> Option<String> {
    if value.is_null() || value.why_unknown().is_some() {
        return None;
    }
    let required = |fits: bool, what: &str| (!fits).then(|| format!("{what} required"));
    match expr {
        Expression::Variable(name) => match name.as_str() {
            "string" => required(value.as_text().is_some(), "string"),
            "number" => required(value.as_number().is_some(), "number"),
            "bool" => required(value.as_bool().is_some(), "bool"),
            _ => None,
        },
        Expression::FuncCall(call) => {
            let argument = call.args.get(0);
            match (call.name.name.as_str(), argument) {
                ("optional", Some(inner)) => unsuitable(value, inner),
                ("object", Some(Expression::Object(object))) => {
                    let Some(given) = value.as_map() else { return required(false, "object") };
                    object
                        .iter()
                        .find_map(|(key, inner)| lacking(given, key_name(key)?, inner.expr()))
                }
                ("map", Some(inner)) => {
                    let Some(given) = value.as_map() else { return required(false, "map") };
                    let mut entries = given.entries.iter();
                    entries.find_map(|(key, entry)| {
                        let why = unsuitable(&entry.value, inner)?;
                        Some(format!("element {key:?}: {why}"))
                    })
                }
                (kind @ ("list" | "set"), Some(inner)) => {
                    let Some(items) = value.items() else { return required(false, kind) };
                    let mut items = items.iter().enumerate();
                    items.find_map(|(at, item)| {
                        Some(format!("element {at}: {}", unsuitable(item, inner)?))
                    })
                }
                _ => None,
            }
        }
        _ => None,
    }
}

/// Why an attribute of an object is not of its type, or not there.
fn lacking(given: &Map, name: &str, expr: &Expression) -> Option<String> {
    match given.get(name) {
        Some(value) => Some(format!("attribute {name:?}: {}", unsuitable(value, expr)?)),
        None => {
            let optional = matches!(expr, Expression::FuncCall(call)
                if call.name.name.as_str() == "optional");
            (!optional).then(|| format!("attribute {name:?} is required"))
        }
    }
}
