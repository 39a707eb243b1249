//! Home by itself: the app that the first verdict comes from. For every other page it makes way
//! for the workbench.

use yew::prelude::*;

use crate::app::{Pages, Shown};
use crate::browser;
use crate::pages::home;

/// Home, and the way to the workbench.
#[derive(Debug)]
pub struct HomeAlone;

impl Pages for HomeAlone {
    fn show(shown: Shown) -> Html {
        html! { <HomeOrAway ..shown /> }
    }
}

#[component]
fn HomeOrAway(shown: &Shown) -> Html {
    let Shown { state, view, .. } = shown;
    browser::terraform::use_lab(state);
    if browser::handover::use_way_out(state, &view.act) {
        return html! {
            <main class="page">
                <p class="fetching label">{ view.ui().fetching }</p>
            </main>
        };
    }
    home::home(shown)
}
