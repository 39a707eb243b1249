//! Load balancers: who makes one, and in which subnets.
//!
//! Source:
//! <https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/deploy/subnet_discovery/>.

use std::collections::BTreeMap;

use super::objects::{Key, Service};
use super::plant::{Subnet, Way};
use super::world::World;

/// Seconds until a load balancer works.
const MADE: u32 = 120;
/// Addresses that a subnet has to have free.
const FREE: u32 = 8;

/// A load balancer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Balancer {
    pub(crate) since: u32,
    pub(crate) kind: &'static str,
    pub(crate) internal: bool,
    /// The addresses of its subnets.
    pub(crate) subnets: Vec<String>,
    /// Why there is none.
    pub(crate) message: String,
}

impl Balancer {
    pub(crate) const fn state(&self, now: u32) -> &'static str {
        match (self.message.is_empty(), now >= self.since + MADE) {
            (false, _) => "failed",
            (true, true) => "active",
            (true, false) => "pending",
        }
    }
}

impl World {
    /// A second of the controllers that make load balancers.
    pub(crate) fn run_balancers(&mut self) {
        if !self.writable() || !self.now.is_multiple_of(5) {
            return;
        }
        let wanted = self.objects.services.iter().chain(&self.objects.ingresses);
        let wanted = wanted.filter(|(_, service)| service.balanced);
        let wanted: BTreeMap<String, (Key, Service)> = wanted
            .map(|(key, service)| {
                let kind = if service.ingress { "Ingress" } else { "Service" };
                (format!("{kind}/{}/{}", key.0, key.1), (key.clone(), service.clone()))
            })
            .collect();
        self.balancers.retain(|of, _| wanted.contains_key(of));
        for (of, (_, service)) in wanted {
            let has = self.balancers.get(&of).is_some_and(|one| one.message.is_empty());
            let controller = self.objects.has_balancer_controller();
            if has || (service.ingress && !controller) {
                continue;
            }
            let made = self.balancer(&service, controller);
            let message = made.message.clone();
            let before = self.balancers.insert(of.clone(), made);
            let text = match message.is_empty() {
                true if before.is_none() => "Ensuring load balancer".to_owned(),
                false if before.is_none_or(|before| before.message != message) => {
                    format!("Failed build model due to {message}")
                }
                _ => continue,
            };
            let warning = !message.is_empty();
            let kind = if warning { "FailedBuildModel" } else { "EnsuringLoadBalancer" };
            self.say(kind, &of, text, warning);
        }
    }

    fn balancer(&self, service: &Service, controller: bool) -> Balancer {
        let annotation = |names: &[&str]| {
            names.iter().find_map(|name| service.annotations.get(*name).map(String::as_str))
        };
        let scheme = annotation(&[
            "alb.ingress.kubernetes.io/scheme",
            "service.beta.kubernetes.io/aws-load-balancer-scheme",
        ]);
        let internal = match (scheme, controller) {
            (Some(scheme), _) => scheme != "internet-facing",
            (None, controller) => controller,
        };
        let network = annotation(&["service.beta.kubernetes.io/aws-load-balancer-type"]);
        let kind = match (service.ingress, controller || network == Some("nlb")) {
            (true, _) => "application",
            (false, true) => "network",
            (false, false) => "classic",
        };
        let found = self.discover(internal, service.ingress);
        let (subnets, message) = match found {
            Ok(subnets) => (subnets, String::new()),
            Err(message) => (Vec::new(), message),
        };
        Balancer { since: self.now, kind, internal, subnets, message }
    }

    /// One subnet in each zone, of those whose tags say that they are for it.
    fn discover(&self, internal: bool, two: bool) -> Result<Vec<String>, String> {
        let cluster = self.plane.as_ref().map_or("", |plane| &plane.name);
        let tag =
            if internal { "kubernetes.io/role/internal-elb" } else { "kubernetes.io/role/elb" };
        let role = |subnet: &&Subnet| {
            subnet.tags.get(tag).is_some_and(|value| value.is_empty() || value == "1")
        };
        let own = format!("kubernetes.io/cluster/{cluster}");
        let foreign = |subnet: &Subnet| {
            let clusters =
                subnet.tags.keys().filter(|key| key.starts_with("kubernetes.io/cluster/"));
            let mut clusters = clusters.peekable();
            clusters.peek().is_some() && !clusters.any(|key| *key == own)
        };
        let all: Vec<&Subnet> = self.plant.subnets.iter().collect();
        let tagged: Vec<&Subnet> = all.iter().copied().filter(role).collect();
        let reach = |subnet: &&Subnet| (subnet.way == Way::Internet) != internal;
        let candidates = match tagged.is_empty() {
            false => tagged,
            true => all.into_iter().filter(reach).collect(),
        };
        let (evaluated, mut others, mut full) = (candidates.len(), 0, 0);
        let mut by_zone: BTreeMap<usize, &Subnet> = BTreeMap::new();
        for subnet in candidates {
            if foreign(subnet) {
                others += 1;
            } else if self.free(&subnet.address) < FREE {
                full += 1;
            } else {
                let known = by_zone.entry(subnet.zone).or_insert(subnet);
                let first = |one: &Subnet| (!one.tags.contains_key(&own), one.id.clone());
                if first(subnet) < first(known) {
                    *known = subnet;
                }
            }
        }
        if by_zone.is_empty() {
            return Err(format!(
                "couldn't auto-discover subnets: unable to resolve at least one subnet. Evaluated \
                 {evaluated} subnets: {others} are tagged for other clusters, and {full} have \
                 insufficient available IP addresses"
            ));
        }
        if two && by_zone.len() < 2 {
            return Err(
                "couldn't auto-discover subnets: subnets count less than minimal required \
                        count: 1 < 2"
                    .to_owned(),
            );
        }
        Ok(by_zone.into_values().map(|subnet| subnet.address.clone()).collect())
    }
}
