//! Images: with whose rights they are pulled, and over which way.
//!
//! Source: <https://docs.aws.amazon.com/AmazonECR/latest/userguide/ECR_on_EKS.html>.

use super::{PULL as SECONDS, START, Stage, World};
use crate::eks::node::PULL;

/// Seconds before the first new try; each waits twice as long as the one before.
///
/// Source: <https://kubernetes.io/docs/concepts/containers/images/#imagepullbackoff>.
const BACK_OFF: u32 = 10;
const BACK_OFF_MOST: u32 = 300;

impl World {
    pub(super) fn begin_pull(&mut self, id: u32) -> Option<Stage> {
        let about = self.pods.get(&id)?.about();
        let until = self.now + self.lasts(&about, SECONDS);
        Some(Stage::Pulling { until })
    }

    pub(super) fn pull_again(&mut self, id: u32, tries: u32) -> Option<Stage> {
        match self.pull_fails(id) {
            Some(_) => {
                let wait = BACK_OFF.saturating_mul(1 << tries.min(6)).min(BACK_OFF_MOST);
                Some(Stage::BackOff { next: self.now + wait, tries: tries + 1 })
            }
            None => self.begin_pull(id),
        }
    }

    pub(super) fn pulled(&mut self, id: u32) -> Option<Stage> {
        let Some(text) = self.pull_fails(id) else {
            if let Some(node) = self.pods.get(&id).and_then(|pod| pod.node) {
                self.pay_pull(node);
            }
            return Some(Stage::Starting { until: self.now + START });
        };
        let about = self.pods.get(&id)?.about();
        self.pods.get_mut(&id)?.message.clone_from(&text);
        self.say("Failed", &about, text, true);
        Some(Stage::BackOff { next: self.now + BACK_OFF, tries: 1 })
    }

    /// Why the image of a pod can't be pulled, as containerd says it.
    fn pull_fails(&self, id: u32) -> Option<String> {
        let pod = self.pods.get(&id)?;
        let node = self.nodes.get(&pod.node?)?;
        let failed = |image: &str, why: &str| {
            Some(format!(
                "Failed to pull image \"{image}\": failed to pull and unpack image \"{image}\": \
                 failed to resolve reference \"{image}\": {why}"
            ))
        };
        for image in &pod.spec.images {
            let host = image.split('/').next().unwrap_or_default();
            let private = host.contains(".dkr.ecr.");
            if !self.leads_out(&node.subnet) {
                let host = if host.contains('.') { host } else { "registry-1.docker.io" };
                return failed(
                    image,
                    &format!(
                        "failed to do request: Head \"https://{host}/v2/\": \
                                               dial tcp {host}:443: i/o timeout"
                    ),
                );
            }
            if !private {
                continue;
            }
            let role = match node.is_fargate() {
                true => self.profiles.get(&node.group).map(|profile| profile.role.as_str()),
                false => self.groups.get(&node.group).map(|group| group.role.as_str()),
            };
            let policies: &[&str] = match node.is_fargate() {
                true => &["AmazonEKSFargatePodExecutionRolePolicy"],
                false => &PULL,
            };
            if role.is_some_and(|role| !self.plant.role_has(role, policies)) {
                return failed(image, "unexpected status from HEAD request: 403 Forbidden");
            }
            let account = host.split('.').next().unwrap_or_default();
            let repositories = &self.plant.repositories;
            let bare = image.split(['@', ':']).next().unwrap_or_default();
            let ours = repositories.iter().any(|url| url.starts_with(account));
            if ours && !repositories.contains(bare) {
                return failed(image, "not found");
            }
        }
        None
    }
}
