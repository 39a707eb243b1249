//! The simulation of what was done.

use irsa_cluster::State;
use irsa_cluster::eks::command::Command;
use irsa_words::Lang;
use serde_json::{Value, json};

use super::asked::Asked;

#[derive(Debug)]
pub(super) struct Run {
    texts: Vec<(String, String)>,
    events: Vec<(u32, String, String)>,
    end: u32,
    at: Option<u32>,
    state: State,
    pub(super) done: [Option<u32>; 4],
}

impl Run {
    pub(super) fn of(asked: &Asked) -> Self {
        let commands = asked.commands();
        let found = commands.iter().find_map(|one| match &one.command {
            Command::Apply { texts } => Some((one.at, texts.clone())),
            _ => None,
        });
        let Some((at, texts)) = found else {
            return Self {
                texts: vec![],
                events: vec![],
                end: 0,
                at: None,
                state: State::default(),
                done: [None; 4],
            };
        };
        let named: Vec<(&str, &str)> =
            texts.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        let applied = irsa_cluster::apply(&named, &State::default(), None);
        let events: Vec<_> = applied
            .events
            .iter()
            .filter(|e| !e.text.starts_with("Still"))
            .map(|e| (e.t + at, e.address.clone(), e.text.clone()))
            .collect();
        Self {
            texts,
            events,
            end: applied.t + at + 600,
            at: Some(at),
            state: applied.state,
            done: [Some(540), Some(656), Some(656), Some(700)],
        }
    }
    pub(super) fn moment(&mut self, at: u32) -> String {
        let named: Vec<(&str, &str)> =
            self.texts.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        let resources: Vec<Value> = match self.at {
            Some(from) if at >= from => {
                irsa_cluster::apply(&named, &State::default(), Some(at - from))
                    .resources
                    .iter()
                    .map(|(a, p)| json!({"address": a, "state": p.id()}))
                    .collect()
            }
            _ => vec![],
        };
        json!({"t": at, "resources": resources}).to_string()
    }
    pub(super) fn end(&self) -> u32 {
        self.end
    }
    pub(super) fn stops(&self) -> Vec<u32> {
        let mut v: Vec<u32> = self.events.iter().map(|e| e.0).collect();
        v.dedup();
        v
    }
    pub(super) fn events(&self, _lang: Lang) -> Vec<Value> {
        self.events.iter().map(|(t, a, x)| json!({"t": t, "kind": "Terraform", "about": a, "text": x, "warning": false})).collect()
    }
    pub(super) fn applied(&self, at: u32) -> usize {
        usize::from(self.at.is_some_and(|from| from <= at))
    }
    pub(super) fn state(&mut self, at: u32) -> State {
        if self.applied(at) > 0 { self.state.clone() } else { State::default() }
    }
}
