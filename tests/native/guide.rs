//! The first minute on the real engine: each step follows from the texts.

use std::rc::Rc;

use irsa_engine::Verdict;
use irsa_engine::fix::{Edit, FixKind};
use irsa_playground::answer::Answer;
use irsa_playground::guide::{Step, step};
use irsa_playground::state::{Action, State, Theme};
use irsa_words::Lang;
use yew::Reducible;

fn home() -> Rc<State> {
    Rc::new(State::new(Lang::En, Theme::System))
}

fn answer(state: &State) -> Answer {
    Answer::of(&state.files)
}

fn apply(state: Rc<State>, edits: Vec<Edit>) -> Rc<State> {
    state.reduce(Action::Apply(edits))
}

fn others(answer: &Answer) -> Option<(usize, usize)> {
    answer.who_else.as_ref().map(|who_else| (who_else.accounts.len(), who_else.of))
}

/// The state after `Show me`.
fn repaired() -> Rc<State> {
    let state = home();
    let Step::Change(fix) = step(&answer(&state)) else { return state };
    apply(state, fix.edits)
}

/// The state after `*` is put in place of the name.
fn starred() -> Rc<State> {
    let state = repaired();
    let Step::TryWildcard(edit) = step(&answer(&state)) else { return state };
    apply(state, vec![edit])
}

#[test]
fn the_preset_is_denied_by_one_word() {
    let answer = answer(&home());
    assert_eq!(answer.report.verdict(), Verdict::Deny);
    let rule = answer.report.deciding().map(|check| check.reason.rule().id);
    assert_eq!(rule, Some("subject-mismatch"));
    let at = answer.report.deciding().and_then(|check| check.at).unwrap();
    assert_eq!(answer.report.text_at(at), "\"system:serviceaccount:shop:orders\"");
}

#[test]
fn one_edit_lets_the_pod_in_and_nobody_else() {
    let answer = answer(&repaired());
    assert_eq!((answer.report.verdict(), others(&answer)), (Verdict::Allow, Some((0, 47))));
}

#[test]
fn a_star_is_taken_literally_and_the_fixes_differ_in_whom_they_let_in() {
    let answer = answer(&starred());
    assert_eq!((answer.report.verdict(), step(&answer)), (Verdict::Deny, Step::Literal));
    let blast = |kind| {
        let fix = answer.fixes.iter().find(|fix| fix.kind == kind)?;
        Some((fix.verdict, fix.who_else.after, fix.who_else.of))
    };
    assert_eq!(blast(FixKind::UseStringLike), Some((Verdict::Allow, 47, 47)));
    assert_eq!(blast(FixKind::UseActualValue), Some((Verdict::Allow, 0, 47)));
}

#[test]
fn a_wildcard_lets_all_in_until_the_pod_is_named() {
    let state = starred();
    let fix = answer(&state).fixes.into_iter().find(|fix| fix.kind == FixKind::UseStringLike);
    let state = apply(state, fix.map(|fix| fix.edits).unwrap_or_default());
    let Step::Open { others: 47, narrow: Some(edit) } = step(&answer(&state)) else {
        panic!("{:?}", step(&answer(&state)))
    };
    let answer = answer(&apply(state, vec![edit]));
    assert_eq!((answer.report.verdict(), others(&answer)), (Verdict::Allow, Some((0, 47))));
}

#[test]
fn a_half_typed_policy_never_lets_in() {
    let state = repaired();
    let file = state.files.iter().find(|file| &*file.name == "trust-policy.json").unwrap();
    let policy = file.text.trim_end().to_owned();
    for (end, _) in policy.char_indices() {
        let text = policy.get(..end).unwrap_or_default().to_owned();
        let typed = Action::Type { file: "trust-policy.json".into(), text };
        let answer = answer(&Rc::clone(&state).reduce(typed));
        assert_ne!(answer.report.verdict(), Verdict::Allow, "cut at {end}");
    }
}
