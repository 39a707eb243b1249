//! The recorder that keeps everything: each part of each statement as a check with its place.

use std::cmp::Reverse;

use crate::{
    Check, Gate, Place, Reason, State, Step, Text,
    iam::{
        Decision, Effect, Recorder, Request, Statement,
        evaluate::Part,
        explain::{self, Asked, Explained},
    },
};

/// Records an evaluation.
#[derive(Debug, Clone)]
pub struct Trace {
    file: usize,
    statements: Vec<StatementTrace>,
    asked: Option<Asked>,
}

/// What became of one statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatementTrace {
    /// Its place among the statements, from 0.
    pub index: usize,
    /// Its `Sid`, or `#1` for the first without one.
    pub name: Text,
    /// What it does when it applies; none where that can't be read.
    pub effect: Option<Effect>,
    /// Where it stands.
    pub at: Place,
    /// Whether it applies: every part matches.
    pub applies: bool,
    /// Its parts in order: principals, actions, resources, conditions. A check fails where the
    /// part does not match, which in a `Deny` is good news.
    pub checks: Vec<Check>,
    principals: bool,
    actions: bool,
}

impl Trace {
    /// For a policy in the file with this index.
    #[must_use]
    pub const fn new(file: usize) -> Self {
        Self { file, statements: Vec::new(), asked: None }
    }

    /// The statements in the order written.
    #[must_use]
    pub fn statements(&self) -> &[StatementTrace] {
        &self.statements
    }

    /// Every check, statement by statement.
    #[must_use]
    pub fn into_checks(self) -> Vec<Check> {
        let count = self.statements.iter().map(|statement| statement.checks.len()).sum();
        let mut checks = Vec::with_capacity(count);
        self.statements.into_iter().for_each(|statement| checks.extend(statement.checks));
        checks
    }

    /// Whether the answer would be another one if the keys whose values are not known here had
    /// the right ones.
    #[must_use]
    pub fn hinges_on_unknown(&self, decision: Decision) -> bool {
        let turning = match decision {
            Decision::Allow => Effect::Deny,
            Decision::Deny => Effect::Allow,
            Decision::ExplicitDeny => return false,
        };
        let hinges = |it: &StatementTrace| it.effect == Some(turning) && it.hinges_on_unknown();
        self.statements.iter().any(hinges)
    }

    /// The one check that says why: the statement that decided, or the first failing part of the
    /// statement that came closest. `policy` is where to point when no statement allows anything.
    #[must_use]
    pub fn decisive(&self, decision: Decision, policy: Place) -> Check {
        let applying =
            |effect| self.statements.iter().find(move |it| it.applies && it.effect == Some(effect));
        match decision {
            Decision::Allow => applying(Effect::Allow).map(|it| {
                let reason = Reason::StatementMatches { statement: it.name.clone() };
                check(State::Pass, reason).at(it.at)
            }),
            Decision::ExplicitDeny => applying(Effect::Deny).map(|it| {
                let reason = Reason::ExplicitDeny { statement: it.name.clone() };
                check(State::Fail, reason).at(it.at)
            }),
            Decision::Deny => {
                nearest(&self.statements).and_then(StatementTrace::first_failing).cloned()
            }
        }
        .unwrap_or_else(|| check(State::Fail, Reason::NoStatement).at(policy))
    }
}

impl StatementTrace {
    /// The first part that does not match; one that is not known where no other fails.
    #[must_use]
    pub fn first_failing(&self) -> Option<&Check> {
        let of_state = |state| self.checks.iter().find(move |check| check.state == state);
        of_state(State::Fail).or_else(|| of_state(State::Unknown))
    }

    /// Whether it does not apply only because the values of some keys are not known here.
    #[must_use]
    pub fn hinges_on_unknown(&self) -> bool {
        !self.applies && self.checks.iter().all(|check| check.state != State::Fail)
    }

    /// How close it came. Whom it is about counts most, then what they do, then how few parts
    /// fail, then how many match.
    fn closeness(&self) -> (bool, bool, Reverse<usize>, usize) {
        let count = |state| self.checks.iter().filter(|check| check.state == state).count();
        (self.principals, self.actions, Reverse(count(State::Fail)), count(State::Pass))
    }
}

/// The `Allow` statement that came closest to applying, the first of equals.
#[must_use]
pub fn nearest(statements: &[StatementTrace]) -> Option<&StatementTrace> {
    let allowing = statements.iter().filter(|it| it.effect == Some(Effect::Allow));
    // `max_by_key` takes the last of equals.
    allowing.rev().max_by_key(|statement| statement.closeness())
}

impl Recorder for Trace {
    const WHOLE: bool = true;

    fn open(&mut self, index: usize, statement: &Statement) {
        let sid = statement.sid.as_ref().filter(|sid| !sid.value.is_empty());
        let name = sid.map_or_else(|| format!("#{}", index + 1).into(), |sid| sid.value.clone());
        self.statements.push(StatementTrace {
            index,
            name,
            effect: statement.effect.as_ref().map(|effect| effect.value),
            at: Place { file: self.file, span: statement.span },
            applies: false,
            checks: Vec::with_capacity(parts(statement)),
            principals: false,
            actions: false,
        });
    }

    fn part(&mut self, part: Part<'_>, state: State, request: &Request<'_>) {
        let Some(statement) = self.statements.last_mut() else { return };
        if self.asked.as_ref().is_none_or(|asked| !asked.is_of(request)) {
            self.asked = Some(Asked::new(request));
        }
        let Some(asked) = &self.asked else { return };
        match part {
            Part::Principals(..) => statement.principals = state == State::Pass,
            Part::Actions(..) => statement.actions = state == State::Pass,
            Part::Resources(..) | Part::Condition(..) => {}
        }
        let Explained { reason, span, related } = explain::part(part, state, request, asked);
        let at = Place { file: self.file, span: span.unwrap_or(statement.at.span) };
        statement.checks.push(check(state, reason).at(at).related(related));
    }

    fn close(&mut self, applies: bool) {
        if let Some(statement) = self.statements.last_mut() {
            statement.applies = applies;
        }
    }
}

/// How many parts of a statement there are to look at.
fn parts(statement: &Statement) -> usize {
    2 + usize::from(statement.resources.is_some()) + statement.conditions.len()
}

fn check(state: State, reason: Reason) -> Check {
    Check::new(Gate::Trust, Step::TrustEvaluated, state, reason)
}
