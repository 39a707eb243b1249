//! The texts of flows: every id has its text in both languages, and no text is without an id.

use std::collections::{BTreeMap, BTreeSet};

use irsa_engine::flow::links::Relation;
use irsa_engine::flow::message::TokenKind;
use irsa_engine::flow::{
    Actor, Attack, AttackResult, Check, Lane, Outcome, Setup, State, Title, run,
};
use irsa_words::Lang;
use irsa_words::flow::{self, COMPARED, CONFUSIONS, SECTIONS};

const FILES: [(Lang, &str); 2] = [
    (Lang::En, include_str!("../../../content/i18n/en.json")),
    (Lang::Ko, include_str!("../../../content/i18n/ko.json")),
];

/// The checks that stop nothing: they have nothing to compare, or nobody acts on them.
const IDLE: [Check; 6] = [
    Check::Encryption,
    Check::AzpPresent,
    Check::MacKey,
    Check::Acr,
    Check::AuthTime,
    Check::Bound,
];

fn ids<T: Copy>(all: &[T], id: impl Fn(T) -> &'static str) -> BTreeSet<String> {
    all.iter().map(|one| id(*one).to_owned()).collect()
}

fn compared() -> BTreeSet<String> {
    let lanes = [Lane::Oauth, Lane::Oidc, Lane::Irsa];
    let cells = COMPARED.iter().flat_map(|id| lanes.map(|lane| format!("{}-{id}", lane.id())));
    cells.chain(COMPARED.iter().map(|id| (*id).to_owned())).collect()
}

fn expected() -> BTreeMap<&'static str, BTreeSet<String>> {
    let attacks = ids(Attack::ALL, Attack::id);
    let second =
        [Attack::CodeInjection, Attack::CodeInterception, Attack::MixUp, Attack::TokenSubstitution];
    let stops: Vec<Check> =
        Check::ALL.iter().copied().filter(|check| !IDLE.contains(check)).collect();
    let confusions = ids(&CONFUSIONS, |id| id);
    BTreeMap::from([
        ("flow_actors", ids(Actor::ALL, Actor::id)),
        ("flow_attacks", attacks.clone()),
        ("flow_checks", ids(Check::ALL, Check::id)),
        ("flow_compared", compared()),
        ("flow_confusion_answers", confusions.clone()),
        ("flow_confusions", confusions),
        ("flow_lanes", ids(Lane::ALL, Lane::id)),
        ("flow_lanes_say", ids(Lane::ALL, Lane::id)),
        ("flow_outcomes", ids(Outcome::ALL, Outcome::id)),
        // Who uses which is tested where the page is.
        ("flow_page", flow::page(Lang::En).map(|(key, _)| key.to_owned()).collect()),
        ("flow_relations", ids(Relation::ALL, Relation::id)),
        ("flow_second_stories", ids(&second, Attack::id)),
        ("flow_states", ids(State::ALL, State::id)),
        ("flow_stops", ids(&stops, Check::id)),
        ("flow_stories", attacks.clone()),
        ("flow_titles", ids(Title::ALL, Title::id)),
        ("flow_token_meanings", ids(TokenKind::ALL, TokenKind::id)),
        ("flow_tokens", ids(TokenKind::ALL, TokenKind::id)),
        ("flow_wins", attacks),
    ])
}

#[test]
fn every_id_has_its_text_and_every_text_its_id() {
    let expected = expected();
    assert_eq!(expected.keys().copied().collect::<Vec<_>>(), SECTIONS);
    for (lang, json) in FILES {
        let all: BTreeMap<String, BTreeMap<String, String>> = serde_json::from_str(json).unwrap();
        let of_flows = all.iter().filter(|(section, _)| section.starts_with("flow_"));
        let found: BTreeMap<&str, BTreeSet<String>> = of_flows
            .map(|(section, texts)| (section.as_str(), texts.keys().cloned().collect()))
            .collect();
        assert_eq!(found, expected, "{}.json", lang.tag());
        for (section, texts) in all.iter().filter(|(section, _)| section.starts_with("flow_")) {
            for (key, text) in texts {
                assert_eq!(flow::text(lang, section, key), Some(text.as_str()), "{section}.{key}");
            }
        }
    }
}

/// Whatever way an attack ends, there is a text that says why.
#[test]
fn every_end_of_an_attack_is_explained() {
    for lane in Lane::ALL {
        for attack in Attack::ALL.iter().filter(|attack| attack.applies_to(*lane)) {
            for check in Check::SWITCHES {
                let without = vec![check];
                let setup = Setup { attack: Some(*attack), without, ..Setup::new(*lane) };
                let result: AttackResult = run(&setup).attack.unwrap();
                for lang in Lang::ALL {
                    assert!(flow::why(lang, &result).is_some(), "{setup:?}: {result:?}");
                    assert_ne!(flow::story(lang, *attack, result.way), attack.id());
                }
            }
        }
    }
}
