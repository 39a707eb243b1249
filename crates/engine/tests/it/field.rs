//! Clusters of real people in which a pod did not get its role, or did: what the files hold was
//! rebuilt from a public thread, what came of it was reported there.

use std::collections::BTreeMap;

use irsa_engine::goal::{files, misses};
use irsa_engine::scenario::Scenario;
use irsa_engine::{Gate, Verdict, run};

use crate::cases::{ask, scenarios};

const REPORTED: &str = include_str!("../cases/field.txt");

/// Where this project comes to another end than the thread: the scenario's description says why,
/// with the source.
const ARGUED: [&str; 2] = ["ctl-no-annotation-imds-open", "tp-custom-claim-as-condition-key"];

/// What a thread reports.
struct Reported<'a> {
    name: &'a str,
    /// The rules that may be named; none where nothing fails on the way to the role.
    rules: &'a str,
    gets_role: bool,
    stage: &'a str,
    /// The error code of STS, where the thread shows or implies one.
    code: Option<&'a str>,
    /// The error's text, where the thread shows it.
    message: Option<&'a str>,
}

fn reported() -> Vec<Reported<'static>> {
    let lines = || REPORTED.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let categories: BTreeMap<&str, &str> =
        lines().filter_map(|line| line.strip_prefix("category ")?.split_once(": ")).collect();
    let cases = lines().filter(|line| !line.starts_with("category "));
    let read = |line: &'static str| {
        let (head, message) = match line.split_once(": ") {
            Some((head, message)) => (head, Some(message)),
            None => (line, None),
        };
        let [name, category, gets_role, stage, code @ ..] =
            &head.split(' ').collect::<Vec<_>>()[..]
        else {
            panic!("{line}")
        };
        let rules = categories.get(category).unwrap_or_else(|| panic!("{line}"));
        let gets_role = *gets_role == "yes";
        Reported { name, rules, gets_role, stage, code: code.first().copied(), message }
    };
    cases.map(read).collect()
}

/// The gates that may be named for a stage of a thread's telling.
fn gates(stage: &str) -> &'static [Gate] {
    match stage {
        "admission" => &[Gate::Pod, Gate::Binding, Gate::Admission],
        "token" => &[Gate::Token],
        "sts-token-check" => {
            &[Gate::Binding, Gate::Sdk, Gate::Token, Gate::Provider, Gate::Audience]
        }
        "trust-policy" => &[Gate::Trust],
        "sdk" => &[Gate::Sdk, Gate::Identity],
        "network" => &[Gate::Network],
        "permissions" => &[Gate::Permission],
        other => panic!("{other}"),
    }
}

/// Where a run differs from the report.
fn differences(reported: &Reported<'_>, scenario: &Scenario) -> Vec<String> {
    let report = run(&files(scenario), &ask());
    let mut all = Vec::new();
    let mut differs = |what: &str, same: bool, actual: String| {
        if !same {
            all.push(format!("{}: {what} is {actual}", reported.name));
        }
    };
    let verdict = report.verdict();
    differs("verdict", (verdict == Verdict::Allow) == reported.gets_role, format!("{verdict:?}"));
    let sts = report.sts.as_ref();
    let code = sts.and_then(|sts| sts.code);
    differs("code", reported.code.is_none() || code == reported.code, format!("{code:?}"));
    let message = sts.and_then(|sts| sts.message.as_deref());
    let same = reported.message.is_none() || message == reported.message;
    differs("message", same, format!("{message:?}"));
    let deciding = report.deciding();
    let gate = deciding.map(|check| check.gate);
    let same = match gate {
        Some(gate) => gates(reported.stage).contains(&gate),
        None => reported.gets_role,
    };
    differs("gate", same, format!("{gate:?}"));
    let rule = deciding.map_or("-", |check| check.reason.rule().id);
    let same = reported.rules.split(' ').any(|named| named == rule);
    differs("reason", same, rule.to_owned());
    all
}

#[test]
fn every_field_case_comes_out_as_reported() {
    let mut cases: BTreeMap<_, _> = scenarios("field").into_iter().collect();
    let mut differing: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let reported = reported();
    assert_eq!(reported.len(), 92);
    for reported in &reported {
        let name = reported.name;
        let scenario = cases.remove(name).unwrap_or_else(|| panic!("{name}.scenario is missing"));
        let differences = differences(reported, &scenario);
        if !differences.is_empty() {
            differing.insert(name, differences);
        }
    }
    assert!(cases.is_empty(), "not in the table: {:?}", cases.keys());
    let names: Vec<&str> = differing.keys().copied().collect();
    assert_eq!(names, ARGUED, "{:#?}", differing.values().flatten().collect::<Vec<_>>());
}

#[test]
fn every_field_case_comes_out_as_it_expects() {
    for (name, scenario) in scenarios("field") {
        let misses: Vec<String> =
            misses(&scenario, &ask()).iter().map(ToString::to_string).collect();
        assert!(misses.is_empty(), "{name}: {misses:#?}");
        let expected = scenario.file("expect").unwrap_or_default();
        for fact in ["verdict ", "sts ", "identity "] {
            assert!(expected.lines().any(|line| line.starts_with(fact)), "{name}: no {fact}");
        }
        let source = scenario.description.lines().last().unwrap_or_default();
        assert!(source.starts_with("https://"), "{name}: the description names no source");
    }
}
