//! Whether a pod fits a node: the filters of the scheduler, in their order.

use std::collections::BTreeMap;

use super::World;
use crate::eks::node::{Condition, Node};
use crate::eks::objects::{PodSpec, Selector, Spread, Taint};
use crate::eks::pod::Pod;

/// Why a node does not do.
pub(super) struct Refusal {
    pub(super) reasons: Vec<String>,
    /// Whether ending other pods could help.
    pub(super) preemption: bool,
}

fn no(reason: &str) -> Refusal {
    Refusal { reasons: vec![reason.to_owned()], preemption: false }
}

/// Whether a pod puts up with the taints that keep pods off a node; else the first that it does
/// not tolerate.
fn untolerated<'n>(spec: &PodSpec, taints: &'n [Taint]) -> Option<&'n Taint> {
    let bars = taints.iter().filter(|taint| taint.effect != "PreferNoSchedule");
    let mut open = bars.filter(|taint| !spec.tolerations.iter().any(|one| one.tolerates(taint)));
    open.next()
}

/// Whether a pod tolerates what a node's group was tainted with.
pub(crate) fn tolerated(spec: &PodSpec, node: &Node) -> bool {
    untolerated(spec, &node.taints).is_none()
}

/// Whether a node is one that the pod selects.
pub(crate) fn selected(spec: &PodSpec, node: &Node) -> bool {
    let labelled =
        spec.node_selector.iter().all(|(key, value)| node.labels.get(key) == Some(value));
    let terms = &spec.affinity;
    labelled && (terms.is_empty() || terms.iter().any(|term| term.matches(&node.labels)))
}

/// What the nodes have, as far as it matters for one pod.
pub(super) struct Fits<'w> {
    world: &'w World,
    pod: &'w Pod,
    used: BTreeMap<u32, (u32, u32, u32)>,
    /// For each constraint the pods that match it, by the value of its key; and the least.
    spreads: Vec<(&'w Spread, BTreeMap<String, u32>)>,
}

