//! The page of flows without a browser: what the worker tells, how the page reads it, and what it
//! keeps.

use std::rc::Rc;

use irsa_engine::flow::{Attack, Check, Edit, Lane, Setup};
use irsa_playground::components::flow::Scene;
use irsa_playground::flow_state::{FlowAction, FlowState, Guess};
use irsa_playground::flow_view::{Told, prediction};
use irsa_playground::pages::flows::parts;
use irsa_playground::told::Teller;
use irsa_words::{Lang, flow as words};
use yew::{Callback, Reducible};

use crate::views::render;

fn told(state: &FlowState, lang: Lang) -> Option<Told> {
    Told::read(&Teller::default().tell(&state.question(lang.tag()))?)
}

fn after(state: FlowState, actions: &[FlowAction]) -> FlowState {
    let start = Rc::new(state);
    let end = actions.iter().fold(start, |state, action| state.reduce(action.clone()));
    (*end).clone()
}

fn scene(state: FlowState, lang: Lang) -> Option<Scene> {
    let told = Rc::new(told(&state, lang)?);
    Some(Scene { told, state: Rc::new(state), act: Callback::noop() })
}

/// Renders the page of an address in both languages, and looks for texts in each.
fn check(address: &'static str, tick: usize, expected: [&[&str]; 2]) {
    for (lang, expected) in Lang::ALL.into_iter().zip(expected) {
        let state = after(FlowState::of_address(address), &[FlowAction::Seek(tick)]);
        let html = render(lang, move |_| {
            scene(state.clone(), lang).as_ref().map(parts).unwrap_or_default()
        });
        for text in expected {
            assert!(html.contains(text), "{lang:?} {address}: no {text:?} in {html}");
        }
    }
}

#[test]
fn an_address_comes_back_as_it_was() {
    let table = [
        ("#/flows", "#/flows"),
        ("#/flows?oidc", "#/flows?oidc"),
        ("#/flows?irsa+attack=alg-none", "#/flows?irsa+attack=alg-none"),
        ("#/flows?oidc+3:state=a%20b", "#/flows?oidc+3:state=a%20b"),
        (
            "#/flows?oidc+without=nonce,aud+confidential",
            "#/flows?oidc+confidential+without=nonce,aud",
        ),
        // What is no lane of the page is not shown.
        ("#/flows?refresh", "#/flows"),
        ("#/flows?nothing", "#/flows"),
    ];
    for (address, expected) in table {
        assert_eq!(FlowState::of_address(address).address(), expected, "{address}");
    }
}

#[test]
fn an_edit_belongs_to_its_lane_and_is_made_once() {
    let edit = |value: &str| {
        FlowAction::Edit(Edit { step: 2, field: "state".to_owned(), value: value.to_owned() })
    };
    let state = after(FlowState::default(), &[edit("a"), edit("b"), FlowAction::Look(Lane::Irsa)]);
    assert_eq!(state.setup(Lane::Oauth).to_string(), "oauth 2:state=b");
    assert_eq!(state.setup(Lane::Irsa).to_string(), "irsa");
    assert_eq!(state.question("ko"), "ko\nirsa\noauth 2:state=b\noidc\nirsa");
    let state = after(state, &[FlowAction::TakeBack(7), FlowAction::TakeBack(0)]);
    assert_eq!(state.setup(Lane::Oauth), Setup::new(Lane::Oauth));
}

#[test]
fn a_switch_goes_off_and_on_and_an_attack_begins_anew() {
    let off = after(FlowState::default(), &[FlowAction::Switch(Check::Pkce)]);
    assert_eq!(off.common.without, [Check::Pkce]);
    assert!(after(off.clone(), &[FlowAction::Switch(Check::Pkce)]).common.without.is_empty());
    let attack = FlowAction::Attack(Some(Attack::MixUp));
    let edit = Edit { step: 0, field: "a".to_owned(), value: "b".to_owned() };
    let attacked = after(off, &[FlowAction::Edit(edit), FlowAction::Seek(9), attack]);
    assert_eq!((attacked.tick, attacked.edits.len()), (0, 0));
    assert_eq!(attacked.common.without, [Check::Pkce]);
}

