//! Values that depend on each other across messages: hashes and echoes.

use serde::Serialize;

use super::ids::ids;
use super::jose::{half_hash, hex_digest, s256};
use super::message::{Message, TokenKind, TokenView};

ids! {
    /// How one value follows from another.
    Relation {
        /// `code_challenge` is SHA-256 of `code_verifier`, in base64url.
        S256 = "s256",
        /// `at_hash` is the left half of SHA-256 of the access token.
        AtHash = "at-hash",
        /// `c_hash` is the left half of SHA-256 of the code.
        CHash = "c-hash",
        /// What was sent comes back unchanged.
        Echo = "echo",
        /// The key is the one that the token's header names.
        Key = "key",
        /// `x-amz-content-sha256` is SHA-256 of the body.
        Payload = "payload",
    }
}

/// A place of a value: a field of a message, or a claim of its token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct End {
    /// The message.
    pub step: usize,
    /// The name, as it is edited by.
    pub field: String,
}

/// Two values, one of which follows from the other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Link {
    /// How.
    pub relation: Relation,
    /// What the other follows from.
    pub from: End,
    /// What follows.
    pub to: End,
    /// Whether it does, in this run.
    pub holds: bool,
}

/// A value and where it is.
struct Found {
    end: End,
    value: String,
}

/// The links between the values of messages.
#[must_use]
pub fn links(messages: &[Message]) -> Vec<Link> {
    let mut links = Vec::new();
    let challenges = fields(messages, "code_challenge");
    for verifier in fields(messages, "code_verifier") {
        let hash = s256(&verifier.value);
        // The challenge it belongs to; the last one sent, where it belongs to none.
        let same = challenges.iter().find(|one| one.value == hash);
        let last = || challenges.iter().rfind(|one| one.end.step < verifier.end.step);
        if let Some(challenge) = same.or_else(last) {
            let holds = challenge.value == hash;
            links.push(link(Relation::S256, &verifier, challenge, holds));
        }
    }
    hashes(messages, "at_hash", "access_token", Relation::AtHash, &mut links);
    hashes(messages, "c_hash", "code", Relation::CHash, &mut links);
    echoes(messages, &mut links);
    keys(messages, &mut links);
    for payload in fields(messages, "x-amz-content-sha256") {
        let from = Found {
            end: End { step: payload.end.step, field: "body".to_owned() },
            value: String::new(),
        };
        let holds = payload.value == hex_digest("");
        links.push(link(Relation::Payload, &from, &payload, holds));
    }
    links
}

fn link(relation: Relation, from: &Found, to: &Found, holds: bool) -> Link {
    Link { relation, from: from.end.clone(), to: to.end.clone(), holds }
}

fn fields(messages: &[Message], name: &str) -> Vec<Found> {
    let found = messages.iter().filter_map(|message| {
        let value = message.field(name)?.to_owned();
        Some(Found { end: End { step: message.step, field: name.to_owned() }, value })
    });
    found.collect()
}

/// A claim wherever a token has it.
fn claims(messages: &[Message], name: &str) -> Vec<Found> {
    let tokens = messages.iter().flat_map(|one| one.tokens.iter().map(move |token| (one, token)));
    let found = tokens.filter_map(|(message, token): (_, &TokenView)| {
        let value = token.claims.as_ref()?.get(name)?.as_str()?.to_owned();
        let field = format!("{}.{name}", token.field);
        Some(Found { end: End { step: message.step, field }, value })
    });
    found.collect()
}

fn hashes(
    messages: &[Message],
    claim: &str,
    field: &str,
    relation: Relation,
    links: &mut Vec<Link>,
) {
    for hash in claims(messages, claim) {
        let beside = fields(messages, field).into_iter().find(|one| one.end.step == hash.end.step);
        if let Some(value) = beside {
            let holds = half_hash(&value.value) == hash.value;
            links.push(link(relation, &value, &hash, holds));
        }
    }
}

/// `state` and `nonce`, from the request that sends them to what brings them back.
fn echoes(messages: &[Message], links: &mut Vec<Link>) {
    for name in ["state", "nonce"] {
        let sent = fields(messages, name);
        let returned = match name {
            "state" => sent.iter().map(|one| (one.end.clone(), one.value.clone())).collect(),
            _ => claims(messages, name)
                .into_iter()
                .map(|one| (one.end, one.value))
                .collect::<Vec<_>>(),
        };
        for (end, value) in returned {
            let to = Found { end, value };
            let same = sent.iter().find(|one| one.value == to.value);
            let last = || sent.iter().rfind(|one| one.end.step < to.end.step);
            if let Some(from) = same.or_else(last).filter(|from| from.end.step < to.end.step) {
                links.push(link(Relation::Echo, from, &to, from.value == to.value));
            }
        }
    }
}

/// A token and the key set that its signature is checked with.
fn keys(messages: &[Message], links: &mut Vec<Link>) {
    let sets = fields(messages, "keys");
    for message in messages {
        for token in message.tokens.iter().filter(|token| token.kind != TokenKind::Unknown) {
            let header = token.header.as_ref();
            let kid = header.and_then(|header| header.get("kid")?.as_str());
            let later = sets.iter().find(|set| set.end.step > message.step);
            if let (Some(kid), Some(set)) = (kid, later) {
                let end = End { step: message.step, field: format!("{}.header.kid", token.field) };
                let from = Found { end, value: kid.to_owned() };
                links.push(link(Relation::Key, &from, set, set.value.contains(kid)));
            }
        }
    }
}
