//! What is open names the one command whose output would decide it.

use std::collections::{BTreeMap, BTreeSet};

use irsa_engine::goal::files;
use irsa_engine::{Gate, State, run};

use crate::cases::{ask, scenarios};

/// For each reason that a gate is open: how the command begins that would close it.
const COMMANDS: [(&str, &str); 1] = [("x", "y")];

/// Reasons that no command decides, and what does.
const WITHOUT: [(&str, &str); 1] = [("x", "y")];

/// For each reason that a gate is open in some scenario, the commands named for that gate or, where
/// it waits for an earlier one, for that.
fn named() -> BTreeMap<&'static str, BTreeSet<String>> {
    let mut named: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for folder in ["gates", "field"] {
        for (_, scenario) in scenarios(folder) {
            let report = run(&files(&scenario), &ask());
            let open = report
                .gates
                .iter()
                .filter(|gate| gate.state == State::Unknown && gate.gate != Gate::Identity);
            for gate in open {
                let reason = gate.deciding().unwrap().reason.rule().id;
                let mut missing = report.missing.iter().filter(|it| it.gate <= gate.gate);
                let own = report.missing.iter().find(|it| it.gate == gate.gate);
                let command = own.or_else(|| missing.next()).map(|it| it.command.clone());
                named.entry(reason).or_default().insert(command.unwrap_or_default());
            }
        }
    }
    named
}

#[test]
fn every_reason_for_not_knowing_names_the_command_that_decides() {
    let named = named();
    for (reason, commands) in &named {
        if WITHOUT.iter().any(|(known, _)| known == reason) {
            continue;
        }
        let start = COMMANDS.iter().find(|(known, _)| known == reason).map(|(_, start)| *start);
        let start = start.unwrap_or_else(|| panic!("{reason} is in no table: {named:#?}"));
        for command in commands {
            assert!(command.starts_with(start), "{reason}: {command:?}");
        }
    }
    let seen = |reason: &&str| named.contains_key(*reason);
    let rows = COMMANDS.iter().chain(&WITHOUT).map(|(reason, _)| reason);
    for reason in rows {
        assert!(seen(&reason), "no scenario shows {reason}");
    }
}
