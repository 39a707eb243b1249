//! The worker that runs flows (`src/bin/flows.rs`), and their part of the address.

use std::rc::Rc;

use gloo::events::EventListener;
use irsa_words::Lang;
use wasm_bindgen::JsValue;
use yew::prelude::*;

use super::worker::use_worker;
use crate::flow_state::{FlowAction, FlowState};
use crate::flow_view::Told;
use crate::route::Route;

/// Where the build puts the worker, with its version, so that none of an earlier build is taken.
const WORKER: &str = concat!("./flows_loader.js?v=", env!("CARGO_PKG_VERSION"));

/// The state that the address asks for.
#[must_use]
pub fn asked() -> FlowState {
    let hash = gloo::utils::window().location().hash();
    FlowState::of_address(&hash.unwrap_or_default())
}

/// What comes of a state, in a language; that of an earlier state until it is there.
#[hook]
pub fn use_told(state: &FlowState, lang: Lang) -> Option<Rc<Told>> {
    let question = state.question(lang.tag());
    let heard = use_worker(WORKER, true, Some(question.as_str().into()));
    let told = use_memo(heard.answered, |answered| {
        answered.as_ref().and_then(|(_, answer)| Told::read(answer)).map(Rc::new)
    });
    (*told).clone()
}

/// Keeps the address true, and follows it where somebody opens another one.
#[hook]
pub fn use_address(state: &FlowState, act: &Callback<FlowAction>) {
    let address = state.address();
    let shown = use_mut_ref(String::new);
    shown.replace(address.clone());
    use_effect_with(address, |address| {
        if let Ok(history) = gloo::utils::window().history() {
            // An address that the browser refuses only means that it can't be copied.
            let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(address));
        }
    });
    use_effect_with(act.clone(), move |act| {
        let act = act.clone();
        let listener = EventListener::new(&gloo::utils::window(), "hashchange", move |_| {
            let state = asked();
            if super::routes::asked() == Some(Route::Flows) && state.address() != *shown.borrow() {
                act.emit(FlowAction::Open(Box::new(state)));
            }
        });
        move || drop(listener)
    });
}
