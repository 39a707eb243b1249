//! What a trust policy lets in beyond the pod although it works, and what in it can never match.

use crate::arn::Arn;
use crate::glob;
use crate::iam::principal::PrincipalKind;
use crate::iam::web_identity::is_sent;
use crate::iam::{Condition, Effect, Statement};
use crate::irsa::trust::{self, ACTION};
use crate::irsa::walk::Walk;
use crate::{Finding, Reason, Span, Text};

/// A namespace that no policy was written for.
const STRANGE: &str = "system:serviceaccount:zz-unheard-of:";

pub(super) fn judge(walk: &mut Walk<'_>) {
    let Some(policy) = trust::given(walk) else { return };
    let statements = policy.item.policy.statements.clone();
    let allows = |it: &&Statement| it.effect.as_ref().is_some_and(|it| it.value == Effect::Allow);
    for statement in statements.iter().filter(allows).filter(|it| takes_tokens(it)) {
        let mut findings = Vec::new();
        of_statement(statement, &mut findings);
        for finding in findings {
            walk.find(policy.file, finding);
        }
    }
}

fn takes_tokens(statement: &Statement) -> bool {
    statement.actions.as_ref().is_some_and(|scope| {
        let (matched, _) = scope.judge(|pattern| pattern.matches(ACTION));
        matched
    })
}

fn of_statement(statement: &Statement, findings: &mut Vec<Finding>) {
    let Some(principals) = &statement.principals else { return };
    if let Some(anyone) = principals.items.iter().find(|it| it.kind == PrincipalKind::Anyone) {
        findings.push(Finding::warning(Reason::LintAnyone, anyone.value.span));
    }
    let provider = principals.items.iter().filter(|it| it.kind == PrincipalKind::Federated);
    let hosts: Vec<(&str, Span)> = provider
        .filter_map(|it| Some((Arn::parse(&it.value.value)?.oidc_provider()?, it.value.span)))
        .collect();
    for condition in &statement.conditions {
        of_condition(condition, &hosts, findings);
    }
    let [(host, span)] = hosts[..] else { return };
    let key = |claim: &str| format!("{host}:{claim}").to_ascii_lowercase();
    let about = |claim: &str| {
        let key = key(claim);
        statement.conditions.iter().any(|it| *it.lower_key == *key && is_positive(it))
    };
    // Providers that many share name a claim each; only a cluster's own names accounts.
    if !about("sub") && host.starts_with("oidc.eks.") {
        let reason = Reason::LintNoSubject { issuer: host.into() };
        findings.push(Finding::warning(reason, span));
    }
    if !about("aud") {
        findings.push(Finding::info(Reason::LintNoAudience { issuer: host.into() }, span));
    }
}

/// Whether a condition asks for a value rather than for another than some.
fn is_positive(condition: &Condition) -> bool {
    let name = condition.name.value.to_ascii_lowercase();
    !name.contains("not") && !name.ends_with("ifexists") && name != "null"
}

fn of_condition(condition: &Condition, hosts: &[(&str, Span)], findings: &mut Vec<Finding>) {
    never_matches(condition, hosts, findings);
    let claim = condition.lower_key.rsplit(':').next().unwrap_or_default();
    if !matches!(claim, "sub" | "aud") {
        return;
    }
    let operator = &condition.name;
    let lower = operator.value.to_ascii_lowercase();
    if lower.starts_with("forallvalues:") {
        let reason = Reason::LintForAllValues { key: condition.key.value.clone() };
        findings.push(Finding::warning(reason, operator.span));
    }
    for value in &condition.values {
        let pattern = value.text.clone();
        let wild = pattern.contains(['*', '?']);
        if wild && lower.contains("stringequals") {
            let reason = Reason::LintWildcardEquals { pattern, operator: operator.value.clone() };
            findings.push(Finding::warning(reason, value.span));
        } else if wild && lower.contains("stringlike") && is_wide(&pattern) && claim == "sub" {
            findings.push(Finding::warning(Reason::LintWideSubject { pattern }, value.span));
        }
    }
}

/// Whether a pattern matches accounts of a namespace that nobody thought of.
fn is_wide(pattern: &str) -> bool {
    let account = pattern.rsplit(':').next().unwrap_or_default();
    let account = account.replace(['*', '?'], "x");
    glob::like(pattern, &format!("{STRANGE}{account}"))
}

/// Keys that no request of these providers carries.
fn never_matches(condition: &Condition, hosts: &[(&str, Span)], findings: &mut Vec<Finding>) {
    let key = &condition.key.value;
    let Some((prefix, claim)) = key.rsplit_once(':') else { return };
    let [(host, _)] = hosts else { return };
    let of_claim = prefix.contains(['/', '.']);
    let same = prefix.eq_ignore_ascii_case(host);
    if of_claim && (!same || !is_sent(host, &claim.to_ascii_lowercase())) {
        let claim = if matches!(claim, "sub" | "aud") { claim } else { "sub" };
        let expected: Text = format!("{host}:{claim}").into();
        let reason = Reason::LintKeyNeverSent { key: key.clone(), expected };
        findings.push(Finding::warning(reason, condition.key.span));
    }
}
