//! The outputs of the roots: what a plan changes of them.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::Plan;
use crate::terraform::{Interp, Name, State, shown};

/// An output of a root.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Output {
    /// Its value as it is printed; what only the apply makes is said so.
    pub(crate) text: String,
    /// Whether it is kept out of what is printed.
    pub(crate) sensitive: bool,
}

/// The outputs of a root, by name. One whose value is `null` is none.
pub(crate) fn of(interp: &Interp<'_>) -> BTreeMap<String, Output> {
    let Some(config) = interp.config(0) else { return BTreeMap::new() };
    let folder = &config.folder;
    let outputs = config.outputs.iter().filter_map(|(name, declared)| {
        let text = shown(&interp.force(0, Name::Output(name)))?;
        let sensitive = declared.attribute("sensitive").and_then(|value| value.as_bool());
        let path = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        Some((format!("{path}{name}"), Output { text, sensitive: sensitive == Some(true) }))
    });
    outputs.collect()
}

impl Plan {
    /// The names of the outputs that change, with what each was and will be.
    pub(crate) fn changed_outputs(&self) -> Vec<(&str, Option<&str>, Option<&Output>)> {
        let State { outputs: prior, .. } = &self.prior;
        let new = self.outputs.iter().map(|(name, output)| {
            (name.as_str(), prior.get(name).map(String::as_str), Some(output))
        });
        let gone = prior.iter().filter(|(name, _)| !self.outputs.contains_key(*name));
        let gone = gone.map(|(name, old)| (name.as_str(), Some(old.as_str()), None));
        let mut changed: Vec<_> = new.chain(gone).collect();
        changed.retain(|(_, old, new)| *old != new.map(|output| output.text.as_str()));
        changed.sort_unstable_by_key(|(name, ..)| *name);
        changed
    }

    /// The block of a plan that says so; empty where none changes.
    pub(super) fn outputs_text(&self) -> String {
        const SENSITIVE: &str = "(sensitive value)";
        let changed = self.changed_outputs();
        let mut out = String::new();
        if changed.is_empty() {
            return out;
        }
        out.push_str("\nChanges to Outputs:\n");
        let width = changed.iter().map(|(name, ..)| name.len()).max().unwrap_or(0);
        for (name, old, new) in changed {
            let sensitive = new.is_some_and(|output| output.sensitive);
            let text = |text| if sensitive { SENSITIVE } else { text };
            let new = new.map(|output| text(output.text.as_str()));
            let _ = match (old.map(text), new) {
                (None, Some(new)) => writeln!(out, "  + {name:width$} = {new}"),
                (Some(old), None) => writeln!(out, "  - {name:width$} = {old} -> null"),
                (Some(old), Some(new)) => writeln!(out, "  ~ {name:width$} = {old} -> {new}"),
                (None, None) => Ok(()),
            };
        }
        out
    }
}
