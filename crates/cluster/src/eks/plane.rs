//! The control plane: API servers and etcd in a VPC of AWS, over three zones.
//!
//! How many there are and where they stand follows
//! <https://docs.aws.amazon.com/eks/latest/userguide/eks-architecture.html>. How long AWS takes to
//! see and replace what is broken is not published: those seconds are the simulation's own.

mod upgrade;

use super::event::Kind;
use super::world::World;

pub(crate) use upgrade::{ROLLBACK, Update, minor, support};

/// Seconds until a dead machine is noticed.
const NOTICE: u32 = 60;
/// Seconds until another one serves in its place.
const REPLACE: u32 = 180;
/// Seconds in which etcd has no leader once it lost one.
const ELECTION: u32 = 3;
/// Seconds until etcd is restored from a backup where its quorum is lost for good.
const RESTORE: u32 = 30 * 60;
/// Requests in a second that an API server takes.
const REQUESTS: u32 = 400;
/// API servers at most.
const SERVERS: usize = 6;

/// What a machine of the control plane is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Doing {
    Serving,
    /// It does not answer since then. A lost one does not come back.
    Down {
        since: u32,
        lost: bool,
    },
    /// Its successor comes up.
    Starting {
        until: u32,
    },
}

/// A machine of the control plane.
#[derive(Debug, Clone)]
pub(crate) struct Machine {
    pub(crate) id: String,
    pub(crate) zone: usize,
    pub(crate) doing: Doing,
    /// The minor version.
    pub(crate) version: u32,
}

/// What `describe-cluster` says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Status {
    Creating { until: u32 },
    Active,
    Deleting,
}

/// The control plane of the cluster.
#[derive(Debug, Clone)]
pub(crate) struct Plane {
    pub(crate) address: String,
    pub(crate) name: String,
    /// The minor version.
    pub(crate) version: u32,
    pub(crate) status: Status,
    pub(crate) private: bool,
    pub(crate) public: bool,
    /// Whether EKS brings network plug-in, proxy and DNS by itself.
    pub(crate) bootstraps: bool,
    pub(crate) zonal_shift: bool,
    /// `CONFIG_MAP`, `API_AND_CONFIG_MAP` or `API`.
    pub(crate) mode: String,
    /// Whether who made it is its administrator.
    pub(crate) creator: bool,
    /// The ids of its subnets.
    pub(crate) subnets: Vec<String>,
    /// The security group that EKS made for it.
    pub(crate) security_group: String,
    /// Further ones.
    pub(crate) security_groups: Vec<String>,
    pub(crate) servers: Vec<Machine>,
    pub(crate) members: Vec<Machine>,
    /// Which member leads, by index, and from when on.
    pub(crate) leader: Option<(usize, u32)>,
    pub(crate) update: Option<Update>,
    /// The version before the last upgrade, and when that was.
    pub(crate) upgraded: Option<(u32, u32)>,
    /// Since when etcd has no quorum.
    pub(crate) broken: Option<u32>,
    /// Since when load is high or low enough for another number of API servers.
    pub(crate) loaded: Option<u32>,
    pub(crate) idle: Option<u32>,
    pub(crate) made: u32,
}

impl Plane {
    /// API servers and members of etcd of a new cluster: one a zone, in three.
    pub(crate) fn machines(&mut self, zones: usize) {
        let machine = |kind: &str, index: usize, version: u32| Machine {
            id: format!("{kind}-{}", index + 1),
            zone: index % zones.max(1),
            doing: Doing::Serving,
            version,
        };
        self.servers = (0..2).map(|index| machine("api", index, self.version)).collect();
        self.members = (0..3).map(|index| machine("etcd", index, self.version)).collect();
        self.made = 3;
        self.leader = Some((0, 0));
    }

    pub(crate) const fn is_made(&self) -> bool {
        matches!(self.status, Status::Active)
    }

