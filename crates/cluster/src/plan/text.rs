//! A plan as Terraform prints it.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::{Plan, without_key};
use crate::terraform::{Action, Change};

impl Action {
    /// The symbol and its meaning in the legend of a plan.
    const fn symbol(self) -> (&'static str, &'static str) {
        match self {
            Self::Create => ("  +", "create"),
            Self::Update => ("  ~", "update in-place"),
            Self::Delete => ("  -", "destroy"),
            Self::Replace => ("-/+", "destroy and then create replacement"),
            Self::CreateThenDestroy => ("+/-", "create replacement and then destroy"),
            Self::NoOp => ("   ", ""),
        }
    }
}

/// The plan as Terraform prints it: the symbols that occur, each resource that changes, and the
/// totals, in which a replacement is added and destroyed.
impl std::fmt::Display for Plan {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for error in &self.errors {
            writeln!(f, "Error: {error}")?;
        }
        if !self.errors.is_empty() {
            return Ok(());
        }
        if self.is_empty() {
            return writeln!(f, "No changes. Your infrastructure matches the configuration.");
        }
        writeln!(f, "Resource actions are indicated with the following symbols:")?;
        let actions: BTreeSet<Action> = self.by_address.values().map(|c| c.action).collect();
        for action in actions.into_iter().filter(|action| *action != Action::NoOp) {
            let (symbol, meaning) = action.symbol();
            writeln!(f, "{symbol} {meaning}")?;
        }
        writeln!(f, "\nTerraform will perform the following actions:\n")?;
        for (address, change) in &self.by_address {
            if change.action != Action::NoOp {
                writeln!(f, "{}", resource(address, change))?;
            }
        }
        let [add, change, destroy] = self.counts();
        writeln!(f, "Plan: {add} to add, {change} to change, {destroy} to destroy.")
    }
}

fn resource(address: &str, change: &Change) -> String {
    let mut out = String::new();
    let header = match change.action {
        Action::Create => "will be created".to_owned(),
        Action::Update => "will be updated in-place".to_owned(),
        Action::Delete => "will be destroyed".to_owned(),
        Action::Replace | Action::CreateThenDestroy => {
            let because = &change.because;
            because.split(':').next().unwrap_or(because).to_owned()
        }
        Action::NoOp => String::new(),
    };
    let _ = writeln!(out, "  # {address} {header}");
    if change.action == Action::Delete {
        let _ = writeln!(out, "  # ({})", change.because);
    }
    let (symbol, _) = change.action.symbol();
    let block = without_key(address);
    let mut names = block.rsplit('.');
    let (name, kind) = (names.next().unwrap_or_default(), names.next().unwrap_or_default());
    let _ = writeln!(out, "{symbol} resource \"{kind}\" \"{name}\" {{");
    let width = change.attributes.iter().map(|found| found.name.len()).max().unwrap_or(0);
    for found in &change.attributes {
        let name = &found.name;
        let forces = if found.forces { " # forces replacement" } else { "" };
        let line = match (&found.old, &found.new) {
            (None, Some(new)) => format!("+ {name:width$} = {new}"),
            (Some(old), None) => format!("- {name:width$} = {old} -> null"),
            (Some(old), Some(new)) => format!("~ {name:width$} = {old} -> {new}"),
            (None, None) => continue,
        };
        let _ = writeln!(out, "      {line}{forces}");
    }
    if change.action != Action::Create && change.unchanged > 0 {
        let hidden = change.unchanged;
        let attributes = if hidden == 1 { "attribute" } else { "attributes" };
        let _ = writeln!(out, "        # ({hidden} unchanged {attributes} hidden)");
    }
    out.push_str("    }\n");
    out
}
