//! Small changes of a text by its tree, written as the text around them is.

use super::{Entry, Node};
use crate::Span;

/// A replacement in one text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Change {
    /// The bytes replaced.
    pub(crate) span: Span,
    /// The new text.
    pub(crate) text: String,
}

impl Change {
    pub(crate) fn new(span: Span, text: impl Into<String>) -> Self {
        Self { span, text: text.into() }
    }
}

/// Sets what stands at a path of keys, and makes the maps on the way that are not there. `value` is
/// JSON, which YAML reads as well. None where the way leads through something that is no map.
pub(crate) fn set(text: &str, root: &Node, path: &[&str], value: &str) -> Option<Change> {
    let root = root.resolve();
    let Some((key, rest)) = path.split_first() else {
        return Some(Change::new(root.span, value));
    };
    let Some(entry) = root.entries().iter().rev().find(|entry| &*entry.key == *key) else {
        return insert(text, root, key, rest, value);
    };
    if entry.value.entries().is_empty() {
        return Some(instead(text, entry, &nested(rest, value)));
    }
    set(text, &entry.value, rest, value)
}

/// A value under keys, on one line.
fn nested(keys: &[&str], value: &str) -> String {
    keys.iter().rev().fold(value.to_owned(), |inner, key| format!("{{{}: {inner}}}", string(key)))
}

/// Another value of an entry, which may have none yet.
fn instead(text: &str, entry: &Entry, value: &str) -> Change {
    let span = entry.value.span;
    let behind = text.get(entry.key_span.end..).unwrap_or_default();
    let start = entry.key_span.end + behind.find(':').map_or(0, |at| at + 1);
    if span.start >= span.end {
        return Change::new(Span::at(start), format!(" {value}"));
    }
    // A block begins on a line of its own, where what replaces it would be no value.
    let block = text.get(start..span.start).is_some_and(|gap| gap.contains('\n'));
    let written = span.of(text);
    if block && !written.starts_with(['{', '[', '"', '\'']) {
        let end = span.start + written.trim_end().len();
        return Change::new(Span::new(start, end), format!(" {value}"));
    }
    Change::new(span, value)
}

fn insert(text: &str, map: &Node, key: &str, rest: &[&str], value: &str) -> Option<Change> {
    let first = map.entries().first();
    if map.span.of(text).starts_with('{') {
        let start = map.span.start + 1;
        let gap = first.map_or("", |first| Span::new(start, first.key_span.start).of(text));
        let comma = if first.is_some() { "," } else { "" };
        let between = if first.is_some() && gap.is_empty() { " " } else { gap };
        let entry = format!("{}: {}{comma}{between}", string(key), nested(rest, value));
        return Some(Change::new(Span::at(start + gap.len()), entry));
    }
    let at = first?.key_span.start;
    let indent = indent(text, at);
    let mut lines = format!("{}:", plain(key));
    let mut inner = indent.clone();
    for key in rest {
        inner.push_str("  ");
        lines.push_str(&format!("\n{inner}{}:", plain(key)));
    }
    Some(Change::new(Span::at(at), format!("{lines} {value}\n{indent}")))
}

/// Takes the entry of a key out of a map; none where it has no such key.
pub(crate) fn without(text: &str, map: &Node, key: &str) -> Option<Change> {
    let at = map.entries().iter().position(|entry| &*entry.key == key)?;
    without_entry(text, map, at)
}

/// Takes an entry out of a map; none where it has no such entry.
pub(crate) fn without_entry(text: &str, map: &Node, at: usize) -> Option<Change> {
    let map = map.resolve();
    let entries = map.entries();
    let entry = entries.get(at)?;
    let whole = entry.key_span.to(entry.value.span);
    if map.span.of(text).starts_with('{') {
        return Some(Change::new(with_comma(text, whole), ""));
    }
    let next = entries.get(at + 1).map(|next| next.key_span.start);
    Some(taken_out(text, whole, entries.len(), next, "{}"))
}

