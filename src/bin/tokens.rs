//! Signs the token that the page shows, in a worker of its own: the page's first download has no
//! room for RSA, and a signature takes milliseconds.
//!
//! It is asked in lines, the instant in Unix seconds and then the claims, and answers with the
//! token and the issuer's key set at that instant, or with nothing to what it can't sign.

use irsa_engine::Timestamp;
use irsa_engine::oidc::keys::DemoKey;
use irsa_engine::oidc::{issuer, mint};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::js_sys;
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

fn main() {
    let Ok(scope) = js_sys::global().dyn_into::<DedicatedWorkerGlobalScope>() else { return };
    let worker = scope.clone();
    let answer = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        let question = event.data().as_string().unwrap_or_default();
        // The page that does not get an answer shows the token without its signature.
        let _ = worker.post_message(&signed(&question).unwrap_or_default().into());
    });
    scope.set_onmessage(Some(answer.as_ref().unchecked_ref()));
    // It listens as long as the worker lives.
    answer.forget();
    // The page asks once it hears that somebody listens.
    let _ = scope.post_message(&"".into());
}

fn signed(question: &str) -> Option<String> {
    let (at, claims) = question.split_once('\n')?;
    let at = Timestamp(at.parse().ok()?);
    let token = mint::sign(claims, DemoKey::signing_at(at)).ok()?;
    let keys = issuer::jwks(&DemoKey::published_at(at)).ok()?;
    Some(format!("{token}\n{keys}"))
}
