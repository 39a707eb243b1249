//! `*` and `?` as `StringLike` reads them: any run of characters, and exactly one.

use crate::Text;
use crate::same::same;

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

/// A pattern whose characters before the first wildcard stand apart: most texts differ there, and
/// bytes are compared faster than characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Glob {
    head: Text,
    rest: Vec<Piece>,
}

impl Glob {
    /// The pattern of these pieces.
    #[must_use]
    pub fn new(pieces: &[Piece]) -> Self {
        let literal = |piece: &Piece| match piece {
            Piece::Literal(char) => Some(*char),
            Piece::One | Piece::Many => None,
        };
        let head: String = pieces.iter().map_while(literal).collect();
        let rest = pieces.iter().skip_while(|piece| literal(piece).is_some()).copied().collect();
        Self { head: head.into(), rest }
    }

    /// Reads a pattern in which every `*` and `?` is a wildcard.
    #[must_use]
    pub fn read(pattern: &str) -> Self {
        Self::new(&pieces(pattern).collect::<Vec<_>>())
    }

    /// What every text begins with that matches.
    #[must_use]
    pub const fn head(&self) -> &Text {
        &self.head
    }

    /// Whether there is no wildcard, so that only the head itself matches.
    #[must_use]
    pub const fn is_literal(&self) -> bool {
        self.rest.is_empty()
    }

    /// Whether it is `*` alone.
    #[must_use]
    pub fn is_any(&self) -> bool {
        self.head.is_empty() && self.rest == [Piece::Many]
    }

    /// Whether the pattern matches the whole of `text`.
    #[must_use]
    pub fn matches(&self, text: &str) -> bool {
        let parts = text.split_at_checked(self.head.len());
        parts.is_some_and(|(head, rest)| same(head, &self.head) && matches(&self.rest, rest))
    }

    /// The same for a pattern in lower case and a text in any: letters of ASCII alone are folded.
    #[must_use]
    pub fn matches_folded(&self, text: &str) -> bool {
        let Some((head, rest)) = text.split_at_checked(self.head.len()) else { return false };
        let rest = rest.chars().map(|char| char.to_ascii_lowercase());
        head.eq_ignore_ascii_case(&self.head) && matches_chars(&self.rest, rest)
    }
}

/// Whether `pattern` matches the whole of `text`. Linear in practice and `pattern × text` at
/// worst: after a mismatch only the last `*` is tried again.
#[must_use]
pub fn matches(pattern: &[Piece], text: &str) -> bool {
    matches_chars(pattern, text.chars())
}

/// The same for characters that are folded on the way, without collecting them: the iterator's
/// clone is the place to go back to.
fn matches_chars(pattern: &[Piece], text: impl Iterator<Item = char> + Clone) -> bool {
    let (mut at, mut text) = (0, text);
    let mut star = None;
    loop {
        let mut rest = text.clone();
        let Some(char) = rest.next() else { break };
        match pattern.get(at) {
            Some(Piece::Many) => {
                at += 1;
                if at == pattern.len() {
                    return true;
                }
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
            ("한*", "한글", true),
            ("한?", "한", false),
        ];
        for (pattern, text, expected) in table {
            assert_eq!(like(pattern, text), expected, "{pattern} on {text}");
            assert_eq!(Glob::read(pattern).matches(text), expected, "{pattern} on {text}");
        }
    }

    #[test]
    fn wildcards_in_any_letter_case() {
        let table = [
            ("sts:assume*", "STS:AssumeRole", true),
            ("sts:assumerole", "sts:AssumeRole", true),
            ("sts:assumerole", "sts:AssumeRoles", false),
            ("sts:?", "sts:한", true),
            ("sts:a", "sts:한", false),
            ("*:getobject", "s3:GetObject", true),
        ];
        for (pattern, text, expected) in table {
            assert_eq!(Glob::read(pattern).matches_folded(text), expected, "{pattern} on {text}");
        }
    }
}
