//! Addresses of subnets: who holds how many.
//!
//! The network plug-in holds more than its pods use: all addresses of the interfaces that are
//! attached, and one interface in reserve.
//! Source: <https://docs.aws.amazon.com/eks/latest/best-practices/vpc-cni.html>.

use super::node::Node;
use super::world::World;

/// Interfaces that EKS puts into the subnets of a cluster, one each in the first of them.
///
/// Source: <https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html>.
const PLANE_INTERFACES: usize = 2;

impl World {
    /// Addresses of a subnet that are taken.
    pub(crate) fn taken(&self, subnet: &str) -> u32 {
        let Some(known) = self.plant.subnet(subnet) else { return 0 };
        let nodes = self.nodes.values().filter(|node| node.subnet == known.address);
        let nodes: u32 = nodes.map(|node| node.held).sum();
        let plane = self.plane.as_ref().map_or(0, |plane| {
            let first = plane.subnets.iter().take(PLANE_INTERFACES);
            first.filter(|id| **id == known.id).count()
        });
        // A NAT gateway stands in a public subnet of its zone.
        let public = known.way == super::plant::Way::Internet;
        let first = self
            .plant
            .subnets
            .iter()
            .find(|other| other.zone == known.zone && other.way == super::plant::Way::Internet);
        let nats = self.plant.nats.iter().filter(|zone| {
            public && **zone == known.zone && first.is_some_and(|first| first.id == known.id)
        });
        let balancers = self.balancers.values().filter(|one| one.subnets.contains(&known.address));
        let others = plane + nats.count() + balancers.count();
        let squatted = self.squatted.get(&known.address).copied().unwrap_or(0);
        nodes + u32::try_from(others).unwrap_or(0) + squatted
    }

    /// Addresses of a subnet that are free.
    pub(crate) fn free(&self, subnet: &str) -> u32 {
        let total = self.plant.subnet(subnet).map_or(0, |subnet| subnet.total);
        total.saturating_sub(self.taken(subnet))
    }

    /// The network plug-in of a node takes the addresses that its pods and its reserve ask for, as
    /// far as the subnet has them.
    pub(crate) fn fill(&mut self, id: u32) {
        let Some(node) = self.nodes.get(&id).filter(|node| !node.is_fargate()) else { return };
        let used = self.addresses_used(id);
        let each = node.instance.addresses - 1;
        let wanted = used.div_ceil(each.max(1)).max(1) + 1;
        let wanted = wanted.min(node.instance.interfaces);
        let aim = wanted * node.instance.addresses;
        let (held, subnet) = (node.held, node.subnet.clone());
        let more = aim.saturating_sub(held).min(self.free(&subnet));
        let least = 1 + used + used.div_ceil(each.max(1)).saturating_sub(1);
        if let Some(node) = self.nodes.get_mut(&id) {
            node.held = match aim < held {
                true => aim.max(least),
                false => held + more,
            };
            node.interfaces = node.held.div_ceil(node.instance.addresses.max(1)).max(1);
        }
    }

    /// Addresses that the pods of a node use.
    pub(crate) fn addresses_used(&self, id: u32) -> u32 {
        let pods = self.pods.values();
        let using = pods.filter(|pod| pod.node == Some(id) && pod.address);
        u32::try_from(using.count()).unwrap_or(0)
    }
}

impl Node {
    /// Addresses for pods that a node holds: all but the first of each interface.
    pub(crate) const fn for_pods(&self) -> u32 {
        self.held.saturating_sub(self.interfaces)
    }
}
