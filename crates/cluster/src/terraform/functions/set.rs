//! Functions of sets, of sorting and of numbers.

use super::{Args, Outcome};
use crate::terraform::value::Value;

/// The most items that a product of sets may have.
const PRODUCT_MAX: usize = 10_000;

/// The outcome of a function of this file.
pub(super) fn apply(name: &str, args: &Args<'_>) -> Option<Outcome> {
    Some(match name {
        "sort" => sort(args),
        "setunion" => union(args),
        "setintersection" => kept(args, true),
        "setsubtract" => kept(args, false),
        "setproduct" => product(args),
        "alltrue" => truths(args, |truths| truths.iter().all(|truth| *truth)),
        "anytrue" => truths(args, |truths| truths.contains(&true)),
        "max" => numbers(args, f64::max),
        "min" => numbers(args, f64::min),
        "sum" => sum(args),
        "abs" => args.number(0).map(|number| Value::number(number.abs())),
        "ceil" => args.number(0).map(|number| Value::number(number.ceil())),
        "signum" => args
            .number(0)
            .map(|number| Value::number(if number == 0.0 { 0.0 } else { number.signum() })),
        "pow" => args.number(0).and_then(|base| Ok(Value::number(base.powf(args.number(1)?)))),
        "log" => args.number(0).and_then(|of| Ok(Value::number(of.log(args.number(1)?)))),
        "parseint" => parse_int(args),
        "floor" => args.number(0).map(|number| Value::number(number.floor())),
        _ => return None,
    })
}

fn sort(args: &Args<'_>) -> Outcome {
    if let Some(why) = args.unknown_within() {
        return Ok(Value::unknown(why));
    }
    let mut items = args.items(0)?.to_vec();
    items.sort_by_key(Value::as_text);
    Ok(Value::list(items))
}

fn union(args: &Args<'_>) -> Outcome {
    let mut all = Vec::new();
    for index in 0..args.values.len() {
        all.extend(args.items(index)?.iter().cloned());
    }
    Ok(Value::set(all))
}

/// The items of the first that are in the second, or are not.
fn kept(args: &Args<'_>, present: bool) -> Outcome {
    let (all, other) = (args.items(0)?, args.items(1)?);
    Ok(Value::set(all.iter().filter(|item| other.contains(item) == present).cloned()))
}

fn product(args: &Args<'_>) -> Outcome {
    let mut rows: Vec<Vec<Value>> = vec![Vec::new()];
    for index in 0..args.values.len() {
        let items = args.items(index)?;
        if rows.len() * items.len() > PRODUCT_MAX {
            return Err(args.wrong("sets with fewer items"));
        }
        let longer = |row: &Vec<Value>| {
            let row = row.clone();
            items.iter().map(move |item| [row.as_slice(), std::slice::from_ref(item)].concat())
        };
        rows = rows.iter().flat_map(longer).collect();
    }
    Ok(Value::list(rows.into_iter().map(Value::list).collect()))
}

fn truths(args: &Args<'_>, of: impl Fn(&[bool]) -> bool) -> Outcome {
    let truths: Vec<bool> = args.items(0)?.iter().filter_map(Value::as_bool).collect();
    Ok(Value::bool(of(&truths)))
}

fn numbers(args: &Args<'_>, of: fn(f64, f64) -> f64) -> Outcome {
    let numbers = args.values.iter().map(Value::as_number);
    let numbers: Option<Vec<f64>> = numbers.collect();
    let reduced = numbers.and_then(|numbers| numbers.into_iter().reduce(of));
    reduced.map(Value::number).ok_or_else(|| args.wrong("numbers"))
}

fn sum(args: &Args<'_>) -> Outcome {
    let numbers: Option<Vec<f64>> = args.items(0)?.iter().map(Value::as_number).collect();
    let numbers = numbers.ok_or_else(|| args.wrong("a list of numbers"))?;
    Ok(Value::number(numbers.iter().sum()))
}

fn parse_int(args: &Args<'_>) -> Outcome {
    let (text, base) = (args.text(0)?, args.index(1)?);
    let base = u32::try_from(base).ok().filter(|base| (2..=36).contains(base));
    let base = base.ok_or_else(|| args.wrong("a base from 2 to 36"))?;
    let number = i64::from_str_radix(&text, base).ok();
    #[expect(clippy::cast_precision_loss, reason = "a number beyond that is none of a cluster's")]
    number.map(|number| Value::number(number as f64)).ok_or_else(|| args.wrong("a whole number"))
}