    /// As `describe-cluster` spells it.
    pub(crate) const fn status_id(&self) -> &'static str {
        match self.status {
            Status::Creating { .. } => "CREATING",
            Status::Deleting => "DELETING",
            Status::Active if self.update.is_some() => "UPDATING",
            Status::Active => "ACTIVE",
        }
    }

    /// Members that have to agree.
    pub(crate) const fn quorum(&self) -> usize {
        self.members.len() / 2 + 1
    }

    fn serving(machines: &[Machine], world: &World) -> usize {
        let serving =
            |machine: &&Machine| machine.doing == Doing::Serving && world.zone_up(machine.zone);
        machines.iter().filter(serving).count()
    }

    /// API servers that answer.
    pub(crate) fn serving_servers(&self, world: &World) -> usize {
        Self::serving(&self.servers, world)
    }

    /// Members of etcd that answer.
    pub(crate) fn serving_members(&self, world: &World) -> usize {
        Self::serving(&self.members, world)
    }

    /// Whether a member leads that answers.
    pub(crate) fn led(&self, world: &World) -> bool {
        let leads = |(index, from): (usize, u32)| {
            let member = self.members.get(index);
            from <= world.now
                && member.is_some_and(|member| {
                    member.doing == Doing::Serving && world.zone_up(member.zone)
                })
        };
        self.leader.is_some_and(leads)
    }

    /// Whether the API answers.
    pub(crate) fn readable(&self, world: &World) -> bool {
        self.is_made() && self.serving_servers(world) > 0
    }

    /// Whether the API takes writes: etcd has quorum and a leader.
    pub(crate) fn writable(&self, world: &World) -> bool {
        self.readable(world) && self.serving_members(world) >= self.quorum() && self.led(world)
    }

    /// Load of the API servers that answer, in percent.
    pub(crate) fn load(&self, world: &World) -> u32 {
        let servers = u32::try_from(self.serving_servers(world)).unwrap_or(1).max(1);
        let nodes = u32::try_from(world.nodes.len()).unwrap_or(0);
        let pods = u32::try_from(world.pods.len()).unwrap_or(0);
        (world.load.api + nodes + pods / 2) * 100 / (servers * REQUESTS)
    }
}

impl World {
    /// A second of the control plane.
    pub(crate) fn run_plane(&mut self) {
        let Some(mut plane) = self.plane.take() else { return };
        if let Status::Creating { until } = plane.status
            && until <= self.now
        {
            plane.status = Status::Active;
            plane.machines(self.region.zones.len().min(3));
            let version = format!("1.{}", plane.version);
            self.tell(Kind::ClusterActive, &plane.name, &[("version", version)]);
        }
        if plane.is_made() {
            let had = plane.serving_members(self) >= plane.quorum();
            self.run_servers(&mut plane);
            self.run_members(&mut plane);
            self.elect(&mut plane);
            self.scale_plane(&mut plane);
            self.run_upgrade(&mut plane);
            let has = plane.serving_members(self) >= plane.quorum();
            debug_assert!(has || !had || plane.broken.is_some(), "a loss of quorum is noted");
        }
        self.plane = Some(plane);
    }

    fn run_servers(&mut self, plane: &mut Plane) {
        for index in 0..plane.servers.len() {
            let Some(mut server) = plane.servers.get(index).cloned() else { continue };
            let told = self.run_machine(&mut server, |world, own| {
                // The zone that works and has the fewest.
                let count = |zone: usize| {
                    plane.servers.iter().filter(|one| one.zone == zone && one.id != own).count()
                };
                world.working_zones().min_by_key(|zone| count(*zone))
            });
            self.tell_machine(told, &server, [Kind::ApiServerDown, Kind::ApiServerUp], "server");
            if let Some(place) = plane.servers.get_mut(index) {
                *place = server;
            }
        }
    }

    fn run_members(&mut self, plane: &mut Plane) {
        let quorum = plane.serving_members(self) >= plane.quorum();
        match (quorum, plane.broken) {
            (false, None) => {
                plane.broken = Some(self.now);
                let members = plane.serving_members(self).to_string();
                self.tell(Kind::QuorumLost, &plane.name, &[("members", members)]);
            }
            (true, Some(_)) => {
                plane.broken = None;
                let members = plane.serving_members(self).to_string();
                self.tell(Kind::QuorumBack, &plane.name, &[("members", members)]);
            }
            _ => {}
        }
        let restored = plane.broken.is_some_and(|since| self.now >= since + RESTORE);
        for index in 0..plane.members.len() {
            let Some(mut member) = plane.members.get(index).cloned() else { continue };
            if restored && matches!(member.doing, Doing::Down { lost: true, .. }) {
                member.doing = Doing::Starting { until: self.now + REPLACE };
                self.tell(Kind::EtcdRestored, &member.id, &[("member", member.id.clone())]);
            }
            let told = self.run_machine(&mut member, |world, own| {
                // A new member joins only where the others agree on it.
                let count = |zone: usize| {
                    plane.members.iter().filter(|one| one.zone == zone && one.id != own).count()
                };
                world.working_zones().min_by_key(|zone| count(*zone)).filter(|_| quorum)
            });
            self.tell_machine(told, &member, [Kind::EtcdLost, Kind::EtcdUp], "member");
            if let Some(place) = plane.members.get_mut(index) {
                *place = member;
            }
        }
    }

    fn working_zones(&self) -> impl Iterator<Item = usize> {
        (0..self.region.zones.len().min(3)).filter(|zone| self.zone_up(*zone))
    }

