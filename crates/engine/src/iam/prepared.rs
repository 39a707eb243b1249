//! A policy made ready for many requests, and roles made ready for many subjects.
//!
//! Most statements name the subjects that they are about. Those whose subject can't match are not
//! looked at; every other one is, by the one matcher, so that the answer is that of
//! [`decide`](super::decide).

use std::slice;

use crate::{
    Text,
    iam::{
        Condition, Context, Decision, Effect, Policy, Request, Silent, Statement,
        evaluate::{applies, is_addressed},
        operator::{Absent, Operator, Sense, Set},
        value::{Beginning, Value},
    },
    order::Names,
};

/// What the keys end with that carry a token's subject.
const SUBJECT_KEY: &str = ":sub";

/// A policy that is asked about again and again.
#[derive(Debug)]
pub struct Prepared<'p> {
    /// What of each statement is still to be looked at.
    left: Vec<Left<'p>>,
    /// Statements that any subject may match.
    open: Vec<usize>,
    /// The others, by the key that carries the subject.
    by_key: Vec<(&'p Text, Beginnings)>,
    /// Whether nothing is left to look at but one key that was left open.
    of_one_key: bool,
}

/// A statement, as far as it is not known yet whether it applies.
#[derive(Debug)]
struct Left<'p> {
    statement: &'p Statement,
    /// The conditions that still count where everything else matches; none where nothing is known.
    conditions: Option<Vec<&'p Condition>>,
}

impl<'p> Prepared<'p> {
    /// Sorts a policy's statements by the subjects they name.
    #[must_use]
    pub fn new(policy: &'p Policy) -> Self {
        Self::of(policy.statements.iter().map(|statement| Left { statement, conditions: None }))
    }

    /// The same for requests that differ from this one by the value of one key alone, which is
    /// given in lower case: whatever does not depend on it is looked at once.
    #[must_use]
    pub fn settled(policy: &'p Policy, request: &Request<'_>, lower_key: &str) -> Self {
        let left = policy.statements.iter().filter_map(|statement| {
            let mut resources = statement.resources.iter().flat_map(|scope| &scope.items);
            if resources.any(Value::has_variables) {
                return Some(Left { statement, conditions: None });
            }
            let conditions = statement.conditions.iter();
            let (open, fixed): (Vec<_>, Vec<_>) =
                conditions.partition(|condition| condition.depends_on(lower_key));
            let settled = fixed.iter().all(|it| it.outcome(request.context).holds())
                && is_addressed(statement, request);
            settled.then_some(Left { statement, conditions: Some(open) })
        });
        let mut prepared = Self::of(left);
        prepared.of_one_key = prepared.left.iter().all(|left| left.is_of(lower_key))
            && prepared.by_key.iter().all(|(key, _)| ***key == *lower_key);
        prepared
    }

    fn of(left: impl Iterator<Item = Left<'p>>) -> Self {
        let (left, open, by_key) = (left.collect(), Vec::new(), Vec::new());
        let mut prepared = Self { left, open, by_key, of_one_key: false };
        for (at, left) in prepared.left.iter().enumerate() {
            match subjects(left.statement) {
                Some((key, subjects)) => {
                    change(&mut prepared.by_key, key, |index| index.add_all(&subjects, at));
                }
                None => prepared.open.push(at),
            }
        }
        prepared
    }

    /// Whether the policy lets the request through.
    #[must_use]
    pub fn decide(&self, request: &Request<'_>) -> Decision {
        self.fold(&|key| request.context.single(key), &|left| left.applies(request))
    }

    /// The same as [`decide`](Self::decide) for one value of the key that was left open, without a
    /// request; none where the policy also looks at others.
    #[must_use]
    pub fn decide_of(&self, subject: &Text) -> Option<Decision> {
        let none = Context::default();
        let holds = |it: &&Condition| it.outcome_of(slice::from_ref(subject), &none).holds();
        let applies = |left: &Left<'p>| left.conditions.iter().flatten().all(&holds);
        self.of_one_key.then(|| self.fold(&|_| Some(subject), &applies))
    }

