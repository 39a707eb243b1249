//! The parts of the page of flows. Its words come with what the worker told.

use std::rc::Rc;

use irsa_words::fill;
use yew::prelude::*;

use crate::flow_state::{FlowAction, FlowState};
use crate::flow_view::{Item, Told};

pub mod attacks;
pub mod clock;
pub mod lanes;
pub mod message;
pub mod sequence;
pub mod summary;
pub mod thirteen;

/// What a part is given.
#[derive(Debug, Clone, PartialEq)]
pub struct Scene {
    /// What the worker told.
    pub told: Rc<Told>,
    /// Where somebody is, and what they changed.
    pub state: Rc<FlowState>,
    /// Takes what somebody does.
    pub act: Callback<FlowAction>,
}

impl Scene {
    /// A fixed text.
    #[must_use]
    pub fn word(&self, key: &str) -> &str {
        self.told.word(key)
    }

    /// A fixed text with values filled in.
    #[must_use]
    pub fn filled(&self, key: &str, values: &[(&'static str, String)]) -> String {
        fill(self.word(key), values)
    }

    /// The place on the clock. A flow that has become shorter may end before it.
    #[must_use]
    pub fn tick(&self) -> usize {
        self.state.tick.min(self.told.last_tick())
    }

    /// The lane that is looked into.
    #[must_use]
    pub fn lane(&self) -> Item<'_> {
        self.told.lane(self.state.lane.id())
    }

    /// How many of its messages were sent.
    #[must_use]
    pub fn sent(&self) -> usize {
        self.told.sent(self.lane(), self.tick())
    }

    /// A handler of clicks.
    #[must_use]
    pub fn click(&self, action: FlowAction) -> Callback<MouseEvent> {
        let act = self.act.clone();
        Callback::from(move |_| act.emit(action.clone()))
    }
}

/// How a check came out: a sign and a word.
pub fn outcome(state: &str, word: &str) -> Html {
    let sign = match state {
        "pass" | "stopped" => "✓",
        "fail" | "succeeds" => "✕",
        "off" => "○",
        _ => "–",
    };
    html! {
        <span class="came" data-state={state.to_owned()}>
            <span aria-hidden="true">{ sign }</span>{ " " }{ word }
        </span>
    }
}
