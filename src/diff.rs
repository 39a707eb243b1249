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

/// A line of two texts side by side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Line<'a> {
    /// It is in both.
    Same(&'a str),
    /// It is in the first alone.
    Out(&'a str),
    /// It is in the second alone.
    In(&'a str),
}

/// Beyond so many pairs of lines the texts are not compared line by line.
const PAIRS_MAX: usize = 1_000_000;

/// All lines of `before` and `after`, with as many as possible in common.
#[must_use]
pub fn lines<'a>(before: &'a str, after: &'a str) -> Vec<Line<'a>> {
    let (old, new): (Vec<&str>, Vec<&str>) = (before.lines().collect(), after.lines().collect());
    if old.len() * new.len() > PAIRS_MAX {
        return old.into_iter().map(Line::Out).chain(new.into_iter().map(Line::In)).collect();
    }
    let common = common(&old, &new);
    let left = |at: usize, to: usize| common.get(at * (new.len() + 1) + to).copied().unwrap_or(0);
    let (mut at, mut to, mut lines) = (0, 0, Vec::new());
    loop {
        match (old.get(at), new.get(to)) {
            (Some(line), Some(other)) if line == other => {
                lines.push(Line::Same(line));
                (at, to) = (at + 1, to + 1);
            }
            (Some(line), other) if other.is_none() || left(at + 1, to) >= left(at, to + 1) => {
                lines.push(Line::Out(line));
                at += 1;
            }
            (_, Some(line)) => {
                lines.push(Line::In(line));
                to += 1;
            }
            _ => return lines,
        }
    }
}

/// For each pair of places, how many lines behind them are in common: a row for each old line.
fn common(old: &[&str], new: &[&str]) -> Vec<u32> {
    let mut below = vec![0_u32; new.len() + 1];
    let mut rows = vec![below.clone()];
    for line in old.iter().rev() {
        let mut row = vec![0_u32];
        let pairs = new.iter().rev().zip(below.iter().rev().zip(below.iter().rev().skip(1)));
        for (other, (diagonal, down)) in pairs {
            let right = row.last().copied().unwrap_or(0);
            row.push(if line == other { diagonal + 1 } else { right.max(*down) });
        }
        row.reverse();
        below.clone_from(&row);
        rows.push(row);
    }
    rows.into_iter().rev().flatten().collect()
}
