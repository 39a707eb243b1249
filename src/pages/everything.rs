//! The workbench: every page.

use irsa_engine::Ask;
use yew::prelude::*;

use crate::answer::whole;
use crate::app::{Pages, Shown};
use crate::browser;
use crate::browser::island::Room;
use crate::browser::terraform;
use crate::pages::{glossary, home, lab, model};
use crate::route::Route;

/// Every page.
#[derive(Debug)]
pub struct Everything;

impl Pages for Everything {
    fn ask() -> Ask {
        whole()
    }

    fn show(shown: Shown) -> Html {
        html! { <AnyPage ..shown /> }
    }
}

#[component]
fn AnyPage(shown: &Shown) -> Html {
    let (shown, reading) = &terraform::use_terraform(shown);
    let Shown { state, view, .. } = shown;
    terraform::use_lab(state);
    browser::links::use_links(state.edited(), &view.act);
    let module = browser::use_module(state.route == Route::Lab);
    let reference = browser::use_reference(state.route, state.lang);
    match state.route {
        Route::Home => home::home(shown),
        Route::Lab => lab::lab(shown, reading, module.as_ref()),
        route @ (Route::Flows | Route::Cluster) => html! {
            <Room key={route.id()} {route} lang={state.lang} theme={state.theme} />
        },
        Route::Model => model::model(state, &reference, view),
        Route::Glossary => glossary::glossary(state, &reference, view),
    }
}
