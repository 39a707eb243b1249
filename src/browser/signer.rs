//! The worker that signs the token which is shown (`src/bin/tokens.rs`).

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{MessageEvent, Worker};
use yew::prelude::*;

/// Where the build puts the worker, with its version, so that none of an earlier build is taken.
const WORKER: &str = concat!("./tokens_loader.js?v=", env!("CARGO_PKG_VERSION"));

/// A token as it is sent, and the keys that verify it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// The compact token.
    pub token: String,
    /// The issuer's key set, as compact JSON.
    pub jwks: String,
}

/// The worker, and what it is to be asked, which waits until it listens.
struct Signer {
    worker: Worker,
    listens: bool,
    asked: Option<String>,
    waiting: Option<String>,
}

/// An answer with the question it is to.
type Answered = (String, Signed);

/// Signs what is asked, once that is `wanted`: the instant in Unix seconds and the claims, in two
/// lines. None until the answer to this very question is there.
#[hook]
pub fn use_signed(wanted: bool, question: Option<String>) -> Option<Signed> {
    let signer = use_memo((), |()| RefCell::new(None::<Signer>));
    let answered = use_state(|| None::<Answered>);
    let set = answered.setter();
    {
        let signer = Rc::clone(&signer);
        use_effect_with((wanted, question.clone()), move |(wanted, question)| {
            if !*wanted {
                return;
            }
            if signer.borrow().is_none() {
                let started = start(&signer, set);
                signer.replace(started);
            }
            if let Some(signer) = signer.borrow_mut().as_mut() {
                signer.ask(question.clone());
            }
        });
    }
    use_effect_with((), move |()| {
        move || {
            if let Some(signer) = signer.take() {
                signer.worker.terminate();
            }
        }
    });
    let (to, signed) = (*answered).clone()?;
    (Some(to) == question).then_some(signed)
}

/// Starts the worker; none where the browser has none, or refuses it.
fn start(
    signer: &Rc<RefCell<Option<Signer>>>,
    set: UseStateSetter<Option<Answered>>,
) -> Option<Signer> {
    let worker = Worker::new(WORKER).ok()?;
    let signer = Rc::downgrade(signer);
    let hear = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        let Some(signer) = signer.upgrade() else { return };
        let mut signer = signer.borrow_mut();
        let heard = event.data().as_string().unwrap_or_default();
        let answer = signer.as_mut().and_then(|signer| signer.hear(&heard));
        if answer.is_some() {
            set.set(answer);
        }
    });
    worker.set_onmessage(Some(hear.as_ref().unchecked_ref()));
    // It is called as long as the worker lives.
    hear.forget();
    Some(Signer { worker, listens: false, asked: None, waiting: None })
}

impl Signer {
    /// Asks, if the worker is free; else when it is, and only the last question.
    fn ask(&mut self, question: Option<String>) {
        self.waiting = question;
        self.go_on();
    }

    fn go_on(&mut self) {
        if !self.listens || self.asked.is_some() {
            return;
        }
        if let Some(question) = self.waiting.take()
            && self.worker.post_message(&question.as_str().into()).is_ok()
        {
            self.asked = Some(question);
        }
    }

    /// Takes an answer; the first one only says that the worker listens.
    fn hear(&mut self, heard: &str) -> Option<Answered> {
        self.listens = true;
        let answered = self.asked.take().and_then(|question| {
            let (token, jwks) = heard.split_once('\n')?;
            let signed = Signed { token: token.to_owned(), jwks: jwks.to_owned() };
            Some((question, signed))
        });
        self.go_on();
        answered
    }
}
