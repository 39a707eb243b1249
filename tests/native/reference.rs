//! The files of `content/pages`: complete in both languages, their links resolved, every error
//! text of the engine explained, and found by what a visitor types.

use std::collections::BTreeSet;

use irsa_engine::sts::observed::{SIGNS, read_error_text};
use irsa_playground::reference::{Reference, Term};
use irsa_words::Lang;
use serde_json::Value;

const FILES: [(Lang, &str); 2] = [
    (Lang::En, include_str!("../../content/pages/reference.en.json")),
    (Lang::Ko, include_str!("../../content/pages/reference.ko.json")),
];

fn references() -> [(Lang, Reference); 2] {
    FILES.map(|(lang, text)| (lang, Reference::read(text)))
}

fn terms(reference: &Reference) -> Vec<&Term> {
    reference.groups.iter().flat_map(|group| &group.terms).map(|term| &**term).collect()
}

/// Every text in a value, in order.
fn texts(value: &Value) -> Vec<&str> {
    match value {
        Value::String(text) => vec![text],
        Value::Array(items) => items.iter().flat_map(texts).collect(),
        Value::Object(entries) => entries.values().flat_map(texts).collect(),
        _ => Vec::new(),
    }
}

fn code(text: &str) -> BTreeSet<&str> {
    text.split('`').skip(1).step_by(2).collect()
}

#[test]
fn the_files_are_read_whole() {
    for (lang, text) in FILES {
        let json: Value = serde_json::from_str(text).unwrap();
        let reference = Reference::read(text);
        let count = |key: &str| json[key].as_array().map_or(0, Vec::len);
        assert_eq!(reference.not_modelled.len(), count("not_modelled"), "{lang:?}");
        assert_eq!(reference.groups.len(), count("groups"), "{lang:?}");
        assert_eq!(reference.errors.len(), count("errors"), "{lang:?}");
        let empty = texts(&json).into_iter().filter(|text| text.trim().is_empty()).count();
        let bare_signs = SIGNS.iter().filter(|sign| sign.also.is_empty()).count();
        assert_eq!(empty, bare_signs, "{lang:?}: a text is empty");
    }
}

#[test]
fn every_error_text_of_the_engine_is_explained_once_and_in_its_order() {
    for (lang, reference) in references() {
        let explained: Vec<_> = reference.errors.iter().map(|error| error.sign).collect();
        assert_eq!(explained, SIGNS.iter().collect::<Vec<_>>(), "{lang:?}");
    }
}

#[test]
fn every_example_is_recognised_as_the_error_it_explains() {
    for (lang, reference) in references() {
        for error in &reference.errors {
            let found = reference.find_errors(&error.example);
            assert_eq!(found, [error], "{lang:?}: {}", error.example);
            let observed = read_error_text(&error.example).unwrap();
            assert_eq!(observed.code, error.sign.code, "{}", error.example);
        }
    }
}

#[test]
fn both_languages_say_the_same_things() {
    let [(_, english), (_, korean)] = references();
    for (english, korean) in terms(&english).into_iter().zip(terms(&korean)) {
        let key = |term: &Term| (term.id.clone(), term.see.clone(), term.source.clone());
        assert_eq!(key(english), key(korean));
        assert_eq!(code(&english.text), code(&korean.text), "{}", english.id);
        assert_ne!(english.text, korean.text, "{} is not translated", english.id);
    }
    assert_eq!(terms(&english).len(), terms(&korean).len());
    for (english, korean) in english.errors.iter().zip(&korean.errors) {
        assert_eq!(english.example, korean.example);
        assert_eq!(code(&english.means), code(&korean.means), "{}", english.example);
        assert_eq!(code(&english.check), code(&korean.check), "{}", english.example);
        assert_ne!(english.means, korean.means, "{} is not translated", english.example);
    }
    assert_eq!(english.not_modelled.len(), korean.not_modelled.len());
    let ids = |reference: &Reference| {
        reference.groups.iter().map(|group| group.id.clone()).collect::<Vec<_>>()
    };
    assert_eq!(ids(&english), ids(&korean));
}

#[test]
fn terms_are_unique_and_lead_to_terms() {
    for (lang, reference) in references() {
        let ids: BTreeSet<&str> = terms(&reference).iter().map(|term| &*term.id).collect();
        assert_eq!(ids.len(), terms(&reference).len(), "{lang:?}");
        for term in terms(&reference) {
            assert!(term.source.starts_with("https://"), "{}: {}", term.id, term.source);
            assert!(!term.see.is_empty(), "{} leads nowhere", term.id);
            for other in &term.see {
                assert!(*other != term.id && ids.contains(&**other), "{} → {other}", term.id);
            }
        }
    }
}

#[test]
fn sentences_end_and_are_calm() {
    for (lang, reference) in references() {
        let errors = reference.errors.iter().flat_map(|error| [&error.means, &error.check]);
        let notes = reference.not_modelled.iter().map(|note| &note.text);
        let terms = terms(&reference);
        for text in terms.iter().map(|term| &term.text).chain(errors).chain(notes) {
            let end = if lang == Lang::Ko { "다." } else { "." };
            assert!(text.ends_with(end) && !text.contains('!'), "{text}");
            assert_eq!(text.matches('`').count() % 2, 0, "{text}");
        }
    }
}

/// Checks which terms and how many errors a search finds.
fn check(lang: Lang, query: &str, terms: &[&str], errors: usize) {
    let [(_, english), (_, korean)] = references();
    let reference = if lang == Lang::En { english } else { korean };
    let found: Vec<_> = reference.find_terms(query).into_iter().flat_map(|g| g.terms).collect();
    let found: Vec<&str> = found.iter().map(|term| &*term.id).collect();
    assert_eq!(found, terms, "{query}");
    assert_eq!(reference.find_errors(query).len(), errors, "{query}");
}

#[test]
fn a_search_finds_words_in_any_order_and_case() {
    check(Lang::En, "THUMBPRINT sha-1", &["thumbprint"], 0);
    check(Lang::Ko, "지문 sha-1", &["thumbprint"], 0);
    check(Lang::Ko, "authorized party", &["azp"], 1);
    check(Lang::En, "thumbprint", &["thumbprint"], 1);
    check(Lang::En, "no such word", &[], 0);
    check(Lang::En, "IDPCommunicationError", &[], 0);
    check(Lang::En, "RegionDisabledException", &[], 1);
}

#[test]
fn a_pasted_error_finds_itself_alone() {
    let pasted = "2026-01-01 ERROR botocore: An error occurred (InvalidIdentityToken) when calling \
                  the AssumeRoleWithWebIdentity operation: Incorrect token audience\n  at main";
    check(Lang::En, pasted, &[], 1);
    check(Lang::Ko, pasted, &[], 1);
}
