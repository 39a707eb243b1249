//! An app: its state, what is derived from it, and the parts that show it.

use std::rc::Rc;

use irsa_engine::Ask;
use irsa_words::explain::{Explanation, explain};
use yew::prelude::*;

use crate::answer::Answer;
use crate::browser;
use crate::components::{footer, header, notice};
use crate::state::{Action, State};
use crate::view::View;

/// The pages that an app has. Each app is a WebAssembly of its own, with the code of its pages
/// alone: the first verdict waits for no other page.
pub trait Pages: 'static {
    /// The question, with what judges it as far as this app has the code for it.
    #[must_use]
    fn ask() -> Ask {
        Ask::default()
    }

    /// Shows the page of the state's route.
    fn show(shown: Shown) -> Html;
}

/// What a page shows.
#[derive(Debug, Clone, Properties)]
pub struct Shown {
    /// What the visitor typed and chose.
    pub state: State,
    /// What the engine makes of the texts.
    pub answer: Rc<Answer>,
    /// The same in words.
    pub explanation: Rc<Explanation>,
    /// The words, and where actions go.
    pub view: View,
}

impl PartialEq for Shown {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.answer, &other.answer)
            && Rc::ptr_eq(&self.explanation, &other.explanation)
            && self.view == other.view
            && self.state == other.state
    }
}

/// The whole of an app.
#[component]
pub fn App<P: Pages>() -> Html {
    let state = use_reducer_eq(browser::first_state);
    let answer = use_memo(state.files.clone(), |files| Answer::to(files, &P::ask()));
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
    browser::regions::use_regions();
    let requests = browser::use_requests();
    let state = (*state).clone();

    html! {
        <ContextProvider<View> context={view.clone()}>
            { header::header(&state, requests, &view) }
            { notice::notice(&state, &view) }
            { P::show(Shown { state, answer, explanation, view: view.clone() }) }
            { footer::footer(&view) }
        </ContextProvider<View>>
    }
}
