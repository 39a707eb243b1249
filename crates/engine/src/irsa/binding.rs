//! Does the account carry a well-formed role ARN, or does the running pod have one already?

use super::process::Variables;
use super::walk::{RoleInUse, Walk};
use super::who::Who;
use super::world::Given;
use crate::arn;
use crate::k8s::metadata::Pair;
use crate::k8s::objects::ServiceAccount;
use crate::{Check, Finding, Gate, Reason, State, Step};

/// The one annotation the webhook reads for the role.
pub(super) const ROLE_ANNOTATION: &str = "eks.amazonaws.com/role-arn";

pub(super) fn judge(walk: &mut Walk<'_>) {
    match walk.who {
        Who::Token => {
            return walk.record(check(State::NotApplicable, Reason::NoKubernetesObject));
        }
        Who::Nobody => return walk.record(check(State::Unknown, Reason::AskerNotGiven)),
        Who::Pod(_) | Who::Account(_) => {}
    }
    match &walk.process.variables {
        Variables::Both { written: true, .. } => from_environment(walk),
        _ => from_annotation(walk),
    }
}

/// The role the process asks for: the one the pod's own text sets, else the annotation's.
pub(super) fn start(walk: &mut Walk<'_>) {
    walk.role = match &walk.process.variables {
        Variables::Both { role: (arn, place), written: true, .. } => {
            Some(RoleInUse { arn: arn.clone(), place: *place })
        }
        _ => walk.account().and_then(|account| {
            let arn = account.item.role_arn().filter(|arn| !arn.value.is_empty())?;
            Some(RoleInUse { arn: arn.value.clone(), place: Some(account.place(arn.span)) })
        }),
    };
}

fn check(state: State, reason: Reason) -> Check {
    Check::new(Gate::Binding, Step::AnnotationsRead, state, reason)
}

/// The pod's own text sets the role: it runs with it whatever the account says now.
fn from_environment(walk: &mut Walk<'_>) {
    let Some(role) = walk.role.clone() else { return };
    well_formed(walk, &role, Reason::RoleInEnvironment { role: role.arn.clone() });
    let Some(account) = walk.account() else { return };
    let Some(annotation) = account.item.role_arn().filter(|arn| arn.value != role.arn) else {
        return;
    };
    let reason =
        Reason::AnnotationChangedSince { annotation: annotation.value.clone(), injected: role.arn };
    walk.find(account.file, Finding::warning(reason, annotation.span));
}

fn from_annotation(walk: &mut Walk<'_>) {
    if let Some(pod) = walk.account_unread() {
        let reason = Reason::TextBroken { file: walk.file_name(pod.file) };
        return walk.record(check(State::Unknown, reason).at(pod.place(pod.span)));
    }
    let name = walk.account_name();
    let Some(account) = walk.account() else {
        if !walk.account_is_rejected() {
            walk.miss_account(Gate::Binding, &walk.namespace(), &name);
        }
        return walk.record(check(State::Unknown, Reason::BindingNotGiven { account: name }));
    };
    match walk.role.clone() {
        Some(role) => {
            well_formed(walk, &role, Reason::AnnotationPresent { role: role.arn.clone() });
        }
        None => walk.record(missing_annotation(walk, account)),
    }
}

/// Whether the ARN is one that STS takes; an ill-formed one reaches STS as it is. In a text with an
/// error in it the ARN may be cut off.
fn well_formed(walk: &mut Walk<'_>, role: &RoleInUse, reason: Reason) {
    let broken = role.place.filter(|place| walk.is_broken(*place));
    let checked = if arn::is_taken_by_sts(&role.arn) {
        check(State::Pass, reason)
    } else if let Some(place) = broken {
        check(State::Unknown, Reason::TextBroken { file: walk.file_name(place.file) })
    } else {
        let reason = Reason::RoleArnMalformed { value: role.arn.clone() };
        Check::new(Gate::Binding, Step::ParametersValidated, State::Fail, reason)
    };
    walk.record(checked.at(role.place));
}

fn missing_annotation(walk: &Walk<'_>, account: Given<'_, ServiceAccount>) -> Check {
    let metadata = &account.item.metadata;
    if let Some(near) = metadata.annotations.iter().find(|pair| is_nearly(pair)) {
        let reason = Reason::AnnotationKeyWrong {
            expected: ROLE_ANNOTATION.into(),
            actual: near.key.value.clone(),
        };
        return check(State::Fail, reason).at(account.place(near.key.span));
    }
    if account.broken {
        let file = walk.file_name(account.file);
        return check(State::Unknown, Reason::TextBroken { file }).at(account.place(account.span));
    }
    let on_pod = match walk.who {
        Who::Pod(pod) => {
            let pairs = &mut pod.item.metadata.annotations.iter();
            let found = pairs.find(|pair| &*pair.key.value == ROLE_ANNOTATION || is_nearly(pair));
            found.map(|pair| (pair, pod.place(pair.key.span)))
        }
        _ => None,
    };
    let name = account.place(metadata.name.span);
    match on_pod {
        Some((pair, place)) => {
            let reason = Reason::AnnotationOnPod { key: pair.key.value.clone() };
            check(State::Fail, reason).at(place).related(name)
        }
        None => {
            let reason = Reason::AnnotationMissing { account: metadata.name.value.clone() };
            check(State::Fail, reason).at(name)
        }
    }
}

/// An annotation that was meant to bind a role: its key speaks of a role and of AWS, or its value
/// is a role's ARN, but the key is not the one the webhook reads.
fn is_nearly(pair: &Pair) -> bool {
    let key = pair.key.value.to_ascii_lowercase();
    let of_aws = ["amazon", "aws", "eks", "iam"].iter().any(|word| key.contains(word));
    let names_role = key.contains("role") && of_aws;
    &*pair.key.value != ROLE_ANNOTATION && (names_role || pair.value.value.contains(":role/"))
}
