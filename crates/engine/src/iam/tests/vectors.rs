//! The 93 AWS vectors of `subvectors`, asked as anyone would ask them.

use super::{list, quoted, tree};
use crate::{Node, iam::authorize::answer};

const SUITES: [&str; 5] = [
    include_str!("../../../tests/cases/subvectors/bitbucket-aws.json"),
    include_str!("../../../tests/cases/subvectors/circleci-aws.json"),
    include_str!("../../../tests/cases/subvectors/github-aws.json"),
    include_str!("../../../tests/cases/subvectors/gitlab-aws.json"),
    include_str!("../../../tests/cases/subvectors/terraform-aws.json"),
];

#[test]
fn every_vector_is_answered_as_expected() {
    let mut asked = 0;
    for suite in SUITES {
        for vector in tree(suite).get("vectors").unwrap().items() {
            let expected = match string(vector, "expect") {
                "match" => "allow",
                "no-match" => "deny",
                other => panic!("{other}"),
            };
            assert_eq!(answer(&question(vector)), expected, "{}", string(vector, "id"));
            asked += 1;
        }
    }
    assert_eq!(asked, 93);
}

/// The token's claims become keys of the issuer; the condition becomes the only one of a policy
/// that trusts the issuer's provider.
fn question(vector: &Node) -> String {
    let issuer = issuer(string(vector, "issuer"));
    let provider = quoted(&format!("arn:aws:iam::111122223333:oidc-provider/{issuer}"));
    let parts = vector.path(&["condition", "of"]).map_or_else(
        || vec![vector.get("condition").unwrap()],
        |parts| parts.items().iter().collect(),
    );
    let conditions: Vec<_> = parts.into_iter().map(|part| condition(part, issuer)).collect();
    let policy = format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow",
           "Principal":{{"Federated":{provider}}},"Action":"sts:AssumeRoleWithWebIdentity",
           "Condition":{{{}}}}}]}}"#,
        merged(conditions)
    );
    format!(r#"{{"policy":{policy},"principal":{provider},"context":{}}}"#, claims(vector, issuer))
}

fn claims(vector: &Node, issuer: &str) -> String {
    let mut claims = vec![("sub", string(vector, "subject"))];
    if let Some(given) = vector.get("claims") {
        claims = given
            .entries()
            .iter()
            .map(|entry| (&*entry.key, &**entry.value.text().unwrap()))
            .collect();
    }
    let pair = |(name, value): (&str, &str)| {
        format!("{}:{}", quoted(&format!("{issuer}:{name}")), quoted(value))
    };
    format!("{{{}}}", claims.into_iter().map(pair).collect::<Vec<_>>().join(","))
}

/// An operator, and a key with its values.
fn condition(part: &Node, issuer: &str) -> (String, String) {
    let operator = match string(part, "consumer") {
        "aws-stringequals" => "StringEquals",
        "aws-stringlike" => "StringLike",
        other => panic!("{other}"),
    };
    let operator = match part.get("qualifier").and_then(Node::text) {
        Some(set) => format!("{set}:{operator}"),
        None => operator.to_owned(),
    };
    let claim = part.get("claim").and_then(Node::text).map_or("sub", |claim| claim);
    let values: Vec<_> =
        part.get("pattern").unwrap().one_or_many().iter().map(|it| &**it.text().unwrap()).collect();
    (operator, format!("{}:{}", quoted(&format!("{issuer}:{claim}")), list(&values)))
}

/// Keys under one operator stand in one map.
fn merged(conditions: Vec<(String, String)>) -> String {
    let mut operators: Vec<(String, Vec<String>)> = Vec::new();
    for (operator, key) in conditions {
        match operators.iter_mut().find(|(known, _)| *known == operator) {
            Some((_, keys)) => keys.push(key),
            None => operators.push((operator, vec![key])),
        }
    }
    let line = |(operator, keys): (String, Vec<String>)| {
        format!("{}:{{{}}}", quoted(&operator), keys.join(","))
    };
    operators.into_iter().map(line).collect::<Vec<_>>().join(",")
}

fn issuer(name: &str) -> &'static str {
    match name {
        "github" => "token.actions.githubusercontent.com",
        "gitlab" => "gitlab.com",
        "bitbucket" => "api.bitbucket.org/2.0/workspaces/w/pipelines-config/identity/oidc",
        "circleci" => "oidc.circleci.com/org/o",
        "terraform-cloud" => "app.terraform.io",
        other => panic!("{other}"),
    }
}

fn string<'a>(node: &'a Node, key: &str) -> &'a str {
    node.get(key).and_then(Node::text).unwrap()
}
