//! The keys and values of one request.

use crate::same::same;
use crate::{Place, Text};

/// What a request carries for conditions to look at. Key names have no letter case: they are kept
/// in lower case, in order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Context {
    entries: Vec<Entry>,
    issuer: Option<Text>,
}

/// One key of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The key's name in lower case.
    pub key: Text,
    /// Its values.
    pub values: Values,
    /// Where they come from, as a claim of a token.
    pub at: Option<Place>,
}

/// The values of a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Values {
    /// These; none at all is the same as no key.
    Known(Vec<Text>),
    /// AWS sets the key, but from what nobody said here, as the caller's address.
    Unknown,
}

impl Context {
    /// Sets a key, in place of any value it had.
    pub fn insert(&mut self, key: &str, values: Values, at: Option<Place>) {
        let key: Text = key.to_ascii_lowercase().into();
        match self.entries.binary_search_by(|entry| entry.key.cmp(&key)) {
            Ok(found) => {
                if let Some(entry) = self.entries.get_mut(found) {
                    (entry.values, entry.at) = (values, at);
                }
            }
            Err(before) => self.entries.insert(before, Entry { key, values, at }),
        }
    }

    /// Sets a key that is given in lower case to one value. In place of another one that takes no
    /// memory, which counts where thousands are asked about.
    pub fn put(&mut self, lower_key: &str, value: Text) {
        let found = self.entries.iter().position(|entry| same(&entry.key, lower_key));
        match found.and_then(|found| self.entries.get_mut(found)) {
            Some(Entry { values: Values::Known(values), at, .. }) if values.len() == 1 => {
                *at = None;
                values.iter_mut().for_each(|old| old.clone_from(&value));
            }
            _ => self.insert(lower_key, Values::Known(vec![value]), None),
        }
    }

    /// The same context with one more key of one value.
    #[must_use]
    pub fn with(self, key: &str, value: impl Into<Text>) -> Self {
        self.with_values(key, [value.into()])
    }

    /// The same context with one more key of several values.
    #[must_use]
    pub fn with_values(mut self, key: &str, values: impl IntoIterator<Item = Text>) -> Self {
        self.insert(key, Values::Known(values.into_iter().collect()), None);
        self
    }

    /// The same context with one more key that AWS would set to nobody knows what.
    #[must_use]
    pub fn with_unknown(mut self, key: &str) -> Self {
        self.insert(key, Values::Unknown, None);
        self
    }

    /// The same context, for a token of `issuer`: host and path, without `https://`.
    #[must_use]
    pub fn of_issuer(mut self, issuer: impl Into<Text>) -> Self {
        self.issuer = Some(issuer.into());
        self
    }

    /// The issuer whose claims are among the keys: host and path, without `https://`.
    #[must_use]
    pub fn issuer(&self) -> Option<&Text> {
        self.issuer.as_ref()
    }

    /// The entry of a key that is given in lower case.
    #[must_use]
    pub fn get(&self, lower_key: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| same(&entry.key, lower_key))
    }

    /// The only value of a key that is given in lower case, which alone a variable can stand for.
    #[must_use]
    pub fn single(&self, lower_key: &str) -> Option<&Text> {
        match self.get(lower_key)?.known() {
            [value] => Some(value),
            _ => None,
        }
    }
}

impl Entry {
    /// The values; none where they are not known.
    #[must_use]
    pub fn known(&self) -> &[Text] {
        match &self.values {
            Values::Known(values) => values,
            Values::Unknown => &[],
        }
    }
}
