//! What an apply asks of the world: how long the making of something takes, and how it ends.
//!
//! A cluster, a node group and an add-on end when the world says so; everything else takes the
//! seconds that its type is listed with.

mod existing;
mod kubernetes;
mod read;

use super::add_on::Status as AddOnStatus;
use super::group::{Group, Status as GroupStatus};
use super::plant::{bears, text, texts};
use super::world::World;
use crate::apply::{Refusal, Verb};
use crate::terraform::{State, Stored, Value};

/// Seconds until a change of a group's size or labels is through.
const CONFIGURED: u32 = 15;
/// Seconds after which Terraform gives up on an add-on, and on a group.
///
/// Source: the default timeouts of
/// <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/eks_addon>.
const ADD_ON_TIMEOUT: u32 = 20 * 60;
const GROUP_TIMEOUT: u32 = 60 * 60;

/// How something begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Begun {
    /// It takes as long as its type is listed with.
    Listed,
    /// The world says when it ends.
    Open,
    /// It fails.
    Refused(Refusal),
}

impl World {
    /// Whether a resource belongs to the cluster that is simulated: the first one.
    fn is_ours(&self, stored: &Stored) -> bool {
        let name = match stored.kind.as_str() {
            "aws_eks_cluster" => text(stored, &["name"]),
            _ => text(stored, &["cluster_name"]),
        };
        self.plane.as_ref().is_some_and(|plane| Some(&plane.name) == name.as_ref())
    }

    /// Begins to make, change or destroy something.
    pub(crate) fn begin(
        &mut self,
        address: &str,
        verb: Verb,
        target: Option<&Stored>,
        old: Option<&Stored>,
        state: &State,
    ) -> Begun {
        let stored = match verb {
            Verb::Destroy => old,
            Verb::Create | Verb::Update => target,
        };
        let Some(stored) = stored.filter(|stored| stored.kind.starts_with("aws_eks_")) else {
            return Begun::Listed;
        };
        if self.stale {
            self.look(state);
        }
        match (stored.kind.as_str(), verb) {
            ("aws_eks_cluster", Verb::Create) if self.plane.is_none() => {
                self.begin_plane(address, stored)
            }
            _ if !self.is_ours(stored) => Begun::Listed,
            ("aws_eks_cluster", Verb::Update) => self.change_plane(stored, old),
            ("aws_eks_cluster", Verb::Destroy) => {
                if let Some(plane) = &mut self.plane {
                    plane.status = super::plane::Status::Deleting;
                }
                Begun::Listed
            }
            ("aws_eks_node_group", Verb::Create) => self.begin_group(address, stored, state),
            ("aws_eks_node_group", Verb::Update) => self.change_group(stored, old, state),
            ("aws_eks_node_group", Verb::Destroy) => {
                let name = text(stored, &["node_group_name"]).unwrap_or_default();
                if let Some(group) = self.groups.get_mut(&name) {
                    group.status = GroupStatus::Deleting;
                    group.update = None;
                }
                Begun::Listed
            }
            ("aws_eks_addon", Verb::Create) => {
                let name = text(stored, &["addon_name"]).unwrap_or_default();
                let role = text(stored, &["service_account_role_arn"]).is_some()
                    || stored
                        .object
                        .get("pod_identity_association")
                        .is_some_and(|value| value.items().is_some_and(|items| !items.is_empty()));
                self.install(&name, address, role);
                Begun::Open
            }
            _ => Begun::Listed,
        }
    }

    fn begin_plane(&mut self, address: &str, stored: &Stored) -> Begun {
        let until = self.now + self.lasts("cluster", 520);
        let plane = read::plane(address, stored, until);
        let region = self.region.clone();
        let mut plant = (*self.plant).clone();
        for (place, id) in plane.subnets.iter().enumerate() {
            plant.add_subnet(id, place, &region);
        }
        if let Some(refusal) = refused_subnets(&plant, &plane.subnets, &region) {
            return Begun::Refused(Refusal::at_once(refusal));
        }
        self.plant = plant.into();
        self.plane = Some(plane);
        Begun::Open
    }

    fn change_plane(&mut self, stored: &Stored, old: Option<&Stored>) -> Begun {
        let version = |stored: &Stored| text(stored, &["version"]);
        let (was, is) = (old.and_then(version), version(stored));
        if let Some(version) = is.filter(|is| was.as_ref() != Some(is)) {
            return match self.upgrade(&version) {
                Ok(()) => Begun::Open,
                Err(error) => Begun::Refused(Refusal::at_once(error)),
            };
        }
        Begun::Listed
    }

    fn begin_group(&mut self, address: &str, stored: &Stored, state: &State) -> Begun {
        let version = self.plane.as_ref().map_or(0, |plane| plane.version);
        let group = read::group(address, stored, state, self.now, version);
        if let Some(template) = &group.template
            && let Some(what) = template.forbidden.first()
        {
            let text =
                format!("InvalidRequestException: Launch template should not specify {what}");
            return Begun::Refused(Refusal::at_once(text));
        }
        self.add_group(group);
        Begun::Open
    }

