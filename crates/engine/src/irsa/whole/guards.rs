//! What else refuses a web identity: keys that STS can't fetch, and the policies of an organization
//! or of a VPC endpoint.

use super::{options, policies};
use crate::iam::{Caller, Decision, Request, Silent, decide};
use crate::irsa::trust::{self, ACTION, Call};
use crate::irsa::walk::Walk;
use crate::{Check, Gate, Reason, State, Step, Text};

/// Whether STS reaches the issuer, and takes its certificate for the one that was registered.
pub(super) fn issuer(walk: &mut Walk<'_>) {
    let check = |reason| Check::new(Gate::Provider, Step::SignatureVerified, State::Fail, reason);
    let reach = options::word(walk, &["issuer", "reach"], &["ok", "timeout", "dns", "tls"]);
    if let Some(reach) = reach.filter(|reach| &*reach.value != "ok") {
        let place = options::place(walk, &reach);
        let reason = Reason::IssuerUnreachable { problem: reach.value };
        walk.record(check(reason).at(place));
    }
    let Some(thumbprint) = options::text(walk, &["issuer", "thumbprint"]) else { return };
    let issuer = walk.token().and_then(|token| token.issuer.clone());
    let Some((issuer, _)) = issuer else { return };
    let host = crate::oidc::issuer::without_scheme(&issuer);
    let provider = walk.world.providers.iter().find(|given| given.item.issuer() == host).copied();
    let Some(provider) = provider else { return };
    let Some(known) = provider.item.thumbprints.as_deref() else { return };
    if known.iter().any(|it| it.value.eq_ignore_ascii_case(&thumbprint.value)) {
        return;
    }
    let expected: Vec<&str> = known.iter().map(|it| &*it.value).collect();
    let reason = Reason::ThumbprintMismatch {
        expected: expected.join(", ").into(),
        actual: thumbprint.value.clone(),
    };
    let at = known.first().map_or(provider.item.url.span, |it| it.span);
    let place = options::place(walk, &thumbprint);
    walk.record(check(reason).at(provider.place(at)).related(place));
}

/// Resource control policies and the policy of a VPC endpoint see the call as well. Service control
/// policies do not: the call is not signed by a principal of the organization.
pub(super) fn of_other_policies(walk: &mut Walk<'_>) {
    let rcps = policies::levels(walk, "rcps");
    let endpoint = policies::list(walk, &["endpointPolicies"]);
    if rcps.is_none() && endpoint.is_none() || walk.association().is_some() {
        return;
    }
    let Some(token) = walk.token.clone() else { return };
    let Some((issuer, _)) = token.issuer.clone() else { return };
    let role = walk.role_arn().unwrap_or_default();
    let call = Call::new(walk, &token, &issuer);
    let request = Request {
        action: ACTION,
        caller: Caller::Federated(&call.provider),
        account: &call.account,
        resource: Some(&role),
        context: &call.context,
    };
    let decided = |written: &policies::Written| decide(&written.policy, &request, &mut Silent);
    // AWS attaches a policy that allows everything to every level, so that only a denial tells.
    let rcps = rcps.into_iter().flatten().flatten();
    let denied = rcps.filter(|it| decided(it) == Decision::ExplicitDeny).map(|it| it.place).next();
    let shut = endpoint.map(|all| {
        let allowed = all.iter().any(|it| decided(it) == Decision::Allow);
        let denied = all.iter().find(|it| decided(it) == Decision::ExplicitDeny);
        let place = denied.or(all.first()).map(|it| it.place);
        (denied.is_some() || !allowed, place)
    });
    let shut = shut.filter(|(shut, _)| *shut);
    let found = match (denied, shut) {
        (Some(place), _) => ("resource control policy", Some(place)),
        (None, Some((_, place))) => ("VPC endpoint policy", place),
        (None, None) => return,
    };
    let reason = Reason::GuardDenies { policy: Text::from(found.0) };
    let passed = walk.trust_decided_by.and_then(|at| walk.checks.get(at));
    if passed.is_none_or(|check| check.state != State::Fail) {
        walk.trust_decided_by = Some(walk.checks.len());
    }
    walk.record(trust::check(State::Fail, reason).at(found.1));
}
