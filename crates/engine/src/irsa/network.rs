//! Can the pod reach the endpoint it will use, and is STS active there?
//!
//! No route, policy or endpoint is modelled: the regional endpoint is taken to be reachable unless
//! the settings say otherwise, and that is said.

use super::walk::Walk;
use crate::report::Assumed;
use crate::{Check, Gate, Place, Reason, State, Step};

pub(super) fn judge(walk: &mut Walk<'_>) {
    let sts = walk.world.settings.sts.clone();
    let file = walk.world.settings_file;
    if let Some(problem) = sts.unreachable {
        let reason = Reason::EndpointUnreachable { problem: problem.value };
        let place = Place { file, span: problem.span };
        return walk.record(check(Step::StsReached, State::Fail, reason).at(place));
    }
    if let Some(active) = sts.active.filter(|active| !active.value) {
        let reason = Reason::RegionDisabled { account: walk.role_account() };
        let place = Place { file, span: active.span };
        return walk.record(check(Step::RegionChecked, State::Fail, reason).at(place));
    }
    walk.assume(Assumed::Network, "reachable".into());
    walk.record(check(Step::StsReached, State::Assumed, Reason::NetworkAssumed));
}

/// The host of STS that is called.
pub(super) fn host(walk: &Walk<'_>) -> String {
    let suffix = if &*walk.partition() == "aws-cn" { ".cn" } else { "" };
    match walk.world.settings.sts.global {
        true => format!("sts.amazonaws.com{suffix}"),
        false => format!("sts.{}.amazonaws.com{suffix}", walk.region),
    }
}

fn check(step: Step, state: State, reason: Reason) -> Check {
    Check::new(Gate::Network, step, state, reason)
}
