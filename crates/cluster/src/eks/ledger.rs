//! What is spent, what goes from zone to zone, and how long a call is on its way.
//!
//! Money is counted in billionths of a dollar a second times 3,600, so that no second is rounded.

mod traffic;

use std::collections::BTreeMap;

use super::node::Phase;
use super::snapshot::{Cost, Item, Meters};
use super::world::World;

/// Hours of a month, as AWS counts them.
const MONTH: u64 = 730;
/// Bytes of a GB of traffic.
const GB: u128 = 1_000_000_000;
/// Hundredths of the on demand price that a Spot instance costs.
const SPOT: u64 = 35;

/// What was spent and counted so far.
#[derive(Debug, Clone, Default)]
pub(crate) struct Ledger {
    /// Spent by item and kind, in billionths of a dollar times 3,600.
    spent: BTreeMap<(Item, String), u128>,
    /// What an hour like this second costs, and of how many.
    rates: BTreeMap<(Item, String), (u64, u32)>,
    /// The version that was last asked about, on which day, and whether it is in extended support.
    supported: Option<(u32, i64, bool)>,
    pub(crate) calls: u64,
    pub(crate) failed: u64,
    pub(crate) crossed: u64,
    pub(crate) crossed_bytes: u64,
    /// Microseconds of a call, there and back: mean and 99th percentile.
    pub(crate) latency: (u32, u32),
}

impl Ledger {
    fn rate(&mut self, item: Item, of: &str, count: usize, each: u64) {
        let count = u32::try_from(count).unwrap_or(u32::MAX);
        let entry = self.rates.entry((item, of.to_owned())).or_default();
        entry.0 = entry.0.saturating_add(each.saturating_mul(u64::from(count)));
        entry.1 = entry.1.saturating_add(count);
    }

    /// What was spent so far, and what an hour costs.
    pub(crate) fn meters(&self) -> Meters {
        let keys = self.spent.keys().chain(self.rates.keys());
        let mut keys: Vec<_> = keys.collect();
        keys.sort();
        keys.dedup();
        let costs: Vec<Cost> = keys
            .into_iter()
            .map(|key| {
                let (per_hour, count) = self.rates.get(key).copied().unwrap_or_default();
                let spent = self.spent.get(key).copied().unwrap_or(0) / 3_600;
                let spent = u64::try_from(spent).unwrap_or(u64::MAX);
                Cost { item: key.0, of: key.1.clone(), count, spent, per_hour }
            })
            .collect();
        Meters {
            total: costs.iter().map(|cost| cost.spent).sum(),
            per_hour: costs.iter().map(|cost| cost.per_hour).sum(),
            costs,
            calls: self.calls,
            failed_calls: self.failed,
            cross_zone_calls: self.crossed,
            cross_zone_bytes: self.crossed_bytes,
            latency_mean: self.latency.0,
            latency_p99: self.latency.1,
        }
    }
}

/// Bytes of an image, as they are pulled.
const IMAGE: u64 = 150_000_000;

impl World {
    /// The image of a pod has come to its node: through a NAT gateway, where that is the way out.
    pub(crate) fn pay_pull(&mut self, node: u32) {
        let Some(node) = self.nodes.get(&node) else { return };
        let way = self.plant.subnet(&node.subnet).map(|subnet| subnet.way);
        let Some(super::plant::Way::Nat(zone)) = way else { return };
        let prices = self.region.prices;
        let paid = |gb: u64| u128::from(IMAGE) * u128::from(gb) * 3_600 / GB;
        let (crosses, ledger) = (zone != node.zone, &mut self.ledger);
        *ledger.spent.entry((Item::NatTraffic, String::new())).or_default() += paid(prices.nat_gb);
        if crosses {
            ledger.crossed_bytes += IMAGE;
            let key = (Item::CrossZoneTraffic, String::new());
            *ledger.spent.entry(key).or_default() += paid(2 * prices.cross_gb);
        }
    }

    /// A second is paid for.
    pub(crate) fn account(&mut self) {
        let mut ledger = std::mem::take(&mut self.ledger);
        ledger.rates.clear();
        self.rate_machines(&mut ledger);
        self.rate_network(&mut ledger);
        self.count_calls(&mut ledger);
        for (key, (per_hour, _)) in &ledger.rates {
            *ledger.spent.entry(key.clone()).or_default() += u128::from(*per_hour);
        }
        self.ledger = ledger;
    }

    fn rate_machines(&self, ledger: &mut Ledger) {
        let prices = self.region.prices;
        if let Some(plane) = self.plane.as_ref().filter(|plane| plane.is_made()) {
            ledger.rate(Item::ControlPlane, "", 1, prices.plane);
            let day = (self.began + i64::from(self.now)).div_euclid(86_400);
            let known = ledger.supported.filter(|known| (known.0, known.1) == (plane.version, day));
            let extended = known.map_or_else(
                || super::plane::support(plane.version, &self.day()).state == "extended",
                |known| known.2,
            );
            ledger.supported = Some((plane.version, day, extended));
            if extended {
                ledger.rate(Item::ExtendedSupport, "", 1, prices.extended);
            }
        }
        for node in self.nodes.values() {
            // A machine is paid for from its start until it is stopped.
            if matches!(node.phase, Phase::Terminating { .. }) {
                continue;
            }
            if node.is_fargate() {
                let cpu = u64::from(node.instance.virginia) * prices.fargate_cpu / 100;
                let memory = u64::from(node.instance.memory) * prices.fargate_gb / 1_024;
                ledger.rate(Item::Fargate, "", 1, cpu + memory);
                continue;
            }
            let price = node.instance.price(&self.region);
            match node.spot {
                true => ledger.rate(Item::SpotNodes, &node.kind, 1, price * SPOT / 100),
                false => ledger.rate(Item::Nodes, &node.kind, 1, price),
            }
        }
        // The root disk of a node, and the volumes of claims.
        let disks = self.nodes.values().filter(|node| node.counts() && !node.is_fargate()).count();
        ledger.rate(Item::Volumes, "", disks, 20 * prices.volume_gb_month / MONTH);
        for claim in self.objects.claims.values().filter(|claim| claim.zone.is_some()) {
            let each = u64::from(claim.gib) * prices.volume_gb_month / MONTH;
            ledger.rate(Item::Volumes, "", 1, each);
        }
    }

    fn rate_network(&self, ledger: &mut Ledger) {
        let prices = self.region.prices;
        ledger.rate(Item::NatGateways, "", self.plant.nats.len(), prices.nat);
        let public = self.nodes.values().filter(|node| {
            let subnet = self.plant.subnet(&node.subnet);
            let given = subnet.is_some_and(|subnet| {
                subnet.gives_public && subnet.way == super::plant::Way::Internet
            });
            given && node.counts()
        });
        let public = public.count() + self.plant.nats.len();
        ledger.rate(Item::PublicAddresses, "", public, prices.address);
        let balancers = self.balancers.values().filter(|one| one.message.is_empty()).count();
        ledger.rate(Item::LoadBalancers, "", balancers, prices.balancer);
        ledger.rates.retain(|_, (_, count)| *count > 0);
    }
}
