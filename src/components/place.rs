//! A link to a place in a text.

use irsa_words::explain::Location;
use yew::prelude::*;

use crate::state::Action;
use crate::view::{View, count};

/// Opens the file and selects the characters.
pub fn place(location: &Location, view: &View) -> Html {
    let at = count(view.ui().line, &[("line", location.start.line)]);
    html! {
        <button class="place" onclick={view.click(Action::Show(location.place))}>
            <span class="place-file" translate="no">{ &location.file }</span>{ " " }{ at }
        </button>
    }
}
