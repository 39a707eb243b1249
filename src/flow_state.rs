//! Where somebody is in the flows, and what they changed, guessed and filled in. What comes of it
//! is the worker's to say (`told`).

use std::rc::Rc;

use irsa_engine::flow::{AccessToken, Attack, Check, ClientKind, Delivery, Edit, Lane, Setup};
use yew::Reducible;

/// The lanes that are shown, on one clock.
pub const LANES: [Lane; 3] = [Lane::Oauth, Lane::Oidc, Lane::Irsa];

/// A prediction, after what came was shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guess {
    /// What was asked.
    pub question: String,
    /// What was chosen.
    pub said: String,
    /// What came.
    pub came: String,
}

/// The state of the page.
#[derive(Debug, Clone, PartialEq)]
pub struct FlowState {
    /// The lane that is looked into.
    pub lane: Lane,
    /// What is the same in all lanes: nothing of it is edited.
    pub common: Setup,
    /// What was edited, and in which lane.
    pub edits: Vec<(Lane, Edit)>,
    /// The place on the clock, from 0.
    pub tick: usize,
    /// The prediction of what stands here.
    pub guess: Option<Guess>,
    /// The value that is to be changed.
    pub field: Option<String>,
    /// What was chosen in the summary: of a row, in a lane, the lane whose text it is.
    pub filled: Vec<(String, String, String)>,
    /// Whether the summary shows its answers.
    pub revealed: bool,
}

/// What somebody does.
#[derive(Debug, Clone, PartialEq)]
pub enum FlowAction {
    /// Goes to a place on the clock.
    Seek(usize),
    /// Says what comes next, and goes there.
    Guess(Guess),
    /// Looks into a lane.
    Look(Lane),
    /// Sets whether the client has a secret.
    Client(ClientKind),
    /// Sets how the ID token comes.
    Delivery(Option<Delivery>),
    /// Sets the form of access tokens.
    AccessToken(AccessToken),
    /// Leaves a check out, or makes it again.
    Switch(Check),
    /// Lets somebody attack, or nobody.
    Attack(Option<Attack>),
    /// Chooses the value to change.
    Field(String),
    /// Changes a value of the lane that is looked into.
    Edit(Edit),
    /// Takes a change back.
    TakeBack(usize),
    /// Chooses in the summary.
    Fill(String, String, String),
    /// Shows the answers of the summary, or hides them.
    Reveal(bool),
    /// Begins anew.
    StartOver,
    /// Opens what another address asks for.
    Open(Box<FlowState>),
}

impl Default for FlowState {
    fn default() -> Self {
        Self::new(Setup::new(Lane::Oauth))
    }
}

impl FlowState {
    /// At the beginning of a setup.
    #[must_use]
    pub fn new(mut setup: Setup) -> Self {
        if !LANES.contains(&setup.lane) {
            setup = Setup::new(Lane::Oauth);
        }
        let lane = setup.lane;
        let edits = std::mem::take(&mut setup.edits);
        Self {
            lane,
            common: setup,
            edits: edits.into_iter().map(|edit| (lane, edit)).collect(),
            tick: 0,
            guess: None,
            field: None,
            filled: Vec::new(),
            revealed: false,
        }
    }

    /// The state that an address asks for, such as `#/flows?oidc+attack=mix-up`.
    #[must_use]
    pub fn of_address(fragment: &str) -> Self {
        let line = fragment.split_once('?').map_or("", |(_, line)| line).replace('+', " ");
        line.parse().map_or_else(|_| Self::default(), Self::new)
    }

    /// The address that leads back here.
    #[must_use]
    pub fn address(&self) -> String {
        let line = self.setup(self.lane).to_string();
        match line == Lane::Oauth.id() {
            true => "#/flows".to_owned(),
            false => format!("#/flows?{}", line.replace(' ', "+")),
        }
    }

    /// The setup of a lane.
    #[must_use]
    pub fn setup(&self, lane: Lane) -> Setup {
        let edits = self.edits.iter().filter(|(of, _)| *of == lane);
        let edits = edits.map(|(_, edit)| edit.clone()).collect();
        Setup { lane, edits, ..self.common.clone() }
    }

    /// What the worker is asked, in the language with that tag.
    #[must_use]
    pub fn question(&self, tag: &str) -> String {
        let lanes = LANES.map(|lane| format!("\n{}", self.setup(lane)));
        format!("{tag}\n{}{}", self.lane.id(), lanes.concat())
    }

    fn act(&mut self, action: FlowAction) {
        match action {
            FlowAction::Seek(tick) => self.go(tick),
            FlowAction::Guess(guess) => {
                self.go(self.tick + 1);
                self.guess = Some(guess);
            }
            FlowAction::Look(lane) => {
                self.lane = lane;
                self.go(self.tick);
            }
            FlowAction::Client(client) => self.common.client = client,
            FlowAction::Delivery(delivery) => self.common.delivery = delivery,
            FlowAction::AccessToken(form) => self.common.access_token = form,
            FlowAction::Switch(check) => {
                let before = self.common.without.len();
                self.common.without.retain(|one| *one != check);
                if self.common.without.len() == before {
                    self.common.without.push(check);
                }
            }
            FlowAction::Attack(attack) => {
                self.common.attack = attack;
                // The edits were of other messages.
                self.edits.clear();
                self.go(0);
            }
            FlowAction::Field(name) => self.field = Some(name),
            FlowAction::Edit(edit) => {
                let same = |(of, old): &(Lane, Edit)| {
                    *of == self.lane && old.step == edit.step && old.field == edit.field
                };
                self.edits.retain(|old| !same(old));
                self.edits.push((self.lane, edit));
            }
            FlowAction::TakeBack(at) => {
                if at < self.edits.len() {
                    self.edits.remove(at);
                }
            }
            FlowAction::Fill(row, lane, text) => {
                self.filled.retain(|(of, column, _)| *of != row || *column != lane);
                self.filled.push((row, lane, text));
            }
            FlowAction::Reveal(revealed) => self.revealed = revealed,
            FlowAction::Open(state) => *self = *state,
            FlowAction::StartOver => *self = Self::new(Setup::new(self.lane)),
        }
    }

    fn go(&mut self, tick: usize) {
        self.tick = tick;
        self.guess = None;
        self.field = None;
    }
}

impl Reducible for FlowState {
    type Action = FlowAction;

    fn reduce(self: Rc<Self>, action: FlowAction) -> Rc<Self> {
        let mut state = (*self).clone();
        state.act(action);
        Rc::new(state)
    }
}
