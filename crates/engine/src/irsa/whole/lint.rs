//! What a trust policy lets in beyond the pod although it works, and what in it can never match.

mod agent;
mod checks;
mod shared;
mod signer;
mod subject;

use crate::arn::Arn;
use crate::glob;
use crate::iam::operator::{Set, Test};
use crate::iam::policy::Form;
use crate::iam::principal::PrincipalKind;
use crate::iam::web_identity::is_sent;
use crate::iam::{ASSUME, Condition, Effect, Statement, quota};
use crate::irsa::trust::{self, ACTION};
use crate::irsa::walk::Walk;
use crate::model::aws::TrustPolicy;
use crate::{Finding, Reason, Span, Text};

/// A namespace that no policy was written for.
const STRANGE: &str = "system:serviceaccount:zz-unheard-of:";

/// Keys that a call with a token never carries: those of a signed principal, of a service that
/// calls for somebody, and of other ways to assume a role.
const CALLER_KEYS: [&str; 15] = [
    "aws:multifactorauth",
    "aws:principalarn",
    "aws:principalisawsservice",
    "aws:principalorg",
    "aws:principalservicename",
    "aws:principaltag/",
    "aws:principaltype",
    "aws:sourceaccount",
    "aws:sourcearn",
    "aws:sourceorg",
    "aws:tokenissuetime",
    "aws:userid",
    "aws:username",
    "sts:durationseconds",
    "sts:externalid",
];

/// Keys that a token with tags or a source identity makes, which no token of EKS has.
const TAG_KEYS: [&str; 4] =
    ["aws:requesttag/", "aws:tagkeys", "sts:sourceidentity", "sts:transitivetagkeys"];

/// Claims with a key whoever the issuer is, which no token of EKS has.
const OTHER_CLAIMS: [&str; 2] = ["amr", "email"];

/// Words that public examples have where something of one's own belongs. Names in small letters
/// are left out: somebody may well have an account of that name.
const WORDS: [&str; 6] =
    ["ACCOUNT_ID", "AWS_REGION", "OIDC_PROVIDER", "SERVICE_ACCOUNT", "XX\u{58}XX\u{58}XX", "YOUR_"];

/// What a reference of Terraform begins with: no key of AWS does.
const TERRAFORM: [&str; 6] = ["var", "local", "module", "data", "each", "path"];

pub(super) fn judge(walk: &mut Walk<'_>) {
    let Some(policy) = trust::given(walk) else { return };
    let mut findings = Vec::new();
    near_quota(walk, policy.item, &mut findings);
    let statements = &policy.item.policy.statements;
    redundant(statements, &mut findings);
    for statement in statements {
        placeholders(statement, &mut findings);
        wildcards(statement, &mut findings);
        checks::of_statement(statement, &mut findings);
    }
    let allows = |it: &&Statement| it.effect.as_ref().is_some_and(|it| it.value == Effect::Allow);
    let allowing = statements.iter().filter(allows);
    for statement in allowing.clone() {
        anyone(statement, &mut findings);
        agent::of_statement(statement, &mut findings);
        subject::of_statement(statement, &mut findings);
    }
    for statement in allowing.clone().filter(|it| lets(it, ACTION)) {
        of_statement(statement, &mut findings);
    }
    if walk.association().is_none() {
        findings.extend(agent::untagged(allowing.clone()));
    }
    findings.extend(denies_all(statements));
    for finding in findings {
        walk.find(policy.file, finding);
    }
}

/// White space is not counted. Beyond the quota IAM refuses the policy, which is said elsewhere.
fn near_quota(walk: &Walk<'_>, policy: &TrustPolicy, findings: &mut Vec<Finding>) {
    let limit = walk.world.settings.trust_policy_length.unwrap_or(quota::TRUST_POLICY_LENGTH);
    let length = policy.text.chars().filter(|char| !char.is_whitespace()).count();
    if length <= limit && length * 10 >= limit * 9 {
        findings.push(Finding::info(Reason::LintNearQuota { length, limit }, policy.span));
    }
}

