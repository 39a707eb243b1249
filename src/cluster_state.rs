//! Where somebody is with a cluster: their texts, what they did to it and when, and the clock. What
//! comes of it is the worker's to say (`cluster_told`).

use std::rc::Rc;

use irsa_engine::scenario::{Scenario, ScenarioFile};
use irsa_words::Lang;
use yew::Reducible;

use crate::state::{Action, Files, State, Theme};

/// The set-up that the page opens with.
pub const PRESET: &str = include_str!("../content/scenarios/provisioning.scenario");

/// Simulated seconds that pass in a second, to choose from.
pub const SPEEDS: [u32; 3] = [10, 60, 300];

/// How often a second the clock moves on while it plays.
pub const TICKS: u32 = 5;

/// Something done to the cluster.
#[derive(Debug, Clone, PartialEq)]
pub enum Order {
    /// `terraform apply` of these texts.
    Apply(Files),
    /// `kubectl apply` of the manifests among these texts.
    Kubectl(Files),
    /// Anything else, as a line of the question: `break zone-down us-east-1a`.
    Line(String),
}

/// Something done, and when.
#[derive(Debug, Clone, PartialEq)]
pub struct Deed {
    /// Whole seconds since the beginning.
    pub at: u32,
    /// What.
    pub order: Order,
}

/// Another way to the cluster than its Terraform.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// The forms of the management console.
    Console,
    /// Commands of `aws` and `kubectl`.
    Commands,
    /// eksctl's ClusterConfig.
    ClusterConfig,
}

impl Way {
    /// Every way.
    pub const ALL: [Self; 3] = [Self::Console, Self::Commands, Self::ClusterConfig];

    /// Its name in questions and in markup.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Console => "console",
            Self::Commands => "commands",
            Self::ClusterConfig => "cluster-config",
        }
    }

    /// The way of that name.
    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|way| way.id() == id)
    }
}

/// The state of the page.
#[derive(Debug, Clone, PartialEq)]
pub struct ClusterState {
    /// The texts, and which is open.
    pub desk: State,
    /// What was done, on each timeline in order.
    pub timelines: Vec<Vec<Deed>>,
    /// The timeline that is shown.
    pub timeline: usize,
    /// The place on the clock, in seconds.
    pub at: u32,
    /// Whether the clock runs by itself.
    pub playing: bool,
    /// How fast, of [`SPEEDS`].
    pub speed: u32,
    /// The kinds of order whose target was chosen, each with it.
    pub targets: Vec<(String, String)>,
    /// Whether the experiment with zones is wanted.
    pub experiment: bool,
    /// Which other way is looked at.
    pub way: Option<Way>,
}

/// What somebody does.
#[derive(Debug, Clone, PartialEq)]
pub enum ClusterAction {
    /// Something with the texts.
    Desk(Action),
    /// Goes to a place on the clock.
    Seek(u32),
    /// Lets the clock run, or stops it.
    Play(bool),
    /// The clock ran on; it stops at the end.
    Tick {
        /// The last place on it.
        end: u32,
    },
    /// Sets how fast it runs.
    Speed(u32),
    /// `terraform apply` of the texts as they are.
    Apply,
    /// `kubectl apply` of the texts as they are.
    Kubectl,
    /// Another order.
    Order(String),
    /// Chooses what a kind of order is about.
    Target(String, String),
    /// Takes back what was done.
    TakeBack(usize),
    /// Begins another timeline here: up to now it is as this one.
    Fork,
    /// Shows another timeline.
    Timeline(usize),
    /// Asks for the experiment.
    Experiment,
    /// Opens another way, or puts it away.
    Way(Option<Way>),
    /// Begins anew, with the texts as they are.
    StartOver,
}

impl Default for ClusterState {
    fn default() -> Self {
        let desk = State::new(Lang::default(), Theme::default());
        let scenario = Rc::new(Scenario::parse(PRESET).unwrap_or_default());
        let desk = Rc::new(desk).reduce(Action::Load(scenario, None));
        Self {
            desk: (*desk).clone(),
            timelines: vec![Vec::new()],
            timeline: 0,
            at: 0,
            playing: false,
            speed: 60,
            targets: Vec::new(),
            experiment: false,
            way: None,
        }
    }
}

impl ClusterState {
    /// What was done on the timeline that is shown.
    #[must_use]
    pub fn deeds(&self) -> &[Deed] {
        self.timelines.get(self.timeline).map(Vec::as_slice).unwrap_or_default()
    }

