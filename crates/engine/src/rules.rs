//! The one table of rules.
//!
//! A row is a [`Reason`] with its data, the id it goes by for ever, the gate it bears on (none for
//! rules about texts alone), the evidence for it and where that can be read. Adding a row and a
//! sentence per language in `content/i18n` is all a new rule takes.

#[macro_use]
mod row;
#[macro_use]
mod beyond;
#[macro_use]
mod texts;
mod sources;
mod table;

pub use table::{RULES, Reason};

use crate::Gate;

/// How well a rule is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Evidence {
    /// AWS or Kubernetes documentation, or an RFC, says so.
    AwsDoc,
    /// The source code of the component says so.
    Source,
    /// Seen in recorded traffic or in public reports of real runs.
    Observed,
    /// Not published: the simulator's own choice.
    Model,
}

impl Evidence {
    /// Every kind, the best known first.
    pub const ALL: [Self; 4] = [Self::AwsDoc, Self::Source, Self::Observed, Self::Model];

    /// The name in JSON output and in `data-evidence`.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::AwsDoc => "aws-doc",
            Self::Source => "source",
            Self::Observed => "observed",
            Self::Model => "model",
        }
    }
}

/// One row of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// Kebab-case, never reused for another meaning.
    pub id: &'static str,
    /// The gate it bears on; none for a rule about texts alone.
    pub gate: Option<Gate>,
    /// How well it is known.
    pub evidence: Evidence,
    /// Where that can be read; a section of this project's own `ARCHITECTURE.md` where the rule is
    /// the simulator's choice.
    pub source_url: &'static str,
    /// The names of the reason's data, each with a blank behind it: a slice for each of hundreds of
    /// rules is a kilobyte of wasm.
    data: &'static str,
}

impl Rule {
    /// The names of the reason's data, which its sentences may use.
    pub fn data(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.data.split_terminator(' ')
    }
}
