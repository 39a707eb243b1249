//! A [`Node`] as YAML text, laid out as `kubectl` prints it.

use super::{Node, Style, Value};

/// Writes `node` as one block-style document that ends with a line break. Aliases are written
/// out, and a value that is still to be typed becomes `null`. Keys and quoted scalars stay text
/// for every YAML reader, those of YAML 1.1 such as the Kubernetes tools included.
#[must_use]
pub fn yaml(node: &Node) -> String {
    let mut text = String::new();
    block(&mut text, node, 0);
    text
}

/// YAML 1.1 words that are no text without quotes, in lower case.
const WORDS: [&str; 14] =
    ["null", "~", "true", "false", "yes", "no", "on", "off", "y", "n", ".inf", ".nan", "=", "<<"];
/// The longest key that fits on its line: YAML looks for the `:` in 1024 characters.
const KEY_CHARS: usize = 1000;
const STEP: usize = 2;

/// Writes a node whose first line starts where `text` ends, at column `indent`.
fn block(text: &mut String, node: &Node, indent: usize) {
    let node = node.resolve();
    let mut between = String::new();
    match &node.value {
        Value::Map(entries) if !entries.is_empty() => {
            for entry in entries {
                text.push_str(&between);
                between = " ".repeat(indent);
                let merge = &*entry.key == "<<";
                let key = if merge { "<<".to_owned() } else { string(&entry.key) };
                if key.chars().count() > KEY_CHARS {
                    text.push_str(&format!("? {key}\n{between}"));
                } else {
                    text.push_str(&key);
                }
                text.push(':');
                entry_value(text, &entry.value, indent);
            }
        }
        Value::List(items) if !items.is_empty() => {
            for item in items {
                text.push_str(&between);
                between = " ".repeat(indent);
                text.push_str("- ");
                block(text, item, indent + STEP);
            }
        }
        _ => {
            text.push_str(&scalar(node, indent));
            text.push('\n');
        }
    }
}

/// Writes what stands behind the `:` of an entry at column `indent`.
fn entry_value(text: &mut String, value: &Node, indent: usize) {
    let value = value.resolve();
    let column = match &value.value {
        Value::Map(entries) if !entries.is_empty() => Some(indent + STEP),
        Value::List(items) if !items.is_empty() => Some(indent),
        _ => None,
    };
    match column {
        Some(column) => {
            text.push('\n');
            text.push_str(&" ".repeat(column));
            block(text, value, column);
        }
        None => {
            text.push(' ');
            block(text, value, indent + STEP);
        }
    }
}

/// A scalar or an empty container; the lines of a block start at column `indent`.
fn scalar(node: &Node, indent: usize) -> String {
    match &node.value {
        Value::Scalar(text, Style::Plain) if is_plain(text) => text.to_string(),
        Value::Scalar(text, _) if is_lines(text) => lines(text, indent.max(STEP)),
        Value::Scalar(text, _) => string(text),
        Value::List(_) => "[]".to_owned(),
        Value::Map(_) => "{}".to_owned(),
        Value::Null | Value::Missing | Value::Alias(_) => "null".to_owned(),
    }
}

/// A string on one line, in quotes only where it needs them.
fn string(text: &str) -> String {
    if is_plain(text) && !is_typed(text) {
        text.to_owned()
    } else if text.contains(['"', '\\']) && text.chars().all(is_printable) {
        format!("'{}'", text.replace('\'', "''"))
    } else {
        format!("\"{}\"", text.chars().map(escaped).collect::<String>())
    }
}

/// Several lines as a literal block.
fn lines(text: &str, indent: usize) -> String {
    let (header, content) = match text.strip_suffix('\n') {
        Some(content) => ("|", content),
        None => ("|-", text),
    };
    let mut block = header.to_owned();
    for line in content.split('\n') {
        block.push('\n');
        if !line.is_empty() {
            block.push_str(&" ".repeat(indent));
            block.push_str(line);
        }
    }
    block
}

/// Whether a literal block gives back `text`: several printable lines, of which neither the first
/// nor the last is empty, and none starts or ends with blanks that a reader could mistake.
fn is_lines(text: &str) -> bool {
    let content = text.strip_suffix('\n').unwrap_or(text);
    let blank_end = content.split('\n').any(|line| line.ends_with([' ', '\t']));
    text.contains('\n')
        && !content.starts_with([' ', '\t', '\n'])
        && !content.is_empty()
        && !content.ends_with('\n')
        && !blank_end
        && text.chars().all(|c| is_printable(c) || c == '\n')
}

/// Whether `text` reads back as itself without quotes, whatever its type then is.
fn is_plain(text: &str) -> bool {
    let mut characters = text.chars();
    let Some(first) = characters.next() else { return false };
    let leads = match first {
        '-' => characters.next().is_some_and(|second| second != ' ') && !text.starts_with("---"),
        '.' => !text.starts_with("..."),
        _ => !"?:,[]{}#&*!|>'\"%@` ".contains(first),
    };
    leads
        && !text.ends_with([' ', ':'])
        && !text.contains(": ")
        && !text.contains(" #")
        && text.chars().all(is_printable)
        && !matches!(text, "null" | "Null" | "NULL" | "~")
}

/// Whether a reader could take plain `text` for something else than a string: a word of YAML 1.1,
/// or anything made like a number, a time or a date.
fn is_typed(text: &str) -> bool {
    let like_number = |c: char| c.is_ascii_hexdigit() || "+-._:xXoOtTzZ ".contains(c);
    let starts_number = text.starts_with(|c: char| c.is_ascii_digit() || "+-.".contains(c));
    let word = text.trim_start_matches(['+', '-']).to_ascii_lowercase();
    (starts_number && text.chars().all(like_number)) || WORDS.contains(&word.as_str())
}

/// Whether `c` may stand in YAML as it is, and shows.
fn is_printable(c: char) -> bool {
    !c.is_control() && !matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

/// A character within double quotes.
fn escaped(c: char) -> String {
    match c {
        '"' => "\\\"".to_owned(),
        '\\' => "\\\\".to_owned(),
        '\n' => "\\n".to_owned(),
        '\r' => "\\r".to_owned(),
        '\t' => "\\t".to_owned(),
        c if is_printable(c) => c.to_string(),
        c => format!("\\u{:04x}", u32::from(c)),
    }
}

#[cfg(test)]
mod tests;
