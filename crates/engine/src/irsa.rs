//! The gates, top to bottom as the story.

use std::rc::Rc;

use crate::model::Parsed;
use crate::report::{Identity, Report, Source};
use crate::{Ask, Timestamp};

/// Judges one asker. Pure: the same files and question give the same report.
#[must_use]
pub fn run(files: &[Rc<Parsed>], ask: &Ask) -> Report {
    Report {
        files: files.to_vec(),
        now: ask.now.unwrap_or(Timestamp(0)),
        asker: None,
        role: None,
        gates: Vec::new(),
        findings: Vec::new(),
        assumed: Vec::new(),
        missing: Vec::new(),
        observed: Vec::new(),
        identity: Identity { arn: None, source: Source::Unknown },
        sts: None,
        call: None,
    }
}
