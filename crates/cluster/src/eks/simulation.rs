//! A simulation: the same set-up, seed and commands give the same second, whichever way it is
//! reached.

mod act;
mod moment;

use std::collections::BTreeMap;

use super::access::{Answer, Call};
use super::command::{Command, Timed};
use super::setup::Setup;
use super::snapshot::{Event, Snapshot};
use crate::terraform::State;
use moment::Moment;

/// Seconds between two kept seconds, which a way back begins at: few of a long run.
const fn between(t: u32) -> u32 {
    match t {
        0..=10_800 => 60,
        10_801..=86_400 => 900,
        _ => 14_400,
    }
}

/// A cluster from an empty account on.
#[derive(Debug, Clone)]
pub struct Simulation {
    setup: Setup,
    seed: u64,
    /// By time; those of one second in the order they were given.
    commands: Vec<Timed>,
    kept: BTreeMap<u32, Moment>,
    last: Moment,
}

impl Simulation {
    /// A simulation at its first second. Seeds differ in how long things take, by a tenth at most,
    /// and in which of several equals is chosen; 0 has the durations as they are listed.
    #[must_use]
    pub fn new(setup: &Setup, seed: u64) -> Self {
        let mut first = Moment::new(setup, seed);
        first.begin(&[]);
        Self {
            setup: setup.clone(),
            seed,
            commands: Vec::new(),
            kept: BTreeMap::from([(0, first.clone())]),
            last: first,
        }
    }

    /// Something is done at a second. What came after is simulated anew.
    pub fn command(&mut self, at: u32, command: Command) {
        let place = self.commands.partition_point(|timed| timed.at <= at);
        self.commands.insert(place, Timed { at, command });
        self.forget(at);
    }

    /// The commands, by time.
    #[must_use]
    pub fn commands(&self) -> &[Timed] {
        &self.commands
    }

    /// A simulation that shares what was done up to a second, and nothing after.
    #[must_use]
    pub fn fork(&self, at: u32) -> Self {
        let mut fork = self.clone();
        fork.commands.retain(|timed| timed.at <= at);
        fork.forget(at.saturating_add(1));
        fork
    }

    /// Forgets what was simulated from a second on.
    fn forget(&mut self, from: u32) {
        self.kept.retain(|t, _| *t < from);
        if from == 0 {
            let mut first = Moment::new(&self.setup, self.seed);
            first.begin(&self.due(0));
            self.kept.insert(0, first);
        }
        if self.last.now() >= from
            && let Some((_, kept)) = self.kept.last_key_value()
        {
            self.last = kept.clone();
        }
    }

    fn due(&self, at: u32) -> Vec<Command> {
        let from = self.commands.partition_point(|timed| timed.at < at);
        let due = self.commands.iter().skip(from).take_while(|timed| timed.at == at);
        due.map(|timed| timed.command.clone()).collect()
    }

    /// Goes to a second.
    fn seek(&mut self, t: u32) -> &mut Moment {
        let kept = self.kept.range(..=t).next_back();
        if let Some((at, kept)) = kept
            && (self.last.now() > t || self.last.now() < *at)
        {
            self.last = kept.clone();
        }
        while self.last.now() < t {
            let due = self.due(self.last.now() + 1);
            self.last.second(&due);
            let now = self.last.now();
            if now.is_multiple_of(between(now)) && !self.kept.contains_key(&now) {
                self.kept.insert(now, self.last.clone());
            }
        }
        &mut self.last
    }

    /// What is there at a second.
    pub fn at(&mut self, t: u32) -> Snapshot {
        self.seek(t).snapshot()
    }

    /// What happened up to a second, in order.
    pub fn events(&mut self, t: u32) -> Vec<Event> {
        self.seek(t).events()
    }

    /// Whether an apply runs or waits at a second.
    pub fn applying(&mut self, t: u32) -> bool {
        self.seek(t).applying()
    }

    /// What Terraform knows to exist at a second: while an apply runs, what there was before it.
    pub fn state(&mut self, t: u32) -> State {
        self.seek(t).state().clone()
    }

    /// What went wrong with Terraform up to a second, in its words.
    pub fn errors(&mut self, t: u32) -> Vec<String> {
        self.seek(t).errors()
    }

    /// What the Kubernetes API answers somebody at a second.
    pub fn call(&mut self, t: u32, call: &Call) -> Answer {
        self.seek(t).world.call(call)
    }

    /// The kubeconfig that `aws eks update-kubeconfig` writes at a second.
    ///
    /// # Errors
    ///
    /// What it prints where it writes none.
    pub fn kubeconfig(&mut self, t: u32) -> Result<String, String> {
        self.seek(t).world.kubeconfig()
    }

    /// The first second up to `most` at which something holds.
    pub fn first(&mut self, most: u32, holds: impl Fn(&Snapshot) -> bool) -> Option<u32> {
        (0..=most).find(|t| holds(&self.at(*t)))
    }
}
