//! One tab for each file.

use irsa_words::explain::Explanation;
use yew::prelude::*;

use crate::browser;
use crate::state::{Action, State};
use crate::view::View;

/// The id of a file's tab.
#[must_use]
pub fn tab_id(index: usize) -> String {
    format!("tab-{index}")
}

/// The id of a file's panel.
#[must_use]
pub fn panel_id(index: usize) -> String {
    format!("panel-{index}")
}

/// The tabs; arrow keys move between them.
pub fn tabs(state: &State, explanation: &Explanation, view: &View) -> Html {
    let decided = explanation.decided.as_ref().and_then(|(_, line)| line.at.as_ref());
    let deciding = decided.map(|location| location.place.file);
    let tabs = state.files.iter().enumerate().map(|(index, file)| {
        let open = index == state.open;
        html! {
            <button key={&*file.name} role="tab" class="tab" id={tab_id(index)}
                aria-selected={open.to_string()} aria-controls={panel_id(index)}
                tabindex={if open { "0" } else { "-1" }} translate="no"
                onclick={view.click(Action::Open(index))}>
                { &file.name }
                if deciding == Some(index) {
                    <span class="tab-mark" aria-hidden="true"></span>
                    <span class="visually-hidden">{ " " }{ view.ui().tab_decides }</span>
                }
            </button>
        }
    });
    html! {
        <div class="tabs" role="tablist" aria-label={view.ui().artefacts}
            onkeydown={moves(state, view)}>
            { for tabs }
        </div>
    }
}

fn moves(state: &State, view: &View) -> Callback<KeyboardEvent> {
    let (open, count, act) = (state.open, state.files.len(), view.act.clone());
    Callback::from(move |event: KeyboardEvent| {
        if let Some(to) = target(&event.key(), open, count) {
            event.prevent_default();
            act.emit(Action::Open(to));
            browser::focus(&tab_id(to));
        }
    })
}

/// Where a key leads to from the open tab, of so many.
#[must_use]
pub fn target(key: &str, open: usize, count: usize) -> Option<usize> {
    let last = count.checked_sub(1)?;
    match key {
        "ArrowRight" => Some(if open >= last { 0 } else { open + 1 }),
        "ArrowLeft" => Some(open.checked_sub(1).unwrap_or(last)),
        "Home" => Some(0),
        "End" => Some(last),
        _ => None,
    }
}
