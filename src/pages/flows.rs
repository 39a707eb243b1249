//! OAuth 2.0, OpenID Connect and IRSA, message by message: an app of its own
//! (`src/bin/flowpage.rs`) within the workbench, which has no room for it.

use std::rc::Rc;

use yew::prelude::*;

use crate::browser::flows as worker;
use crate::browser::island::IslandProps;
use crate::components::flow::{Scene, attacks, clock, lanes, message, summary, thirteen};
use crate::flow_state::FlowAction;

/// The page. Its state is its own: the address has what is worth keeping of it.
#[component]
pub fn Flows(props: &IslandProps) -> Html {
    let state = use_reducer_eq(worker::asked);
    let act = {
        let dispatcher = state.dispatcher();
        use_callback((), move |action: FlowAction, ()| dispatcher.dispatch(action))
    };
    worker::use_address(&state, &act);
    let told = worker::use_told(&state, props.lang);
    let Some(told) = told else { return html! {} };
    html! {
        <div class="page flows">
            <p class="flows-lead">{ told.word("lead") }</p>
            { parts(&Scene { told, state: Rc::new((*state).clone()), act }) }
        </div>
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
