//! A worker that is asked in a string and answers in one: `src/bin/tokens.rs`, `src/bin/flows.rs`,
//! `src/bin/cluster.rs`.

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

/// What was heard of a worker.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Heard {
    /// The last answer with its question: while another question is open, that of an earlier one.
    pub(super) answered: Option<Answered>,
    /// Whether it did not come, or broke off. The next question starts another.
    pub(super) failed: bool,
}

/// Asks the worker at that address, once that is `wanted`.
#[hook]
pub(super) fn use_worker(address: &'static str, wanted: bool, question: Option<Rc<str>>) -> Heard {
    let line = use_memo((), |()| RefCell::new(None::<Line>));
    let heard = use_state(Heard::default);
    let set = heard.setter();
    {
        let line = Rc::clone(&line);
        use_effect_with((wanted, question), move |(wanted, question)| {
            if !*wanted {
                return;
            }
            if line.borrow().is_none() {
                let started = start(address, &line, set.clone());
                if started.is_none() {
                    set.set(Heard { answered: None, failed: true });
                }
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
    (*heard).clone()
}

/// Starts the worker; none where the browser has none, or refuses it.
fn start(
    address: &str,
    line: &Rc<RefCell<Option<Line>>>,
    set: UseStateSetter<Heard>,
) -> Option<Line> {
    let worker = Worker::new(address).ok()?;
    let line = Rc::downgrade(line);
    let fail = {
        let (line, set) = (line.clone(), set.clone());
        Closure::<dyn FnMut(Event)>::new(move |_: Event| {
            if let Some(broken) = line.upgrade().and_then(|line| line.take()) {
                broken.worker.terminate();
            }
            set.set(Heard { answered: None, failed: true });
        })
    };
    worker.set_onerror(Some(fail.as_ref().unchecked_ref()));
    let hear = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        let Some(line) = line.upgrade() else { return };
        let mut line = line.borrow_mut();
        let heard = event.data().as_string().unwrap_or_default();
        let answer = line.as_mut().and_then(|line| line.hear(heard));
        if answer.is_some() {
            set.set(Heard { answered: answer, failed: false });
        }
    });
    worker.set_onmessage(Some(hear.as_ref().unchecked_ref()));
    // They are called as long as the worker lives.
    hear.forget();
    fail.forget();
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
