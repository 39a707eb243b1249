//! `terraform plan`: what an apply would do to what exists.

mod forgotten;
mod moved;
mod order;
mod outputs;
mod text;

use std::collections::{BTreeMap, BTreeSet};

use irsa_engine::{Finding, Severity};

pub use crate::terraform::{Action, State};
pub(crate) use order::{Block, Keyed, needs};
pub(crate) use outputs::of as outputs_of;

use crate::terraform::{Change, Evaluation, Mode, Output, Read, Sources, lifecycle};

/// What an apply would do.
#[derive(Debug, Clone)]
pub struct Plan {
    /// What happens to each resource, by address. Those that stay as they are are here, too.
    pub changes: Vec<Planned>,
    /// Why there is no plan, in Terraform's words; then nothing would be applied.
    pub errors: Vec<String>,
    /// What is wrong or worth saying about the texts, by the index of the file.
    pub findings: Vec<(usize, Finding)>,
    /// What is there before the apply, under the addresses that it has now.
    pub(crate) prior: State,
    pub(crate) by_address: BTreeMap<String, Change>,
    /// The data sources that only the apply reads.
    pub(crate) reads: BTreeMap<String, Read>,
    /// The outputs as they will be.
    pub(crate) outputs: BTreeMap<String, Output>,
    /// The blocks of the roots, and what each waits for.
    pub(crate) blocks: Vec<Block>,
}

/// What a plan does with one resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Planned {
    /// Its address.
    pub address: String,
    /// What is done.
    pub action: Action,
    /// Why, in Terraform's words; empty where there is nothing to say.
    pub because: String,
}

impl Action {
    /// The name in JSON output.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Update => "update",
            Self::Replace | Self::CreateThenDestroy => "replace",
            Self::Delete => "delete",
            Self::Forget => "forget",
            Self::NoOp => "no-op",
        }
    }
}

/// Plans a configuration, given as texts by name, over what exists.
#[must_use]
pub fn plan(texts: &[(&str, &str)], state: &State) -> Plan {
    plan_of(&Sources::read(texts.iter().copied()), state)
}

/// The same of texts that were read.
pub(crate) fn plan_of(sources: &Sources, state: &State) -> Plan {
    let evaluation = Evaluation::new(sources, BTreeMap::new());
    let mut plan = Plan {
        changes: Vec::new(),
        errors: Vec::new(),
        findings: Vec::new(),
        prior: moved::moved(&evaluation, sources, state),
        by_address: BTreeMap::new(),
        reads: BTreeMap::new(),
        outputs: BTreeMap::new(),
        blocks: Vec::new(),
    };
    moved::by_count(&evaluation, &mut plan.prior);
    plan.prior.imports = moved::imports(sources);
    let prior = plan.prior.clone();
    evaluation.each_root(Mode::Planned(&prior), &mut |interp| {
        plan.by_address.append(&mut interp.changes.borrow_mut());
        plan.reads.append(&mut interp.reads.borrow_mut());
        plan.outputs.extend(outputs_of(interp));
        order::add(interp, &mut plan.blocks);
    });
    order::create_first(&plan.blocks, &mut plan.by_address);
    forgotten::forget(&evaluation, sources, &mut plan);
    // What a text that can't be read declares is not known, and so neither is what is gone.
    if !sources.files.iter().any(|file| file.broken) {
        deletions(&evaluation, &mut plan);
    }
    plan.findings = evaluation.findings();
    plan.errors = plan.faults().map(|(file, found)| message(sources, *file, found)).collect();
    plan.changes = plan
        .by_address
        .iter()
        .map(|(address, change)| Planned {
            address: address.clone(),
            action: change.action,
            because: change.because.clone(),
        })
        .collect();
    plan
}

fn is_unset(finding: &Finding) -> bool {
    matches!(*finding.reason, irsa_engine::Reason::TerraformUnset { .. })
}

/// An error as one line: what, and where.
fn message(sources: &Sources, file: usize, finding: &Finding) -> String {
    use irsa_engine::Reason;
    let Some(source) = sources.files.get(file) else { return String::new() };
    let lines = irsa_engine::source::lines::Lines::new(&source.text);
    let line = lines.position(&source.text, finding.span.start).line;
    let what = match &*finding.reason {
        Reason::TerraformInvalid { message } => message.to_string(),
        Reason::TerraformCycle { members } => format!("Cycle: {members}"),
        Reason::HclSyntax { message } => format!("Invalid syntax: {message}"),
        Reason::TerraformUnset { name } => format!("No value for required variable \"{name}\""),
        Reason::TerraformReference { reference } => {
            let kind = match reference.split('.').next() {
                Some("var") => "input variable",
                Some("local") => "local value",
                Some("module") => "module",
                Some("each" | "count") => "\"each\" or \"count\"",
                _ => "resource",
            };
            format!("Reference to undeclared {kind}: {reference}")
        }
        Reason::TerraformTooMany { address, count, limit } => {
            format!("{address} would make {count} instances; at most {limit} are expanded")
        }
        other => other.rule().id.to_owned(),
    };
    format!("{what} (on {} line {line})", source.name)
}

