//! Which host does the SDK call for STS? The container's own variables name its region, and may
//! name another host for all services or for STS alone.

use super::{options, process};
use crate::irsa::walk::Walk;
use crate::k8s::pod::EnvVar;
use crate::sdk::Sdk;
use crate::{Check, Gate, Place, Reason, State, Step, Text};

/// The variables that name another host, the narrower one first.
pub(super) const ENDPOINTS: [&str; 2] = ["AWS_ENDPOINT_URL_STS", "AWS_ENDPOINT_URL"];
/// What turns them off.
const IGNORED: &str = "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS";
/// The SDKs that came to their end before those variables did.
const WITHOUT: [&str; 3] = ["go-v1", "java-v1", "js-v2"];
/// The domains that AWS answers in.
const AWS: [&str; 3] = [".amazonaws.com", ".amazonaws.com.cn", ".aws"];

/// Why what answers there, if anything does, is not STS.
pub(super) fn judge(walk: &Walk<'_>) -> Option<Check> {
    elsewhere(walk).or_else(|| nowhere(walk))
}

fn check(walk: &Walk<'_>, state: State, reason: Reason, variable: &EnvVar) -> Check {
    let span = variable.value.as_ref().map_or(variable.span, |value| value.span);
    let place: Option<Place> = walk.pod_place(span);
    Check::new(Gate::Network, Step::StsReached, state, reason).at(place)
}

fn sdk(walk: &Walk<'_>) -> Option<&'static Sdk> {
    Sdk::named(&options::text(walk, &["sdk", "name"])?.value)
}

/// Another host. A name within the cluster, an address, and another service of AWS are certainly
/// not STS; behind another name somebody may pass the call on.
fn elsewhere(walk: &Walk<'_>) -> Option<Check> {
    if sdk(walk).is_some_and(|sdk| WITHOUT.contains(&sdk.name))
        || process::value(walk, IGNORED).is_some_and(|it| it.eq_ignore_ascii_case("true"))
    {
        return None;
    }
    let variable = ENDPOINTS.into_iter().find_map(|name| process::variable(walk, name))?;
    let endpoint = variable.value.as_ref()?.value.clone();
    let rest = endpoint.split_once("://").map_or(&*endpoint, |(_, rest)| rest);
    let host = rest.split(['/', ':']).next().unwrap_or_default();
    let state = if AWS.iter().any(|domain| host.ends_with(domain)) {
        if host.split(['.', '-']).any(|part| part == "sts") {
            return None;
        }
        State::Fail
    } else if is_near(host) {
        State::Fail
    } else {
        State::Unknown
    };
    let reason = Reason::EndpointElsewhere { variable: variable.name.clone(), endpoint };
    Some(check(walk, state, reason, variable))
}

/// A host of the cluster, or an address.
fn is_near(host: &str) -> bool {
    let inside = [".svc", ".local", ".internal", ".localhost"];
    !host.contains('.')
        || inside.iter().any(|end| host.ends_with(end))
        || host.chars().all(|char| char.is_ascii_digit() || char == '.')
}

/// A region that is none, so that the host made of it does not exist.
fn nowhere(walk: &Walk<'_>) -> Option<Check> {
    if walk.world.settings.sts.global {
        return None;
    }
    let variable = region(walk)?;
    let region = variable.value.as_ref()?.value.clone();
    if is_region(&region) {
        return None;
    }
    Some(check(walk, State::Fail, Reason::RegionMalformed { region }, variable))
}

/// The variable that the SDK takes its region from.
pub(super) fn region<'w>(walk: &'w Walk<'_>) -> Option<&'w EnvVar> {
    let version = options::text(walk, &["sdk", "version"]).map(|version| version.value);
    let sdk = sdk(walk);
    let reads = |name: &&str| sdk.is_none_or(|it| it.reads_region_from(name, version.as_deref()));
    let names = ["AWS_REGION", "AWS_DEFAULT_REGION"].into_iter().filter(reads);
    names.filter_map(|name| process::variable(walk, name)).next()
}

/// The form of regions, as `us-gov-west-1`; and the words that SDKs take instead of one.
fn is_region(text: &str) -> bool {
    if text.contains("fips") || text == "aws-global" {
        return true;
    }
    let parts: Vec<&str> = text.split('-').collect();
    let [words @ .., number] = &parts[..] else { return false };
    let word = |part: &&str| part.len() >= 2 && part.bytes().all(|it| it.is_ascii_lowercase());
    words.len() >= 2
        && words.iter().all(word)
        && matches!(number.len(), 1..=2)
        && number.bytes().all(|it| it.is_ascii_digit())
}

/// The region that was meant: without the letter of a zone, else the issuer's.
pub(super) fn meant(walk: &Walk<'_>, region: &str) -> Option<Text> {
    let bare = region.trim().to_ascii_lowercase();
    let bare = bare.trim_end_matches(|char: char| char.is_ascii_lowercase());
    if is_region(bare) {
        return Some(bare.into());
    }
    walk.world.region_of_issuer()
}