#[test]
fn a_guess_goes_on_and_lasts_for_its_step() {
    let guess = Guess { question: "?".into(), said: "a".into(), came: "b".into() };
    let state = after(FlowState::default(), &[FlowAction::Guess(guess.clone())]);
    assert_eq!((state.tick, &state.guess), (1, &Some(guess)));
    assert_eq!(after(state, &[FlowAction::Seek(1)]).guess, None);
}

#[test]
fn every_prediction_can_be_made_right() {
    for lang in Lang::ALL {
        let told = told(&FlowState::default(), lang).unwrap();
        for id in ["oauth", "oidc", "irsa"] {
            let lane = told.lane(id);
            let count = lane.list("messages").count();
            assert!(count > 5, "{id}");
            for sent in 0..count {
                let asked = prediction(lane, sent).unwrap();
                assert!(asked.choices.contains(&asked.answer), "{id} {sent}: {asked:?}");
                assert!(!asked.answer.is_empty(), "{id} {sent}");
                assert_ne!(told.word(asked.question), "", "{id} {sent}");
            }
            assert_eq!(prediction(lane, count), None);
        }
    }
}

#[test]
fn lanes_share_one_clock() {
    let told = told(&FlowState::default(), Lang::En).unwrap();
    for tick in 0..=told.last_tick() {
        for id in ["oauth", "oidc", "irsa"] {
            let lane = told.lane(id);
            let sent = told.sent(lane, tick);
            let last = lane.list("messages").nth(sent - 1).unwrap();
            assert!(last.number("at") <= told.seconds(tick));
            assert!(told.tick_of(last) <= tick);
        }
    }
}

#[test]
fn the_teller_says_the_same_whatever_it_was_asked_before() {
    let mut teller = Teller::default();
    let edit = "en\noidc\noauth\noidc 4:state=x without=nonce\nirsa";
    for question in ["en\noidc\noauth\noidc\nirsa", edit, "ko\nirsa\noauth\noidc\nirsa", edit] {
        assert_eq!(teller.tell(question), Teller::default().tell(question), "{question}");
    }
    for question in ["", "en", "en\noidc", "en\noidc\noauth", "en\nnone\noauth", "en\noauth\nwhat"]
    {
        assert_eq!(teller.tell(question), None, "{question}");
    }
}

#[test]
fn the_page_has_its_hooks_and_speaks_both_languages() {
    let hooks = [
        "data-lane=\"oauth\"",
        "data-lane=\"oidc\"",
        "data-lane=\"irsa\"",
        "data-timeline",
        "data-attack=\"mix-up\" data-outcome=\"stopped\"",
        "data-attack=\"deleted-pod-token\" data-outcome=\"not-applicable\"",
    ];
    let [mut english, mut korean] = [hooks.to_vec(), hooks.to_vec()];
    english.extend(["Thirteen checks", "What is in place", "Does STS hand out the role?"]);
    korean.extend(["열세 가지 검사", "켜 둔 것", "STS가 역할을 내줍니까?"]);
    check("#/flows", 6, [&english, &korean]);
}

#[test]
fn what_gets_through_a_missing_check_is_said() {
    let hook = "data-attack=\"id-token-replay\" data-outcome=\"succeeds\"";
    let english = [hook, "left out", "Attacker", "Nothing says that it belongs to another login"];
    check("#/flows?oidc+attack=id-token-replay+without=nonce", 30, [&english, &[hook, "생략됨"]]);
}

#[test]
fn the_page_has_every_word_it_uses_and_uses_every_word_it_has() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let folder = std::fs::read_dir(root.join("components/flow")).unwrap();
    let mut files: Vec<_> = folder.map(|entry| entry.unwrap().path()).collect();
    files.extend(["pages/flows.rs", "flow_view.rs"].map(|file| root.join(file)));
    let text: String = files.iter().map(|file| std::fs::read_to_string(file).unwrap()).collect();
    let keys: Vec<&str> = words::page(Lang::En).map(|(key, _)| key).collect();
    assert!(keys.len() > 50);
    for key in &keys {
        assert!(text.contains(&format!("\"{key}\"")), "nobody says {key}");
    }
    for call in ["word(\"", "filled(\"", "choice(\""] {
        for key in text.split(call).skip(1).filter_map(|rest| rest.split('"').next()) {
            assert!(keys.contains(&key), "there is no text {key}");
        }
    }
}
