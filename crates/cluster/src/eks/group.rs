//! Managed node groups: how many nodes, where, and what is wrong where there are too few.
//!
//! Source: <https://docs.aws.amazon.com/eks/latest/userguide/managed-node-groups.html>.

mod drain;
mod health;
mod update;

use std::collections::BTreeMap;

use super::event::Kind;
use super::instance::Instance;
use super::objects::Taint;
use super::plant::{Template, UserData, Way};
use super::snapshot::Issue;
use super::world::World;

pub(crate) use update::Update;

/// Seconds until EKS has made the Auto Scaling group of a node group.
const ASG: u32 = 20;
/// Seconds for which all nodes are ready before EKS says so.
const SETTLED: u32 = 34;
/// Seconds after which EKS gives up on nodes that don't join.
///
/// Source: <https://docs.aws.amazon.com/eks/latest/userguide/troubleshooting.html>.
const PATIENCE: u32 = 15 * 60;
/// Seconds until EC2 gives up on a machine that does not answer.
const STATUS_CHECK: u32 = 420;

/// What `describe-nodegroup` says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Status {
    Creating,
    Active,
    CreateFailed,
    Degraded,
    Deleting,
}

/// A managed node group.
#[derive(Debug, Clone)]
pub(crate) struct Group {
    pub(crate) address: String,
    pub(crate) name: String,
    pub(crate) status: Status,
    pub(crate) issues: Vec<Issue>,
    pub(crate) min: u32,
    pub(crate) max: u32,
    pub(crate) desired: u32,
    /// The ids of its subnets.
    pub(crate) subnets: Vec<String>,
    pub(crate) types: Vec<String>,
    pub(crate) spot: bool,
    pub(crate) labels: BTreeMap<String, String>,
    pub(crate) taints: Vec<Taint>,
    /// The ARN of the role of its nodes.
    pub(crate) role: String,
    pub(crate) template: Option<Template>,
    /// Whether its AMI is one of Amazon Linux 2023, which takes a part of `nodeadm` beside EKS's.
    pub(crate) al2023: bool,
    pub(crate) bottlerocket: bool,
    /// The minor version of new nodes.
    pub(crate) version: u32,
    /// Nodes that an update may take away at once.
    pub(crate) unavailable: u32,
    pub(crate) percentage: Option<u32>,
    pub(crate) created: u32,
    /// Since when it has all nodes it wants, ready.
    pub(crate) whole: Option<u32>,
    /// Since when it lacks some.
    pub(crate) lacking: Option<u32>,
    pub(crate) update: Option<Update>,
    /// Why the last update failed.
    pub(crate) failed: Option<String>,
    /// When the next launch or termination of a rebalancing may be.
    pub(crate) pause: u32,
    /// Nodes beyond what is wanted while a zone is filled again.
    pub(crate) rebalancing: u32,
}

impl Group {
    /// The instance type that is launched in a zone, the first that can be had; none where the
    /// first is no type that EC2 has.
    pub(crate) fn instance_for(&self, world: &World, zone: usize) -> Option<(String, Instance)> {
        let own = self.template.as_ref().and_then(|template| template.instance_type.clone());
        let name = own.or_else(|| self.types.first().cloned());
        let name = name.unwrap_or_else(|| "t3.medium".to_owned());
        let instance = Instance::of(&name)?;
        world.has_capacity(zone).then_some((name, instance))
    }

    /// Nodes beyond `max` that it may have for now.
    pub(crate) fn surge(&self) -> u32 {
        self.update.as_ref().map_or(0, |update| update.surge) + self.rebalancing
    }

    pub(crate) fn type_name(&self) -> String {
        let own = self.template.as_ref().and_then(|template| template.instance_type.clone());
        own.or_else(|| self.types.first().cloned()).unwrap_or_else(|| "t3.medium".to_owned())
    }
}

