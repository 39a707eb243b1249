//! The texts in `localStorage`, from one visit to the next.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo::events::EventListener;
use gloo::timers::callback::Timeout;
use yew::prelude::*;

use super::storage;
use crate::saved::{Refused, Store, save};
use crate::state::{Action, Notice, State};

/// Milliseconds without a change after which the texts are saved.
const REST: u32 = 400;

/// `localStorage`.
pub(super) struct LocalStorage;

impl Store for LocalStorage {
    fn get(&self, key: &str) -> Option<String> {
        super::stored(key)
    }

    fn set(&self, key: &str, text: Option<&str>) -> Result<(), Refused> {
        let storage = storage().ok_or(Refused)?;
        let done = match text {
            Some(text) => storage.set_item(key, text),
            None => storage.remove_item(key),
        };
        done.map_err(|_| Refused)
    }
}

/// The state still to be saved, and the timer that saves it.
#[derive(Default)]
struct Pending {
    state: RefCell<Option<State>>,
    timer: RefCell<Option<Timeout>>,
    told: Cell<bool>,
}

impl Pending {
    /// Saves what is to be saved; a refusal is told once.
    fn save(&self, act: &Callback<Action>) {
        let Some(state) = self.state.take() else { return };
        if save(&state, &LocalStorage).is_err() && !self.told.replace(true) {
            act.emit(Action::Tell(Some(Notice::StorageRefused)));
        }
    }
}

/// Saves the texts shortly after they change, and at the latest when the page is left.
#[hook]
pub fn use_autosave(state: &State, act: &Callback<Action>) {
    let pending = use_memo((), |()| Pending::default());
    let first = use_mut_ref(|| true);
    let change = (state.files.clone(), state.origin.clone(), state.kept.clone());
    {
        let (pending, state, act) = (Rc::clone(&pending), state.clone(), act.clone());
        use_effect_with(change, move |_| {
            if !std::mem::take(&mut *first.borrow_mut()) {
                *pending.state.borrow_mut() = Some(state);
                let waiting = Rc::clone(&pending);
                let timer = Timeout::new(REST, move || waiting.save(&act));
                *pending.timer.borrow_mut() = Some(timer);
            }
        });
    }
    let act = act.clone();
    use_effect_with((), move |()| {
        let window = gloo::utils::window();
        let (waiting, tell) = (Rc::clone(&pending), act.clone());
        let listener = EventListener::new(&window, "pagehide", move |_| waiting.save(&tell));
        move || {
            drop(listener);
            pending.save(&act);
        }
    });
}
