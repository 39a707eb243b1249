//! The ways out: what each does, what the verdict is then, and whom else it lets in.

use std::rc::Rc;

use irsa_engine::fix::{self, Edit, Fix};
use irsa_engine::iam::reach::Open;
use irsa_words::compare::{Part, compare};
use yew::prelude::*;

use super::{icon, prose::prose, tone::tone};
use crate::answer::Answer;
use crate::diff::{Change, diff};
use crate::state::Action;
use crate::view::{View, count};

/// A longer difference is folded: what a fix does is said above it.
const LINES_MAX: usize = 4;

/// What is alike around a change is cut to so many characters.
const AROUND_MAX: usize = 28;

/// The fixes of a report, or nothing.
pub fn fixes(answer: &Answer, view: &View) -> Html {
    if answer.fixes.is_empty() {
        return Html::default();
    }
    html! {
        <section class="fixes" aria-labelledby="fixes">
            <h2 id="fixes" class="card-title">{ view.ui().fixes }</h2>
            <ul class="fix-list">
                { for answer.fixes.iter().map(|fix| card(answer, fix, view)) }
            </ul>
        </section>
    }
}

/// That there are more ways out, where they were not tried. Home's texts are too small for that.
pub fn untried(answer: &Answer, view: &View) -> Html {
    if answer.untried == 0 {
        return Html::default();
    }
    html! {
        <p class="label">{ prose(view.ui().fixes_untried) }</p>
    }
}

fn card(answer: &Answer, fix: &Fix, view: &View) -> Html {
    let ui = view.ui();
    let title = view.words.entry("fixes", fix.kind.id());
    let apply = view.click(Action::Apply(fix.edits.clone()));
    html! {
        <li class="fix card">
            <h3>{ prose(title) }</h3>
            { for changes(answer, fix, view) }
            if let Some(command) = &fix.command {
                <pre class="command" translate="no">{ command }</pre>
            }
            <div class="fix-foot">
                <p class={classes!("fix-then", tone(fix.verdict))}>
                    { icon::verdict(fix.verdict) }
                    <strong>{ view.words.verdict(fix.verdict) }</strong>
                </p>
                { blast(fix, view) }
                if !fix.edits.is_empty() {
                    <button class="button" data-fix={fix.kind.id()} onclick={apply}
                        data-who-else={fix.who_else.after.to_string()}>
                        { ui.apply }
                        <span class="visually-hidden">{ ": " }{ title.replace('`', "") }</span>
                    </button>
                }
            </div>
        </li>
    }
}

/// How many others get the role, before and after.
fn blast(fix: &Fix, view: &View) -> Html {
    let ui = view.ui();
    let blast = fix.who_else;
    let class = classes!("blast", (blast.after > blast.before).then_some("blast-wider"));
    let numbers = [("before", blast.before), ("after", blast.after), ("of", blast.of)];
    html! {
        <p {class}>
            { count(ui.others_let_in, &numbers) }
            if blast.open != Open::None {
                <span class="open">{ view.words.entry("open", blast.open.id()) }</span>
            }
        </p>
    }
}

/// The edited lines of each file.
fn changes(answer: &Answer, fix: &Fix, view: &View) -> Vec<Html> {
    let mut files: Vec<&Rc<str>> = fix.edits.iter().map(|edit| &edit.file).collect();
    files.dedup();
    files.into_iter().map(|file| change(answer, fix, file, view)).collect()
}

fn change(answer: &Answer, fix: &Fix, file: &str, view: &View) -> Html {
    let given = answer.report.files.iter().find(|given| &*given.name == file);
    let before = given.map(|given| &*given.text).unwrap_or_default();
    let edits: Vec<&Edit> = fix.edits.iter().filter(|edit| &*edit.file == file).collect();
    let after = fix::apply(before, &edits);
    let changes = diff(before, &after);
    let lines = match changes.as_slice() {
        [Change::Out(out), Change::In(new)] => {
            let parts = compare(out.trim_start(), new.trim_start());
            vec![line(false, marked(&parts.expected)), line(true, marked(&parts.actual))]
        }
        changes => changes.iter().map(plain).collect(),
    };
    let number = lines.len();
    let lines = html! { <pre translate="no">{ for lines }</pre> };
    html! {
        <div class="diff">
            <span class="diff-file" translate="no">{ file.to_owned() }</span>
            if number > LINES_MAX {
                <details>
                    <summary>{ count(view.ui().diff_lines, &[("n", number)]) }</summary>
                    { lines }
                </details>
            } else {
                { lines }
            }
        </div>
    }
}

fn plain(change: &Change<'_>) -> Html {
    match change {
        Change::Out(text) => line(false, html! { text }),
        Change::In(text) => line(true, html! { text }),
    }
}

fn line(added: bool, text: Html) -> Html {
    if added {
        html! { <ins class="diff-line">{ text }</ins> }
    } else {
        html! { <del class="diff-line">{ text }</del> }
    }
}

/// Text that is alike, cut in the middle where a change is on that side, else at its far end.
fn around(text: &str, after_change: bool, before_change: bool) -> String {
    let length = text.chars().count();
    let head = if after_change { AROUND_MAX } else { 0 };
    let tail = if before_change { AROUND_MAX } else { 0 };
    if length <= head + tail + 2 {
        return text.to_owned();
    }
    let start: String = text.chars().take(head).collect();
    let end: String = text.chars().skip(length - tail).collect();
    // A value is cut before its quote rather than within the word before it.
    let quote = end.rfind('"').and_then(|at| end.get(at..));
    format!("{start}…{}", quote.unwrap_or(&end))
}

fn marked(parts: &[Part]) -> Html {
    let last = parts.len().saturating_sub(1);
    let parts = parts.iter().enumerate().map(|(index, part)| {
        if part.differs {
            html! { <mark>{ &part.text }</mark> }
        } else {
            html! { around(&part.text, index > 0, index < last) }
        }
    });
    html! { <>{ for parts }</> }
}
