//! Why a machine joins, or never does.

use super::{Node, World};
use crate::eks::command::Fault;
use crate::eks::plant::{UserData, Way};

/// Why a machine is no node of the cluster, or not a ready one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Failure {
    /// Its user data does not start the kubelet, or breaks it.
    UserData,
    /// The API server can't be reached from its security groups.
    SecurityGroup,
    /// Nothing leads from its subnet to the API server.
    NoWayOut,
    /// Its role may not do what joining takes.
    Role,
    /// The VPC gives it no name.
    Dns,
    /// There is no network plug-in, or it may not do its work.
    PlugIn,
}

/// What a node's role has to allow, each by a policy that does.
const WORKER: [&str; 1] = ["AmazonEKSWorkerNodePolicy"];
const NETWORK: [&str; 2] = ["AmazonEKS_CNI_Policy", "AmazonEKS_CNI_IPv6_Policy"];
pub(crate) const PULL: [&str; 4] = [
    "AmazonEC2ContainerRegistryReadOnly",
    "AmazonEC2ContainerRegistryPullOnly",
    "AmazonEC2ContainerRegistryPowerUser",
    "AmazonEC2ContainerRegistryFullAccess",
];

impl World {
    /// Whether a machine can join the cluster.
    ///
    /// Source: <https://docs.aws.amazon.com/eks/latest/userguide/troubleshooting.html>.
    pub(crate) fn join(&self, node: &Node) -> Result<(), Failure> {
        if node.is_fargate() {
            return Ok(());
        }
        let Some(group) = self.groups.get(&node.group) else { return Ok(()) };
        let bad = self.faults.iter().any(|fault| match fault {
            Fault::BadUserData { group } => *group == node.group,
            _ => false,
        });
        let silent = group.template.as_ref().is_some_and(|template| match template.custom_ami {
            true => !template.bootstraps,
            // EKS starts the kubelet by itself; a second start breaks the first.
            false => template.user_data == UserData::Mime && template.bootstraps && !group.al2023,
        });
        if bad || silent {
            return Err(Failure::UserData);
        }
        if !self.plant.dns {
            return Err(Failure::Dns);
        }
        if !self.leads_out(&node.subnet) {
            return Err(Failure::NoWayOut);
        }
        self.reaches(node)?;
        match self.plant.role_has(&group.role, &WORKER) {
            true => Ok(()),
            false => Err(Failure::Role),
        }
    }

    /// Whether something leads from a subnet to what a node needs: out of the VPC, or to endpoints
    /// in it.
    ///
    /// Source: <https://docs.aws.amazon.com/eks/latest/userguide/private-clusters.html>.
    pub(crate) fn leads_out(&self, subnet: &str) -> bool {
        let private = self.plane.as_ref().is_some_and(|plane| plane.private);
        let endpoints = ["ecr.api", "ecr.dkr", "s3"];
        let endpoints = endpoints.iter().all(|name| self.plant.endpoints.contains(*name));
        match self.plant.subnet(subnet) {
            Some(subnet) => match subnet.way {
                Way::Internet => subnet.gives_public || (private && endpoints),
                Way::Nat(zone) => self.zone_up(zone),
                Way::Assumed => true,
                Way::Nowhere => private && endpoints,
            },
            None => true,
        }
    }

    /// Whether the security groups of a node let it reach the API server.
    pub(crate) fn reaches(&self, node: &Node) -> Result<(), Failure> {
        let wrong = self.faults.iter().any(|fault| match fault {
            Fault::WrongSecurityGroup { group } => *group == node.group,
            _ => false,
        });
        if wrong {
            return Err(Failure::SecurityGroup);
        }
        let group = self.groups.get(&node.group);
        let (Some(plane), Some(group)) = (&self.plane, group) else { return Ok(()) };
        let Some(template) = &group.template else { return Ok(()) };
        let own = &template.security_groups;
        // Without any of its own a node has the cluster's, whose members reach each other.
        if own.is_empty() || own.contains(&plane.security_group) {
            return Ok(());
        }
        let known = |id: &String| self.plant.security_groups.get(id);
        // What is not in the configuration is taken to let through.
        if !own.iter().any(|id| known(id).is_none_or(|group| group.egress)) {
            return Err(Failure::SecurityGroup);
        }
        if !plane.private || own.iter().any(|id| known(id).is_none()) {
            return Ok(());
        }
        let theirs = plane.security_groups.iter().chain([&plane.security_group]);
        let lets = theirs.filter_map(known).any(|group| {
            group.from.contains("*")
                || group.from.iter().any(|from| own.contains(from) || from.contains('/'))
        });
        match lets {
            true => Ok(()),
            false => Err(Failure::SecurityGroup),
        }
    }

    /// Whether the network plug-in of a node can do its work.
    ///
    /// Source: <https://docs.aws.amazon.com/eks/latest/userguide/managing-vpc-cni.html>.
    pub(crate) fn plugged(&self, node: &Node) -> Result<(), Failure> {
        if node.is_fargate() {
            return Ok(());
        }
        let add_on = self.add_ons.get("vpc-cni");
        let Some(add_on) = add_on else { return Err(Failure::PlugIn) };
        let role = self.groups.get(&node.group).map(|group| &group.role);
        let allowed = add_on.role || role.is_none_or(|role| self.plant.role_has(role, &NETWORK));
        match allowed {
            true => Ok(()),
            false => Err(Failure::PlugIn),
        }
    }
}
