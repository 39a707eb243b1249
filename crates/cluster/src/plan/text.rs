//! A plan as Terraform prints it.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::{Plan, without_key};
use crate::terraform::{Action, Change, Difference, Read};

impl Action {
    /// The symbol and its meaning in the legend of a plan.
    const fn symbol(self) -> (&'static str, &'static str) {
        match self {
            Self::Create => ("  +", "create"),
            Self::Update => ("  ~", "update in-place"),
            Self::Delete => ("  -", "destroy"),
            Self::Replace => ("-/+", "destroy and then create replacement"),
            Self::CreateThenDestroy => ("+/-", "create replacement and then destroy"),
            Self::Forget => (" .", ""),
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
        let told = |address: &str, change: &Change| {
            change.action != Action::NoOp || self.told_of(address).is_some()
        };
        let changes = self.by_address.iter().filter(|(address, found)| told(address, found));
        let mut shown: Vec<(&str, String)> = changes
            .map(|(address, change)| {
                (address.as_str(), resource(address, change, self.told_of(address)))
            })
            .collect();
        if shown.is_empty() {
            let outputs = self.outputs_text();
            let outputs = outputs.trim_start();
            return write!(
                f,
                "{outputs}\nYou can apply this plan to save these new output values to the \
                 Terraform state, without changing any real infrastructure.\n"
            );
        }
        f.write_str(&self.legend())?;
        writeln!(f, "Terraform will perform the following actions:\n")?;
        shown.extend(
            self.reads.iter().map(|(address, read)| (address.as_str(), data(address, read))),
        );
        shown.sort_by(|(left, _), (right, _)| place(left).cmp(&place(right)));
        for (_, text) in shown {
            writeln!(f, "{text}")?;
        }
        let [add, change, destroy] = self.counts();
        let import = match self.imported() {
            0 => String::new(),
            count => format!("{count} to import, "),
        };
        writeln!(f, "Plan: {import}{add} to add, {change} to change, {destroy} to destroy.")?;
        f.write_str(&self.outputs_text())?;
        f.write_str(&self.forgotten_text())
    }
}

impl Plan {
    /// The symbols that occur.
    fn legend(&self) -> String {
        let actions: BTreeSet<Action> = self.by_address.values().map(|c| c.action).collect();
        let mut lines: Vec<String> = actions
            .into_iter()
            .map(Action::symbol)
            .filter(|(_, meaning)| !meaning.is_empty())
            .map(|(symbol, meaning)| format!("{symbol} {meaning}\n"))
            .collect();
        if !self.reads.is_empty() {
            lines.push(" <= read (data resources)\n".to_owned());
        }
        if lines.is_empty() {
            return String::new();
        }
        let heading = "Resource actions are indicated with the following symbols:";
        format!("{heading}\n{}\n", lines.concat())
    }

    /// What is said of a resource beside what is done with it: that it is taken over, or was
    /// somewhere else.
    fn told_of(&self, address: &str) -> Option<String> {
        let change = self.by_address.get(address)?;
        let stays = change.action == Action::NoOp;
        match (self.prior.moved.get(address), stays) {
            (Some(from), true) => Some(format!("  # {from} has moved to {address}\n")),
            (Some(from), false) => Some(format!("  # (moved from {from})\n")),
            (None, _) if self.is_imported(address) => {
                Some(format!("  # {address} will be imported\n"))
            }
            (None, _) => None,
        }
    }

    /// The warning about what is no longer managed.
    fn forgotten_text(&self) -> String {
        let forgotten = self.changes.iter().filter(|change| change.action == Action::Forget);
        let lines: String = forgotten.map(|change| format!(" - {}\n", change.address)).collect();
        if lines.is_empty() {
            return lines;
        }
        format!(
            "\nWarning: Some objects will no longer be managed by Terraform\n\nIf you apply this \
             plan, Terraform will discard its tracking information for the following objects, but \
             it will not delete them:\n{lines}\nAfter applying this plan, Terraform will no longer \
             manage these objects. You will need to import them into Terraform to manage them \
             again.\n"
        )
    }
}

/// Where Terraform prints an address: by module, data sources before resources.
fn place(address: &str) -> (&str, bool, &str) {
    let (block, _) = address.split_once('[').unwrap_or((address, ""));
    let data = block.starts_with("data.") || block.contains(".data.");
    let at = match data {
        true => address.rfind("data.").unwrap_or(0),
        false => {
            // The type and the name are the last two parts before a key.
            let mut dots = without_key(address).rmatch_indices('.').map(|(at, _)| at);
            dots.nth(1).map_or(0, |at| at + 1)
        }
    };
    (address.get(..at).unwrap_or_default(), !data, address.get(at..).unwrap_or_default())
}

/// A data source that only the apply reads.
fn data(address: &str, read: &Read) -> String {
    let mut out = format!("  # {address} will be read during apply\n");
    out.push_str(if read.waits {
        "  # (depends on a resource or a module with changes pending)\n"
    } else {
        "  # (config refers to values not yet known)\n"
    });
    let (kind, name) = kind_and_name(address);
    let _ = writeln!(out, " <= data \"{kind}\" \"{name}\" {{");
    attributes(&mut out, &read.attributes);
    out.push_str("    }\n");
    out
}

/// The type and the name in an address.
fn kind_and_name(address: &str) -> (&str, &str) {
    let mut names = without_key(address).rsplit('.');
    let name = names.next().unwrap_or_default();
    (names.next().unwrap_or_default(), name)
}

fn attributes(out: &mut String, attributes: &[Difference]) {
    let width = attributes.iter().map(|found| found.name.len()).max().unwrap_or(0);
    for found in attributes {
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
}

fn resource(address: &str, change: &Change, told: Option<String>) -> String {
    let mut out = String::new();
    let header = match change.action {
        Action::Create => "will be created".to_owned(),
        Action::Update => "will be updated in-place".to_owned(),
        Action::Delete => "will be destroyed".to_owned(),
        Action::Replace | Action::CreateThenDestroy => {
            let because = &change.because;
            because.split(':').next().unwrap_or(because).to_owned()
        }
        Action::Forget => {
            "will no longer be managed by Terraform, but will not be destroyed".to_owned()
        }
        Action::NoOp => String::new(),
    };
    let indent = if change.action == Action::Forget { " " } else { "  " };
    if change.action != Action::NoOp {
        let _ = writeln!(out, "{indent}# {address} {header}");
    }
    out.push_str(&told.unwrap_or_default());
    if matches!(change.action, Action::Delete | Action::Forget) {
        let _ = writeln!(out, "{indent}# ({})", change.because);
    }
    let (symbol, _) = change.action.symbol();
    let (kind, name) = kind_and_name(address);
    let _ = writeln!(out, "{symbol} resource \"{kind}\" \"{name}\" {{");
    attributes(&mut out, &change.attributes);
    if change.action != Action::Create && change.unchanged > 0 {
        let hidden = change.unchanged;
        let attributes = if hidden == 1 { "attribute" } else { "attributes" };
        let _ = writeln!(out, "        # ({hidden} unchanged {attributes} hidden)");
    }
    out.push_str("    }\n");
    out
}
