//! `irsa apply`: what a Terraform apply has made after so many seconds.

use irsa_cluster::Applied;
use serde_json::json;

use crate::plan::Configuration;
use crate::{Outcome, Usage};

pub(crate) fn run(arguments: &mut lexopt::Parser) -> Result<Outcome, Usage> {
    let configuration = Configuration::read(arguments)?;
    let texts = configuration.texts();
    let applied = irsa_cluster::apply(&texts, &configuration.state, configuration.until);
    if configuration.json {
        crate::print(&format!("{}\n", line(&applied)));
    } else {
        crate::print(&text(&applied));
    }
    Ok(if applied.errors.is_empty() { Outcome::Good } else { Outcome::Bad })
}

fn line(applied: &Applied) -> serde_json::Value {
    let resources = applied.resources.iter();
    let resources =
        resources.map(|(address, state)| json!({ "address": address, "state": state.id() }));
    let events = applied.events.iter();
    let events =
        events.map(|event| json!({ "t": event.t, "address": event.address, "text": event.text }));
    json!({
        "t": applied.t,
        "finished": applied.finished,
        "resources": resources.collect::<Vec<_>>(),
        "events": events.collect::<Vec<_>>(),
        "errors": applied.errors,
    })
}

fn text(applied: &Applied) -> String {
    let events = applied.events.iter();
    let mut out: String = events
        .map(|event| format!("{:>6}s  {}: {}\n", event.t, event.address, event.text))
        .collect();
    for error in &applied.errors {
        out.push_str(&format!("Error: {error}\n"));
    }
    out
}
