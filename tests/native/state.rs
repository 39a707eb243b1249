//! What the visitor can do, as actions folded over the state.

use std::rc::Rc;

use irsa_engine::fix::Edit;
use irsa_engine::{Place, Span};
use irsa_playground::route::Route;
use irsa_playground::state::{Action, State, Theme};
use irsa_words::Lang;
use yew::Reducible;

fn after(actions: impl IntoIterator<Item = Action>) -> Rc<State> {
    let start = Rc::new(State::new(Lang::En, Theme::System));
    actions.into_iter().fold(start, Rc::reduce_action)
}

/// `Reducible::reduce` by a name that folds.
trait Reduce {
    fn reduce_action(self, action: Action) -> Self;
}

impl Reduce for Rc<State> {
    fn reduce_action(self, action: Action) -> Self {
        self.reduce(action)
    }
}

fn typed(file: &str, text: &str) -> Action {
    Action::Type { file: file.into(), text: text.to_owned() }
}

fn edit(file: &str, start: usize, end: usize, text: &str) -> Edit {
    Edit { file: file.into(), span: Span::new(start, end), text: text.to_owned() }
}

fn text<'a>(state: &'a State, file: &str) -> Option<&'a str> {
    state.files.iter().find(|given| &*given.name == file).map(|given| &*given.text)
}

fn bring(texts: &[(&str, &str)]) -> Action {
    let own = |(name, text): &(&str, &str)| ((*name).to_owned(), (*text).to_owned());
    Action::Bring(texts.iter().map(own).collect())
}

#[test]
fn the_preset_opens_with_the_text_that_people_edit() {
    let state = after([]);
    let names: Vec<&str> = state.files.iter().map(|file| &*file.name).collect();
    assert_eq!(names.first(), Some(&"trust-policy.json"));
    assert!(!names.contains(&"expect"), "{names:?}");
    assert!(text(&state, "trust-policy.json").is_some_and(|text| text.contains("shop:orders")));
}

#[test]
fn the_preset_knows_48_accounts() {
    let state = after([]);
    let accounts = text(&state, "service-accounts.yaml").unwrap_or_default();
    assert_eq!(accounts.matches("kind: ServiceAccount").count(), 48);
}

#[test]
fn typing_parses_one_file_and_leaves_the_others() {
    let (before, state) = (after([]), after([typed("pod.yaml", "kind: Pod")]));
    let same = |name: &str| {
        let file = |state: &State| state.files.iter().find(|file| &*file.name == name).cloned();
        file(&before).zip(file(&state)).map(|(a, b)| a.text == b.text)
    };
    assert_eq!(text(&state, "pod.yaml"), Some("kind: Pod"));
    assert_eq!((same("pod.yaml"), same("cluster.json")), (Some(false), Some(true)));
}

#[test]
fn typing_the_same_text_changes_nothing() {
    let start = after([]);
    let policy = text(&start, "trust-policy.json").unwrap_or_default().to_owned();
    let state = Rc::clone(&start).reduce(typed("trust-policy.json", &policy));
    assert!(start.files == state.files);
}

#[test]
fn edits_are_applied_and_undone_together() {
    let apply = || {
        Action::Apply(vec![edit("pod.yaml", 0, 10, "apiVersiom"), edit("new.txt", 0, 0, "added")])
    };
    let applied = after([apply()]);
    assert!(text(&applied, "pod.yaml").is_some_and(|text| text.starts_with("apiVersiom")));
    assert_eq!(text(&applied, "new.txt"), Some("added"));
    let undone = after([apply(), Action::Undo]);
    assert!(undone.files == after([]).files || text(&undone, "new.txt").is_none());
    assert!(text(&undone, "pod.yaml").is_some_and(|text| text.starts_with("apiVersion:")));
    assert!(undone.past.is_empty());
}

#[test]
fn a_file_is_open_after_the_open_one_was_undone() {
    let count = after([]).files.len();
    let add = Action::Apply(vec![edit("new.txt", 0, 0, "hello")]);
    let state = after([add, Action::Open(count), Action::Undo]);
    assert_eq!((state.files.len(), state.open), (count, 0));
}

#[test]
fn typing_after_a_fix_is_never_lost_to_undo() {
    let fix = Action::Apply(vec![edit("pod.yaml", 0, 3, "")]);
    let state = after([fix, typed("pod.yaml", "mine"), Action::Undo]);
    assert_eq!(text(&state, "pod.yaml"), Some("mine"));
}

#[test]
fn reset_keeps_the_language_and_the_theme() {
    let actions =
        [Action::Speak(Lang::Ko), Action::Paint(Theme::Dark), typed("pod.yaml", ""), Action::Reset];
    let state = after(actions);
    assert_eq!((state.lang, state.theme), (Lang::Ko, Theme::Dark));
    assert!(text(&state, "pod.yaml").is_some_and(|text| !text.is_empty()));
}

#[test]
fn own_files_replace_the_preset_and_further_ones_are_added() {
    let state = after([bring(&[("a.json", "{}")]), bring(&[("c.json", "[]"), ("b c.yaml", "")])]);
    let names: Vec<&str> = state.files.iter().map(|file| &*file.name).collect();
    assert_eq!(names, ["a.json", "c.json", "b-c.yaml"]);
    assert_eq!((state.preset, state.open), (false, 1));
}

