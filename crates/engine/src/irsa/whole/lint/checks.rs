//! The checks of IAM Access Analyzer that bear on trust policies and that neither IAM's refusals
//! nor the run say already. `ARCHITECTURE.md` lists those that are left out, and why.

use super::shared;
use crate::iam::operator::{Sense, Set, Test};
use crate::iam::policy::{Form, Pattern};
use crate::iam::principal::PrincipalKind;
use crate::iam::{ASSUME, Condition, Effect, Principal, Statement};
use crate::irsa::trust::ACTION;
use crate::{Finding, Reason, Text};

/// Actions that are allowed beside the one that assumes the role.
const ALONG: [&str; 3] = ["sts:TagSession", "sts:SetSourceIdentity", "sts:SetContext"];

/// How a principal of SAML assumes a role.
pub(super) const SAML: &str = "sts:AssumeRoleWithSAML";

/// Keys that hold ARNs.
const ARN_KEYS: [&str; 2] = ["aws:sourcearn", "aws:principalarn"];

/// Keys that end with the name of a tag.
const TAG_KEYS: [&str; 3] = ["aws:requesttag", "aws:resourcetag", "aws:principaltag"];

pub(super) fn of_statement(statement: &Statement, findings: &mut Vec<Finding>) {
    mismatch(statement, findings);
    shared::of_statement(statement, findings);
    twice(statement, findings);
    repeated(statement, findings);
    for principal in statement.principals.iter().flat_map(|scope| &scope.items) {
        of_principal(principal, findings);
    }
    for condition in &statement.conditions {
        of_value(condition, findings);
        of_key(condition, findings);
    }
}

/// Whether a key may have several values at once.
pub(super) fn is_multi_valued(lower_key: &str) -> bool {
    is_list(lower_key) || lower_key.ends_with(":oaud")
}

/// Whether AWS lists a key among those of several values, which the audiences of a token are not.
fn is_list(lower_key: &str) -> bool {
    let claim = lower_key.rsplit(':').next().unwrap_or_default();
    matches!(claim, "tagkeys" | "transitivetagkeys" | "amr")
}

/// The call that principals of a sort make, where a statement lets them do another one only.
fn mismatch(statement: &Statement, findings: &mut Vec<Finding>) {
    let (Some(principals), Some(actions)) = (&statement.principals, &statement.actions) else {
        return;
    };
    let listed = principals.form == Form::Listed && actions.form == Form::Listed;
    let allows = statement.effect.as_ref().is_some_and(|it| it.value == Effect::Allow);
    let calls: Option<Vec<&str>> = principals.items.iter().map(call_of).collect();
    let Some(expected) = calls.as_deref().and_then(|calls| calls.first().copied()) else { return };
    let one = calls.is_some_and(|calls| calls.iter().all(|call| *call == expected));
    // What goes along with a call may have a statement of its own.
    let along = |action: &Pattern| ALONG.iter().any(|known| action.matches(known));
    let fits = actions.items.iter().any(|action| action.matches(expected))
        || actions.items.iter().all(along);
    if let Some(action) = actions.items.first().filter(|_| listed && allows && one && !fits) {
        let actual = action.text.value.clone();
        let reason = Reason::LintActionMismatch { expected: expected.into(), actual };
        findings.push(Finding::warning(reason, action.text.span));
    }
}

/// How a principal of this sort assumes a role.
pub(super) fn call_of(principal: &Principal) -> Option<&'static str> {
    let value = &principal.value.value;
    Some(match principal.kind {
        PrincipalKind::Federated if value.contains(":saml-provider/") => SAML,
        PrincipalKind::Federated => ACTION,
        PrincipalKind::Service | PrincipalKind::Aws => ASSUME,
        PrincipalKind::Anyone | PrincipalKind::CanonicalUser => return None,
    })
}

/// Names of keys count without their case, so that one of these hides behind the other.
fn twice(statement: &Statement, findings: &mut Vec<Finding>) {
    for (at, condition) in statement.conditions.iter().enumerate() {
        let same = |other: &&Condition| {
            other.name.value == condition.name.value
                && other.lower_key == condition.lower_key
                && other.key.value != condition.key.value
        };
        if let Some(first) = statement.conditions.iter().take(at).find(same) {
            let (first, second) = (first.key.value.clone(), condition.key.value.clone());
            let reason = Reason::LintKeyCaseTwice { first, second };
            findings.push(Finding::warning(reason, condition.key.span));
        }
    }
}

/// What stands twice in one list.
fn repeated(statement: &Statement, findings: &mut Vec<Finding>) {
    let actions = statement.actions.iter().flat_map(|scope| &scope.items);
    let principals = statement.principals.iter().flat_map(|scope| &scope.items);
    let values = statement.conditions.iter().map(|condition| {
        let all = condition.values.iter();
        all.map(|value| (value.text.clone(), value.span)).collect::<Vec<_>>()
    });
    let lists = [
        actions.map(|it| (it.text.value.clone(), it.text.span)).collect::<Vec<_>>(),
        principals.map(|it| (it.value.value.clone(), it.value.span)).collect(),
    ];
    for list in lists.into_iter().chain(values) {
        for (at, (text, span)) in list.iter().enumerate() {
            if list.iter().take(at).any(|(other, _)| other == text) {
                let reason = Reason::LintRepeated { value: text.clone() };
                findings.push(Finding::info(reason, *span));
            }
        }
    }
}