/// A statement that says the same as one before it.
fn redundant(statements: &[Statement], findings: &mut Vec<Finding>) {
    for (at, statement) in statements.iter().enumerate() {
        let mut before = statements.iter().take(at).enumerate();
        if let Some((first, other)) = before.find(|(_, other)| says(other) == says(statement)) {
            let number = || Text::from((first + 1).to_string());
            let name = other.sid.as_ref().filter(|sid| !sid.value.is_empty());
            let name = name.map_or_else(number, |sid| sid.value.clone());
            let reason = Reason::LintRedundant { statement: name };
            findings.push(Finding::info(reason, statement.span));
        }
    }
}

/// What a statement says, wherever and in whatever order it is written.
fn says(statement: &Statement) -> Vec<String> {
    let effect = statement.effect.as_ref().map(|effect| format!("{:?}", effect.value));
    let principals = statement.principals.iter().flat_map(|scope| {
        scope.items.iter().map(|it| format!("{:?} {:?} {}", scope.form, it.kind, it.value.value))
    });
    let actions = statement.actions.iter().flat_map(|scope| {
        scope.items.iter().map(|it| format!("{:?} {}", scope.form, it.text.value))
    });
    let conditions = statement.conditions.iter().flat_map(|it| {
        let of = |value: &crate::iam::value::Value| {
            format!("{} {} {}", it.name.value, it.lower_key, value.text)
        };
        it.values.iter().map(of).collect::<Vec<_>>()
    });
    let mut all: Vec<String> = effect.into_iter().chain(principals).chain(actions).collect();
    all.extend(conditions);
    all.sort();
    all.dedup();
    all
}

/// What stands in examples for something of one's own: a shell's variable that nothing expanded,
/// words in angle brackets, names that say what belongs there.
fn placeholders(statement: &Statement, findings: &mut Vec<Finding>) {
    let principals = statement.principals.iter().flat_map(|scope| &scope.items);
    let principals = principals.map(|it| (&it.value.value, it.value.span));
    let conditions = statement.conditions.iter().flat_map(|it| {
        let values = it.values.iter().map(|value| (&value.text, value.span));
        [(&it.key.value, it.key.span)].into_iter().chain(values).collect::<Vec<_>>()
    });
    for (text, span) in principals.chain(conditions) {
        if let Some(found) = placeholder(text) {
            findings.push(Finding::warning(Reason::LintPlaceholder { text: found.into() }, span));
        }
    }
}

/// The part of a text that was meant to be replaced.
fn placeholder(text: &str) -> Option<&str> {
    if let Some(found) = WORDS.into_iter().find(|word| text.contains(word)) {
        return Some(found);
    }
    let angle = text.find('<').and_then(|start| {
        let inner = text.get(start..)?;
        inner.get(..=inner.find('>')?)
    });
    angle.or_else(|| {
        // `${…}` is a variable of the policy's own where a known sort of key stands in it.
        let start = text.find('$')?;
        let rest = text.get(start..)?;
        let name = rest.get(1..)?.trim_start_matches('{');
        let end = name.find(|char: char| !char.is_ascii_alphanumeric() && char != '_');
        let word = name.get(..end.unwrap_or(name.len()))?;
        let terraform = TERRAFORM.contains(&word);
        let behind = name.get(word.len()..)?;
        let own = rest.starts_with("${") && behind.starts_with([':', '.']) && !terraform;
        (!own && !word.is_empty()).then(|| rest.split([':', '/']).next().unwrap_or(rest))
    })
}

/// Whether an action is among those of a statement.
fn lets(statement: &Statement, action: &str) -> bool {
    statement.actions.as_ref().is_some_and(|scope| {
        let (matched, _) = scope.judge(|pattern| pattern.matches(action));
        matched
    })
}

