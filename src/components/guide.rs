//! One line that says what can be tried next, and a button that does it.

use irsa_engine::fix::{Edit, FixKind};
use yew::prelude::*;

use super::prose::prose;
use crate::answer::Answer;
use crate::guide::{Step, step};
use crate::state::Action;
use crate::view::{View, count};

/// The line for where the visitor stands.
pub fn guide(answer: &Answer, view: &View) -> Html {
    let ui = view.ui();
    let (title, text, button) = match step(answer) {
        Step::Change(fix) => {
            let (title, text) = change(fix.kind, view);
            (title, text.to_owned(), apply(ui.show_me, fix.edits, view))
        }
        Step::TryWildcard(edit) => {
            (ui.guide_star, ui.guide_star_text.to_owned(), apply(ui.put_star, vec![edit], view))
        }
        Step::Literal => (ui.guide_literal, ui.guide_literal_text.to_owned(), Html::default()),
        Step::Open { others, narrow } => {
            let button = narrow.map(|edit| apply(ui.name_pod, vec![edit], view));
            (ui.guide_open, count(ui.guide_open_text, &[("n", others)]), button.unwrap_or_default())
        }
        Step::Done => (ui.guide_done, ui.guide_done_text.to_owned(), Html::default()),
        Step::Typing => (ui.guide_typing, ui.guide_typing_text.to_owned(), Html::default()),
    };
    html! {
        <section class="guide" aria-label={ui.guide}>
            <div class="guide-text">
                <p class="guide-title">{ prose(title) }</p>
                <p>{ prose(&text) }</p>
            </div>
            { button }
        </section>
    }
}

/// Another value in place is one word; any other way out goes by its name.
fn change(kind: FixKind, view: &View) -> (&'static str, &'static str) {
    let ui = view.ui();
    match kind {
        FixKind::UseActualValue => (ui.guide_change, ui.guide_change_text),
        kind => (ui.guide_fix, view.words.entry("fixes", kind.id())),
    }
}

fn apply(label: &'static str, edits: Vec<Edit>, view: &View) -> Html {
    html! {
        <button class="button" onclick={view.click(Action::Apply(edits))}>{ label }</button>
    }
}
