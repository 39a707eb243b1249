//! Was the pod created when the webhook could see that?

use super::process::Variables;
use super::walk::Walk;
use super::who::Who;
use super::world::Given;
use crate::k8s::pod::Pod;
use crate::k8s::webhook::{Decision, Mutation, Outcome, Untouched};
use crate::report::Assumed;
use crate::{Check, Gate, Node, Reason, State, Step, Text};

pub(super) fn judge(walk: &mut Walk<'_>) {
    let checked = match walk.who {
        Who::Token => check(State::NotApplicable, Reason::NoKubernetesObject),
        Who::Nobody => check(State::Unknown, Reason::AskerNotGiven),
        Who::Account(_) => webhook_runs(walk),
        Who::Pod(pod) if pod.item.live => of_live_pod(walk, pod),
        Who::Pod(pod) => of_manifest(walk, pod),
    };
    let checked = match walk.broken_pod().filter(|_| checked.state == State::Fail) {
        Some(pod) => {
            let reason = Reason::TextBroken { file: walk.file_name(pod.file) };
            check(State::Unknown, reason).at(pod.place(pod.span))
        }
        None => checked,
    };
    walk.record(checked);
}

fn check(state: State, reason: Reason) -> Check {
    Check::new(Gate::Admission, Step::PodMutated, state, reason)
}

/// Without a pod there is only the question whether the webhook runs at all.
fn webhook_runs(walk: &mut Walk<'_>) -> Check {
    match &walk.world.settings.webhook {
        Some(webhook) if !webhook.present => check(State::Fail, Reason::WebhookAbsent),
        None if walk.unseen.is_some() => check(State::Fail, Reason::WebhookAbsent),
        _ => check(webhook_state(walk), Reason::WebhookAssumed),
    }
}

/// Whether it was said that the webhook runs, or is only taken for granted as on every cluster.
pub(super) fn webhook_state(walk: &mut Walk<'_>) -> State {
    let named = |name: &Text| name.contains("iam-for-pods") || name.contains("pod-identity");
    let webhooks = walk.world.others.iter().filter_map(|given| given.item.get("webhooks"));
    let mut names = webhooks.flat_map(Node::items).filter_map(|it| it.get("name")?.text());
    let listed = names.any(named);
    if listed || walk.world.settings.webhook.is_some() {
        return State::Pass;
    }
    walk.assume(Assumed::Webhook, "present".into());
    State::Assumed
}

fn of_live_pod(walk: &Walk<'_>, pod: Given<'_, Pod>) -> Check {
    let name = || pod.item.metadata.name.value.clone();
    let place = pod.place(pod.item.metadata.name.span);
    match &walk.process.variables {
        Variables::Both { role, .. } => {
            check(State::Pass, Reason::PodWasInjected { container: walk.container_name() })
                .at(role.1)
        }
        Variables::One { set, unset, place } => incomplete(set, unset).at(*place),
        Variables::Elsewhere => {
            check(State::Unknown, Reason::VariablesElsewhere { container: walk.container_name() })
                .at(place)
        }
        Variables::Neither => match walk.account() {
            Some(account) if account.item.role_arn().is_some() => {
                let arn = account.item.role_arn().map(|arn| account.place(arn.span));
                let plain = || check(State::Fail, Reason::PodNotInjected { pod: name() }).at(place);
                walk.unseen.clone().unwrap_or_else(plain).related(arn)
            }
            Some(account) if !account.broken => {
                check(State::NotApplicable, Reason::NothingToInject).at(place)
            }
            _ => check(State::Fail, Reason::PodWithoutVariables { pod: name() }).at(place),
        },
    }
}

fn incomplete(set: &str, unset: &str) -> Check {
    let (set, unset) = (set.into(), unset.into());
    check(State::Fail, Reason::VariablesIncomplete { set, unset })
}

fn of_manifest(walk: &mut Walk<'_>, pod: Given<'_, Pod>) -> Check {
    let place = pod.place(pod.item.metadata.name.span);
    let written = matches!(walk.process.variables, Variables::Both { written: true, .. });
    match walk.process.decision.clone() {
        _ if written => {
            check(State::Pass, Reason::PodWasInjected { container: walk.container_name() })
                .at(place)
        }
        Some(Decision::Mutated(mutation)) => of_mutation(walk, pod, &mutation),
        Some(Decision::Untouched(untouched)) => match untouched {
            Untouched::WebhookAbsent => {
                let absent = || check(State::Fail, Reason::WebhookAbsent).at(place);
                walk.unseen.clone().unwrap_or_else(absent)
            }
            Untouched::OptedOut(label) => {
                check(State::Fail, Reason::WebhookOptedOut { label: label.value })
                    .at(pod.place(label.span))
            }
            Untouched::AccountUnknown if walk.account_late => {
                let pod = pod.item.metadata.name.value.clone();
                check(State::Fail, Reason::PodNotInjected { pod }).at(place)
            }
            Untouched::AccountUnknown if walk.account_is_rejected() => {
                check(State::NotApplicable, Reason::NothingToInject).at(place)
            }
            Untouched::AccountUnknown => {
                check(State::Unknown, Reason::BindingNotGiven { account: walk.account_name() })
                    .at(place)
            }
            Untouched::NoRole => check(State::NotApplicable, Reason::NothingToInject).at(place),
        },
        None => check(State::Unknown, Reason::AskerNotGiven).at(place),
    }
}

fn of_mutation(walk: &mut Walk<'_>, pod: Given<'_, Pod>, mutation: &Mutation) -> Check {
    let container = walk.container_name();
    let change = mutation.containers.iter().find(|change| change.container == container);
    let place = pod.place(change.map_or(pod.item.metadata.name.span, |change| change.span));
    if walk.is_yet_to_be_written() {
        return check(webhook_state(walk), Reason::WebhookAssumed).at(place);
    }
    if matches!(change.map(|change| &change.outcome), Some(Outcome::Skipped)) {
        return check(State::Fail, Reason::ContainerSkipped { container }).at(place);
    }
    match &walk.process.variables {
        Variables::Both { .. } => {
            let state = webhook_state(walk);
            check(state, Reason::WebhookInjects { container }).at(place)
        }
        Variables::One { set, unset, place } => incomplete(set, unset).at(*place),
        Variables::Elsewhere => {
            check(State::Unknown, Reason::VariablesElsewhere { container }).at(place)
        }
        Variables::Neither => {
            check(State::Fail, Reason::PodNotInjected { pod: pod.item.metadata.name.value.clone() })
                .at(place)
        }
    }
}
