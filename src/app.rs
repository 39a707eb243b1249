//! The whole page: its state, what is derived from it, and the parts that show it.

use std::rc::Rc;

use irsa_words::explain::explain;
use yew::prelude::*;

use crate::answer::Answer;
use crate::browser;
use crate::components::{footer, header, notice};
use crate::pages::{glossary, home, lab, model};
use crate::route::Route;
use crate::state::Action;
use crate::view::View;

/// The whole page.
#[component]
pub fn App() -> Html {
    let state = use_reducer_eq(browser::first_state);
    let answer = use_memo(state.files.clone(), Answer::of);
    let explanation = {
        let answer = Rc::clone(&answer);
        let words = state.lang.words();
        use_memo((state.files.clone(), words), move |(_, words)| explain(&answer.report, *words))
    };
    let dispatcher = state.dispatcher();
    let act = use_memo((), move |()| {
        let act = Callback::from(move |action: Action| dispatcher.dispatch(action));
        browser::words::learning_first(act)
    });
    let view = View { words: state.lang.words(), act: (*act).clone() };
    browser::use_language(state.lang);
    browser::use_route(state.route, state.lang, &view.act);
    browser::use_theme(state.theme);
    browser::use_autosave(&state, &view.act);
    browser::links::use_links(state.edited(), &view.act);
    browser::regions::use_regions();
    let requests = browser::use_requests();
    let module = browser::use_module(state.route == Route::Lab);
    let reference = browser::use_reference(state.route, state.lang);
    let page = match state.route {
        Route::Home => home::home(&state, &answer, &explanation, &view),
        Route::Lab => lab::lab(&state, &answer, &explanation, module.as_ref(), &view),
        Route::Model => model::model(&state, &reference, &view),
        Route::Glossary => glossary::glossary(&state, &reference, &view),
    };

    html! {
        <ContextProvider<View> context={view.clone()}>
            { header::header(&state, requests, &view) }
            { notice::notice(&state, &view) }
            { page }
            { footer::footer(&view) }
        </ContextProvider<View>>
    }
}
