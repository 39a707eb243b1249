//! The whole way: the files of a scenario, the run, what is shown of it, and the fixes.

#![no_main]

use std::rc::Rc;

use irsa_engine::fix::search;
use irsa_engine::goal::{files, misses};
use irsa_engine::iam::reach::who_else;
use irsa_engine::irsa::view::view;
use irsa_engine::model::Parsed;
use irsa_engine::oidc::verify::{Verifier, verify};
use irsa_engine::scenario::Scenario;
use irsa_engine::{Ask, questions, run};
use irsa_fuzz::check_places;
use irsa_words::Lang;
use irsa_words::explain::explain;
use libfuzzer_sys::fuzz_target;

/// Pods of a text that are asked about: each is a run of its own.
const QUESTIONS: usize = 3;

fuzz_target!(|text: &str| {
    let Ok(scenario) = Scenario::parse(text) else { return };
    let files = files(&scenario);
    let ask = Ask { verifier: Some(Verifier(verify)), ..Ask::default() };
    for ask in questions(&files, &ask).iter().take(QUESTIONS) {
        check(&files, ask);
    }
    let _ = misses(&scenario, &ask);
});

fn check(files: &[Rc<Parsed>], ask: &Ask) {
    let report = run(files, ask);
    check_places(&report);
    for lang in Lang::ALL {
        let explanation = explain(&report, lang.words());
        assert!(!explanation.headline.is_empty());
    }
    let _ = view(&report);
    if let Some(who) = who_else(&report) {
        assert!(who.accounts.len() <= who.of);
    }
    for fix in search(files, ask, &report) {
        assert!(!fix.edits.is_empty() || fix.command.is_some());
    }
}
