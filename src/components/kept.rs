//! The way back to the texts that others took the place of.

use yew::prelude::*;

use crate::state::{Action, State};
use crate::view::View;

/// The button, where there are any.
pub fn bring_back(state: &State, view: &View) -> Html {
    if state.kept.is_empty() {
        return Html::default();
    }
    html! {
        <button class="button-quiet" data-bring-back="" onclick={view.click(Action::BringBack)}>
            { view.ui().bring_back }
        </button>
    }
}
