//! What the page shows of an answer, in both languages, rendered to text.

use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use irsa_playground::answer::Answer;
use irsa_playground::app::Shown;
use irsa_playground::components::inspectors::Inspectors;
use irsa_playground::components::{fixes, gates, header, linked, verdict, who_else};
use irsa_playground::expanded::Reading;
use irsa_playground::pages::{home, lab};
use irsa_playground::state::{Action, Inspector, State, Theme};
use irsa_playground::view::View;
use irsa_words::Lang;
use irsa_words::explain::explain;
use yew::prelude::*;

use crate::fixture::{allowed, denied};

#[derive(Properties, PartialEq)]
struct StageProps {
    lang: Lang,
    show: Callback<View, Html>,
}

#[component]
fn Stage(props: &StageProps) -> Html {
    let view = View { words: props.lang.words(), act: Callback::noop() };
    html! {
        <ContextProvider<View> context={view.clone()}>
            { props.show.emit(view) }
        </ContextProvider<View>>
    }
}

/// Nothing here waits for anything, so a poll is enough.
fn now<T>(future: impl Future<Output = T>) -> T {
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(value) = future.as_mut().poll(&mut context) {
            return value;
        }
    }
}

pub(crate) fn render(lang: Lang, show: impl Fn(View) -> Html + 'static) -> String {
    let props = StageProps { lang, show: Callback::from(show) };
    let renderer = yew::LocalServerRenderer::<Stage>::with_props(props).hydratable(false);
    now(renderer.render())
}

/// Renders a part of an answer in both languages, and looks for texts in each.
fn check(part: fn(&Answer, &View) -> Html, answer: fn() -> Answer, expected: [&[&str]; 2]) {
    for (lang, expected) in Lang::ALL.into_iter().zip(expected) {
        let html = render(lang, move |view| part(&answer(), &view));
        for text in expected {
            assert!(html.contains(text), "{lang:?}: no {text:?} in {html}");
        }
    }
}

fn show_verdict(answer: &Answer, view: &View) -> Html {
    verdict::verdict(answer, &explain(&answer.report, view.words), view)
}

fn show_gates(answer: &Answer, view: &View) -> Html {
    gates::gates(&explain(&answer.report, view.words), view)
}

#[test]
fn a_refusal_is_a_word_a_sentence_and_what_sts_says_verbatim() {
    let sts = "<code lang=\"en\" translate=\"no\">InvalidIdentityToken: Incorrect token audience";
    let hook = "data-verdict=\"error\"";
    check(show_verdict, denied, [&[hook, "ERROR", "Audience", sts], &[hook, "오류", sts]]);
}

#[test]
fn what_differs_is_marked_and_the_rest_is_aligned() {
    let gap = "sts.amazonaws.co<span aria-hidden=\"true\" class=\"gap\">\u{a0}</span>";
    let marked = "sts.amazonaws.co<mark>m</mark>";
    check(show_verdict, denied, [&[gap, marked], &[gap, marked]]);
}

#[test]
fn success_names_the_identity() {
    let arn = "assumed-role/S3Reader";
    let hook = "data-verdict=\"allow\"";
    let allowed = || allowed(0);
    check(show_verdict, allowed, [&[hook, "ALLOW", arn], &[hook, "허용", arn]]);
}

#[test]
fn every_gate_has_its_hooks_and_the_deciding_one_is_open() {
    let gate = "data-gate=\"audience\" data-state=\"fail\" class=\"gate tone-deny\">";
    let open = &*[gate, "<details open=\"open\""].concat();
    let pass = "data-gate=\"pod\" data-state=\"pass\" class=\"gate tone-allow\"><details><summary>";
    let skipped = "data-gate=\"permission\" data-state=\"skipped\"";
    check(show_gates, denied, [&[open, pass, skipped, "not reached"], &[open, pass, skipped]]);
}

#[test]
fn every_check_links_to_its_source() {
    let url = "rel=\"noreferrer\" data-evidence=\"observed\"";
    check(show_gates, denied, [&[url, "target=\"_blank\""], &[url]]);
}

#[test]
fn a_fix_says_whom_else_it_lets_in() {
    let hooks = "data-fix=\"use-actual-value\" data-who-else=\"46\"";
    let numbers = ["0 → 46 of 47", "0 → 46 / 47"];
    let diff = "sts.amazonaws.co<mark>m</mark>";
    check(fixes::fixes, denied, [&[hooks, numbers[0], diff], &[hooks, numbers[1], diff]]);
}

