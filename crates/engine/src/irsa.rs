//! The gates, top to bottom as the story: from the pod to the role.
//!
//! Each gate is judged by itself and records its checks; one that lies behind a failure is judged
//! on the token that would have been minted. What a real run reports is the first failing check in
//! the order things happen ([`Step`](crate::Step)), and the verdict is a fold of that trace.

pub(crate) mod accounts;
mod admission;
mod answer;
mod association;
mod audience;
mod binding;
mod identity;
mod limits;
mod network;
mod observed;
mod pod;
mod process;
mod provider;
pub mod reached;
mod sdk;
pub(crate) mod token;
pub(crate) mod trust;
pub mod view;
mod walk;
mod who;
pub mod whole;
pub(crate) mod world;

use std::rc::Rc;

use crate::model::Parsed;
use crate::order::in_order;
use crate::report::{Asker, GateReport, Identity, Report, Reported, Source};
use crate::{Ask, Check, Finding, Gate, Reason, State, Step};

pub(crate) use walk::Walk;
use whole::Part;

/// Judges one asker. Pure: the same files and question give the same report.
#[must_use]
pub fn run(files: &[Rc<Parsed>], ask: &Ask) -> Report {
    let mut walk = Walk::new(files, ask);
    let identity = match limits::exceeded(files) {
        Some(reason) => {
            limits::leave_open(&mut walk, reason);
            Identity { arn: None, source: Source::Unknown }
        }
        None => story(&mut walk),
    };
    if !walk.wholly(Part::Permission) {
        unread(&mut walk);
        permission(&mut walk);
    }
    let sts = answer::of(&walk);
    let observed = observed::compare(&mut walk, sts.as_ref());
    Report {
        files: files.to_vec(),
        ask: ask.clone(),
        now: walk.now,
        asker: asker(&walk),
        role: walk.role_arn(),
        gates: fold(&walk),
        findings: findings(&walk),
        identity,
        sts,
        call: walk.world.settings.action.clone(),
        observed,
        assumed: walk.assumed,
        missing: walk.missing,
    }
}

/// Judges the gates in the order of the story.
fn story(walk: &mut Walk<'_>) -> Identity {
    seat(walk);
    walk.assume_account();
    pod::judge(walk);
    match walk.association() {
        Some(_) if walk.wholly(Part::PodIdentity) => {}
        None if walk.agent_alone && walk.wholly(Part::PodIdentity) => {}
        Some(association) => {
            association::leave_open(walk, association);
            sdk::judge(walk);
            network::judge(walk);
        }
        None => {
            binding::judge(walk);
            admission::judge(walk);
            if !walk.wholly(Part::Sdk) {
                sdk::judge(walk);
            }
            token::judge(walk);
            if !walk.wholly(Part::Network) {
                network::judge(walk);
            }
            provider::judge(walk);
            audience::judge(walk);
            trust::judge(walk);
        }
    }
    walk.wholly(Part::Rest);
    identity::judge(walk)
}

/// Says of everything that was given which of it is not read.
fn unread(walk: &mut Walk<'_>) {
    for entry in walk.world.settings.beyond.clone() {
        let reason = Reason::SettingNotModelled { key: entry.key };
        walk.find(walk.world.settings_file, Finding::info(reason, entry.key_span));
    }
    for other in walk.world.others.clone() {
        let kind = other.item.get("kind").and_then(crate::Node::text).cloned();
        let first = other.item.entries().first().map(|entry| entry.key.clone());
        let kind = kind.or(first).unwrap_or_default();
        let reason = Reason::KindNotRead { kind };
        walk.find(other.file, Finding::info(reason, other.span));
    }
}

/// Finds out what runs and which token it has, before any gate is judged.
pub(crate) fn seat(walk: &mut Walk<'_>) {
    process::start(walk);
    walk.wholly(Part::Seat);
    binding::start(walk);
    token::start(walk);
}

/// The same question about each who may be meant: every pod with another account or role, or where
/// no pod was given every service account. Never empty.
#[must_use]
pub fn questions(files: &[Rc<Parsed>], ask: &Ask) -> Vec<Ask> {
    let count = who::asked(&world::World::new(files), ask).len();
    (0..count.max(1)).map(|candidate| Ask { candidate, ..ask.clone() }).collect()
}

