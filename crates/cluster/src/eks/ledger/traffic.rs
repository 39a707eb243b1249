//! Calls between pods: who is called, in which zone, and what that takes.
//!
//! A call goes to any pod behind a Service, wherever it is, unless the Service keeps calls close.
//! Sources:
//! <https://docs.aws.amazon.com/eks/latest/best-practices/cost-opt-networking.html>; latencies are
//! the simulation's own, after published measurements between zones of a region.

use std::collections::BTreeMap;

use super::{GB, Item, Ledger, World};

/// Microseconds there and back within a zone, and from one to another.
const WITHIN: u64 = 300;
const ACROSS: u64 = 800;
/// What one call in a hundred takes.
const WITHIN_SLOW: u32 = 600;
const ACROSS_SLOW: u32 = 2_000;

/// Where the calls of a second go.
#[derive(Debug, Default)]
struct Routes {
    /// Pairs of caller and callee, weighted: all of them, those across zones, those that find
    /// nobody who answers.
    all: u64,
    across: u64,
    unanswered: u64,
}

impl World {
    pub(super) fn count_calls(&self, ledger: &mut Ledger) {
        let load = self.load;
        let routes = self.routes();
        ledger.latency = (0, 0);
        let asked = u64::from(load.calls);
        if asked == 0 {
            return;
        }
        ledger.calls += asked;
        if routes.all == 0 {
            ledger.failed += asked;
            return;
        }
        let part =
            |of: u64| u64::try_from(u128::from(asked) * u128::from(of) / u128::from(routes.all));
        let across = part(routes.across).unwrap_or(0);
        ledger.failed += part(routes.unanswered).unwrap_or(0);
        ledger.crossed += across;
        let bytes = across * u64::from(load.bytes);
        ledger.crossed_bytes += bytes;
        let mean = (ACROSS * routes.across + WITHIN * (routes.all - routes.across)) / routes.all;
        let slow = if routes.across * 100 > routes.all { ACROSS_SLOW } else { WITHIN_SLOW };
        ledger.latency = (u32::try_from(mean).unwrap_or(u32::MAX), slow);
        // A byte that crosses is paid for where it leaves and where it arrives.
        let price = u128::from(2 * self.region.prices.cross_gb);
        let spent = u128::from(bytes) * price * 3_600 / GB;
        if spent > 0 {
            let key = (Item::CrossZoneTraffic, String::new());
            ledger.rates.insert(key, (u64::try_from(spent).unwrap_or(u64::MAX), 1));
        }
    }

    /// The pods that call and are called: those of workloads behind a Service, or all of them where
    /// there is no Service.
    fn routes(&self) -> Routes {
        let mut routes = Routes::default();
        let zone = |pod: &crate::eks::pod::Pod| {
            pod.node.and_then(|id| self.nodes.get(&id)).map(|node| node.zone)
        };
        let own = |pod: &&crate::eks::pod::Pod| !pod.spec.system;
        let mut callers: BTreeMap<usize, u64> = BTreeMap::new();
        for pod in self.pods.values().filter(own).filter(|pod| pod.answers(self)) {
            if let Some(zone) = zone(pod) {
                *callers.entry(zone).or_default() += 1;
            }
        }
        let mut add = |called: BTreeMap<usize, (u64, u64)>, close: bool| {
            for (from, count) in &callers {
                let here = called.get(from).copied().filter(|(pods, _)| close && *pods > 0);
                let reached: Vec<(usize, (u64, u64))> = match here {
                    Some(here) => vec![(*from, here)],
                    None => called.iter().map(|(zone, pods)| (*zone, *pods)).collect(),
                };
                for (zone, (pods, dead)) in reached {
                    routes.all += count * pods;
                    routes.unanswered += count * dead;
                    routes.across += if zone == *from { 0 } else { count * pods };
                }
            }
        };
        let called = |chosen: &dyn Fn(&crate::eks::pod::Pod) -> bool| {
            let mut called: BTreeMap<usize, (u64, u64)> = BTreeMap::new();
            for pod in self.pods.values().filter(|pod| pod.listed && chosen(pod)) {
                let Some(zone) = zone(pod) else { continue };
                let entry = called.entry(zone).or_default();
                entry.0 += 1;
                entry.1 += u64::from(!pod.answers(self));
            }
            called
        };
        let services = self.objects.services.iter();
        let mut any = false;
        for ((namespace, _), service) in services {
            any = true;
            let chosen = |pod: &crate::eks::pod::Pod| {
                pod.namespace == *namespace && service.selector.matches(&pod.spec.labels)
            };
            add(called(&chosen), service.close);
        }
        if !any {
            add(called(&|pod| !pod.spec.system), false);
        }
        routes
    }
}
