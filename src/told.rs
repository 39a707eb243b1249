//! Flows, told in a language: the answer of the worker (`src/bin/flows.rs`) to the page, as JSON
//! that carries every sentence it shows. The page's own WebAssembly has neither flows nor their
//! texts.
//!
//! A question is lines: the tag of the language, the lane that is looked into, and then each lane's
//! setup as [`Setup`] reads and writes it.

use irsa_engine::flow::links::Link;
use irsa_engine::flow::message::{Field, TokenView};
use irsa_engine::flow::{
    self, Actor, Attack, AttackResult, Check, Flow, Lane, Message, Setup, State, Verification,
};
use irsa_words::Lang;
use irsa_words::flow as words;
use serde_json::{Value, json};

/// What was run for the last answer. A change of one lane leaves the other lanes as they were, and
/// an edit leaves every attack as it was.
#[derive(Debug, Default)]
pub struct Teller {
    flows: Vec<Flow>,
    attacked: Option<(Setup, Vec<AttackResult>)>,
}

impl Teller {
    /// The answer to a question; none to what is no question.
    pub fn tell(&mut self, question: &str) -> Option<String> {
        let mut lines = question.lines();
        let lang = Lang::from_tag(lines.next()?)?;
        let looked_into = Lane::from_id(lines.next()?)?;
        let setups: Result<Vec<Setup>, _> = lines.map(str::parse).collect();
        let flows: Vec<Flow> = setups.ok()?.into_iter().map(|setup| self.flow(setup)).collect();
        let focus = flows.iter().find(|flow| flow.setup.lane == looked_into)?;
        let attacks = self.attacks(&focus.setup);
        let told = json!({
            "words": words::page(lang).collect::<std::collections::BTreeMap<_, _>>(),
            "lanes": flows.iter().map(|flow| lane(flow, lang)).collect::<Vec<_>>(),
            "switches": focus.checks.iter().filter(|one| Check::SWITCHES.contains(&one.check))
                .map(|one| json!({
                    "id": one.check.id(),
                    "text": words::check(lang, one.check),
                    "state": one.state.id(),
                    "word": words::state(lang, one.state),
                }))
                .collect::<Vec<_>>(),
            "attacks": attacks.iter().map(|attack| attempt(attack, lang)).collect::<Vec<_>>(),
            "pairs": pairs(&flows, lang),
            "compared": compared(lang),
            "confusions": words::CONFUSIONS.map(|id| {
                let (question, answer) = words::confusion(lang, id);
                json!({"id": id, "question": question, "answer": answer})
            }),
        });
        self.flows = flows;
        Some(told.to_string())
    }

    fn flow(&self, setup: Setup) -> Flow {
        let same = self.flows.iter().find(|flow| flow.setup == setup);
        same.cloned().unwrap_or_else(|| flow::run(&setup))
    }

    /// Every attack, against what is in place.
    fn attacks(&mut self, setup: &Setup) -> Vec<AttackResult> {
        let plain = Setup { attack: None, edits: Vec::new(), ..setup.clone() };
        if let Some((of, results)) = &self.attacked
            && *of == plain
        {
            return results.clone();
        }
        let result =
            |attack: &Attack| flow::run(&Setup { attack: Some(*attack), ..plain.clone() }).attack;
        let results: Vec<_> = Attack::ALL.iter().filter_map(result).collect();
        self.attacked = Some((plain, results.clone()));
        results
    }
}

fn lane(flow: &Flow, lang: Lang) -> Value {
    let id = flow.setup.lane;
    json!({
        "id": id.id(),
        "name": words::lane(lang, id),
        "says": words::lane_says(lang, id),
        "states": State::ALL.iter().map(|state| {
            json!({"id": state.id(), "name": words::state(lang, *state)})
        }).collect::<Vec<_>>(),
        "actors": flow.actors.iter().map(|actor| party(*actor, lang)).collect::<Vec<_>>(),
        "messages": flow.messages.iter().map(|one| message(one, lang)).collect::<Vec<_>>(),
        "checks": flow.verifications.iter().map(|one| made(one, lang)).collect::<Vec<_>>(),
        "links": flow.links.iter().map(|one| link(one, lang)).collect::<Vec<_>>(),
        "attack": flow.attack.as_ref().map(|attack| attempt(attack, lang)),
    })
}

fn party(actor: Actor, lang: Lang) -> Value {
    json!({"id": actor.id(), "name": words::actor(lang, actor)})
}

fn message(message: &Message, lang: Lang) -> Value {
    json!({
        "at": message.at,
        "title": words::title(lang, message.title),
        "from": message.from.id(),
        "to": message.to.id(),
        "who": [words::actor(lang, message.from), words::actor(lang, message.to)],
        "http": message.http.trim_end(),
        "fields": editable(message),
        "tokens": message.tokens.iter().map(|one| token(one, lang)).collect::<Vec<_>>(),
        "edited": message.edited,
    })
}

