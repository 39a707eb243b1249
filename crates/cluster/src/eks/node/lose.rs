//! How a cluster hears of its nodes, and what becomes of those it hears nothing of.
//!
//! Source: <https://kubernetes.io/docs/concepts/architecture/nodes/>.

use super::{Condition, Node, Phase, World};
use crate::eks::event::Kind;

/// Seconds without a word after which a node counts as lost; ten more from version 1.32 on.
///
/// Source: `--node-monitor-grace-period` of
/// <https://kubernetes.io/docs/reference/command-line-tools-reference/kube-controller-manager/>.
const GRACE: u32 = 40;
/// Seconds between two nodes of a zone whose pods are given up.
const BETWEEN: u32 = 10;
/// Seconds that pods tolerate a lost node where they say nothing else.
///
/// Source: <https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/>.
pub(crate) const TOLERATED: u32 = 300;
/// Percent of a zone's nodes that have to be lost for a small cluster to stop evicting.
const UNHEALTHY: usize = 55;

impl World {
    const fn grace(version: u32) -> u32 {
        if version >= 32 { GRACE + 10 } else { GRACE }
    }

    /// What the API knows of a node.
    pub(super) fn hear(&mut self, id: u32) {
        let Some(node) = self.nodes.get(&id) else { return };
        if !matches!(node.phase, Phase::Joined) {
            return;
        }
        let speaks = node.alive(self) && self.reaches(node).is_ok() && self.leads_out(&node.subnet);
        let (writable, now) = (self.writable(), self.now);
        let ready = now >= node.served && self.plugged(node).is_ok();
        let grace = Self::grace(self.plane.as_ref().map_or(0, |plane| plane.version));
        // While nobody can write, nobody counts the seconds, either.
        let heard = if speaks || !writable { now } else { node.heard };
        let condition = match (speaks, now - heard > grace) {
            _ if !writable => node.condition,
            (true, _) if ready => Condition::Ready,
            (true, _) => Condition::NotReady,
            (false, true) => Condition::Unknown,
            (false, false) => node.condition,
        };
        let (before, name) = (node.condition, node.name.clone());
        if let Some(node) = self.nodes.get_mut(&id) {
            node.heard = heard;
            if before != condition {
                node.condition = condition;
                node.since = now;
                node.tainted = None;
            }
        }
        if condition == Condition::Ready && (now.is_multiple_of(5) || before != condition) {
            self.fill(id);
        }
        if before == condition {
            return;
        }
        let about = format!("Node/{name}");
        match condition {
            Condition::Ready => {
                let text = format!("Node {name} status is now: NodeReady");
                self.say("NodeReady", &about, text, false);
            }
            Condition::Unknown | Condition::NotReady => {
                let text = format!("Node {name} status is now: NodeNotReady");
                self.say("NodeNotReady", &about, text, true);
            }
            Condition::Absent => {}
        }
    }

    /// The pods of lost nodes are given up, a node of a zone after the other; in no zone where all
    /// are lost everywhere, since then it is rather the control plane that hears nothing.
    pub(super) fn taint_lost(&mut self) {
        if !self.writable() {
            return;
        }
        let lost = |node: &&Node| {
            node.condition == Condition::Unknown
                || (node.condition == Condition::NotReady && self.now > node.served + 60)
        };
        let joined = |node: &&Node| node.phase == Phase::Joined && !node.is_fargate();
        let nodes: Vec<&Node> = self.nodes.values().filter(joined).collect();
        if nodes.iter().all(lost) {
            return;
        }
        let mut chosen = Vec::new();
        for zone in 0..self.region.zones.len() {
            let here = nodes.iter().filter(|node| node.zone == zone);
            let (all, bad) = (here.clone().count(), here.clone().filter(|node| lost(node)).count());
            let partly = bad < all && bad * 100 >= UNHEALTHY * all && bad > 2;
            let last = here.clone().filter_map(|node| node.tainted).max();
            let waits = last.is_some_and(|last| self.now < last + BETWEEN);
            if bad == 0 || waits || (partly && nodes.len() <= 50) {
                continue;
            }
            let next = self.nodes.iter().find(|(_, node)| {
                node.zone == zone && lost(node) && node.tainted.is_none() && joined(node)
            });
            chosen.extend(next.map(|(id, _)| *id));
        }
        for id in chosen {
            if let Some(node) = self.nodes.get_mut(&id) {
                node.tainted = Some(self.now);
            }
        }
    }

    /// The fault that ends a machine.
    pub(crate) fn kill(&mut self, name: &str) -> bool {
        let found = self.nodes.iter().find(|(_, node)| node.name == name && node.dead.is_none());
        let Some((id, zone)) = found.map(|(id, node)| (*id, node.zone)) else { return false };
        if let Some(node) = self.nodes.get_mut(&id) {
            node.dead = Some(self.now);
            node.killed = true;
        }
        let zone = self.region.zone_name(zone).to_owned();
        self.tell(Kind::NodeDied, name, &[("node", name.to_owned()), ("zone", zone)]);
        true
    }
}
