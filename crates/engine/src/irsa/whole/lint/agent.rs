//! Statements for EKS Pod Identity.

use super::{is_positive, lets};
use crate::iam::principal::PrincipalKind;
use crate::iam::{ASSUME, Statement};
use crate::irsa::whole::pod_identity::{SERVICE, TAG};
use crate::{Finding, Reason, Text};

/// The tags of a session, as
/// <https://docs.aws.amazon.com/eks/latest/userguide/pod-id-abac.html> lists them.
const TAGS: [&str; 6] = [
    "kubernetes-namespace",
    "kubernetes-service-account",
    "eks-cluster-name",
    "eks-cluster-arn",
    "kubernetes-pod-name",
    "kubernetes-pod-uid",
];

/// Keys of signed callers with what the call of a service carries in their place.
const OF_CALLERS: [(&str, &str); 3] = [
    ("aws:principalarn", "aws:SourceArn"),
    ("aws:principalorg", "aws:SourceOrgID"),
    ("sts:externalid", "aws:SourceArn"),
];

/// What no call of the agent's service carries although a statement for it alone asks for it.
pub(super) fn of_statement(statement: &Statement, findings: &mut Vec<Finding>) {
    let principals = statement.principals.iter().flat_map(|scope| &scope.items);
    let mut others = principals.map(|it| &*it.value.value).filter(|value| *value != SERVICE);
    if !is_for_agent(statement) || others.next().is_some() {
        return;
    }
    let asking = statement.conditions.iter().filter(|it| is_positive(it));
    for condition in asking.filter(|it| !super::is_for_all(it)) {
        if let Some(expected) = instead(&condition.lower_key) {
            let key = condition.key.value.clone();
            let reason = Reason::LintAgentKey { key, expected };
            findings.push(Finding::warning(reason, condition.key.span));
        }
    }
}

/// The statement that lets the agent's service in without the tags that it brings, if none of them
/// lets it bring those.
pub(super) fn untagged<'a>(
    mut allowing: impl Iterator<Item = &'a Statement> + Clone,
) -> Option<Finding> {
    if allowing.clone().any(|it| is_for_agent(it) && lets(it, TAG)) {
        return None;
    }
    let statement = allowing.find(|it| is_for_agent(it) && lets(it, ASSUME))?;
    let at = statement.actions.as_ref().map_or(statement.span, |scope| scope.span);
    Some(Finding::warning(Reason::TagSessionMissing, at))
}

fn is_for_agent(statement: &Statement) -> bool {
    let mut principals = statement.principals.iter().flat_map(|scope| &scope.items);
    principals.any(|it| it.kind == PrincipalKind::Service && &*it.value.value == SERVICE)
}

/// The key that is sent where one is asked for that is not.
fn instead(lower_key: &str) -> Option<Text> {
    if let Some((_, own)) = OF_CALLERS.iter().find(|(key, _)| lower_key.starts_with(key)) {
        return Some((*own).into());
    }
    let of_principal = lower_key.strip_prefix("aws:principaltag/");
    let tag = match lower_key.strip_prefix("aws:requesttag/").or(of_principal) {
        Some(tag) if of_principal.is_none() && TAGS.contains(&tag) => return None,
        Some(tag) => tag,
        // A key that begins with a host is a claim's.
        None if lower_key.rsplit_once(':')?.0.contains('.') => "serviceaccount",
        None => return None,
    };
    let bare = |text: &str| text.replace(['-', '_'], "");
    let known = TAGS.iter().find(|known| bare(known).contains(&bare(tag)));
    let known =
        known.or(TAGS.iter().find(|known| bare(tag).contains(&bare(known)))).or(TAGS.first());
    known.map(|known| format!("aws:RequestTag/{known}").into())
}