/// Wildcards where they are ordinary characters, which none of the compared values may have.
fn wildcards(statement: &Statement, findings: &mut Vec<Finding>) {
    for condition in &statement.conditions {
        let test = condition.operator.map(|operator| operator.test);
        let exact = matches!(test, Some(Test::StringEquals | Test::StringEqualsIgnoreCase));
        for value in condition.values.iter().filter(|_| exact) {
            let pattern = value.text.clone();
            let meant = pattern.replace("${*}", "").replace("${?}", "");
            if meant.contains(['*', '?']) {
                let operator = condition.name.value.clone();
                let reason = Reason::LintWildcardEquals { pattern, operator };
                findings.push(Finding::warning(reason, value.span));
            }
        }
    }
}

/// A statement about everyone. A call with a token has nothing that says whose it is but the keys
/// of its issuer; another one is signed, and a condition on the signer may keep strangers out.
fn anyone(statement: &Statement, findings: &mut Vec<Finding>) {
    let principals = statement.principals.iter().flat_map(|scope| &scope.items);
    let Some(anyone) = principals.clone().find(|it| it.kind == PrincipalKind::Anyone) else {
        return;
    };
    let signed = lets(statement, ASSUME) && !statement.conditions.iter().any(signer::names_owner);
    if lets(statement, ACTION) || signed {
        findings.push(Finding::warning(Reason::LintAnyone, anyone.value.span));
    }
}

/// A denial to everyone, under no condition, of what another statement allows.
fn denies_all(statements: &[Statement]) -> Option<Finding> {
    let of = |effect: Effect| {
        let is_it = move |it: &&Statement| it.effect.as_ref().is_some_and(|it| it.value == effect);
        statements.iter().filter(is_it)
    };
    let about_all = |it: &&Statement| {
        let principals = it.principals.iter().filter(|scope| scope.form == Form::Listed);
        let mut items = principals.flat_map(|scope| &scope.items);
        items.any(|it| it.kind == PrincipalKind::Anyone)
    };
    let denying = of(Effect::Deny).filter(about_all).filter(|it| it.conditions.is_empty());
    [ACTION, ASSUME, checks::SAML].into_iter().find_map(|action| {
        let denial = denying.clone().find(|it| lets(it, action))?;
        of(Effect::Allow).find(|it| lets(it, action) && can_make(it, action))?;
        let reason = Reason::LintDeniesAll { action: action.into() };
        Some(Finding::warning(reason, denial.effect.as_ref()?.span))
    })
}

/// Whether anybody whom a statement names makes this call: who has a token makes no signed one.
fn can_make(statement: &Statement, action: &str) -> bool {
    let mut principals = statement.principals.iter().flat_map(|scope| &scope.items);
    principals.any(|it| checks::call_of(it).is_none_or(|call| call == action))
}

fn of_statement(statement: &Statement, findings: &mut Vec<Finding>) {
    let Some(principals) = &statement.principals else { return };
    let provider = principals.items.iter().filter(|it| it.kind == PrincipalKind::Federated);
    let hosts: Vec<(&str, Span)> = provider
        .filter_map(|it| Some((Arn::parse(&it.value.value)?.oidc_provider()?, it.value.span)))
        .collect();
    let tagless = hosts.len() == principals.items.len()
        && hosts.iter().all(|(host, _)| subject::is_eks(host));
    for condition in &statement.conditions {
        of_condition(condition, &hosts, tagless, findings);
    }
    let [(host, span)] = hosts[..] else { return two_issuers(statement, findings) };
    let key = |claim: &str| format!("{host}:{claim}").to_ascii_lowercase();
    let about = |claim: &str| {
        let key = key(claim);
        // A token always has the claim, so that `IfExists` makes no difference.
        statement.conditions.iter().any(|it| *it.lower_key == *key && is_asked(it))
    };
    // Providers that many share name a claim each; only a cluster's own names accounts.
    if !about("sub") && subject::is_eks(host) {
        let reason = Reason::LintNoSubject { issuer: host.into() };
        findings.push(Finding::warning(reason, span));
    }
    if !about("aud") {
        findings.push(Finding::info(Reason::LintNoAudience { issuer: host.into() }, span));
    }
}