fn of_principal(principal: &Principal, findings: &mut Vec<Finding>) {
    let (value, span) = (&principal.value.value, principal.value.span);
    if value.contains("${aws:") {
        let reason = Reason::LintVariable { text: value.clone() };
        findings.push(Finding::warning(reason, span));
    }
    if principal.kind != PrincipalKind::Federated {
        return;
    }
    if value.contains(['*', '?']) {
        let reason = Reason::LintWildcardPrincipal { value: value.clone() };
        findings.push(Finding::warning(reason, span));
    }
}

/// What can be wrong with the values under a key.
fn of_value(condition: &Condition, findings: &mut Vec<Finding>) {
    let key = &*condition.lower_key;
    let all_private = !condition.values.is_empty()
        && condition.values.iter().all(|value| is_private(&value.text));
    if key == "aws:sourceip" && all_private {
        let value = condition.values.first().map(|value| value.text.clone()).unwrap_or_default();
        let reason = Reason::LintPrivateAddress { value };
        findings.push(Finding::warning(reason, condition.values_span));
    }
    let prefix = match key {
        "aws:sourcevpc" => "vpc-",
        "aws:sourcevpce" => "vpce-",
        _ => "",
    };
    for value in &condition.values {
        let (text, span) = (&value.text, value.span);
        if has_broken_variable(text) {
            let reason = Reason::LintVariable { text: text.clone() };
            findings.push(Finding::warning(reason, span));
        } else if !prefix.is_empty() && !text.contains(['*', '?', '$']) && !is_id(text, prefix) {
            let (value, prefix) = (text.clone(), prefix.into());
            findings.push(Finding::warning(Reason::LintVpcFormat { value, prefix }, span));
        }
    }
}

/// What can be wrong with an operator and its key together.
fn of_key(condition: &Condition, findings: &mut Vec<Finding>) {
    let Some(operator) = condition.operator else { return };
    let lower = &*condition.lower_key;
    let key = || condition.key.value.clone();
    let claim = lower.rsplit_once(':').filter(|(prefix, _)| prefix.contains('.'));
    let is_text = claim.is_some_and(|(_, claim)| matches!(claim, "sub" | "aud"));
    let tests_text = matches!(
        operator.test,
        Test::StringEquals | Test::StringEqualsIgnoreCase | Test::StringLike | Test::Null
    );
    if is_text && !tests_text && operator.sense == Sense::Positive {
        let reason =
            Reason::LintOperatorType { key: key(), operator: condition.name.value.clone() };
        findings.push(Finding::warning(reason, condition.name.span));
    }
    if TAG_KEYS.contains(&lower.trim_end_matches('/')) {
        findings.push(Finding::warning(Reason::LintTagMissing { key: key() }, condition.key.span));
    }
    let wild = condition.values.iter().any(|value| value.text.contains(['*', '?']));
    if operator.test == Test::StringLike && wild && ARN_KEYS.contains(&lower) {
        let reason = Reason::LintArnOperator { key: key() };
        findings.push(Finding::warning(reason, condition.name.span));
    }
    if operator.set == Set::Single && operator.test != Test::Null && is_list(lower) {
        let reason = Reason::LintNeedsSetOperator { key: key() };
        findings.push(Finding::warning(reason, condition.name.span));
    }
}

/// Whether an address or block is one that no call of STS comes from.
fn is_private(text: &str) -> bool {
    let starts = ["10.", "127.", "169.254.", "192.168.", "fc", "fd", "fe80:"];
    let second = |first: &str| {
        let rest = text.strip_prefix(first)?;
        rest.split('.').next()?.parse::<u8>().ok()
    };
    starts.iter().any(|start| text.starts_with(start))
        || second("172.").is_some_and(|it| (16..32).contains(&it))
        || second("100.").is_some_and(|it| (64..128).contains(&it))
}

/// Whether a text is an id of this sort: 8 or 17 letters and digits behind its prefix.
fn is_id(text: &Text, prefix: &str) -> bool {
    text.strip_prefix(prefix).is_some_and(|id| {
        matches!(id.len(), 8 | 17) && id.bytes().all(|byte| byte.is_ascii_alphanumeric())
    })
}

/// Whether a variable is not closed, is empty, or has blanks.
fn has_broken_variable(text: &str) -> bool {
    text.match_indices("${").any(|(at, _)| {
        let inner = text.get(at + 2..).unwrap_or_default();
        match inner.find('}') {
            Some(end) => {
                let name = inner.get(..end).unwrap_or_default();
                // A default stands in quotes behind a comma and may hold blanks.
                let name = name.split(',').next().unwrap_or_default();
                name.is_empty() || name.contains(' ')
            }
            None => true,
        }
    })
}