/// What the role may then do is not modelled.
fn permission(walk: &mut Walk<'_>) {
    let (state, reason) = match walk.world.settings.action {
        Some(_) => (State::Unknown, Reason::PermissionNotModelled),
        None => (State::Skipped, Reason::PermissionNotAsked),
    };
    walk.record(Check::new(Gate::Permission, Step::CredentialsUsed, state, reason));
}

/// Every gate with its checks; a gate is reached where nothing failed before its own check.
fn fold(walk: &Walk<'_>) -> Vec<GateReport> {
    let mut gates: Vec<GateReport> = Gate::ALL.into_iter().map(|gate| gather(walk, gate)).collect();
    let failing =
        |report: &&GateReport| report.state == State::Fail && report.gate < Gate::Identity;
    let failed = gates.iter().filter(failing).filter_map(GateReport::deciding);
    let first = failed.map(|check| check.step).min();
    for gate in &mut gates {
        let step = gate.deciding().map_or(Step::PodCreated, |check| check.step);
        gate.reached = match (first, gate.gate) {
            (None, _) => true,
            // A process that runs ends up with some identity or none, whatever failed before.
            (Some(first), Gate::Identity) => first > Step::PodCreated,
            (Some(_), Gate::Permission) => false,
            (Some(first), _) => step <= first,
        };
    }
    gates
}

/// A gate fails by its first failing check; else it is as uncertain as its least certain one.
fn gather(walk: &Walk<'_>, gate: Gate) -> GateReport {
    let mine = walk.checks.iter().enumerate().filter(|(_, check)| check.gate == gate);
    let steps: Vec<(usize, Step)> = mine.map(|(at, check)| (at, check.step)).collect();
    let order = in_order(steps, |(_, step)| [*step as usize, 0, 0]);
    let checks: Vec<Check> =
        order.iter().filter_map(|(at, _)| walk.checks.get(*at)).cloned().collect();
    let trust = walk.trust_decided_by.filter(|_| gate == Gate::Trust);
    let decided_by = match trust {
        Some(decided) => order.iter().position(|(at, _)| *at == decided),
        None => weakest(&checks),
    };
    let state = decided_by.and_then(|at| checks.get(at)).map(|check| check.state);
    GateReport {
        gate,
        state: state.unwrap_or(State::NotApplicable),
        reached: true,
        checks,
        decided_by,
    }
}

/// The first check of the weightiest state.
fn weakest(checks: &[Check]) -> Option<usize> {
    let weight = |check: &Check| match check.state {
        State::Fail => 0,
        State::Unknown => 1,
        State::Assumed => 2,
        State::Pass => 3,
        State::Skipped => 4,
        State::NotApplicable => 5,
    };
    let least = checks.iter().enumerate().min_by_key(|(at, check)| (weight(check), *at));
    least.map(|(at, _)| at)
}

fn asker(walk: &Walk<'_>) -> Option<Asker> {
    let container = walk.process.container.as_ref().map(|container| container.name.clone());
    match walk.who {
        who::Who::Nobody => None,
        who::Who::Token => {
            Some(Asker { namespace: None, pod: None, account: None, container: None })
        }
        who::Who::Account(_) => Some(Asker {
            namespace: Some(walk.namespace()),
            pod: None,
            account: Some(walk.account_name()),
            container,
        }),
        who::Who::Pod(pod) => Some(Asker {
            namespace: Some(walk.namespace()),
            pod: Some(pod.item.metadata.name.value.clone()),
            account: Some(walk.account_name()),
            container,
        }),
    }
}

/// What the files say about themselves, then what the walk found between them.
fn findings(walk: &Walk<'_>) -> Vec<Reported> {
    let told = |file: &usize| walk.told.iter().any(|(told, _)| told == file);
    let read = walk.files.iter().enumerate().filter(|(file, _)| !told(file));
    let of_files = read.flat_map(|(file, parsed)| {
        parsed.findings.iter().map(move |finding| Reported { file, finding: finding.clone() })
    });
    of_files.chain(walk.findings.iter().cloned()).collect()
}
