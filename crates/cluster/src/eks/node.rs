//! Nodes: how one comes up, joins, is lost, and goes.

mod join;
mod lose;

use std::collections::BTreeMap;
use std::rc::Rc;

use super::event::Kind;
use super::instance::Instance;
use super::objects::Taint;
use super::plant::Subnet;
use super::world::World;

pub(crate) use join::PULL;
pub(crate) use lose::TOLERATED;

/// Seconds from the launch of an instance until its kubelet starts.
const BOOT: u32 = 35;
/// Seconds from the start of the kubelet until the network plug-in serves.
const PLUG_IN: u32 = 20;

/// What a machine is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Phase {
    /// EC2 starts it, and its kubelet comes up.
    Booting { until: u32 },
    /// It is a node of the cluster.
    Joined,
    /// EC2 stops it.
    Terminating { until: u32 },
}

/// What the API says of a node's readiness.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Condition {
    /// It has not joined.
    Absent,
    NotReady,
    Ready,
    /// It has not been heard of.
    Unknown,
}

/// Why a node is emptied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Drain {
    /// Since when.
    pub(crate) since: u32,
    /// Whether it is terminated once it is empty.
    pub(crate) then_terminate: bool,
    /// Seconds after which it is terminated although it is not empty; none where it never is.
    pub(crate) patience: Option<u32>,
}

/// A node.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    pub(crate) name: String,
    /// The name of its group or Fargate profile.
    pub(crate) group: String,
    pub(crate) zone: usize,
    /// The address of its subnet.
    pub(crate) subnet: String,
    pub(crate) kind: String,
    pub(crate) instance: Instance,
    pub(crate) spot: bool,
    /// The minor version of its kubelet.
    pub(crate) version: u32,
    pub(crate) phase: Phase,
    /// Since when the machine does not run.
    pub(crate) dead: Option<u32>,
    /// Whether it would not run again if its zone did.
    pub(crate) killed: bool,
    pub(crate) condition: Condition,
    /// Since when it is in that condition.
    pub(crate) since: u32,
    /// When it was last heard of.
    pub(crate) heard: u32,
    /// When the plug-in serves.
    pub(crate) served: u32,
    /// Since when its pods are to be evicted because it was lost.
    pub(crate) tainted: Option<u32>,
    pub(crate) cordoned: bool,
    /// Whether a zonal shift cordoned it.
    pub(crate) shifted: bool,
    pub(crate) drain: Option<Drain>,
    /// Whether an update replaces it.
    pub(crate) old: bool,
    pub(crate) interfaces: u32,
    /// Addresses of its subnet that it holds.
    pub(crate) held: u32,
    pub(crate) labels: Rc<BTreeMap<String, String>>,
    pub(crate) taints: Rc<Vec<Taint>>,
    /// When EC2 takes it back.
    pub(crate) notice: Option<u32>,
}

impl Node {
    /// A machine that EC2 starts at `now` in a subnet, and that may join at `until`.
    pub(crate) fn booting(
        name: String,
        group: &str,
        subnet: &Subnet,
        (kind, instance): (String, Instance),
        (now, until): (u32, u32),
    ) -> Self {
        Self {
            name,
            group: group.to_owned(),
            zone: subnet.zone,
            subnet: subnet.address.clone(),
            kind,
            instance,
            spot: false,
            version: 0,
            phase: Phase::Booting { until },
            dead: None,
            killed: false,
            condition: Condition::Absent,
            since: now,
            heard: now,
            served: until,
            tainted: None,
            cordoned: false,
            shifted: false,
            drain: None,
            old: false,
            interfaces: 1,
            held: 1,
            labels: Rc::default(),
            taints: Rc::default(),
            notice: None,
        }
    }

    pub(crate) fn is_fargate(&self) -> bool {
        self.kind == "fargate"
    }

    /// Whether the machine runs, in a zone that works.
    pub(crate) fn alive(&self, world: &World) -> bool {
        self.dead.is_none()
            && world.zone_up(self.zone)
            && !matches!(self.phase, Phase::Terminating { .. })
    }

    /// Whether the API counts it as ready.
    pub(crate) fn is_ready(&self) -> bool {
        self.condition == Condition::Ready
    }

    /// Whether it counts for the size of its group.
    pub(crate) const fn counts(&self) -> bool {
        !matches!(self.phase, Phase::Terminating { .. })
    }
}

impl World {
    /// The nodes of a group that count for its size.
    pub(crate) fn nodes_of(&self, group: &str) -> Vec<u32> {
        let of = self.nodes.iter().filter(|(_, node)| node.group == group && node.counts());
        of.map(|(id, _)| *id).collect()
    }

    /// A second of every node.
    pub(crate) fn run_nodes(&mut self) {
        let ids: Vec<u32> = self.nodes.keys().copied().collect();
        for id in &ids {
            self.take_back(*id);
            self.boot(*id);
            self.hear(*id);
        }
        self.taint_lost();
        for id in ids {
            self.empty(id);
            self.terminate_ended(id);
        }
    }

