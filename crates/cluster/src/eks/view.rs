//! The world as it is shown.

use super::add_on::Status as AddOnStatus;
use super::group::{Group, Status};
use super::node::{Condition, Node, Phase};
use super::plane::{Doing, Machine, Plane, ROLLBACK, support};
use super::plant::Way;
use super::pod::{Pod, Stage as PodStage};
use super::snapshot::{self, Snapshot, Stage};
use super::world::World;

fn count(of: usize) -> u32 {
    u32::try_from(of).unwrap_or(u32::MAX)
}

impl World {
    /// Everything, but what Terraform says of it.
    pub(crate) fn snapshot(&self) -> Snapshot {
        Snapshot {
            t: self.now,
            stage: self.stage(),
            region: self.region.name.clone(),
            resources: Vec::new(),
            applying: false,
            control_plane: self.plane.as_ref().map(|plane| self.show_plane(plane)),
            zones: self.show_zones(),
            subnets: self.show_subnets(),
            node_groups: self.groups.values().map(show_group).collect(),
            fargate_profiles: self.show_profiles(),
            nodes: self.nodes.iter().map(|(id, node)| self.show_node(*id, node)).collect(),
            pods: self.pods.values().map(|pod| self.show_pod(pod)).collect(),
            budgets: self
                .objects
                .budgets
                .iter()
                .map(|(key, budget)| self.standing(key, budget))
                .collect(),
            add_ons: self.show_add_ons(),
            load_balancers: self.show_balancers(),
            faults: self.faults.iter().cloned().collect(),
            meters: self.ledger.meters(),
        }
    }

    fn stage(&self) -> Stage {
        let made = self.plane.as_ref().is_some_and(Plane::is_made);
        let ready = self.nodes.values().any(Node::is_ready);
        let system = self.pods.values().filter(|pod| pod.spec.system);
        let connected = ready && system.clone().all(|pod| pod.answers(self));
        match (made, ready || !self.profiles.is_empty(), connected) {
            (false, ..) => Stage::Cluster,
            (true, false, _) => Stage::Nodes,
            (true, true, false) if ready => Stage::Connect,
            _ => Stage::Workloads,
        }
    }

    fn show_plane(&self, plane: &Plane) -> snapshot::ControlPlane {
        let left = plane.upgraded.map(|(_, at)| (at + ROLLBACK).saturating_sub(self.now));
        let leader = plane.leader.filter(|_| plane.led(self)).map(|(index, _)| index);
        let show = |(index, machine): (usize, &Machine), member: bool| {
            let up = self.zone_up(machine.zone);
            snapshot::Instance {
                id: machine.id.clone(),
                zone: self.region.zone_name(machine.zone).to_owned(),
                state: match machine.doing {
                    Doing::Serving if up => "up",
                    Doing::Starting { .. } => "starting",
                    _ => "down",
                }
                .to_owned(),
                leader: member && leader == Some(index),
                version: format!("1.{}", machine.version),
            }
        };
        snapshot::ControlPlane {
            address: plane.address.clone(),
            name: plane.name.clone(),
            status: plane.status_id().to_owned(),
            version: format!("1.{}", plane.version),
            platform_version: "eks.1".to_owned(),
            support: support(plane.version, &self.day()),
            rollback_left: left.filter(|left| *left > 0),
            updating_to: plane.update.map(|update| format!("1.{}", update.to)),
            api_servers: plane.servers.iter().enumerate().map(|one| show(one, false)).collect(),
            etcd: plane.members.iter().enumerate().map(|one| show(one, true)).collect(),
            quorum: count(plane.quorum()),
            readable: plane.readable(self),
            writable: plane.writable(self),
            load: plane.load(self),
        }
    }

    fn show_zones(&self) -> Vec<snapshot::Zone> {
        let used = |zone: usize| {
            let subnet = self.plant.subnets.iter().any(|subnet| subnet.zone == zone);
            let plane = self.plane.as_ref().is_some_and(|plane| {
                plane.servers.iter().chain(&plane.members).any(|machine| machine.zone == zone)
            });
            subnet || plane || self.nodes.values().any(|node| node.zone == zone)
        };
        let zones = self.region.zones.iter().enumerate().filter(|(zone, _)| used(*zone));
        let show = |(zone, (name, id)): (usize, &(String, String))| snapshot::Zone {
            name: name.clone(),
            id: id.clone(),
            state: match (self.zone_up(zone), self.shifted.contains(&zone)) {
                (false, _) => "down",
                (true, true) => "shifted",
                (true, false) => "up",
            }
            .to_owned(),
            capacity: self.has_capacity(zone),
        };
        zones.map(show).collect()
    }

    fn show_subnets(&self) -> Vec<snapshot::Subnet> {
        let show = |subnet: &super::plant::Subnet| snapshot::Subnet {
            address: subnet.address.clone(),
            id: subnet.id.clone(),
            zone: self.region.zone_name(subnet.zone).to_owned(),
            cidr: subnet.cidr.clone(),
            public: subnet.way == Way::Internet,
            way_out: subnet.way != Way::Nowhere,
            free: self.free(&subnet.address),
            total: subnet.total,
        };
        self.plant.subnets.iter().map(show).collect()
    }

    fn show_profiles(&self) -> Vec<snapshot::FargateProfile> {
        let show = |profile: &super::fargate::Profile| snapshot::FargateProfile {
            address: profile.address.clone(),
            name: profile.name.clone(),
            status: if profile.deleting { "DELETING" } else { "ACTIVE" }.to_owned(),
        };
        self.profiles.values().map(show).collect()
    }

