//! Secrets that a plain line shows: `NAME=value`, `"name": "value"`, `<Name>value</Name>`, headers,
//! and PEM.

use super::{Cut, Secret, is_secret_name, tokens};
use crate::Span;

const PEM_BEGIN: &str = "-----BEGIN ";
const PEM_PRIVATE: &str = "PRIVATE KEY-----";
const PEM_END: &str = "-----END ";

/// Every secret that the lines show.
pub(super) fn secrets(text: &str) -> Vec<Cut> {
    let mut found = private_keys(text);
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        found.extend(authorization(line, at));
        named(line, at, &mut found);
        at += line.len();
    }
    found
}

fn private_keys(text: &str) -> Vec<Cut> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices(PEM_BEGIN) {
        let rest = text.get(at..).unwrap_or_default();
        let label = rest.split(['\n', '\\', '"']).next().unwrap_or_default();
        if label.contains(PEM_PRIVATE) {
            let start = PEM_PRIVATE.len() + label.find(PEM_PRIVATE).unwrap_or_default();
            // A key cut off goes on to the end of the text.
            let end = rest.find(PEM_END).unwrap_or(rest.len()).max(start);
            let span = Span::new(at + start, at + end);
            found.push(Cut { span, secret: Secret::PrivateKey });
        }
    }
    found
}

/// The credentials of an `Authorization` header, of any scheme.
fn authorization(line: &str, at: usize) -> Option<Cut> {
    let lower = line.to_ascii_lowercase();
    let name = lower.find("authorization")?;
    let after = name + "authorization".len();
    let rest = line.get(after..)?.trim_start_matches(['"', '\'', ' ']);
    let rest = rest.strip_prefix([':', '='])?.trim_start_matches(['"', '\'', ' ']);
    let start = line.len() - rest.len();
    let length = rest.find(['"', '\'', '\n', '\r']).unwrap_or(rest.len());
    let span = Span::new(at + start, at + start + length);
    Some(Cut { span, secret: Secret::Authorization })
}

/// Values behind the name of a secret.
fn named(line: &str, at: usize, found: &mut Vec<Cut>) {
    let is_name = |char: char| char.is_ascii_alphanumeric() || "-_".contains(char);
    let mut from = 0;
    for word in line.split(|char| !is_name(char)) {
        let end = from + word.len();
        let rest = line.get(end..).unwrap_or_default();
        if is_secret_name(word)
            && let Some(value) = value(rest)
        {
            let start = at + end + value.start;
            let span = Span::new(start, at + end + value.end);
            let secret = Secret::Named;
            // A token keeps its claims: only its signature is a secret.
            if tokens::signatures(value.of(rest)).is_empty() {
                found.push(Cut { span, secret });
            }
        }
        from = end + rest.chars().next().map_or(0, char::len_utf8);
    }
}

/// The value that follows a name.
fn value(rest: &str) -> Option<Span> {
    let rest_at = |part: &str| rest.len() - part.len();
    let after = rest.trim_start_matches(['"', '\'', '\\']).trim_start_matches(' ');
    let after = after.strip_prefix(['=', ':', '>'])?;
    let after = after.trim_start_matches(' ').trim_start_matches('\\');
    let quote = after.chars().next().filter(|char| matches!(char, '"' | '\''));
    let inside = quote.map_or(after, |quote| after.strip_prefix(quote).unwrap_or(after));
    let end = match quote {
        Some(quote) => inside.find([quote, '\\', '\n'])?,
        None => inside
            .find(|char: char| char.is_whitespace() || ",;&<}\"'".contains(char))
            .unwrap_or(inside.len()),
    };
    let value = inside.get(..end)?;
    let structure = quote.is_none() && value.starts_with(['{', '[', '|', '>', '!']);
    let nothing = value.is_empty() || ["null", "true", "false", "~"].contains(&value);
    let start = rest_at(inside);
    (!structure && !nothing).then(|| Span::new(start, start + end))
}
