//! Emptying a node: evictions, the budgets that refuse them, and what comes after.

use super::World;
use crate::eks::command::Fault;
use crate::eks::node::{Drain, Phase};

/// Seconds after which a node that is not wanted any more is terminated, empty or not.
///
/// Source: <https://docs.aws.amazon.com/eks/latest/userguide/managed-node-groups.html>.
pub(crate) const PATIENCE: u32 = 15 * 60;

impl World {
    /// Begins to empty a node.
    pub(crate) fn begin_drain(&mut self, id: u32, then_terminate: bool, patience: Option<u32>) {
        let now = self.now;
        let Some(node) = self.nodes.get_mut(&id) else { return };
        if !matches!(node.phase, Phase::Joined) || node.dead.is_some() {
            if then_terminate {
                self.terminate(id);
            }
            return;
        }
        let since = node.drain.map_or(now, |drain| drain.since);
        node.cordoned = true;
        node.drain = Some(Drain { since, then_terminate, patience });
    }

    /// A second of a node that is emptied.
    pub(crate) fn empty(&mut self, id: u32) {
        let Some(node) = self.nodes.get(&id) else { return };
        let Some(drain) = node.drain else { return };
        let impatient = drain.patience.is_some_and(|patience| self.now >= drain.since + patience);
        if (self.is_empty(id) || impatient) && drain.then_terminate {
            self.terminate(id);
            return;
        }
        if !self.writable() {
            return;
        }
        let name = node.name.clone();
        let stuck = self.faults.contains(&Fault::StuckDrain { node: name });
        let on_it = self
            .pods
            .iter()
            .filter(|(_, pod)| pod.node == Some(id) && pod.leaving.is_none() && !pod.is_daemon());
        for pod in on_it.map(|(pod, _)| *pod).collect::<Vec<_>>() {
            self.evict(pod, stuck);
        }
    }

    /// Whether nothing is left on a node but what belongs to every node.
    pub(crate) fn is_empty(&self, id: u32) -> bool {
        !self.pods.values().any(|pod| pod.node == Some(id) && !pod.is_daemon())
    }
}
