//! The simulation of what was done, up to a while after the last of it.

use std::collections::BTreeSet;

use irsa_cluster::State;
use irsa_cluster::eks::command::Command;
use irsa_cluster::eks::snapshot::{Event, Snapshot, Stage};
use irsa_cluster::eks::{Setup, Simulation};
use irsa_words::{Lang, cluster as words};
use serde_json::{Value, json};

use super::asked::Asked;

/// Seconds that are shown after the last deed: long enough for a node that dies to be missed, its
/// pods to be evicted and another one to take its place.
const AFTER: u32 = 1200;
/// Seconds that are shown at least, once there is something.
const LEAST: u32 = 1500;
/// Seconds that are waited, more than that, for an apply that does not end.
const PATIENCE: u32 = 7200;

/// Seconds between two looks at how far it is.
const LOOK: usize = 5;

/// A simulation.
#[derive(Debug)]
pub(super) struct Run {
    simulation: Simulation,
    end: u32,
    events: Vec<Event>,
    /// The seconds at which an apply was through.
    through: Vec<u32>,
    /// The second at which each stage was done first.
    pub(super) done: [Option<u32>; Stage::ALL.len()],
}

impl Run {
    /// Simulates what was done.
    pub(super) fn of(asked: &Asked) -> Self {
        let commands = asked.commands();
        let first = commands.iter().find_map(|timed| match &timed.command {
            Command::Apply { texts } => Some(texts),
            _ => None,
        });
        let texts: Vec<(&str, &str)> = first
            .into_iter()
            .flatten()
            .map(|(name, text)| (name.as_str(), text.as_str()))
            .collect();
        let mut simulation = Simulation::new(&Setup::bare(&texts), 0);
        let last = commands.last().map(|timed| timed.at);
        for timed in commands {
            simulation.command(timed.at, timed.command);
        }
        let mut end = last.map_or(0, |last| (last + AFTER).max(LEAST).next_multiple_of(60));
        let most = end + PATIENCE;
        while end > 0 && end < most && simulation.applying(end) {
            end += 60;
        }
        let mut run = Self {
            events: simulation.events(end),
            simulation,
            end,
            through: Vec::new(),
            done: [None; Stage::ALL.len()],
        };
        run.look();
        run
    }

    /// Finds out when applies were through and stages done.
    fn look(&mut self) {
        let mut applying = false;
        // A pod becomes ready without a word.
        let looks = (0..=self.end).step_by(LOOK).chain(self.stops());
        let looks: BTreeSet<u32> = looks.collect();
        for t in looks {
            let shown = self.simulation.at(t);
            if applying && !shown.applying {
                self.through.push(t);
            }
            applying = shown.applying;
            let done = done(&shown);
            for (at, stage) in self.done.iter_mut().enumerate() {
                if stage.is_none() && at < done {
                    *stage = Some(t);
                }
            }
        }
    }

    /// The last place on the clock.
    pub(super) const fn end(&self) -> u32 {
        self.end
    }

    /// The places at which something happens.
    pub(super) fn stops(&self) -> Vec<u32> {
        let mut stops: Vec<u32> = self.told().map(|event| event.t).collect();
        stops.dedup();
        stops
    }

    /// What happened, but for the lines that say that something still goes on.
    fn told(&self) -> impl Iterator<Item = &Event> {
        let still = |event: &Event| event.kind == "Terraform" && event.text.starts_with("Still ");
        self.events.iter().filter(move |event| !still(event))
    }

    /// What happened, in words.
    pub(super) fn events(&self, lang: Lang) -> Vec<Value> {
        let told = self.told().map(|event| {
            let own = words::sentence(lang, "cluster_events", &event.kind, &event.data);
            let own = own.filter(|_| event.text.is_empty());
            json!({
                "t": event.t,
                "kind": event.kind,
                "about": event.about,
                "own": own.is_some(),
                "text": own.as_deref().unwrap_or(&event.text),
                "warning": event.warning,
            })
        });
        told.collect()
    }

    /// Everything at a place on the clock.
    pub(super) fn moment(&mut self, at: u32) -> String {
        let shown = self.simulation.at(at.min(self.end));
        // Strings and numbers always have their JSON.
        serde_json::to_string(&shown).unwrap_or_default()
    }

    /// The second at which the apply that runs at a place will be through, or its own.
    fn settled(&mut self, at: u32) -> u32 {
        let at = at.min(self.end);
        match self.simulation.applying(at) {
            true => self.through.iter().copied().find(|t| *t >= at).unwrap_or(self.end),
            false => at,
        }
    }

    /// What the state of Terraform at a place depends on.
    pub(super) fn applied(&mut self, at: u32) -> usize {
        let settled = self.settled(at);
        self.through.iter().filter(|t| **t <= settled).count()
    }

    /// What Terraform has made once what runs at a place is through.
    pub(super) fn state(&mut self, at: u32) -> State {
        let settled = self.settled(at);
        self.simulation.state(settled)
    }
}

/// How many of the stages are done.
fn done(shown: &Snapshot) -> usize {
    let works = shown.pods.iter().any(|pod| pod.ready && !pod.system);
    match shown.stage {
        Stage::Cluster => 0,
        Stage::Nodes => 1,
        Stage::Connect => 2,
        // Whoever gives a cluster its workloads waits for the apply that makes their accounts.
        Stage::Workloads if shown.applying => 2,
        Stage::Workloads => 3 + usize::from(works),
    }
}
