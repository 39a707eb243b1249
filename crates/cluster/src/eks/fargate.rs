//! Fargate profiles, and the size of the machine that a pod gets.
//!
//! Sources: <https://docs.aws.amazon.com/eks/latest/userguide/fargate-profile.html>,
//! <https://docs.aws.amazon.com/eks/latest/userguide/fargate-pod-configuration.html>.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::instance::Instance;
use super::node::{Condition, Node, Phase};
use super::pod::{Pod, Stage};
use super::world::World;

/// Seconds until a pod has its machine.
const MACHINE: u32 = 45;
/// MiB that the kubelet and its like take on top.
const OVERHEAD: u32 = 256;

/// Hundredths of a vCPU; the least and the most memory in MiB, and its steps.
const SIZES: &[(u32, u32, u32, u32)] = &[
    (25, 512, 512, 1),
    (25, 1_024, 2_048, 1_024),
    (50, 1_024, 4_096, 1_024),
    (100, 2_048, 8_192, 1_024),
    (200, 4_096, 16_384, 1_024),
    (400, 8_192, 30_720, 1_024),
    (800, 16_384, 61_440, 4_096),
    (1_600, 32_768, 122_880, 8_192),
];

/// A Fargate profile.
#[derive(Debug, Clone)]
pub(crate) struct Profile {
    pub(crate) address: String,
    pub(crate) name: String,
    /// When it is active.
    pub(crate) until: u32,
    /// Namespace and labels; `*` and `?` stand for any characters.
    pub(crate) selectors: Vec<(String, BTreeMap<String, String>)>,
    pub(crate) subnets: Vec<String>,
    pub(crate) role: String,
    pub(crate) deleting: bool,
}

impl Profile {
    fn matches(&self, pod: &Pod) -> bool {
        self.selectors.iter().any(|(namespace, labels)| {
            let labelled = labels.iter().all(|(key, value)| {
                let found = pod.spec.labels.get(key);
                found.is_some_and(|found| irsa_engine::glob::like(value, found))
            });
            irsa_engine::glob::like(namespace, &pod.namespace) && labelled
        })
    }
}

/// Hundredths of a vCPU and MiB of the machine for a pod: what it asks for and the overhead, at
/// the next size; none where no size is large enough.
pub(crate) fn size(cpu: u32, memory: u32) -> Option<(u32, u32)> {
    let (cpu, memory) = (cpu.div_ceil(10), if memory == 0 { 0 } else { memory + OVERHEAD });
    SIZES.iter().find_map(|&(has, least, most, step)| {
        let steps = memory.saturating_sub(least).div_ceil(step);
        let gets = least + steps * step;
        (cpu <= has && gets <= most).then_some((has, gets))
    })
}

impl World {
    /// A second of the profiles: the machines of their pods.
    pub(crate) fn run_profiles(&mut self) {
        let (writable, now) = (self.writable(), self.now);
        for node in self.nodes.values_mut().filter(|node| node.is_fargate()) {
            let Phase::Booting { until } = node.phase else { continue };
            if now >= until && writable && node.dead.is_none() {
                node.phase = Phase::Joined;
                (node.condition, node.since) = (Condition::Ready, now);
                (node.heard, node.served) = (now, now);
            }
        }
    }

    /// Gives a pod a machine of its own, if a profile selects it: whether one does.
    pub(crate) fn on_fargate(&mut self, id: u32) -> bool {
        let Some(pod) = self.pods.get(&id) else { return false };
        let daemon = pod.is_daemon();
        let chosen = self.profiles.values().find(|profile| {
            profile.until <= self.now && !profile.deleting && !daemon && profile.matches(pod)
        });
        let Some(profile) = chosen else { return false };
        let about = pod.about();
        let Some((cpu, memory)) = size(pod.spec.cpu, pod.spec.memory) else {
            let text = "Pod provisioning failed: the pod asks for more than a Fargate pod has";
            self.refuse(id, &about, text.to_owned());
            return true;
        };
        if !pod.claims.is_empty() && !pod.spec.system {
            let text = "Pod not supported on Fargate: volumes not supported: not supported \
                        because: PVC not bound";
            self.refuse(id, &about, text.to_owned());
            return true;
        }
        let (name, subnets) = (profile.name.clone(), profile.subnets.clone());
        let open = subnets
            .iter()
            .filter_map(|id| self.plant.subnet(id))
            .find(|subnet| self.zone_up(subnet.zone) && self.free(&subnet.address) > 0);
        let Some(subnet) = open.cloned() else {
            let text =
                "Pod provisioning timed out (will retry) for pod: no subnet has free addresses";
            self.refuse(id, &about, text.to_owned());
            return true;
        };
        let node_name = format!("fargate-{}", self.node_name(&subnet.cidr, subnet.total));
        let until = self.now + self.lasts(&format!("fargate {about}"), MACHINE);
        let node = self.machine(&node_name, &name, &subnet, until, (cpu, memory));
        let node_id = self.next_node;
        self.next_node += 1;
        self.nodes.insert(node_id, node);
        let now = self.now;
        if let Some(pod) = self.pods.get_mut(&id) {
            pod.node = Some(node_id);
            pod.stage = Stage::Sandbox { next: now };
            pod.message.clear();
        }
        let title = about.trim_start_matches("Pod/").to_owned();
        let text = format!("Successfully assigned {title} to {node_name}");
        self.say("Scheduled", &about, text, false);
        true
    }

    fn machine(
        &self,
        name: &str,
        profile: &str,
        subnet: &super::plant::Subnet,
        until: u32,
        (cpu, memory): (u32, u32),
    ) -> Node {
        let zone = self.region.zone_name(subnet.zone).to_owned();
        let labels = [
            ("eks.amazonaws.com/compute-type", "fargate"),
            ("topology.kubernetes.io/zone", &zone),
            ("topology.kubernetes.io/region", &self.region.name),
            ("kubernetes.io/hostname", name),
        ];
        let labels = labels.map(|(key, value)| (key.to_owned(), value.to_owned()));
        let instance = Instance {
            cpus: cpu.div_ceil(100),
            memory,
            interfaces: 1,
            addresses: 1,
            // Hundredths of a vCPU: what is paid for.
            virginia: cpu,
            seoul: None,
            arm: false,
        };
        let (made, times) = (("fargate".to_owned(), instance), (self.now, until));
        Node {
            version: self.plane.as_ref().map_or(0, |plane| plane.version),
            labels: Rc::new(BTreeMap::from(labels)),
            ..Node::booting(name.to_owned(), profile, subnet, made, times)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::size;

    #[test]
    fn a_pod_gets_the_next_size_above_what_it_asks_for() {
        let rows = [
            ((0, 0), Some((25, 512))),
            ((250, 256), Some((25, 512))),
            ((250, 257), Some((25, 1_024))),
            ((250, 2_048), Some((50, 3_072))),
            ((1_000, 8_192), Some((200, 9_216))),
            ((4_000, 30_464), Some((400, 30_720))),
            ((4_000, 30_465), Some((800, 32_768))),
            ((16_000, 122_624), Some((1_600, 122_880))),
            ((16_001, 1_024), None),
            ((250, 122_625), None),
        ];
        for ((cpu, memory), expected) in rows {
            assert_eq!(size(cpu, memory), expected, "{cpu}m {memory}Mi");
        }
    }
}