#[test]
fn ways_out_that_were_not_tried_are_told_of() {
    let cut = || Answer { fixes: Vec::new(), untried: 3, ..denied() };
    let told = ["More ways out were not tried", "시도하지 않은 해결 방법이 더"];
    check(fixes::untried, cut, [&[told[0], "<code"], &[told[1], "<code"]]);
}

#[test]
fn others_are_counted_grouped_and_folded() {
    let some = || allowed(12);
    let folded = ["<details class=\"more\"", "space-5"];
    check(
        who_else::who_else,
        some,
        [
            &["<strong>12</strong>", "of 47 other", folded[0], folded[1]],
            &["<strong>12</strong>", "47개", folded[0], folded[1]],
        ],
    );
}

#[test]
fn the_page_has_every_hook() {
    for lang in Lang::ALL {
        let html = render(lang, move |view| {
            let state = State::new(lang, Theme::System);
            let answer = denied();
            let explanation = explain(&answer.report, view.words).into();
            let header = header::header(&state, 0, &view);
            let shown = Shown { state, answer: answer.into(), explanation, view };
            html! {
                <>
                    { header }
                    { home::home(&shown) }
                </>
            }
        });
        let hooks = ["data-verdict", "data-gate=", "data-file=\"trust-policy.json\"", "data-fix"];
        for hook in hooks {
            assert!(html.contains(hook), "{lang:?}: no {hook}");
        }
        assert!(html.contains(&format!("lang=\"{}\" aria-pressed=\"true\"", lang.tag())), "{html}");
    }
}

/// The workbench of the real preset after some actions, with plain fields for its editor.
fn workbench(lang: Lang, actions: &[Action]) -> String {
    let start = std::rc::Rc::new(State::new(lang, Theme::System));
    let state = actions.iter().cloned().fold(start, yew::Reducible::reduce);
    render(lang, move |view| {
        let answer = Answer::of(&state.files);
        let explanation = explain(&answer.report, view.words).into();
        let state = (*state).clone();
        lab::lab(&Shown { state, answer: answer.into(), explanation, view }, &Reading::Absent, None)
    })
}

#[test]
fn the_workbench_has_every_hook_before_its_editor_is_there() {
    for lang in Lang::ALL {
        let html = workbench(lang, &[]);
        let hooks = [
            "data-verdict=\"deny\"",
            "data-gate=\"trust\"",
            "data-file=\"trust-policy.json\"",
            "<textarea",
            "data-who-else=\"0\"",
            "class=\"lab-tools\"",
            "data-inspector=\"admission\"",
        ];
        for hook in hooks {
            assert!(html.contains(hook), "{lang:?}: no {hook}");
        }
    }
}

#[test]
fn the_workbench_says_that_there_is_no_file() {
    let count = State::new(Lang::En, Theme::System).files.len();
    let removed = vec![Action::Remove(0); count];
    let expected = ["There is no file.", "파일이 없습니다."];
    for (lang, expected) in Lang::ALL.into_iter().zip(expected) {
        let html = workbench(lang, &removed);
        assert!(html.contains(expected) && !html.contains("data-file"), "{lang:?}: {html}");
    }
}

#[test]
fn each_view_of_a_run_shows_its_part_or_says_why_not() {
    let subject = "\"sub\": \"system:serviceaccount:store:orders\"";
    let table = [
        (Inspector::Admission, "<ins class=\"diff-line\">    - name: AWS_ROLE_ARN</ins>", ""),
        (Inspector::Token, subject, "SIGNATURE"),
        (Inspector::Issuer, "/.well-known/openid-configuration", ""),
        (Inspector::Call, "HTTP 403", "HTTP 200"),
        (Inspector::Credentials, "class=\"empty\"", "ASIADEMO"),
    ];
    for (open, expected, absent) in table {
        let html = render(Lang::En, move |_| {
            let state = State::new(Lang::En, Theme::System);
            let answer = std::rc::Rc::new(Answer::of(&state.files));
            html! { <Inspectors {answer} {open} /> }
        });
        let text = html.replace("&quot;", "\"");
        assert!(text.contains(expected), "{open:?}: no {expected} in {text}");
        assert!(absent.is_empty() || !text.contains(absent), "{open:?}: {absent} in {text}");
    }
}

#[test]
fn links_are_a_row_that_leads_to_each_counterpart() {
    for lang in Lang::ALL {
        let html = render(lang, move |view| {
            let mut state = State::new(lang, Theme::System);
            let answer = Answer::of(&state.files);
            state.pointed = answer.report.deciding().and_then(|check| check.at);
            linked::linked(&state, &answer, &view)
        });
        assert!(html.contains("pod.yaml</span>") && html.contains("orders</code>"), "{html}");
    }
}
