//! Whose credentials does the process end up with? Follows from the gates before it.

use super::process::Variables;
use super::walk::Walk;
use super::who::Who;
use crate::k8s::webhook::WEB_IDENTITY_TOKEN_FILE;
use crate::model::settings::Compute;
use crate::report::{Assumed, Identity, Source};
use crate::sts::answer::assumed_role_arn;
use crate::{Check, Gate, Reason, State, Step, Text};

pub(super) fn judge(walk: &mut Walk<'_>) -> Identity {
    let identity = find(walk);
    let (state, reason) = match (identity.source, &identity.arn) {
        (Source::WebIdentity | Source::PodIdentity, Some(arn)) => {
            (State::Pass, Reason::IdentityWebIdentity { arn: arn.clone() })
        }
        (Source::Env, _) => (State::Fail, Reason::IdentityStaticKeys),
        (Source::PodIdentity, None) => (State::Fail, Reason::IdentityContainer),
        (Source::Profile, _) => (State::Fail, Reason::IdentityProfile),
        (Source::Imds, Some(role)) => {
            (State::Fail, Reason::IdentityNodeRole { role: role.clone() })
        }
        (Source::Imds, None) => (State::Fail, Reason::IdentityNode),
        (Source::None, _) => (State::Fail, Reason::IdentityNone),
        _ => (State::Unknown, Reason::IdentityUnknown),
    };
    walk.record(Check::new(Gate::Identity, Step::CredentialsUsed, state, reason));
    identity
}

fn find(walk: &mut Walk<'_>) -> Identity {
    let nobody = Identity { arn: None, source: Source::None };
    if walk.failed(Gate::Pod) {
        return nobody;
    }
    match walk.works_as {
        Some(Source::Imds) => return node_role(walk),
        Some(source) => return Identity { arn: None, source },
        None if super::sdk::static_keys(walk).is_some() && walk.whole.is_none() => {
            return Identity { arn: None, source: Source::Env };
        }
        None => {}
    }
    let any = |walk: &Walk<'_>, state| walk.decisive().any(|check| check.state == state);
    let not_injected = walk.failed(Gate::Admission)
        || walk.checks.iter().any(|check| {
            let binding = check.gate == Gate::Binding && check.state == State::Fail;
            binding && check.step == Step::AnnotationsRead
        });
    // A token's file without a role is an error to SDKs; a role without a token's file is nothing.
    if matches!(walk.process.variables, Variables::One { set: WEB_IDENTITY_TOKEN_FILE, .. }) {
        return nobody;
    }
    if not_injected && !matches!(walk.who, Who::Token) {
        return node_role(walk);
    }
    if any(walk, State::Fail) {
        return if walk.moves_on { node_role(walk) } else { nobody };
    }
    let unknown = any(walk, State::Unknown);
    if let Some(arn) = walk.agent_gives.clone().filter(|_| !unknown) {
        return Identity { arn: Some(arn), source: Source::PodIdentity };
    }
    let name = session_name(walk);
    let arn = walk.role_arn().and_then(|role| assumed_role_arn(&role, &name));
    match arn.filter(|_| !unknown) {
        Some(arn) => Identity { arn: Some(arn.into()), source: Source::WebIdentity },
        None => Identity { arn: None, source: Source::Unknown },
    }
}

/// Without a web identity every SDK's chain ends at the node, unless it can't be reached from here.
fn node_role(walk: &mut Walk<'_>) -> Identity {
    let settings = &walk.world.settings;
    let host_network = walk.process.pod.as_ref().is_some_and(|pod| pod.host_network);
    let stopped = settings.imds.hop_limit.is_some_and(|hops| hops < 2) && !host_network;
    if settings.imds.unreachable || stopped || settings.compute == Compute::Fargate {
        return Identity { arn: None, source: Source::None };
    }
    let role = settings.imds.role.clone();
    walk.assume(Assumed::NodeRole, role.clone().unwrap_or_else(|| "reachable".into()));
    Identity { arn: role, source: Source::Imds }
}

/// The session's name: what was given, else what the SDK makes of the instant.
fn session_name(walk: &mut Walk<'_>) -> Text {
    if let Some((name, _)) = super::sdk::given_session_name(walk) {
        return name;
    }
    let name = walk.usual_session_name();
    walk.assume(Assumed::SessionName, name.clone());
    name
}
