//! The other end of `worker`: a WebAssembly that is asked in a string and answers in one.

use std::cell::RefCell;

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::js_sys;
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

/// Answers every question as long as the worker lives, with nothing to what is none.
pub fn answer(answer: impl FnMut(&str) -> Option<String> + 'static) {
    let Ok(scope) = js_sys::global().dyn_into::<DedicatedWorkerGlobalScope>() else { return };
    let worker = scope.clone();
    let answer = RefCell::new(answer);
    let hear = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        let question = event.data().as_string().unwrap_or_default();
        let told = (answer.borrow_mut())(&question).unwrap_or_default();
        // Fails for no string.
        let _ = worker.post_message(&told.into());
    });
    scope.set_onmessage(Some(hear.as_ref().unchecked_ref()));
    hear.forget();
    // The page asks once it hears that somebody listens.
    let _ = scope.post_message(&"".into());
}
