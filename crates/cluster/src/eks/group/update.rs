//! Updates of a managed node group, phase by phase.
//!
//! Source:
//! <https://docs.aws.amazon.com/eks/latest/userguide/managed-node-update-behavior.html>.

use std::collections::BTreeSet;

use super::{Kind, World};
use crate::eks::plane::Status as PlaneStatus;

/// Seconds for which an emptied node is left alone before it is terminated.
const WAIT: u32 = 60;
/// Seconds in which the pods of a node have to go.
const EVICTION: u32 = 15 * 60;
/// Nodes at once, at most.
const AT_ONCE: u32 = 100;

/// Where an update is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Phase {
    Setup,
    ScaleUp,
    Upgrade,
    ScaleDown,
}

impl Phase {
    pub(crate) const fn id(self) -> &'static str {
        match self {
            Self::Setup => "setup",
            Self::ScaleUp => "scale-up",
            Self::Upgrade => "upgrade",
            Self::ScaleDown => "scale-down",
        }
    }
}

/// An update that runs.
#[derive(Debug, Clone)]
pub(crate) struct Update {
    pub(crate) phase: Phase,
    pub(crate) since: u32,
    /// Nodes beyond what is wanted.
    pub(crate) surge: u32,
    pub(crate) force: bool,
    /// The nodes that are emptied, and since when they are empty.
    pub(crate) emptied: Vec<(u32, Option<u32>)>,
}

impl World {
    /// Begins an update to the version of the cluster, or says why not.
    pub(crate) fn update_group(&mut self, name: &str, force: bool) -> Result<(), String> {
        let Some(plane) = &self.plane else {
            return Err("ResourceNotFoundException: No cluster found.".to_owned());
        };
        let (version, ready) = (plane.version, matches!(plane.status, PlaneStatus::Active));
        let since = self.now;
        let Some(group) = self.groups.get_mut(name) else {
            return Err(format!(
                "ResourceNotFoundException: No node group found for name: {name}."
            ));
        };
        if !ready || group.update.is_some() || group.status != super::Status::Active {
            return Err(format!("ResourceInUseException: Nodegroup {name} can't be updated now"));
        }
        group.version = version;
        group.failed = None;
        let phase = Phase::Setup;
        group.update = Some(Update { phase, since, surge: 0, force, emptied: Vec::new() });
        let old = self.nodes_of(name);
        for id in old {
            if let Some(node) = self.nodes.get_mut(&id) {
                node.old = true;
            }
        }
        self.tell_phase(name, phase);
        Ok(())
    }

    fn tell_phase(&mut self, name: &str, phase: Phase) {
        let data = [("group", name.to_owned()), ("phase", phase.id().to_owned())];
        self.tell(Kind::UpdatePhase, name, &data);
    }

    fn enter(&mut self, name: &str, phase: Phase) {
        let now = self.now;
        if let Some(update) = self.groups.get_mut(name).and_then(|group| group.update.as_mut()) {
            update.phase = phase;
            update.since = now;
        }
        self.tell_phase(name, phase);
    }

    /// A second of an update.
    pub(super) fn run_update(&mut self, name: &str) {
        let Some(update) = self.groups.get(name).and_then(|group| group.update.clone()) else {
            return;
        };
        match update.phase {
            Phase::Setup if self.now >= update.since + 20 => {
                let zones = self.zones_of(name, |_| true).len();
                let parallel = self.parallel(name);
                let surge = u32::try_from(2 * zones).unwrap_or(2).max(parallel);
                if let Some(update) =
                    self.groups.get_mut(name).and_then(|group| group.update.as_mut())
                {
                    update.surge = surge;
                }
                self.enter(name, Phase::ScaleUp);
            }
            Phase::ScaleUp => self.scale_up(name, &update),
            Phase::Upgrade => self.upgrade_nodes(name, update),
            Phase::ScaleDown => self.scale_down(name, &update),
            Phase::Setup => {}
        }
    }

    fn zones_of(&self, name: &str, which: impl Fn(bool) -> bool) -> BTreeSet<usize> {
        let nodes = self.nodes_of(name);
        let nodes = nodes.iter().filter_map(|id| self.nodes.get(id));
        nodes.filter(|node| which(node.old)).map(|node| node.zone).collect()
    }

    /// How many nodes may go at once.
    fn parallel(&self, name: &str) -> u32 {
        let Some(group) = self.groups.get(name) else { return 1 };
        let part = group.percentage.map(|percent| (group.desired * percent).div_ceil(100));
        part.unwrap_or(group.unavailable).clamp(1, AT_ONCE)
    }

