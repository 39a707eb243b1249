//! One second of a simulation: the world, and the apply that runs in it.

use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;

use crate::apply::{Progress, Run};
use crate::eks::command::Command;
use crate::eks::setup::Setup;
use crate::eks::snapshot::{Event, Snapshot};
use crate::eks::world::World;
use crate::terraform::State;

type Texts = Rc<Vec<(String, String)>>;

/// One second of a simulation.
#[derive(Debug, Clone)]
pub(super) struct Moment {
    pub(super) world: World,
    /// The apply that runs, and the second in which it began.
    run: Option<(u32, Run)>,
    /// The configurations whose turn has not come.
    pub(super) waiting: VecDeque<Texts>,
    state: State,
    progress: BTreeMap<String, Progress>,
    /// What applies said that are through.
    said: Vec<Rc<Event>>,
    errors: Vec<String>,
    /// Manifests that wait for the cluster.
    manifests: Texts,
}

impl Moment {
    pub(super) fn new(setup: &Setup, seed: u64) -> Self {
        let first = Some(&setup.configuration).filter(|texts| !texts.is_empty());
        Self {
            world: World::new(&setup.region, seed, setup.began),
            run: None,
            waiting: first.cloned().into_iter().collect(),
            state: State::default(),
            progress: BTreeMap::new(),
            said: Vec::new(),
            errors: Vec::new(),
            manifests: Rc::clone(&setup.manifests),
        }
    }

    pub(super) const fn now(&self) -> u32 {
        self.world.now
    }

    pub(super) fn applying(&self) -> bool {
        self.run.is_some() || !self.waiting.is_empty()
    }

    pub(super) const fn state(&self) -> &State {
        &self.state
    }

    /// What happens in the first second.
    pub(super) fn begin(&mut self, commands: &[Command]) {
        self.act_all(commands);
    }

    /// The next second passes.
    pub(super) fn second(&mut self, commands: &[Command]) {
        self.world.tick();
        self.act_all(commands);
    }

    fn act_all(&mut self, commands: &[Command]) {
        for command in commands {
            self.act(command);
        }
        self.terraform();
        let state = self.run.as_ref().map_or(&self.state, |(_, run)| &run.state);
        self.world.look(state);
        let connected = self.run.is_none() && self.waiting.is_empty() && self.world.writable();
        if connected && !self.manifests.is_empty() {
            let manifests = std::mem::take(&mut self.manifests);
            for (name, text) in manifests.iter() {
                self.kubectl(name, text);
            }
        }
    }

    /// A second of the apply that runs; else the next one begins.
    fn terraform(&mut self) {
        if self.run.is_none()
            && let Some(texts) = self.waiting.pop_front()
        {
            let texts: Vec<(&str, &str)> =
                texts.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
            match Run::new(&texts, &self.state) {
                Ok(run) => self.run = Some((self.world.now, run)),
                Err(errors) => {
                    for error in &errors {
                        self.world.say("Terraform", "", format!("Error: {error}"), true);
                    }
                    self.errors.extend(errors);
                }
            }
        }
        let Some((began, run)) = &mut self.run else { return };
        run.step(self.world.now - *began, &mut self.world);
        for (address, progress) in &run.progress {
            match self.progress.get_mut(address) {
                Some(known) => *known = *progress,
                None => {
                    self.progress.insert(address.clone(), *progress);
                }
            }
        }
        if !run.is_done() {
            return;
        }
        self.said.extend(told(*began, run, self.world.now - *began));
        self.errors.extend(run.errors().iter().cloned());
        self.state = run.state.clone();
        self.run = None;
    }

    pub(super) fn snapshot(&self) -> Snapshot {
        let mut snapshot = self.world.snapshot();
        let progress = self.progress.iter();
        snapshot.resources = progress
            .map(|(address, progress)| crate::eks::snapshot::Resource {
                address: address.clone(),
                state: progress.id().to_owned(),
            })
            .collect();
        snapshot.applying = self.run.is_some();
        snapshot
    }

    pub(super) fn events(&self) -> Vec<Event> {
        let running =
            self.run.iter().flat_map(|(began, run)| told(*began, run, self.world.now - *began));
        let all = self.said.iter().cloned().chain(running).chain(self.world.events.iter().cloned());
        let mut all: Vec<Event> = all.map(|event| (*event).clone()).collect();
        all.sort_by_key(|event| event.t);
        all
    }

    pub(super) fn errors(&self) -> Vec<String> {
        let running = self.run.iter().flat_map(|(_, run)| run.errors());
        self.errors.iter().chain(running).cloned().collect()
    }
}

/// What an apply said, on the clock of the simulation.
fn told(began: u32, run: &Run, t: u32) -> Vec<Rc<Event>> {
    let events = run.log(t).into_iter().map(|event| {
        Rc::new(Event {
            t: began + event.t,
            kind: "Terraform".to_owned(),
            warning: event.text.starts_with("Error"),
            about: event.address,
            text: event.text,
            data: BTreeMap::new(),
        })
    });
    events.collect()
}
