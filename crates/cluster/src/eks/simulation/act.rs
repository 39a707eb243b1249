//! What commands do.

use std::rc::Rc;

use super::moment::Moment;
use crate::eks::command::{Command, Fault};
use crate::eks::event::Kind;
use crate::eks::objects::{self, Objects, Workload};
use crate::eks::plane::Doing;
use crate::eks::world::{Load, World};

/// Seconds from the notice of EC2 until it takes a Spot instance.
///
/// Source: <https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/spot-instance-termination-notices.html>.
const NOTICE: u32 = 120;

impl Moment {
    pub(super) fn act(&mut self, command: &Command) {
        match command {
            Command::Apply { texts } => self.waiting.push_back(Rc::new(texts.clone())),
            Command::Kubectl { text } => self.kubectl("-", text),
            other => self.world.act(other),
        }
    }

    /// `kubectl apply`.
    pub(super) fn kubectl(&mut self, name: &str, text: &str) {
        if !self.world.writable() {
            let error = match self.world.readable() {
                true => "Error from server: etcdserver: request timed out",
                false => "Unable to connect to the server: net/http: TLS handshake timeout",
            };
            self.world.say("kubectl", name, error, true);
            return;
        }
        let mut made = Objects::default();
        objects::read(&mut made, text);
        for said in made.titles() {
            let known = self.world.objects.titles().contains(&said);
            let done = if known { "configured" } else { "created" };
            self.world.say("kubectl", name, format!("{said} {done}"), false);
        }
        objects::read(&mut self.world.objects, text);
    }
}

impl Objects {
    /// What `kubectl` calls each object.
    fn titles(&self) -> Vec<String> {
        let workloads = self.workloads.values().map(|one| {
            let group = match one.kind.as_str() {
                "Pod" => "",
                "Job" => ".batch",
                _ => ".apps",
            };
            format!("{}{group}/{}", one.kind.to_lowercase(), one.name)
        });
        let accounts = self.accounts.keys().map(|(_, name)| format!("serviceaccount/{name}"));
        let budgets =
            self.budgets.keys().map(|(_, name)| format!("poddisruptionbudget.policy/{name}"));
        let claims = self.claims.keys().map(|(_, name)| format!("persistentvolumeclaim/{name}"));
        let services = self.services.keys().map(|(_, name)| format!("service/{name}"));
        let ingresses =
            self.ingresses.keys().map(|(_, name)| format!("ingress.networking.k8s.io/{name}"));
        let all = accounts.chain(claims).chain(workloads).chain(budgets).chain(services);
        all.chain(ingresses).collect()
    }
}

impl World {
    fn act(&mut self, command: &Command) {
        match command {
            Command::Fault { fault } => self.break_down(fault),
            Command::Heal { fault } => self.heal(fault),
            Command::Delete { kind, namespace, name } if self.writable() => {
                let key = (kind.clone(), namespace.clone(), name.clone());
                self.objects.workloads.remove(&key);
                self.objects.budgets.remove(&(namespace.clone(), name.clone()));
                let named = self.pods.iter().find(|(_, pod)| {
                    kind == "Pod" && (&pod.namespace, &pod.name) == (namespace, name)
                });
                if let Some(id) = named.map(|(id, _)| *id) {
                    self.end_pod(id);
                }
            }
            Command::Scale { namespace, name, replicas } if self.writable() => {
                let of = |one: &&mut Rc<Workload>| one.namespace == *namespace && one.name == *name;
                for one in self.objects.workloads.values_mut().filter(of) {
                    *one = Rc::new(Workload { replicas: *replicas, ..(**one).clone() });
                }
            }
            Command::Drain { node } => match self.node_named(node) {
                Some(id) => self.begin_drain(id, false, None),
                None => self.ignored(node),
            },
            Command::UpgradeCluster { version } => {
                let began = self.upgrade(version);
                self.or_say(began);
            }
            Command::RollBack => {
                let began = self.roll_back();
                self.or_say(began);
            }
            Command::UpgradeNodeGroup { group, force } => {
                let began = self.update_group(group, *force);
                self.or_say(began);
            }
            Command::Resize { group, min, max, desired } => {
                let sized = self.resize_group(group, [*min, *max, *desired]);
                self.or_say(sized);
            }
            Command::ZonalShift { zone } => self.shift(zone),
            Command::EndZonalShift { zone } => self.end_shift(zone),
            Command::Load { calls, bytes, api } => {
                self.load = Load { calls: *calls, bytes: *bytes, api: *api };
            }
            Command::Delete { name, .. } | Command::Scale { name, .. } => self.ignored(name),
            Command::Apply { .. } | Command::Kubectl { .. } => {}
        }
    }

