//! Pods: how one gets an address and an image, starts, and ends.

mod control;
mod evict;
mod pull;

use std::rc::Rc;

use super::node::Condition;
use super::objects::PodSpec;
use super::world::World;

/// Seconds that a container takes to start once its image is there.
const START: u32 = 3;
/// Seconds that a pull takes.
const PULL: u32 = 6;
/// Seconds between two tries to give a pod an address.
const SANDBOX: u32 = 15;

/// How far a pod is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Stage {
    /// It waits for a node.
    Pending,
    /// It waits for an address.
    Sandbox {
        next: u32,
    },
    /// Its image comes.
    Pulling {
        until: u32,
    },
    /// Its image does not come; tried again then, for the nth time.
    BackOff {
        next: u32,
        tries: u32,
    },
    /// Its containers start.
    Starting {
        until: u32,
    },
    Running {
        since: u32,
    },
    Done,
}

/// A pod.
#[derive(Debug, Clone)]
pub(crate) struct Pod {
    pub(crate) namespace: String,
    pub(crate) name: String,
    /// Kind and name of what made it; empty for a bare pod.
    pub(crate) owner: (String, String),
    pub(crate) spec: Rc<PodSpec>,
    /// The claims that it mounts.
    pub(crate) claims: Vec<String>,
    pub(crate) node: Option<u32>,
    pub(crate) stage: Stage,
    /// Whether it has an address of its node.
    pub(crate) address: bool,
    /// What Kubernetes says to its stage.
    pub(crate) message: String,
    /// When the scheduler looks at it again.
    pub(crate) retry: u32,
    /// When it is gone, once it is told to go.
    pub(crate) leaving: Option<u32>,
    /// Whether Services send calls to it.
    pub(crate) listed: bool,
}

impl Pod {
    pub(crate) fn is_daemon(&self) -> bool {
        self.owner.0 == "DaemonSet"
    }

    /// `Pod/NAMESPACE/NAME`.
    pub(crate) fn about(&self) -> String {
        format!("Pod/{}/{}", self.namespace, self.name)
    }

    /// Whether its containers run, on a machine that does.
    pub(crate) fn answers(&self, world: &World) -> bool {
        let node = self.node.and_then(|id| world.nodes.get(&id));
        matches!(self.stage, Stage::Running { since } if since < world.now)
            && self.leaving.is_none()
            && node.is_some_and(|node| node.alive(world))
    }
}

impl World {
    /// A second of every pod.
    pub(crate) fn run_pods(&mut self) {
        let writable = self.writable();
        // Most pods run, and nothing becomes of them.
        let moving = self.pods.iter().filter(|(_, pod)| {
            let rests = matches!(pod.stage, Stage::Pending | Stage::Done)
                || (matches!(pod.stage, Stage::Running { .. }) && pod.spec.runs.is_none());
            pod.leaving.is_some() || !rests
        });
        for id in moving.map(|(id, _)| *id).collect::<Vec<_>>() {
            self.run_pod(id, writable);
        }
        self.list();
        if writable && self.nodes.values().any(|node| node.tainted.is_some()) {
            self.give_up_lost();
        }
    }

    fn run_pod(&mut self, id: u32, writable: bool) {
        let Some(pod) = self.pods.get(&id) else { return };
        let Some(node) = pod.node.and_then(|id| self.nodes.get(&id)) else {
            // Nothing runs that would have to end.
            if pod.leaving.is_some() && writable {
                self.remove_pod(id);
            }
            return;
        };
        let runs = node.alive(self) && node.condition != Condition::Absent;
        if !runs {
            return;
        }
        // Only its kubelet can say that it ended.
        if pod.leaving.is_some_and(|at| self.now >= at) && writable {
            self.remove_pod(id);
            return;
        }
        let (node_id, fargate) = (pod.node, node.is_fargate());
        let plugged = self.plugged(node).is_ok() || pod.spec.host_network;
        let stage = match &pod.stage {
            Stage::Sandbox { next } if self.now >= *next && plugged => {
                match fargate || pod.spec.host_network || self.address(id, node_id) {
                    true => self.begin_pull(id),
                    false => Some(Stage::Sandbox { next: self.now + SANDBOX }),
                }
            }
            Stage::BackOff { next, tries } if self.now >= *next => self.pull_again(id, *tries),
            Stage::Pulling { until } if self.now >= *until => self.pulled(id),
            Stage::Starting { until } if self.now >= *until => {
                Some(Stage::Running { since: self.now })
            }
            Stage::Running { since } => {
                let done = pod.spec.runs.is_some_and(|seconds| self.now >= since + seconds);
                done.then_some(Stage::Done)
            }
            _ => None,
        };
        if let (Some(stage), Some(pod)) = (stage, self.pods.get_mut(&id)) {
            if matches!(stage, Stage::Running { .. } | Stage::Done) {
                pod.message.clear();
            }
            pod.stage = stage;
        }
    }

    /// A pod gets an address of its node, or the node's plug-in says why not.
    fn address(&mut self, id: u32, node: Option<u32>) -> bool {
        let Some(node) = node else { return false };
        let free = |world: &Self| {
            let held = world.nodes.get(&node).map_or(0, super::node::Node::for_pods);
            held > world.addresses_used(node)
        };
        if !free(self) {
            self.fill(node);
        }
        if free(self) {
            if let Some(pod) = self.pods.get_mut(&id) {
                pod.address = true;
                pod.message.clear();
            }
            self.fill(node);
            return true;
        }
        let Some(pod) = self.pods.get_mut(&id) else { return false };
        let (about, name, namespace) = (pod.about(), pod.name.clone(), pod.namespace.clone());
        let hash = super::world::mix(1, &about);
        let text = format!(
            "Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup \
             network for sandbox \"{hash:016x}\": plugin type=\"aws-cni\" name=\"aws-cni\" failed \
             (add): add cmd: failed to assign an IP address to container"
        );
        let first = pod.message != text;
        pod.message.clone_from(&text);
        debug_assert!(!name.is_empty() && !namespace.is_empty(), "pods have names");
        if first {
            self.say("FailedCreatePodSandBox", &about, text, true);
        }
        false
    }

    /// A pod that is gone.
    pub(crate) fn remove_pod(&mut self, id: u32) {
        let Some(pod) = self.pods.remove(&id) else { return };
        if let Some(node) = pod.node {
            let fargate = self.nodes.get(&node).is_some_and(super::node::Node::is_fargate);
            match fargate {
                true => self.terminate(node),
                false => self.fill(node),
            }
        }
    }

    /// Services send calls to pods that the API counts as ready: on nodes that it counts as ready,
    /// in zones that no shift leads away from.
    fn list(&mut self) {
        let (writable, now) = (self.writable(), self.now);
        if !writable {
            return;
        }
        let nodes = &self.nodes;
        let shifted = &self.shifted;
        for pod in self.pods.values_mut() {
            let node = pod.node.and_then(|id| nodes.get(&id));
            pod.listed = matches!(pod.stage, Stage::Running { since } if since < now)
                && pod.leaving.is_none()
                && node.is_some_and(|node| node.is_ready() && !shifted.contains(&node.zone));
        }
    }
}
