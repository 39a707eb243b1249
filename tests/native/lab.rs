//! What the workbench makes of a run: links, signs and remarks.

use irsa_engine::{Place, Span};
use irsa_playground::answer::Answer;
use irsa_playground::components::{code::language, linked};
use irsa_playground::state::{State, Theme};
use irsa_playground::{browser::regions, links, squiggles};
use irsa_words::Lang;
use irsa_words::explain::explain;

fn home() -> (State, Answer) {
    let state = State::new(Lang::En, Theme::System);
    let answer = Answer::of(&state.files);
    (state, answer)
}

/// Where a text first stands in a file of the preset.
fn find(state: &State, file: &str, text: &str) -> Place {
    let mut files = state.files.iter().enumerate();
    let found = files.find(|(_, given)| &*given.name == file);
    let place = found.and_then(|(index, given)| {
        let at = given.text.find(text)?;
        Some(Place { file: index, span: Span::new(at, at + text.len()) })
    });
    place.unwrap_or(Place { file: usize::MAX, span: Span::at(0) })
}

/// The file and text of everything that is lit by the narrowest link around a text.
fn check(file: &str, text: &str, expected: &[(&str, &str)]) {
    let (mut state, answer) = home();
    let under = find(&state, file, text);
    let spans = links::linked_spans(&answer.report, under.file);
    let span = links::around(&spans, under.span.start + 1);
    state.pointed = span.map(|span| Place { file: under.file, span });
    let lit = linked::lit(&state, &answer);
    let show = |place: &Place| {
        let name = answer.report.file(*place).map_or("", |file| &*file.name);
        (name, answer.report.text_at(*place).to_owned())
    };
    let lit: Vec<_> = lit.iter().map(show).collect();
    let lit: Vec<_> = lit.iter().map(|(file, text)| (*file, text.as_str())).collect();
    assert_eq!(lit, expected, "{file}: {text}");
}

#[test]
fn the_subject_of_the_policy_leads_to_the_account_of_the_pod_and_back() {
    let subject = ("trust-policy.json", "\"system:serviceaccount:shop:orders\"");
    let account = ("pod.yaml", "orders");
    check("trust-policy.json", "system:serviceaccount:shop:orders", &[subject, account]);
}

#[test]
fn what_no_check_compares_leads_nowhere() {
    check("trust-policy.json", "2012-10-17", &[]);
}

#[test]
fn each_check_is_a_sign_and_the_deciding_one_is_told_apart() {
    let (state, answer) = home();
    let signs = squiggles::signs(&answer.report, 0);
    let show = |(span, sign): &(Span, squiggles::Sign)| {
        (span.of(&state.files[0].text).to_owned(), sign.kind())
    };
    let subject = "\"system:serviceaccount:shop:orders\"";
    let signs: Vec<_> = signs.iter().map(show).collect();
    let of_subject = signs.iter().filter(|(text, _)| text == subject).map(|(_, kind)| *kind);
    assert_eq!(of_subject.collect::<Vec<_>>(), ["failed", "deciding"]);
    assert_eq!(signs.iter().filter(|(_, kind)| *kind == "matched").count(), 3);
}

#[test]
fn a_failing_check_is_underlined_with_its_sentence() {
    for lang in Lang::ALL {
        let (_, answer) = home();
        let explanation = explain(&answer.report, lang.words());
        let remarks = squiggles::squiggles(&explanation, 0);
        let sentences: Vec<&str> = remarks.iter().map(|it| it.sentence.as_str()).collect();
        assert_eq!(sentences.len(), 1, "{sentences:?}");
        assert!(sentences[0].contains("system:serviceaccount:store:orders"), "{sentences:?}");
        assert!(!sentences[0].contains('`'), "{sentences:?}");
    }
}

#[test]
fn the_place_of_a_check_is_its_first() {
    let (state, answer) = home();
    let trust = answer.report.gate(irsa_engine::Gate::Trust).unwrap();
    let index = trust.decided_by.unwrap();
    let subject = find(&state, "trust-policy.json", "\"system:serviceaccount:shop:orders\"");
    assert_eq!(links::of_check(&answer.report, "trust", index), Some(subject));
    assert_eq!(links::of_check(&answer.report, "trust", 99), None);
}

#[test]
fn regions_follow_each_other_round() {
    let table = [
        (None, false, Some(0)),
        (None, true, Some(2)),
        (Some(0), false, Some(1)),
        (Some(2), false, Some(0)),
        (Some(0), true, Some(2)),
    ];
    for (at, back, expected) in table {
        assert_eq!(regions::next(at, 3, back), expected, "{at:?} back: {back}");
    }
    assert_eq!(regions::next(None, 0, false), None);
}

#[test]
fn a_language_is_seen_by_name_or_by_content() {
    let table = [
        ("a.json", "", "json"),
        ("a.yml", "{", "yaml"),
        ("pasted.txt", " {\"a\": 1}", "json"),
        ("main.tf", "locals {\n}\n", "hcl"),
        ("terraform.tfvars", "a = 1\n", "hcl"),
        ("pasted", "resource \"aws_vpc\" \"a\" {\n}\n", "hcl"),
        ("pasted", "eyJ.eyJ.x", "text"),
    ];
    for (name, text, expected) in table {
        assert_eq!(language(name, text), expected, "{name}");
    }
}
