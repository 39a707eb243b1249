//! Simulates clusters, in a worker of its own: no page has room for Terraform.
//!
//! It is asked as `cluster_told` says, and answers in JSON, or with nothing to what is no question.

use std::cell::RefCell;

use irsa_playground::cluster_told::Teller;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::js_sys;
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

fn main() {
    let Ok(scope) = js_sys::global().dyn_into::<DedicatedWorkerGlobalScope>() else { return };
    let worker = scope.clone();
    let teller = RefCell::new(Teller::default());
    let answer = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        let question = event.data().as_string().unwrap_or_default();
        let told = teller.borrow_mut().tell(&question).unwrap_or_default();
        let _ = worker.post_message(&told.into());
    });
    scope.set_onmessage(Some(answer.as_ref().unchecked_ref()));
    // It listens as long as the worker lives.
    answer.forget();
    // The page asks once it hears that somebody listens.
    let _ = scope.post_message(&"".into());
}
