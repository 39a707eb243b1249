//! One figure, as a line of JSON. `cargo xtask bench` adds the ratio and whether it is within.

use crate::host;
use serde::Serialize;

/// One measurement.
#[derive(Debug, Serialize)]
pub(crate) struct Figure {
    /// What was measured, and where.
    pub(crate) name: String,
    /// In what; `/s` and `MB/s` are better when they are more, anything else when it is less.
    pub(crate) unit: &'static str,
    /// What it came to.
    pub(crate) ours: f64,
    /// What the peer's came to.
    pub(crate) peer: Option<f64>,
    /// Who the peer is.
    pub(crate) peer_name: Option<&'static str>,
    /// What it should come to, or be better.
    pub(crate) budget: Option<f64>,
}

impl Figure {
    /// A figure of this host, beside nobody.
    pub(crate) fn new(name: &str, unit: &'static str, ours: f64) -> Self {
        let name = format!("{name}, {}", host::NAME);
        Self { name, unit, ours, peer: None, peer_name: None, budget: None }
    }

    /// Itself as JSON.
    pub(crate) fn line(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// The same beside a peer.
    pub(crate) fn beside(mut self, peer_name: &'static str, peer: f64) -> Self {
        (self.peer, self.peer_name) = (Some(peer), Some(peer_name));
        self
    }

    /// The same with a budget, which is for the page alone and so for WebAssembly.
    pub(crate) fn budget(mut self, budget: f64) -> Self {
        self.budget = cfg!(target_arch = "wasm32").then_some(budget);
        self
    }
}
