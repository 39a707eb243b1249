//! `*` and `?` as `StringLike` reads them: any run of characters, and exactly one.

/// One character of a pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece {
    /// This character and no other.
    Literal(char),
    /// `?`: exactly one character.
    One,
    /// `*`: any run of characters, the empty one included.
    Many,
}

/// Reads a pattern in which every `*` and `?` is a wildcard.
pub fn pieces(pattern: &str) -> impl Iterator<Item = Piece> + '_ {
    pattern.chars().map(|char| match char {
        '*' => Piece::Many,
        '?' => Piece::One,
        other => Piece::Literal(other),
    })
}

/// Whether `pattern` matches the whole of `text`. Linear in practice and `pattern × text` at
/// worst: after a mismatch only the last `*` is tried again.
#[must_use]
pub fn matches(pattern: &[Piece], text: &str) -> bool {
    let text: Vec<char> = text.chars().collect();
    let (mut at_pattern, mut at_text) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while let Some(char) = text.get(at_text) {
        match pattern.get(at_pattern) {
            Some(Piece::Many) => {
                star = Some((at_pattern + 1, at_text));
                at_pattern += 1;
            }
            Some(Piece::One) => {
                (at_pattern, at_text) = (at_pattern + 1, at_text + 1);
            }
            Some(Piece::Literal(literal)) if literal == char => {
                (at_pattern, at_text) = (at_pattern + 1, at_text + 1);
            }
            _ => {
                let Some((after, taken)) = star else { return false };
                star = Some((after, taken + 1));
                (at_pattern, at_text) = (after, taken + 1);
            }
        }
    }
    pattern.get(at_pattern..).unwrap_or_default().iter().all(|piece| *piece == Piece::Many)
}

/// Whether `pattern`, read with wildcards, matches the whole of `text`.
#[must_use]
pub fn like(pattern: &str, text: &str) -> bool {
    matches(&pieces(pattern).collect::<Vec<_>>(), text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards() {
        let table = [
            ("", "", true),
            ("", "a", false),
            ("*", "", true),
            ("*", "a/b:c", true),
            ("?", "", false),
            ("?", "한", true),
            ("a*c", "abbbc", true),
            ("a*c", "ab", false),
            ("a*b*c", "aXbYbZc", true),
            ("*:orders", "system:serviceaccount:shop:orders", true),
            ("repo:org/*", "repo:org/", true),
            ("repo:org/?*", "repo:org/", false),
            ("**a", "bba", true),
            ("A", "a", false),
        ];
        for (pattern, text, expected) in table {
            assert_eq!(like(pattern, text), expected, "{pattern} on {text}");
        }
    }
}
