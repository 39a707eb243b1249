//! `irsa flow`: OAuth 2.0, OpenID Connect or IRSA, message by message.

use irsa_engine::flow::check::State;
use irsa_engine::flow::{
    self, AccessToken, Attack, Check, ClientKind, Delivery, Edit, Flow, Lane, Setup, Verification,
};
use irsa_words::Lang;
use irsa_words::flow as words;
use lexopt::prelude::*;

use crate::{Outcome, Usage};

struct Asked {
    setup: Setup,
    until: usize,
    json: bool,
    lang: Lang,
}

pub(crate) fn run(arguments: &mut lexopt::Parser) -> Result<Outcome, Usage> {
    let Asked { setup, until, json, lang } = read(arguments)?;
    let flow = flow::run_until(&setup, until);
    let text = if json { flow.to_json() + "\n" } else { listing(&flow, lang) };
    crate::print(&text);
    Ok(Outcome::Good)
}

fn read(arguments: &mut lexopt::Parser) -> Result<Asked, Usage> {
    let mut lane = None;
    let mut setup = Setup::new(Lane::Oauth);
    let (mut until, mut json, mut lang) = (usize::MAX, false, Lang::En);
    while let Some(argument) = arguments.next()? {
        match argument {
            Value(name) if lane.is_none() => {
                lane = Some(known("lane", &name.string()?, Lane::from_id, Lane::ALL, Lane::id)?);
            }
            Long("client") => {
                let name = arguments.value()?.string()?;
                let all = ClientKind::ALL;
                setup.client = known("client", &name, ClientKind::from_id, all, ClientKind::id)?;
            }
            Long("delivery") => {
                let name = arguments.value()?.string()?;
                let all = Delivery::ALL;
                setup.delivery =
                    Some(known("delivery", &name, Delivery::from_id, all, Delivery::id)?);
            }
            Long("access-token") => {
                let name = arguments.value()?.string()?;
                let all = AccessToken::ALL;
                setup.access_token =
                    known("form", &name, AccessToken::from_id, all, AccessToken::id)?;
            }
            Long("without") => {
                let names = arguments.value()?.string()?;
                for name in names.split(',').map(str::trim).filter(|name| !name.is_empty()) {
                    setup.without.push(switch(name)?);
                }
            }
            Long("attack") => {
                let name = arguments.value()?.string()?;
                let all = Attack::ALL;
                setup.attack = Some(known("attack", &name, Attack::from_id, all, Attack::id)?);
            }
            Long("wait") => setup.wait = arguments.value()?.parse()?,
            Long("edit") => setup.edits.push(edit(&arguments.value()?.string()?)?),
            Long("until") => until = arguments.value()?.parse()?,
            Long("json") => json = true,
            Long("lang") => {
                let tag = arguments.value()?.string()?;
                lang = Lang::from_tag(&tag)
                    .ok_or_else(|| Usage(format!("there is no language `{tag}`")))?;
            }
            other => return Err(other.unexpected().into()),
        }
    }
    let names: Vec<&str> = Lane::ALL.iter().map(|lane| lane.id()).collect();
    setup.lane = lane.ok_or_else(|| Usage(format!("which flow? One of {}", names.join(", "))))?;
    Ok(Asked { setup, until, json, lang })
}

/// A name of a list; the error tells what there is.
fn known<T: Copy>(
    what: &str,
    name: &str,
    read: impl Fn(&str) -> Option<T>,
    all: &[T],
    id: impl Fn(T) -> &'static str,
) -> Result<T, Usage> {
    let names = || all.iter().map(|one| id(*one)).collect::<Vec<_>>().join(", ");
    read(name).ok_or_else(|| Usage(format!("there is no {what} `{name}`; there are {}", names())))
}

/// A check that can be left out.
fn switch(name: &str) -> Result<Check, Usage> {
    let read = |name: &str| Check::from_id(name).filter(|check| Check::SWITCHES.contains(check));
    known("check to leave out", name, read, &Check::SWITCHES, Check::id)
}

fn edit(text: &str) -> Result<Edit, Usage> {
    let wrong = || Usage(format!("`{text}` is no edit; write STEP:FIELD=VALUE"));
    let (step, rest) = text.split_once(':').ok_or_else(wrong)?;
    let (field, value) = rest.split_once('=').ok_or_else(wrong)?;
    let step = step.parse().map_err(|_| wrong())?;
    Ok(Edit { step, field: field.to_owned(), value: value.to_owned() })
}

/// The flow for a person: each message, then the checks that follow it.
fn listing(flow: &Flow, lang: Lang) -> String {
    let mut text = String::new();
    for message in &flow.messages {
        let (from, to) = (words::actor(lang, message.from), words::actor(lang, message.to));
        let title = words::title(lang, message.title);
        text += &format!("{}. {from} → {to}: {title}  (+{} s)\n", message.step, message.at);
        for line in message.http.trim_end().lines() {
            text += format!("     {line}").trim_end();
            text.push('\n');
        }
        let made = flow.verifications.iter().filter(|made| made.step == message.step);
        for made in made.filter(|made| made.state != State::NotApplicable) {
            text += &line(made, lang);
        }
        text.push('\n');
    }
    if let Some(attack) = flow.attack {
        text += &format!(
            "{}: {}\n{}\n",
            words::attack(lang, attack.name),
            words::outcome(lang, attack.outcome),
            words::story(lang, attack.name, attack.way),
        );
        let why = words::why(lang, &attack);
        let section = attack.section.map(|section| format!(" ({section})")).unwrap_or_default();
        text += &format!("{}{section}\n", why.unwrap_or_default());
    }
    text
}

fn line(made: &Verification, lang: Lang) -> String {
    let number = made.number.map(|number| format!("{number}. ")).unwrap_or_default();
    // Also where nobody looked: that is how it got through.
    let compared = match (made.holds, made.expected.as_str()) {
        (Some(false), expected) if !expected.is_empty() => {
            format!("\n         {}: {expected} ≠ {}", made.claim, made.actual)
        }
        _ => String::new(),
    };
    format!(
        "   [{}] {}: {number}{} ({}){compared}\n",
        words::state(lang, made.state),
        words::actor(lang, made.by),
        words::check(lang, made.check),
        made.section,
    )
}
