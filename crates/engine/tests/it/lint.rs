//! What is said of trust policies that let in more than they should, or nobody, and that nothing is
//! said of correct ones.

use std::rc::Rc;

use irsa_engine::{parse, run};

use crate::cases::ask;

const CORRECT: &str = include_str!("../cases/correct-policies.json");
const HOST: &str = "oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLE0000000000000000000000001";

/// What is said of a trust policy: severity and rule.
fn said(policy: &str) -> Vec<String> {
    let files = [Rc::new(parse("trust-policy.json", policy))];
    let findings = run(&files, &ask()).findings.into_iter().map(|found| found.finding);
    findings.map(|it| format!("{} {}", it.severity.id(), it.reason.rule().id)).collect()
}

/// A policy for the cluster's provider with this condition.
fn policy(condition: &str) -> String {
    let condition = condition.replace("HOST", HOST);
    format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":
           {{"Federated":"arn:aws:iam::111122223333:oidc-provider/{HOST}"}},
           "Action":"sts:AssumeRoleWithWebIdentity","Condition":{{{condition}}}}}]}}"#
    )
}

#[test]
fn each_careless_policy_is_told_from_the_good_one() {
    let table = [
        (
            r#""StringEquals":{"HOST:sub":"system:serviceaccount:shop:orders","HOST:aud":"sts.amazonaws.com"}"#,
            "",
        ),
        (
            r#""StringEquals":{"HOST:sub":"system:serviceaccount:shop:*","HOST:aud":"sts.amazonaws.com"}"#,
            "warning lint-wildcard-equals",
        ),
        (
            r#""StringEquals":{"HOST:sub":"system:serviceaccount:shop:orders"}"#,
            "info lint-no-audience",
        ),
        (r#""StringEquals":{"HOST:aud":"sts.amazonaws.com"}"#, "warning lint-no-subject"),
        (
            r#""StringLike":{"HOST:sub":"*"},"StringEquals":{"HOST:aud":"sts.amazonaws.com"}"#,
            "warning lint-wide-subject",
        ),
        (
            r#""StringLike":{"HOST:sub":"system:serviceaccount:*:orders","HOST:aud":"sts.amazonaws.com"}"#,
            "warning lint-wide-subject",
        ),
        (
            r#""StringLike":{"HOST:sub":"system:serviceaccount:*:*","HOST:aud":"sts.amazonaws.com"}"#,
            "warning lint-wide-subject",
        ),
        (
            r#""ForAllValues:StringEquals":{"HOST:sub":"system:serviceaccount:shop:orders"},"StringEquals":{"HOST:aud":"sts.amazonaws.com"}"#,
            "warning lint-for-all-values",
        ),
        (
            r#""StringEquals":{"HOST:sub":"system:serviceaccount:shop:orders","HOST:aud":"sts.amazonaws.com","HOST:jti":"x"}"#,
            "warning lint-key-never-sent",
        ),
        (
            r#""StringEquals":{"HOST:sub":"system:serviceaccount:shop:orders","HOST:aud":"sts.amazonaws.com","oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLE9:sub":"x"}"#,
            "warning lint-key-never-sent",
        ),
    ];
    for (condition, expected) in table {
        assert_eq!(said(&policy(condition)).join(", "), expected, "{condition}");
    }
}

#[test]
fn a_statement_about_everyone_is_named() {
    let policy = policy(r#""StringEquals":{"aws:RequestedRegion":"eu-west-1"}"#).replace(
        &format!("{{\"Federated\":\"arn:aws:iam::111122223333:oidc-provider/{HOST}\"}}"),
        "\"*\"",
    );
    assert!(said(&policy).contains(&"warning lint-anyone".to_owned()), "{policy}");
}

#[test]
fn nothing_is_said_of_correct_policies() {
    let mut count = 0;
    for line in CORRECT.lines().filter(|line| line.contains("\"policy\"")) {
        let (what, policy) = line.split_once("\"policy\": ").unwrap();
        let policy = policy.trim_end_matches(',').strip_suffix('}').unwrap();
        assert_eq!(said(policy), [""; 0], "{what}");
        count += 1;
    }
    assert_eq!(count, 20);
}
