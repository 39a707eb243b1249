//! What the engine makes of the texts: computed once for each change, stored nowhere.

use std::rc::Rc;

use irsa_engine::Ask;
use irsa_engine::fix::{self, Fix, Ways};
use irsa_engine::iam::reach::{self, WhoElse};
use irsa_engine::irsa::whole::WHOLE;
use irsa_engine::model::Parsed;
use irsa_engine::report::Report;

use crate::expanded::Expanded;
use crate::state::Files;

/// One run and what follows from it.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The run.
    pub report: Report,
    /// The ways out, the narrowest first.
    pub fixes: Vec<Fix>,
    /// How many more were not tried, for the texts are large.
    pub untried: usize,
    /// Who else gets the role; none where the role is unknown.
    pub who_else: Option<WhoElse>,
}

/// The question with everything judged that can be.
#[must_use]
pub fn whole() -> Ask {
    Ask { whole: Some(WHOLE), ..Ask::default() }
}

impl Answer {
    /// Asks the engine.
    #[must_use]
    pub fn of(files: &Files) -> Self {
        Self::to(files, &Ask::default())
    }

    /// Asks the engine a question of one's own.
    #[must_use]
    pub fn to(files: &[Rc<Parsed>], ask: &Ask) -> Self {
        let report = irsa_engine::run(files, ask);
        let Ways { fixes, untried } =
            fix::search_within(files, ask, &report, fix::BYTES_WHILE_TYPING);
        let who_else = reach::who_else(&report);
        Self { report, fixes, untried, who_else }
    }

    /// The answer where no text can be read yet: nothing is known.
    #[must_use]
    pub fn open() -> Self {
        Self::to(&[], &whole())
    }

    /// Asks the engine about files with Terraform among them, and carries what it says back.
    #[must_use]
    pub fn expanded(files: &Files, expanded: &Expanded) -> Self {
        let answer = Self::to(&expanded.files(files), &whole());
        let fixes = expanded.carried(answer.fixes);
        Self { report: expanded.map.translate(answer.report), fixes, ..answer }
    }
}