    fn show_node(&self, id: u32, node: &Node) -> snapshot::Node {
        let pods = self.pods.values().filter(|pod| pod.node == Some(id));
        let sum = |of: fn(&Pod) -> u32| pods.clone().map(of).sum();
        let state = match (node.phase, node.alive(self), node.condition) {
            (Phase::Terminating { .. }, ..) => "terminating",
            (_, false, _) => "dead",
            (Phase::Booting { until }, ..) if self.now + 15 < until => "launching",
            (Phase::Booting { .. }, ..) => "booting",
            _ if node.drain.is_some() => "draining",
            _ if node.cordoned || node.shifted => "cordoned",
            (_, _, Condition::Ready) => "ready",
            _ => "not-ready",
        };
        let condition = match node.condition {
            Condition::Absent => "",
            Condition::NotReady => "False",
            Condition::Ready => "True",
            Condition::Unknown => "Unknown",
        };
        let taint = |taint: &super::objects::Taint| match taint.value.is_empty() {
            true => format!("{}:{}", taint.key, taint.effect),
            false => format!("{}={}:{}", taint.key, taint.value, taint.effect),
        };
        snapshot::Node {
            name: node.name.clone(),
            group: node.group.clone(),
            zone: self.region.zone_name(node.zone).to_owned(),
            subnet: node.subnet.clone(),
            instance_type: node.kind.clone(),
            spot: node.spot,
            state: state.to_owned(),
            condition: condition.to_owned(),
            version: format!("1.{}", node.version),
            max_pods: if node.is_fargate() { 1 } else { node.instance.max_pods() },
            pods: count(pods.clone().count()),
            cpu: if node.is_fargate() { node.instance.virginia * 10 } else { node.instance.cpu() },
            cpu_requested: sum(|pod| pod.spec.cpu),
            memory: match node.is_fargate() {
                true => node.instance.memory,
                false => node.instance.allocatable_memory(),
            },
            memory_requested: sum(|pod| pod.spec.memory),
            interfaces: node.interfaces,
            addresses: node.held,
            labels: (*node.labels).clone(),
            taints: node.taints.iter().map(taint).collect(),
        }
    }

    fn show_pod(&self, pod: &Pod) -> snapshot::Pod {
        let node = pod.node.and_then(|id| self.nodes.get(&id));
        let (phase, reason) = match &pod.stage {
            PodStage::Pending => ("Pending", "Pending"),
            PodStage::Sandbox { .. } | PodStage::Pulling { .. } | PodStage::Starting { .. } => {
                ("Pending", "ContainerCreating")
            }
            PodStage::BackOff { .. } => ("Pending", "ImagePullBackOff"),
            PodStage::Running { .. } => ("Running", "Running"),
            PodStage::Done => ("Succeeded", "Completed"),
        };
        let reason = if pod.leaving.is_some() { "Terminating" } else { reason };
        let account = (pod.namespace.clone(), pod.spec.account.clone());
        let (kind, name) = &pod.owner;
        snapshot::Pod {
            namespace: pod.namespace.clone(),
            name: pod.name.clone(),
            owner: if kind.is_empty() { String::new() } else { format!("{kind}/{name}") },
            service_account: pod.spec.account.clone(),
            role_arn: self.objects.accounts.get(&account).cloned().unwrap_or_default(),
            node: node.map(|node| node.name.clone()).unwrap_or_default(),
            zone: node.map_or("", |node| self.region.zone_name(node.zone)).to_owned(),
            phase: phase.to_owned(),
            ready: pod.answers(self),
            listed: pod.listed,
            terminating: pod.leaving.is_some(),
            reason: reason.to_owned(),
            message: pod.message.clone(),
            cpu: pod.spec.cpu,
            memory: pod.spec.memory,
            system: pod.spec.system,
        }
    }

    fn show_add_ons(&self) -> Vec<snapshot::AddOn> {
        let show = |(name, add_on): (&String, &super::add_on::AddOn)| snapshot::AddOn {
            address: add_on.address.clone(),
            name: name.clone(),
            status: AddOnStatus::id(add_on.status).to_owned(),
            issues: add_on.issues.clone(),
        };
        self.add_ons.iter().map(show).collect()
    }

    fn show_balancers(&self) -> Vec<snapshot::LoadBalancer> {
        let show = |(of, one): (&String, &super::balancer::Balancer)| snapshot::LoadBalancer {
            of: of.clone(),
            state: one.state(self.now).to_owned(),
            kind: one.kind.to_owned(),
            scheme: if one.internal { "internal" } else { "internet-facing" }.to_owned(),
            subnets: one.subnets.clone(),
            message: one.message.clone(),
        };
        self.balancers.iter().map(show).collect()
    }
}

fn show_group(group: &Group) -> snapshot::NodeGroup {
    let status = match group.status {
        Status::Creating => "CREATING",
        Status::Active if group.update.is_some() => "UPDATING",
        Status::Active => "ACTIVE",
        Status::CreateFailed => "CREATE_FAILED",
        Status::Degraded => "DEGRADED",
        Status::Deleting => "DELETING",
    };
    snapshot::NodeGroup {
        address: group.address.clone(),
        name: group.name.clone(),
        status: status.to_owned(),
        issues: group.issues.clone(),
        min: group.min,
        max: group.max,
        desired: group.desired,
        surge: group.surge(),
        version: format!("1.{}", group.version),
        update: group.update.as_ref().map_or("", |update| update.phase.id()).to_owned(),
    }
}
