//! OAuth 2.0, OpenID Connect and IRSA as messages on one clock.
//!
//! [`run`] is pure: the same [`Setup`] gives the same [`Flow`]. The parties (`client`, `server`,
//! `api`, and STS in `irsa`) act on what arrives, never on what was meant, so an edited value
//! changes everything behind it; and an attack is nothing but other messages to the same parties.
//! Who refuses, and because of what, is the answer.

mod api;
mod attacks;
pub mod check;
mod client;
mod demo;
mod grants;
mod http;
mod id_token;
mod ids;
mod irsa;
mod jose;
pub mod links;
pub mod message;
mod run;
mod server;
pub mod setup;
mod sigv4;
mod world;

use serde::Serialize;

pub use check::{Check, State, Verification};
pub use links::Link;
pub use message::{Actor, Message, Title};
pub use setup::{AccessToken, Attack, ClientKind, Delivery, Edit, Lane, Setup};

use check::{Pair, Summary};
use ids::ids;
use run::End;
use world::World;

ids! {
    /// How an attack ends.
    Outcome {
        /// Somebody refuses.
        Stopped = "stopped",
        /// The attacker gets what they want.
        Succeeds = "succeeds",
        /// The lane has nothing that the attack is about.
        NotApplicable = "not-applicable",
    }
}

/// An attack and how it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct AttackResult {
    /// Which.
    pub name: Attack,
    /// How it ended.
    pub outcome: Outcome,
    /// The check that stopped it.
    pub by: Option<Check>,
    /// Where that check is asked for.
    pub section: Option<&'static str>,
    /// Which of its ways was taken, from 0: the first that succeeds, else the first.
    pub way: usize,
    /// Where that way is described.
    pub described: &'static str,
}

/// A flow: its messages in order, what was checked, and how it ended.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Flow {
    /// What was run.
    pub setup: Setup,
    /// How the ID token comes.
    pub delivery: Delivery,
    /// The parties that send or get a message, in the order they appear.
    pub actors: Vec<Actor>,
    /// The messages.
    pub messages: Vec<Message>,
    /// The ten switches and every other check that was made.
    pub checks: Vec<Summary>,
    /// Every check that was made, in order.
    pub verifications: Vec<Verification>,
    /// Values that follow from each other.
    pub links: Vec<Link>,
    /// A client's thirteen checks beside those of STS.
    pub pairs: Vec<Pair>,
    /// The check at which it ended, where a party refused.
    pub refused: Option<Check>,
    /// The attack, where there was one.
    pub attack: Option<AttackResult>,
}

impl Flow {
    /// The whole flow as JSON in one line.
    #[must_use]
    pub fn to_json(&self) -> String {
        // Text, numbers and lists of them: nothing in a flow can fail to be written.
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// Runs a flow to its end.
#[must_use]
pub fn run(setup: &Setup) -> Flow {
    run_until(setup, usize::MAX)
}

/// Runs a flow up to its first `count` messages: what [`run`] gives, cut off there.
#[must_use]
pub fn run_until(setup: &Setup, count: usize) -> Flow {
    let (world, ended, way) = match setup.attack {
        Some(attack) if attack.applies_to(setup.lane) => {
            let (world, ended, way) = attacked(setup, attack, count);
            (world, ended.map(drop), Some((way, ended)))
        }
        _ => {
            let mut world = World::new(setup, count);
            let ended = honest(&mut world);
            (world, ended, None)
        }
    };
    let attack = setup.attack.map(|name| result(name, way, &world.run.verifications));
    let run::Run { messages, verifications, .. } = world.run;
    let mut actors = Vec::new();
    for actor in messages.iter().flat_map(|message| [message.from, message.to]) {
        if !actors.contains(&actor) {
            actors.push(actor);
        }
    }
    Flow {
        setup: setup.clone(),
        delivery: setup.delivered(),
        actors,
        checks: check::summary(&verifications, &setup.without),
        links: links::links(&messages),
        pairs: check::pairs(),
        messages,
        verifications,
        refused: ended.err().and_then(attacks::stopped_by),
        attack,
    }
}

fn honest(world: &mut World<'_>) -> Result<(), End> {
    match world.run.setup.lane {
        Lane::Oauth | Lane::Oidc => world.login(Actor::Browser, demo::USER),
        Lane::Irsa => world.run_irsa(),
        Lane::ClientCredentials => world.run_client_credentials(),
        Lane::Refresh => world.run_refresh(),
        Lane::DeviceCode => world.run_device_code(),
        Lane::TokenExchange => world.run_token_exchange(),
    }
}

/// What came of an attack, and in which of its ways.
type Attempt<'a> = (World<'a>, Result<bool, End>, usize);

/// The first way of an attack that succeeds, else its first way.
fn attacked(setup: &Setup, attack: Attack, count: usize) -> Attempt<'_> {
    let attempt = |way, count| {
        let mut world = World::new(setup, count);
        let ended = world.try_attack(attack, way);
        (world, ended, way)
    };
    let ways = attacks::ways(attack);
    if ways == 1 {
        return attempt(0, count);
    }
    if setup.edits.is_empty() && count == usize::MAX {
        let first = attempt(0, count);
        let mut later = (1..ways).map(|way| attempt(way, count));
        let won = |(_, ended, _): &Attempt<'_>| *ended == Ok(true);
        return if won(&first) { first } else { later.find(won).unwrap_or(first) };
    }
    // The way is chosen before anything is edited: an edit changes nothing before itself.
    let plain = Setup { edits: Vec::new(), ..setup.clone() };
    let won = |way: &usize| World::new(&plain, usize::MAX).try_attack(attack, *way) == Ok(true);
    attempt((0..ways).find(won).unwrap_or(0), count)
}

fn result(
    name: Attack,
    tried: Option<(usize, Result<bool, End>)>,
    made: &[Verification],
) -> AttackResult {
    let (way, ended) = tried.unzip();
    let way = way.unwrap_or_default();
    let by = match ended {
        Some(Err(end)) => attacks::stopped_by(end),
        _ => None,
    };
    let outcome = match ended {
        None => Outcome::NotApplicable,
        Some(Ok(true)) => Outcome::Succeeds,
        Some(_) => Outcome::Stopped,
    };
    let mut failed = made.iter().rev().filter(|made| made.state == State::Fail);
    let section = by.and_then(|by| failed.find(|made| made.check == by)).map(|made| made.section);
    AttackResult { name, outcome, by, section, way, described: name.section(way) }
}

#[cfg(test)]
mod tests;