#[test]
fn a_scenario_that_is_brought_is_unpacked() {
    let scenario = "# x\n--- one.json\n{}\n--- two.yaml\nkind: Pod\n--- expect\nverdict deny\n";
    let state = after([bring(&[("case.scenario", scenario)])]);
    let names: Vec<&str> = state.files.iter().map(|file| &*file.name).collect();
    assert_eq!(names, ["one.json", "two.yaml"]);
}

#[test]
fn showing_a_place_twice_asks_twice() {
    let show = || Action::Show(Place { file: 2, span: Span::new(1, 4) });
    let state = after([show(), show()]);
    assert_eq!(state.open, 2);
    assert_eq!(state.look.map(|look| (look.span, look.serial)), Some((Span::new(1, 4), 2)));
}

#[test]
fn a_typed_text_for_a_file_that_is_gone_is_dropped() {
    let state = after([bring(&[("a.json", "{}")]), typed("pod.yaml", "late")]);
    assert_eq!(state.files.len(), 1);
}

fn names(state: &State) -> Vec<&str> {
    state.files.iter().map(|file| &*file.name).collect()
}

#[test]
fn a_page_leads_to_itself() {
    for route in Route::ALL {
        assert_eq!(Route::parse(route.fragment()), Some(route));
    }
}

#[test]
fn files_are_added_renamed_and_removed_and_each_can_be_undone() {
    let own = || bring(&[("a.json", "{}"), ("b.yaml", "kind: Pod")]);
    let add = || Action::Add("c d.yaml".to_owned());
    let rename = |to: &str| Action::Rename { file: "a.json".into(), name: to.to_owned() };
    let added = after([own(), add()]);
    assert_eq!((names(&added), added.open), (vec!["a.json", "b.yaml", "c-d.yaml"], 2));
    let renamed = after([own(), rename("b.yaml")]);
    assert_eq!(names(&renamed), ["b-2.yaml", "b.yaml"]);
    assert_eq!(text(&renamed, "b-2.yaml"), Some("{}"));
    let removed = after([own(), Action::Open(1), Action::Remove(0)]);
    assert_eq!((names(&removed), removed.open), (vec!["b.yaml"], 0));
    for done in [add(), rename("x.json"), Action::Remove(0)] {
        assert_eq!(names(&after([own(), done, Action::Undo])), ["a.json", "b.yaml"]);
    }
}

#[test]
fn the_last_file_can_be_removed_and_comes_back() {
    let gone = [bring(&[("a.json", "{}")]), Action::Remove(0)];
    assert_eq!((names(&after(gone.clone())), after(gone.clone()).open), (vec![], 0));
    let back = after(gone.into_iter().chain([Action::Undo]));
    assert_eq!((names(&back), text(&back, "a.json")), (vec!["a.json"], Some("{}")));
}

#[test]
fn starting_over_and_bringing_files_can_be_undone() {
    for replaced in [Action::Reset, bring(&[("a.json", "{}")])] {
        let typed = || typed("pod.yaml", "mine");
        let state = after([typed(), replaced, Action::Undo]);
        assert_eq!((text(&state, "pod.yaml"), state.preset), (Some("mine"), true));
    }
}

#[test]
fn typing_forgets_what_was_pointed_at() {
    let place = Place { file: 0, span: Span::new(1, 4) };
    let pointed = after([Action::Point(Some(place))]);
    let typed = after([Action::Point(Some(place)), typed("pod.yaml", "kind: Pod")]);
    assert_eq!((pointed.pointed, typed.pointed), (Some(place), None));
}

#[test]
fn fragments_are_routes_or_anchors() {
    let table = [
        ("", Some(Route::Home)),
        ("#/", Some(Route::Home)),
        ("#/no-such-page", Some(Route::Home)),
        ("#/lab", Some(Route::Lab)),
        ("#/lab/1.s.abc?view", Some(Route::Lab)),
        ("#/laboratory", Some(Route::Home)),
        ("#/model", Some(Route::Model)),
        ("#/glossary/sts", Some(Route::Glossary)),
        ("#gates", None),
    ];
    for (fragment, route) in table {
        assert_eq!(Route::parse(fragment), route, "{fragment}");
    }
}

#[test]
fn a_file_brought_again_takes_the_place_of_its_older_text() {
    let state = after([bring(&[("a.yaml", "1"), ("b.yaml", "2")]), bring(&[("a.yaml", "3")])]);
    assert_eq!((text(&state, "a.yaml"), state.files.iter().count()), (Some("3"), 2));
    assert_eq!(state.open, 0);
    let brought = [bring(&[("a.yaml", "1")]), bring(&[("a.yaml", "3")]), Action::Undo];
    assert_eq!(text(&after(brought), "a.yaml"), Some("1"));
    let state = after([bring(&[("a.yaml", "1"), ("a.yaml", "2")]), bring(&[("a.yaml", "")])]);
    let names: Vec<&str> = state.files.iter().map(|file| &*file.name).collect();
    assert_eq!(names, ["a.yaml", "a-2.yaml", "a-3.yaml"]);
}

#[test]
fn a_scenario_without_files_changes_nothing() {
    let state = after([bring(&[("only.scenario", "--- expect\nverdict allow\n")])]);
    assert!(state.preset);
    assert_eq!(state.files.iter().count(), after([]).files.iter().count());
}
