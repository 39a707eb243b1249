//! A Pod Identity association: the agent gets the role, and no token goes to STS. What follows from
//! that is not modelled, so the gates that it changes are left open.

use super::walk::Walk;
use super::world::Given;
use crate::model::aws::Association;
use crate::{Check, Gate, Reason, State, Step};

/// Leaves the gates open that an association changes; OIDC providers play no part in it.
pub(super) fn leave_open(walk: &mut Walk<'_>, association: Given<'_, Association>) {
    let gates = [
        (Gate::Binding, Step::AnnotationsRead, State::Unknown),
        (Gate::Admission, Step::PodMutated, State::Unknown),
        (Gate::Token, Step::TokenRead, State::Unknown),
        (Gate::Provider, Step::ProviderFound, State::NotApplicable),
        (Gate::Audience, Step::AudienceCompared, State::NotApplicable),
        (Gate::Trust, Step::TrustEvaluated, State::Unknown),
    ];
    for (gate, step, state) in gates {
        let reason = Reason::PodIdentityNotModelled { account: walk.account_name() };
        let place = association.place(association.item.span);
        walk.record(Check::new(gate, step, state, reason).at(place));
    }
}
