//! Does a policy let a request through?
//!
//! There is one matcher. [`Silent`] makes it stop at the first part that fails and allocate
//! nothing; a recorder that wants everything sees every part of every statement.

use crate::{
    iam::{
        Condition, Context, Effect, Policy, Principal, Statement,
        condition::Outcome,
        operator::Test,
        policy::{Pattern, Scope},
        value::Value,
    },
    trace::State,
};

/// Who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Caller<'a> {
    /// The bearer of a token or assertion, by the ARN or name of its identity provider.
    Federated(&'a str),
    /// An AWS service, as `ec2.amazonaws.com`.
    Service(&'a str),
    /// An account id, or the ARN of a user, role or session.
    Aws(&'a str),
    /// Nobody in particular.
    Anonymous,
}

/// What is asked.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// The action, as `sts:AssumeRoleWithWebIdentity`.
    pub action: &'a str,
    /// Who asks.
    pub caller: Caller<'a>,
    /// The account that owns the role or resource: twelve digits.
    pub account: &'a str,
    /// The resource's ARN; none where the policy is the resource's own and names none.
    pub resource: Option<&'a str>,
    /// The keys of the request.
    pub context: &'a Context,
}

/// What a policy says about a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// Some statement allows it and none denies it.
    Allow,
    /// No statement says anything about it.
    Deny,
    /// Some statement denies it.
    ExplicitDeny,
}

impl Decision {
    /// What it is once one more statement applies.
    #[must_use]
    pub(super) fn after(self, statement: &Statement) -> Self {
        match (self, statement.effect.as_ref().map(|effect| effect.value)) {
            (_, Some(Effect::Deny)) => Self::ExplicitDeny,
            (Self::Deny, Some(Effect::Allow)) => Self::Allow,
            _ => self,
        }
    }

    /// The word on the command line.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Allow => "allow",
            Self::Deny => "deny",
            Self::ExplicitDeny => "explicit-deny",
        }
    }
}

/// One part of a statement held against the request.
#[derive(Debug, Clone, Copy)]
pub enum Part<'p> {
    /// Whom it is about, and which of the list was found.
    Principals(Option<&'p Scope<Principal>>, Option<&'p Principal>),
    /// What they do, and which of the list was found.
    Actions(Option<&'p Scope<Pattern>>, Option<&'p Pattern>),
    /// On what, and which of the list was found.
    Resources(&'p Scope<Value>, Option<&'p Value>),
    /// What has to hold besides, and how that came out.
    Condition(&'p Condition, Outcome),
}

/// Sees how a policy is evaluated.
pub trait Recorder {
    /// Whether it wants every part, also where the answer is known.
    const WHOLE: bool;
    /// A statement begins.
    fn open(&mut self, index: usize, statement: &Statement);
    /// A part of it was looked at.
    fn part(&mut self, part: Part<'_>, state: State, request: &Request<'_>);
    /// The statement ends: it applies, or it does not.
    fn close(&mut self, applies: bool);
}

/// Records nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silent;

impl Recorder for Silent {
    const WHOLE: bool = false;
    fn open(&mut self, _: usize, _: &Statement) {}
    fn part(&mut self, _: Part<'_>, _: State, _: &Request<'_>) {}
    fn close(&mut self, _: bool) {}
}

/// Evaluates a policy: an explicit deny wins, then an allow, else the request is denied.
pub fn decide<R: Recorder>(policy: &Policy, request: &Request<'_>, recorder: &mut R) -> Decision {
    let mut decision = Decision::Deny;
    for (index, statement) in policy.statements.iter().enumerate() {
        recorder.open(index, statement);
        let applies = applies(statement, request, recorder);
        recorder.close(applies);
        if applies {
            decision = decision.after(statement);
        }
        if decision == Decision::ExplicitDeny && !R::WHOLE {
            break;
        }
    }
    decision
}

/// Whether every part of a statement matches. The parts are looked at in the order they are read;
/// one that nobody asks for is not evaluated.
pub(super) fn applies<R: Recorder>(
    statement: &Statement,
    request: &Request<'_>,
    recorder: &mut R,
) -> bool {
    let mut all = addressed(statement, request, recorder);
    for condition in &statement.conditions {
        if !all && !R::WHOLE {
            return false;
        }
        let outcome = condition.outcome(request.context);
        let state = match outcome {
            Outcome::Unknown => State::Unknown,
            _ => state(outcome.holds()),
        };
        recorder.part(Part::Condition(condition, outcome), state, request);
        all &= outcome.holds();
    }
    all
}

/// Whether a statement is about the request, its conditions left aside.
pub(super) fn is_addressed(statement: &Statement, request: &Request<'_>) -> bool {
    addressed(statement, request, &mut Silent)
}

fn addressed<R: Recorder>(statement: &Statement, request: &Request<'_>, recorder: &mut R) -> bool {
    let principals = statement.principals.as_ref();
    let (mut all, found) = judge(principals, |it| it.matches(&request.caller, request.account));
    recorder.part(Part::Principals(principals, found), state(all), request);
    if !all && !R::WHOLE {
        return false;
    }
    let actions = statement.actions.as_ref();
    let (matched, found) = judge(actions, |it| it.matches(request.action));
    recorder.part(Part::Actions(actions, found), state(matched), request);
    all &= matched;
    if !all && !R::WHOLE {
        return false;
    }
    if let Some(scope) = &statement.resources {
        let test = |it: &&Value| {
            request.resource.is_some_and(|arn| it.matches(Test::Arn, arn, request.context))
        };
        let (matched, found) = scope.judge(test);
        recorder.part(Part::Resources(scope, found), state(matched), request);
        all &= matched;
    }
    all
}

const fn state(matched: bool) -> State {
    if matched { State::Pass } else { State::Fail }
}

/// Whether a scope holds what `test` finds, and the item it found; what is missing holds nothing.
fn judge<T>(scope: Option<&Scope<T>>, test: impl Fn(&T) -> bool) -> (bool, Option<&T>) {
    scope.map_or((false, None), |scope| scope.judge(|item| test(item)))
}