impl World {
    /// A second of every group.
    pub(crate) fn run_groups(&mut self) {
        let names: Vec<String> = self.groups.keys().cloned().collect();
        for name in names {
            let Some(group) = self.groups.get(&name) else { continue };
            if self.now < group.created + ASG || group.status == Status::CreateFailed {
                continue;
            }
            if self.plane.as_ref().is_none_or(|plane| !plane.is_made()) {
                continue;
            }
            self.replace_broken(&name);
            self.run_update(&name);
            self.rebalance(&name);
            self.resize(&name);
            self.judge(&name);
        }
    }

    /// Machines that EC2 finds broken are replaced.
    fn replace_broken(&mut self, name: &str) {
        for id in self.nodes_of(name) {
            let Some(node) = self.nodes.get(&id) else { continue };
            let Some(since) = node.dead else {
                if !self.zone_up(node.zone) {
                    let now = self.now;
                    if let Some(node) = self.nodes.get_mut(&id) {
                        node.dead = Some(now);
                    }
                }
                continue;
            };
            if self.now >= since + STATUS_CHECK {
                self.terminate(id);
            }
        }
    }

    /// One machine more or less, where it has not as many as it wants.
    fn resize(&mut self, name: &str) {
        let Some(group) = self.groups.get(name) else { return };
        if Self::template_issue(group).is_some() {
            return;
        }
        let has = u32::try_from(self.nodes_of(name).len()).unwrap_or(u32::MAX);
        let wants = match group.status {
            Status::Deleting => 0,
            _ => group.desired + group.surge(),
        };
        if has < wants {
            for _ in has..wants {
                if !self.launch_somewhere(name) {
                    break;
                }
            }
        } else if has > wants {
            let leaving = self.nodes_of(name).into_iter().filter(|id| {
                self.nodes
                    .get(id)
                    .is_some_and(|node| node.drain.is_some_and(|drain| drain.then_terminate))
            });
            let leaving = u32::try_from(leaving.count()).unwrap_or(0);
            if leaving < has - wants
                && let Some(id) = self.surplus(name)
            {
                let patience = Some(super::group::drain::PATIENCE);
                self.begin_drain(id, true, patience);
            }
        }
    }

    /// The node that goes first: one of an old template, then the oldest where there are most.
    fn surplus(&self, name: &str) -> Option<u32> {
        let ids = self.nodes_of(name);
        let staying = ids.into_iter().filter(|id| {
            self.nodes
                .get(id)
                .is_some_and(|node| node.drain.is_none_or(|drain| !drain.then_terminate))
        });
        let staying: Vec<u32> = staying.collect();
        let zone_of = |id: &u32| self.nodes.get(id).map(|node| node.zone);
        let crowd = |id: &u32| {
            let zone = zone_of(id);
            staying.iter().filter(|other| zone_of(other) == zone).count()
        };
        staying.iter().copied().max_by_key(|id| {
            let node = self.nodes.get(id);
            let dead = node.is_some_and(|node| !node.alive(self));
            (dead, node.is_some_and(|node| node.old), crowd(id), std::cmp::Reverse(*id))
        })
    }

    /// The subnets in which a group may launch, the one with the fewest of its nodes first.
    pub(crate) fn openings(&self, name: &str) -> Vec<String> {
        let Some(group) = self.groups.get(name) else { return Vec::new() };
        let ids = self.nodes_of(name);
        let count = |zone: usize| {
            let nodes = ids.iter().filter_map(|id| self.nodes.get(id));
            nodes.filter(|node| node.zone == zone && node.alive(self)).count()
        };
        let subnets = group.subnets.iter().filter_map(|id| self.plant.subnet(id));
        let mut open: Vec<_> = subnets
            .filter(|subnet| {
                self.has_capacity(subnet.zone)
                    && !self.shifted.contains(&subnet.zone)
                    && self.free(&subnet.address) > 0
            })
            .collect();
        open.sort_by_key(|subnet| (count(subnet.zone), subnet.zone, &subnet.address));
        open.into_iter().map(|subnet| subnet.address.clone()).collect()
    }

    fn launch_somewhere(&mut self, name: &str) -> bool {
        let openings = self.openings(name);
        openings.first().and_then(|subnet| self.launch(name, subnet, false)).is_some()
    }

