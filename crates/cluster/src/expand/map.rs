//! Where the characters of what was made come from.

use std::collections::BTreeMap;
use std::rc::Rc;

use irsa_engine::report::{Assumed, Assumption};
use irsa_engine::{Place, Report};

use crate::terraform::{Part, origin};

/// Where the characters of what was made come from. It knows no Terraform, so that whoever has it
/// from somewhere else can carry back what the engine says.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SourceMap {
    pub(super) made: BTreeMap<usize, Vec<Part>>,
    pub(super) made_up: Vec<Rc<str>>,
}

impl SourceMap {
    /// The map of the texts that were made, by the index that the engine has them under, and the
    /// issuers that were made up.
    #[must_use]
    pub const fn new(made: BTreeMap<usize, Vec<Part>>, made_up: Vec<Rc<str>>) -> Self {
        Self { made, made_up }
    }

    /// The texts that were made, by index.
    pub fn made(&self) -> impl Iterator<Item = usize> {
        self.made.keys().copied()
    }

    /// Whether the text of that index was made.
    #[must_use]
    pub fn is_made(&self, index: usize) -> bool {
        self.made.contains_key(&index)
    }

    /// The parts of a text that was made.
    #[must_use]
    pub fn parts(&self, index: usize) -> &[Part] {
        self.made.get(&index).map(Vec::as_slice).unwrap_or_default()
    }

    /// The issuers that were made up.
    #[must_use]
    pub fn made_up(&self) -> &[Rc<str>] {
        &self.made_up
    }

    /// The place in the texts given that a place in what was made comes from.
    #[must_use]
    pub fn source(&self, place: Place) -> Place {
        let parts = self.made.get(&place.file);
        parts.and_then(|parts| origin(parts, place.span)).unwrap_or(place)
    }

    /// What the engine says about what was made, said about the texts given.
    #[must_use]
    pub fn translate(&self, mut report: Report) -> Report {
        if self.made.is_empty() {
            return report;
        }
        for check in report.gates.iter_mut().flat_map(|gate| &mut gate.checks) {
            check.at = check.at.map(|place| self.source(place));
            for place in &mut check.related {
                *place = self.source(*place);
            }
        }
        for found in &mut report.findings {
            let place = self.source(Place { file: found.file, span: found.finding.span });
            found.file = place.file;
            found.finding.span = place.span;
        }
        for seen in &mut report.observed {
            seen.place = self.source(seen.place);
        }
        for issuer in &self.made_up {
            let assumed = Assumption { what: Assumed::Issuer, value: issuer.clone() };
            if !report.assumed.contains(&assumed) {
                report.assumed.push(assumed);
            }
        }
        report
    }
}
