//! Errors and events that were pasted, set beside the run. They never decide a gate.

use super::walk::Walk;
use super::who::Who;
use crate::report::{Artefacts, Observation, StsAnswer};
use crate::{Finding, Gate, Reason, State, Text};

/// Compares what was pasted with what the run comes to.
pub(super) fn compare(walk: &mut Walk<'_>, sts: Option<&StsAnswer>) -> Vec<Observation> {
    let alone = matches!(walk.who, Who::Nobody);
    let open = walk.checks.iter().any(|check| {
        check.state == State::Unknown && check.gate < Gate::Identity
    });
    let failed = walk.checks.iter().any(|check| {
        check.state == State::Fail && check.gate < Gate::Identity
    });
    let mut all = Vec::new();
    for given in walk.world.observed.clone() {
        let seen = given.item;
        let code: Text = seen.code.map_or("", |code| code.wire()).into();
        let simulated = simulated(walk, sts);
        let undecided = open && !failed;
        let consistent = undecided || agrees(walk, seen.points_to.gates, &code, &simulated);
        let place = given.place(seen.span);
        if alone {
            let gates: Vec<&str> = seen.points_to.gates.iter().map(|gate| gate.id()).collect();
            let reason = Reason::ObservedLeaves { code: code.clone(), gates: gates.join(", ").into() };
            walk.find(given.file, Finding::info(reason, seen.span));
            let gate = seen.points_to.gates.first().copied().unwrap_or(Gate::Pod);
            walk.miss(gate, artefact(gate), seen.points_to.command);
        } else if !undecided {
            let finding = if consistent {
                Finding::info(Reason::ObservedAgrees { code: code.clone() }, seen.span)
            } else {
                let reason = Reason::ObservedDiffers { code: code.clone(), simulated };
                Finding::warning(reason, seen.span)
            };
            walk.find(given.file, finding);
        }
        all.push(Observation { code, message: seen.message.clone(), place, consistent });
    }
    all
}

/// What the run comes to, in a word.
fn simulated(walk: &Walk<'_>, sts: Option<&StsAnswer>) -> Text {
    match sts {
        Some(StsAnswer { code: Some(code), .. }) => (*code).into(),
        Some(_) => "200".into(),
        None => {
            let failing = walk.checks.iter().filter(|check| check.state == State::Fail);
            failing.min_by_key(|check| check.step).map_or("", |check| check.gate.id()).into()
        }
    }
}

/// Whether the run fails with that code, or without one at a gate that the text leaves possible.
fn agrees(walk: &Walk<'_>, gates: &[Gate], code: &str, simulated: &str) -> bool {
    if !code.is_empty() {
        return code == simulated;
    }
    let failing = walk.checks.iter().filter(|check| check.state == State::Fail);
    failing.min_by_key(|check| check.step).is_some_and(|check| gates.contains(&check.gate))
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
