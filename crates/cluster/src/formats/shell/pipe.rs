//! What the usual filters make of what a command printed.

use crate::terraform::{Value, Why};

/// The text that a filter makes of another.
pub(super) fn filter(name: &str, words: &[Value], stdin: Option<&Value>) -> Value {
    let unknown = Value::unknown(Why::NotModelled);
    let Some(text) = stdin.and_then(Value::as_text) else { return unknown };
    let words: Vec<_> = words.iter().filter_map(Value::as_text).collect();
    let all = words.join(" ");
    let made = match name {
        // Every expression in use takes the scheme off, or the quotes.
        "sed" if all.contains("https") => Some(text.replace("https://", "")),
        "sed" | "tr" if all.contains('"') => Some(text.replace('"', "")),
        "jq" if all.contains("-r") => Some(text.trim_matches('"').to_owned()),
        "cut" => cut(&words.iter().map(|word| &**word).collect::<Vec<_>>(), &text),
        "awk" => awk(&all, &text),
        "tr" | "xargs" | "head" | "tail" | "sort" | "uniq" => Some(text.to_string()),
        _ => None,
    };
    made.map_or(unknown, |made| Value::text(made).at(stdin.and_then(|stdin| stdin.at)))
}

/// `cut -d / -f 5`, `cut -d'/' -f3-`.
fn cut(words: &[&str], text: &str) -> Option<String> {
    let option = |name: &str| {
        let at = words.iter().position(|word| word.starts_with(name))?;
        let rest = words.get(at)?.strip_prefix(name)?;
        if rest.is_empty() { words.get(at + 1).copied() } else { Some(rest) }
    };
    let (separator, fields) = (option("-d")?, option("-f")?);
    let parts: Vec<&str> = text.trim().split(separator).collect();
    let (first, open) = match fields.strip_suffix('-') {
        Some(first) => (first, true),
        None => (fields, false),
    };
    let index = first.parse::<usize>().ok()?.checked_sub(1)?;
    let kept = if open { parts.get(index..)? } else { parts.get(index..=index)? };
    Some(kept.join(separator))
}

/// `awk -F '/' '{print $NF}'`, `awk -F "//" '{print $2}'`.
fn awk(all: &str, text: &str) -> Option<String> {
    let rest = all.split_once("-F")?.1.trim_start();
    let (separator, program) = rest.split_once(' ')?;
    let parts: Vec<&str> = text.trim().split(separator).collect();
    let field = program.split_once("print $")?.1;
    let field = field.trim_end_matches(['}', ' ']);
    match field {
        "NF" => parts.last().map(|part| (*part).to_owned()),
        number => {
            parts.get(number.parse::<usize>().ok()?.checked_sub(1)?).map(|part| (*part).to_owned())
        }
    }
}
