//! The world that an apply finds: what an earlier one left, at work.

use super::{State, Stored, Verb, World, read};
use crate::eks::add_on::Status as AddOnStatus;
use crate::eks::group::Status as GroupStatus;
use crate::eks::node::{Condition, Phase};
use crate::eks::plane;
use crate::eks::plant::text;

/// Seconds that what exists is given to come to rest.
const REST: u32 = 60;

impl World {
    /// What exists, with all of it at work; on a clock that has run for a while.
    pub(crate) fn of(state: &State, region: &str) -> Self {
        let mut world = Self::new(region, 0, 0);
        world.stale = true;
        let of = |kind: &'static str| {
            let all = state.resources.iter();
            all.filter(move |(_, stored)| stored.kind == kind && !stored.tainted)
        };
        let Some((address, cluster)) = of("aws_eks_cluster").next() else { return world };
        let mut plane = read::plane(address, cluster, 0);
        plane.status = plane::Status::Active;
        plane.machines(world.region.zones.len().min(3));
        world.plane = Some(plane);
        world.look(state);
        world.bootstrap();
        for (address, stored) in of("aws_eks_node_group") {
            world.restore_group(address, stored, state);
        }
        for (address, stored) in of("aws_eks_addon") {
            let name = text(stored, &["addon_name"]).unwrap_or_default();
            let role = text(stored, &["service_account_role_arn"]).is_some();
            world.install(&name, address, role);
            if let Some(add_on) = world.add_ons.get_mut(&name) {
                add_on.status = AddOnStatus::Active;
            }
        }
        for (address, stored) in &state.resources {
            if !["aws_eks_cluster", "aws_eks_node_group", "aws_eks_addon"].contains(&&*stored.kind)
            {
                world.made(address, stored, Verb::Create);
            }
        }
        world.look(state);
        if !world.groups.is_empty() || !world.profiles.is_empty() {
            world.advance(REST);
        }
        world.events.clear();
        world
    }

    fn restore_group(&mut self, address: &str, stored: &Stored, state: &State) {
        if !self.is_ours(stored) {
            return;
        }
        let version = self.plane.as_ref().map_or(0, |plane| plane.version);
        let mut group = read::group(address, stored, state, 0, version);
        group.status = GroupStatus::Active;
        let (name, desired) = (group.name.clone(), group.desired);
        self.add_group(group);
        for _ in 0..desired {
            let Some(subnet) = self.openings(&name).into_iter().next() else { break };
            let Some(id) = self.launch(&name, &subnet, false) else { break };
            if let Some(node) = self.nodes.get_mut(&id) {
                (node.phase, node.condition, node.served) = (Phase::Joined, Condition::Ready, 0);
            }
        }
    }
}
