//! Files that together are more than the playground reads: no gate is judged.

use std::rc::Rc;

use super::walk::Walk;
use crate::model::Parsed;
use crate::source::limits;
use crate::{Check, Finding, Gate, Reason, Span, State, Step};

/// The limit that the files exceed.
pub(super) fn exceeded(files: &[Rc<Parsed>]) -> Option<Reason> {
    if files.len() > limits::FILES {
        return Some(Reason::TooManyFiles { count: files.len(), limit: limits::FILES });
    }
    let bytes: usize = files.iter().map(|file| file.text.len()).sum();
    if bytes > limits::SCENARIO_BYTES {
        return Some(Reason::ScenarioTooLarge { bytes, limit: limits::SCENARIO_BYTES });
    }
    let objects = |file: &Rc<Parsed>| file.artefacts.len() + file.accounts.list.len();
    let count: usize = files.iter().map(objects).sum();
    (count > limits::OBJECTS).then_some(Reason::ObjectsTooMany { count, limit: limits::OBJECTS })
}

/// Leaves every gate through `identity` open for that reason.
pub(super) fn leave_open(walk: &mut Walk<'_>, reason: Reason) {
    let reason = Rc::new(reason);
    walk.find(0, Finding::error(Rc::clone(&reason), Span::at(0)));
    for gate in Gate::ALL.into_iter().filter(|gate| *gate < Gate::Permission) {
        walk.record(Check::new(gate, Step::PodCreated, State::Unknown, Rc::clone(&reason)));
    }
}
