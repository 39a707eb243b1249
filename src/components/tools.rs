//! What can be done with all of the texts at once.

use yew::prelude::*;

use crate::state::{Action, State};
use crate::view::View;

/// The toolbar of the workbench.
pub fn tools(state: &State, view: &View) -> Html {
    let ui = view.ui();
    html! {
        <div class="lab-tools">
            <button class="button-quiet" disabled={state.past.is_empty()}
                onclick={view.click(Action::Undo)}>
                { ui.undo }
            </button>
            <button class="button-quiet" onclick={view.click(Action::Reset)}>
                { ui.reset }
            </button>
        </div>
    }
}
