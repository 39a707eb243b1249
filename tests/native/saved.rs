//! What the browser keeps, in a store of our own that can refuse.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use irsa_engine::scenario::Scenario;
use irsa_playground::saved::{Refused, Store, hand_over, restore, save, take_over};
use irsa_playground::state::{Action, State, Theme};
use irsa_words::Lang;
use yew::Reducible;

#[derive(Default)]
struct Memory {
    texts: RefCell<BTreeMap<String, String>>,
    full: bool,
}

impl Store for Memory {
    fn get(&self, key: &str) -> Option<String> {
        self.texts.borrow().get(key).cloned()
    }

    fn set(&self, key: &str, text: Option<&str>) -> Result<(), Refused> {
        match text {
            Some(_) if self.full => return Err(Refused),
            Some(text) => self.texts.borrow_mut().insert(key.to_owned(), text.to_owned()),
            None => self.texts.borrow_mut().remove(key),
        };
        Ok(())
    }
}

fn first() -> State {
    State::new(Lang::En, Theme::System)
}

fn after(actions: impl IntoIterator<Item = Action>) -> Rc<State> {
    actions.into_iter().fold(Rc::new(first()), Reducible::reduce)
}

fn typed(file: &str, text: &str) -> Action {
    Action::Type { file: file.into(), text: text.to_owned() }
}

fn load(text: &str, preset: Option<&str>) -> Action {
    let scenario = Scenario::parse(text).unwrap_or_default();
    Action::Load(Rc::new(scenario), preset.map(Into::into))
}

/// The state of the next visit.
fn next(state: &State) -> State {
    let memory = Memory::default();
    assert_eq!(save(state, &memory), Ok(()));
    restore(first(), &memory)
}

fn texts(state: &State) -> Vec<(String, String)> {
    state.files.iter().map(|file| (file.name.to_string(), file.text.to_string())).collect()
}

#[test]
fn what_was_typed_is_there_again() {
    let state = after([typed("pod.yaml", "kind: Pod\n")]);
    let again = next(&state);
    assert_eq!(texts(&again), texts(&state));
    assert!(again.preset && again.edited());
    let reset = Rc::new(again).reduce(Action::Reset);
    assert_eq!(texts(&reset), texts(&first()));
}

#[test]
fn an_untouched_page_keeps_nothing() {
    let memory = Memory::default();
    save(&after([typed("pod.yaml", "")]), &memory).unwrap();
    assert_eq!(memory.texts.borrow().len(), 1);
    save(&first(), &memory).unwrap();
    assert_eq!(*memory.texts.borrow(), BTreeMap::new());
}

#[test]
fn an_edited_preset_can_be_started_over_on_the_next_visit() {
    let state = after([
        load("# x\n--- a.json\n{}\n--- checks\nallow a/b\n", Some("china")),
        typed("a.json", "[]\n"),
    ]);
    let again = next(&state);
    assert_eq!(texts(&again), [("a.json".to_owned(), "[]\n".to_owned())]);
    assert_eq!(again.origin.preset, None);
    assert_eq!(
        again.origin.scenario(&again.files).serialise(),
        "# x\n--- a.json\n[]\n--- checks\nallow a/b\n"
    );
    let reset = Rc::new(again).reduce(Action::Reset);
    assert_eq!(texts(&reset), [("a.json".to_owned(), "{}\n".to_owned())]);
}

#[test]
fn texts_that_a_link_replaced_can_be_brought_back_even_later() {
    let mine = after([typed("pod.yaml", "mine\n")]);
    let state = Rc::clone(&mine).reduce(load("--- b.json\n{}\n", None));
    assert_eq!(texts(&state).len(), 1);
    let edited = Rc::clone(&state).reduce(typed("b.json", "[]\n"));
    for state in [state, Rc::new(next(&edited)), edited] {
        let back = Rc::clone(&state).reduce(Action::BringBack);
        assert_eq!(texts(&back), texts(&mine));
        assert_eq!(
            back.kept.len(),
            usize::from(state.edited()),
            "what stood there is kept instead"
        );
    }
}

#[test]
fn opening_the_same_link_again_keeps_nothing_twice() {
    let link = || load("--- b.json\n{}\n", None);
    let state = after([typed("pod.yaml", "mine\n"), link(), link(), Action::Reset, link()]);
    assert_eq!(state.kept.len(), 1);
    assert_eq!(after([link(), typed("b.json", "{}\n"), link()]).kept.len(), 0);
}

#[test]
fn secrets_are_not_kept() {
    let token = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJl";
    let memory = Memory::default();
    let state =
        after([load("--- a.jwt\nx\n", None), typed("a.jwt", token), load("--- b.env\nx\n", None)]);
    save(&state.reduce(typed("b.env", "AWS_SESSION_TOKEN=abc\n")), &memory).unwrap();
    for (key, text) in memory.texts.borrow().iter() {
        assert!(!text.contains("c2lnbmF0dXJl") && !text.contains("abc"), "{key}: {text}");
    }
    assert_eq!(memory.texts.borrow().len(), 3);
}

#[test]
fn a_refusal_is_told_and_what_was_kept_stays() {
    let mut memory = Memory::default();
    save(&after([typed("pod.yaml", "old\n")]), &memory).unwrap();
    memory.full = true;
    assert_eq!(save(&after([typed("pod.yaml", "new\n")]), &memory), Err(Refused));
    assert!(
        texts(&restore(first(), &memory)).contains(&("pod.yaml".to_owned(), "old\n".to_owned()))
    );
}

#[test]
fn what_cannot_be_read_is_left_alone() {
    let memory = Memory::default();
    for text in ["", "home", "home\nno header\n", "\n"] {
        memory.set("irsa.work.1", Some(text)).unwrap();
        let state = restore(first(), &memory);
        assert!(text == "\n" || texts(&state) == texts(&first()), "{text:?}");
    }
}

/// What one app hands over to the next in the same tab.
#[derive(Default)]
struct Tab(Memory);

impl Store for Tab {
    const LEAVES_THE_TAB: bool = false;

    fn get(&self, key: &str) -> Option<String> {
        self.0.get(key)
    }

    fn set(&self, key: &str, text: Option<&str>) -> Result<(), Refused> {
        self.0.set(key, text)
    }
}

#[test]
fn what_is_handed_over_is_whole_and_can_still_be_undone() {
    let secret = "AWS_SESSION_TOKEN=abc\n".to_owned();
    let before = after([
        Action::Bring(vec![("b.env".to_owned(), secret.clone())]),
        Action::Add("c.yaml".to_owned()),
        Action::Open(0),
    ]);
    let tab = Tab::default();
    assert_eq!(hand_over(&before, &tab), Ok(()));
    let there = take_over(first(), &tab);
    assert_eq!(texts(&there), texts(&before));
    assert!(texts(&there).contains(&("b.env".to_owned(), secret)), "{:?}", texts(&there));
    assert_eq!((there.open, there.preset), (before.open, before.preset));
    let undo = |state: State| texts(&Rc::new(state).reduce(Action::Undo).reduce(Action::Undo));
    assert_eq!(undo(there), undo((*before).clone()));
    assert_eq!(undo((*before).clone()), texts(&first()));
}
