//! The scheduler: which node a pod goes to, and what it says where there is none.
//!
//! Source: <https://kubernetes.io/docs/concepts/scheduling-eviction/kube-scheduler/>; the texts are
//! those of `FitError` and of the plug-ins in <https://github.com/kubernetes/kubernetes>.

mod fit;

use std::collections::BTreeMap;

use super::node::{Condition, Node, Phase};
use super::pod::Stage;
use super::world::World;

pub(crate) use fit::{selected, tolerated};

/// Seconds after which a pod that fits nowhere is looked at again.
const AGAIN: u32 = 5;
/// Pods that are placed in a second.
const EACH_SECOND: usize = 50;

impl World {
    /// A second of the scheduler.
    pub(crate) fn schedule(&mut self) {
        if !self.writable() {
            return;
        }
        let waiting = self.pods.iter().filter(|(_, pod)| {
            pod.stage == Stage::Pending && pod.leaving.is_none() && pod.retry <= self.now
        });
        let waiting: Vec<u32> = waiting.map(|(id, _)| *id).take(EACH_SECOND).collect();
        for id in waiting {
            if !self.on_fargate(id) {
                self.place(id);
            }
        }
    }

    fn place(&mut self, id: u32) {
        let Some(pod) = self.pods.get(&id) else { return };
        let (about, spec) = (pod.about(), pod.spec.clone());
        let title = about.trim_start_matches("Pod/").to_owned();
        let candidates: Vec<(u32, &Node)> = self
            .nodes
            .iter()
            .filter(|(_, node)| node.phase == Phase::Joined && node.condition != Condition::Absent)
            .map(|(id, node)| (*id, node))
            .collect();
        let fits = fit::Fits::new(self, pod, &candidates);
        let mut refusals: BTreeMap<String, u32> = BTreeMap::new();
        let mut helpless = 0;
        let mut open = Vec::new();
        for (node, known) in &candidates {
            match fits.check(*node, known) {
                Ok(score) => open.push((score, *node)),
                Err(refusal) => {
                    helpless += u32::from(!refusal.preemption);
                    for reason in refusal.reasons {
                        *refusals.entry(reason).or_default() += 1;
                    }
                }
            }
        }
        let claims = fits.unbound();
        let best = open.into_iter().min().map(|(_, node)| node);
        let Some(node) = best.filter(|_| claims.is_none()) else {
            let all = u32::try_from(candidates.len()).unwrap_or(0);
            let text = claims.unwrap_or_else(|| said(all, &refusals, helpless));
            self.refuse(id, &about, text);
            return;
        };
        let (name, zone) =
            self.nodes.get(&node).map_or((String::new(), 0), |node| (node.name.clone(), node.zone));
        let zone = self.region.zone_name(zone).to_owned();
        let now = self.now;
        let Some(pod) = self.pods.get_mut(&id) else { return };
        pod.node = Some(node);
        pod.stage = Stage::Sandbox { next: now };
        pod.message.clear();
        let claims: Vec<_> =
            pod.claims.iter().map(|claim| (pod.namespace.clone(), claim.clone())).collect();
        for claim in claims {
            // A volume is made where its first pod goes, and stays there.
            if let Some(claim) = self.objects.claims.get_mut(&claim) {
                claim.zone.get_or_insert_with(|| zone.clone());
            }
        }
        if !spec.system {
            let text = format!("Successfully assigned {title} to {name}");
            self.say("Scheduled", &about, text, false);
        }
    }

    pub(crate) fn refuse(&mut self, id: u32, about: &str, text: String) {
        let again = self.now + AGAIN;
        let Some(pod) = self.pods.get_mut(&id) else { return };
        pod.retry = again;
        if pod.message != text {
            pod.message.clone_from(&text);
            self.say("FailedScheduling", about, text, true);
        }
    }
}

/// What the scheduler says where no node fits.
fn said(all: u32, refusals: &BTreeMap<String, u32>, helpless: u32) -> String {
    if all == 0 {
        return "no nodes available to schedule pods".to_owned();
    }
    let mut reasons: Vec<String> =
        refusals.iter().map(|(reason, count)| format!("{count} {reason}")).collect();
    reasons.sort();
    let mut preemption = Vec::new();
    if all > helpless {
        let count = all - helpless;
        preemption.push(format!("{count} No preemption victims found for incoming pod"));
    }
    if helpless > 0 {
        preemption.push(format!("{helpless} Preemption is not helpful for scheduling"));
    }
    preemption.sort();
    format!(
        "0/{all} nodes are available: {}. preemption: 0/{all} nodes are available: {}.",
        reasons.join(", "),
        preemption.join(", "),
    )
}
