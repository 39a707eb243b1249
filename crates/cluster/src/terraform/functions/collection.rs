//! Functions of lists and maps, and conversions.

use std::rc::Rc;

use super::{Args, Outcome};
use crate::terraform::value::{Entry, Kind, Map, Value};

/// The outcome of a function of this file.
pub(super) fn apply(name: &str, args: &Args<'_>) -> Option<Outcome> {
    Some(match name {
        "length" => length(args),
        "concat" => concat(args),
        "flatten" => flatten(args),
        "compact" => compact(args),
        "distinct" => distinct(args),
        "merge" => merge(args),
        "lookup" => lookup(args),
        "keys" => keys(args),
        "values" => values(args),
        "tolist" => args.items(0).map(|items| Value::list(items.to_vec())),
        "toset" => args.items(0).map(|items| Value::set(items.iter().cloned())),
        "tomap" => args.map(0).map(|map| Value::map(map.clone())),
        "tostring" => to(args, |value| value.as_text().map(Value::text)),
        "tonumber" => to(args, |value| value.as_number().map(Value::number)),
        "tobool" => to(args, |value| value.as_bool().map(Value::bool)),
        "coalesce" => coalesce(args),
        "coalescelist" => coalesce_list(args),
        "element" => element(args),
        "slice" => slice(args),
        "reverse" => args.items(0).map(|items| Value::list(items.iter().rev().cloned().collect())),
        "one" => one(args),
        "contains" => contains(args),
        "index" => index(args),
        "range" => range(args),
        "zipmap" => zipmap(args),
        "chunklist" => chunk_list(args),
        "matchkeys" => match_keys(args),
        "transpose" => transpose(args),
        "issensitive" => Ok(Value::bool(false)),
        "nonsensitive" | "sensitive" | "ephemeralasnull" => args.get(0).cloned(),
        "list" => Ok(Value::list(args.values.to_vec())),
        _ => return None,
    })
}

/// The items of a list whose partners in a second one are among those of a third.
fn match_keys(args: &Args<'_>) -> Outcome {
    let (values, keys, wanted) = (args.items(0)?, args.items(1)?, args.items(2)?);
    if values.len() != keys.len() {
        return Err(args.wrong("a key for each value"));
    }
    let kept = values.iter().zip(keys).filter(|(_, key)| wanted.contains(key));
    Ok(Value::list(kept.map(|(value, _)| value.clone()).collect()))
}

/// A map of lists the other way round.
fn transpose(args: &Args<'_>) -> Outcome {
    let mut turned: std::collections::BTreeMap<Rc<str>, Vec<Value>> = Default::default();
    for (key, entry) in &args.map(0)?.entries {
        for item in entry.value.items().ok_or_else(|| args.wrong("a map of lists"))? {
            let item = item.as_text().ok_or_else(|| args.wrong("lists of strings"))?;
            turned.entry(item).or_default().push(Value::text(Rc::clone(key)).at(entry.key_at));
        }
    }
    let mut map = Map::default();
    turned.into_iter().for_each(|(key, keys)| map.put(&key, Value::list(keys)));
    Ok(Value::map(map))
}

fn length(args: &Args<'_>) -> Outcome {
    let count = match &args.get(0)?.kind {
        Kind::List(items) | Kind::Set(items) => items.len(),
        Kind::Map(map) => map.entries.len(),
        Kind::Text(text) => text.text.chars().count(),
        _ => return Err(args.wrong("a list, a map or a string")),
    };
    #[expect(clippy::cast_precision_loss, reason = "no collection is that long")]
    Ok(Value::number(count as f64))
}

fn concat(args: &Args<'_>) -> Outcome {
    let mut all = Vec::new();
    for (index, value) in args.values.iter().enumerate() {
        if let Some(why) = value.why_unknown() {
            return Ok(Value::unknown(why));
        }
        all.extend(args.items(index)?.iter().cloned());
    }
    Ok(Value::list(all))
}

fn flatten(args: &Args<'_>) -> Outcome {
    fn into(value: &Value, out: &mut Vec<Value>) {
        match value.items() {
            Some(items) => items.iter().for_each(|item| into(item, out)),
            None => out.push(value.clone()),
        }
    }
    let mut out = Vec::new();
    args.items(0)?.iter().for_each(|item| into(item, &mut out));
    // A list whose number of items is not known.
    if let Some(why) = out.iter().find_map(Value::why_unknown) {
        return Ok(Value::unknown(why));
    }
    Ok(Value::list(out))
}

fn compact(args: &Args<'_>) -> Outcome {
    if let Some(why) = args.unknown_within() {
        return Ok(Value::unknown(why));
    }
    let kept = |item: &&Value| !item.is_null() && item.as_text().as_deref() != Some("");
    Ok(Value::list(args.items(0)?.iter().filter(kept).cloned().collect()))
}

fn distinct(args: &Args<'_>) -> Outcome {
    let mut out: Vec<Value> = Vec::new();
    for item in args.items(0)? {
        if !out.contains(item) {
            out.push(item.clone());
        }
    }
    Ok(Value::list(out))
}

/// Of a key that several maps have, the last one's value counts.
fn merge(args: &Args<'_>) -> Outcome {
    let mut merged = Vec::new();
    for (index, value) in args.values.iter().enumerate() {
        if let Some(why) = value.why_unknown() {
            return Ok(Value::unknown(why));
        }
        if value.is_null() {
            continue;
        }
        let map = args.map(index)?;
        merged.extend(map.entries.iter().map(|(key, entry)| (key.clone(), entry.clone())));
    }
    Ok(Value::map(Map { entries: merged.into_iter().collect(), of: None }))
}

