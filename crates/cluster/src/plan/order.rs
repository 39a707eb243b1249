//! Which blocks wait for which: an apply creates in this order and destroys in the other.

use std::collections::{BTreeMap, BTreeSet};

use super::{is_protected, without_key};
use crate::terraform::{Action, Change, Declared, Interp, Name, is_read, lifecycle};

/// A resource block in one instance of its module.
#[derive(Debug, Clone)]
pub(crate) struct Block {
    /// Its address, without the key of an instance.
    pub(crate) address: String,
    /// The blocks whose resources it waits for, by address.
    pub(crate) needs: Vec<String>,
    /// Which of `count` and `for_each` it has.
    pub(crate) keyed: Option<Keyed>,
    /// Whether it must not be destroyed.
    pub(crate) protected: bool,
    /// Whether a new one is made before the old one is destroyed.
    pub(crate) create_first: bool,
    /// Whether it is not known how many it makes.
    pub(crate) unknown: bool,
}

/// What tells the instances of a block apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Keyed {
    /// Their number.
    Count,
    /// A key each.
    ForEach,
}

fn keyed(declared: &Declared<'_>) -> Option<Keyed> {
    let by = |name, keyed| declared.attribute(name).map(|_| keyed);
    by("count", Keyed::Count).or_else(|| by("for_each", Keyed::ForEach))
}

/// Adds the blocks of a root.
pub(crate) fn add(interp: &Interp<'_>, blocks: &mut Vec<Block>) {
    let reached = reached(interp);
    for (node, (path, name)) in interp.graph.nodes.iter().enumerate() {
        let Name::Resource(address) = name else { continue };
        if is_read(address) {
            continue;
        }
        for instance in interp.instances_of(*path) {
            let Some(config) = interp.config(instance) else { continue };
            let Some(declared) = config.resources.get(*address) else { continue };
            let needs = reached.get(node).into_iter().flatten();
            let needs = needs.flat_map(|need| addresses(interp, *need, instance)).collect();
            blocks.push(Block {
                address: format!("{}{address}", interp.prefix(instance)),
                needs,
                keyed: keyed(declared),
                protected: is_protected(declared),
                create_first: lifecycle(declared, "create_before_destroy") == Some(true),
                unknown: !interp.made.borrow().contains_key(&(instance, *address)),
            });
        }
    }
}

/// For each node the resources that it reaches without passing through another resource.
fn reached(interp: &Interp<'_>) -> Vec<BTreeSet<usize>> {
    let graph = interp.graph;
    let mut reached: Vec<BTreeSet<usize>> = vec![BTreeSet::new(); graph.nodes.len()];
    let (order, _) = graph.order();
    for node in order {
        let mut found = BTreeSet::new();
        for need in graph.needs.get(node).into_iter().flatten() {
            match graph.nodes.get(*need) {
                Some((_, Name::Resource(name))) if !is_read(name) => {
                    found.insert(*need);
                }
                _ => found.extend(reached.get(*need).into_iter().flatten().copied()),
            }
        }
        if let Some(place) = reached.get_mut(node) {
            *place = found;
        }
    }
    reached
}

/// The addresses of a node seen from an instance: its own, where both are in the same module.
fn addresses(interp: &Interp<'_>, node: usize, from: usize) -> Vec<String> {
    let Some((path, Name::Resource(name))) = interp.graph.nodes.get(node).copied() else {
        return Vec::new();
    };
    let own = interp.instance(from).is_some_and(|instance| instance.path == path);
    let chosen = if own { vec![from] } else { interp.instances_of(path) };
    chosen.into_iter().map(|instance| format!("{}{name}", interp.prefix(instance))).collect()
}

/// The blocks by address, each with what it needs.
pub(crate) fn needs(blocks: &[Block]) -> BTreeMap<&str, &[String]> {
    blocks.iter().map(|block| (block.address.as_str(), block.needs.as_slice())).collect()
}

/// What a block that creates before it destroys waits for has to do so, too: else each would wait
/// for the other.
pub(crate) fn create_first(blocks: &[Block], changes: &mut BTreeMap<String, Change>) {
    let needs = needs(blocks);
    let mut first: BTreeSet<&str> = BTreeSet::new();
    let mut open: Vec<&str> = blocks
        .iter()
        .filter(|block| block.create_first)
        .map(|block| block.address.as_str())
        .collect();
    while let Some(block) = open.pop() {
        if first.insert(block) {
            open.extend(
                needs.get(block).into_iter().flat_map(|needs| needs.iter()).map(String::as_str),
            );
        }
    }
    for (address, change) in changes {
        if change.action == Action::Replace && first.contains(without_key(address)) {
            change.action = Action::CreateThenDestroy;
        }
    }
}
