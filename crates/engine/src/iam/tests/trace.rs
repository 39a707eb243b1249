//! The reasons: for each way a statement can miss, the reason and the text it points to.

use super::{read, tree};
use crate::{
    Place, Span, State, Timestamp,
    iam::{
        Caller, Claim, Context, Decision, Kind, Request, Trace, WebIdentity, decide, nearest,
        web_identity_context,
    },
};

const ISSUER: &str = "oidc.eks.us-east-1.amazonaws.com/id/A";
const PROVIDER: &str =
    "arn:aws:iam::111122223333:oidc-provider/oidc.eks.us-east-1.amazonaws.com/id/A";

fn context() -> Context {
    let payload = r#"{"sub": "system:serviceaccount:shop:orders", "amr": ["a", "b"],
        "aud": ["sts.amazonaws.com"]}"#;
    web_identity_context(&WebIdentity {
        issuer: ISSUER,
        claims: &Claim::read(&tree(payload), Some(1)),
        session_name: None,
        region: "us-east-1",
        now: Timestamp(0),
    })
}

fn trace(text: &str) -> (Decision, Trace) {
    let (policy, _) = read(text, Kind::Trust);
    let request = Request {
        action: "sts:AssumeRoleWithWebIdentity",
        caller: Caller::Federated(PROVIDER),
        account: "111122223333",
        resource: Some("arn:aws:iam::111122223333:role/app"),
        context: &context(),
    };
    let mut trace = Trace::new(0);
    let decision = decide(&policy, &request, &mut trace);
    (decision, trace)
}

fn policy(statements: &str) -> String {
    format!(r#"{{"Version": "2012-10-17", "Statement": [{statements}]}}"#)
}

fn statement(effect: &str, condition: &str) -> String {
    format!(
        r#"{{"Effect": "{effect}", "Principal": {{"Federated": "{PROVIDER}"}},
           "Action": "sts:AssumeRoleWithWebIdentity", "Condition": {condition}}}"#
    )
}

/// The decisive check as `state reason text`.
fn decisive(text: &str) -> String {
    let (decision, trace) = trace(text);
    let whole = Place { file: 0, span: Span::new(0, text.len()) };
    let check = trace.decisive(decision, whole);
    let at = check.at.unwrap().span.of(text);
    let at = if at.starts_with('{') { "{…}" } else { at };
    format!("{} {} {at}", check.state.id(), check.reason.rule().id)
}

/// `ISSUER` and `PROVIDER` stand for theirs in both texts.
fn check_condition(condition: &str, expected: &str) {
    let filled = |text: &str| text.replace("ISSUER", ISSUER).replace("PROVIDER", PROVIDER);
    let text = policy(&statement("Allow", &filled(condition)));
    assert_eq!(decisive(&text), filled(expected), "{condition}");
}

