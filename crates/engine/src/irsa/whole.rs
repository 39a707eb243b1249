//! What a run judges besides IRSA itself, and what the page's first download has no room for: the
//! sources of credentials of each SDK, the network, EKS Pod Identity, the other policy types, and
//! the call asked about.
//!
//! It is handed to a run in [`Ask`](crate::Ask). Without it the same gates are taken for granted or
//! left open, and the answer says so.

mod agent;
mod called;
mod chain;
mod guards;
mod lint;
mod missing;
mod network;
mod options;
mod permission;
mod pod_identity;
mod pointed;
mod policies;
mod process;
mod remedy;
mod seat;
mod told;
mod vpc;
mod webhook;

use super::walk::Walk;
use crate::fix::Candidate;
use crate::iam::reach::{Reach, of_findings};
use crate::{Check, Report};

/// What can be judged with more than IRSA's own rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// What runs, before any gate is judged.
    Seat,
    /// Every gate of a pod whose account has a Pod Identity association.
    PodIdentity,
    /// The gate `sdk`.
    Sdk,
    /// The gate `network`.
    Network,
    /// What is to be said of other gates once they were judged.
    Rest,
    /// The gate `permission`.
    Permission,
}

/// What judges the parts that IRSA itself does not need.
#[derive(Debug, Clone, Copy)]
pub struct Whole {
    judge: fn(&mut Walk<'_>, Part),
    remedies: fn(&Walk<'_>, &Report, &Check) -> Vec<Candidate>,
    written: fn(&Report, Candidate) -> Candidate,
    counted: fn(&Report) -> Vec<Option<Reach>>,
}

/// Judges all of it.
pub const WHOLE: Whole =
    Whole { judge, remedies: remedy::of, written: remedy::written, counted: of_findings };

impl Whole {
    pub(super) fn judge(self, walk: &mut Walk<'_>, part: Part) {
        (self.judge)(walk, part);
    }

    /// For each finding of a report, whom the statement lets in that it is about.
    #[must_use]
    pub fn let_in(self, report: &Report) -> Vec<Option<Reach>> {
        (self.counted)(report)
    }

    /// What could mend the check that is in the way.
    pub(crate) fn remedies(
        self,
        walk: &Walk<'_>,
        report: &Report,
        check: &Check,
    ) -> Vec<Candidate> {
        (self.remedies)(walk, report, check)
    }

    /// An edit as the text around it is written: inside of a string that holds a policy, escaped.
    pub(crate) fn written(self, report: &Report, candidate: Candidate) -> Candidate {
        (self.written)(report, candidate)
    }
}

impl PartialEq for Whole {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::fn_addr_eq(self.judge, other.judge)
    }
}

impl Eq for Whole {}

fn judge(walk: &mut Walk<'_>, part: Part) {
    match part {
        Part::Seat => seat::judge(walk),
        Part::PodIdentity => pod_identity::judge(walk),
        Part::Sdk => chain::judge(walk, crate::sdk::Origin::WebIdentity),
        Part::Network => network::judge(walk),
        Part::Rest => {
            options::check(walk);
            process::token_file(walk);
            guards::issuer(walk);
            guards::of_other_policies(walk);
            lint::judge(walk);
            pod_identity::beside(walk);
            chain::repeats(walk);
            missing::name(walk);
            told::read(walk);
        }
        Part::Permission => permission::judge(walk),
    }
}
