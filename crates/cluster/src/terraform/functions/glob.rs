//! The patterns of `fileset`.

use regex_lite::Regex;

/// A pattern as a regular expression: `*` and `?` stay within a folder, `**` does not, and braces
/// hold alternatives.
///
/// Source: <https://developer.hashicorp.com/terraform/language/functions/fileset>.
pub(crate) fn compile(pattern: &str) -> Option<Regex> {
    let mut out = String::from("^");
    let mut chars = pattern.chars().peekable();
    let mut within = false;
    while let Some(char) = chars.next() {
        match char {
            '*' if chars.next_if_eq(&'*').is_some() => {
                // `**/` is also no folder at all.
                out.push_str(match chars.next_if_eq(&'/') {
                    Some(_) => "(?:.*/)?",
                    None => ".*",
                });
            }
            '*' => out.push_str("[^/]*"),
            '?' => out.push_str("[^/]"),
            '{' => {
                within = true;
                out.push_str("(?:");
            }
            '}' if within => {
                within = false;
                out.push(')');
            }
            ',' if within => out.push('|'),
            '[' | ']' | '-' => out.push(char),
            char if char.is_alphanumeric() || char == '/' => out.push(char),
            char => {
                out.push('\\');
                out.push(char);
            }
        }
    }
    out.push('$');
    Regex::new(&out).ok()
}
