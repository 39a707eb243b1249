//! Which steps are ready, which run, and which never will.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::schedule::{Node, Schedule};

/// A step that runs, and when it ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Ends {
    /// When it ends.
    pub(super) at: u32,
    /// The step.
    pub(super) node: usize,
    /// When it began.
    pub(super) from: u32,
}

impl Ends {
    /// The end of a step whose end only the world knows.
    pub(super) const OPEN: u32 = u32::MAX;
}

/// The steps of a schedule while it runs.
#[derive(Debug, Clone)]
pub(super) struct Queue {
    schedule: Rc<Schedule>,
    waits: Vec<usize>,
    ready: BTreeSet<usize>,
    /// Steps that only mark that others are done take no room.
    marks: Vec<usize>,
    running: BTreeSet<Ends>,
    froms: BTreeMap<usize, Ends>,
    dead: BTreeSet<usize>,
}

impl Queue {
    pub(super) fn new(schedule: Rc<Schedule>) -> Self {
        let mut queue = Self {
            waits: schedule.waits.clone(),
            schedule,
            ready: BTreeSet::new(),
            marks: Vec::new(),
            running: BTreeSet::new(),
            froms: BTreeMap::new(),
            dead: BTreeSet::new(),
        };
        for node in 0..queue.waits.len() {
            if queue.waits.get(node) == Some(&0) {
                queue.free(node);
            }
        }
        queue
    }

    fn free(&mut self, node: usize) {
        if self.dead.contains(&node) {
            return;
        }
        match self.schedule.nodes.get(node) {
            Some(Node::Operation { .. }) => {
                self.ready.insert(node);
            }
            _ => self.marks.push(node),
        }
    }

    /// The next step to begin, if there is room for it.
    pub(super) fn take(&mut self, room: usize) -> Option<usize> {
        if let Some(mark) = self.marks.pop() {
            return Some(mark);
        }
        if self.running.len() < room { self.ready.pop_first() } else { None }
    }

    pub(super) fn run(&mut self, node: usize, from: u32, at: u32) {
        let ends = Ends { at, node, from };
        self.running.insert(ends);
        self.froms.insert(node, ends);
    }

    /// The next instant at which something may end: the next second, where only the world knows.
    pub(super) fn next(&self, now: u32) -> Option<u32> {
        let first = self.running.first().map(|ends| ends.at)?;
        let open = self.running.last().is_some_and(|ends| ends.at == Ends::OPEN);
        Some(if open { now + 1 } else { first })
    }

    /// A running step that ends by an instant.
    pub(super) fn due(&self, now: u32) -> Option<Ends> {
        self.running.first().copied().filter(|ends| ends.at <= now)
    }

    /// The running steps whose end only the world knows.
    pub(super) fn open(&self) -> Vec<Ends> {
        self.running.iter().rev().take_while(|ends| ends.at == Ends::OPEN).copied().collect()
    }

    /// The world says that a step ends.
    pub(super) fn close(&mut self, open: Ends, now: u32) {
        self.drop_running(open.node);
        self.run(open.node, open.from, now);
    }

    pub(super) fn running(&self) -> Vec<Ends> {
        self.running.iter().copied().collect()
    }

    pub(super) fn drop_running(&mut self, node: usize) {
        if let Some(ends) = self.froms.remove(&node) {
            self.running.remove(&ends);
        }
    }

    /// A step is done: others may begin.
    pub(super) fn succeed(&mut self, node: usize) {
        let schedule = Rc::clone(&self.schedule);
        for next in schedule.then.get(node).into_iter().flatten() {
            let Some(waits) = self.waits.get_mut(*next) else { continue };
            *waits -= 1;
            if *waits == 0 {
                self.free(*next);
            }
        }
    }

    /// A step failed: whatever waits for it never begins.
    pub(super) fn fail(&mut self, node: usize) -> Vec<usize> {
        let mut skipped = Vec::new();
        let mut open = vec![node];
        while let Some(node) = open.pop() {
            for next in self.schedule.then.get(node).into_iter().flatten() {
                if self.dead.insert(*next) {
                    skipped.push(*next);
                    open.push(*next);
                }
            }
        }
        skipped
    }

    /// Whether nothing runs and nothing is ready.
    pub(super) fn is_done(&self) -> bool {
        self.running.is_empty() && self.ready.is_empty() && self.marks.is_empty()
    }
}
