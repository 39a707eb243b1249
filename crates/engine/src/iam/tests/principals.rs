//! Who and what a statement is about, and the command line's one-line questions.

use super::{list, quoted, read};
use crate::iam::{Caller, Context, Decision, Kind, Request, Silent, authorize::answer, decide};

const OIDC: &str =
    "arn:aws:iam::111122223333:oidc-provider/oidc.eks.us-east-1.amazonaws.com/id/ABC";

fn allowed(principal: &str, caller: Caller<'_>) -> bool {
    let text = format!(
        r#"{{"Statement": {{"Effect": "Allow", "Principal": {principal}, "Action": "sts:*"}}}}"#
    );
    let (policy, _) = read(&text, Kind::Trust);
    let request = Request {
        action: "sts:AssumeRole",
        caller,
        account: "111122223333",
        resource: None,
        context: &Context::default(),
    };
    decide(&policy, &request, &mut Silent) == Decision::Allow
}

#[test]
fn principals() {
    let federated = |value: &str| format!(r#"{{"Federated": {}}}"#, quoted(value));
    let aws = |value: &str| format!(r#"{{"AWS": {}}}"#, quoted(value));
    let other = OIDC.replace("111122223333", "444455556666");
    let role = "arn:aws:iam::111122223333:role/path/app";
    let session = "arn:aws:sts::111122223333:assumed-role/app/s";
    let table = [
        (federated(OIDC), Caller::Federated(OIDC), true),
        // A provider's ARN is no prefix, has letter case, and belongs to the role's account.
        (federated(OIDC), Caller::Federated(&format!("{OIDC}DEF")), false),
        (federated(&format!("{OIDC}*")), Caller::Federated(OIDC), false),
        (federated(&OIDC.replace("ABC", "abc")), Caller::Federated(OIDC), false),
        (federated(&other), Caller::Federated(&other), false),
        (federated(&other), Caller::Federated(OIDC), false),
        (federated("oidc.eks.us-east-1.amazonaws.com/id/ABC"), Caller::Federated(OIDC), false),
        (federated("accounts.google.com"), Caller::Federated("accounts.google.com"), true),
        (format!(r#"{{"Federated": {}}}"#, list(&[&other, OIDC])), Caller::Federated(OIDC), true),
        (format!(r#"{{"Service": "a.b", "Federated": "{OIDC}"}}"#), Caller::Federated(OIDC), true),
        (aws(OIDC), Caller::Federated(OIDC), false),
        (aws("111122223333"), Caller::Federated(OIDC), false),
        (r#""*""#.into(), Caller::Federated(OIDC), true),
        (aws("*"), Caller::Federated(OIDC), true),
        (aws("*"), Caller::Anonymous, true),
        (aws("*"), Caller::Aws(role), true),
        (r#"{"Service": "*"}"#.into(), Caller::Service("ec2.amazonaws.com"), false),
        (r#"{"Service": "ec2.amazonaws.com"}"#.into(), Caller::Service("ec2.amazonaws.com"), true),
        (r#"{"Service": "ec2.amazonaws.com"}"#.into(), Caller::Service("eks.amazonaws.com"), false),
        (r#"{"Service": "ec2.amazonaws.com"}"#.into(), Caller::Federated(OIDC), false),
        (aws("111122223333"), Caller::Aws(role), true),
        (aws("arn:aws:iam::111122223333:root"), Caller::Aws(role), true),
        (aws("arn:aws:iam::111122223333:root"), Caller::Aws("111122223333"), true),
        (aws("arn:aws:iam::444455556666:root"), Caller::Aws(role), false),
        (aws(role), Caller::Aws(role), true),
        (aws(role), Caller::Aws(session), true),
        (aws(session), Caller::Aws(session), true),
        (aws(session), Caller::Aws(role), false),
        (aws("arn:aws:iam::111122223333:role/ap"), Caller::Aws(session), false),
        (aws("arn:aws:iam::444455556666:role/app"), Caller::Aws(session), false),
        (aws("arn:aws:iam::111122223333:user/kim"), Caller::Aws(role), false),
        (r#"{"CanonicalUser": "abc"}"#.into(), Caller::Aws("abc"), false),
        (aws("111122223333"), Caller::Anonymous, false),
    ];
    for (principal, caller, expected) in table {
        assert_eq!(allowed(&principal, caller), expected, "{principal} for {caller:?}");
    }
}

#[test]
fn actions() {
    let table = [
        (r#""Action": "sts:AssumeRoleWithWebIdentity""#, true),
        (r#""Action": "STS:assumerolewithwebidentity""#, true),
        (r#""Action": "sts:AssumeRole""#, false),
        (r#""Action": "sts:AssumeRole*""#, true),
        (r#""Action": "sts:AssumeRoleWith???Identity""#, true),
        (r#""Action": "*""#, true),
        (r#""Action": "s3:*""#, false),
        (r#""Action": ["sts:TagSession", "sts:AssumeRoleWithWebIdentity"]"#, true),
        (r#""Action": []"#, false),
        (r#""NotAction": "sts:AssumeRole""#, true),
        (r#""NotAction": "sts:*""#, false),
        (r#""NotAction": ["s3:*", "sts:assumerolewithwebidentity"]"#, false),
    ];
    for (action, expected) in table {
        let policy = format!(
            r#"{{"Statement": {{"Effect": "Allow", {action},
               "Principal": {{"Federated": "{OIDC}"}}}}}}"#
        );
        let line = format!(r#"{{"policy": {policy}, "principal": "{OIDC}"}}"#);
        assert_eq!(answer(&line), if expected { "allow" } else { "deny" }, "{action}");
    }
}

const BUCKET: &str = r#"{"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "s3:GetObject",
     "Resource": ["arn:aws:s3:::b/*", "arn:aws:s3:::home/${aws:username}/*", "arn:aws:*:b"]},
    {"Effect": "Deny", "NotPrincipal": {"AWS": "arn:aws:iam::111122223333:role/app"},
     "Action": "s3:*", "Resource": "arn:aws:s3:::b/secret/*"}]}"#;

#[test]
fn resources() {
    let table = [
        ("arn:aws:iam::111122223333:role/app", "arn:aws:s3:::b/secret/x", "allow"),
        ("arn:aws:iam::111122223333:role/other", "arn:aws:s3:::b/x", "allow"),
        ("arn:aws:iam::111122223333:role/other", "arn:aws:s3:::b/secret/x", "explicit-deny"),
        ("arn:aws:iam::111122223333:role/app", "arn:aws:s3:::c/x", "deny"),
        ("arn:aws:iam::444455556666:role/app", "arn:aws:s3:::b/x", "deny"),
        ("arn:aws:iam::111122223333:role/other", "arn:aws:s3:::home/kim/x", "allow"),
        ("arn:aws:iam::111122223333:role/other", "arn:aws:s3:::home/lee/x", "deny"),
        ("arn:aws:iam::111122223333:role/other", "arn:aws:s3:::a:b", "deny"),
    ];
    for (principal, resource, expected) in table {
        let line = format!(
            r#"{{"policy": {}, "principal": "{principal}", "action": "s3:GetObject",
               "context": {{"aws:username": "kim"}}, "resource": "{resource}"}}"#,
            quoted(BUCKET)
        );
        assert_eq!(answer(&line), expected, "{principal} on {resource}");
    }
}

#[test]
fn questions() {
    let trust = format!(
        r#"{{"Version": "2012-10-17", "Statement": {{"Effect": "Allow",
           "Principal": {{"Federated": "{OIDC}"}}, "Action": "sts:AssumeRoleWithWebIdentity",
           "Condition": {{"StringEquals": {{"k:sub": "s"}}, "NumericEquals": {{"k:n": 1}},
           "Bool": {{"k:b": "true"}}, "ForAnyValue:StringEquals": {{"k:l": "y"}}}}}}}}"#
    );
    let context =
        r#""context": {"K:SUB": "s", "k:n": 1, "k:b": true, "k:l": ["x", "y"], "z": null}"#;
    let asks = |fields: &str| answer(&format!(r#"{{"policy": {trust}, {fields}}}"#));
    let own = format!(r#""principal": "{OIDC}", {context}"#);
    assert_eq!(asks(&own), "allow");
    assert_eq!(asks(&format!(r#"{own}, "unknown": [1]"#)), "allow");
    assert_eq!(asks(&format!(r#"{own}, "account": "444455556666""#)), "deny");
    let resource = r#""resource": "arn:aws:iam::444455556666:role/r""#;
    assert_eq!(asks(&format!("{own}, {resource}")), "deny");
    assert_eq!(asks(&format!(r#"{own}, "action": "sts:AssumeRole""#)), "deny");
    assert_eq!(asks(context), "deny");
    assert_eq!(asks(&format!(r#""principal": "{OIDC}""#)), "deny");
    assert_eq!(asks(&format!(r#""principal": "ec2.amazonaws.com", {context}"#)), "deny");
    let in_string = format!(r#"{{"policy": {}, {own}}}"#, quoted(&trust));
    assert_eq!(answer(&in_string), "allow");
}

#[test]
fn questions_that_have_no_answer() {
    let policy = r#""policy": {"Statement": {"Effect": "Allow", "Principal": "*", "Action": "*"}}"#;
    let table = [
        ("".to_owned(), "error: the line is not JSON"),
        ("{".to_owned(), "error: the line is not JSON"),
        ("[]".to_owned(), "error: the line is not a JSON object"),
        ("{}".to_owned(), "error: there is no policy"),
        (r#"{"policy": null}"#.to_owned(), "error: there is no policy"),
        (r#"{"policy": "{"}"#.to_owned(), "error: the policy is not JSON"),
        (r#"{"policy": {}}"#.to_owned(), "error: the policy is malformed: policy-refused"),
        (format!(r#"{{{policy}, "context": []}}"#), "error: context is not an object"),
        (
            format!(r#"{{{policy}, "context": {{"k\n": {{}}}}}}"#),
            r#"error: context "k\n" is no value"#,
        ),
        (
            format!(r#"{{{policy}, "principal": 1.5e3, "scps": {{}}}}"#),
            "error: scps is not a list of lists",
        ),
        (format!(r#"{{{policy}, "principal": []}}"#), "error: principal is not a string"),
        (
            format!(r#"{{{policy}, "identity": [{{}}]}}"#),
            "error: the identity is malformed: policy-refused",
        ),
        (format!(r#"{{{policy}, "boundary": null}}"#), "allow"),
        (
            format!(r#"{{"policy": {}}}"#, quoted(&format!("{{{policy}}}{}", " ".repeat(20_480)))),
            "error: the policy is longer than 20480 bytes",
        ),
    ];
    for (line, expected) in table {
        assert_eq!(answer(&line), expected, "{line}");
    }
}
