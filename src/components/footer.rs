//! What the page is, and the version of its rules.

use yew::prelude::*;

use crate::view::View;

/// The foot of the page.
pub fn footer(view: &View) -> Html {
    let ui = view.ui();
    html! {
        <footer class="foot">
            <p>{ ui.footer }</p>
            <p>{ ui.rules_version }{ " " }<span translate="no">{ irsa_engine::VERSION }</span></p>
        </footer>
    }
}
