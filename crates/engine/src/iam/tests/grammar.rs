//! What IAM refuses, doubts and accepts on saving.

use super::read;
use crate::{
    Severity,
    iam::{
        Effect, Kind, Version,
        quota::{TRUST_POLICY_LENGTH, judged_finding, quota_finding},
    },
};

const PROVIDER: &str =
    "arn:aws:iam::111122223333:oidc-provider/oidc.eks.us-east-1.amazonaws.com/id/A";

/// A statement that is fine but for what `change` puts in the place of its line.
fn statement(element: &str, line: &str) -> String {
    let lines = [
        ("Effect", r#""Effect": "Allow""#.to_owned()),
        ("Principal", format!(r#""Principal": {{"Federated": "{PROVIDER}"}}"#)),
        ("Action", r#""Action": "sts:AssumeRoleWithWebIdentity""#.to_owned()),
        ("Condition", r#""Condition": {"StringEquals": {"a.b/id/A:sub": "s"}}"#.to_owned()),
    ];
    let mut lines: Vec<_> = lines
        .into_iter()
        .map(|(name, usual)| if name == element { line.to_owned() } else { usual })
        .filter(|line| !line.is_empty())
        .collect();
    if element == "+" {
        lines.push(line.to_owned());
    }
    format!("{{{}}}", lines.join(", "))
}

/// The ids of the findings and the text each is about, as `error id "text"`.
fn findings(text: &str, kind: Kind) -> Vec<String> {
    let (_, findings) = read(text, kind);
    findings
        .iter()
        .map(|it| format!("{} {} {}", it.severity.id(), it.reason.rule().id, it.span.of(text)))
        .collect()
}

fn check(element: &str, line: &str, expected: &[&str]) {
    let text =
        format!(r#"{{"Version": "2012-10-17", "Statement": [{}]}}"#, statement(element, line));
    assert_eq!(findings(&text, Kind::Trust), expected, "{text}");
}

#[test]
fn statements_that_iam_takes() {
    check("", "", &[]);
    check("Principal", r#""Principal": "*""#, &[]);
    check("Principal", r#""Principal": {"AWS": "*", "Service": ["ec2.amazonaws.com"]}"#, &[]);
    check("Principal", r#""Principal": {"AWS": ["111122223333", "AROAEXAMPLEEXAMPLE123"]}"#, &[]);
    check("Principal", r#""Principal": {"AWS": "arn:aws:iam::111122223333:root"}"#, &[]);
    check("Principal", r#""Principal": {"Federated": "cognito-identity.amazonaws.com"}"#, &[]);
    check(
        "Principal",
        r#""Principal": {"Federated": "oidc.eks.us-east-1.amazonaws.com/id/A"}"#,
        &[],
    );
    check(
        "Principal",
        r#""Principal": {"Federated": "arn:aws:iam::111122223333:saml-provider/x"}"#,
        &[],
    );
    check("Action", r#""Action": ["sts:assumerole", "sts:TagSession", "sts:SetContext"]"#, &[]);
    check("Action", r#""NotAction": "sts:AssumeRole""#, &[]);
    check("Condition", "", &[]);
    check("Condition", r#""Condition": {}"#, &[]);
    check("Condition", r#""Condition": {"Bool": {"aws:SecureTransport": true}}"#, &[]);
    check("Effect", r#""Effect": "Deny""#, &[]);
    check("+", r#""Sid": """#, &[]);
}

#[test]
fn statements_that_iam_refuses() {
    let refused = "error policy-refused ";
    check("Principal", "", &[&format!("{refused}{}", statement("Principal", ""))]);
    check("Effect", "", &[&format!("{refused}{}", statement("Effect", ""))]);
    check("Action", "", &[&format!("{refused}{}", statement("Action", ""))]);
    check("Principal", r#""Principal": {}"#, &["error policy-refused {}"]);
    check(
        "Principal",
        r#""Principal": "ec2.amazonaws.com""#,
        &[r#"error policy-refused "ec2.amazonaws.com""#],
    );
    check(
        "Principal",
        r#""Principal": {"OIDC": "x"}"#,
        &[r#"error principal-key-unknown "OIDC""#, r#"error policy-refused {"OIDC": "x"}"#],
    );
    check(
        "Principal",
        r#""NotPrincipal": {"AWS": "111122223333"}"#,
        &[r#"error policy-refused "NotPrincipal""#],
    );
    check("+", r#""Resource": "*""#, &[r#"error policy-refused-resource "Resource""#]);
    check("+", r#""NotResource": "*""#, &[r#"error policy-refused "NotResource""#]);
    check("+", r#""NotAction": "sts:TagSession""#, &[r#"error policy-refused "NotAction""#]);
    check("+", r#""Effect": "Deny""#, &[r#"error policy-element-duplicate "Effect""#]);
    check("+", r#""Conditions": {}"#, &[r#"error policy-element-unknown "Conditions""#]);
    check("+", r#""condition": {}"#, &[r#"warning policy-element-case "condition""#]);
    check("Effect", r#""Effect": "allow""#, &[r#"error policy-effect-invalid "allow""#]);
    check("Effect", r#""Effect": 1"#, &["error policy-effect-invalid 1"]);
    check("Effect", r#""Effect": {}"#, &["error policy-type-mismatch {}"]);
}

/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html>.
#[test]
fn a_statement_has_one_of_two_elements_that_exclude_each_other() {
    let with = |more: &str| {
        format!(
            r#"{{"Statement": {{"Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": "*", {more}}}}}"#
        )
    };
    let table = [
        ("NotPrincipal", r#"{"AWS": "111122223333"}"#),
        ("NotAction", r#""iam:*""#),
        ("NotResource", r#"["arn:aws:s3:::data/*"]"#),
    ];
    for (element, value) in table {
        let text = with(&format!(r#""{element}": {value}"#));
        let expected = format!(r#"error policy-refused "{element}""#);
        assert_eq!(findings(&text, Kind::Resource), [expected], "{text}");
    }
}

#[test]
fn principals_that_iam_refuses() {
    for value in [
        "https://oidc.eks.us-east-1.amazonaws.com/id/A",
        "arn:aws:iam::111122223333:role/eks-cluster-role",
        "arn:aws:iam::111122223333:oidc-provider/",
        "arn:aws:iam::1111:oidc-provider/a.b",
        "oidc",
        "",
    ] {
        let line = format!(r#""Principal": {{"Federated": "{value}"}}"#);
        check("Principal", &line, &[&format!(r#"error policy-refused-federated "{value}""#)]);
    }
    for value in ["app", "11112222333", "arn:aws:iam::111122223333:role/*", "arn:aws:s3:::b", ""] {
        let line = format!(r#""Principal": {{"AWS": "{value}"}}"#);
        check("Principal", &line, &[&format!(r#"error policy-refused-principal "{value}""#)]);
    }
    check(
        "Principal",
        r#""Principal": {"Service": "ec2"}"#,
        &[r#"warning policy-may-be-refused "ec2""#],
    );
    check(
        "Principal",
        r#""Principal": {"Service": {}}"#,
        &["error policy-type-mismatch {}", r#"error policy-refused {"Service": {}}"#],
    );
}

#[test]
fn actions_that_iam_refuses() {
    for value in ["s3:GetObject", "sts:GetCallerIdentity", "sts:AssumeRoleWithWebIdendity", ""] {
        let line = format!(r#""Action": "{value}""#);
        check("Action", &line, &[&format!(r#"error policy-refused-actions "{value}""#)]);
    }
    for value in ["*", "sts:*", "sts:AssumeRole*"] {
        let line = format!(r#""Action": ["sts:AssumeRole", "{value}"]"#);
        check("Action", &line, &[&format!(r#"warning policy-may-be-refused "{value}""#)]);
    }
    check("Action", r#""Action": [{}]"#, &["error policy-type-mismatch {}"]);
}

#[test]
fn conditions_that_iam_refuses_or_doubts() {
    let table = [
        (
            r#"{"StringEqual": {"a.b:sub": "s"}}"#,
            vec![r#"error condition-operator-unknown "StringEqual""#],
        ),
        (
            r#"{"NullIfExists": {"a.b:sub": "true"}}"#,
            vec![r#"error condition-operator-unknown "NullIfExists""#],
        ),
        (
            r#"{"stringEquals": {"a.b:sub": "s"}}"#,
            vec![r#"warning condition-operator-case "stringEquals""#],
        ),
        (r#"{"StringEquals": {"a.b:sub": []}}"#, vec!["warning condition-values-empty []"]),
        (r#"{"StringEquals": "s"}"#, vec![r#"error policy-type-mismatch "s""#]),
        (r#"{"StringEquals": {"a.b:sub": {}}}"#, vec!["error policy-type-mismatch {}"]),
        (r#"["StringEquals"]"#, vec![r#"error policy-type-mismatch ["StringEquals"]"#]),
        (
            r#"{"IpAddress": {"aws:SourceIp": "10.0.0.0/33"}}"#,
            vec![r#"warning condition-value-invalid "10.0.0.0/33""#],
        ),
        (r#"{"Null": {"a.b:sub": "yes"}}"#, vec![r#"warning condition-value-invalid "yes""#]),
        (
            r#"{"StringEquals": {"https://a.b:sub": "s"}}"#,
            vec![r#"warning condition-key-colons "https://a.b:sub""#],
        ),
    ];
    for (condition, expected) in table {
        check("Condition", &format!(r#""Condition": {condition}"#), &expected);
    }
}

#[test]
fn policies_that_iam_refuses() {
    let fine = statement("", "");
    let named = |sid: &str| statement("+", &format!(r#""Sid": "{sid}""#));
    let table = [
        (format!(r#"{{"Statement": {fine}}}"#), vec![]),
        (format!(r#"{{"Version": "2008-10-17", "Id": "x", "Statement": [{fine}]}}"#), vec![]),
        ("[]".to_owned(), vec!["error policy-refused []"]),
        ("{}".to_owned(), vec!["error policy-refused {}"]),
        (r#"{"Statement": []}"#.to_owned(), vec![r#"error policy-refused {"Statement": []}"#]),
        (r#"{"Statement": ["a"]}"#.to_owned(), vec![r#"error policy-type-mismatch "a""#]),
        (
            format!(r#"{{"Version": "2012-10-18", "Statement": {fine}}}"#),
            vec![r#"error policy-version-invalid "2012-10-18""#],
        ),
        (
            format!(r#"{{"Statements": [], "Statement": {fine}}}"#),
            vec![r#"error policy-element-unknown "Statements""#],
        ),
        (
            format!(r#"{{"Statement": [{}, {}]}}"#, named("A"), named("A")),
            vec![r#"error policy-refused "A""#],
        ),
        (format!(r#"{{"Statement": [{}, {}]}}"#, named(""), named("")), vec![]),
        (
            format!(r#"{{"Statement": [{}]}}"#, named("my sid")),
            vec![r#"warning sid-characters "my sid""#],
        ),
    ];
    for (text, expected) in table {
        assert_eq!(findings(&text, Kind::Trust), expected, "{text}");
    }
}

#[test]
fn doubled_condition_elements_are_found_in_the_text() {
    check(
        "Condition",
        r#""Condition": {"StringEquals": {"a.b:sub": "s", "a.b:sub": "t"}}"#,
        &[r#"error policy-refused-duplicate "a.b:sub""#],
    );
    let line = r#""Condition": {"Bool": {"a:b": "true"}, "Bool": {"a:c": "true"}}"#;
    check("Condition", line, &[r#"error policy-refused-duplicate "Bool""#]);
    let text = format!(r#"{{"Statement": {}}}"#, statement("Condition", line));
    let (policy, findings) = read(&text, Kind::Trust);
    assert_eq!(findings[0].reason.data()[0].1, "Duplicate condition element");
    assert_eq!(findings[0].span.start, text.rfind(r#""Bool""#).unwrap());
    assert_eq!(policy.statements[0].conditions.len(), 2);
}

#[test]
fn resource_policies_take_more() {
    let text = r#"{"Version": "2012-10-17", "Statement": [{
        "Effect": "Deny", "NotPrincipal": {"AWS": "111122223333"}, "Action": "s3:*",
        "Resource": "arn:aws:s3:::b/*"}]}"#;
    assert_eq!(findings(text, Kind::Resource), [""; 0]);
    assert_eq!(findings(text, Kind::Trust).len(), 3);
}

#[test]
fn variables_in_the_old_version_are_doubted() {
    let text = r#"{"Statement": {"Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole",
        "Condition": {"StringEquals": {"a.b:sub": "${aws:username}"}}}}"#;
    assert_eq!(
        findings(text, Kind::Trust),
        [r#"warning variable-in-old-version "${aws:username}""#,]
    );
}

#[test]
fn what_is_read_keeps_its_place() {
    let text = r#"{"Version": "2012-10-17", "Statement": {"Sid": "A", "Effect": "Deny",
        "Principal": {"AWS": "111122223333"}, "Action": "sts:AssumeRole",
        "Condition": {"StringLike": {"a.b:sub": ["x", "y*"]}}}}"#;
    let (policy, _) = read(text, Kind::Trust);
    let [statement] = &policy.statements[..] else { panic!() };
    let [condition] = &statement.conditions[..] else { panic!() };
    assert_eq!(policy.version, Version::V2012);
    assert_eq!(statement.effect.as_ref().map(|it| it.value), Some(Effect::Deny));
    assert_eq!(statement.effect.as_ref().unwrap().span.of(text), r#""Deny""#);
    assert_eq!(statement.sid.as_ref().unwrap().span.of(text), r#""A""#);
    assert_eq!(
        statement.principals.as_ref().unwrap().items[0].value.span.of(text),
        r#""111122223333""#
    );
    assert_eq!(
        statement.actions.as_ref().unwrap().items[0].text.span.of(text),
        r#""sts:AssumeRole""#
    );
    assert_eq!(condition.name.span.of(text), r#""StringLike""#);
    assert_eq!(condition.key.span.of(text), r#""a.b:sub""#);
    assert_eq!(condition.values[1].span.of(text), r#""y*""#);
    assert_eq!(condition.values_span.of(text), r#"["x", "y*"]"#);
}

#[test]
fn white_space_does_not_count_against_the_quota() {
    let long = "x".repeat(TRUST_POLICY_LENGTH + 1);
    let half = "x".repeat(TRUST_POLICY_LENGTH / 2);
    let spaced = format!("{half} \n\t{half}");
    assert_eq!(quota_finding(&spaced, TRUST_POLICY_LENGTH), None);
    let finding = quota_finding(&long, TRUST_POLICY_LENGTH).unwrap();
    assert_eq!(finding.severity, Severity::Error);
    assert_eq!(finding.reason.rule().id, "policy-refused-size");
    assert_eq!(finding.reason.data()[0].1, "Cannot exceed quota for ACLSizePerRole: 2048");
    assert_eq!(quota_finding(&long, 4096), None);
    assert_eq!(judged_finding(&long), None);
    let finding = judged_finding(&"x".repeat(20_481)).unwrap();
    assert_eq!(finding.reason.rule().id, "policy-too-long");
}
