//! What a parser has to say about one text.

use super::{Entry, limits};
use crate::order::{Names, in_order};
use crate::{Finding, Reason, Severity, Span};

/// Up to so many keys it is quicker to compare each with each.
const FEW: usize = 8;

/// The findings so far, and whether one of them is an error.
#[derive(Debug, Default)]
pub(super) struct Findings {
    found: Vec<Finding>,
    errors: usize,
    others: usize,
    broken: bool,
    muted: bool,
}

impl Findings {
    /// Notes what makes the document unusable.
    pub(super) fn error(&mut self, reason: Reason, span: Span) {
        self.broken = true;
        self.push(Finding::error(reason, span));
    }

    /// Notes each key that an earlier entry of the same map has: at the later one, which wins.
    pub(super) fn duplicates(&mut self, entries: &[Entry]) {
        let mut seen = Names::default();
        let few = entries.len() <= FEW;
        for (at, entry) in entries.iter().enumerate() {
            let before = entries.iter().take(at);
            let new = match few {
                true => !before.into_iter().any(|earlier| earlier.key == entry.key),
                false => seen.add(&entry.key),
            };
            if !new {
                let reason = Reason::DuplicateKey { key: entry.key.clone() };
                self.push(Finding::warning(reason, entry.key_span));
            }
        }
    }

    /// Takes no more findings: what follows is not read.
    pub(super) const fn mute(&mut self) {
        self.muted = true;
    }

    /// Whether there was an error since the last call of `take_broken`.
    pub(super) const fn is_broken(&self) -> bool {
        self.broken
    }

    /// Whether there was an error since the last call.
    pub(super) fn take_broken(&mut self) -> bool {
        std::mem::take(&mut self.broken)
    }

    /// The findings in the order of the text.
    pub(super) fn into_sorted(mut self) -> Vec<Finding> {
        self.found = in_order(self.found, |finding| [finding.span.start, finding.span.end, 0]);
        self.found
    }

    /// Keeps a finding, where there are not too many of its kind.
    fn push(&mut self, finding: Finding) {
        let errors = finding.severity == Severity::Error;
        let count = if errors { &mut self.errors } else { &mut self.others };
        if !self.muted && *count < limits::FINDINGS {
            *count += 1;
            self.found.push(finding);
        }
    }
}
