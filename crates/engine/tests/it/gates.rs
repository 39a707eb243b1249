//! Every rule of the walk, each in the smallest set of files that shows it.

use irsa_engine::Ask;
use irsa_engine::Gate;
use irsa_engine::goal::{files, misses};
use irsa_engine::scenario::Scenario;

use crate::cases::{self, scenarios};

#[test]
fn every_gate_comes_out_as_expected() {
    for (name, scenario) in scenarios("gates") {
        let misses: Vec<String> =
            misses(&scenario, &cases::ask()).iter().map(ToString::to_string).collect();
        assert!(misses.is_empty(), "{name}: {misses:#?}");
    }
}

#[test]
fn every_scenario_says_why_and_where_that_can_be_read() {
    for (name, scenario) in scenarios("gates") {
        let source = scenario.description.lines().last().unwrap_or_default();
        assert!(source.starts_with("https://"), "{name}: the description names no source");
        let expected = scenario.file("expect").unwrap_or_default();
        for fact in ["verdict ", "sts ", "identity "] {
            assert!(expected.lines().any(|line| line.starts_with(fact)), "{name}: no {fact}");
        }
        let now = scenario.file("settings.yaml").unwrap_or_default();
        assert!(now.starts_with("now: "), "{name}: the answer would depend on the assumed time");
    }
}

#[test]
fn every_gate_has_scenarios() {
    let all = scenarios("gates");
    for gate in Gate::ALL {
        let folder = format!("{}/", gate.id());
        assert!(all.iter().any(|(name, _)| name.starts_with(&folder)), "{folder}");
    }
}

#[test]
fn a_signature_that_nothing_checks_is_taken_to_be_right() {
    let path = cases::root().join("tests/cases/gates/provider/signature-invalid.scenario");
    let mut scenario = Scenario::parse(&cases::text(&path)).unwrap();
    let expect = scenario.files.iter_mut().find(|file| file.name == "expect").unwrap();
    expect.text = "check signature-not-verified assumed\nassumed signature\n".to_owned();
    assert_eq!(misses(&scenario, &Ask::default()), []);
}

#[test]
fn what_is_not_handed_in_is_left_open() {
    for (name, scenario) in scenarios("without") {
        assert_eq!(misses(&scenario, &Ask::default()), [], "{name}");
    }
}

#[test]
fn no_command_names_a_provider_whose_issuer_is_unknown() {
    for (name, scenario) in scenarios("gates") {
        let report = irsa_engine::run(&files(&scenario), &cases::ask());
        let cut_off = |command: &str| command.ends_with("oidc-provider/");
        assert!(!report.missing.iter().any(|it| cut_off(&it.command)), "{name}");
    }
}