    /// Fills a zone that has two nodes fewer than another: first one more there, then one less
    /// where there are most.
    ///
    /// Source: <https://docs.aws.amazon.com/autoscaling/ec2/userguide/auto-scaling-benefits.html>.
    fn rebalance(&mut self, name: &str) {
        let Some(group) = self.groups.get(name) else { return };
        let quiet = group.update.is_none() && group.status == Status::Active;
        if !quiet || self.now < group.pause || !self.shifted.is_empty() {
            return;
        }
        let ids = self.nodes_of(name);
        let nodes: Vec<_> = ids.iter().filter_map(|id| self.nodes.get(id)).collect();
        if nodes.iter().any(|node| !node.is_ready() || node.drain.is_some()) {
            return;
        }
        let full = nodes.len() >= group.desired as usize;
        let count = |zone: usize| nodes.iter().filter(|node| node.zone == zone).count();
        let open = self.openings(name);
        let first = open.first().and_then(|subnet| self.plant.subnet(subnet));
        let most = nodes.iter().map(|node| count(node.zone)).max().unwrap_or(0);
        let uneven = first.filter(|subnet| most >= count(subnet.zone) + 2);
        let (began, now) = (group.rebalancing > 0, self.now);
        match uneven {
            Some(subnet) if full && !began => {
                let (subnet, zone) = (subnet.address.clone(), subnet.zone);
                if let Some(group) = self.groups.get_mut(name) {
                    group.rebalancing = 1;
                    group.pause = now + 30;
                }
                self.launch(name, &subnet, false);
                let zone = self.region.zone_name(zone).to_owned();
                self.tell(Kind::Rebalancing, name, &[("group", name.to_owned()), ("zone", zone)]);
            }
            // The new one is ready: what is wanted is wanted again, and one goes.
            _ if began => {
                if let Some(group) = self.groups.get_mut(name) {
                    group.rebalancing = 0;
                    group.pause = now + 30;
                }
            }
            _ => {}
        }
    }

    /// The issues that keep a template from being used at all.
    pub(crate) fn template_issue(group: &Group) -> Option<Issue> {
        let issue = |code: &str, message: &str| Issue {
            code: code.to_owned(),
            message: message.to_owned(),
            resources: vec![group.name.clone()],
        };
        if Instance::of(&group.type_name()).is_none() {
            let name = group.type_name();
            let message = format!("The following supplied instance types do not exist: [{name}]");
            return Some(issue("Ec2InstanceTypeDoesNotExist", &message));
        }
        let template = group.template.as_ref()?;
        let fits = match template.user_data {
            UserData::None => true,
            UserData::Mime => !group.bottlerocket,
            UserData::Toml => group.bottlerocket,
            UserData::Plain => false,
        };
        if !template.custom_ami && !fits {
            let message = match group.bottlerocket {
                true => "User data was not in the TOML format.",
                false => "User data was not in the MIME multipart format.",
            };
            return Some(issue("Ec2LaunchTemplateInvalidConfiguration", message));
        }
        None
    }

    /// A public subnet that gives its machines no public address.
    pub(crate) fn subnet_issue(&self, group: &Group) -> Option<Issue> {
        let subnets = group.subnets.iter().filter_map(|id| self.plant.subnet(id));
        let bad: Vec<String> = subnets
            .filter(|subnet| subnet.way == Way::Internet && !subnet.gives_public)
            .map(|subnet| subnet.id.clone())
            .collect();
        let (ids, name) = (bad.join(", "), &group.name);
        let message = format!(
            "One or more Amazon EC2 Subnets of [{ids}] for node group {name} does not \
             automatically assign public IP addresses to instances launched into it. If you want \
             your instances to be assigned a public IP address, then you need to enable \
             auto-assign public IP address for the subnet."
        );
        let code = "Ec2SubnetInvalidConfiguration".to_owned();
        (!bad.is_empty()).then_some(Issue { code, message, resources: bad })
    }
}
