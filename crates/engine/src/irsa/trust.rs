//! Does the role exist, and does its trust policy let this token in?

use std::rc::Rc;

use super::token::Token;
use super::walk::Walk;
use super::world::Given;
use crate::iam::web_identity::{WebIdentity, web_identity_context};
use crate::iam::{Caller, Context, Request, Trace, decide, quota};
use crate::model::aws::TrustPolicy;
use crate::oidc::issuer::without_scheme;
use crate::report::{Artefacts, Assumed};
use crate::{Check, Finding, Gate, Place, Reason, Severity, State, Step, Text};

/// The action that a web identity asks for.
pub(crate) const ACTION: &str = "sts:AssumeRoleWithWebIdentity";

pub(super) fn judge(walk: &mut Walk<'_>) {
    let Some(policy) = find(walk) else { return };
    if let Some(check) = too_long(walk, policy) {
        return walk.record(check);
    }
    if let Some(check) = refusal(walk, policy) {
        walk.trust_decided_by = Some(walk.checks.len());
        walk.record(check);
        evaluate(walk, policy);
        return;
    }
    if let Some((decisive, place)) = evaluate(walk, policy) {
        let known = walk.checks.iter().position(|check| *check == decisive);
        walk.trust_decided_by = Some(known.unwrap_or(walk.checks.len()));
        if known.is_none() {
            walk.record(decisive.related(place));
        }
    }
}

pub(super) fn check(state: State, reason: impl Into<Rc<Reason>>) -> Check {
    Check::new(Gate::Trust, Step::TrustEvaluated, state, reason)
}

/// The trust policy of the role in question, without recording anything.
pub(crate) fn given<'a>(walk: &Walk<'a>) -> Option<Given<'a, TrustPolicy>> {
    if let Some(role) = walk.role_given() {
        let item = role.item.trust.as_ref()?;
        return Some(Given { file: role.file, broken: role.broken, span: item.span, item });
    }
    match walk.world.policies.as_slice() {
        [policy] => Some(*policy),
        _ => None,
    }
}

/// The trust policy of the role in question.
pub(super) fn find<'a>(walk: &mut Walk<'a>) -> Option<Given<'a, TrustPolicy>> {
    let asked = walk.role.clone();
    if let Some(role) = walk.role_given() {
        let place = role.item.arn.as_ref().map(|arn| role.place(arn.span));
        let arn = walk.role_arn().unwrap_or_default();
        let related = asked.and_then(|asked| asked.place);
        if walk.role.is_none() {
            walk.assume(Assumed::Role, arn.clone());
        }
        walk.record(check(State::Pass, Reason::RoleFound { role: arn }).at(place).related(related));
        let policy = given(walk);
        if policy.is_none() {
            walk.record(check(State::Unknown, Reason::RolePolicyNotGiven).at(place));
        }
        return policy;
    }
    if let Some(policy) = given(walk) {
        let role = walk.role_arn().unwrap_or_default();
        walk.assume(Assumed::Role, role.clone());
        let place = policy.place(policy.item.span);
        walk.record(check(State::Assumed, Reason::RoleAssumed { role }).at(place));
        return Some(policy);
    }
    let name = asked.as_ref().map(|asked| asked.arn.clone());
    let checked = not_given(walk, name).at(asked.and_then(|asked| asked.place));
    walk.record(checked);
    None
}

fn not_given(walk: &mut Walk<'_>, asked: Option<Text>) -> Check {
    let Some(role) = asked else {
        walk.miss(Gate::Trust, Artefacts::Role, "aws iam get-role --role-name NAME");
        return check(State::Unknown, Reason::RoleUnknown);
    };
    if walk.world.all_roles {
        return check(State::Fail, Reason::RoleMissing { role });
    }
    let name = role.rsplit('/').next().unwrap_or_default();
    walk.miss(Gate::Trust, Artefacts::Role, format!("aws iam get-role --role-name {name}"));
    let given = walk.world.roles.iter().find_map(|given| given.item.arn.clone());
    match given {
        Some(given) => {
            check(State::Unknown, Reason::RoleDiffers { expected: given.value, actual: role })
        }
        None => check(State::Unknown, Reason::RoleNotGiven { role }),
    }
}