/// Keys of two issuers in one statement: all of its conditions have to hold, and a token brings the
/// keys of its own issuer alone.
fn two_issuers(statement: &Statement, findings: &mut Vec<Finding>) {
    let issuer = |it: &Condition| -> Option<Text> {
        let (prefix, claim) = it.lower_key.rsplit_once(':')?;
        let known = matches!(claim, "sub" | "aud") && prefix.contains('.');
        (known && is_positive(it)).then(|| prefix.into())
    };
    let mut issuers = statement.conditions.iter().filter_map(|it| Some((issuer(it)?, it)));
    let Some((first, _)) = issuers.next() else { return };
    if let Some((second, condition)) = issuers.find(|(other, _)| *other != first) {
        let reason = Reason::LintTwoIssuers { first, second };
        findings.push(Finding::warning(reason, condition.key.span));
    }
}

/// Whether a condition asks for a value rather than for another than some.
fn is_asked(condition: &Condition) -> bool {
    let name = condition.name.value.to_ascii_lowercase();
    !name.contains("not") && name != "null"
}

/// The same, and that the key is there.
fn is_positive(condition: &Condition) -> bool {
    is_asked(condition) && !condition.name.value.to_ascii_lowercase().ends_with("ifexists")
}

/// Whether a condition holds where its key is absent, as `ForAllValues:` does.
fn is_for_all(condition: &Condition) -> bool {
    condition.operator.is_some_and(|operator| operator.set == Set::All)
}

/// What is said of a condition for tokens of these issuers; `tagless` are those of EKS alone.
fn of_condition(
    condition: &Condition,
    hosts: &[(&str, Span)],
    tagless: bool,
    findings: &mut Vec<Finding>,
) {
    let key = &*condition.lower_key;
    let for_all = is_for_all(condition);
    let is_any = |known: &[&str]| known.iter().any(|known| key.starts_with(known));
    let name = || condition.key.value.clone();
    let never = if is_any(&CALLER_KEYS) {
        Some(Reason::LintCallerKey { key: name() })
    } else if tagless && !for_all && is_any(&TAG_KEYS) {
        Some(Reason::LintTagKey { key: name() })
    } else {
        None
    };
    if let Some(reason) = never.filter(|_| is_positive(condition)) {
        findings.push(Finding::warning(reason, condition.key.span));
    }
    never_matches(condition, hosts, for_all, findings);
    let claim = condition.lower_key.rsplit(':').next().unwrap_or_default();
    let operator = &condition.name;
    let lower = operator.value.to_ascii_lowercase();
    if for_all && !checks::is_multi_valued(key) {
        let reason = Reason::LintForAllValues { key: condition.key.value.clone() };
        findings.push(Finding::warning(reason, operator.span));
    }
    for value in &condition.values {
        let pattern = value.text.clone();
        let wild = pattern.contains(['*', '?']);
        if wild && lower.contains("stringlike") && is_wide(&pattern) && claim == "sub" {
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
fn never_matches(
    condition: &Condition,
    hosts: &[(&str, Span)],
    for_all: bool,
    findings: &mut Vec<Finding>,
) {
    let key = &condition.key.value;
    let [(host, _)] = hosts else { return };
    let lower = &*condition.lower_key;
    let never = match lower.rsplit_once(':') {
        None => true,
        Some((prefix, claim)) => {
            let same = prefix.eq_ignore_ascii_case(host);
            let other = OTHER_CLAIMS.contains(&claim) && subject::is_eks(host);
            let absent = other && is_positive(condition) && !for_all;
            prefix.contains(['/', '.']) && (!same || absent || !is_sent(host, claim))
        }
    };
    if never {
        let claim = if lower.ends_with("aud") { "aud" } else { "sub" };
        let expected: Text = format!("{host}:{claim}").into();
        let reason = Reason::LintKeyNeverSent { key: key.clone(), expected };
        findings.push(Finding::warning(reason, condition.key.span));
    }
}
