//! An apply under way.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::queue::{Ends, Queue};
use super::refuse::{self, Refusal};
use super::schedule::{Node, Schedule, Verb};
use super::{Applied, Event, PARALLELISM, Progress, SECONDS, STILL_EVERY, cut, deposed, duration};
use crate::eks::{Begun, World};
use crate::plan::{Plan, plan_of};
use crate::terraform::{Action, Evaluation, Mode, Output, Sources, State, Stored, Value, schema};

/// An apply under way. Its clock starts at 0, whatever that of the world says.
#[derive(Debug, Clone)]
pub(crate) struct Run {
    plan: Rc<Plan>,
    schedule: Rc<Schedule>,
    goal: Rc<Goal>,
    now: u32,
    queue: Queue,
    pub(crate) state: State,
    pub(crate) progress: BTreeMap<String, Progress>,
    events: Vec<Event>,
    errors: Vec<String>,
    failures: BTreeMap<usize, Refusal>,
    /// How often each name that has to be unique is taken.
    taken: BTreeMap<String, usize>,
}

/// What an apply is to reach.
#[derive(Debug)]
struct Goal {
    /// Each resource as it will be.
    targets: BTreeMap<String, Stored>,
    /// Each output as it will be.
    outputs: BTreeMap<String, Output>,
    region: String,
}

fn goal(sources: &Sources, plan: &Plan) -> Goal {
    let evaluation = Evaluation::new(sources, BTreeMap::new());
    let shared = |(block, needs): (_, &[String])| (block, Rc::from(needs));
    let needs: BTreeMap<&str, Rc<[String]>> =
        crate::plan::needs(&plan.blocks).into_iter().map(shared).collect();
    let (mut targets, mut outputs) = (BTreeMap::new(), BTreeMap::new());
    evaluation.each_root(Mode::Applying(&plan.prior, &plan.by_address), &mut |interp| {
        for made in interp.made.borrow().values().flat_map(|made| made.iter()) {
            if made.data {
                continue;
            }
            let block = crate::plan::without_key(&made.address);
            let stored = Stored {
                kind: made.kind.to_owned(),
                config: made.config.clone(),
                object: made.object.clone(),
                tainted: false,
                needs: needs.get(block).map_or_else(|| Rc::new([]) as _, Rc::clone),
            };
            targets.insert(made.address.clone(), stored);
        }
        outputs.extend(crate::plan::outputs_of(interp));
    });
    Goal { targets, outputs, region: evaluation.region().to_owned() }
}

/// What an apply begins with: what exists, and what it takes over as it is.
fn begun(plan: &Plan, targets: &BTreeMap<String, Stored>) -> State {
    let mut state = plan.prior.clone();
    let kept = plan.by_address.iter().filter(|(_, change)| change.action == Action::NoOp);
    for (address, target) in kept.filter_map(|(address, _)| Some((address, targets.get(address)?)))
    {
        if !state.resources.contains_key(address) {
            state.resources.insert(address.clone(), target.clone());
        }
    }
    state.imports.clear();
    state.moved.clear();
    state
}

impl Run {
    /// An apply that has not begun; or why there is none.
    pub(crate) fn new(texts: &[(&str, &str)], state: &State) -> Result<Self, Vec<String>> {
        let sources = Sources::read(texts.iter().copied());
        let plan = plan_of(&sources, state);
        if !plan.errors.is_empty() {
            return Err(plan.errors);
        }
        let goal = goal(&sources, &plan);
        let schedule = Rc::new(Schedule::new(&plan, &goal.targets));
        let progress = plan.by_address.iter().map(|(address, change)| {
            let unchanged = matches!(change.action, Action::NoOp | Action::Forget);
            let progress = if unchanged { Progress::Unchanged } else { Progress::Pending };
            (address.clone(), progress)
        });
        Ok(Self {
            queue: Queue::new(Rc::clone(&schedule)),
            schedule,
            now: 0,
            state: begun(&plan, &goal.targets),
            goal: Rc::new(goal),
            progress: progress.collect(),
            events: Vec::new(),
            errors: Vec::new(),
            failures: BTreeMap::new(),
            taken: refuse::taken(&plan.prior),
            plan: Rc::new(plan),
        })
    }

    /// The region that the configuration is for.
    pub(crate) fn region(&self) -> &str {
        &self.goal.region
    }