/// A policy longer than what is judged.
pub(super) fn too_long(walk: &mut Walk<'_>, policy: Given<'_, TrustPolicy>) -> Option<Check> {
    let mut finding = quota::judged_finding(&policy.item.text)?;
    finding.span = policy.span;
    walk.find(policy.file, finding.clone());
    Some(check(State::Unknown, finding.reason).at(policy.place(policy.span)))
}

/// Why IAM would not save this text, so that no role can have it.
pub(super) fn refusal(walk: &mut Walk<'_>, policy: Given<'_, TrustPolicy>) -> Option<Check> {
    let limit = walk.world.settings.trust_policy_length.unwrap_or(quota::TRUST_POLICY_LENGTH);
    let mut size = quota::quota_finding(&policy.item.text, limit);
    if let Some(finding) = &mut size {
        finding.span = policy.span;
        walk.find(policy.file, finding.clone());
    }
    let file = walk.files.get(policy.file)?;
    // In what the AWS command line prints, an error elsewhere is none of the policy's.
    let bare = walk.world.policies.iter().any(|bare| std::ptr::eq(bare.item, policy.item));
    let inside = |finding: &&Finding| {
        let (policy, span) = (policy.span, finding.span);
        bare || (policy.start <= span.start && span.end <= policy.end)
    };
    let syntax = file.findings.iter().filter(|_| policy.broken).filter(inside);
    let own = policy.item.findings.iter().chain(syntax);
    let errors = own.filter(|finding| finding.severity == Severity::Error).cloned();
    let finding = errors.chain(size).min_by_key(|finding| finding.span)?;
    let place = Place { file: policy.file, span: finding.span };
    Some(check(State::Fail, finding.reason).at(place))
}

/// Evaluates the policy for the token, records every part, and names the check that decides.
fn evaluate(walk: &mut Walk<'_>, policy: Given<'_, TrustPolicy>) -> Option<(Check, Option<Place>)> {
    let Some(token) = walk.token.clone() else {
        walk.record(check(State::Unknown, Reason::TokenNotGiven));
        return None;
    };
    let Some((issuer, _)) = token.issuer.clone() else {
        walk.record(check(State::Unknown, Reason::IssuerNotGiven));
        return None;
    };
    let mut trace = Trace::new(policy.file);
    let call = Call::new(walk, &token, &issuer);
    let decision = decide(&policy.item.policy, &call.request(), &mut trace);
    let unknown = trace.hinges_on_unknown(decision);
    let place = policy.place(policy.item.policy.span);
    let mut decisive = trace.decisive(decision, place);
    if unknown {
        decisive.state = State::Unknown;
    }
    let related = decisive.related.first().copied();
    walk.checks.extend(trace.into_checks());
    Some((decisive, related))
}

/// The call as the trust policy sees it.
#[derive(Debug)]
pub(crate) struct Call {
    /// The ARN of the provider that the call speaks through.
    pub(crate) provider: String,
    /// The account that the role is in.
    pub(crate) account: Text,
    /// The keys of the request.
    pub(crate) context: Context,
}

impl Call {
    pub(crate) fn new(walk: &Walk<'_>, token: &Token, issuer: &str) -> Self {
        let account = walk.role_account();
        let session = super::sdk::given_session_name(walk);
        let identity = WebIdentity {
            issuer,
            claims: &token.claims,
            session_name: session.as_ref().map(|(name, _)| &**name),
            region: if walk.world.settings.sts.global { "us-east-1" } else { &walk.region },
            now: walk.now,
        };
        Self {
            provider: provider_arn(&walk.partition(), &account, issuer),
            account,
            context: web_identity_context(&identity),
        }
    }

    pub(crate) fn request(&self) -> Request<'_> {
        Request {
            action: ACTION,
            caller: Caller::Federated(&self.provider),
            account: &self.account,
            resource: None,
            context: &self.context,
        }
    }
}

/// The ARN of an account's provider for an issuer.
pub(crate) fn provider_arn(partition: &str, account: &str, issuer: &str) -> String {
    format!("arn:{partition}:iam::{account}:oidc-provider/{}", without_scheme(issuer))
}
