//! Whether a group is whole, and the issue that it has where it is not.
//!
//! Codes: <https://docs.aws.amazon.com/eks/latest/APIReference/API_Issue.html>.

use super::{Group, Issue, Kind, PATIENCE, SETTLED, Status, World};
use crate::eks::node::{Condition, Phase};

impl World {
    /// What EKS makes of the nodes of a group.
    pub(super) fn judge(&mut self, name: &str) {
        let Some(group) = self.groups.get(name) else { return };
        let ids = self.nodes_of(name);
        let ready = ids.iter().filter_map(|id| self.nodes.get(id)).filter(|node| node.is_ready());
        let ready = u32::try_from(ready.count()).unwrap_or(0);
        let whole = ready >= group.desired;
        let now = self.now;
        let (since, lacking) = match whole {
            true => (Some(group.whole.unwrap_or(now)), None),
            false => (None, Some(group.lacking.unwrap_or(now))),
        };
        let status = group.status;
        if let Some(group) = self.groups.get_mut(name) {
            (group.whole, group.lacking) = (since, lacking);
        }
        match status {
            Status::Creating => self.judge_new(name, since),
            Status::Active | Status::Degraded => self.judge_old(name, lacking),
            Status::CreateFailed | Status::Deleting => {}
        }
    }

    fn judge_new(&mut self, name: &str, whole: Option<u32>) {
        let Some(group) = self.groups.get(name) else { return };
        if let Some(issue) = Self::template_issue(group)
            && self.now >= group.created + 30
        {
            self.fail_group(name, issue);
            return;
        }
        if let Some(issue) = self.subnet_issue(group)
            && self.now >= group.created + 120
        {
            self.fail_group(name, issue);
            return;
        }
        // None is waited for where none is wanted.
        let settled = if group.desired == 0 { 0 } else { SETTLED };
        if whole.is_some_and(|since| self.now >= since + settled) {
            let count = group.desired.to_string();
            if let Some(group) = self.groups.get_mut(name) {
                group.status = Status::Active;
            }
            let data = [("group", name.to_owned()), ("count", count)];
            self.tell(Kind::GroupActive, name, &data);
            return;
        }
        if self.now >= group.created + PATIENCE
            && let Some(issue) = self.issue(group)
        {
            self.fail_group(name, issue);
        }
    }

    /// A group that was whole shows an issue once it lacks nodes for a quarter of an hour.
    fn judge_old(&mut self, name: &str, lacking: Option<u32>) {
        let Some(group) = self.groups.get(name) else { return };
        let issue =
            lacking.filter(|since| self.now >= since + PATIENCE).and_then(|_| self.issue(group));
        match (issue, group.status) {
            (Some(issue), Status::Active) => {
                self.say(&issue.code, name, issue.message.clone(), true);
                if let Some(group) = self.groups.get_mut(name) {
                    group.status = Status::Degraded;
                    group.issues = vec![issue];
                }
            }
            (None, Status::Degraded) if lacking.is_none() => {
                if let Some(group) = self.groups.get_mut(name) {
                    group.status = Status::Active;
                    group.issues.clear();
                }
            }
            _ => {}
        }
    }

    /// The creation of a group has failed.
    pub(crate) fn fail_group(&mut self, name: &str, issue: Issue) {
        self.say(&issue.code, name, issue.message.clone(), true);
        if let Some(group) = self.groups.get_mut(name) {
            group.status = Status::CreateFailed;
            group.issues = vec![issue];
        }
    }

    /// Why a group has fewer ready nodes than it wants.
    fn issue(&self, group: &Group) -> Option<Issue> {
        let nodes = self.nodes_of(&group.name);
        let nodes: Vec<_> = nodes.iter().filter_map(|id| self.nodes.get(id)).collect();
        let issue = |code: &str, message: String, resources: Vec<String>| Issue {
            code: code.to_owned(),
            message,
            resources,
        };
        let named = |condition: Condition| {
            let those = nodes.iter().filter(|node| node.condition == condition);
            those.map(|node| node.name.clone()).collect::<Vec<_>>()
        };
        let absent: Vec<String> = nodes
            .iter()
            .filter(|node| matches!(node.phase, Phase::Booting { .. }))
            .map(|node| node.name.clone())
            .collect();
        if !absent.is_empty() {
            let text = "Instances failed to join the kubernetes cluster";
            return Some(issue("NodeCreationFailure", text.to_owned(), absent));
        }
        let unready = named(Condition::NotReady);
        if !unready.is_empty() {
            let text = "Unhealthy nodes in the kubernetes cluster";
            return Some(issue("NodeCreationFailure", text.to_owned(), unready));
        }
        if nodes.len() >= group.desired as usize {
            return None;
        }
        let subnets: Vec<_> = group.subnets.iter().filter_map(|id| self.plant.subnet(id)).collect();
        let with_capacity: Vec<_> =
            subnets.iter().filter(|subnet| self.has_capacity(subnet.zone)).collect();
        if with_capacity.is_empty() {
            let zones = subnets.iter().map(|subnet| self.region.zone_name(subnet.zone));
            let zones: Vec<&str> = zones.collect();
            let kind = group.type_name();
            let text = format!(
                "Could not launch {} Instances. InsufficientInstanceCapacity - We currently do not \
                 have sufficient {kind} capacity in the Availability Zone you requested ({}). Our \
                 system will be working on provisioning additional capacity.",
                if group.spot { "Spot" } else { "On-Demand" },
                zones.join(", "),
            );
            return Some(issue("AsgInstanceLaunchFailures", text, vec![group.name.clone()]));
        }
        if with_capacity.iter().all(|subnet| self.free(&subnet.address) == 0) {
            let text = "Amazon Autoscaling was unable to launch instances because there are not \
                        enough free addresses in the subnet associated with your AutoScaling \
                        group(s).";
            let ids = with_capacity.iter().map(|subnet| subnet.id.clone()).collect();
            return Some(issue("InsufficientFreeAddresses", text.to_owned(), ids));
        }
        None
    }
}
