//! Which source of credentials does the SDK's chain come to first, and can it take the one meant?

use super::{options, policies, process};
use crate::irsa::process::Variables;
use crate::irsa::walk::Walk;
use crate::irsa::who::Who;
use crate::report::{Assumed, Source};
use crate::sdk::{Origin, Regionless, Sdk, names};
use crate::sts::answer::Code;
use crate::{Check, Finding, Gate, Place, Reason, State, Step, Text};

/// The variables that point an SDK to an endpoint for containers.
const AGENTS: [&str; 2] =
    ["AWS_CONTAINER_CREDENTIALS_FULL_URI", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"];

/// What runs, as far as the settings say.
struct Runs {
    sdk: Option<&'static Sdk>,
    /// Its name, or `application` for a program with a chain of its own.
    name: Text,
    version: Option<Text>,
    chain: Option<Vec<Origin>>,
    /// Where the settings name it.
    at: Option<Place>,
}

/// Judges the gate for the source that is meant: a web identity, or the Pod Identity agent.
pub(super) fn judge(walk: &mut Walk<'_>, meant: Origin) {
    let runs = runs(walk);
    walk.moves_on = runs.sdk.is_some_and(|sdk| sdk.moves_on);
    let judged = match &runs.chain {
        Some(chain) => along(walk, &runs, chain, meant),
        None => unknown(walk),
    };
    if judged {
        region(walk, &runs);
        if meant == Origin::WebIdentity {
            crate::irsa::sdk::request(walk);
            if let Some((value, place)) = policies::cut_short(walk) {
                let reason = Reason::SessionArnIncomplete { value };
                let refused = Check::new(Gate::Sdk, Step::ParametersValidated, State::Fail, reason);
                walk.record(refused.at(place));
            }
        }
    }
}

fn check(state: State, reason: Reason) -> Check {
    Check::new(Gate::Sdk, Step::ChainWalked, state, reason)
}

fn runs(walk: &mut Walk<'_>) -> Runs {
    let name = options::text(walk, &["sdk", "name"]);
    let sdk = name.as_ref().and_then(|name| Sdk::named(&name.value));
    if let Some(name) = name.as_ref().filter(|_| sdk.is_none()) {
        let reason = Reason::SettingInvalid { key: "name".into(), value: names() };
        walk.find(walk.world.settings_file, Finding::warning(reason, name.span));
    }
    let own = options::node(walk, &["sdk", "chain"]);
    let version = options::text(walk, &["sdk", "version"]).map(|version| version.value);
    let chain = own.as_ref().map(|own| {
        let words = own.items().iter().filter_map(crate::Node::text);
        words.filter_map(|word| Origin::named(word)).collect()
    });
    let at = own.as_ref().map(|own| own.span).or(name.as_ref().map(|name| name.span));
    Runs {
        sdk,
        name: sdk.map_or("application", |sdk| sdk.name).into(),
        chain: chain.or_else(|| sdk.map(|sdk| sdk.chain(version.as_deref()).collect())),
        version,
        at: at.map(|span| Place { file: walk.world.settings_file, span }),
    }
}

/// Which SDK runs was not said: static keys come first in nearly all of them, and whether a profile
/// does differs.
fn unknown(walk: &mut Walk<'_>) -> bool {
    if let Some(place) = process::static_keys(walk) {
        walk.works_as = Some(Source::Env);
        let reason = Reason::StaticKeysWin { container: walk.container_name() };
        walk.record(check(State::Fail, reason).at(place));
        return false;
    }
    if let Some((source, place)) = process::profile(walk) {
        walk.record(check(State::Unknown, Reason::SdkSourceUnknown { source }).at(place));
        return true;
    }
    walk.assume(Assumed::Sdk, "current".into());
    walk.record(check(State::Assumed, Reason::SdkAssumed));
    true
}

/// Goes along the chain until a source answers; whether that is the one meant.
fn along(walk: &mut Walk<'_>, runs: &Runs, chain: &[Origin], meant: Origin) -> bool {
    let mut refused: Option<Check> = None;
    for origin in chain {
        if *origin == meant && present(walk, meant) {
            match cannot_take(walk, runs, meant) {
                Some(reason) => refused = Some(check(State::Fail, reason).at(runs.at)),
                None => {
                    let reason = Reason::SdkTakes { sdk: runs.name.clone() };
                    walk.record(check(State::Pass, reason).at(runs.at));
                    return true;
                }
            }
            continue;
        }
        if let Some((source, won)) = other(walk, runs, *origin) {
            walk.works_as = Some(source);
            let before = refused.is_none() && chain.contains(&meant);
            let found = if before { won } else { refused };
            let left_out = || left_out(runs);
            walk.record(found.unwrap_or_else(left_out));
            return false;
        }
    }
    if !present(walk, meant) && refused.is_none() && chain.contains(&meant) {
        // Nothing was injected, which is the business of the gates before.
        let reason = Reason::SdkTakes { sdk: runs.name.clone() };
        walk.record(check(State::Pass, reason).at(runs.at));
        return true;
    }
    walk.works_as = Some(Source::None);
    walk.record(refused.unwrap_or_else(|| left_out(runs)));
    false
}

fn left_out(runs: &Runs) -> Check {
    let reason = Reason::SdkChainWithoutWebIdentity { sdk: runs.name.clone() };
    check(State::Fail, reason).at(runs.at)
}

/// Whether the source that is meant is there: what was injected, or will be.
fn present(walk: &Walk<'_>, meant: Origin) -> bool {
    match meant {
        Origin::WebIdentity => match walk.who {
            Who::Token | Who::Account(_) => true,
            Who::Pod(_) if walk.is_yet_to_be_written() => true,
            Who::Pod(_) => matches!(walk.process.variables, Variables::Both { .. }),
            Who::Nobody => false,
        },
        _ => true,
    }
}

/// Why this SDK can't take credentials of the source.
fn cannot_take(walk: &Walk<'_>, runs: &Runs, meant: Origin) -> Option<Reason> {
    let sdk = runs.sdk?;
    if let Some(version) = &runs.version
        && let Some(minimum) = sdk.too_old(version, meant)
    {
        let (version, minimum) = (version.clone(), minimum.into());
        return Some(Reason::SdkTooOld { sdk: sdk.name.into(), version, minimum });
    }
    let module = sdk.module.filter(|_| meant == Origin::WebIdentity)?;
    let modules = options::node(walk, &["sdk", "modules"])?;
    let has = modules.items().iter().any(|it| it.text().is_some_and(|it| &**it == module));
    (!has).then(|| Reason::SdkModuleMissing { sdk: sdk.name.into(), module: module.into() })
}

/// Another source that answers, and the check that says so where it comes first.
fn other(walk: &Walk<'_>, runs: &Runs, origin: Origin) -> Option<(Source, Option<Check>)> {
    match origin {
        Origin::Environment => {
            let by_profile = runs.sdk.is_some_and(|sdk| sdk.name == "js-v3")
                && process::variable(walk, "AWS_PROFILE").is_some();
            let place = process::static_keys(walk).filter(|_| !by_profile)?;
            let reason = Reason::StaticKeysWin { container: walk.container_name() };
            Some((Source::Env, Some(check(State::Fail, reason).at(place))))
        }
        Origin::Profile => {
            let (source, place) = process::profile(walk)?;
            let reason = Reason::ProfileWins { sdk: runs.name.clone(), source };
            Some((Source::Profile, Some(check(State::Fail, reason).at(place))))
        }
        Origin::Container => {
            let (variable, place) = AGENTS.iter().find_map(|name| {
                let variable = process::variable(walk, name)?;
                Some((Text::from(*name), walk.pod_place(variable.span)))
            })?;
            let reason = Reason::ContainerWins { sdk: runs.name.clone(), variable };
            Some((Source::PodIdentity, Some(check(State::Fail, reason).at(place))))
        }
        Origin::Imds if present(walk, Origin::WebIdentity) => Some((Source::Imds, None)),
        Origin::WebIdentity | Origin::Imds => None,
    }
}

/// Whether a variable of the container names the region for an SDK, or may: each reads its own.
pub(super) fn names_region(walk: &Walk<'_>, sdk: &Sdk, version: Option<&str>) -> bool {
    let Some(container) = walk.process.container.as_ref() else { return true };
    let set = |name: &str| container.set_variable(name).is_some();
    let loads = sdk.name == "go-v1" && set("AWS_SDK_LOAD_CONFIG");
    container.env_from
        || ["AWS_REGION", "AWS_DEFAULT_REGION"]
            .into_iter()
            .any(|name| set(name) && (loads || sdk.reads_region_from(name, version)))
}

/// Whether the SDK can build the host of STS.
fn region(walk: &mut Walk<'_>, runs: &Runs) {
    let Some(sdk) = runs.sdk else { return };
    let named = names_region(walk, sdk, runs.version.as_deref());
    let file = process::profile(walk).is_some();
    let node = !walk.world.settings.imds.unreachable;
    let fails = match sdk.regionless {
        Regionless::Goes => false,
        Regionless::AsksNode => !node,
        Regionless::Fails => true,
    };
    if fails && !named && !file && present(walk, Origin::WebIdentity) {
        let reason = Reason::RegionMissing { sdk: sdk.name.into() };
        walk.record(check(State::Fail, reason).at(runs.at));
    }
}

/// Where STS can't fetch the issuer's keys, whether the SDK tries again by itself.
pub(super) fn repeats(walk: &mut Walk<'_>) {
    let Some(name) = options::text(walk, &["sdk", "name"]) else { return };
    let Some(sdk) = Sdk::named(&name.value) else { return };
    let unfetched = walk.checks.iter().any(|check| {
        let keys = matches!(
            *check.reason,
            Reason::IssuerUnreachable { .. } | Reason::SignatureKeyMissing { .. }
        );
        keys && check.state == State::Fail
    });
    if unfetched && sdk.repeats.contains(&Code::InvalidIdentityToken) {
        let reason = Reason::SdkRepeats {
            sdk: sdk.name.into(),
            code: Code::InvalidIdentityToken.wire().into(),
        };
        walk.find(walk.world.settings_file, Finding::info(reason, name.span));
    }
}
