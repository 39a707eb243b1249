//! The outputs of the roots: what a plan changes of them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::Plan;
use crate::terraform::{Interp, Name, Output, shown};

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
    pub(crate) fn changed_outputs(&self) -> Vec<(&str, Option<&Output>, Option<&Output>)> {
        let (old, new) = (&self.prior.outputs, &self.outputs);
        let names: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
        let both = names.into_iter().map(|name| (name.as_str(), old.get(name), new.get(name)));
        both.filter(|(_, old, new)| old.map(|old| &old.text) != new.map(|new| &new.text)).collect()
    }

    /// The block of a plan that says so; empty where none changes.
    pub(super) fn outputs_text(&self) -> String {
        let changed = self.changed_outputs();
        let mut out = String::new();
        if changed.is_empty() {
            return out;
        }
        out.push_str("\nChanges to Outputs:\n");
        let width = changed.iter().map(|(name, ..)| name.len()).max().unwrap_or(0);
        for (name, old, new) in changed {
            let sensitive = [old, new].into_iter().flatten().any(|output| output.sensitive);
            let text = |output: &'_ Output| match sensitive {
                true => "(sensitive value)".to_owned(),
                false => output.text.clone(),
            };
            let _ = match (old.map(text), new.map(text)) {
                (None, Some(new)) => writeln!(out, "  + {name:width$} = {new}"),
                (Some(old), None) => writeln!(out, "  - {name:width$} = {old} -> null"),
                (Some(old), Some(new)) => writeln!(out, "  ~ {name:width$} = {old} -> {new}"),
                (None, None) => Ok(()),
            };
        }
        out
    }
}
