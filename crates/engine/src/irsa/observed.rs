//! Errors and events that were pasted, set beside the run. They never decide a gate.

use super::walk::Walk;
use super::who::Who;
use crate::iam::ASSUME;
use crate::report::{Artefacts, Observation, StsAnswer};
use crate::source::Spanned;
use crate::sts::answer::assumed_role_arn;
use crate::sts::observed::{Event, Leaves};
use crate::{Finding, Gate, Place, Reason, State, Text};

/// The code of a call that was recorded as a success.
const SUCCESS: &str = "200";

/// Something that was pasted.
struct Seen {
    /// The error's code; empty where an SDK speaks for itself.
    code: Text,
    message: Text,
    place: Place,
    leaves: Option<Leaves>,
    /// Whether it is a record of a call by somebody else, or for another role.
    foreign: bool,
    /// Whether programs say it of much besides the call, so that it contradicts no run.
    general: bool,
}

/// Compares what was pasted with what the run comes to.
pub(super) fn compare(walk: &mut Walk<'_>, sts: Option<&StsAnswer>) -> Vec<Observation> {
    let alone = matches!(walk.who, Who::Nobody);
    let of_state =
        |state| walk.decisive().any(|check| check.state == state && check.gate < Gate::Identity);
    let undecided = of_state(State::Unknown) && !of_state(State::Fail);
    let simulated = simulated(walk, sts);
    let mut all = Vec::new();
    for seen in seen(walk, &simulated) {
        let undecided = undecided || seen.foreign;
        let consistent = alone || undecided || agrees(walk, &seen, &simulated);
        let finding = match (alone, undecided) {
            (true, _) => leaves(walk, &seen),
            (false, true) => None,
            (false, false) if seen.general && !consistent => leaves(walk, &seen),
            (false, false) if consistent => {
                Some(Finding::info(Reason::ObservedAgrees { code: name(&seen) }, seen.place.span))
            }
            (false, false) => {
                let simulated = simulated.clone();
                let reason = Reason::ObservedDiffers { code: name(&seen), simulated };
                Some(Finding::warning(reason, seen.place.span))
            }
        };
        if let Some(finding) = finding {
            walk.find(seen.place.file, finding);
        }
        let Seen { code, message, place, .. } = seen;
        all.push(Observation { code, message, place, consistent });
    }
    all
}

fn seen(walk: &Walk<'_>, simulated: &str) -> Vec<Seen> {
    let texts = walk.world.observed.iter().map(|given| Seen {
        code: given.item.code.map_or("", |code| code.wire()).into(),
        message: given.item.message.clone(),
        place: given.place(given.item.span),
        leaves: Some(given.item.points_to),
        foreign: false,
        general: false,
    });
    let another = |event: &Event| event.session.clone().filter(|it| !is_of_role(walk, &it.value));
    let events = walk.world.events.iter().map(move |given| match another(given.item) {
        Some(session) => Seen {
            code: "".into(),
            message: session.value,
            place: given.place(session.span),
            leaves: None,
            // Where the role is not reached, the process may go on to another one.
            foreign: simulated != SUCCESS || moves_on(walk),
            general: false,
        },
        None => Seen {
            code: given.item.error_code.as_ref().map_or(SUCCESS.into(), |code| code.value.clone()),
            message: given.item.error_message.as_ref().map_or("".into(), |text| text.value.clone()),
            place: given.place(given.item.span),
            leaves: given.item.points_to(),
            foreign: is_foreign(walk, given.item),
            general: false,
        },
    });
    let told = walk.told.iter().map(|(file, text)| Seen {
        code: "".into(),
        message: text.message.clone(),
        place: Place { file: *file, span: text.span },
        leaves: Some(text.points_to),
        foreign: false,
        general: true,
    });
    texts.chain(events).chain(told).collect()
}

/// Whether a session is one of the run's role, or of no role that is known to be another.
fn is_of_role(walk: &Walk<'_>, session: &str) -> bool {
    let name = session.rsplit('/').next().unwrap_or_default();
    let own = walk.role.as_ref().and_then(|role| assumed_role_arn(&role.arn, name));
    own.is_none_or(|own| own == session)
}

/// Whether the process has credentials of another role after the run's: the agent's, or those of
/// the role that it is asked to assume.
fn moves_on(walk: &Walk<'_>) -> bool {
    let call = walk.world.settings.action.as_ref();
    walk.agent_gives.is_some() || call.is_some_and(|it| &*it.action == ASSUME)
}

/// Whether a record names another role or subject than the run has.
fn is_foreign(walk: &Walk<'_>, event: &Event) -> bool {
    let differs = |recorded: &Option<Spanned<Text>>, own: Option<Text>| {
        recorded.as_ref().zip(own).is_some_and(|(recorded, own)| recorded.value != own)
    };
    let subject = walk.token.as_ref().and_then(|token| token.subject.clone());
    differs(&event.role_arn, walk.role.as_ref().map(|role| role.arn.clone()))
        || differs(&event.subject, subject.map(|(subject, _)| subject))
}

/// The code, or the message of an SDK that names none.
fn name(seen: &Seen) -> Text {
    if seen.code.is_empty() { seen.message.clone() } else { seen.code.clone() }
}

/// An error alone leaves some gates possible; one command splits them.
fn leaves(walk: &mut Walk<'_>, seen: &Seen) -> Option<Finding> {
    let leaves = seen.leaves?;
    let gates: Vec<&str> = leaves.gates.iter().map(|gate| gate.id()).collect();
    let gate = leaves.gates.first().copied().unwrap_or(Gate::Pod);
    walk.miss(gate, artefact(gate), leaves.command);
    let reason = Reason::ObservedLeaves { code: name(seen), gates: gates.join(", ").into() };
    Some(Finding::info(reason, seen.place.span))
}

/// What the run comes to, in a word: the code of STS, else the gate that fails.
fn simulated(walk: &Walk<'_>, sts: Option<&StsAnswer>) -> Text {
    match sts {
        Some(answer) => answer.code.unwrap_or(SUCCESS).into(),
        None => first_failing(walk).map_or("", Gate::id).into(),
    }
}

fn first_failing(walk: &Walk<'_>) -> Option<Gate> {
    let failing = walk.decisive().filter(|check| check.state == State::Fail);
    failing.min_by_key(|check| check.step).map(|check| check.gate)
}

/// Whether the run fails with that code, or without one at a gate that the text leaves possible.
fn agrees(walk: &Walk<'_>, seen: &Seen, simulated: &str) -> bool {
    if !seen.code.is_empty() {
        return *seen.code == *simulated;
    }
    let gates = seen.leaves.map_or(&[][..], |leaves| leaves.gates);
    first_failing(walk).is_some_and(|gate| gates.contains(&gate))
}

const fn artefact(gate: Gate) -> Artefacts {
    match gate {
        Gate::Binding => Artefacts::ServiceAccount,
        Gate::Provider => Artefacts::ProviderList,
        Gate::Audience => Artefacts::Provider,
        Gate::Trust | Gate::Permission => Artefacts::Role,
        _ => Artefacts::Pod,
    }
}
