//! What an apply does, and what waits for what.

use std::collections::BTreeMap;
use std::rc::Rc;

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
    /// Nothing is done: others are done with.
    Mark,
}

/// The marks of a block.
#[derive(Debug, Clone, Copy)]
struct Marks {
    /// All that it needs is made.
    ready: usize,
    /// All of it is made.
    made: usize,
    /// All of it that goes is gone.
    gone: usize,
    /// All that needs it and goes is gone.
    free: usize,
    /// All that needs it is made.
    followed: usize,
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
        let mut blocks: BTreeMap<&str, Marks> = BTreeMap::new();
        let existing = plan.prior.resources.keys().map(|address| without_key(address));
        let all = plan.blocks.iter().map(|block| block.address.as_str()).chain(existing);
        for block in all {
            blocks.entry(block).or_insert_with(|| schedule.marks());
        }
        let mut needs: Vec<(&str, &str)> = Vec::new();
        for block in &plan.blocks {
            needs.extend(block.needs.iter().map(|need| (block.address.as_str(), need.as_str())));
        }
        let mut had: Vec<(&str, &str)> = Vec::new();
        let mut last: Option<(&str, &Rc<[String]>)> = None;
        for (address, stored) in &plan.prior.resources {
            let block = without_key(address);
            // What one apply made of a block needed the same.
            let same = last
                .is_some_and(|(known, needs)| known == block && Rc::ptr_eq(needs, &stored.needs));
            if !same {
                had.extend(stored.needs.iter().map(|need| (block, need.as_str())));
            }
            last = Some((block, &stored.needs));
        }
        had.extend(&needs);
        had.sort_unstable();
        had.dedup();
        for (block, need) in &needs {
            if let (Some(block), Some(need)) = (blocks.get(block), blocks.get(need)) {
                schedule.wait(block.ready, need.made);
                schedule.wait(block.made, need.made);
            }
        }
        for (block, need) in &had {
            if let (Some(block), Some(need)) = (blocks.get(block), blocks.get(need)) {
                schedule.wait(need.gone, block.gone);
                schedule.wait(need.free, block.gone);
                schedule.wait(need.followed, block.made);
            }
        }
        for (address, change) in &plan.by_address {
            let Some(marks) = blocks.get(without_key(address)).copied() else { continue };
            schedule.change(address, change.action, marks);
        }
        debug_assert!(plan.by_address.len() >= targets.len(), "each target is planned");
        schedule
    }

    fn marks(&mut self) -> Marks {
        let [ready, made, gone, free, followed] = std::array::from_fn(|_| self.add(Node::Mark));
        Marks { ready, made, gone, free, followed }
    }

    fn change(&mut self, address: &str, action: Action, marks: Marks) {
        let makes = match action {
            Action::Create | Action::Replace | Action::CreateThenDestroy => Some(Verb::Create),
            Action::Update => Some(Verb::Update),
            Action::Delete | Action::Forget | Action::NoOp => None,
        };
        let make = makes.map(|verb| self.operation(address, verb));
        if let Some(make) = make {
            self.wait(make, marks.ready);
            self.wait(marks.made, make);
        }
        if !matches!(action, Action::Delete | Action::Replace | Action::CreateThenDestroy) {
            return;
        }
        let destroy = self.operation(address, Verb::Destroy);
        self.wait(marks.gone, destroy);
        self.wait(destroy, marks.free);
        if action == Action::CreateThenDestroy {
            self.wait(destroy, marks.followed);
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