    fn add_group(&mut self, group: Group) {
        let region = self.region.clone();
        let mut plant = (*self.plant).clone();
        for (place, id) in group.subnets.iter().enumerate() {
            plant.add_subnet(id, place, &region);
        }
        self.plant = plant.into();
        self.groups.insert(group.name.clone(), group);
    }

    fn change_group(&mut self, stored: &Stored, old: Option<&Stored>, state: &State) -> Begun {
        let name = text(stored, &["node_group_name"]).unwrap_or_default();
        let Some(known) = self.groups.get(&name) else { return Begun::Listed };
        let version = known.version;
        let new = read::group(&known.address.clone(), stored, state, self.now, version);
        let rolls = ["version", "release_version"]
            .iter()
            .any(|name| old.is_some_and(|old| text(old, &[name]) != text(stored, &[name])));
        let rolls = rolls || known.template != new.template;
        if let Some(group) = self.groups.get_mut(&name) {
            (group.min, group.max, group.desired) = (new.min, new.max, new.desired);
            (group.labels, group.taints) = (new.labels, new.taints);
            (group.unavailable, group.percentage) = (new.unavailable, new.percentage);
            group.template = new.template;
            group.failed = None;
        }
        self.relabel(&name);
        if rolls {
            let force = text(stored, &["force_update_version"]).as_deref() == Some("true");
            if let Err(error) = self.update_group(&name, force) {
                return Begun::Refused(Refusal::at_once(error));
            }
        }
        Begun::Open
    }

    /// Nodes that are there get the labels and taints of their group, too.
    fn relabel(&mut self, name: &str) {
        let Some(group) = self.groups.get(name) else { return };
        let (labels, taints) = (group.labels.clone(), group.taints.clone());
        for node in self.nodes.values_mut().filter(|node| node.group == name) {
            let mut all = (*node.labels).clone();
            all.extend(labels.clone());
            node.labels = all.into();
            node.taints = taints.clone().into();
        }
    }

    /// How something ended that the world decides; none while it goes on. `elapsed` counts from its
    /// beginning.
    pub(crate) fn outcome(
        &self,
        stored: &Stored,
        verb: Verb,
        elapsed: u32,
    ) -> Option<Result<(), Refusal>> {
        match stored.kind.as_str() {
            "aws_eks_cluster" => {
                let plane = self.plane.as_ref()?;
                let through = plane.is_made() && plane.update.is_none();
                through.then_some(Ok(()))
            }
            "aws_eks_node_group" => self.group_outcome(stored, verb, elapsed),
            "aws_eks_addon" => {
                let name = text(stored, &["addon_name"])?;
                let add_on = self.add_ons.get(&name)?;
                if add_on.status == AddOnStatus::Active {
                    return Some(Ok(()));
                }
                let status = add_on.status.id();
                (elapsed >= ADD_ON_TIMEOUT).then(|| {
                    Err(Refusal {
                        after: 0,
                        text: format!(
                            "waiting for EKS Add-On ({name}) create: timeout while waiting for \
                             state to become 'ACTIVE' (last state: '{status}', timeout: 20m0s)"
                        ),
                        left: true,
                    })
                })
            }
            _ => Some(Ok(())),
        }
    }

    fn group_outcome(
        &self,
        stored: &Stored,
        verb: Verb,
        elapsed: u32,
    ) -> Option<Result<(), Refusal>> {
        let name = text(stored, &["node_group_name"])?;
        let cluster = text(stored, &["cluster_name"]).unwrap_or_default();
        let group = self.groups.get(&name)?;
        let failed = |text: String| Some(Err(Refusal { after: 0, text, left: true }));
        if verb == Verb::Update {
            if let Some(error) = &group.failed {
                return failed(format!(
                    "waiting for EKS Node Group ({cluster}:{name}) update: {error}"
                ));
            }
            return (group.update.is_none() && elapsed >= CONFIGURED).then_some(Ok(()));
        }
        match group.status {
            GroupStatus::Active | GroupStatus::Degraded => Some(Ok(())),
            GroupStatus::CreateFailed => {
                let issue = group.issues.first();
                let issue = issue.map_or_else(String::new, |issue| {
                    format!("{}: {}: {}", issue.resources.join(", "), issue.code, issue.message)
                });
                failed(format!(
                    "waiting for EKS Node Group ({cluster}:{name}) create: unexpected state \
                     'CREATE_FAILED', wanted target 'ACTIVE'. last error: {issue}"
                ))
            }
            _ if elapsed >= GROUP_TIMEOUT => failed(format!(
                "waiting for EKS Node Group ({cluster}:{name}) create: timeout while waiting for \
                 state to become 'ACTIVE' (last state: 'CREATING', timeout: 1h0m0s)"
            )),
            _ => None,
        }
    }

