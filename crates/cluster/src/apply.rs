//! `terraform apply` on a clock: what is made when, at most ten at a time, and what a failure or an
//! interruption leaves behind.

mod queue;
mod refuse;
mod schedule;

use std::collections::{BTreeMap, BTreeSet};

use crate::plan::{Plan, plan};
use crate::terraform::{Action, Evaluation, Mode, Output, Sources, State, Stored, Value, schema};
use queue::{Ends, Queue};
use schedule::{Node, Schedule, Verb};

/// Operations at a time, Terraform's default.
///
/// Source: <https://developer.hashicorp.com/terraform/cli/commands/apply>.
const PARALLELISM: usize = 10;
/// Seconds between two lines that say that an operation goes on.
const STILL_EVERY: u32 = 10;
/// Seconds for a type that is not modelled.
const SECONDS: [u32; 3] = [2, 2, 2];

/// An apply, up to an instant.
#[derive(Debug, Clone)]
pub struct Applied {
    /// The instant, in seconds since the apply began: the one asked for, or that of the end.
    pub t: u32,
    /// Whether there is nothing left to do.
    pub finished: bool,
    /// Each resource and the state it is in, by address.
    pub resources: Vec<(String, Progress)>,
    /// What happened, in order.
    pub events: Vec<Event>,
    /// What went wrong, in Terraform's words.
    pub errors: Vec<String>,
    /// What exists, once what was under way is finished: as Terraform, interrupted, waits for it.
    pub state: State,
}

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Seconds since the apply began.
    pub t: u32,
    /// The resource.
    pub address: String,
    /// What, as Terraform prints it behind the address.
    pub text: String,
}

/// How far a resource is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Progress {
    /// Its turn has not come.
    Pending,
    /// It is being made.
    Creating,
    /// It was made.
    Created,
    /// It is being changed.
    Updating,
    /// It was changed.
    Updated,
    /// It is being destroyed.
    Destroying,
    /// It was destroyed.
    Destroyed,
    /// It stays as it was.
    Unchanged,
    /// What was tried with it failed.
    Failed,
    /// What it waits for failed.
    Skipped,
}

impl Progress {
    /// The name in JSON output and in `data-state`.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Creating => "creating",
            Self::Created => "created",
            Self::Updating => "updating",
            Self::Updated => "updated",
            Self::Destroying => "destroying",
            Self::Destroyed => "destroyed",
            Self::Unchanged => "unchanged",
            Self::Failed => "failed",
            Self::Skipped => "skipped",
        }
    }
}

/// What an apply of these texts makes, from nothing to its end.
impl State {
    /// What exists once these texts are applied to an empty account.
    #[must_use]
    pub fn of(texts: &[(&str, &str)]) -> Self {
        apply(texts, &Self::default(), None).state
    }
}

/// Applies a configuration to what exists: `until` that many seconds, or to its end.
#[must_use]
pub fn apply(texts: &[(&str, &str)], state: &State, until: Option<u32>) -> Applied {
    let plan = plan(texts, state);
    if !plan.errors.is_empty() {
        return Applied {
            t: until.unwrap_or(0),
            finished: true,
            resources: Vec::new(),
            events: Vec::new(),
            errors: plan.errors,
            state: state.clone(),
        };
    }
    let (targets, outputs) = targets(texts, &plan);
    let schedule = Schedule::new(&plan, &targets);
    let mut applied = Run::new(&plan, &schedule, targets, until).go();
    if applied.finished && applied.errors.is_empty() {
        applied.state.outputs = outputs;
    }
    applied
}

/// Each resource and each output as it will be.
fn targets(
    texts: &[(&str, &str)],
    plan: &Plan,
) -> (BTreeMap<String, Stored>, BTreeMap<String, Output>) {
    let sources = Sources::read(texts.iter().copied());
    let evaluation = Evaluation::new(&sources, BTreeMap::new());
    let needs = crate::plan::needs(&plan.blocks);
    let mut targets = BTreeMap::new();
    let mut outputs = BTreeMap::new();
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
                needs: needs.get(block).map(|needs| needs.to_vec()).unwrap_or_default(),
            };
            targets.insert(made.address.clone(), stored);
        }
        outputs.extend(crate::plan::outputs_of(interp));
    });
    (targets, outputs)
}

/// An apply under way.
struct Run<'p> {
    plan: &'p Plan,
    schedule: &'p Schedule,
    targets: BTreeMap<String, Stored>,
    until: Option<u32>,
    now: u32,
    state: State,
    progress: BTreeMap<String, Progress>,
    events: Vec<Event>,
    errors: Vec<String>,
    failures: BTreeMap<usize, refuse::Refusal>,
    /// How often each name that has to be unique is taken.
    taken: BTreeMap<String, usize>,
}

impl<'p> Run<'p> {
    fn new(
        plan: &'p Plan,
        schedule: &'p Schedule,
        targets: BTreeMap<String, Stored>,
        until: Option<u32>,
    ) -> Self {
        let progress = plan.by_address.iter().map(|(address, change)| {
            let unchanged = change.action == Action::NoOp;
            let progress = if unchanged { Progress::Unchanged } else { Progress::Pending };
            (address.clone(), progress)
        });
        Self {
            plan,
            schedule,
            targets,
            until,
            now: 0,
            state: plan.prior.clone(),
            progress: progress.collect(),
            events: Vec::new(),
            errors: Vec::new(),
            failures: BTreeMap::new(),
            taken: refuse::taken(&plan.prior),
        }
    }

