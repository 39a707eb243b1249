//! The thread through the first minute. Each step follows from what stands in the texts and what
//! the engine makes of them; nothing is scripted, and nobody is held to it.

use irsa_engine::fix::{Edit, Fix, FixKind};
use irsa_engine::{Gate, Place, Span, Verdict};

use crate::answer::Answer;

/// Where the visitor stands.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// One edit lets the pod in.
    Change(Fix),
    /// The pod gets in and nobody else does: what would a wildcard do?
    TryWildcard(Edit),
    /// A `*` is taken as a character; the fixes differ in whom they let in.
    Literal,
    /// Others get in too.
    Open {
        /// How many.
        others: usize,
        /// Names exactly the pod that asks, where that can be written in place.
        narrow: Option<Edit>,
    },
    /// The pod gets in and nobody else does, and there is no wildcard to try.
    Done,
    /// The texts are in between.
    Typing,
}

/// The step that fits an answer.
#[must_use]
pub fn step(answer: &Answer) -> Step {
    match answer.report.verdict() {
        Verdict::Allow => allowed(answer),
        Verdict::Deny | Verdict::Error | Verdict::OtherIdentity => {
            let literal = answer.fixes.iter().any(|fix| fix.kind == FixKind::UseStringLike);
            let narrowest = answer.fixes.iter().find(|fix| fix.verdict == Verdict::Allow);
            match narrowest {
                _ if literal => Step::Literal,
                Some(fix) => Step::Change(fix.clone()),
                None => Step::Typing,
            }
        }
        Verdict::Unknown => Step::Typing,
    }
}

fn allowed(answer: &Answer) -> Step {
    let others = answer.who_else.as_ref().map_or(0, |who_else| who_else.accounts.len());
    match wildcard(answer) {
        _ if others > 0 => Step::Open { others, narrow: narrow(answer) },
        Some(edit) => Step::TryWildcard(edit),
        None => Step::Done,
    }
}

/// `namespace:account` of the one who asks, as a subject ends.
fn asker(answer: &Answer) -> Option<String> {
    let asker = answer.report.asker.as_ref()?;
    Some(format!("{}:{}", asker.namespace.as_ref()?, asker.account.as_ref()?))
}

/// The places that the trust policy's checks were decided by.
fn places(answer: &Answer) -> impl Iterator<Item = Place> {
    let checks = answer.report.gate(Gate::Trust).into_iter().flat_map(|gate| &gate.checks);
    checks.filter_map(|check| check.at)
}

fn edit(answer: &Answer, place: Place, start: usize, old: &str, text: String) -> Option<Edit> {
    let start = place.span.start + start;
    let file = answer.report.file(place)?.name.clone();
    Some(Edit { file, span: Span::new(start, start + old.len()), text })
}

/// Puts `*` where a condition names the one who asks.
fn wildcard(answer: &Answer) -> Option<Edit> {
    let asker = asker(answer)?;
    let mut named = places(answer).filter_map(|place| {
        let at = answer.report.text_at(place).find(&asker)?;
        edit(answer, place, at, &asker, "*".to_owned())
    });
    named.next()
}

/// Names the one who asks where a condition ends in `:*`.
fn narrow(answer: &Answer) -> Option<Edit> {
    let asker = asker(answer)?;
    let mut starred = places(answer).filter_map(|place| {
        let text = answer.report.text_at(place);
        let at = text.find(":*\"")? + 1;
        edit(answer, place, at, "*", asker.clone())
    });
    starred.next()
}