    /// Something was made or changed.
    pub(crate) fn made(&mut self, address: &str, stored: &Stored, verb: Verb) {
        self.stale |= bears(&stored.kind);
        if stored.kind.starts_with("aws_eks_") && !self.is_ours(stored) {
            return;
        }
        match stored.kind.as_str() {
            "aws_eks_cluster" if verb == Verb::Update => {
                if let Some(plane) = &mut self.plane {
                    read::change_plane(plane, stored);
                }
            }
            "aws_eks_fargate_profile" => self.add_profile(address, stored),
            "aws_eks_access_entry" => {
                let principal = text(stored, &["principal_arn"]).unwrap_or_default();
                let entry = self.entries.entry(principal).or_default();
                entry.user = text(stored, &["user_name"]).unwrap_or_default();
                entry.groups = texts(stored.object.get("kubernetes_groups"));
            }
            "aws_eks_access_policy_association" => {
                let principal = text(stored, &["principal_arn"]).unwrap_or_default();
                let policy = text(stored, &["policy_arn"]).unwrap_or_default();
                let scope = stored.object.path(&["access_scope", "0"]);
                let namespaced = scope.and_then(|scope| scope.get("type"));
                let namespaced =
                    namespaced.and_then(Value::as_text).as_deref() == Some("namespace");
                let namespaces =
                    namespaced.then(|| texts(scope.and_then(|scope| scope.get("namespaces"))));
                let entry = self.entries.entry(principal).or_default();
                entry.policies.push((policy, namespaces));
            }
            _ => self.made_object(stored),
        }
    }

    fn add_profile(&mut self, address: &str, stored: &Stored) {
        let profile = read::profile(address, stored, self.now);
        let region = self.region.clone();
        let mut plant = (*self.plant).clone();
        for (place, id) in profile.subnets.iter().enumerate() {
            plant.add_subnet(id, place, &region);
        }
        self.plant = plant.into();
        self.profiles.insert(profile.name.clone(), profile);
    }

    /// Something is gone.
    pub(crate) fn gone(&mut self, stored: &Stored) {
        self.stale |= bears(&stored.kind);
        if stored.kind.starts_with("aws_eks_") && !self.is_ours(stored) {
            return;
        }
        let named = |name: &str| text(stored, &[name]).unwrap_or_default();
        match stored.kind.as_str() {
            "aws_eks_cluster" => {
                self.plane = None;
                self.groups.clear();
                self.nodes.clear();
                self.pods.clear();
                self.add_ons.clear();
                self.profiles.clear();
                self.entries.clear();
                self.balancers.clear();
                self.objects = super::objects::Objects::default();
            }
            "aws_eks_node_group" => {
                let name = named("node_group_name");
                self.groups.remove(&name);
                self.forget_nodes(|node| node.group == name);
            }
            "aws_eks_addon" => {
                let name = named("addon_name");
                self.add_ons.remove(&name);
                self.objects.uninstall(&name);
            }
            "aws_eks_fargate_profile" => {
                let name = named("fargate_profile_name");
                self.profiles.remove(&name);
                self.forget_nodes(|node| node.group == name);
            }
            "aws_eks_access_entry" => {
                self.entries.remove(&named("principal_arn"));
            }
            "aws_eks_access_policy_association" => {
                let policy = named("policy_arn");
                if let Some(entry) = self.entries.get_mut(&named("principal_arn")) {
                    entry.policies.retain(|(known, _)| *known != policy);
                }
            }
            _ => self.gone_object(stored),
        }
    }

    /// Time passes, in one leap where nothing is there that it changes.
    pub(crate) fn advance(&mut self, to: u32) {
        while self.now < to {
            match self.plane.is_some() {
                true => self.tick(),
                false => self.now = to,
            }
        }
    }
}

/// Why EKS makes no cluster in these subnets.
///
/// Source: <https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html>.
fn refused_subnets(
    plant: &super::plant::Plant,
    ids: &[String],
    region: &super::region::Region,
) -> Option<String> {
    let subnets: Vec<_> = ids.iter().filter_map(|id| plant.subnet(id)).collect();
    let zones: std::collections::BTreeSet<usize> =
        subnets.iter().map(|subnet| subnet.zone).collect();
    if zones.len() < 2 {
        let text = "InvalidParameterException: Subnets specified must be in at least two different \
                    AZs";
        return Some(text.to_owned());
    }
    const NEVER: [&str; 3] = ["use1-az3", "usw1-az2", "cac1-az3"];
    let id = |zone: &usize| region.zones.get(*zone).is_some_and(|(_, id)| NEVER.contains(&&**id));
    let zone = zones.iter().find(|zone| id(zone))?;
    let valid: Vec<&str> = region
        .zones
        .iter()
        .filter(|(_, id)| !NEVER.contains(&&**id))
        .map(|(name, _)| name.as_str())
        .collect();
    let name = region.zone_name(*zone);
    Some(format!(
        "UnsupportedAvailabilityZoneException: Cannot create cluster because EKS does not support \
         creating control plane instances in {name}, the targeted availability zone. Retry cluster \
         creation using control plane subnets that span at least two of these availability zones: \
         {}",
        valid.join(", ")
    ))
}
