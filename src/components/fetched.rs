//! What stands where fetched words will be.

use yew::prelude::*;

use crate::browser::Fetched;
use crate::reference::Reference;
use crate::view::View;

/// What `show` makes of the reference, or how far fetching it is.
pub fn fetched(fetched: &Fetched, view: &View, show: impl FnOnce(&Reference) -> Html) -> Html {
    let ui = view.ui();
    match fetched {
        Fetched::Here(reference) => show(reference),
        Fetched::Waiting => html! { <p class="fetching label">{ ui.fetching }</p> },
        Fetched::Failed(again) => html! {
            <div class="fetching card">
                <p>{ ui.fetch_failed }</p>
                <button class="button" onclick={again}>{ ui.fetch_again }</button>
            </div>
        },
    }
}
