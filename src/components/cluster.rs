//! The parts of the page of provisioning. Its words come with what the worker told.

use std::rc::Rc;

use gloo::timers::callback::Timeout;
use irsa_engine::fix::Edit;
use irsa_words::fill;
use yew::prelude::*;

use crate::browser::code::Module;
use crate::cluster_state::{ClusterAction, ClusterState};
use crate::cluster_view::{Told, Tone};
use crate::state::Action;

pub mod clock;
pub mod console;
pub mod experiment;
pub mod files;
pub mod graph;
pub mod log;
pub mod map;
pub mod meters;
pub mod orders;
pub mod plan;
pub mod thread;
pub mod twin;
pub mod ways;
pub mod zone;

/// The command that applies the configuration.
const APPLY: &str = "terraform apply";
/// The command that applies the manifests.
const KUBECTL: &str = "kubectl apply -f .";

/// What a part is given.
#[derive(Debug, Clone, PartialEq)]
pub struct Scene {
    /// What the worker told.
    pub told: Rc<Told>,
    /// Whether that is about the texts as they are.
    pub fresh: bool,
    /// Where somebody is, and what they did.
    pub state: Rc<ClusterState>,
    /// Takes what somebody does.
    pub act: Callback<ClusterAction>,
    /// The text editor's module, once it is there.
    pub module: Option<Module>,
    /// Whether the page is dark.
    pub dark: bool,
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

    /// A handler of clicks.
    #[must_use]
    pub fn click(&self, action: ClusterAction) -> Callback<MouseEvent> {
        let act = self.act.clone();
        Callback::from(move |_| act.emit(action.clone()))
    }

    /// A handler of clicks on what makes things happen: the clock runs on, where motion is wanted.
    #[must_use]
    pub fn begin(&self, action: ClusterAction) -> Callback<MouseEvent> {
        let act = self.act.clone();
        Callback::from(move |_| {
            act.emit(action.clone());
            if !crate::browser::is_still() {
                act.emit(ClusterAction::Play(true));
            }
        })
    }

    /// Writes edits into the texts, where they are still those that the edits are for. An editor
    /// keeps what it can take back from when it is first shown on, so the file is shown before.
    #[must_use]
    pub fn write(&self, edits: Vec<Edit>) -> bool {
        let files = &self.state.desk.files;
        let place = |edit: &Edit| files.iter().position(|file| file.name == edit.file);
        let Some(file) = edits.first().and_then(place).filter(|_| self.fresh) else {
            return false;
        };
        self.act.emit(ClusterAction::Desk(Action::Open(file)));
        let act = self.act.clone();
        Timeout::new(0, move || act.emit(ClusterAction::Desk(Action::Apply(edits)))).forget();
        true
    }

    /// How something stands: a sign and a word.
    pub fn standing(&self, state: &str) -> Html {
        let tone = Tone::of(state);
        html! {
            <span class={classes!("standing", tone.id())}>
                <span aria-hidden="true">{ tone.sign() }</span>{ " " }
                { self.told.named("states", state) }
            </span>
        }
    }
}
