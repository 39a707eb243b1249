//! The list of containers to leave alone: one CSV record, read as Go's `encoding/csv` reads it.

/// The fields of the first record, if it is well formed; an empty text has none.
///
/// Blanks belong to the name, so `a, b` names `a` and ` b`. Lines before the record that are empty
/// are passed over; what follows it is never read.
pub(super) fn record(text: &str) -> Option<Vec<String>> {
    let text = text.replace("\r\n", "\n");
    // Go drops a carriage return at the very end of its input.
    let text = text.strip_suffix('\r').unwrap_or(&text).trim_start_matches('\n');
    if text.is_empty() { Some(Vec::new()) } else { fields(text) }
}

fn fields(text: &str) -> Option<Vec<String>> {
    let mut fields = Vec::new();
    let mut rest = text;
    loop {
        let (field, after) = match rest.strip_prefix('"') {
            Some(quoted) => quoted_field(quoted)?,
            None => bare_field(rest)?,
        };
        fields.push(field);
        match after.strip_prefix(',') {
            Some(next) => rest = next,
            None => return Some(fields),
        }
    }
}

/// A field without quotes, up to a comma or the end of the line; it may not hold a quote.
fn bare_field(rest: &str) -> Option<(String, &str)> {
    let end = rest.find([',', '\n']).unwrap_or(rest.len());
    let (field, after) = rest.split_at(end);
    (!field.contains('"')).then(|| (field.to_owned(), after))
}

/// A field after its opening quote: `""` stands for a quote, and line ends belong to it. A comma
/// or the end of the line has to follow the closing quote.
fn quoted_field(mut rest: &str) -> Option<(String, &str)> {
    let mut field = String::new();
    loop {
        let (before, after) = rest.split_once('"')?;
        field.push_str(before);
        if let Some(next) = after.strip_prefix('"') {
            field.push('"');
            rest = next;
        } else {
            let ends = after.is_empty() || after.starts_with([',', '\n']);
            return ends.then_some((field, after));
        }
    }
}
