//! Functions of strings.

use std::borrow::Cow;
use std::rc::Rc;

use regex_lite::{NoExpand, Regex};

use super::{Args, Outcome};
use crate::terraform::facts::{as_made_up_ids, as_real_ids};
use crate::terraform::fault::Fault;
use crate::terraform::value::{Map, Value};
use crate::terraform::write::json_text;

/// The outcome of a function of this file.
pub(super) fn apply(name: &str, args: &Args<'_>) -> Option<Outcome> {
    Some(match name {
        "replace" => replace(args),
        "format" => format(args).map(Value::text),
        "formatlist" => format_list(args),
        "join" => join(args),
        "split" => split(args),
        "trim" => of_two(args, |text, cut| text.trim_matches(|c| cut.contains(c)).into()),
        "trimprefix" => of_two(args, |text, cut| text.strip_prefix(cut).unwrap_or(text).into()),
        "trimsuffix" => of_two(args, |text, cut| text.strip_suffix(cut).unwrap_or(text).into()),
        "trimspace" => of_one(args, |text| text.trim().to_owned()),
        "chomp" => of_one(args, |text| text.trim_end_matches(['\n', '\r']).to_owned()),
        "lower" => of_one(args, str::to_lowercase),
        "upper" => of_one(args, str::to_uppercase),
        "title" => of_one(args, title),
        "strrev" => of_one(args, |text| text.chars().rev().collect()),
        "basename" => of_one(args, |text| text.rsplit('/').next().unwrap_or(text).to_owned()),
        "dirname" => {
            of_one(args, |text| text.rsplit_once('/').map_or(".", |(folder, _)| folder).to_owned())
        }
        "startswith" => test(args, |text, other| text.starts_with(other)),
        "endswith" => test(args, |text, other| text.ends_with(other)),
        "strcontains" => test(args, |text, other| text.contains(other)),
        "substr" => substr(args),
        "indent" => indent(args),
        "regex" => regex(args),
        "regexall" => regex_all(args),
        _ => return None,
    })
}

fn of_one(args: &Args<'_>, of: impl Fn(&str) -> String) -> Outcome {
    Ok(Value::text(of(&args.text(0)?)))
}

fn of_two(args: &Args<'_>, of: impl Fn(&str, &str) -> String) -> Outcome {
    Ok(Value::text(of(&args.text(0)?, &args.text(1)?)))
}

fn test(args: &Args<'_>, of: impl Fn(&str, &str) -> bool) -> Outcome {
    Ok(Value::bool(of(&args.text(0)?, &args.text(1)?)))
}

/// A pattern between slashes is a regular expression.
fn replace(args: &Args<'_>) -> Outcome {
    let (text, pattern, with) = (args.text(0)?, args.text(1)?, args.text(2)?);
    let inner = pattern.strip_prefix('/').and_then(|rest| rest.strip_suffix('/'));
    let made = match inner.filter(|_| pattern.len() > 1) {
        Some(inner) => {
            let regex = compile(inner, args)?;
            let within = searched(&regex, &text);
            let made = if with.contains('$') {
                regex.replace_all(&within, &*with).into_owned()
            } else {
                regex.replace_all(&within, NoExpand(&with)).into_owned()
            };
            if *within == *text { made } else { as_made_up_ids(&made) }
        }
        None => text.replace(&*pattern, &with),
    };
    Ok(Value::text(made))
}

fn compile(pattern: &str, args: &Args<'_>) -> Result<Regex, Fault> {
    Regex::new(pattern)
        .map_err(|error| Fault::invalid(args.at, format!("Invalid function argument: {error}")))
}

/// The verbs of `format` with their flags, width and precision, and the number of an argument, as
/// in `%[1]s`.
///
/// Source: <https://developer.hashicorp.com/terraform/language/functions/format>.
fn format(args: &Args<'_>) -> Result<String, Fault> {
    let spec = args.text(0)?;
    let mut out = String::new();
    let mut chars = spec.chars().peekable();
    let mut next = 1;
    while let Some(char) = chars.next() {
        if char != '%' {
            out.push(char);
            continue;
        }
        let mut flags = String::new();
        while let Some(flag) = chars.next_if(|c| c.is_ascii_digit() || "-+# .[]".contains(*c)) {
            flags.push(flag);
        }
        if let Some((number, rest)) = flags.strip_prefix('[').and_then(|f| f.split_once(']')) {
            next = number.parse().map_err(|_| args.wrong("a number between [ and ]"))?;
            flags = rest.to_owned();
        }
        let Some(verb) = chars.next() else { return Err(args.wrong("a verb behind %")) };
        if verb == '%' {
            out.push('%');
            continue;
        }
        let value = args.get(next)?;
        next += 1;
        out.push_str(&pad(&verbatim(verb, value, &flags, args)?, &flags));
    }
    Ok(out)
}

fn verbatim(verb: char, value: &Value, flags: &str, args: &Args<'_>) -> Result<String, Fault> {
    let text = || value.as_text().ok_or_else(|| args.wrong("a value that is a string"));
    let whole = || value.as_index().ok_or_else(|| args.wrong("a whole number"));
    let digits = flags.split_once('.').and_then(|(_, digits)| digits.parse::<usize>().ok());
    // Of a text the precision is how much of it there may be.
    let cut = |text: &str| text.chars().take(digits.unwrap_or(usize::MAX)).collect::<String>();
    Ok(match verb {
        's' => cut(&text()?),
        'q' => format!("{:?}", cut(&text()?)),
        'd' => whole()?.to_string(),
        'x' => format!("{:x}", whole()?),
        'X' => format!("{:X}", whole()?),
        'b' => format!("{:b}", whole()?),
        'o' => format!("{:o}", whole()?),
        'f' => {
            let number = value.as_number().ok_or_else(|| args.wrong("a number"))?;
            format!("{number:.*}", digits.unwrap_or(6))
        }
        't' => value.as_bool().ok_or_else(|| args.wrong("a boolean"))?.to_string(),
        'g' => text()?.to_string(),
        'v' if flags.contains('#') => json_text(value).to_string(),
        'v' => match value.as_text() {
            Some(text) => text.to_string(),
            None => json_text(value).to_string(),
        },
        _ => return Err(args.wrong("a verb that exists")),
    })
}

