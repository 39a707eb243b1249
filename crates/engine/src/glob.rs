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
    matches_chars(pattern, text.chars())
}

/// The same for characters that are folded or joined on the way, without collecting them: the
/// iterator's clone is the place to go back to.
pub fn matches_chars(pattern: &[Piece], text: impl Iterator<Item = char> + Clone) -> bool {
    let (mut at, mut text) = (0, text);
    let mut star = None;
    loop {
        let mut rest = text.clone();
        let Some(char) = rest.next() else { break };
        match pattern.get(at) {
            Some(Piece::Many) => {
                at += 1;
                star = Some((at, text.clone()));
            }
            Some(Piece::One) => (at, text) = (at + 1, rest),
            Some(Piece::Literal(literal)) if *literal == char => (at, text) = (at + 1, rest),
            _ => {
                let Some((after, taken)) = &mut star else { return false };
                taken.next();
                (at, text) = (*after, taken.clone());
            }
        }
    }
    pattern.get(at..).unwrap_or_default().iter().all(|piece| *piece == Piece::Many)
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
