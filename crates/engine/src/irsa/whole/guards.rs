//! What else refuses a web identity: keys that STS can't fetch, and the policies of an organization
//! or of a VPC endpoint.

use super::{options, policies};
use crate::iam::{Caller, Decision, Request, Silent, Trace, decide};
use crate::irsa::trust::{self, ACTION, Call};
use crate::irsa::walk::Walk;
use crate::{Check, Gate, Reason, State, Step, Text};

/// What AWS calls the sorts of policies that see the call.
const RCP: &str = "resource control policy";
const ENDPOINT: &str = "VPC endpoint policy";
/// Keys of the role's organization, which the role has and nobody gave.
const ORGANIZATION: [&str; 2] = ["aws:ResourceOrgID", "aws:ResourceOrgPaths"];

/// What a policy says of the call, the worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Word {
    Denies,
    /// It hinges on a key whose value nobody said.
    Unknown,
    Lets,
}

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
    let context = ORGANIZATION
        .into_iter()
        .fold(call.context.clone(), |context, key| context.with_unknown(key))
        .with("aws:ResourceAccount", call.account.clone());
    let request = Request {
        action: ACTION,
        caller: Caller::Federated(&call.provider),
        account: &call.account,
        resource: Some(&role),
        context: &context,
    };
    let decided = |written: &policies::Written| decide(&written.policy, &request, &mut Silent);
    let hinges = |written: &policies::Written, decision| {
        let mut trace = Trace::new(0);
        decide(&written.policy, &request, &mut trace);
        trace.hinges_on_unknown(decision)
    };
    // AWS attaches a policy that allows everything to every level, so that only a denial tells.
    let of_rcp = |it: policies::Written| {
        let word = match decided(&it) {
            Decision::ExplicitDeny => Word::Denies,
            _ if hinges(&it, Decision::Allow) => Word::Unknown,
            _ => Word::Lets,
        };
        (word, RCP, Some(it.place))
    };
    let of_endpoint = |all: Vec<policies::Written>| {
        let allowed = all.iter().any(|it| decided(it) == Decision::Allow);
        let denied = all.iter().find(|it| decided(it) == Decision::ExplicitDeny);
        let sum = if allowed { Decision::Allow } else { Decision::Deny };
        let word = match denied {
            Some(_) => Word::Denies,
            None if all.iter().any(|it| hinges(it, sum)) => Word::Unknown,
            None if allowed => Word::Lets,
            None => Word::Denies,
        };
        (word, ENDPOINT, denied.or(all.first()).map(|it| it.place))
    };
    let rcps = rcps.into_iter().flatten().flatten().map(of_rcp);
    // Of words that weigh the same the first counts.
    let worst = rcps.chain(endpoint.map(of_endpoint)).min_by_key(|(word, ..)| *word);
    let Some((word, policy, place)) = worst else { return };
    let policy = Text::from(policy);
    let (state, reason) = match word {
        Word::Denies => (State::Fail, Reason::GuardDenies { policy }),
        Word::Unknown => (State::Unknown, Reason::GuardUnknown { policy }),
        Word::Lets => return,
    };
    let passed = walk.trust_decided_by.and_then(|at| walk.checks.get(at));
    if passed.is_none_or(|check| check.state != State::Fail) {
        walk.trust_decided_by = Some(walk.checks.len());
    }
    walk.record(trust::check(state, reason).at(place));
}
