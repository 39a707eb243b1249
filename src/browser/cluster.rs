//! The worker that knows clusters (`src/bin/cluster.rs`), the clock that plays, and what is kept of
//! the page while another one is shown.

use std::cell::RefCell;
use std::rc::Rc;

use gloo::timers::callback::Interval;
use irsa_words::Lang;
use yew::prelude::*;

use super::worker::use_worker;
use crate::cluster_state::{ClusterAction, ClusterState, TICKS};
use crate::cluster_view::Told;

/// Where the build puts the worker, with its version, so that none of an earlier build is taken.
const WORKER: &str = concat!("./cluster_loader.js?v=", env!("CARGO_PKG_VERSION"));

/// Milliseconds between two ticks of the clock while it plays.
const TICK_MS: u32 = 1000 / TICKS;

thread_local! {
    static KEPT: RefCell<Option<ClusterState>> = const { RefCell::new(None) };
}

/// The state as it was when the page was left, or the one to begin with.
#[must_use]
pub fn kept() -> ClusterState {
    let kept = KEPT.with_borrow(Clone::clone).unwrap_or_default();
    ClusterState { playing: false, ..kept }
}

/// Keeps the state for when the page is shown again.
#[hook]
pub fn use_keeping(state: &ClusterState) {
    use_effect_with(state.clone(), |state| KEPT.set(Some(state.clone())));
}

/// What was heard of the worker.
#[derive(Debug)]
pub struct Answer {
    /// What comes of the state; that of an earlier one until it is there.
    pub told: Option<Rc<Told>>,
    /// Whether it is of this state but for the place on the clock, so that its end is known.
    pub fresh: bool,
    /// Whether nobody answers.
    pub failed: bool,
}

/// What comes of a state, in a language.
#[hook]
pub fn use_told(state: &ClusterState, lang: Lang) -> Answer {
    let question = state.question(lang.tag());
    let heard = use_worker(WORKER, true, Some(question.as_str().into()));
    // The first line has the place on the clock.
    let done = |question: &str| question.split_once('\n').map(|(_, done)| done.to_owned());
    let answered = heard.answered.as_ref().and_then(|(asked, _)| done(asked));
    let fresh = answered == done(&question);
    let last = use_mut_ref(|| None::<Rc<Told>>);
    let told = use_memo(heard.answered, |answered| {
        let before = last.borrow().clone();
        let told = answered.as_ref().and_then(|(_, answer)| Told::read(answer, before.as_deref()));
        let told = told.map(Rc::new).or(before);
        last.replace(told.clone());
        told
    });
    Answer { told: (*told).clone(), fresh, failed: heard.failed }
}

/// Lets the clock run while it plays, and no timer exist while it does not, or while it is not
/// known where it ends.
#[hook]
pub fn use_playing(state: &ClusterState, end: Option<u32>, act: &Callback<ClusterAction>) {
    let act = act.clone();
    use_effect_with(end.filter(|_| state.playing), move |end| {
        let tick = |end| Interval::new(TICK_MS, move || act.emit(ClusterAction::Tick { end }));
        let ticking = end.map(tick);
        move || drop(ticking)
    });
}