fn lookup(args: &Args<'_>) -> Outcome {
    let key = args.text(1)?;
    match (args.map(0)?.get(&key), args.values.get(2)) {
        (Some(value), _) => Ok(value.clone()),
        (None, Some(default)) => Ok(default.clone()),
        (None, None) => Err(args.wrong("a key that the map has, or a default")),
    }
}

fn keys(args: &Args<'_>) -> Outcome {
    let entries = args.map(0)?.entries.iter();
    let key = |(key, entry): (&Rc<str>, &Entry)| Value::text(key.clone()).at(entry.key_at);
    Ok(Value::list(entries.map(key).collect()))
}

fn values(args: &Args<'_>) -> Outcome {
    let entries = args.map(0)?.entries.values();
    Ok(Value::list(entries.map(|entry| entry.value.clone()).collect()))
}

fn to(args: &Args<'_>, of: impl Fn(&Value) -> Option<Value>) -> Outcome {
    let value = args.get(0)?;
    if value.is_null() {
        return Ok(Value::null());
    }
    let made = of(value).ok_or_else(|| args.wrong("a value that can be converted"))?;
    Ok(made.at(value.at))
}

fn coalesce(args: &Args<'_>) -> Outcome {
    for value in args.values {
        if value.why_unknown().is_some() {
            return Ok(value.clone());
        }
        if !value.is_null() && value.as_text().as_deref() != Some("") {
            return Ok(value.clone());
        }
    }
    Err(args.wrong("one value that is neither null nor empty"))
}

fn coalesce_list(args: &Args<'_>) -> Outcome {
    let found = args.values.iter().find(|list| list.items().is_some_and(|list| !list.is_empty()));
    found.cloned().ok_or_else(|| args.wrong("one list that is not empty"))
}

fn element(args: &Args<'_>) -> Outcome {
    let items = args.items(0)?;
    let count = i64::try_from(items.len()).unwrap_or(i64::MAX);
    if count == 0 {
        return Err(args.wrong("a list that is not empty"));
    }
    let index = args.index(1)?.rem_euclid(count);
    let found = usize::try_from(index).ok().and_then(|index| items.get(index));
    found.cloned().ok_or_else(|| args.wrong("an index"))
}

fn slice(args: &Args<'_>) -> Outcome {
    let range = usize::try_from(args.index(1)?).ok().zip(usize::try_from(args.index(2)?).ok());
    let found = range.and_then(|(start, end)| args.items(0).ok()?.get(start..end));
    let items = found.ok_or_else(|| args.wrong("a range within the list"))?;
    Ok(Value::list(items.to_vec()))
}

fn one(args: &Args<'_>) -> Outcome {
    match args.get(0)?.one_or_many() {
        [] => Ok(Value::null()),
        [only] => Ok(only.clone()),
        _ => Err(args.wrong("a list of at most one item")),
    }
}

fn contains(args: &Args<'_>) -> Outcome {
    let wanted = args.get(1)?;
    let items = args.items(0)?;
    let same = |item: &Value| {
        item == wanted || item.as_text().is_some() && item.as_text() == wanted.as_text()
    };
    if items.iter().any(same) {
        return Ok(Value::bool(true));
    }
    Ok(match items.iter().find_map(Value::why_unknown) {
        Some(why) => Value::unknown(why),
        None => Value::bool(false),
    })
}

fn index(args: &Args<'_>) -> Outcome {
    let wanted = args.get(1)?;
    let found = args.items(0)?.iter().position(|item| item == wanted);
    #[expect(clippy::cast_precision_loss, reason = "no list is that long")]
    let found = found.map(|index| Value::number(index as f64));
    found.ok_or_else(|| args.wrong("an item that the list has"))
}

fn range(args: &Args<'_>) -> Outcome {
    let (start, end) = match args.values {
        [end] => (0.0, end.as_number()),
        _ => (args.number(0)?, Some(args.number(1)?)),
    };
    let end = end.ok_or_else(|| args.wrong("a number"))?;
    let step = match args.values.get(2) {
        Some(_) => args.number(2)?,
        None => {
            if end < start {
                -1.0
            } else {
                1.0
            }
        }
    };
    if step == 0.0 || (end - start) / step > 1024.0 {
        return Err(args.wrong("at most 1024 steps"));
    }
    let mut items = Vec::new();
    let mut at = start;
    while (step > 0.0 && at < end) || (step < 0.0 && at > end) {
        items.push(Value::number(at));
        at += step;
    }
    Ok(Value::list(items))
}

fn zipmap(args: &Args<'_>) -> Outcome {
    let keys = args.texts(0)?;
    let entries = keys.iter().zip(args.items(1)?);
    let entry = |(key, value): (&Rc<str>, &Value)| {
        (key.clone(), Entry { key_at: None, value: value.clone() })
    };
    Ok(Value::map(Map { entries: entries.map(entry).collect(), of: None }))
}

fn chunk_list(args: &Args<'_>) -> Outcome {
    let size = usize::try_from(args.index(1)?).unwrap_or_default().max(1);
    let chunks = args.items(0)?.chunks(size).map(|chunk| Value::list(chunk.to_vec()));
    Ok(Value::list(chunks.collect()))
}
