//! Where the texts came from, and the texts that others took the place of.
//!
//! A preset, a link or a file replaces what is in the editors. What the visitor had made of it is
//! kept, so that nothing is lost by opening something else.

use std::rc::Rc;

use irsa_engine::Text;
use irsa_engine::scenario::Scenario;
use irsa_words::Lang;

use super::{Files, HOME, State};
use crate::share::LinkError;

/// The id of the preset that the page opens with.
pub const HOME_ID: &str = "home";

/// The section with a scenario's questions; it is no artefact, and shared with them.
const CHECKS: &str = "checks";

/// Where the texts came from.
#[derive(Debug, Clone, PartialEq)]
pub struct Origin {
    /// The preset's id, where it was one.
    pub preset: Option<Text>,
    /// What is no artefact: the description and the questions.
    pub aside: Rc<Scenario>,
    /// The texts as they were then.
    pub start: Files,
}

/// Texts that others took the place of.
#[derive(Debug, Clone, PartialEq)]
pub struct Kept {
    /// The texts.
    pub files: Files,
    /// Where they came from.
    pub origin: Origin,
}

/// What the visitor is told above the page until they put it away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// The address holds a link that can't be opened.
    LinkRefused(LinkError),
    /// A preset was asked for and did not come.
    PresetRefused(LinkError),
    /// A file that should hold a scenario holds none.
    FileRefused(String),
    /// The words of a language did not come.
    WordsRefused(Lang),
    /// The workbench did not come.
    WorkbenchRefused,
    /// The browser does not keep the texts.
    StorageRefused,
}

impl Notice {
    /// The name in `data-notice`.
    #[must_use]
    pub const fn id(&self) -> &'static str {
        match self {
            Self::LinkRefused(_) => "link-refused",
            Self::PresetRefused(_) => "preset-refused",
            Self::FileRefused(_) => "file-refused",
            Self::WordsRefused(_) => "words-refused",
            Self::WorkbenchRefused => "workbench-refused",
            Self::StorageRefused => "storage-refused",
        }
    }
}

impl Origin {
    /// The origin of a scenario's files.
    #[must_use]
    pub fn of(scenario: &Scenario, preset: Option<Text>) -> Self {
        let checks = scenario.files.iter().filter(|file| file.name == CHECKS);
        let aside = Scenario {
            description: scenario.description.clone(),
            files: checks.cloned().collect(),
        };
        Self { preset, aside: Rc::new(aside), start: Files::of(scenario) }
    }

    /// That of the preset the page opens with.
    #[must_use]
    pub fn home() -> Self {
        Self::of(&Scenario::parse(HOME).unwrap_or_default(), Some(HOME_ID.into()))
    }

    /// The texts with all that belongs to them, as they are saved, shared and exported. What a
    /// scenario expects of itself is left out: it was about the texts as they were.
    #[must_use]
    pub fn scenario(&self, files: &Files) -> Scenario {
        let mut scenario = files.scenario();
        scenario.description.clone_from(&self.aside.description);
        scenario.files.extend(self.aside.files.iter().cloned());
        scenario
    }

    /// The texts as they were, with all that belongs to them.
    #[must_use]
    pub fn original(&self) -> Scenario {
        self.scenario(&self.start)
    }

    pub(super) fn is_home(&self) -> bool {
        self.preset.as_deref() == Some(HOME_ID)
    }
}

impl State {
    /// Whether the texts are other than those that were opened.
    #[must_use]
    pub fn edited(&self) -> bool {
        !self.files.same_texts(&self.origin.start)
    }

    /// Puts a scenario in the editors; what the visitor had made there is kept.
    pub(super) fn load(&mut self, scenario: &Scenario, preset: Option<Text>) {
        let origin = Origin::of(scenario, preset);
        if self.edited() && !self.files.same_texts(&origin.start) {
            self.kept.push(Kept { files: self.files.clone(), origin: self.origin.clone() });
        }
        self.take(Kept { files: origin.start.clone(), origin });
    }

    /// Puts the texts kept last back; those in the editors are kept in their stead.
    pub(super) fn bring_back(&mut self) {
        if let Some(kept) = self.kept.pop() {
            if self.edited() {
                let now = Kept { files: self.files.clone(), origin: self.origin.clone() };
                self.kept.insert(0, now);
            }
            self.take(kept);
        }
    }

    fn take(&mut self, Kept { files, origin }: Kept) {
        self.preset = origin.is_home();
        (self.files, self.origin) = (files, origin);
        self.past.clear();
        self.leave_texts();
        (self.open, self.notice) = (0, None);
    }
}
