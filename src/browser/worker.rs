//! A worker that is asked in a string and answers in one: `src/bin/tokens.rs`, `src/bin/flows.rs`.

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{MessageEvent, Worker};
use yew::prelude::*;

/// The worker, and what it is to be asked, which waits until it listens.
struct Line {
    worker: Worker,
    listens: bool,
    asked: Option<Rc<str>>,
    waiting: Option<Rc<str>>,
}

/// A question and the answer to it.
pub(super) type Answered = (Rc<str>, Rc<str>);

/// Asks the worker at that address, once that is `wanted`. The last answer with its question: while
/// another question is open, that of an earlier one.
#[hook]
pub(super) fn use_worker(
    address: &'static str,
    wanted: bool,
    question: Option<Rc<str>>,
) -> Option<Answered> {
    let line = use_memo((), |()| RefCell::new(None::<Line>));
    let answered = use_state(|| None::<Answered>);
    let set = answered.setter();
    {
        let line = Rc::clone(&line);
        use_effect_with((wanted, question), move |(wanted, question)| {
            if !*wanted {
                return;
            }
            if line.borrow().is_none() {
                let started = start(address, &line, set);
                line.replace(started);
            }
            if let Some(line) = line.borrow_mut().as_mut() {
                line.ask(question.clone());
            }
        });
    }
    use_effect_with((), move |()| {
        move || {
            if let Some(line) = line.take() {
                line.worker.terminate();
            }
        }
    });
    (*answered).clone()
}

/// Starts the worker; none where the browser has none, or refuses it.
fn start(
    address: &str,
    line: &Rc<RefCell<Option<Line>>>,
    set: UseStateSetter<Option<Answered>>,
) -> Option<Line> {
    let worker = Worker::new(address).ok()?;
    let line = Rc::downgrade(line);
    let hear = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        let Some(line) = line.upgrade() else { return };
        let mut line = line.borrow_mut();
        let heard = event.data().as_string().unwrap_or_default();
        let answer = line.as_mut().and_then(|line| line.hear(heard));
        if answer.is_some() {
            set.set(answer);
        }
    });
    worker.set_onmessage(Some(hear.as_ref().unchecked_ref()));
    // It is called as long as the worker lives.
    hear.forget();
    Some(Line { worker, listens: false, asked: None, waiting: None })
}

impl Line {
    /// Asks, if the worker is free; else when it is, and only the last question.
    fn ask(&mut self, question: Option<Rc<str>>) {
        self.waiting = question;
        self.go_on();
    }

    fn go_on(&mut self) {
        if !self.listens || self.asked.is_some() {
            return;
        }
        if let Some(question) = self.waiting.take()
            && self.worker.post_message(&(&*question).into()).is_ok()
        {
            self.asked = Some(question);
        }
    }

    /// Takes an answer; the first one only says that the worker listens.
    fn hear(&mut self, heard: String) -> Option<Answered> {
        self.listens = true;
        let answered = self.asked.take().map(|question| (question, heard.into()));
        self.go_on();
        answered
    }
}
