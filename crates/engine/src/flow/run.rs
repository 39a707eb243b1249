//! A flow while it runs: the clock, the messages so far, and the checks.

use serde_json::Value;

use super::check::{Check, State, Verification};
use super::demo;
use super::http::{self, Http};
use super::jose::{self, Parts};
use super::message::{Actor, Envelope, Message, Title};
use super::setup::Setup;
use crate::Timestamp;

/// Why a flow does not go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// It was asked for up to here.
    Until,
    /// A party refused because of this check.
    Refused(Check),
}

pub(super) struct Run<'a> {
    pub(super) setup: &'a Setup,
    pub(super) now: Timestamp,
    pub(super) messages: Vec<Message>,
    pub(super) verifications: Vec<Verification>,
    until: usize,
}

/// What is compared in a check.
pub(super) struct Compared<'a> {
    pub(super) claim: &'static str,
    pub(super) expected: &'a str,
    pub(super) actual: &'a str,
}

impl<'a> Compared<'a> {
    pub(super) const fn new(claim: &'static str, expected: &'a str, actual: &'a str) -> Self {
        Self { claim, expected, actual }
    }

    pub(super) fn same(&self) -> bool {
        self.expected == self.actual
    }
}

impl<'a> Run<'a> {
    pub(super) fn new(setup: &'a Setup, until: usize) -> Self {
        let (messages, verifications) = (Vec::new(), Vec::new());
        Self { setup, now: demo::START, messages, verifications, until }
    }

    /// Sends a message; what arrives is what was edited on the way.
    pub(super) fn send(
        &mut self,
        title: Title,
        (from, to): (Actor, Actor),
        mut http: Http,
    ) -> Result<Http, End> {
        let step = self.messages.len();
        if step >= self.until {
            return Err(End::Until);
        }
        let mut edited = Vec::new();
        for edit in self.setup.edits.iter().filter(|edit| edit.step == step) {
            if apply(&mut http, from, &edit.field, &edit.value) {
                edited.push(edit.field.clone());
            }
        }
        let lane = self.setup.lane;
        let envelope = Envelope { title, from, to, lane };
        let times = (demo::START, self.now);
        self.messages.push(Message::new(step, times, envelope, &http, edited));
        self.now = self.now.plus(1);
        Ok(http)
    }

    /// Records a check; an error where it fails and is not left out.
    pub(super) fn judge(
        &mut self,
        by: Actor,
        check: Check,
        compared: &Compared<'_>,
        holds: bool,
    ) -> Result<(), End> {
        self.judge_by(by, check, compared, holds, check.section())
    }

    /// Records a check that another specification asks for.
    pub(super) fn judge_by(
        &mut self,
        by: Actor,
        check: Check,
        compared: &Compared<'_>,
        holds: bool,
        section: &'static str,
    ) -> Result<(), End> {
        let state = match (self.setup.makes(check), holds) {
            (false, _) => State::Off,
            (true, true) => State::Pass,
            (true, false) => State::Fail,
        };
        self.record(by, check, compared, state, section);
        if let Some(last) = self.verifications.last_mut() {
            last.holds = Some(holds);
        }
        if state == State::Fail { Err(End::Refused(check)) } else { Ok(()) }
    }

    /// Records how a check came out.
    pub(super) fn record(
        &mut self,
        by: Actor,
        check: Check,
        compared: &Compared<'_>,
        state: State,
        section: &'static str,
    ) {
        self.verifications.push(Verification {
            step: self.messages.len().saturating_sub(1),
            by,
            check,
            number: None,
            state,
            holds: match state {
                State::Pass => Some(true),
                State::Fail => Some(false),
                State::Off | State::NotApplicable => None,
            },
            claim: compared.claim,
            expected: compared.expected.to_owned(),
            actual: compared.actual.to_owned(),
            section,
            rule: None,
        });
    }
}

/// Edits a value of a message. A token is signed anew where its own issuer sends it; anybody else
/// can change it, but not sign it.
fn apply(http: &mut Http, from: Actor, field: &str, value: &str) -> bool {
    if http.set(field, value) {
        return true;
    }
    // The longest name that is a field of the message; the rest is a path into its token.
    let dots = field.match_indices('.').map(|(at, _)| at).collect::<Vec<_>>();
    for at in dots.into_iter().rev() {
        let (Some(name), Some(path)) = (field.get(..at), field.get(at + 1..)) else { continue };
        let Some(whole) = http.field(name) else { continue };
        let (prefix, token) = match whole.strip_prefix("Bearer ") {
            Some(token) => ("Bearer ", token),
            None => ("", whole.as_str()),
        };
        let Some(parts) = Parts::read(token) else { continue };
        return http.set(name, &format!("{prefix}{}", rewrite(parts, from, path, value)));
    }
    false
}

fn rewrite(mut parts: Parts, from: Actor, path: &str, value: &str) -> String {
    let issuer = parts.claim("iss").and_then(jose::issuer_of);
    let key = issuer.filter(|issuer| *issuer == from).and_then(jose::key_of);
    let (target, name) = match path.strip_prefix("header.") {
        Some(name) => (&mut parts.header, name),
        None => (&mut parts.claims, path),
    };
    if let Value::Object(map) = target {
        match value {
            "" => drop(map.remove(name)),
            _ => drop(map.insert(name.to_owned(), http::read(value))),
        }
    }
    match key {
        Some(key) => jose::sign(&parts.header, &parts.claims, key),
        None => parts.compact(),
    }
}