    /// EC2 takes a Spot instance back two minutes after it said so.
    fn take_back(&mut self, id: u32) {
        let Some(node) = self.nodes.get_mut(&id) else { return };
        if node.notice.is_some_and(|at| self.now >= at) {
            node.notice = None;
            let until = self.now + 1;
            node.phase = Phase::Terminating { until };
        }
    }

    /// A machine that has started joins, or does not.
    fn boot(&mut self, id: u32) {
        let Some(node) = self.nodes.get(&id) else { return };
        let Phase::Booting { until } = node.phase else { return };
        if self.now < until || !node.alive(self) {
            return;
        }
        if !self.writable() || self.join(node).is_err() {
            return;
        }
        let (name, zone) = (node.name.clone(), node.zone);
        let served = self.now + self.lasts(&format!("plug-in {name}"), PLUG_IN);
        if let Some(node) = self.nodes.get_mut(&id) {
            node.phase = Phase::Joined;
            node.condition = Condition::NotReady;
            node.since = self.now;
            node.heard = self.now;
            node.served = served;
        }
        let zone = self.region.zone_name(zone).to_owned();
        self.tell(Kind::NodeJoined, &name, &[("node", name.clone()), ("zone", zone)]);
    }

    /// Launches an instance; its id.
    pub(crate) fn launch(&mut self, group: &str, subnet: &str, old: bool) -> Option<u32> {
        let group = self.groups.get(group)?;
        let subnet = self.plant.subnet(subnet)?.clone();
        let (kind, instance) = group.instance_for(self, subnet.zone)?;
        let id = self.next_node;
        let name = self.node_name(&subnet.cidr, subnet.total);
        let mut labels = group.labels.clone();
        let region = self.region.clone();
        let zone = region.zone_name(subnet.zone).to_owned();
        let capacity = if group.spot { "SPOT" } else { "ON_DEMAND" };
        for (key, value) in [
            ("eks.amazonaws.com/nodegroup", group.name.as_str()),
            ("eks.amazonaws.com/capacityType", capacity),
            ("topology.kubernetes.io/zone", &zone),
            ("topology.kubernetes.io/region", &region.name),
            ("node.kubernetes.io/instance-type", &kind),
            ("kubernetes.io/arch", if instance.arm { "arm64" } else { "amd64" }),
            ("kubernetes.io/os", "linux"),
            ("kubernetes.io/hostname", &name),
        ] {
            labels.insert(key.to_owned(), value.to_owned());
        }
        let until = self.now + self.lasts(&format!("boot {name} {id}"), BOOT);
        let (made, times) = ((kind, instance), (self.now, until));
        let node = Node {
            spot: group.spot,
            version: group.version,
            old,
            labels: Rc::new(labels),
            taints: Rc::new(group.taints.clone()),
            ..Node::booting(name.clone(), &group.name, &subnet, made, times)
        };
        let data = [("node", name.clone()), ("zone", zone), ("group", node.group.clone())];
        self.tell(Kind::NodeLaunched, &name, &data);
        self.nodes.insert(id, node);
        self.next_node += 1;
        Some(id)
    }

    /// The name of a node with a private address of a range that no other has.
    pub(crate) fn node_name(&self, cidr: &str, total: u32) -> String {
        let base = cidr.split('/').next().unwrap_or_default();
        let octets: Vec<u32> = base.split('.').filter_map(|octet| octet.parse().ok()).collect();
        let base = octets.iter().fold(0_u32, |all, octet| (all << 8) | (octet & 255));
        let mut host = (self.next_node * 37 + 11) % total.max(1);
        loop {
            let address = base + 4 + host;
            let [a, b, c, d] = address.to_be_bytes();
            let name = format!("ip-{a}-{b}-{c}-{d}.{}", self.region.domain());
            if !self.nodes.values().any(|node| node.name == name) {
                return name;
            }
            host = (host + 1) % total.max(1);
        }
    }

    /// Stops a machine for good.
    pub(crate) fn terminate(&mut self, id: u32) {
        let until = self.now + 30;
        if let Some(node) = self.nodes.get_mut(&id).filter(|node| node.counts()) {
            node.phase = Phase::Terminating { until };
            node.drain = None;
        }
    }

    /// A machine that EC2 has stopped is gone, and so are its pods.
    fn terminate_ended(&mut self, id: u32) {
        let Some(node) = self.nodes.get(&id) else { return };
        let Phase::Terminating { until } = node.phase else { return };
        // The node object goes when the controller of the cloud sees that its machine is gone.
        if self.now < until || !self.writable() {
            return;
        }
        let name = node.name.clone();
        self.forget_node(id);
        self.tell(Kind::NodeTerminated, &name, &[("node", name.clone())]);
    }

    /// Takes the nodes of a kind out of the cluster, and what ran on them.
    pub(crate) fn forget_nodes(&mut self, of_kind: impl Fn(&Node) -> bool) {
        let gone = self.nodes.iter().filter(|(_, node)| of_kind(node));
        let gone: Vec<u32> = gone.map(|(id, _)| *id).collect();
        gone.into_iter().for_each(|id| self.forget_node(id));
    }

    fn forget_node(&mut self, id: u32) {
        self.nodes.remove(&id);
        self.pods.retain(|_, pod| pod.node != Some(id));
    }
}
