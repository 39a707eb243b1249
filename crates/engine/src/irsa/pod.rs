//! Does the pod's service account exist in its namespace?

use super::walk::Walk;
use super::who::Who;
use super::world::Given;
use crate::k8s::pod::Pod;
use crate::report::{Artefacts, Assumed};
use crate::{Check, Gate, Reason, State, Step, Text};

pub(super) fn judge(walk: &mut Walk<'_>) {
    let check = match walk.who {
        Who::Pod(pod) => of_pod(walk, pod),
        Who::Account(account) => {
            let name = &account.item.metadata.name;
            walk.assume(Assumed::Pod, name.value.clone());
            let reason = Reason::PodAssumed { account: name.value.clone() };
            check(State::Assumed, reason).at(account.place(name.span))
        }
        Who::Token => check(State::NotApplicable, Reason::NoKubernetesObject),
        Who::Nobody => {
            let (namespace, name) = walk
                .asked_for
                .clone()
                .unwrap_or_else(|| (Text::from("NAMESPACE"), Text::from("NAME")));
            let command = format!("kubectl get pod {name} -n {namespace} -o yaml");
            walk.miss(Gate::Pod, Artefacts::Pod, command);
            let reason = match walk.asked_for {
                Some(_) => Reason::AskerNotFound { pod: format!("{namespace}/{name}").into() },
                None => Reason::AskerNotGiven,
            };
            check(State::Unknown, reason)
        }
    };
    walk.record(check);
}

fn check(state: State, reason: Reason) -> Check {
    Check::new(Gate::Pod, Step::PodCreated, state, reason)
}

fn of_pod(walk: &mut Walk<'_>, pod: Given<'_, Pod>) -> Check {
    let metadata = &pod.item.metadata;
    let namespace = metadata.namespace();
    let account = pod.item.account_name();
    let named = pod.place(pod.item.account.as_ref().map_or(metadata.name.span, |name| name.span));
    if pod.item.live {
        let reason = Reason::PodWasAdmitted { pod: metadata.name.value.clone() };
        return check(State::Pass, reason).at(pod.place(metadata.name.span));
    }
    if let Some(pod) = walk.account_unread() {
        let file = walk.file_name(pod.file);
        return check(State::Unknown, Reason::TextBroken { file }).at(pod.place(pod.span));
    }
    if let Some(known) = walk.world.account(namespace, account) {
        let reason = Reason::ServiceAccountExists { account: account.into() };
        let place = known.place(known.item.metadata.name.span);
        return check(State::Pass, reason).at(place).related(named);
    }
    if account == "default" {
        let reason = Reason::ServiceAccountDefault { namespace: namespace.into() };
        return check(State::Pass, reason).at(named);
    }
    if walk.world.all_accounts {
        let (account, namespace) = (account.into(), namespace.into());
        return check(State::Fail, Reason::ServiceAccountMissing { account, namespace }).at(named);
    }
    walk.miss_account(Gate::Pod, namespace, account);
    check(State::Unknown, Reason::ServiceAccountNotGiven { account: account.into() }).at(named)
}
