//! Two texts as the lines taken out and put in.

/// A line of a difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change<'a> {
    /// It is taken out.
    Out(&'a str),
    /// It is put in.
    In(&'a str),
}

/// The changed lines between `before` and `after`: those between the common beginning and the
/// common end, which is exact for an edit at one place.
#[must_use]
pub fn diff<'a>(before: &'a str, after: &'a str) -> Vec<Change<'a>> {
    let (mut out, mut new): (Vec<&str>, Vec<&str>) =
        (before.lines().collect(), after.lines().collect());
    let same = |(a, b): &(&&str, &&str)| a == b;
    let head = out.iter().zip(new.iter()).take_while(same).count();
    out.drain(..head);
    new.drain(..head);
    let tail = out.iter().rev().zip(new.iter().rev()).take_while(same).count();
    out.truncate(out.len() - tail);
    new.truncate(new.len() - tail);
    out.into_iter().map(Change::Out).chain(new.into_iter().map(Change::In)).collect()
}