    fn fold<'s>(
        &self,
        subject: &dyn Fn(&Text) -> Option<&'s Text>,
        applies: &dyn Fn(&Left<'p>) -> bool,
    ) -> Decision {
        let mut decision = Decision::Deny;
        let mut look = |at: usize| {
            let Some(left) = self.left.get(at) else { return };
            if decision != decision.after(left.statement) && applies(left) {
                decision = decision.after(left.statement);
            }
        };
        self.open.iter().copied().for_each(&mut look);
        for (key, beginnings) in &self.by_key {
            if let Some(subject) = subject(key) {
                beginnings.each(subject, &mut look);
            }
        }
        decision
    }

    /// Whether a statement may say something of this subject, under a key in lower case, that it
    /// does not say of everybody whom no statement names.
    #[must_use]
    pub fn names(&self, lower_key: &str, subject: &str) -> bool {
        let of_other_key = self.by_key.iter().any(|(key, _)| ***key != *lower_key);
        let mut named = of_other_key || self.is_open();
        for (_, beginnings) in &self.by_key {
            beginnings.each(subject, &mut |_| named = true);
        }
        named
    }

    /// Every subject of which a statement may say something, under a key in lower case, that it
    /// does not say of everybody whom no statement names; none where those can't be listed.
    #[must_use]
    pub fn subjects(&self, lower_key: &str) -> Option<Vec<Text>> {
        if self.is_open() {
            return None;
        }
        let mut subjects = Vec::new();
        for (key, beginnings) in &self.by_key {
            if ***key != *lower_key || !beginnings.by_length.is_empty() {
                return None;
            }
            subjects.extend(beginnings.whole.names.each().cloned());
        }
        Some(subjects)
    }

    /// Whether a statement that names no subject still depends on it.
    fn is_open(&self) -> bool {
        self.open.iter().any(|at| {
            let conditions = self.left.get(*at).map(|left| left.conditions.as_deref());
            conditions != Some(Some(&[]))
        })
    }
}

impl Left<'_> {
    /// Whether nothing counts but that key.
    fn is_of(&self, lower_key: &str) -> bool {
        let is_of = |it: &&Condition| *it.lower_key == *lower_key && !it.has_variables();
        self.conditions.as_ref().is_some_and(|conditions| conditions.iter().all(is_of))
    }

    fn applies(&self, request: &Request<'_>) -> bool {
        match &self.conditions {
            None => applies(self.statement, request, &mut Silent),
            Some(conditions) => conditions.iter().all(|it| it.outcome(request.context).holds()),
        }
    }
}

/// Many roles of which it is asked which ones let a subject in.
#[derive(Debug)]
pub struct Roles<'p> {
    prepared: Vec<Prepared<'p>>,
    /// Roles with a statement that may allow any subject.
    open: Vec<usize>,
    by_key: Vec<(&'p Text, Beginnings)>,
    /// For each role the number of the question in which it was last looked at.
    asked: Vec<usize>,
    questions: usize,
}

impl<'p> Roles<'p> {
    /// Takes the trust policies of the roles, each known by its place, for requests that differ
    /// from this one by the value of one key alone, which is given in lower case.
    #[must_use]
    pub fn new(policies: &'p [Policy], request: &Request<'_>, lower_key: &str) -> Self {
        let prepared: Vec<_> =
            policies.iter().map(|it| Prepared::settled(it, request, lower_key)).collect();
        let (mut open, mut by_key) = (Vec::new(), Vec::new());
        for (role, prepared) in prepared.iter().enumerate() {
            for left in prepared.left.iter().filter(|left| allows(left.statement)) {
                match subjects(left.statement) {
                    Some((key, subjects)) => {
                        change(&mut by_key, key, |index: &mut Beginnings| {
                            index.add_all(&subjects, role);
                        });
                    }
                    None => open.push(role),
                }
            }
        }
        Self { asked: vec![0; prepared.len()], prepared, open, by_key, questions: 0 }
    }