    /// From the beginning to an instant or the end.
    pub(super) fn go(mut self, world: &mut World, until: Option<u32>) -> Applied {
        let began = world.now;
        self.step(0, world);
        while let Some(next) = self.queue.next(self.now) {
            if until.is_some_and(|until| next > until) {
                break;
            }
            world.advance(began + next);
            self.step(next, world);
        }
        let t = until.unwrap_or(self.now);
        let finished = self.queue.is_done();
        let resources = self.progress.clone().into_iter().collect();
        let (events, errors) = (self.log(t), self.errors.clone());
        // Who interrupts Terraform waits for what is under way.
        while let Some(next) = self.queue.next(self.now) {
            world.advance(began + next);
            self.now = next;
            self.close(world);
            while let Some(ended) = self.queue.due(next) {
                self.queue.drop_running(ended.node);
                self.finish(ended.node, world);
            }
        }
        Applied { t, finished, resources, events, errors, state: self.state }
    }

    /// What was said up to an instant, in order.
    pub(crate) fn log(&self, t: u32) -> Vec<Event> {
        let mut events = self.events.clone();
        for running in self.queue.running() {
            self.still(running, t, &mut events);
        }
        events.sort_by_key(|event| event.t);
        events
    }

    /// What went wrong so far.
    pub(crate) fn errors(&self) -> &[String] {
        &self.errors
    }

    /// Whether nothing is left to do.
    pub(crate) fn is_done(&self) -> bool {
        self.queue.is_done()
    }

    /// An instant: what is due ends, and what is ready begins.
    pub(crate) fn step(&mut self, now: u32, world: &mut World) {
        self.now = now;
        self.close(world);
        while let Some(ended) = self.queue.due(now) {
            self.end(ended, world);
        }
        self.start(world);
        if self.is_done() && self.errors.is_empty() {
            self.state.outputs = self.goal.outputs.clone();
        }
    }

    /// Asks the world about what ends when the world says so.
    fn close(&mut self, world: &World) {
        for open in self.queue.open() {
            let Some(Node::Operation { address, verb }) = self.schedule.nodes.get(open.node) else {
                continue;
            };
            let stored = self.goal.targets.get(address);
            let Some(outcome) =
                stored.and_then(|stored| world.outcome(stored, *verb, self.now - open.from))
            else {
                continue;
            };
            if let Err(refusal) = outcome {
                self.failures.insert(open.node, refusal);
            }
            self.queue.close(open, self.now);
        }
    }

    /// Starts what is ready, as far as there is room.
    fn start(&mut self, world: &mut World) {
        while let Some(node) = self.queue.take(PARALLELISM) {
            let schedule = Rc::clone(&self.schedule);
            let Some(Node::Operation { address, verb }) = schedule.nodes.get(node) else {
                self.queue.succeed(node);
                continue;
            };
            let seconds = self.seconds(address, *verb);
            let target = self.goal.targets.get(address);
            let refusal = match verb {
                Verb::Create => {
                    target.and_then(|target| refuse::create(target, &self.state, &self.taken))
                }
                Verb::Update => self
                    .state
                    .resources
                    .get(address)
                    .and_then(|prior| refuse::update(target?, prior, &self.state)),
                Verb::Destroy => None,
            };
            let begun = match refusal {
                Some(refusal) => Begun::Refused(refusal),
                None => {
                    let old = self.state.resources.get(address);
                    world.begin(address, *verb, target, old, &self.state)
                }
            };
            let until = match begun {
                Begun::Listed => self.now + seconds,
                Begun::Open => Ends::OPEN,
                Begun::Refused(refusal) => {
                    let after = refusal.after;
                    self.failures.insert(node, refusal);
                    self.now + after
                }
            };
            let (progress, text) = match verb {
                Verb::Create => (Progress::Creating, "Creating...".to_owned()),
                Verb::Update => (Progress::Updating, format!("Modifying...{}", self.id(address))),
                Verb::Destroy => {
                    (Progress::Destroying, format!("Destroying...{}", self.id(address)))
                }
            };
            self.note(address, *verb, progress, text);
            self.queue.run(node, self.now, until);
        }
    }

    fn end(&mut self, ended: Ends, world: &mut World) {
        let schedule = Rc::clone(&self.schedule);
        let Some(Node::Operation { address, verb }) = schedule.nodes.get(ended.node) else {
            return;
        };
        let mut events = std::mem::take(&mut self.events);
        self.still(ended, ended.at, &mut events);
        self.events = events;
        self.queue.drop_running(ended.node);
        if let Some(refusal) = self.failures.get(&ended.node).cloned() {
            self.finish(ended.node, world);
            self.errors.push(format!("{address}: {}", refusal.text));
            self.note(address, *verb, Progress::Failed, format!("Error: {}", refusal.text));
            for skipped in self.queue.fail(ended.node) {
                if let Some(Node::Operation { address, .. }) = schedule.nodes.get(skipped) {
                    self.progress.insert(address.clone(), Progress::Skipped);
                }
            }
            return;
        }
        let before = self.id(address);
        self.finish(ended.node, world);
        let lasted = duration(ended.at - ended.from);
        let (progress, text) = match verb {
            Verb::Create => {
                (Progress::Created, format!("Creation complete after {lasted}{}", self.id(address)))
            }
            Verb::Update => {
                (Progress::Updated, format!("Modifications complete after {lasted}{before}"))
            }
            Verb::Destroy => (Progress::Destroyed, format!("Destruction complete after {lasted}")),
        };
        self.note(address, *verb, progress, text);
        self.queue.succeed(ended.node);
    }