/// What can be edited in a message: its fields, and the header and claims of its tokens.
fn editable(message: &Message) -> Vec<[String; 2]> {
    let of_message =
        message.fields.iter().map(|Field { name, value }| [name.clone(), value.clone()]);
    let of_tokens = message.tokens.iter().flat_map(|token| {
        let below = |value: &Option<Value>, path: &str| {
            let map = value.as_ref().and_then(Value::as_object);
            let entry = |(name, value): (&String, &Value)| {
                let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                [format!("{}.{path}{name}", token.field), text]
            };
            map.into_iter().flatten().map(entry).collect::<Vec<_>>()
        };
        let mut all = below(&token.claims, "");
        all.extend(below(&token.header, "header."));
        all
    });
    of_message.chain(of_tokens).collect()
}

fn token(token: &TokenView, lang: Lang) -> Value {
    let name = |actor: Option<Actor>| actor.map(|actor| words::actor(lang, actor));
    let pretty = |value: &Option<Value>| {
        let text = value.as_ref().map(serde_json::to_string_pretty);
        text.and_then(Result::ok).unwrap_or_default()
    };
    json!({
        "field": token.field,
        "name": words::token(lang, token.kind),
        "meaning": words::token_meaning(lang, token.kind),
        "for": token.audience.join(", "),
        "reader": token.read_by.map(Actor::id),
        "readBy": name(token.read_by),
        "issuedBy": name(token.issued_by),
        "header": pretty(&token.header),
        "claims": pretty(&token.claims),
    })
}

fn made(made: &Verification, lang: Lang) -> Value {
    json!({
        "step": made.step,
        "by": words::actor(lang, made.by),
        "id": made.check.id(),
        "text": words::check(lang, made.check),
        "state": made.state.id(),
        "word": words::state(lang, made.state),
        "claim": made.claim,
        "expected": made.expected,
        "actual": made.actual,
        "holds": made.holds,
        "section": made.section,
    })
}

fn link(link: &Link, lang: Lang) -> Value {
    json!({
        "text": words::relation(lang, link.relation),
        "from": {"step": link.from.step, "field": link.from.field},
        "to": {"step": link.to.step, "field": link.to.field},
        "holds": link.holds,
    })
}

fn attempt(result: &AttackResult, lang: Lang) -> Value {
    json!({
        "id": result.name.id(),
        "name": words::attack(lang, result.name),
        "story": words::story(lang, result.name, result.way),
        "outcome": result.outcome.id(),
        "word": words::outcome(lang, result.outcome),
        "by": result.by.map(Check::id),
        "why": words::why(lang, result),
        "section": result.section.unwrap_or(result.described),
    })
}

/// The thirteen checks and those of STS, as they came out in the flows that have them.
fn pairs(flows: &[Flow], lang: Lang) -> Vec<Value> {
    let of = |lane: Lane| flows.iter().find(|flow| flow.setup.lane == lane);
    let side = |check: Check, lane: Lane, is: &dyn Fn(&Verification) -> bool| {
        let all = of(lane).into_iter().flat_map(|flow| &flow.verifications);
        let mut all = all.filter(|made| made.check == check && is(made));
        // The one that failed, else the last that was made.
        let mut last = None;
        let failed = all.find(|made| {
            last = Some(*made);
            made.state == State::Fail
        });
        let state = failed.or(last).map_or(State::NotApplicable, |made| made.state);
        json!({
            "id": check.id(),
            "text": words::check(lang, check),
            "state": state.id(),
            "word": words::state(lang, state),
            "claim": failed.or(last).map(|made| made.claim),
            "expected": failed.or(last).map(|made| &made.expected),
            "actual": failed.or(last).map(|made| &made.actual),
        })
    };
    let pairs = flow::check::pairs().into_iter().map(|pair| {
        json!({
            "number": pair.number,
            "client": pair.client.map(|check| {
                side(check, Lane::Oidc, &|made| made.number == pair.number)
            }),
            "sts": pair.sts.map(|check| side(check, Lane::Irsa, &|made| made.by == Actor::Sts)),
        })
    });
    pairs.collect()
}

fn compared(lang: Lang) -> Vec<Value> {
    let row = |id: &'static str| {
        let of = |lane| words::compared(lang, id, lane);
        json!({
            "id": id,
            "name": words::text(lang, "flow_compared", id),
            "oauth": of(Lane::Oauth),
            "oidc": of(Lane::Oidc),
            "irsa": of(Lane::Irsa),
        })
    };
    words::COMPARED.into_iter().map(row).collect()
}