    /// Calls `found` with each role that lets the request through.
    pub fn open_to(&mut self, request: &Request<'_>, mut found: impl FnMut(usize)) {
        self.questions += 1;
        let Self { prepared, asked, questions, .. } = self;
        let mut look = |role: usize| {
            let (Some(prepared), Some(asked)) = (prepared.get(role), asked.get_mut(role)) else {
                return;
            };
            let new = std::mem::replace(asked, *questions) != *questions;
            if new && prepared.decide(request) == Decision::Allow {
                found(role);
            }
        };
        self.open.iter().copied().for_each(&mut look);
        for (key, beginnings) in &self.by_key {
            if let Some(subject) = request.context.single(key) {
                beginnings.each(subject, &mut look);
            }
        }
    }
}

fn allows(statement: &Statement) -> bool {
    statement.effect.as_ref().is_some_and(|effect| effect.value == Effect::Allow)
}

/// The key that carries the subject and what each subject begins with that a statement may be
/// about; none where it may be about any.
fn subjects(statement: &Statement) -> Option<(&Text, Vec<Beginning<'_>>)> {
    statement.conditions.iter().find_map(|condition| {
        let operator = condition.operator.filter(|it| needs_one_value(*it))?;
        if !condition.lower_key.ends_with(SUBJECT_KEY) {
            return None;
        }
        let beginnings = condition.values.iter().map(|value| value.beginning(operator.test));
        Some((&condition.lower_key, beginnings.collect::<Option<Vec<_>>>()?))
    })
}

/// Whether the operator holds only where the request has the key, with one value that matches.
fn needs_one_value(operator: Operator) -> bool {
    operator.set == Set::Single
        && operator.sense == Sense::Positive
        && operator.absent == Absent::Decided
}

/// Changes the value of a key in a short list, which gets one where it has none.
fn change<K: PartialEq, V: Default>(list: &mut Vec<(K, V)>, key: K, change: impl FnOnce(&mut V)) {
    match list.iter_mut().find(|(known, _)| *known == key) {
        Some((_, value)) => change(value),
        None => {
            let mut value = V::default();
            change(&mut value);
            list.push((key, value));
        }
    }
}

/// Numbers by what the texts begin with that they are about.
#[derive(Debug, Default)]
struct Beginnings {
    whole: Lists,
    /// The rest by how long the beginning is, in bytes.
    by_length: Vec<(usize, Lists)>,
}

impl Beginnings {
    fn add_all(&mut self, beginnings: &[Beginning<'_>], number: usize) {
        for beginning in beginnings {
            match beginning {
                Beginning::Whole(text) => self.whole.add(text, number),
                Beginning::Of(text) => {
                    change(&mut self.by_length, text.len(), |lists| lists.add(text, number));
                }
            }
        }
    }

    /// Calls `look` with every number that may be about `text`, with some more than once.
    fn each(&self, text: &str, look: &mut impl FnMut(usize)) {
        self.whole.of(text).iter().copied().for_each(&mut *look);
        for (length, lists) in &self.by_length {
            let beginning = text.get(..*length);
            beginning.map_or(&[][..], |text| lists.of(text)).iter().copied().for_each(&mut *look);
        }
    }
}

/// Lists by name.
#[derive(Debug, Default)]
struct Lists {
    names: Names,
    lists: Vec<Vec<usize>>,
}

impl Lists {
    fn add(&mut self, name: &Text, number: usize) {
        let place = self.names.place(name).unwrap_or_else(|| {
            self.names.add(name);
            self.lists.push(Vec::new());
            self.lists.len() - 1
        });
        if let Some(list) = self.lists.get_mut(place) {
            list.push(number);
        }
    }

    fn of(&self, name: &str) -> &[usize] {
        let place = self.names.place(name);
        place.and_then(|place| self.lists.get(place)).map_or(&[], Vec::as_slice)
    }
}
