//! Expected beside actual, with the characters that differ marked.
//!
//! Both values are cut into the segments that issuers, subjects and ARNs are made of, between `:`
//! and `/`, and aligned by equal segments. A pair of unequal segments that are mostly alike is
//! compared character by character, so `amazon` against `amazonaws` marks `aws`; one that is not
//! is marked whole, since marking scattered letters of two different words helps nobody.

/// Two values, each in parts that are alike or differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    /// What the policy or the provider has.
    pub expected: Vec<Part>,
    /// What the request has.
    pub actual: Vec<Part>,
}

/// A run of characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The characters.
    pub text: String,
    /// Whether the other value lacks them at this place.
    pub differs: bool,
}

/// Longer values are marked whole, so that the comparison stays cheap.
const SEGMENTS_MAX: usize = 64;

/// Compares two values.
#[must_use]
pub fn compare(expected: &str, actual: &str) -> Comparison {
    let (left, right) = (segments(expected), segments(actual));
    let mut out = Comparison { expected: Vec::new(), actual: Vec::new() };
    if left.len() > SEGMENTS_MAX || right.len() > SEGMENTS_MAX {
        let same = expected == actual;
        push(&mut out.expected, expected, !same);
        push(&mut out.actual, actual, !same);
        return out;
    }
    for block in blocks(&left, &right) {
        match block {
            (left, right) if left == right => {
                push(&mut out.expected, &left.concat(), false);
                push(&mut out.actual, &right.concat(), false);
            }
            ([left], [right]) => within(&mut out, left, right),
            (left, right) => {
                push(&mut out.expected, &left.concat(), true);
                push(&mut out.actual, &right.concat(), true);
            }
        }
    }
    out
}

/// Separators are segments of their own, so that they align too.
fn segments(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    for piece in text.split_inclusive([':', '/']) {
        let bare = piece.trim_end_matches([':', '/']);
        let (word, separator) = piece.split_at(bare.len());
        parts.extend([word, separator].into_iter().filter(|part| !part.is_empty()));
    }
    parts
}

/// Cuts two sequences into blocks that are equal and blocks that are not.
fn blocks<'a, 'b, T: PartialEq>(left: &'a [T], right: &'b [T]) -> Vec<(&'a [T], &'b [T])> {
    let mut blocks = Vec::new();
    let (mut from_left, mut from_right) = (0, 0);
    let mut same = None;
    let pairs = common(left, right);
    for (at_left, at_right) in pairs.into_iter().chain([(left.len(), right.len())]) {
        if at_left > from_left || at_right > from_right || at_left == left.len() {
            if let Some((start_left, start_right)) = same.take() {
                blocks.push((
                    range(left, start_left, from_left),
                    range(right, start_right, from_right),
                ));
            }
            blocks.push((range(left, from_left, at_left), range(right, from_right, at_right)));
        }
        same.get_or_insert((at_left, at_right));
        (from_left, from_right) = (at_left + 1, at_right + 1);
    }
    blocks.retain(|(left, right)| !left.is_empty() || !right.is_empty());
    blocks
}

fn range<T>(items: &[T], from: usize, to: usize) -> &[T] {
    items.get(from..to).unwrap_or_default()
}

/// The pairs of indexes of a longest common subsequence.
fn common<T: PartialEq>(left: &[T], right: &[T]) -> Vec<(usize, usize)> {
    let width = right.len() + 1;
    let mut longest = vec![0_usize; (left.len() + 1) * width];
    let at = |longest: &[usize], row: usize, column: usize| {
        longest.get(row * width + column).copied().unwrap_or(0)
    };
    for (row, item) in left.iter().enumerate().rev() {
        for (column, other) in right.iter().enumerate().rev() {
            let value = if item == other {
                at(&longest, row + 1, column + 1) + 1
            } else {
                at(&longest, row + 1, column).max(at(&longest, row, column + 1))
            };
            if let Some(cell) = longest.get_mut(row * width + column) {
                *cell = value;
            }
        }
    }
    let (mut row, mut column, mut pairs) = (0, 0, Vec::new());
    while let (Some(item), Some(other)) = (left.get(row), right.get(column)) {
        if item == other {
            pairs.push((row, column));
            (row, column) = (row + 1, column + 1);
        } else if at(&longest, row + 1, column) > at(&longest, row, column + 1) {
            row += 1;
        } else {
            column += 1;
        }
    }
    pairs
}

/// Compares two unequal segments character by character where they are mostly alike.
fn within(out: &mut Comparison, left: &str, right: &str) {
    let left_chars: Vec<char> = left.chars().collect();
    let right_chars: Vec<char> = right.chars().collect();
    let longer = left_chars.len().max(right_chars.len());
    let alike = longer <= 256 && common(&left_chars, &right_chars).len() * 3 >= longer * 2;
    if !alike {
        push(&mut out.expected, left, true);
        push(&mut out.actual, right, true);
        return;
    }
    for (left, right) in blocks(&left_chars, &right_chars) {
        let differs = left != right;
        push(&mut out.expected, &left.iter().collect::<String>(), differs);
        push(&mut out.actual, &right.iter().collect::<String>(), differs);
    }
}

fn push(parts: &mut Vec<Part>, text: &str, differs: bool) {
    match parts.last_mut() {
        _ if text.is_empty() => {}
        Some(last) if last.differs == differs => last.text.push_str(text),
        _ => parts.push(Part { text: text.to_owned(), differs }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Marks what differs with brackets.
    fn show(parts: &[Part]) -> String {
        let show = |part: &Part| {
            if part.differs { format!("[{}]", part.text) } else { part.text.clone() }
        };
        parts.iter().map(show).collect()
    }

    #[test]
    fn marks_what_differs() {
        let table = [
            (
                "system:serviceaccount:shop:orders",
                "system:serviceaccount:store:orders",
                "system:serviceaccount:[shop]:orders",
                "system:serviceaccount:[store]:orders",
            ),
            ("sts.amazon.com", "sts.amazonaws.com", "sts.amazon.com", "sts.amazon[aws].com"),
            ("repo:Org/app", "repo:org/app", "repo:[O]rg/app", "repo:[o]rg/app"),
            (
                "https://a.example/id/",
                "https://a.example/id",
                "https://a.example/id[/]",
                "https://a.example/id",
            ),
            ("a", "a", "a", "a"),
            ("", "x", "", "[x]"),
            (
                "system:serviceaccount:*",
                "system:serviceaccount:store:orders",
                "system:serviceaccount:[*]",
                "system:serviceaccount:[store:orders]",
            ),
            ("a:b:c", "x:y", "[a]:[b:c]", "[x]:[y]"),
        ];
        for (expected, actual, left, right) in table {
            let comparison = compare(expected, actual);
            assert_eq!(
                (show(&comparison.expected).as_str(), show(&comparison.actual).as_str()),
                (left, right)
            );
        }
    }
}
