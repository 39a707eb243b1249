//! `terraform apply` on a clock: what is made when, at most ten at a time, and what a failure or an
//! interruption leaves behind.

mod queue;
mod refuse;
mod run;
mod schedule;

use std::collections::BTreeSet;

use crate::eks::World;
use crate::terraform::State;

pub(crate) use refuse::Refusal;
pub(crate) use run::Run;
pub(crate) use schedule::Verb;

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
///
/// Node groups and add-ons take as long as the simulated cluster does, and fail as they do there.
#[must_use]
pub fn apply(texts: &[(&str, &str)], state: &State, until: Option<u32>) -> Applied {
    let run = match Run::new(texts, state) {
        Ok(run) => run,
        Err(errors) => {
            return Applied {
                t: until.unwrap_or(0),
                finished: true,
                resources: Vec::new(),
                events: Vec::new(),
                errors,
                state: state.clone(),
            };
        }
    };
    let mut world = World::of(state, run.region());
    run.go(&mut world, until)
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
