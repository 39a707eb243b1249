//! The simulated world: what exists at one second, and how it comes to the next.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::access::Entry;
use super::add_on::AddOn;
use super::balancer::Balancer;
use super::command::Fault;
use super::fargate::Profile;
use super::group::Group;
use super::ledger::Ledger;
use super::node::Node;
use super::objects::Objects;
use super::plane::Plane;
use super::plant::Plant;
use super::pod::Pod;
use super::region::Region;
use super::snapshot::Event;
use crate::terraform::State;

/// What the callers of the workloads do.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Load {
    /// Calls between pods in a second.
    pub(crate) calls: u32,
    /// Bytes of a call and its answer.
    pub(crate) bytes: u32,
    /// Requests to the Kubernetes API in a second.
    pub(crate) api: u32,
}

/// Everything that exists, at one second.
#[derive(Debug, Clone)]
pub(crate) struct World {
    /// Seconds since the simulation began.
    pub(crate) now: u32,
    pub(crate) seed: u64,
    /// When the simulation began, in Unix seconds.
    pub(crate) began: i64,
    pub(crate) region: Rc<Region>,
    pub(crate) plant: Rc<Plant>,
    /// Whether the plant has to be read again.
    pub(crate) stale: bool,
    pub(crate) plane: Option<Plane>,
    /// Node groups by name.
    pub(crate) groups: BTreeMap<String, Group>,
    /// Fargate profiles by name.
    pub(crate) profiles: BTreeMap<String, Profile>,
    /// Add-ons by name.
    pub(crate) add_ons: BTreeMap<String, AddOn>,
    /// Access entries by the ARN of their principal.
    pub(crate) entries: BTreeMap<String, Entry>,
    pub(crate) nodes: BTreeMap<u32, Node>,
    pub(crate) next_node: u32,
    pub(crate) objects: Objects,
    /// Pods in the order they were made.
    pub(crate) pods: BTreeMap<u32, Pod>,
    pub(crate) next_pod: u32,
    pub(crate) faults: BTreeSet<Fault>,
    /// A bit for each zone that is down, and for each that has no capacity.
    dark: u32,
    dry: u32,
    /// Zones that a zonal shift leads away from.
    pub(crate) shifted: BTreeSet<usize>,
    /// Addresses of a subnet that others took.
    pub(crate) squatted: BTreeMap<String, u32>,
    pub(crate) balancers: BTreeMap<String, Balancer>,
    pub(crate) load: Load,
    pub(crate) ledger: Ledger,
    pub(crate) events: Vec<Rc<Event>>,
}

impl World {
    /// A world in which nothing exists yet.
    pub(crate) fn new(region: &str, seed: u64, began: i64) -> Self {
        Self {
            now: 0,
            seed,
            began,
            region: Rc::new(Region::of(region)),
            plant: Rc::new(Plant { dns: true, ..Plant::default() }),
            stale: false,
            plane: None,
            groups: BTreeMap::new(),
            profiles: BTreeMap::new(),
            add_ons: BTreeMap::new(),
            entries: BTreeMap::new(),
            nodes: BTreeMap::new(),
            next_node: 0,
            objects: Objects::default(),
            pods: BTreeMap::new(),
            next_pod: 0,
            faults: BTreeSet::new(),
            dark: 0,
            dry: 0,
            shifted: BTreeSet::new(),
            squatted: BTreeMap::new(),
            balancers: BTreeMap::new(),
            load: Load::default(),
            ledger: Ledger::default(),
            events: Vec::new(),
        }
    }

    /// A second passes.
    pub(crate) fn tick(&mut self) {
        self.now += 1;
        if self.plane.is_none() {
            self.account();
            return;
        }
        self.run_plane();
        self.run_groups();
        self.run_nodes();
        self.run_add_ons();
        self.run_profiles();
        self.control();
        self.schedule();
        self.run_pods();
        self.run_balancers();
        self.account();
    }

    /// Reads what Terraform made anew, where that may have changed.
    pub(crate) fn look(&mut self, state: &State) {
        if !self.stale {
            return;
        }
        self.stale = false;
        let mut plant = Plant::of(state, &self.region);
        let plane = self.plane.iter().flat_map(|plane| plane.subnets.iter().enumerate());
        let groups = self.groups.values().flat_map(|group| group.subnets.iter().enumerate());
        let profiles = self.profiles.values().flat_map(|one| one.subnets.iter().enumerate());
        for (place, id) in plane.chain(groups).chain(profiles) {
            plant.add_subnet(id, place, &self.region);
        }
        self.plant = Rc::new(plant);
    }

    /// Whether a zone works.
    pub(crate) const fn zone_up(&self, zone: usize) -> bool {
        self.dark & (1 << zone) == 0
    }

    /// Whether EC2 has an instance to give in a zone.
    pub(crate) const fn has_capacity(&self, zone: usize) -> bool {
        (self.dark | self.dry) & (1 << zone) == 0
    }

    /// Notes which zones the faults are about.
    pub(crate) fn note_zones(&mut self) {
        (self.dark, self.dry) = (0, 0);
        for fault in &self.faults {
            let bit = |zone: &str| self.region.zone(zone).map_or(0, |zone| 1 << zone);
            match fault {
                Fault::ZoneDown { zone } => self.dark |= bit(zone),
                Fault::NoCapacity { zone } => self.dry |= bit(zone),
                _ => {}
            }
        }
    }

    /// Whether the Kubernetes API takes writes.
    pub(crate) fn writable(&self) -> bool {
        self.plane.as_ref().is_some_and(|plane| plane.writable(self))
    }

    /// Whether the Kubernetes API answers.
    pub(crate) fn readable(&self) -> bool {
        self.plane.as_ref().is_some_and(|plane| plane.readable(self))
    }

    /// A duration that differs a little from run to run: by a tenth at most, and not at all where
    /// the seed is 0.
    pub(crate) fn lasts(&self, what: &str, seconds: u32) -> u32 {
        if self.seed == 0 {
            return seconds;
        }
        let spread = u64::from(seconds / 5) + 1;
        let off = u32::try_from(mix(self.seed, what) % spread).unwrap_or(0);
        seconds - seconds / 10 + off
    }

    /// Something that is said in the words of Kubernetes, AWS or Terraform.
    pub(crate) fn say(&mut self, kind: &str, about: &str, text: impl Into<String>, warning: bool) {
        self.events.push(Rc::new(Event {
            t: self.now,
            kind: kind.to_owned(),
            about: about.to_owned(),
            text: text.into(),
            data: BTreeMap::new(),
            warning,
        }));
    }

    /// Something that is said in our own words, which are kept with the texts.
    pub(crate) fn tell(&mut self, kind: super::event::Kind, about: &str, data: &[(&str, String)]) {
        let data = data.iter().map(|(name, value)| ((*name).to_owned(), value.clone()));
        self.events.push(Rc::new(Event {
            t: self.now,
            kind: kind.id().to_owned(),
            about: about.to_owned(),
            text: String::new(),
            data: data.collect(),
            warning: kind.warns(),
        }));
    }
}

/// A number that depends on the seed and a text alone.
pub(crate) fn mix(seed: u64, text: &str) -> u64 {
    let start = seed ^ 0xcbf2_9ce4_8422_2325;
    let hash = text
        .bytes()
        .fold(start, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    let hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    hash ^ (hash >> 31)
}