    /// A second of a machine; whether it went down (`Some(false)`) or came up.
    fn run_machine(
        &self,
        machine: &mut Machine,
        place: impl Fn(&Self, &str) -> Option<usize>,
    ) -> Option<bool> {
        let zone_up = self.zone_up(machine.zone);
        match machine.doing {
            Doing::Serving if !zone_up => {
                machine.doing = Doing::Down { since: self.now, lost: false };
                Some(false)
            }
            Doing::Down { lost: false, .. } if zone_up && !self.is_felled(&machine.id) => {
                machine.doing = Doing::Serving;
                Some(true)
            }
            Doing::Down { since, .. } if self.now >= since + NOTICE => {
                let zone = place(self, &machine.id)?;
                machine.zone = zone;
                machine.doing = Doing::Starting { until: self.now + REPLACE };
                None
            }
            Doing::Starting { .. } if !zone_up => {
                machine.doing = Doing::Down { since: self.now, lost: true };
                None
            }
            Doing::Starting { until } if self.now >= until => {
                machine.doing = Doing::Serving;
                Some(true)
            }
            _ => None,
        }
    }

    fn tell_machine(
        &mut self,
        told: Option<bool>,
        machine: &Machine,
        kinds: [Kind; 2],
        name: &str,
    ) {
        let [down, up] = kinds;
        if let Some(serves) = told {
            let zone = self.region.zone_name(machine.zone).to_owned();
            let data = [(name, machine.id.clone()), ("zone", zone)];
            if serves {
                self.faults.retain(|fault| fault.target() != machine.id);
            }
            self.tell(if serves { up } else { down }, &machine.id, &data);
        }
    }

    /// Whether a fault that stands keeps a machine down.
    fn is_felled(&self, id: &str) -> bool {
        use super::command::Fault;
        self.faults.iter().any(|fault| match fault {
            Fault::ApiServerDown { server } => server == id,
            _ => false,
        })
    }

    /// etcd chooses a leader where there is none.
    fn elect(&mut self, plane: &mut Plane) {
        if plane.serving_members(self) < plane.quorum() {
            plane.leader = None;
            return;
        }
        let leads = plane.leader.and_then(|(index, from)| Some((plane.members.get(index)?, from)));
        let stands = leads
            .is_some_and(|(member, _)| member.doing == Doing::Serving && self.zone_up(member.zone));
        if stands {
            return;
        }
        let candidates = plane.members.iter().enumerate();
        let serving = candidates
            .filter(|(_, member)| member.doing == Doing::Serving && self.zone_up(member.zone));
        let index = serving.map(|(index, _)| index).min_by_key(|index| {
            super::world::mix(self.seed.wrapping_add(u64::from(self.now)), &index.to_string())
        });
        plane.leader = index.map(|index| (index, self.now + ELECTION));
        if let Some(member) = index.and_then(|index| plane.members.get(index)) {
            let zone = self.region.zone_name(member.zone).to_owned();
            let data = [("member", member.id.clone()), ("zone", zone)];
            let id = member.id.clone();
            self.tell(Kind::EtcdLeader, &id, &data);
        }
    }

    /// One API server more after a minute of load, one less after a quarter of an hour without.
    fn scale_plane(&mut self, plane: &mut Plane) {
        let load = plane.load(self);
        let count = plane.servers.len();
        let since = |held: bool, since: Option<u32>, now: u32| held.then(|| since.unwrap_or(now));
        plane.loaded = since(load > 70 && count < SERVERS, plane.loaded, self.now);
        plane.idle = since(load < 20 && count > 2, plane.idle, self.now);
        if plane.loaded.is_some_and(|since| self.now >= since + 60) {
            plane.loaded = None;
            plane.made += 1;
            let taken = |zone: usize| plane.servers.iter().filter(|one| one.zone == zone).count();
            let Some(zone) = self.working_zones().min_by_key(|zone| taken(*zone)) else { return };
            let id = format!("api-{}", plane.made);
            let doing = Doing::Starting { until: self.now + REPLACE };
            let version = plane.version;
            plane.servers.push(Machine { id: id.clone(), zone, doing, version });
            let zone = self.region.zone_name(zone).to_owned();
            let data = [("server", id.clone()), ("zone", zone), ("load", load.to_string())];
            self.tell(Kind::ApiServerAdded, &id, &data);
        }
        if plane.idle.is_some_and(|since| self.now >= since + 900) {
            plane.idle = None;
            if let Some(server) = plane.servers.pop() {
                self.tell(Kind::ApiServerRemoved, &server.id, &[("server", server.id.clone())]);
            }
        }
    }
}