    fn go(mut self) -> Applied {
        let mut queue = Queue::new(self.schedule);
        loop {
            self.start(&mut queue);
            let Some(next) = queue.next_end() else { break };
            if self.until.is_some_and(|until| next.at > until) {
                break;
            }
            self.now = next.at;
            self.end(&mut queue, next);
        }
        let t = self.until.unwrap_or(self.now);
        let finished = queue.is_done();
        let resources = self.progress.clone().into_iter().collect();
        self.still(&queue.running(), t);
        self.events.sort_by_key(|event| event.t);
        // Who interrupts Terraform waits for what is under way.
        let (events, errors) = (self.events.clone(), self.errors.clone());
        while let Some(next) = queue.next_end() {
            self.now = next.at;
            self.finish(next.node);
            queue.drop_running(next.node);
        }
        Applied { t, finished, resources, events, errors, state: self.state }
    }

    /// Starts what is ready, as far as there is room.
    fn start(&mut self, queue: &mut Queue<'_>) {
        while let Some(node) = queue.take(PARALLELISM) {
            let Some(Node::Operation { address, verb }) = self.schedule.nodes.get(node) else {
                queue.succeed(node);
                continue;
            };
            let seconds = self.seconds(address, *verb);
            let refusal = match verb {
                Verb::Create => self
                    .targets
                    .get(address)
                    .and_then(|target| refuse::create(target, &self.state, &self.taken)),
                Verb::Update => self.state.resources.get(address).and_then(|prior| {
                    refuse::update(self.targets.get(address)?, prior, &self.state)
                }),
                Verb::Destroy => None,
            };
            let lasts = refusal.as_ref().map_or(seconds, |refusal| refusal.after);
            if let Some(refusal) = refusal {
                self.failures.insert(node, refusal);
            }
            let (progress, text) = match verb {
                Verb::Create => (Progress::Creating, "Creating...".to_owned()),
                Verb::Update => (Progress::Updating, format!("Modifying...{}", self.id(address))),
                Verb::Destroy => {
                    (Progress::Destroying, format!("Destroying...{}", self.id(address)))
                }
            };
            self.note(address, *verb, progress, text);
            queue.run(node, self.now, self.now + lasts);
        }
    }

    fn end(&mut self, queue: &mut Queue<'_>, ended: Ends) {
        let Some(Node::Operation { address, verb }) = self.schedule.nodes.get(ended.node) else {
            return;
        };
        self.still(&[ended], ended.at);
        queue.drop_running(ended.node);
        if let Some(refusal) = self.failures.get(&ended.node).cloned() {
            self.finish(ended.node);
            self.errors.push(format!("{address}: {}", refusal.text));
            self.note(address, *verb, Progress::Failed, format!("Error: {}", refusal.text));
            for skipped in queue.fail(ended.node) {
                if let Some(Node::Operation { address, .. }) = self.schedule.nodes.get(skipped) {
                    self.progress.insert(address.clone(), Progress::Skipped);
                }
            }
            return;
        }
        let before = self.id(address);
        self.finish(ended.node);
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
        queue.succeed(ended.node);
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

    /// The lines that say that operations go on, up to an instant.
    fn still(&mut self, running: &[Ends], until: u32) {
        for ends in running {
            let Some(Node::Operation { address, verb }) = self.schedule.nodes.get(ends.node) else {
                continue;
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
                self.events.push(Event { t, address: address.clone(), text });
                elapsed += STILL_EVERY;
            }
        }
    }

    /// What an operation leaves behind.
    fn finish(&mut self, node: usize) {
        let Some(Node::Operation { address, verb }) = self.schedule.nodes.get(node) else { return };
        let tainted = match self.failures.get(&node) {
            Some(refusal) if !refusal.left => return,
            Some(_) => true,
            None => false,
        };
        let action = self.plan.by_address.get(address).map(|change| change.action);
        match verb {
            Verb::Destroy if action == Some(Action::CreateThenDestroy) => {
                self.take(&deposed(address));
            }
            Verb::Destroy => {
                self.take(address);
                if !address.contains(DEPOSED) {
                    *self.state.generations.entry(address.clone()).or_default() += 1;
                }
            }
            Verb::Create | Verb::Update => {
                let Some(target) = self.targets.get(address) else { return };
                let target = Stored { tainted, ..target.clone() };
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

    fn take(&mut self, address: &str) {
        let old = self.state.resources.remove(address);
        self.release(old.as_ref());
    }

    fn release(&mut self, old: Option<&Stored>) {
        let name = old.and_then(refuse::unique);
        if let Some(count) = name.and_then(|name| self.taken.get_mut(&name)) {
            *count = count.saturating_sub(1);
        }
    }

    fn seconds(&self, address: &str, verb: Verb) -> u32 {
        let stored = self.targets.get(address).or_else(|| self.state.resources.get(address));
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

/// What stands behind the address of an object whose replacement was made already.
pub(crate) const DEPOSED: &str = " (deposed object)";

fn deposed(address: &str) -> String {
    format!("{address}{DEPOSED}")
}

/// An id without its closing bracket, for more to follow; an opening one where there is no id.
fn cut(id: &str) -> &str {
    id.strip_suffix(']').unwrap_or(" [id=")
}

/// Seconds as Terraform writes them in the line of an end.
fn duration(seconds: u32) -> String {
    match seconds / 60 {
        0 => format!("{seconds}s"),
        minutes => format!("{minutes}m{}s", seconds % 60),
    }
}

impl Applied {
    /// The addresses in a state.
    #[must_use]
    pub fn in_progress(&self, progress: Progress) -> BTreeSet<&str> {
        let found = self.resources.iter().filter(|(_, found)| *found == progress);
        found.map(|(address, _)| address.as_str()).collect()
    }
}
