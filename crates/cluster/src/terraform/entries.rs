//! The entries of a map, in the order of their keys.

use std::rc::Rc;

use super::value::Entry;

/// The entries of a map, each key once, in the order of the keys. Thousands of small maps are made,
/// copied and dropped by a plan: a list takes one piece of memory where a tree takes large nodes.
#[derive(Debug, Clone, Default)]
pub(crate) struct Entries(Vec<(Rc<str>, Entry)>);

impl Entries {
    fn find(&self, key: &str) -> Result<usize, usize> {
        self.0.binary_search_by(|(known, _)| (**known).cmp(key))
    }

    /// The entry of `key`.
    pub(crate) fn get(&self, key: &str) -> Option<&Entry> {
        let at = self.find(key).ok()?;
        self.0.get(at).map(|(_, entry)| entry)
    }

    /// Puts an entry in place of the one that `key` had. Keys that come in order cost nothing more
    /// than a place at the end; many that do not are better collected.
    pub(crate) fn insert(&mut self, key: Rc<str>, entry: Entry) {
        if self.0.last().is_none_or(|(last, _)| *last < key) {
            self.0.push((key, entry));
            return;
        }
        match self.find(&key) {
            Ok(at) => {
                if let Some((_, old)) = self.0.get_mut(at) {
                    *old = entry;
                }
            }
            Err(at) => self.0.insert(at, (key, entry)),
        }
    }

    /// Takes the entry of `key` out.
    pub(crate) fn remove(&mut self, key: &str) {
        if let Ok(at) = self.find(key) {
            self.0.remove(at);
        }
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The keys.
    pub(crate) fn keys(&self) -> impl Iterator<Item = &Rc<str>> {
        self.0.iter().map(|(key, _)| key)
    }

    /// The entries without their keys.
    pub(crate) fn values(&self) -> impl Iterator<Item = &Entry> {
        self.0.iter().map(|(_, entry)| entry)
    }

    /// The keys and entries.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&Rc<str>, &Entry)> {
        self.into_iter()
    }

    /// The keys, and the entries to change.
    pub(crate) fn iter_mut(&mut self) -> impl Iterator<Item = (&Rc<str>, &mut Entry)> {
        self.0.iter_mut().map(|(key, entry)| (&*key, entry))
    }

    /// Keeps what `is_kept`.
    pub(crate) fn retain(&mut self, mut is_kept: impl FnMut(&Rc<str>, &Entry) -> bool) {
        self.0.retain(|(key, entry)| is_kept(key, entry));
    }
}

impl Extend<(Rc<str>, Entry)> for Entries {
    fn extend<I: IntoIterator<Item = (Rc<str>, Entry)>>(&mut self, entries: I) {
        self.0.extend(entries);
        // The last of those with one key is the one that counts.
        self.0.reverse();
        self.0.sort_by(|(left, _), (right, _)| left.cmp(right));
        self.0.dedup_by(|(left, _), (right, _)| left == right);
    }
}

impl FromIterator<(Rc<str>, Entry)> for Entries {
    fn from_iter<I: IntoIterator<Item = (Rc<str>, Entry)>>(entries: I) -> Self {
        let mut all = Self::default();
        all.extend(entries);
        all
    }
}

impl IntoIterator for Entries {
    type Item = (Rc<str>, Entry);
    type IntoIter = std::vec::IntoIter<Self::Item>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'e> IntoIterator for &'e Entries {
    type Item = (&'e Rc<str>, &'e Entry);
    type IntoIter = std::iter::Map<
        std::slice::Iter<'e, (Rc<str>, Entry)>,
        fn(&'e (Rc<str>, Entry)) -> Self::Item,
    >;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter().map(|(key, entry)| (key, entry))
    }
}
