//! What exists: the resources that an apply left behind.

use std::collections::BTreeMap;

use super::value::Value;

/// What an apply left behind, by address.
#[derive(Debug, Clone, Default)]
pub(crate) struct State {
    /// The resources.
    pub(crate) resources: BTreeMap<String, Stored>,
}

/// One resource that exists.
#[derive(Debug, Clone)]
pub(crate) struct Stored {
    /// Its type.
    pub(crate) kind: String,
    /// Its attributes as they were configured.
    pub(crate) config: Value,
    /// All of its attributes.
    pub(crate) object: Value,
    /// Whether its creation failed half-way, so that it has to be made again.
    pub(crate) tainted: bool,
    /// The addresses it depended on.
    pub(crate) needs: Vec<String>,
}