fn pad(text: &str, flags: &str) -> String {
    let width = flags.split('.').next().unwrap_or_default();
    let digits = width.trim_start_matches(['-', '+', '#', ' ']);
    let Ok(count) = digits.parse::<usize>() else { return text.to_owned() };
    let count = count.min(1_000);
    match (width.starts_with('-'), digits.starts_with('0')) {
        (true, _) => format!("{text:<count$}"),
        (false, true) => format!("{text:0>count$}"),
        (false, false) => format!("{text:>count$}"),
    }
}

fn format_list(args: &Args<'_>) -> Outcome {
    let rest = args.values.get(1..).unwrap_or_default();
    let count = rest.iter().filter_map(|value| Some(value.items()?.len())).max().unwrap_or(1);
    let one = |index: usize| {
        let mut values = vec![args.get(0)?.clone()];
        for value in rest {
            let item = value.items().map_or(Some(value), |items| items.get(index));
            values.push(item.ok_or_else(|| args.wrong("lists of the same length"))?.clone());
        }
        format(&Args { name: args.name, values: &values, at: args.at }).map(Value::text)
    };
    Ok(Value::list((0..count).map(one).collect::<Result<_, _>>()?))
}

fn join(args: &Args<'_>) -> Outcome {
    if let Some(why) = args.unknown_within() {
        return Ok(Value::unknown(why));
    }
    let separator = args.text(0)?;
    let mut texts = Vec::new();
    for index in 1..args.values.len() {
        texts.extend(args.texts(index)?);
    }
    Ok(Value::text(texts.join(&*separator)))
}

fn split(args: &Args<'_>) -> Outcome {
    let (separator, text) = (args.text(0)?, args.text(1)?);
    if text.is_empty() {
        return Ok(Value::list(Vec::new()));
    }
    let parts = text.split(&*separator).filter(|part| !separator.is_empty() || !part.is_empty());
    let at = args.get(1)?.at;
    Ok(Value::list(parts.map(|part| Value::text(part).at(at)).collect()))
}

fn title(text: &str) -> String {
    let mut start = true;
    let upper = |char: char| {
        let made = if start { char.to_ascii_uppercase() } else { char };
        start = !char.is_alphanumeric();
        made
    };
    text.chars().map(upper).collect()
}

fn substr(args: &Args<'_>) -> Outcome {
    let text = args.text(0)?;
    let count = i64::try_from(text.chars().count()).unwrap_or(i64::MAX);
    let (offset, length) = (args.index(1)?, args.index(2)?);
    let start = if offset < 0 { (count + offset).max(0) } else { offset };
    let length = if length < 0 { count } else { length };
    let skip = usize::try_from(start).unwrap_or_default();
    let take = usize::try_from(length).unwrap_or_default();
    Ok(Value::text(text.chars().skip(skip).take(take).collect::<String>()))
}

fn indent(args: &Args<'_>) -> Outcome {
    let blanks = " ".repeat(usize::try_from(args.index(0)?.clamp(0, 200)).unwrap_or_default());
    Ok(Value::text(args.text(1)?.replace('\n', &format!("\n{blanks}"))))
}

/// The match in a text: as text, as a list of its groups, or as a map of named ones.
fn captured(regex: &Regex, captures: &regex_lite::Captures<'_>, within: &str) -> Value {
    let text = |found: Option<regex_lite::Match<'_>>| {
        let found = found.and_then(|found| within.get(found.range()));
        found.map_or(Value::null(), Value::text)
    };
    let names: Vec<Option<&str>> = regex.capture_names().skip(1).collect();
    if names.is_empty() {
        return text(captures.get(0));
    }
    if names.iter().any(Option::is_some) {
        let mut map = Map::default();
        for name in names.into_iter().flatten() {
            map.put(name, text(captures.name(name)));
        }
        return Value::map(map);
    }
    Value::list((1..captures.len()).map(|index| text(captures.get(index))).collect())
}

/// What a pattern is looked for in: the text, or where it matches nothing there, the text with
/// the ids of issuers as if they were real. One that is made up has letters that no real one has.
fn searched<'t>(regex: &Regex, text: &'t str) -> Cow<'t, str> {
    if regex.is_match(text) { text.into() } else { as_real_ids(text).into() }
}

fn regex(args: &Args<'_>) -> Outcome {
    let regex = compile(&args.text(0)?, args)?;
    let text: Rc<str> = args.text(1)?;
    let within = searched(&regex, &text);
    let captures = regex.captures(&within);
    let captures = captures.ok_or_else(|| args.wrong("a string that the pattern matches"))?;
    Ok(captured(&regex, &captures, &text))
}

fn regex_all(args: &Args<'_>) -> Outcome {
    let regex = compile(&args.text(0)?, args)?;
    let text = args.text(1)?;
    let within = searched(&regex, &text);
    Ok(Value::list(
        regex.captures_iter(&within).map(|found| captured(&regex, &found, &text)).collect(),
    ))
}