    /// Whether anything was applied by Terraform up to now.
    #[must_use]
    pub fn applied(&self) -> bool {
        let mut past = self.deeds().iter().filter(|deed| deed.at <= self.at);
        past.any(|deed| matches!(deed.order, Order::Apply(_)))
    }

    /// What the worker is asked, in the language with that tag: a line that says so, a line for
    /// each deed, and a scenario with the texts as they are below `0/`, and as they were for each
    /// deed below the number that its line ends with. The first line ends in what else is wanted.
    #[must_use]
    pub fn question(&self, tag: &str) -> String {
        let mut versions = vec![&self.desk.files];
        let mut lines = String::new();
        for Deed { at, order } in self.deeds() {
            let line = match order {
                Order::Apply(files) => format!("apply {}", place(&mut versions, files)),
                Order::Kubectl(files) => format!("kubectl {}", place(&mut versions, files)),
                Order::Line(line) => line.clone(),
            };
            lines += &format!("{at} {line}\n");
        }
        let files = versions.iter().enumerate().flat_map(|(version, files)| {
            files.iter().map(move |file| ScenarioFile {
                name: format!("{version}/{}", file.name),
                text: file.text.to_string(),
            })
        });
        let texts = Scenario { description: String::new(), files: files.collect() };
        let experiment = if self.experiment { " experiment" } else { "" };
        let way = self.way.map(|way| format!(" {}", way.id())).unwrap_or_default();
        format!("simulate {tag} {}{experiment}{way}\n{lines}{}", self.at, texts.serialise())
    }

    /// What is handed over to the lab.
    #[must_use]
    pub fn scenario(&self) -> String {
        self.desk.files.scenario().serialise()
    }

    fn act(&mut self, action: ClusterAction) {
        match action {
            ClusterAction::Desk(action) => {
                self.desk = (*Rc::new(self.desk.clone()).reduce(action)).clone();
            }
            ClusterAction::Seek(at) => (self.at, self.playing) = (at, false),
            ClusterAction::Play(playing) => self.playing = playing,
            ClusterAction::Tick { end } => {
                self.at = end.min(self.at + self.speed / TICKS);
                self.playing = self.at < end;
            }
            ClusterAction::Speed(speed) => self.speed = speed,
            ClusterAction::Apply => self.order(Order::Apply(self.desk.files.clone())),
            ClusterAction::Kubectl => self.order(Order::Kubectl(self.desk.files.clone())),
            ClusterAction::Order(line) => self.order(Order::Line(line)),
            ClusterAction::Target(kind, target) => {
                self.targets.retain(|(of, _)| *of != kind);
                self.targets.push((kind, target));
            }
            ClusterAction::TakeBack(deed) => {
                if let Some(deeds) = self.timelines.get_mut(self.timeline)
                    && deed < deeds.len()
                {
                    deeds.remove(deed);
                }
            }
            ClusterAction::Fork => {
                let now = self.at;
                let past = self.deeds().iter().filter(|deed| deed.at <= now).cloned().collect();
                self.timelines.push(past);
                self.timeline = self.timelines.len() - 1;
            }
            ClusterAction::Timeline(timeline) => {
                self.timeline = timeline.min(self.timelines.len().saturating_sub(1));
                self.playing = false;
            }
            ClusterAction::Experiment => self.experiment = true,
            ClusterAction::Way(way) => self.way = way,
            ClusterAction::StartOver => {
                let desk = self.desk.clone();
                *self = Self { desk, way: self.way, ..Self::default() };
            }
        }
    }

    /// Adds what is done now, behind what was done before.
    fn order(&mut self, order: Order) {
        let at = self.at;
        if let Some(deeds) = self.timelines.get_mut(self.timeline) {
            let place = deeds.partition_point(|deed| deed.at <= at);
            deeds.insert(place, Deed { at, order });
        }
    }
}

/// The number of these texts among those that are sent.
fn place<'a>(versions: &mut Vec<&'a Files>, files: &'a Files) -> usize {
    let known = versions.iter().position(|known| known.same_texts(files));
    known.unwrap_or_else(|| {
        versions.push(files);
        versions.len() - 1
    })
}

impl Reducible for ClusterState {
    type Action = ClusterAction;

    fn reduce(self: Rc<Self>, action: ClusterAction) -> Rc<Self> {
        let mut state = (*self).clone();
        state.act(action);
        Rc::new(state)
    }
}