/// What exists and is configured no more.
fn deletions(evaluation: &Evaluation<'_>, plan: &mut Plan) {
    let blocks = plan.blocks.iter().map(|block| (block.address.as_str(), block));
    let blocks: BTreeMap<&str, &Block> = blocks.collect();
    let shapes: BTreeSet<String> = blocks.keys().map(|block| without_keys(block)).collect();
    for (address, stored) in &plan.prior.resources {
        let block = without_key(address);
        let kept = blocks.get(block);
        // An error keeps the block from being known, so that what it made is not gone.
        if plan.by_address.contains_key(address) || kept.is_some_and(|known| known.unknown) {
            continue;
        }
        let because = match kept {
            _ if address.ends_with(crate::apply::DEPOSED) => {
                "left over from a partially-failed replacement of this instance".to_owned()
            }
            Some(known) => why_gone(known, key(address)),
            None => {
                let gone = module_of(block).filter(|_| shapes.contains(&without_keys(block)));
                format!("because {} is not in configuration", gone.unwrap_or(block))
            }
        };
        if kept.is_some_and(|known| known.protected) {
            evaluation.refuse(address);
        }
        let unchanged = stored.config.as_map().map_or(0, |map| map.entries.len());
        let change = Change { action: Action::Delete, because, attributes: Vec::new(), unchanged };
        plan.by_address.insert(address.clone(), change);
    }
}

/// Why an instance of a block that is configured goes.
///
/// Source: <https://github.com/hashicorp/terraform/blob/main/internal/command/jsonformat/plan.go>.
fn why_gone(block: &Block, key: Option<&str>) -> String {
    let number = key.is_some_and(|key| key.parse::<usize>().is_ok());
    match (key, block.keyed) {
        (None, _) => "because resource uses count or for_each".to_owned(),
        (Some(key), Some(Keyed::Count)) if number => {
            format!("because index [{key}] is out of range for count")
        }
        (Some(key), Some(Keyed::ForEach)) if !number => {
            format!("because key [{key}] is not in for_each map")
        }
        (Some(_), _) if number => "because resource does not use count".to_owned(),
        (Some(_), _) => "because resource does not use for_each".to_owned(),
    }
}

/// The instance of a module that a block lies in.
fn module_of(block: &str) -> Option<&str> {
    let mut dots = block.rmatch_indices('.').map(|(at, _)| at);
    block.get(..dots.nth(1)?)
}

impl Plan {
    /// How many resources are taken over as they are.
    pub(crate) fn imported(&self) -> usize {
        self.by_address.keys().filter(|address| self.is_imported(address)).count()
    }

    fn is_imported(&self, address: &str) -> bool {
        let change = self.by_address.get(address);
        change.is_some_and(|change| change.action == Action::NoOp)
            && !self.prior.resources.contains_key(address)
    }

    /// How many resources are added, changed and destroyed; a replacement counts as both.
    #[must_use]
    pub fn counts(&self) -> [usize; 3] {
        let count = |actions: &[Action]| {
            self.changes.iter().filter(|change| actions.contains(&change.action)).count()
        };
        let replaced = [Action::Replace, Action::CreateThenDestroy];
        let added = count(&[Action::Create]) + count(&replaced);
        let destroyed = count(&[Action::Delete]) + count(&replaced);
        [added, count(&[Action::Update]), destroyed]
    }

    /// The findings that keep a plan from being made, in the order of the errors.
    pub fn faults(&self) -> impl Iterator<Item = &(usize, Finding)> {
        let errors = self.findings.iter().filter(|(_, found)| found.severity == Severity::Error);
        errors.chain(self.findings.iter().filter(|(_, found)| is_unset(found)))
    }

    /// The blocks that each block waits for, all by their addresses without keys.
    pub fn needs(&self) -> impl Iterator<Item = (&str, &[String])> {
        self.blocks.iter().map(|block| (block.address.as_str(), block.needs.as_slice()))
    }

    /// Whether there is nothing to do.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.changes.iter().all(|change| change.action == Action::NoOp)
            && self.prior.moved.is_empty()
            && self.imported() == 0
            && self.changed_outputs().is_empty()
    }
}

/// An address without the key of its instance.
pub(crate) fn without_key(address: &str) -> &str {
    match address.rfind('[') {
        Some(at) if address.ends_with(']') => address.get(..at).unwrap_or(address),
        _ => address,
    }
}

/// An address without the keys of its modules and of itself: as `removed` blocks name it.
pub(crate) fn without_keys(address: &str) -> String {
    let mut out = String::new();
    let mut rest = address;
    while let Some((before, behind)) = rest.split_once('[') {
        out.push_str(before);
        let end = match behind.strip_prefix('"').and_then(|key| key.find("\"]")) {
            Some(at) => at + 3,
            None => behind.find(']').map_or(behind.len(), |at| at + 1),
        };
        rest = behind.get(end..).unwrap_or_default();
    }
    out.push_str(rest);
    out
}

/// The key of an instance, as written.
fn key(address: &str) -> Option<&str> {
    let at = address.rfind('[').filter(|_| address.ends_with(']'))?;
    address.get(at + 1..address.len() - 1)
}

/// Whether a block protects what it makes.
pub(crate) fn is_protected(declared: &crate::terraform::Declared<'_>) -> bool {
    lifecycle(declared, "prevent_destroy") == Some(true)
}
