//! Which rules the table shows.

use irsa_engine::rules::RULES;
use irsa_engine::{Evidence, Gate};
use irsa_playground::rule_filter::{GateChoice, RuleFilter, gates};
use irsa_words::Lang;

fn shown(filter: &RuleFilter, lang: Lang) -> Vec<&'static str> {
    let groups = filter.groups(lang.words());
    groups.iter().flat_map(|(_, rules)| rules).map(|rule| rule.id).collect()
}

#[test]
fn without_a_filter_every_rule_is_shown_once() {
    let mut shown = shown(&RuleFilter::default(), Lang::En);
    let mut all: Vec<&str> = RULES.iter().map(|rule| rule.id).collect();
    shown.sort_unstable();
    all.sort_unstable();
    assert_eq!(shown, all);
}

#[test]
fn all_that_is_asked_for_has_to_be_met() {
    let filter = RuleFilter {
        gate: GateChoice::Only(Some(Gate::Token)),
        evidence: Some(Evidence::Observed),
        text: "too OLD".to_owned(),
    };
    assert_eq!(shown(&filter, Lang::En), ["token-old"]);
    let texts = RuleFilter { gate: GateChoice::Only(None), ..RuleFilter::default() };
    assert!(shown(&texts, Lang::En).contains(&"duplicate-key"));
    assert!(!shown(&texts, Lang::En).contains(&"token-old"));
}

#[test]
fn words_are_those_of_the_language_and_ids() {
    let find = |text: &str, lang| {
        shown(&RuleFilter { text: text.to_owned(), ..RuleFilter::default() }, lang)
    };
    assert!(find("대소문자", Lang::Ko).contains(&"subject-case-differs"));
    assert!(find("대소문자", Lang::En).is_empty());
    for lang in Lang::ALL {
        assert_eq!(find("Subject-Case-Differs", lang), ["subject-case-differs"]);
    }
}

#[test]
fn a_choice_of_gate_has_a_name() {
    for gate in gates() {
        let choice = GateChoice::Only(gate);
        assert_eq!(GateChoice::from_id(choice.id()), choice);
    }
    assert_eq!(GateChoice::from_id(""), GateChoice::All);
    assert_eq!(GateChoice::from_id("no-such-gate"), GateChoice::All);
}
