//! Does an earlier credential source win, and is the request well formed?
//!
//! Which SDK runs is not modelled: it is taken to be a current one that finds the web identity
//! before everything but static keys in the environment, and that is said.

use super::walk::Walk;
use crate::k8s::pod::EnvVar;
use crate::report::{Artefacts, Assumed};
use crate::sts::request::is_session_name;
use crate::{Check, Gate, Place, Reason, State, Step, Text};

/// A role's longest session where nobody changed it, in seconds.
const MAXIMUM_DEFAULT: i64 = 3600;
/// What `DurationSeconds` may be, in seconds.
const DURATION: std::ops::RangeInclusive<i64> = 900..=43_200;

pub(super) fn judge(walk: &mut Walk<'_>) {
    if let Some(place) = static_keys(walk) {
        let reason = Reason::StaticKeysWin { container: walk.container_name() };
        return walk.record(check(Step::ChainWalked, State::Fail, reason).at(place));
    }
    walk.assume(Assumed::Sdk, "current".into());
    walk.record(check(Step::ChainWalked, State::Assumed, Reason::SdkAssumed));
    request(walk);
}

/// What the SDK asks of STS.
pub(super) fn request(walk: &mut Walk<'_>) {
    session_name(walk);
    duration(walk);
}

fn check(step: Step, state: State, reason: Reason) -> Check {
    Check::new(Gate::Sdk, step, state, reason)
}

/// Both static keys, set to something, win in every SDK.
pub(super) fn static_keys(walk: &Walk<'_>) -> Option<Option<Place>> {
    let container = walk.process.container.as_ref()?;
    let key: &EnvVar = container.set_variable("AWS_ACCESS_KEY_ID")?;
    container.set_variable("AWS_SECRET_ACCESS_KEY")?;
    Some(walk.pod_place(key.span))
}

fn session_name(walk: &mut Walk<'_>) {
    let Some((name, place)) = given_session_name(walk) else { return };
    if !(2..=64).contains(&name.chars().count()) || !is_session_name(&name) {
        let reason = Reason::SessionNameInvalid { value: name };
        walk.record(check(Step::ParametersValidated, State::Fail, reason).at(place));
    }
}

/// The session name from the settings, else from the container.
pub(super) fn given_session_name(walk: &Walk<'_>) -> Option<(Text, Option<Place>)> {
    if let Some(name) = &walk.world.settings.request.session_name {
        let place = Place { file: walk.world.settings_file, span: name.span };
        return Some((name.value.clone(), Some(place)));
    }
    let variable = walk.process.container.as_ref()?.variable("AWS_ROLE_SESSION_NAME")?;
    let value = variable.value.as_ref().filter(|value| !value.value.is_empty())?;
    Some((value.value.clone(), walk.pod_place(value.span)))
}

fn duration(walk: &mut Walk<'_>) {
    let Some(duration) = walk.world.settings.request.duration.clone() else { return };
    let place = Place { file: walk.world.settings_file, span: duration.span };
    let seconds = duration.value;
    if !DURATION.contains(&seconds) {
        let reason = Reason::DurationOutOfRange { seconds };
        return walk.record(check(Step::ParametersValidated, State::Fail, reason).at(place));
    }
    let role = walk.role_given();
    let maximum = role.map(|role| role.item.max_session.unwrap_or(MAXIMUM_DEFAULT));
    match maximum {
        Some(maximum) if seconds > maximum => {
            let reason = Reason::DurationOverMaximum { seconds, maximum };
            walk.record(check(Step::DurationCompared, State::Fail, reason).at(place));
        }
        None if seconds > MAXIMUM_DEFAULT => {
            let arn = walk.role_arn().unwrap_or_default();
            let name = arn.rsplit('/').next().unwrap_or("NAME");
            walk.miss(Gate::Sdk, Artefacts::Role, format!("aws iam get-role --role-name {name}"));
            let reason = Reason::DurationMaximumNotGiven { seconds };
            walk.record(check(Step::DurationCompared, State::Unknown, reason).at(place));
        }
        _ => {}
    }
}
