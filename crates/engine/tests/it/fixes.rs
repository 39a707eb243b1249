//! scan
use crate::cases::{ask, below, root, scenarios, text};
use irsa_engine::goal::files;
use irsa_engine::scenario::Scenario;
use irsa_engine::{Gate, State, Verdict, fix, run};

#[test]
fn scan() {
    let mut all = scenarios("field");
    all.extend(scenarios("gates"));
    for path in below(&root().join("content/scenarios")) {
        all.push((
            path.file_name().unwrap().to_string_lossy().into_owned(),
            Scenario::parse(&text(&path)).unwrap(),
        ));
    }
    for (name, scenario) in all {
        let files = files(&scenario);
        let report = run(&files, &ask());
        let v = report.verdict();
        let call = report.call_decision();
        let denied = report.gate(Gate::Permission).is_some_and(|g| g.state == State::Fail);
        if matches!(v, Verdict::Unknown) || (v == Verdict::Allow && !denied) {
            continue;
        }
        let fixes = fix::search(&files, &ask(), &report);
        let best = if fixes.iter().any(|f| f.verdict == Verdict::Allow) {
            "ok"
        } else if fixes.is_empty() {
            "NONE"
        } else {
            "unk"
        };
        let fails: Vec<_> = report
            .gates
            .iter()
            .filter(|g| g.state == State::Fail && g.gate != Gate::Identity)
            .map(|g| format!("{}:{}", g.gate.id(), g.deciding().map_or("", |c| c.reason.rule().id)))
            .collect();
        let unk: Vec<_> = report
            .gates
            .iter()
            .filter(|g| g.state == State::Unknown && g.gate != Gate::Identity)
            .map(|g| format!("{}:{}", g.gate.id(), g.deciding().map_or("", |c| c.reason.rule().id)))
            .collect();
        println!(
            "{best:5} {name} {} {call} FAIL {} UNK {}",
            v.id(),
            fails.join(","),
            unk.join(",")
        );
    }
}
