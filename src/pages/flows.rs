//! OAuth 2.0, OpenID Connect and IRSA, message by message.

use std::rc::Rc;

use irsa_words::Lang;
use yew::prelude::*;

use crate::browser::{PAGE_TITLE, flows as worker};
use crate::components::flow::{Scene, attacks, clock, lanes, message, summary, thirteen};
use crate::flow_state::FlowAction;
use crate::view::use_view;

/// What the page is given.
#[derive(Debug, PartialEq, Properties)]
pub struct FlowsProps {
    /// The visitor's language.
    pub lang: Lang,
}

/// The page. Its state is its own: the address has what is worth keeping of it.
#[component]
pub fn Flows(props: &FlowsProps) -> Html {
    let view = use_view();
    let state = use_reducer_eq(worker::asked);
    let act = {
        let dispatcher = state.dispatcher();
        use_callback((), move |action: FlowAction, ()| dispatcher.dispatch(action))
    };
    worker::use_address(&state, &act);
    let told = worker::use_told(&state, props.lang);
    html! {
        <main class="page flows">
            <div class="title">
                <h1 id={PAGE_TITLE} tabindex="-1">{ view.ui().nav_flows }</h1>
                if let Some(told) = &told { <p>{ told.word("lead") }</p> }
            </div>
            if let Some(told) = told {
                { parts(&Scene { told, state: Rc::new((*state).clone()), act }) }
            } else {
                <p class="fetching label">{ view.ui().fetching }</p>
            }
        </main>
    }
}

/// All parts of the page.
pub fn parts(scene: &Scene) -> Html {
    html! {
        <>
            { clock::clock(scene) }
            { lanes::lanes(scene) }
            { message::message(scene) }
            { message::changes(scene) }
            <div class="flow-columns">
                { attacks::switches(scene) }
                { attacks::attacks(scene) }
            </div>
            { thirteen::thirteen(scene) }
            { summary::summary(scene) }
            { summary::confusions(scene) }
        </>
    }
}
