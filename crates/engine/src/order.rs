//! Sorting by numbers, and finding by names.
//!
//! Each instance of the standard library's sorts and trees costs the page kilobytes, so that one of
//! either serves every type.

use std::collections::{BTreeMap, BinaryHeap};

use crate::Text;

/// Names, each with its place among all that were added.
#[derive(Debug, Clone, Default)]
pub(crate) struct Names {
    places: BTreeMap<Text, usize>,
    added: usize,
}

impl Names {
    /// Adds a name; whether it is a new one. One that is not keeps its first place.
    pub(crate) fn add(&mut self, name: &Text) -> bool {
        let place = self.added;
        self.added += 1;
        *self.places.entry(name.clone()).or_insert(place) == place
    }

    /// Every name once.
    pub(crate) fn each(&self) -> impl Iterator<Item = &Text> {
        self.places.keys()
    }

    /// Whether a name may be among both: files of other namespaces share none, which is seen by the
    /// first and the last.
    pub(crate) fn overlap(&self, other: &Self) -> bool {
        let ends = |names: &Self| {
            let (first, _) = names.places.first_key_value()?;
            Some((first.clone(), names.places.last_key_value()?.0.clone()))
        };
        let (own, other) = (ends(self), ends(other));
        own.zip(other).is_some_and(|(own, other)| own.0 <= other.1 && other.0 <= own.1)
    }

    /// Whether a name was added twice.
    pub(crate) fn is_repeated(&self) -> bool {
        self.added > self.places.len()
    }

    /// How many were added before this one, repeated ones included; none where it never was.
    pub(crate) fn place(&self, name: &str) -> Option<usize> {
        self.places.get(name).copied()
    }
}

/// One name for two; no other two have the same.
pub(crate) fn joined(first: &str, second: &str) -> Text {
    format!("{}/{first}/{second}", first.len()).into()
}

/// `items` in the order of their keys; equal keys keep their order. A heap sorts in
/// a fraction of the code of the standard library's sorts.
pub fn in_order<T>(items: Vec<T>, key: impl Fn(&T) -> [usize; 3]) -> Vec<T> {
    let keys = items.iter().enumerate().map(|(at, item)| (key(item), at));
    let keys: BinaryHeap<([usize; 3], usize)> = keys.collect();
    let mut items: Vec<Option<T>> = items.into_iter().map(Some).collect();
    keys.into_sorted_vec().into_iter().filter_map(|(_, at)| items.get_mut(at)?.take()).collect()
}

#[cfg(test)]
mod tests {
    use super::{Names, in_order, joined};

    #[test]
    fn equal_keys_keep_their_order() {
        let sorted = in_order(vec!["bb", "a", "cc", "d"], |text| [text.len(), 0, 0]);
        assert_eq!(sorted, ["a", "d", "bb", "cc"]);
    }

    #[test]
    fn a_repeated_name_keeps_its_first_place() {
        let mut names = Names::default();
        let added = ["a", "b", "a", "c"].map(|name| names.add(&name.into()));
        assert_eq!(added, [true, true, false, true]);
        assert_eq!(["a", "c", "d"].map(|name| names.place(name)), [Some(0), Some(3), None]);
    }

    #[test]
    fn names_overlap_where_they_may_share_one() {
        let names = |texts: &str| {
            let mut names = Names::default();
            texts.split_whitespace().for_each(|text| assert!(names.add(&text.into())));
            names
        };
        let table = [("a c", "b", true), ("b", "a c", true), ("a b", "b c", true)];
        let apart = [("a b", "c d", false), ("c d", "a b", false), ("", "a", false)];
        for (one, other, expected) in table.into_iter().chain(apart) {
            assert_eq!(names(one).overlap(&names(other)), expected, "{one} and {other}");
        }
    }

    #[test]
    fn joined_names_tell_where_they_meet() {
        assert_ne!(joined("a/b", "c"), joined("a", "b/c"));
    }
}
