//! One line that says what can be tried next, and a button that does it.

use yew::prelude::*;

use crate::answer::Answer;
use crate::guide::{Step, step};
use crate::state::{Action, State};
use crate::view::{View, count};

/// The line for where the visitor stands.
#[must_use]
pub fn guide(state: &State, answer: &Answer, view: &View) -> Html {
    let ui = view.ui();
    let (title, text, button) = match step(answer) {
        Step::Change(fix) => {
            (ui.guide_change, ui.guide_change_text.to_owned(), apply(ui.show_me, fix.edits, view))
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
    let undo = !state.past.is_empty();
    html! {
        <section class="guide" aria-label={ui.guide}>
            <div class="guide-text">
                <p class="guide-title">{ title }</p>
                <p>{ text }</p>
            </div>
            <div class="guide-buttons">
                { button }
                if undo {
                    <button class="button-quiet" onclick={view.click(Action::Undo)}>{ ui.undo }</button>
                }
            </div>
        </section>
    }
}

fn apply(label: &'static str, edits: Vec<irsa_engine::fix::Edit>, view: &View) -> Html {
    html! {
        <button class="button" onclick={view.click(Action::Apply(edits))}>{ label }</button>
    }
}
