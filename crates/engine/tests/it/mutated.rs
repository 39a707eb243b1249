//! What holds for any set of files: here, for scenarios with texts cut, files lost and mixed up.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::LazyLock;

use irsa_engine::fix::{Fix, search};
use irsa_engine::goal::files;
use irsa_engine::iam::reach::who_else;
use irsa_engine::model::Parsed;
use irsa_engine::{Ask, Check, Gate, Place, Report, State, Verdict, parse, run};
use proptest::prelude::*;

use crate::cases::scenarios;

/// The files of every scenario: names and texts.
type Texts = Vec<(String, String)>;

static SCENARIOS: LazyLock<Vec<Texts>> = LazyLock::new(|| {
    let all = ["field", "gates"].into_iter().flat_map(scenarios);
    let texts = all.map(|(_, scenario)| {
        let files = scenario.files.into_iter().filter(|file| file.name != "expect");
        files.map(|file| (file.name, file.text)).collect()
    });
    texts.collect()
});

/// One thing that happens to a set of files. Numbers are taken modulo what there is.
#[derive(Debug, Clone)]
enum Mutation {
    /// Characters are lost.
    Cut { file: usize, from: usize, length: usize },
    /// Characters are typed.
    Type { file: usize, at: usize, text: &'static str },
    /// A file is lost.
    Lose { file: usize },
    /// Two files swap their texts.
    Swap { one: usize, other: usize },
    /// A file of another scenario comes in, in place of one of the same name.
    Bring { scenario: usize, file: usize },
}

fn mutation() -> impl Strategy<Value = Mutation> {
    const TYPED: &[&str] = &["\"", "{", "]", ",", ":", "\n", " ", "-", "*", "한", "default", "\\"];
    let number = || any::<usize>();
    prop_oneof![
        4 => (number(), number(), 0..200_usize)
            .prop_map(|(file, from, length)| Mutation::Cut { file, from, length }),
        3 => (number(), number(), prop::sample::select(TYPED))
            .prop_map(|(file, at, text)| Mutation::Type { file, at, text }),
        1 => number().prop_map(|file| Mutation::Lose { file }),
        1 => (number(), number()).prop_map(|(one, other)| Mutation::Swap { one, other }),
        2 => (number(), number())
            .prop_map(|(scenario, file)| Mutation::Bring { scenario, file }),
    ]
}

/// The start of the character at `at`, taken modulo the text's length.
fn boundary(text: &str, at: usize) -> usize {
    text.floor_char_boundary(at % (text.len() + 1))
}

fn mutate(texts: &mut Texts, mutation: &Mutation) {
    let count = texts.len();
    if count == 0 {
        return;
    }
    match *mutation {
        Mutation::Cut { file, from, length } => {
            let text = &mut texts[file % count].1;
            let start = boundary(text, from);
            let end = text.floor_char_boundary(text.len().min(start + length));
            text.replace_range(start..end, "");
        }
        Mutation::Type { file, at, text: typed } => {
            let text = &mut texts[file % count].1;
            let at = boundary(text, at);
            text.insert_str(at, typed);
        }
        Mutation::Lose { file } => {
            texts.remove(file % count);
        }
        Mutation::Swap { one, other } => {
            let text = std::mem::take(&mut texts[one % count].1);
            let text = std::mem::replace(&mut texts[other % count].1, text);
            if one % count != other % count {
                texts[one % count].1 = text;
            }
        }
        Mutation::Bring { scenario, file } => {
            let from = &SCENARIOS[scenario % SCENARIOS.len()];
            let brought = from[file % from.len()].clone();
            texts.retain(|(name, _)| *name != brought.0);
            texts.push(brought);
        }
    }
}

fn parsed(texts: &Texts) -> Vec<Rc<Parsed>> {
    texts.iter().map(|(name, text)| Rc::new(parse(name, text))).collect()
}

fn checks(report: &Report) -> impl Iterator<Item = &Check> {
    report.gates.iter().flat_map(|gate| &gate.checks)
}

/// Every place lies within its file, on the borders of characters.
fn check_places(report: &Report) {
    let of_checks = checks(report).flat_map(|check| check.at.iter().chain(&check.related));
    let of_findings = report.findings.iter().map(irsa_engine::report::Reported::place);
    let of_observed = report.observed.iter().map(|observed| observed.place);
    for Place { file, span } in of_checks.copied().chain(of_findings).chain(of_observed) {
        let text = &report.files[file].text;
        assert!(
            text.get(span.start..span.end).is_some(),
            "{span:?} of {}",
            report.files[file].name
        );
    }
}

/// The verdict is that of the gates, and the trace says consistently how far a run comes.
fn check_verdict(report: &Report) {
    let gates = report.gates.iter().filter(|gate| gate.gate <= Gate::Identity);
    let has = |state| gates.clone().any(|gate| gate.state == state);
    match report.verdict() {
        Verdict::Allow => {
            assert!(!has(State::Fail) && !has(State::Unknown));
            assert_eq!(report.sts.as_ref().map(|answer| answer.status), Some(200));
        }
        Verdict::Unknown => assert!(has(State::Unknown) && report.deciding().is_none()),
        Verdict::Deny | Verdict::Error | Verdict::OtherIdentity => assert!(has(State::Fail)),
    }
    assert_eq!(report.gates.len(), Gate::ALL.len());
    let first = report.deciding().map(|check| check.step);
    for gate in gates {
        let state = gate.deciding().map_or(State::NotApplicable, |check| check.state);
        assert_eq!(gate.state, state, "{}", gate.gate.id());
        let step = gate.deciding().map(|check| check.step);
        let behind = first.is_some_and(|first| step > Some(first));
        assert!(gate.gate == Gate::Identity || gate.reached != behind, "{}", gate.gate.id());
    }
}

/// The edits of a fix apply apart from each other, and lead to the verdict that it claims.
fn check_fix(texts: &Texts, report: &Report, fix: &Fix) {
    let mut edited: BTreeMap<&str, String> = BTreeMap::new();
    let mut order: Vec<&str> = texts.iter().map(|(name, _)| name.as_str()).collect();
    for (name, text) in texts {
        edited.insert(name, text.clone());
    }
    let mut edits: Vec<_> = fix.edits.iter().collect();
    edits.sort_by_key(|edit| (edit.file.clone(), std::cmp::Reverse(edit.span)));
    let mut last: Option<(&str, usize)> = None;
    for edit in edits {
        if let Some((file, start)) = last.filter(|(file, _)| *file == &*edit.file) {
            assert!(edit.span.end <= start, "edits of {file} overlap");
        }
        last = Some((&edit.file, edit.span.start));
        if !edited.contains_key(&*edit.file) {
            order.push(&edit.file);
        }
        let text = edited.entry(&edit.file).or_default();
        assert!(text.get(edit.span.start..edit.span.end).is_some(), "{edit:?}");
        text.replace_range(edit.span.start..edit.span.end, &edit.text);
    }
    let files = order.iter().map(|name| Rc::new(parse(name, &edited[*name])));
    let ask = Ask { now: Some(report.now), ..report.ask.clone() };
    let mended = run(&files.collect::<Vec<_>>(), &ask);
    assert_eq!(mended.verdict(), fix.verdict, "{:?}", fix.kind);
    let who = who_else(&mended);
    assert_eq!(who.map_or(0, |who| who.accounts.len()), fix.who_else.after);
}

fn check(texts: &Texts) {
    let files = parsed(texts);
    let ask = Ask::default();
    let report = run(&files, &ask);
    let again = run(&files, &ask);
    assert_eq!(report.gates, again.gates);
    assert_eq!(report.findings, again.findings);
    assert_eq!((&report.assumed, &report.missing), (&again.assumed, &again.missing));
    assert_eq!((&report.identity, &report.sts), (&again.identity, &again.sts));
    check_places(&report);
    check_verdict(&report);
    if let Some(who) = who_else(&report) {
        assert!(who.accounts.len() <= who.of);
    }
    for fix in search(&files, &ask, &report) {
        check_fix(texts, &report, &fix);
    }
}

#[test]
fn it_holds_for_every_scenario() {
    for texts in SCENARIOS.iter() {
        check(texts);
    }
}

#[test]
fn the_files_of_a_scenario_parse_alike_one_by_one() {
    for (name, scenario) in scenarios("field") {
        let texts: Texts =
            scenario.files.iter().map(|file| (file.name.clone(), file.text.clone())).collect();
        let one = run(&parsed(&texts), &Ask::default());
        assert_eq!(run(&files(&scenario), &Ask::default()).gates, one.gates, "{name}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn it_holds_whatever_happens_to_the_files(
        scenario in any::<prop::sample::Index>(),
        mutations in prop::collection::vec(mutation(), 1..5),
    ) {
        let mut texts = scenario.get(&SCENARIOS).clone();
        mutations.iter().for_each(|mutation| mutate(&mut texts, mutation));
        check(&texts);
    }
}
