//! What EKS refuses of a cluster.
//!
//! Source: <https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html>,
//! <https://docs.aws.amazon.com/eks/latest/userguide/update-cluster.html> and
//! <https://docs.aws.amazon.com/eks/latest/userguide/setting-up-access-entries.html>.

use super::{Refusal, text};
use crate::terraform::{Stored, Value};

/// The ways to authenticate, each of which can only be followed by those behind it.
const MODES: [&str; 3] = ["CONFIG_MAP", "API_AND_CONFIG_MAP", "API"];

/// Why a cluster can't be made.
pub(super) fn create(target: &Stored) -> Option<Refusal> {
    let subnets = target.object.path(&["vpc_config", "0", "subnet_ids"])?.items()?;
    let mut texts: Vec<_> = subnets.iter().filter_map(Value::as_text).collect();
    texts.sort_unstable();
    texts.dedup();
    let error = "Subnets specified must be in at least two different AZs";
    (texts.len() < 2).then(|| refused(error)).or_else(|| endpoints(target))
}

/// Why a cluster can't be changed to this.
pub(super) fn update(target: &Stored, prior: &Stored) -> Option<Refusal> {
    endpoints(target).or_else(|| version(target, prior)).or_else(|| mode(target, prior))
}

fn endpoints(target: &Stored) -> Option<Refusal> {
    let flag = |name: &str| target.object.path(&["vpc_config", "0", name]).and_then(Value::as_bool);
    let none = flag("endpoint_public_access") == Some(false)
        && flag("endpoint_private_access") != Some(true);
    none.then(|| refused("Private and public endpoint access cannot be false."))
}

/// One minor version up at a time, and none down.
fn version(target: &Stored, prior: &Stored) -> Option<Refusal> {
    let of = |stored: &Stored| text(stored, &["version"]);
    let minor = |version: &str| version.split_once('.')?.1.parse::<u32>().ok();
    let (old, new) = (of(prior)?, of(target)?);
    let (from, to) = (minor(&old)?, minor(&new)?);
    let error = format!("Unsupported Kubernetes minor version update from {old} to {new}");
    (to != from && to != from + 1).then(|| refused(&error))
}

/// Access entries, once there are any, stay; the ConfigMap, once given up, does not come back.
fn mode(target: &Stored, prior: &Stored) -> Option<Refusal> {
    let rank = |stored: &Stored| {
        let mode = text(stored, &["access_config", "0", "authentication_mode"])?;
        MODES.iter().position(|known| *known == &*mode)
    };
    let (old, new) = (rank(prior)?, rank(target)?);
    let name = |rank: usize| MODES.get(rank).copied().unwrap_or_default();
    let error =
        format!("Unsupported authentication mode update from {} to {}", name(old), name(new));
    (new < old).then(|| refused(&error))
}

fn refused(text: &str) -> Refusal {
    Refusal::at_once(format!("InvalidParameterException: {text}"))
}