    /// New nodes come up, at least one in every zone that has old ones.
    fn scale_up(&mut self, name: &str, update: &Update) {
        let old = self.zones_of(name, |old| old);
        let nodes = self.nodes_of(name);
        let nodes = nodes.iter().filter_map(|id| self.nodes.get(id));
        let new: BTreeSet<usize> =
            nodes.filter(|node| !node.old && node.is_ready()).map(|node| node.zone).collect();
        if old.is_subset(&new) {
            for id in self.nodes_of(name) {
                if let Some(node) = self.nodes.get_mut(&id).filter(|node| node.old) {
                    node.cordoned = true;
                }
            }
            self.enter(name, Phase::Upgrade);
        } else if self.now >= update.since + super::PATIENCE {
            let text = "Couldn't proceed with upgrade process as new nodes are not joining node \
                        group";
            self.fail_update(name, "NodeCreationFailure", text);
        }
    }

    /// Old nodes are emptied and terminated, so many at a time.
    fn upgrade_nodes(&mut self, name: &str, mut update: Update) {
        let mut terminated = false;
        for (id, empty) in &mut update.emptied {
            if empty.is_none() && self.is_empty(*id) {
                *empty = Some(self.now);
            }
            if empty.is_some_and(|since| self.now >= since + WAIT) {
                self.terminate(*id);
                terminated = true;
            }
        }
        let there: BTreeSet<u32> = self.nodes_of(name).into_iter().collect();
        update.emptied.retain(|(id, _)| there.contains(id));
        let late = update.emptied.iter().find_map(|(id, empty)| {
            let drain = self.nodes.get(id).and_then(|node| node.drain)?;
            (empty.is_none() && self.now >= drain.since + EVICTION).then_some(*id)
        });
        if let Some(id) = late {
            if update.force {
                self.terminate(id);
            } else {
                let nodes = self.nodes.get(&id).map_or("", |node| &node.name).to_owned();
                let text = format!(
                    "Reached max retries while trying to evict pods from nodes in \
                                    node group {name}: {nodes}"
                );
                self.fail_update(name, "PodEvictionFailure", &text);
                return;
            }
        }
        let parallel = self.parallel(name) as usize;
        let mut waiting: Vec<u32> = there
            .iter()
            .copied()
            .filter(|id| self.nodes.get(id).is_some_and(|node| node.old))
            .filter(|id| !update.emptied.iter().any(|(other, _)| other == id))
            .collect();
        waiting.sort_by_key(|id| super::super::world::mix(self.seed, &format!("update {id}")));
        let old = waiting.len() + update.emptied.len();
        let free = if terminated { 0 } else { parallel.saturating_sub(update.emptied.len()) };
        for id in waiting.into_iter().take(free) {
            self.begin_drain(id, false, None);
            update.emptied.push((id, None));
        }
        if let Some(group) = self.groups.get_mut(name) {
            group.update = Some(update);
        }
        if old == 0 {
            self.enter(name, Phase::ScaleDown);
        }
    }

    /// What is beyond what is wanted goes, one at a time.
    fn scale_down(&mut self, name: &str, update: &Update) {
        if update.surge == 0 {
            let has = self.nodes_of(name).len();
            let Some(group) = self.groups.get_mut(name) else { return };
            if has <= group.desired as usize {
                group.update = None;
            }
            return;
        }
        if self.now < update.since + 30 {
            return;
        }
        let now = self.now;
        if let Some(update) = self.groups.get_mut(name).and_then(|group| group.update.as_mut()) {
            update.surge -= 1;
            update.since = now;
        }
    }

    /// An update ends with an error; the nodes stay as mixed as they are, and what is beyond what
    /// is wanted goes.
    fn fail_update(&mut self, name: &str, code: &str, message: &str) {
        self.say(code, name, message, true);
        for id in self.nodes_of(name) {
            if let Some(node) = self.nodes.get_mut(&id) {
                node.drain = None;
                node.cordoned = node.shifted;
                node.old = false;
            }
        }
        let (resources, now) = (vec![name.to_owned()], self.now);
        if let Some(group) = self.groups.get_mut(name) {
            if let Some(update) = &mut group.update {
                (update.phase, update.since) = (Phase::ScaleDown, now);
                update.emptied.clear();
            }
            group.failed = Some(format!("{code}: {message}"));
            let (code, message) = (code.to_owned(), message.to_owned());
            group.issues = vec![super::Issue { code, message, resources }];
        }
    }
}
