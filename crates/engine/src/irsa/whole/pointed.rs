//! Is the pod of an account with a Pod Identity association pointed to the agent?

use super::process;
use crate::irsa::admission::webhook_state;
use crate::irsa::walk::Walk;
use crate::irsa::who::Who;
use crate::irsa::world::Given;
use crate::k8s::Pod;
use crate::k8s::webhook::agent::{AUTHORIZATION_FILE, FULL_URI};
use crate::k8s::webhook::{Decision, Outcome, Untouched};
use crate::report::Source;
use crate::{Check, Gate, Place, Reason, State, Step, Timestamp};

/// The variable with the token itself, which some programs set instead of a file's path.
const AUTHORIZATION: &str = "AWS_CONTAINER_AUTHORIZATION_TOKEN";

/// A running pod has the agent's address or it does not: one that is older than the association, or
/// that the webhook admitted before it knew of it, never gets it. Into a manifest it is injected.
pub(super) fn judge(walk: &mut Walk<'_>) {
    let checked = match (walk.who, walk.process.decision.clone()) {
        (Who::Pod(pod), None) => of_live_pod(walk, pod),
        (Who::Pod(pod), Some(decision)) => of_manifest(walk, pod, &decision),
        _ => {
            let present =
                walk.world.settings.webhook.as_ref().is_none_or(|webhook| webhook.present);
            match present {
                true => admitted(webhook_state(walk), injected(walk)),
                false => admitted(State::Fail, Reason::WebhookAbsent),
            }
        }
    };
    // An endpoint that is asked without a token answers nobody, and SDKs stop there.
    let asked = process::variable(walk, FULL_URI).is_some();
    if asked && matches!(*checked.reason, Reason::VariablesIncomplete { .. }) {
        walk.works_as = Some(Source::None);
    }
    walk.record(checked);
}

fn admitted(state: State, reason: Reason) -> Check {
    Check::new(Gate::Admission, Step::PodMutated, state, reason)
}

fn injected(walk: &Walk<'_>) -> Reason {
    Reason::PodIdentityInjected { container: walk.container_name() }
}

/// What the container's variables come to: both, one, or neither.
fn variables(walk: &Walk<'_>, place: Place) -> Option<Check> {
    let span = |name| process::variable(walk, name).map(|variable| variable.span);
    let one = |set: &str, unset: &str, span| {
        let reason = Reason::VariablesIncomplete { set: set.into(), unset: unset.into() };
        admitted(State::Fail, reason).at(walk.pod_place(span))
    };
    match (span(FULL_URI), span(AUTHORIZATION_FILE)) {
        (Some(_), Some(_)) => Some(admitted(State::Pass, injected(walk)).at(place)),
        // The pod's own text may leave the token to another variable.
        (Some(span), None) if process::variable(walk, AUTHORIZATION).is_some() => {
            Some(admitted(State::Pass, injected(walk)).at(walk.pod_place(span)))
        }
        (Some(span), None) => Some(one(FULL_URI, AUTHORIZATION_FILE, span)),
        (None, Some(span)) => Some(one(AUTHORIZATION_FILE, FULL_URI, span)),
        (None, None) => None,
    }
}

fn of_live_pod(walk: &Walk<'_>, pod: Given<'_, Pod>) -> Check {
    let place = pod.place(pod.item.metadata.name.span);
    let container = walk.container_name();
    if let Some(variable) = process::variable(walk, FULL_URI) {
        return admitted(State::Pass, injected(walk)).at(pod.place(variable.span));
    }
    if walk.process.container.as_ref().is_some_and(|it| it.env_from) {
        return admitted(State::Unknown, Reason::VariablesElsewhere { container }).at(place);
    }
    if let Some(left) = walk.unseen.clone() {
        return left;
    }
    let name = pod.item.metadata.name.value.clone();
    let made = walk.associated().map(|it| (it, it.item.node.get("createdAt")));
    let made = made.and_then(|(it, made)| {
        let text = made?.text()?;
        Some((it.place(made?.span), text.clone(), instant(text)?))
    });
    match (made, pod.item.metadata.created) {
        (Some((at, made, instant)), Some(created)) if instant > created => {
            let reason = Reason::AssociationAfterPod { pod: name, made };
            admitted(State::Fail, reason).at(place).related(Some(at))
        }
        _ => admitted(State::Fail, Reason::PodIdentityNotInjected { pod: name }).at(place),
    }
}

/// An instant as the AWS command line prints it: a date, or seconds with a fraction.
fn instant(text: &str) -> Option<Timestamp> {
    let seconds = || text.split('.').next()?.parse().ok().map(Timestamp);
    Timestamp::parse(text).or_else(seconds)
}

fn of_manifest(walk: &mut Walk<'_>, pod: Given<'_, Pod>, decision: &Decision) -> Check {
    let place = pod.place(pod.item.metadata.name.span);
    let mutation = match decision {
        Decision::Mutated(mutation) => mutation,
        Decision::Untouched(Untouched::OptedOut(label)) => {
            let reason = Reason::WebhookOptedOut { label: label.value.clone() };
            return admitted(State::Fail, reason).at(pod.place(label.span));
        }
        Decision::Untouched(_) => {
            let absent = || admitted(State::Fail, Reason::WebhookAbsent).at(place);
            return walk.unseen.clone().unwrap_or_else(absent);
        }
    };
    let container = walk.container_name();
    let change = mutation.containers.iter().find(|change| change.container == container);
    let place = change.map_or(place, |change| pod.place(change.span));
    if matches!(change.map(|change| &change.outcome), Some(Outcome::Skipped)) {
        return admitted(State::Fail, Reason::ContainerSkipped { container }).at(place);
    }
    let state = webhook_state(walk);
    match variables(walk, place) {
        Some(checked) if checked.state == State::Pass => Check { state, ..checked },
        Some(checked) => checked,
        None => admitted(state, injected(walk)).at(place),
    }
}
