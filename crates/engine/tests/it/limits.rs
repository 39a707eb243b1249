//! Beyond a limit a finding names it, and what depends on it is unknown.

use std::fmt::Write;
use std::rc::Rc;

use irsa_engine::goal::files;
use irsa_engine::model::Parsed;
use irsa_engine::source::limits;
use irsa_engine::{Ask, Gate, Report, State, Verdict, parse, run};

use crate::cases::scenarios;

/// The files of a pod that gets its role.
fn allowed() -> Vec<Rc<Parsed>> {
    let (_, scenario) = scenarios("gates/identity")
        .into_iter()
        .find(|(name, _)| name == "identity-web-identity")
        .unwrap();
    files(&scenario)
}

/// The run of those files with others.
fn with(others: impl IntoIterator<Item = (String, String)>) -> Report {
    let others = others.into_iter().map(|(name, text)| Rc::new(parse(&name, &text)));
    run(&allowed().into_iter().chain(others).collect::<Vec<_>>(), &Ask::default())
}

fn finds(report: &Report, rule: &str) -> bool {
    report.findings.iter().any(|found| found.finding.reason.rule().id == rule)
}

/// Nothing is judged, and the finding and every gate name the limit.
fn check_nothing_is_judged(report: &Report, rule: &str) {
    assert_eq!(report.verdict(), Verdict::Unknown, "{rule}");
    assert!(finds(report, rule), "{rule}");
    assert!(report.sts.is_none());
    for gate in report.gates.iter().filter(|gate| gate.gate < Gate::Permission) {
        assert_eq!(gate.state, State::Unknown, "{rule}: {}", gate.gate.id());
        assert_eq!(gate.deciding().map(|check| check.reason.rule().id), Some(rule));
    }
}

#[test]
fn count_of_files() {
    let names = |count: usize| (0..count).map(|at| (format!("{at}.txt"), String::new()));
    let most = limits::FILES - allowed().len();
    assert_eq!(with(names(most)).verdict(), Verdict::Allow);
    check_nothing_is_judged(&with(names(most + 1)), "too-many-files");
}

#[test]
fn bytes_of_all_files() {
    let own: usize = allowed().iter().map(|file| file.text.len()).sum();
    let blank = |bytes: usize| {
        let whole = (0..4).map(|at| (format!("{at}.txt"), " ".repeat(limits::FILE_BYTES)));
        whole
            .take(bytes / limits::FILE_BYTES)
            .chain([("rest.txt".to_owned(), " ".repeat(bytes % limits::FILE_BYTES))])
    };
    let most = limits::SCENARIO_BYTES - own;
    assert_eq!(with(blank(most)).verdict(), Verdict::Allow);
    check_nothing_is_judged(&with(blank(most + 1)), "scenario-too-large");
}

#[test]
fn objects_of_all_files() {
    let pods = |count: usize| {
        let mut text = String::from("[");
        for _ in 0..count {
            text.push_str("{\"keys\":[]},");
        }
        text.push_str("{\"keys\":[]}]");
        text
    };
    let report = with((0..2).map(|at| (format!("{at}.json"), pods(limits::OBJECTS / 2))));
    check_nothing_is_judged(&report, "objects-too-many");
}

#[test]
fn bytes_of_one_file() {
    let policy = allowed().iter().find(|file| &*file.name == "trust-policy.json").cloned();
    let text = policy.unwrap().text.to_string();
    let padded = |bytes: usize| format!("{text}{}", " ".repeat(bytes - text.len()));
    let others: Vec<Rc<Parsed>> =
        allowed().into_iter().filter(|file| &*file.name != "trust-policy.json").collect();
    let report = |bytes: usize| {
        let file = Rc::new(parse("trust-policy.json", &padded(bytes)));
        run(&[others.clone(), vec![file]].concat(), &Ask::default())
    };
    assert_eq!(report(limits::FILE_BYTES).verdict(), Verdict::Allow);
    let over = report(limits::FILE_BYTES + 1);
    assert_eq!(over.verdict(), Verdict::Unknown);
    assert!(finds(&over, "file-too-large"));
    assert_eq!(over.gate(Gate::Trust).map(|gate| gate.state), Some(State::Unknown));
}

#[test]
fn what_a_file_that_is_not_read_may_hold_is_not_missing() {
    let absent = "complete: [serviceaccounts, roles, oidcproviders]\nnow: 2026-01-01T00:00:00Z\n";
    let kept = ["pod.yaml", "settings.yaml"];
    let mut few: Vec<Rc<Parsed>> =
        allowed().into_iter().filter(|file| kept.contains(&&*file.name)).collect();
    few.push(Rc::new(parse("settings.yaml", absent)));
    assert_eq!(run(&few, &Ask::default()).verdict(), Verdict::Error);
    few.push(Rc::new(parse("everything.yaml", &" ".repeat(limits::FILE_BYTES + 1))));
    assert_eq!(run(&few, &Ask::default()).verdict(), Verdict::Unknown);
}

#[test]
fn objects_of_one_file() {
    let mut text = String::from("{\"apiVersion\":\"v1\",\"kind\":\"List\",\"items\":[");
    for at in 0..=limits::OBJECTS {
        let comma = if at == 0 { "" } else { "," };
        write!(text, "{comma}{{\"kind\":\"Secret\"}}").unwrap();
    }
    text.push_str("]}");
    let report = with([("secrets.json".to_owned(), text)]);
    assert!(finds(&report, "objects-too-many"));
}

#[test]
fn findings_of_one_file() {
    let unread = |kinds: usize| {
        let item = |at: usize| format!("{{\"apiVersion\":\"v1\",\"kind\":\"Kind{}\"}}", at % kinds);
        let items: Vec<String> = (0..1000).map(item).collect();
        let text =
            format!("{{\"apiVersion\":\"v1\",\"kind\":\"List\",\"items\":[{}]}}", items.join(","));
        parse("unread.json", &text).findings.len()
    };
    assert_eq!(unread(1), 1, "a kind that is not read is named once in a row");
    assert_eq!(unread(1000), 100);
    let keys: String = (0..1000).map(|at| format!("key{at}: 1\n")).collect();
    assert_eq!(parse("settings.yaml", &keys).findings.len(), 100);
}