#[test]
fn values_that_differ() {
    let table = [
        (r#"{"StringEquals": {"ISSUER:sub": "x"}}"#, r#"fail subject-mismatch "x""#),
        (r#"{"StringEquals": {"ISSUER:sub": ["a", "b"]}}"#, r#"fail subject-mismatch ["a", "b"]"#),
        (
            r#"{"StringEquals": {"ISSUER:sub": ["a", "system:serviceaccount:shop:*"]}}"#,
            r#"fail wildcard-under-equals "system:serviceaccount:shop:*""#,
        ),
        (r#"{"StringEquals": {"ISSUER:sub": "pay:*"}}"#, r#"fail subject-mismatch "pay:*""#),
        (
            r#"{"StringLike": {"ISSUER:sub": "system:serviceaccount:Shop:*"}}"#,
            r#"fail subject-case-differs "system:serviceaccount:Shop:*""#,
        ),
        (
            r#"{"StringNotLike": {"ISSUER:sub": ["b", "system:*"]}}"#,
            r#"fail subject-mismatch "system:*""#,
        ),
        (r#"{"StringEquals": {"ISSUER:aud": "sts"}}"#, r#"fail audience-condition-mismatch "sts""#),
        (
            r#"{"StringEquals": {"ISSUER:aud": "STS.amazonaws.com"}}"#,
            r#"fail condition-case-differs "STS.amazonaws.com""#,
        ),
        (
            r#"{"StringEquals": {"aws:RequestedRegion": "eu-west-1"}}"#,
            r#"fail condition-fails "eu-west-1""#,
        ),
        (
            r#"{"StringEquals": {"ISSUER:amr": "a"}}"#,
            r#"fail condition-needs-set-operator "ISSUER:amr""#,
        ),
        (
            r#"{"StringIs": {"aws:RequestedRegion": "x"}}"#,
            r#"fail condition-operator-not-read "StringIs""#,
        ),
    ];
    for (condition, expected) in table {
        check_condition(condition, expected);
    }
}

#[test]
fn keys_that_are_not_in_the_request() {
    let table = [
        ("aws:PrincipalArn", "fail condition-key-absent"),
        ("ISSUER:email", "fail condition-key-absent"),
        ("https://ISSUER:sub", "fail condition-key-has-scheme"),
        ("PROVIDER:sub", "fail condition-key-is-arn"),
        ("ISSUERB:sub", "fail condition-key-other-issuer"),
        ("ISSUER:iss", "fail condition-key-not-sent"),
        ("sts:DurationSeconds", "fail condition-key-not-sent"),
        ("aws:SourceIp", "unknown condition-key-unknown"),
    ];
    for (key, expected) in table {
        let condition = format!(r#"{{"StringEquals": {{"{key}": "x"}}}}"#);
        check_condition(&condition, &format!(r#"{expected} "{key}""#));
    }
}

#[test]
fn conditions_that_hold() {
    let table = [
        (r#"{"StringLike": {"ISSUER:sub": ["x", "system:*"]}}"#, r#"subject-matches "system:*""#),
        (
            r#"{"StringEquals": {"ISSUER:aud": "sts.amazonaws.com"}}"#,
            r#"audience-condition-matches "sts.amazonaws.com""#,
        ),
        (r#"{"Bool": {"aws:SecureTransport": "true"}}"#, r#"condition-holds "true""#),
        (r#"{"StringNotEquals": {"ISSUER:sub": ["x", "y"]}}"#, r#"subject-matches ["x", "y"]"#),
        (
            r#"{"StringNotEquals": {"aws:PrincipalArn": "x"}}"#,
            r#"condition-holds-absent "aws:PrincipalArn""#,
        ),
    ];
    for (condition, expected) in table {
        let text = policy(&statement("Allow", &condition.replace("ISSUER", ISSUER)));
        let (decision, trace) = trace(&text);
        assert_eq!(decision, Decision::Allow, "{condition}");
        let [_, _, check] = &trace.statements()[0].checks[..] else { panic!("{condition}") };
        let shown = format!("{} {}", check.reason.rule().id, check.at.unwrap().span.of(&text));
        assert_eq!(shown, expected);
    }
}

#[test]
fn statements_that_miss() {
    let with = |principal: &str, action: &str| {
        policy(&format!(r#"{{"Effect": "Allow", "Principal": {principal}, "Action": {action}}}"#))
    };
    let web = r#""sts:AssumeRoleWithWebIdentity""#;
    let other = PROVIDER.replace("1111", "4444");
    let table = [
        (
            with(r#"{"Service": "ec2.amazonaws.com"}"#, r#""sts:AssumeRole""#),
            r#"fail principal-type-differs "ec2.amazonaws.com""#.to_owned(),
        ),
        (
            with(&format!(r#"{{"Federated": "{PROVIDER}B"}}"#), web),
            format!(r#"fail principal-differs "{PROVIDER}B""#),
        ),
        (
            with(&format!(r#"{{"Federated": ["a.b", "{other}"]}}"#), web),
            format!(r#"fail principal-other-account "{other}""#),
        ),
        (
            with(&format!(r#"{{"Federated": "{ISSUER}"}}"#), web),
            format!(r#"fail principal-not-arn "{ISSUER}""#),
        ),
        (
            with(&format!(r#"{{"Federated": "{PROVIDER}"}}"#), r#""sts:AssumeRole""#),
            r#"fail action-differs "sts:AssumeRole""#.into(),
        ),
        (
            with(
                &format!(r#"{{"Federated": "{PROVIDER}"}}"#),
                r#"["sts:AssumeRole", "sts:TagSession"]"#,
            ),
            r#"fail action-differs ["sts:AssumeRole", "sts:TagSession"]"#.into(),
        ),
        (
            policy(&statement("Deny", r#"{"Null": {"aws:SecureTransport": "true"}}"#)),
            "fail no-statement {…}".into(),
        ),
        (policy(&statement("Deny", "{}")), "fail explicit-deny {…}".into()),
        (policy(&statement("Allow", "{}")), "pass statement-matches {…}".into()),
    ];
    for (text, expected) in table {
        assert_eq!(decisive(&text), expected, "{text}");
    }
}

#[test]
fn parts_of_a_statement() {
    let table = [
        (r#""Principal": "*", "Action": "sts:*""#, "principal-anyone action-matches"),
        (
            r#""Principal": {"Federated": "PROVIDER"}, "NotAction": "sts:*""#,
            "principal-matches action-excepted",
        ),
        (
            r#""NotPrincipal": {"AWS": "*"}, "NotAction": "s3:*""#,
            "principal-excepted action-not-excepted",
        ),
        (r#""NotPrincipal": {"AWS": "111122223333"}"#, "principal-not-excepted action-absent"),
        (
            r#""Action": "sts:*", "Resource": "*""#,
            "principal-absent action-matches resource-matches",
        ),
        (
            r#""Principal": {"AWS": []}, "Action": "*", "Resource": "arn:aws:s3:::b""#,
            "principal-absent action-matches resource-differs",
        ),
    ];
    for (parts, expected) in table {
        let parts = parts.replace("PROVIDER", PROVIDER);
        let (_, trace) = trace(&policy(&format!(r#"{{"Effect": "Allow", {parts}}}"#)));
        let ids: Vec<_> = trace.into_checks().iter().map(|check| check.reason.rule().id).collect();
        assert_eq!(ids.join(" "), expected, "{parts}");
    }
}

#[test]
fn every_part_of_every_statement_is_recorded() {
    let text = policy(&format!(
        r#"{}, {{"Effect": "Allow", "Principal": {{"Service": "a.b"}}, "Action": "sts:AssumeRole",
           "Condition": {{"StringEquals": {{"{ISSUER}:sub": "x", "{ISSUER}:aud": "y"}}}}}}"#,
        statement("Deny", "{}")
    ));
    let (decision, trace) = trace(&text);
    assert_eq!(decision, Decision::ExplicitDeny);
    let [deny, allow] = trace.statements() else { panic!() };
    assert!(deny.applies && !allow.applies);
    assert_eq!((&*deny.name, &*allow.name), ("#1", "#2"));
    let states: Vec<_> = allow.checks.iter().map(|check| check.state).collect();
    assert_eq!(states, [State::Fail; 4]);
    let related: Vec<_> = allow.checks.iter().map(|check| check.related.len()).collect();
    assert_eq!(related, [0, 0, 1, 1]);
}

#[test]
fn the_nearest_statement_is_named() {
    let sub = |value: &str| format!(r#"{{"StringEquals": {{"{ISSUER}:sub": "{value}"}}}}"#);
    let both = format!(
        r#"{{"StringEquals": {{"{ISSUER}:sub": "x", "{ISSUER}:aud": "sts.amazonaws.com"}}}}"#
    );
    let service = r#"{"Effect": "Allow", "Principal": {"Service": "a.b"}, "Action": "*"}"#;
    let action = statement("Allow", "{}").replace("WithWebIdentity", "");
    let (first, second) = (statement("Allow", &sub("a")), statement("Allow", &sub("b")));
    let table = [
        (vec![service, &first], 1),
        (vec![service, &action, &first], 2),
        (vec![&first, &second], 0),
        (vec![&first, &statement("Allow", &both)], 1),
        (vec![&statement("Deny", &sub("a")), service], 1),
    ]
    .map(|(statements, expected)| (policy(&statements.join(", ")), expected));
    for (text, expected) in table {
        let (_, trace) = trace(&text);
        assert_eq!(nearest(trace.statements()).unwrap().index, expected, "{text}");
    }
}

#[test]
fn answers_that_hang_on_what_nobody_said() {
    let inside = r#"{"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}"#;
    let inside_and_more =
        r#"{"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}, "Null": {"aws:SecureTransport": "true"}}"#;
    let table = [
        (statement("Allow", inside), Decision::Deny, true),
        (statement("Allow", inside_and_more), Decision::Deny, false),
        (
            format!("{}, {}", statement("Allow", "{}"), statement("Deny", inside)),
            Decision::Allow,
            true,
        ),
        (
            format!("{}, {}", statement("Deny", "{}"), statement("Allow", inside)),
            Decision::ExplicitDeny,
            false,
        ),
        (statement("Allow", "{}"), Decision::Allow, false),
    ];
    for (statements, expected, hinges) in table {
        let (decision, trace) = trace(&policy(&statements));
        assert_eq!(decision, expected, "{statements}");
        assert_eq!(trace.hinges_on_unknown(decision), hinges, "{statements}");
    }
}