/// Takes items out of a list. Those that follow one another go in one change.
pub(crate) fn without_items(text: &str, list: &Node, out: impl Fn(&Node) -> bool) -> Vec<Change> {
    let list = list.resolve();
    let items = list.items();
    let flow = list.span.of(text).starts_with('[');
    let dash = |span: Span| text.get(..span.start).and_then(|before| before.rfind('-'));
    let start = |item: &Node| {
        if flow { item.span.start } else { dash(item.span).unwrap_or(item.span.start) }
    };
    let end =
        |item: &Node| text.get(..item.span.end).map_or(item.span.end, |it| it.trim_end().len());
    let mut changes = Vec::new();
    let mut last: Option<&Node> = None;
    let mut run: Option<&Node> = None;
    for item in items {
        match (out(item.resolve()), run) {
            (true, None) => run = Some(item),
            (true, Some(_)) => {}
            (false, first) => {
                let span = first.map(|first| Span::new(start(first), start(item)));
                changes.extend(span.map(|span| Change::new(span, "")));
                (run, last) = (None, Some(item));
            }
        }
    }
    if let (Some(_), Some(item)) = (run, items.last()) {
        changes.push(match last {
            Some(kept) => Change::new(Span::new(end(kept), end(item)), ""),
            None if flow => Change::new(list.span, "[]"),
            None => Change::new(Span::new(items.first().map_or(0, start), end(item)), "[]"),
        });
    }
    changes
}

/// Puts an item, which is JSON, before the others of a list.
pub(crate) fn with_item(text: &str, list: &Node, item: &str) -> Option<Change> {
    let list = list.resolve();
    let written = list.span.of(text);
    if written.starts_with('[') {
        let Some(first) = list.items().first() else {
            return Some(Change::new(Span::at(list.span.start + 1), item));
        };
        let gap = gap(text, first.span.start);
        return Some(Change::new(Span::at(first.span.start), format!("{item},{gap}")));
    }
    let first = list.items().first()?.span.start;
    let dash = text.get(..first)?.rfind('-')?;
    Some(Change::new(Span::at(dash), format!("- {item}\n{}", indent(text, dash))))
}

/// What stands between an item of a flow list and the one before it, whether or not there is one:
/// the line's end and indent of a list with a line for each, else a blank.
pub(crate) fn gap(text: &str, item: usize) -> &str {
    let before = text.get(..item).unwrap_or_default();
    let gap = before.get(before.trim_end().len()..).unwrap_or_default();
    if gap.contains('\n') { gap } else { " " }
}

/// What is left of a block where one of `count` parts goes: the next one moves up, the last one
/// goes with its line, and of the only one an empty container remains.
fn taken_out(text: &str, part: Span, count: usize, next: Option<usize>, empty: &str) -> Change {
    let end = text.get(..part.end).map_or(part.end, |before| before.trim_end().len());
    match next {
        Some(next) => Change::new(Span::new(part.start, next), ""),
        None if count == 1 => Change::new(Span::new(part.start, end), empty),
        None => {
            let before = text.get(..part.start).unwrap_or_default();
            let start = before.rfind('\n').map_or(0, |at| at + 1);
            let line = text.get(end..).and_then(|rest| rest.find('\n'));
            Change::new(Span::new(start, line.map_or(text.len(), |at| end + at + 1)), "")
        }
    }
}

/// Blanks as wide as what stands before a place on its line.
fn indent(text: &str, at: usize) -> String {
    let line = text.get(..at).and_then(|before| before.rsplit('\n').next()).unwrap_or_default();
    line.chars().map(|_| ' ').collect()
}

fn plain(key: &str) -> String {
    let is_plain =
        |char: char| char.is_ascii_alphanumeric() || matches!(char, '-' | '.' | '/' | '_');
    if key.chars().all(is_plain) { key.to_owned() } else { string(key) }
}

/// An entry of a map or an item of a list with the comma after it, or else the one before it.
pub(crate) fn with_comma(text: &str, entry: Span) -> Span {
    let after = text.get(entry.end..).unwrap_or_default();
    let blank = after.len() - after.trim_start().len();
    if after.trim_start().starts_with(',') {
        let rest = after.get(blank + 1..).unwrap_or_default();
        let gap = rest.len() - rest.trim_start().len();
        return Span::new(entry.start, entry.end + blank + 1 + gap);
    }
    let before = text.get(..entry.start).unwrap_or_default();
    match before.trim_end().strip_suffix(',') {
        Some(kept) => Span::new(kept.len(), entry.end),
        None => entry,
    }
}

/// A JSON string with its quotes.
pub(crate) fn string(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for char in text.chars() {
        match char {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            control if control.is_control() => {
                out.push_str(&format!("\\u{:04x}", u32::from(control)));
            }
            other => out.push(other),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests;
