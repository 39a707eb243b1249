//! Byte offsets as the lines and columns a person counts.

use super::Span;

/// A place in a text: both numbers are 1-based, columns count Unicode scalars.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
}

impl std::fmt::Display for Position {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

/// Where each line of a text starts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lines {
    starts: Vec<usize>,
}

impl Lines {
    /// Counts the lines of `text`; `\n` ends one.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        Self { starts: std::iter::once(0).chain(ends.map(|(at, _)| at + 1)).collect() }
    }

    /// The position of the byte at `offset` of the same `text`; past the end, the end.
    #[must_use]
    pub fn position(&self, text: &str, offset: usize) -> Position {
        let offset = offset.min(text.len());
        let line = self.starts.partition_point(|start| *start <= offset);
        let start = line.checked_sub(1).and_then(|at| self.starts.get(at)).copied().unwrap_or(0);
        let before = text.get(start..offset).unwrap_or_default();
        Position { line, column: before.chars().count() + 1 }
    }

    /// The positions of both ends of a span.
    #[must_use]
    pub fn range(&self, text: &str, span: Span) -> (Position, Position) {
        (self.position(text, span.start), self.position(text, span.end))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, offset: usize, expected: &str) {
        assert_eq!(Lines::new(text).position(text, offset).to_string(), expected);
    }

    #[test]
    fn positions_are_one_based_and_count_scalars() {
        check("", 0, "1:1");
        check("ab\ncd", 0, "1:1");
        check("ab\ncd", 2, "1:3");
        check("ab\ncd", 3, "2:1");
        check("ab\ncd", 99, "2:3");
        check("한글\r\nx", 6, "1:3");
        check("한글\r\nx", 8, "2:1");
    }
}
