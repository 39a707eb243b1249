//! What a flow shows, in words: parties, messages, checks, attacks, and what is often confused.
//!
//! The texts are tables of their own, apart from those of the first page, which has no flow in it.

use irsa_engine::flow::links::Relation;
use irsa_engine::flow::message::TokenKind;
use irsa_engine::flow::{Actor, Attack, AttackResult, Check, Lane, Outcome, State, Title};

use crate::{Lang, texts};

/// What is often confused, in the order it is answered.
pub const CONFUSIONS: [&str; 7] = [
    "authorization-authentication",
    "access-id-token",
    "jwt-oidc",
    "eks-authorization-endpoint",
    "bearer-secret",
    "sts-asks-issuer",
    "sts-hands-out-role",
];

/// What the lanes are compared by.
pub const COMPARED: [&str; 6] = ["answers", "asks", "audience", "read-by", "proof", "ends"];

/// The tables of flows, each with the ids it has a text for.
pub const SECTIONS: [&str; 19] = [
    "flow_actors",
    "flow_attacks",
    "flow_checks",
    "flow_compared",
    "flow_confusion_answers",
    "flow_confusions",
    "flow_lanes",
    "flow_lanes_say",
    "flow_outcomes",
    "flow_page",
    "flow_relations",
    "flow_second_stories",
    "flow_states",
    "flow_stops",
    "flow_stories",
    "flow_titles",
    "flow_token_meanings",
    "flow_tokens",
    "flow_wins",
];

/// The text of a key in one of [`SECTIONS`]; none where it has none.
#[must_use]
pub fn text(lang: Lang, section: &str, key: &str) -> Option<&'static str> {
    texts::of_flow(lang, section, key)
}

fn entry(lang: Lang, section: &str, key: &'static str) -> &'static str {
    text(lang, section, key).unwrap_or(key)
}

/// The fixed texts of the page that shows flows, each with its key.
pub fn page(lang: Lang) -> impl Iterator<Item = (&'static str, &'static str)> {
    let keys = texts::flow_keys("flow_page").into_iter();
    keys.filter_map(move |key| Some((key, text(lang, "flow_page", key)?)))
}

/// A party's name.
#[must_use]
pub fn actor(lang: Lang, actor: Actor) -> &'static str {
    entry(lang, "flow_actors", actor.id())
}

/// A message's title.
#[must_use]
pub fn title(lang: Lang, title: Title) -> &'static str {
    entry(lang, "flow_titles", title.id())
}

/// A lane's name.
#[must_use]
pub fn lane(lang: Lang, lane: Lane) -> &'static str {
    entry(lang, "flow_lanes", lane.id())
}

/// What a lane is about, in a sentence or two.
#[must_use]
pub fn lane_says(lang: Lang, lane: Lane) -> &'static str {
    entry(lang, "flow_lanes_say", lane.id())
}

/// What a check compares, and what for.
#[must_use]
pub fn check(lang: Lang, check: Check) -> &'static str {
    entry(lang, "flow_checks", check.id())
}

/// How a check came out, in a word.
#[must_use]
pub fn state(lang: Lang, state: State) -> &'static str {
    entry(lang, "flow_states", state.id())
}

/// An attack's name.
#[must_use]
pub fn attack(lang: Lang, attack: Attack) -> &'static str {
    entry(lang, "flow_attacks", attack.id())
}

/// What an attacker does, in one of the ways of an attack.
#[must_use]
pub fn story(lang: Lang, attack: Attack, way: usize) -> &'static str {
    let second = text(lang, "flow_second_stories", attack.id()).filter(|_| way > 0);
    second.unwrap_or_else(|| entry(lang, "flow_stories", attack.id()))
}

/// How an attack ends, in a word.
#[must_use]
pub fn outcome(lang: Lang, outcome: Outcome) -> &'static str {
    entry(lang, "flow_outcomes", outcome.id())
}

/// Why an attack ends as it does; none where the lane has nothing that it is about.
#[must_use]
pub fn why(lang: Lang, result: &AttackResult) -> Option<&'static str> {
    match (result.outcome, result.by) {
        (Outcome::Succeeds, _) => text(lang, "flow_wins", result.name.id()),
        (Outcome::Stopped, Some(by)) => text(lang, "flow_stops", by.id()),
        _ => None,
    }
}

/// The name of a kind of token.
#[must_use]
pub fn token(lang: Lang, kind: TokenKind) -> &'static str {
    entry(lang, "flow_tokens", kind.id())
}

/// What a kind of token is for, and who reads it.
#[must_use]
pub fn token_meaning(lang: Lang, kind: TokenKind) -> &'static str {
    entry(lang, "flow_token_meanings", kind.id())
}

/// How one value follows from another.
#[must_use]
pub fn relation(lang: Lang, relation: Relation) -> &'static str {
    entry(lang, "flow_relations", relation.id())
}

/// What is often confused, as a question, and its answer.
#[must_use]
pub fn confusion(lang: Lang, id: &'static str) -> (&'static str, &'static str) {
    (entry(lang, "flow_confusions", id), entry(lang, "flow_confusion_answers", id))
}

/// What is compared between the lanes, and what a lane has there.
#[must_use]
pub fn compared(lang: Lang, id: &'static str, lane: Lane) -> Option<&'static str> {
    text(lang, "flow_compared", &format!("{}-{id}", lane.id()))
}
