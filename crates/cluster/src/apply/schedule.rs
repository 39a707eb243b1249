//! What an apply does, and what waits for what.

use std::collections::BTreeMap;

use crate::plan::{Plan, without_key};
use crate::terraform::{Action, Stored};

/// A step of an apply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Node {
    /// Something is done with a resource.
    Operation {
        /// The resource.
        address: String,
        /// What.
        verb: Verb,
    },
    /// All of a block is made.
    Made,
    /// All of a block that goes is gone.
    Gone,
}

/// What is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Verb {
    /// It is made.
    Create,
    /// It is changed.
    Update,
    /// It is destroyed.
    Destroy,
}

/// The steps of an apply. Blocks wait for blocks, so that a thousand instances do not each wait for
/// a thousand others.
#[derive(Debug, Default)]
pub(crate) struct Schedule {
    /// The steps.
    pub(crate) nodes: Vec<Node>,
    /// For each step those that wait for it.
    pub(crate) then: Vec<Vec<usize>>,
    /// For each step how many it waits for.
    pub(crate) waits: Vec<usize>,
}

impl Schedule {
    /// The steps of a plan.
    pub(crate) fn new(plan: &Plan, targets: &BTreeMap<String, Stored>) -> Self {
        let mut schedule = Self::default();
        // A block by its address: the steps at which it is made and gone.
        let mut blocks: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
        let existing = plan.prior.resources.keys().map(|address| without_key(address));
        let all = plan.blocks.iter().map(|block| block.address.as_str()).chain(existing);
        for block in all {
            if !blocks.contains_key(block) {
                let made = schedule.add(Node::Made);
                let gone = schedule.add(Node::Gone);
                blocks.insert(block, (made, gone));
            }
        }
        let mut needs: Vec<(&str, &str)> = Vec::new();
        for block in &plan.blocks {
            needs.extend(block.needs.iter().map(|need| (block.address.as_str(), need.as_str())));
        }
        let mut had: Vec<(&str, &str)> = Vec::new();
        for (address, stored) in &plan.prior.resources {
            let block = without_key(address);
            had.extend(stored.needs.iter().map(|need| (block, need.as_str())));
        }
        had.extend(&needs);
        had.sort_unstable();
        had.dedup();
        let mut needed: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (block, need) in &needs {
            if let (Some((made, _)), Some((need, _))) = (blocks.get(block), blocks.get(need)) {
                schedule.wait(*made, *need);
                needed.entry(block).or_default().push(*need);
            }
        }
        let mut dependents: BTreeMap<&str, Vec<(usize, usize)>> = BTreeMap::new();
        for (block, need) in &had {
            if let (Some(steps), Some((_, gone))) = (blocks.get(block), blocks.get(need)) {
                schedule.wait(*gone, steps.1);
                dependents.entry(need).or_default().push(*steps);
            }
        }
        for (address, change) in &plan.by_address {
            let block = without_key(address);
            let Some((made, gone)) = blocks.get(block).copied() else { continue };
            let after = needed.get(block).map(Vec::as_slice).unwrap_or_default();
            let dependents = dependents.get(block).map(Vec::as_slice).unwrap_or_default();
            schedule.change(address, change.action, (made, gone), after, dependents);
        }
        debug_assert!(plan.by_address.len() >= targets.len(), "each target is planned");
        schedule
    }

    fn change(
        &mut self,
        address: &str,
        action: Action,
        (made, gone): (usize, usize),
        after: &[usize],
        dependents: &[(usize, usize)],
    ) {
        let makes = match action {
            Action::Create | Action::Replace | Action::CreateThenDestroy => Some(Verb::Create),
            Action::Update => Some(Verb::Update),
            Action::Delete | Action::NoOp => None,
        };
        let make = makes.map(|verb| self.operation(address, verb));
        if let Some(make) = make {
            after.iter().for_each(|need| self.wait(make, *need));
            self.wait(made, make);
        }
        if !matches!(action, Action::Delete | Action::Replace | Action::CreateThenDestroy) {
            return;
        }
        let destroy = self.operation(address, Verb::Destroy);
        self.wait(gone, destroy);
        for (dependent_made, dependent_gone) in dependents {
            self.wait(destroy, *dependent_gone);
            if action == Action::CreateThenDestroy {
                self.wait(destroy, *dependent_made);
            }
        }
        match (action, make) {
            (Action::Replace, Some(make)) => self.wait(make, destroy),
            (Action::CreateThenDestroy, Some(make)) => self.wait(destroy, make),
            _ => {}
        }
    }

    fn operation(&mut self, address: &str, verb: Verb) -> usize {
        self.add(Node::Operation { address: address.to_owned(), verb })
    }

    fn add(&mut self, node: Node) -> usize {
        self.nodes.push(node);
        self.then.push(Vec::new());
        self.waits.push(0);
        self.nodes.len() - 1
    }

    fn wait(&mut self, node: usize, need: usize) {
        if node == need {
            return;
        }
        if let (Some(waits), Some(then)) = (self.waits.get_mut(node), self.then.get_mut(need)) {
            *waits += 1;
            then.push(node);
        }
    }
}