    fn note(&mut self, address: &str, verb: Verb, progress: Progress, text: String) {
        let remade = self.plan.by_address.get(address).is_some_and(|change| {
            change.action == Action::CreateThenDestroy && verb == Verb::Destroy
        });
        if !remade {
            self.progress.insert(address.to_owned(), progress);
        }
        self.events.push(Event { t: self.now, address: address.to_owned(), text });
    }

    /// The lines that say that an operation goes on, up to an instant.
    fn still(&self, ends: Ends, until: u32, events: &mut Vec<Event>) {
        let Some(Node::Operation { address, verb }) = self.schedule.nodes.get(ends.node) else {
            return;
        };
        let id = self.id(address);
        let mut elapsed = STILL_EVERY;
        while ends.from + elapsed < ends.at && ends.from + elapsed <= until {
            let clock = format!("{:02}m{:02}s elapsed", elapsed / 60, elapsed % 60);
            let text = match verb {
                Verb::Create => format!("Still creating... [{clock}]"),
                Verb::Update => format!("Still modifying...{}, {clock}]", cut(&id)),
                Verb::Destroy => format!("Still destroying...{}, {clock}]", cut(&id)),
            };
            let t = ends.from + elapsed;
            events.push(Event { t, address: address.clone(), text });
            elapsed += STILL_EVERY;
        }
    }

    /// What an operation leaves behind.
    fn finish(&mut self, node: usize, world: &mut World) {
        let schedule = Rc::clone(&self.schedule);
        let Some(Node::Operation { address, verb }) = schedule.nodes.get(node) else { return };
        let tainted = match self.failures.get(&node) {
            Some(refusal) if !refusal.left => return,
            // A change that fails leaves what there was, without what failed.
            Some(_) if *verb == Verb::Update => return,
            Some(_) => true,
            None => false,
        };
        let action = self.plan.by_address.get(address).map(|change| change.action);
        match verb {
            Verb::Destroy if action == Some(Action::CreateThenDestroy) => {
                self.take(&deposed(address), world);
            }
            Verb::Destroy => {
                self.take(address, world);
                if !address.contains(super::DEPOSED) {
                    *self.state.generations.entry(address.clone()).or_default() += 1;
                }
            }
            Verb::Create | Verb::Update => {
                let Some(target) = self.goal.targets.get(address) else { return };
                let target = Stored { tainted, ..target.clone() };
                world.made(address, &target, *verb);
                let old = self.put(address.clone(), target);
                if let (Some(old), Some(Action::CreateThenDestroy)) = (old, action) {
                    self.put(deposed(address), old);
                    *self.state.generations.entry(address.clone()).or_default() += 1;
                }
            }
        }
    }

    fn put(&mut self, address: String, stored: Stored) -> Option<Stored> {
        if let Some(name) = refuse::unique(&stored) {
            *self.taken.entry(name).or_default() += 1;
        }
        let old = self.state.resources.insert(address, stored);
        self.release(old.as_ref());
        old
    }

    fn take(&mut self, address: &str, world: &mut World) {
        let old = self.state.resources.remove(address);
        if let Some(old) = &old {
            world.gone(old);
        }
        self.release(old.as_ref());
    }

    fn release(&mut self, old: Option<&Stored>) {
        let name = old.and_then(refuse::unique);
        if let Some(count) = name.and_then(|name| self.taken.get_mut(&name)) {
            *count = count.saturating_sub(1);
        }
    }

    fn seconds(&self, address: &str, verb: Verb) -> u32 {
        let stored = self.goal.targets.get(address).or_else(|| self.state.resources.get(address));
        let known = stored.and_then(|stored| schema(&stored.kind));
        let [create, update, destroy] = known.map_or(SECONDS, |schema| schema.seconds);
        match verb {
            Verb::Create => create,
            Verb::Update => update,
            Verb::Destroy => destroy,
        }
    }

    /// ` [id=…]` of a resource that exists; empty where it has none.
    fn id(&self, address: &str) -> String {
        let stored = self.state.resources.get(address);
        let id = stored.and_then(|stored| stored.object.get("id")).and_then(Value::as_text);
        id.map_or_else(String::new, |id| format!(" [id={id}]"))
    }
}
