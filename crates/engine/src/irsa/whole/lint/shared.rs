//! Issuers whose tokens anybody can have, by AWS's list of those that it recognises as shared, and
//! the three that it knew before. Who has an issuer for each customer, as Bitbucket and CircleCI,
//! is not among them.

use super::{is_asked, is_for_all, is_positive};
use crate::arn::Arn;
use crate::iam::principal::PrincipalKind;
use crate::iam::{Condition, Effect, Statement};
use crate::{Finding, Reason, Text};

/// What tells whose tokens of an issuer are, if anything does.
struct Shared {
    host: &'static str,
    /// The claims that name an owner. Those are left out that the caller chooses, as the audience
    /// of GitHub, that hold for many owners, as a branch, or that name who set off a job which may
    /// be a stranger's, as the actor.
    owners: &'static [&'static str],
    /// Whether AWS has the audience say it: the pool, the application, the organization.
    by_audience: bool,
}

const fn by_subject(host: &'static str, owners: &'static [&'static str]) -> Shared {
    Shared { host, owners, by_audience: false }
}

const fn by_audience(host: &'static str, owners: &'static [&'static str]) -> Shared {
    Shared { host, owners, by_audience: true }
}

const SHARED: [Shared; 18] = [
    by_subject(
        "agent.buildkite.com",
        &["sub", "organization_slug", "organization_id", "pipeline_id", "cluster_id"],
    ),
    by_subject("app.terraform.io", &["sub"]),
    by_subject("gitlab.com", &["sub", "namespace_id", "project_id"]),
    by_subject("oidc-configuration.audit-log.githubusercontent.com", &["sub"]),
    by_subject("oidc.codefresh.io", &["sub"]),
    by_subject("proidc.upbound.io", &["sub"]),
    by_subject("scalr.io", &["sub"]),
    by_subject("studio.datachain.ai/api", &["sub"]),
    // STS makes no keys of `enterprise` and `repository_owner`. Who asks for them lets nobody in,
    // which is said of the key.
    by_subject(
        "token.actions.githubusercontent.com",
        &[
            "sub",
            "enterprise",
            "enterprise_id",
            "job_workflow_ref",
            "repository",
            "repository_id",
            "repository_owner",
            "repository_owner_id",
        ],
    ),
    by_subject("tokens.cloud.shisho.dev", &["sub"]),
    by_subject("vstoken.actions.githubusercontent.com", &["sub"]),
    // `oaud` is whatever the holder of a service account asked for.
    by_audience("accounts.google.com", &["aud", "sub", "google/organization_number"]),
    by_audience("api.pulumi.com/oidc", &["aud", "sub"]),
    // `amr` says whether and by whom somebody was authenticated, of whatever pool.
    by_audience("cognito-identity.amazonaws.com", &["aud", "sub"]),
    by_audience("graph.facebook.com", &["app_id", "id"]),
    by_audience("oidc.vercel.com", &["aud", "sub"]),
    by_audience("sandboxes.cloud", &["aud", "sub"]),
    by_audience("www.amazon.com", &["app_id", "user_id"]),
];

/// A statement for an issuer that serves everybody, in which nothing asks whose token it is.
pub(super) fn of_statement(statement: &Statement, findings: &mut Vec<Finding>) {
    let allows = statement.effect.as_ref().is_some_and(|it| it.value == Effect::Allow);
    let principals = statement.principals.iter().flat_map(|scope| &scope.items);
    let federated = principals.filter(|it| allows && it.kind == PrincipalKind::Federated);
    for principal in federated {
        let value = &*principal.value.value;
        let arn = Arn::parse(value);
        let host = arn.as_ref().and_then(Arn::oidc_provider).unwrap_or(value);
        let Some(shared) = SHARED.iter().find(|shared| shared.host == host) else { continue };
        if !statement.conditions.iter().any(|it| names_owner(it, shared)) {
            let issuer: Text = host.into();
            let reason = if shared.by_audience {
                Reason::LintSharedAudience { issuer }
            } else {
                Reason::LintSharedIssuer { issuer }
            };
            findings.push(Finding::warning(reason, principal.value.span));
        }
    }
}

fn names_owner(condition: &Condition, shared: &Shared) -> bool {
    let claim = condition.lower_key.strip_prefix(shared.host);
    let Some(claim) = claim.and_then(|rest| rest.strip_prefix(':')) else { return false };
    let holds = match claim {
        // Every token has these, so that it makes no difference what holds without them.
        "sub" | "aud" => is_asked(condition),
        _ => is_positive(condition) && !is_for_all(condition),
    };
    let open = || condition.values.iter().any(|value| names_nobody(&value.text, claim));
    holds && shared.owners.contains(&claim) && !open()
}

/// Whether a pattern leaves open whose token it is. The owner stands behind the first colon of a
/// subject, as in `repo:OWNER/NAME:…`, and at the front of a repository or workflow, and ends with
/// the next sign. What other claims hold is one word.
fn names_nobody(pattern: &str, claim: &str) -> bool {
    let Some(at) = pattern.find(['*', '?']) else { return false };
    let head = pattern.get(..at).unwrap_or_default();
    let owner = match claim {
        "sub" => head.split_once(':').map(|(_, owner)| owner),
        "repository" | "job_workflow_ref" => Some(head),
        _ => None,
    };
    !owner.is_some_and(|owner| owner.contains(['/', ':']))
}