    fn or_say(&mut self, done: Result<(), String>) {
        if let Err(error) = done {
            self.say("aws", "", format!("An error occurred: {error}"), true);
        }
    }

    fn ignored(&mut self, target: &str) {
        self.tell(Kind::Ignored, target, &[("target", target.to_owned())]);
    }

    fn node_named(&self, name: &str) -> Option<u32> {
        self.nodes.iter().find(|(_, node)| node.name == name).map(|(id, _)| *id)
    }

    fn resize_group(&mut self, name: &str, [min, max, desired]: [u32; 3]) -> Result<(), String> {
        if min > desired {
            return Err(format!(
                "InvalidParameterException: Minimum capacity {min} can't be greater \
                                than desired size {desired}"
            ));
        }
        if desired > max {
            return Err(format!(
                "InvalidParameterException: desired capacity {desired} can't be \
                                greater than max size {max}"
            ));
        }
        let group = self.groups.get_mut(name);
        let group = group.ok_or_else(|| {
            format!("ResourceNotFoundException: No node group found for name: {name}.")
        })?;
        (group.min, group.max, group.desired) = (min, max, desired);
        Ok(())
    }

    /// Something breaks.
    fn break_down(&mut self, fault: &Fault) {
        let zone = |world: &Self, name: &str| world.region.zone(name).is_some();
        let known = match fault {
            Fault::ZoneDown { zone: name } | Fault::NoCapacity { zone: name } => zone(self, name),
            Fault::ApiServerDown { server } => self.fell(server, false),
            Fault::EtcdLost { member } => self.fell(member, true),
            Fault::NodeDown { node } => {
                self.kill(node);
                return;
            }
            Fault::SpotInterruption { node } => {
                self.notice(node);
                return;
            }
            Fault::SubnetFull { subnet } => self.squat(subnet),
            // It may stand before the group does.
            Fault::BadUserData { .. } | Fault::WrongSecurityGroup { .. } => true,
            Fault::StuckDrain { node } => self.node_named(node).is_some(),
        };
        if !known {
            self.ignored(fault.target());
            return;
        }
        let target = fault.target().to_owned();
        let told = match fault {
            Fault::ZoneDown { .. } => Some((Kind::ZoneDown, "zone")),
            Fault::NoCapacity { .. } => Some((Kind::NoCapacity, "zone")),
            Fault::BadUserData { .. } => Some((Kind::BadUserData, "group")),
            Fault::WrongSecurityGroup { .. } => Some((Kind::WrongSecurityGroup, "group")),
            Fault::StuckDrain { .. } => Some((Kind::StuckDrain, "node")),
            _ => None,
        };
        if let Some((kind, name)) = told {
            self.tell(kind, &target, &[(name, target.clone())]);
        }
        self.faults.insert(fault.clone());
        self.note_zones();
    }

    /// A machine of the control plane goes down; whether there is one of that id.
    fn fell(&mut self, id: &str, lost: bool) -> bool {
        let since = self.now;
        let Some(plane) = &mut self.plane else { return false };
        let machines = if lost { &mut plane.members } else { &mut plane.servers };
        let Some(machine) = machines.iter_mut().find(|machine| machine.id == id) else {
            return false;
        };
        machine.doing = Doing::Down { since, lost };
        let zone = machine.zone;
        let zone = self.region.zone_name(zone).to_owned();
        let (kind, name) = match lost {
            true => (Kind::EtcdLost, "member"),
            false => (Kind::ApiServerDown, "server"),
        };
        self.tell(kind, id, &[(name, id.to_owned()), ("zone", zone)]);
        true
    }

