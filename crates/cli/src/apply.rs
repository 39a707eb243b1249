//! `irsa apply`: what a Terraform apply has made after so many seconds.

use irsa_cluster::Applied;
use irsa_cluster::eks::snapshot::Event;
use irsa_cluster::eks::{Setup, Simulation};
use irsa_words::{Lang, cluster};
use serde_json::json;

use crate::plan::Configuration;
use crate::{Outcome, Usage};

pub(crate) fn run(arguments: &mut lexopt::Parser) -> Result<Outcome, Usage> {
    let configuration = Configuration::read(arguments)?;
    let texts = configuration.texts();
    let applied = irsa_cluster::apply(&texts, &configuration.state, configuration.until);
    let mut line = line(&applied);
    let mut text = text(&applied);
    if configuration.cluster {
        let mut simulation = Simulation::new(&Setup::of(&texts), 0);
        let snapshot = simulation.at(applied.t);
        if let Some(line) = line.as_object_mut() {
            let snapshot = serde_json::to_value(&snapshot).unwrap_or_default();
            line.insert("cluster".to_owned(), snapshot);
        }
        text = simulation.events(applied.t).iter().map(said).collect();
    }
    crate::print(&if configuration.json { format!("{line}\n") } else { text });
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

/// An event of the cluster, in the words of who says it.
fn said(event: &Event) -> String {
    let own = || cluster::sentence(Lang::En, "cluster_events", &event.kind, &event.data);
    let text = match event.text.is_empty() {
        true => own().unwrap_or_default(),
        false => event.text.clone(),
    };
    format!("{:>6}s  {}: {text}\n", event.t, event.about)
}
