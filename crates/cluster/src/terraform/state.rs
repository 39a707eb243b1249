//! What exists: the resources that an apply left behind.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::value::Value;

/// What an apply left behind, by address.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct State {
    /// The resources.
    pub(crate) resources: BTreeMap<String, Stored>,
    /// How often each address was made before, so that a new one gets another id.
    pub(crate) generations: BTreeMap<String, u32>,
    /// The outputs of the roots.
    pub(crate) outputs: BTreeMap<String, Output>,
    /// Before an apply: what it takes over as it is. `[*]` behind one stands for every key.
    pub(crate) imports: BTreeSet<String>,
    /// Before an apply: where what has another address now was before.
    pub(crate) moved: BTreeMap<String, String>,
}

/// An output of a root.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Output {
    /// Its value as it is printed; what only the apply makes is said so.
    pub(crate) text: String,
    /// Whether it is kept out of what is printed.
    pub(crate) sensitive: bool,
}

impl State {
    /// The addresses of what exists, in order.
    pub fn addresses(&self) -> impl Iterator<Item = &str> {
        self.resources.keys().map(String::as_str)
    }

    /// Marks a resource as damaged, so that a plan makes it anew; false where there is none.
    pub fn taint(&mut self, address: &str) -> bool {
        let found = self.resources.get_mut(address);
        found.map(|stored| stored.tainted = true).is_some()
    }

    /// Whether what stands at the address is taken over as it is.
    pub(crate) fn is_imported(&self, address: &str) -> bool {
        let every = || format!("{}[*]", crate::plan::without_keys(address));
        !self.imports.is_empty()
            && (self.imports.contains(address) || self.imports.contains(&every()))
    }

    /// How often the address was made before.
    pub(crate) fn generation(&self, address: &str) -> u32 {
        self.generations.get(address).copied().unwrap_or(0)
    }
}

/// One resource that exists.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Stored {
    /// Its type.
    pub(crate) kind: String,
    /// Its attributes as they were configured.
    pub(crate) config: Value,
    /// All of its attributes.
    pub(crate) object: Value,
    /// Whether its creation failed half-way, so that it has to be made again.
    pub(crate) tainted: bool,
    /// The blocks it depended on, each by its address without a key.
    pub(crate) needs: Rc<[String]>,
}