    fn squat(&mut self, subnet: &str) -> bool {
        let Some(address) = self.plant.subnet(subnet).map(|found| found.address.clone()) else {
            return false;
        };
        let free = self.free(&address);
        *self.squatted.entry(address.clone()).or_default() += free;
        let data = [("subnet", address.clone()), ("count", free.to_string())];
        self.tell(Kind::AddressesTaken, &address, &data);
        true
    }

    /// EC2 says that it takes a Spot instance back. A new one is launched and the old one emptied.
    fn notice(&mut self, name: &str) {
        let found = self
            .node_named(name)
            .filter(|id| self.nodes.get(id).is_some_and(|node| node.spot && node.notice.is_none()));
        let Some(id) = found else {
            self.ignored(name);
            return;
        };
        let at = self.now + NOTICE;
        self.tell(Kind::SpotNotice, name, &[("node", name.to_owned())]);
        self.begin_drain(id, false, None);
        if let Some(node) = self.nodes.get_mut(&id) {
            node.notice = Some(at);
        }
    }

    fn heal(&mut self, fault: &Fault) {
        if !self.faults.remove(fault) {
            self.ignored(fault.target());
            return;
        }
        self.note_zones();
        let target = fault.target().to_owned();
        match fault {
            Fault::ZoneDown { zone } => {
                self.wake(zone);
                self.tell(Kind::ZoneUp, &target, &[("zone", target.clone())]);
                return;
            }
            Fault::SubnetFull { subnet } => {
                let address = self.plant.subnet(subnet).map(|found| found.address.clone());
                self.squatted.remove(&address.unwrap_or_default());
            }
            Fault::EtcdLost { member } => {
                let members = self.plane.iter_mut().flat_map(|plane| &mut plane.members);
                for machine in members.filter(|machine| machine.id == *member) {
                    if let Doing::Down { since, .. } = machine.doing {
                        machine.doing = Doing::Down { since, lost: false };
                    }
                }
            }
            _ => {}
        }
        self.tell(Kind::Healed, &target, &[("target", target.clone())]);
    }

    /// The machines of a zone run again, as far as EC2 has not replaced them.
    fn wake(&mut self, zone: &str) {
        let zone = self.region.zone(zone);
        let of = |node: &&mut crate::eks::node::Node| Some(node.zone) == zone && !node.killed;
        for node in self.nodes.values_mut().filter(of) {
            node.dead = None;
        }
    }

    /// A zonal shift: no new pods there, no calls, no machines; what runs goes on running.
    ///
    /// Source: <https://docs.aws.amazon.com/eks/latest/userguide/zone-shift.html>.
    fn shift(&mut self, name: &str) {
        let Some(zone) = self.region.zone(name) else {
            self.ignored(name);
            return;
        };
        if !self.plane.as_ref().is_some_and(|plane| plane.zonal_shift) {
            let text = "An error occurred (ResourceNotFoundException) when calling the \
                        StartZonalShift operation: the cluster is not registered for zonal shift";
            self.say("aws", name, text, true);
            return;
        }
        self.shifted.insert(zone);
        self.tell(Kind::ShiftBegan, name, &[("zone", name.to_owned())]);
        for node in self.nodes.values_mut().filter(|node| node.zone == zone) {
            node.shifted = true;
        }
    }

    fn end_shift(&mut self, name: &str) {
        let zone = self.region.zone(name).filter(|zone| self.shifted.remove(zone));
        let Some(zone) = zone else {
            self.ignored(name);
            return;
        };
        self.tell(Kind::ShiftEnded, name, &[("zone", name.to_owned())]);
        for node in self.nodes.values_mut().filter(|node| node.zone == zone) {
            node.shifted = false;
        }
    }
}
