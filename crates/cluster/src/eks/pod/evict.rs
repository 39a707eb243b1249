//! How pods go: told to, evicted within their budgets, or given up with their node.

use super::{Pod, World};
use crate::eks::node::TOLERATED;
use crate::eks::objects::{Budget, Key};
use crate::eks::snapshot;

/// Seconds between two tries to evict a pod.
const AGAIN: u32 = 5;

impl World {
    /// Tells a pod to go.
    pub(crate) fn end_pod(&mut self, id: u32) {
        let now = self.now;
        if let Some(pod) = self.pods.get_mut(&id).filter(|pod| pod.leaving.is_none()) {
            pod.leaving = Some(now + pod.spec.grace);
            pod.listed = false;
        }
    }

    /// Evicts a pod if its budgets allow that; whether they do.
    pub(crate) fn evict(&mut self, id: u32, stuck: bool) -> bool {
        let Some(pod) = self.pods.get(&id) else { return true };
        let refused =
            self.budgets_of(pod).any(|(key, budget)| self.standing(key, budget).allowed == 0);
        let (about, due) = (pod.about(), self.now >= pod.retry);
        if refused || stuck {
            if due {
                if let Some(pod) = self.pods.get_mut(&id) {
                    pod.retry = self.now + 12 * AGAIN;
                }
                let text = match refused {
                    true => "Cannot evict pod as it would violate the pod's disruption budget.",
                    false => "error when waiting for pod to terminate: global timeout reached",
                };
                self.say("EvictionFailed", &about, text, true);
            }
            return false;
        }
        self.say("Evicted", &about, "Evicted pod", false);
        self.end_pod(id);
        true
    }

    fn budgets_of<'w>(&'w self, pod: &'w Pod) -> impl Iterator<Item = (&'w Key, &'w Budget)> {
        let own = self.objects.budgets.iter();
        own.filter(|((namespace, _), budget)| {
            *namespace == pod.namespace && budget.selector.matches(&pod.spec.labels)
        })
    }

    /// What a budget still allows.
    ///
    /// Source: <https://kubernetes.io/docs/tasks/run-application/configure-pdb/>.
    pub(crate) fn standing(&self, key: &Key, budget: &Budget) -> snapshot::Budget {
        let chosen =
            |namespace: &str, labels| namespace == key.0 && budget.selector.matches(labels);
        let workloads = self.objects.workloads.values();
        let expected = workloads.filter(|one| chosen(&one.namespace, &one.spec.labels));
        let expected: u32 =
            expected.map(|one| one.replicas.max(u32::from(one.kind == "Pod"))).sum();
        let pods = self.pods.values().filter(|pod| chosen(&pod.namespace, &pod.spec.labels));
        let healthy = pods.filter(|pod| pod.listed).count();
        let healthy = u32::try_from(healthy).unwrap_or(u32::MAX);
        let amount = |text: &str| match text.strip_suffix('%') {
            Some(percent) => (expected * percent.parse().unwrap_or(0)).div_ceil(100),
            None => text.parse().unwrap_or(0),
        };
        let needed = match (&budget.min_available, &budget.max_unavailable) {
            (Some(min), _) => amount(min),
            (None, Some(max)) => expected.saturating_sub(amount(max)),
            (None, None) => 0,
        };
        let allowed = healthy.saturating_sub(needed);
        let (namespace, name) = key.clone();
        snapshot::Budget { namespace, name, allowed, healthy, needed }
    }

    /// Pods of lost nodes are told to go, once they tolerated that long enough. They stay in the
    /// list until the node does, since only its kubelet could say that they ended.
    pub(super) fn give_up_lost(&mut self) {
        let lost = self.pods.iter().filter(|(_, pod)| {
            let node = pod.node.and_then(|id| self.nodes.get(&id));
            let since = node.and_then(|node| node.tainted);
            let tolerated = pod
                .spec
                .tolerations
                .iter()
                .find(|one| one.key.is_empty() || one.key == "node.kubernetes.io/unreachable");
            let seconds = match tolerated {
                Some(toleration) => toleration.seconds,
                None => Some(TOLERATED),
            };
            let over =
                since.zip(seconds).is_some_and(|(since, seconds)| self.now >= since + seconds);
            pod.leaving.is_none() && !pod.is_daemon() && over
        });
        for id in lost.map(|(id, _)| *id).collect::<Vec<_>>() {
            if let Some(about) = self.pods.get(&id).map(Pod::about) {
                let text = format!("Marking for deletion Pod {}", about.trim_start_matches("Pod/"));
                self.say("TaintManagerEviction", &about, text, true);
            }
            self.end_pod(id);
        }
    }
}
