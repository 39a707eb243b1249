//! `irsa rules`: every rule with its evidence and source.

use irsa_engine::rules::RULES;
use lexopt::prelude::*;
use serde_json::json;

use crate::{Outcome, Usage};

pub(crate) fn run(arguments: &mut lexopt::Parser) -> Result<Outcome, Usage> {
    let mut as_json = false;
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("json") => as_json = true,
            other => return Err(other.unexpected().into()),
        }
    }
    for rule in RULES {
        let gate = rule.gate.map(irsa_engine::Gate::id);
        let evidence = rule.evidence.id();
        if as_json {
            let line = json!({
                "id": rule.id,
                "gate": gate,
                "evidence": evidence,
                "source_url": rule.source_url,
                "data": rule.data().collect::<Vec<_>>(),
            });
            crate::print(&format!("{line}\n"));
        } else {
            let gate = gate.unwrap_or("-");
            crate::print(&format!(
                "{:<34} {gate:<10} {evidence:<9} {}\n",
                rule.id, rule.source_url
            ));
        }
    }
    Ok(Outcome::Good)
}
