//! Upgrades of the control plane, a minor version at a time, and the way back.
//!
//! Sources: <https://docs.aws.amazon.com/eks/latest/userguide/update-cluster.html>,
//! <https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html>.

use super::{Doing, Plane, World};
use crate::eks::event::Kind;
use crate::eks::snapshot::Support;

/// Seconds until one API server runs the new version.
const EACH: u32 = 240;
/// Seconds in which a version can be gone back from.
pub(crate) const ROLLBACK: u32 = 7 * 24 * 60 * 60;
/// Addresses that an upgrade needs in the subnets of the cluster.
const ADDRESSES: u32 = 5;

/// Minor version, last day of standard and of extended support.
///
/// Source: <https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html>, February
/// 2026; extended support is twelve months more where no day is published.
const CALENDAR: &[(u32, &str, &str)] = &[
    (30, "2025-07-23", "2026-07-23"),
    (31, "2025-11-26", "2026-11-26"),
    (32, "2026-03-23", "2027-03-23"),
    (33, "2026-07-29", "2027-07-29"),
    (34, "2026-12-02", "2027-12-02"),
    (35, "2027-03-27", "2028-03-27"),
];

/// An upgrade or rollback that runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Update {
    /// The minor version that it leads to.
    pub(crate) to: u32,
    /// When the next API server runs it.
    pub(crate) next: u32,
    /// Whether it goes back.
    pub(crate) back: bool,
}

/// The support of a version on a day, as `2026-01-01`.
pub(crate) fn support(minor: u32, day: &str) -> Support {
    let row = CALENDAR.iter().find(|(version, ..)| *version == minor);
    let (standard, extended) =
        row.map_or(("", ""), |(_, standard, extended)| (*standard, *extended));
    let state = match row {
        None => "unknown",
        Some(_) if day <= standard => "standard",
        Some(_) if day <= extended => "extended",
        Some(_) => "unsupported",
    };
    Support {
        state: state.to_owned(),
        standard_until: standard.to_owned(),
        extended_until: extended.to_owned(),
    }
}

/// The minor of a version such as `1.34`.
pub(crate) fn minor(version: &str) -> Option<u32> {
    version.strip_prefix("1.")?.parse().ok()
}

impl World {
    /// The day of now, as `2026-01-01`.
    pub(crate) fn day(&self) -> String {
        let now = self.began + i64::from(self.now);
        let text = irsa_engine::time::Timestamp(now).to_string();
        text.get(..10).unwrap_or_default().to_owned()
    }

    /// Begins an upgrade, or says why not as the API does.
    pub(crate) fn upgrade(&mut self, version: &str) -> Result<(), String> {
        let to = minor(version);
        let Some(plane) = &self.plane else {
            return Err("ResourceNotFoundException: No cluster found.".to_owned());
        };
        let (name, from) = (plane.name.clone(), plane.version);
        if !plane.is_made() || plane.update.is_some() {
            return Err(format!(
                "ResourceInUseException: Cannot update because cluster {name} \
                                currently has an update in progress"
            ));
        }
        let known = to.filter(|to| CALENDAR.iter().any(|(minor, ..)| minor == to));
        let Some(to) = known else {
            return Err(format!(
                "InvalidParameterException: unsupported Kubernetes version \
                                {version}"
            ));
        };
        if to != from + 1 {
            return Err(format!(
                "InvalidParameterException: Unsupported Kubernetes minor version \
                                update from 1.{from} to 1.{to}"
            ));
        }
        let oldest = self.nodes.values().map(|node| node.version).min().unwrap_or(from);
        if to > oldest + 3 {
            return Err(format!(
                "InvalidRequestException: Kubelet version of nodes is 1.{oldest}, \
                                which is more than three minor versions behind 1.{to}"
            ));
        }
        let plane = self.plane.iter().flat_map(|plane| plane.subnets.clone());
        let free: u32 = plane.map(|subnet| self.free(&subnet)).sum();
        if free < ADDRESSES {
            return Err(format!(
                "IpNotAvailable: the subnets of the cluster have {free} free \
                                addresses, and an update needs up to {ADDRESSES}"
            ));
        }
        self.begin_update(to, false);
        Ok(())
    }

    /// Goes back to the version before, or says why not.
    pub(crate) fn roll_back(&mut self) -> Result<(), String> {
        let Some(plane) = &self.plane else {
            return Err("ResourceNotFoundException: No cluster found.".to_owned());
        };
        let (from, at) = match plane.upgraded.filter(|_| plane.update.is_none()) {
            Some(upgraded) => upgraded,
            None => {
                let text = "InvalidRequestException: The cluster has no upgrade to roll back.";
                return Err(text.to_owned());
            }
        };
        if self.now > at + ROLLBACK {
            return Err(
                "InvalidRequestException: The rollback window of 7 days has passed.".to_owned()
            );
        }
        self.begin_update(from, true);
        Ok(())
    }

    fn begin_update(&mut self, to: u32, back: bool) {
        let next = self.now + self.lasts("upgrade", EACH);
        let Some(plane) = &mut self.plane else { return };
        plane.update = Some(Update { to, next, back });
        let name = plane.name.clone();
        self.tell(Kind::UpgradeBegan, &name, &[("version", format!("1.{to}"))]);
    }

    /// One API server after the other gets the new version.
    pub(super) fn run_upgrade(&mut self, plane: &mut Plane) {
        let Some(update) = plane.update else { return };
        if self.now < update.next {
            return;
        }
        let next = self.now + self.lasts("upgrade", EACH);
        let old = plane
            .servers
            .iter_mut()
            .find(|server| server.version != update.to && server.doing == Doing::Serving);
        if let Some(server) = old {
            server.version = update.to;
            plane.update = Some(Update { next, ..update });
            return;
        }
        if plane.servers.iter().any(|server| server.version != update.to) {
            return;
        }
        plane.members.iter_mut().for_each(|member| member.version = update.to);
        plane.upgraded = (!update.back).then_some((plane.version, self.now));
        plane.version = update.to;
        plane.update = None;
        let kind = if update.back { Kind::RolledBack } else { Kind::UpgradeDone };
        self.tell(kind, &plane.name, &[("version", format!("1.{}", update.to))]);
    }
}
