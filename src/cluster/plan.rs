//! What an apply would do.

use irsa_cluster::State;
use irsa_engine::source::lines::Lines;
use serde_json::{Value, json};

use super::{Texts, finding, span};

pub(super) fn tell(before: &Texts, after: &Texts) -> Value {
    let (before, after) = (before.named(), after.named());
    let state = if before.is_empty() { State::default() } else { State::of(&before) };
    let plan = irsa_cluster::plan(&after, &state);
    let changes = plan.changes.iter().map(|change| {
        json!({
            "address": change.address,
            "action": change.action.id(),
            "because": change.because,
        })
    });
    let errors = plan.errors.iter().zip(plan.faults()).map(|(text, (file, fault))| {
        let given = after.get(*file);
        let line = given.map(|(_, text)| Lines::new(text).position(text, fault.span.start).line);
        let name = given.map(|(name, _)| name);
        json!({ "text": text, "file": name, "line": line, "span": span(fault.span) })
    });
    let [add, change, destroy] = plan.counts();
    json!({
        "changes": changes.collect::<Vec<_>>(),
        "add": add,
        "change": change,
        "destroy": destroy,
        "errors": errors.collect::<Vec<_>>(),
        "findings": plan.findings.iter().map(|(file, found)| finding((*file, found)))
            .collect::<Vec<_>>(),
        "text": plan.to_string(),
    })
}