impl<'w> Fits<'w> {
    pub(super) fn new(world: &'w World, pod: &'w Pod, nodes: &[(u32, &Node)]) -> Self {
        let mut used: BTreeMap<u32, (u32, u32, u32)> = BTreeMap::new();
        for other in world.pods.values().filter(|other| other.node.is_some()) {
            let of = used.entry(other.node.unwrap_or_default()).or_default();
            *of = (of.0 + other.spec.cpu, of.1 + other.spec.memory, of.2 + 1);
        }
        let count = |spread: &'w Spread| {
            let mut counts = BTreeMap::new();
            for (id, node) in nodes.iter().filter(|(_, node)| selected(&pod.spec, node)) {
                let Some(value) = node.labels.get(&spread.key) else { continue };
                let matching = world.pods.values().filter(|other| {
                    other.node == Some(*id)
                        && other.leaving.is_none()
                        && other.namespace == pod.namespace
                        && spread.selector.matches(&other.spec.labels)
                });
                let matching = u32::try_from(matching.count()).unwrap_or(0);
                *counts.entry(value.clone()).or_default() += matching;
            }
            (spread, counts)
        };
        let spreads = pod.spec.spread.iter().map(count).collect();
        Self { world, pod, used, spreads }
    }

    /// How well a node does, the least being the best; or why it does not.
    pub(super) fn check(&self, id: u32, node: &Node) -> Result<(u32, u32, u32), Refusal> {
        let spec = &self.pod.spec;
        if node.cordoned || node.shifted {
            return Err(no("node(s) were unschedulable"));
        }
        let mut taints = node.taints.to_vec();
        let own = |key: &str| Taint {
            key: format!("node.kubernetes.io/{key}"),
            value: String::new(),
            effect: "NoSchedule".to_owned(),
        };
        match node.condition {
            Condition::NotReady | Condition::Absent => taints.push(own("not-ready")),
            Condition::Unknown => taints.push(own("unreachable")),
            Condition::Ready => {}
        }
        if node.is_fargate() {
            let key = "eks.amazonaws.com/compute-type".to_owned();
            let (value, effect) = ("fargate".to_owned(), "NoSchedule".to_owned());
            taints.push(Taint { key, value, effect });
        }
        if let Some(Taint { key, value, .. }) = untolerated(spec, &taints) {
            return Err(no(&format!("node(s) had untolerated taint {{{key}: {value}}}")));
        }
        if !selected(spec, node) {
            return Err(no("node(s) didn't match Pod's node affinity/selector"));
        }
        let (cpu, memory, pods) = self.room(id, node)?;
        self.volumes(node)?;
        let skew = self.spread(node)?;
        self.apart(node)?;
        let load = (cpu * 100 / node.instance.cpu().max(1))
            .max(memory * 100 / node.instance.allocatable_memory().max(1));
        Ok((skew, load, pods))
    }

    /// What is requested on a node with this pod.
    fn room(&self, id: u32, node: &Node) -> Result<(u32, u32, u32), Refusal> {
        let (cpu, memory, pods) = self.used.get(&id).copied().unwrap_or_default();
        let (cpu, memory) = (cpu + self.pod.spec.cpu, memory + self.pod.spec.memory);
        let mut reasons = Vec::new();
        if pods + 1 > node.instance.max_pods() {
            reasons.push("Too many pods".to_owned());
        }
        if cpu > node.instance.cpu() && self.pod.spec.cpu > 0 {
            reasons.push("Insufficient cpu".to_owned());
        }
        if memory > node.instance.allocatable_memory() && self.pod.spec.memory > 0 {
            reasons.push("Insufficient memory".to_owned());
        }
        // What is more than the whole node has is no question of other pods.
        let beyond = self.pod.spec.cpu > node.instance.cpu()
            || self.pod.spec.memory > node.instance.allocatable_memory();
        match reasons.is_empty() {
            true => Ok((cpu, memory, pods + 1)),
            false => Err(Refusal { reasons, preemption: !beyond }),
        }
    }

    /// A volume is in one zone, and so is its pod.
    ///
    /// Source: <https://docs.aws.amazon.com/eks/latest/userguide/ebs-csi.html>.
    fn volumes(&self, node: &Node) -> Result<(), Refusal> {
        let zone = self.world.region.zone_name(node.zone);
        let elsewhere = self.claims().any(|claim| {
            claim.and_then(|claim| claim.zone.as_deref()).is_some_and(|at| at != zone)
        });
        match elsewhere {
            true => Err(no("node(s) had volume node affinity conflict")),
            false => Ok(()),
        }
    }

    fn claims(&self) -> impl Iterator<Item = Option<&crate::eks::objects::Claim>> {
        let namespace = &self.pod.namespace;
        let claims = self.pod.claims.iter();
        claims.map(move |claim| self.world.objects.claims.get(&(namespace.clone(), claim.clone())))
    }

    /// A claim that does not exist, or whose volume nobody makes.
    pub(super) fn unbound(&self) -> Option<String> {
        let missing = self.pod.claims.iter().find(|claim| {
            let key = (self.pod.namespace.clone(), (*claim).clone());
            !self.world.objects.claims.contains_key(&key)
        });
        if let Some(missing) = missing {
            return Some(format!("persistentvolumeclaim \"{missing}\" not found"));
        }
        let driver = self.world.add_ons.contains_key("aws-ebs-csi-driver");
        let waits = self.claims().flatten().any(|claim| claim.zone.is_none() && !driver);
        let text = "running PreBind plugin \"VolumeBinding\": binding volumes: context deadline \
                    exceeded";
        waits.then(|| text.to_owned())
    }

    /// Spread constraints; how uneven the best effort ones would be.
    ///
    /// Source:
    /// <https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/>.
    fn spread(&self, node: &Node) -> Result<u32, Refusal> {
        let mut soft = 0;
        for (spread, counts) in &self.spreads {
            let Some(value) = node.labels.get(&spread.key) else {
                if spread.hard {
                    return Err(no(
                        "node(s) didn't match pod topology spread constraints (missing required \
                         label)",
                    ));
                }
                continue;
            };
            let own = u32::from(spread.selector.matches(&self.pod.spec.labels));
            let here = counts.get(value).copied().unwrap_or(0) + own;
            let least = counts.values().copied().min().unwrap_or(0);
            let skew = here.saturating_sub(least);
            if spread.hard && skew > spread.skew {
                let reason = "node(s) didn't match pod topology spread constraints";
                return Err(Refusal { reasons: vec![reason.to_owned()], preemption: true });
            }
            soft += skew;
        }
        Ok(soft)
    }

    fn apart(&self, node: &Node) -> Result<(), Refusal> {
        let same = |key: &str, other: &Node| node.labels.get(key) == other.labels.get(key);
        let clash = |key: &String, selector: &Selector| {
            self.world.pods.values().any(|other| {
                let on = other.node.and_then(|id| self.world.nodes.get(&id));
                other.leaving.is_none()
                    && other.namespace == self.pod.namespace
                    && selector.matches(&other.spec.labels)
                    && on.is_some_and(|on| node.labels.contains_key(key) && same(key, on))
            })
        };
        match self.pod.spec.apart.iter().any(|(key, selector)| clash(key, selector)) {
            true => Err(Refusal {
                reasons: vec!["node(s) didn't match pod anti-affinity rules".to_owned()],
                preemption: true,
            }),
            false => Ok(()),
        }
    }
}
