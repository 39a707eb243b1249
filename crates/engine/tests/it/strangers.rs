//! Trust policies that let strangers in: statements about everyone, and issuers that many share.

use crate::lint::{HOST, policy, said, with_principal};

#[test]
fn a_role_for_all_of_aws_is_named() {
    let table = [
        ("", "warning lint-anyone"),
        (r#""StringEquals":{"sts:ExternalId":"7f3c"}"#, "warning lint-anyone"),
        (r#""ArnLike":{"aws:PrincipalArn":"*"}"#, "warning lint-anyone"),
        (r#""StringNotEquals":{"aws:PrincipalOrgID":"o-1"}"#, "warning lint-anyone"),
        (r#""StringEquals":{"aws:PrincipalOrgID":"o-1"}"#, ""),
        (r#""ForAllValues:StringEquals":{"aws:PrincipalOrgID":"o-1"}"#, "warning lint-anyone"),
        (r#""ArnLike":{"aws:PrincipalArn":"arn:aws:iam::111122223333:role/app/*"}"#, ""),
        (r#""ArnLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/app"}"#, "warning lint-anyone"),
        (r#""ArnLike":{"aws:PrincipalArn":"arn:aws:iam::1111*"}"#, "warning lint-anyone"),
        (r#""Bool":{"aws:PrincipalIsAWSService":"true"}"#, "warning lint-anyone"),
        (r#""StringEquals":{"aws:PrincipalType":"AssumedRole"}"#, "warning lint-anyone"),
        (r#""StringEquals":{"aws:PrincipalTag/team":"shop"}"#, "warning lint-anyone"),
        (r#""StringEquals":{"aws:PrincipalAccount":"111122223333"}"#, ""),
        (r#""StringLike":{"aws:PrincipalAccount":"1*"}"#, "warning lint-anyone"),
        (r#""ForAnyValue:StringLike":{"aws:PrincipalOrgPaths":"o-1/*"}"#, ""),
        (r#""ForAnyValue:StringLike":{"aws:PrincipalOrgPaths":"o-*"}"#, "warning lint-anyone"),
        (r#""StringLike":{"aws:userid":"AROAEXAMPLE:*"}"#, ""),
        (r#""StringLike":{"aws:userid":"AROA*"}"#, "warning lint-anyone"),
    ];
    for (condition, expected) in table {
        let policy = with_principal(r#""AWS":"*""#, r#""sts:AssumeRole""#, condition);
        assert_eq!(said(&policy).join(", "), expected, "{policy}");
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

/// An issuer that many share, an operator, a claim with a value, and what is said of it.
const ASKED: &str = "
token.actions.githubusercontent.com StringEquals ref refs/heads/main issuer
token.actions.githubusercontent.com StringEquals actor kim issuer
token.actions.githubusercontent.com StringEquals aud sts.amazonaws.com issuer
token.actions.githubusercontent.com StringEquals amr x issuer
token.actions.githubusercontent.com StringLike repository shop/* -
token.actions.githubusercontent.com StringLike repository shop* issuer
token.actions.githubusercontent.com StringLike repository_id 12* issuer
token.actions.githubusercontent.com StringEquals repository_owner_id 12 -
token.actions.githubusercontent.com StringEquals enterprise_id 12 -
token.actions.githubusercontent.com StringEqualsIfExists enterprise_id 12 issuer
token.actions.githubusercontent.com ForAllValues:StringEquals enterprise_id 12 issuer
token.actions.githubusercontent.com StringEqualsIfExists sub repo:shop/a:x -
token.actions.githubusercontent.com StringNotEquals repository shop/a issuer
token.actions.githubusercontent.com StringLike job_workflow_ref shop/ci/.github/a.yml@* -
gitlab.com StringEquals ref_protected true issuer
gitlab.com StringEquals namespace_id 72 -
agent.buildkite.com StringEquals pipeline_slug deploy issuer
agent.buildkite.com StringEquals organization_slug shop -
app.terraform.io StringLike sub organization:shop:project:* -
app.terraform.io StringLike sub organization:*:project:a issuer
app.terraform.io StringEquals aud aws.workload.identity issuer
oidc.circleci.com/org/0a1b StringEquals aud 0a1b -
api.bitbucket.org/2.0/workspaces/shop/pipelines-config/identity/oidc StringEquals aud x -
oidc.vercel.com StringEquals aud https://vercel.com/shop -
oidc.vercel.com StringEquals amr x audience
accounts.google.com StringEquals oaud sts.amazonaws.com audience
accounts.google.com StringEquals aud 1234 -
accounts.google.com StringEquals google/organization_number 1234 -
cognito-identity.amazonaws.com ForAnyValue:StringLike amr authenticated audience
cognito-identity.amazonaws.com StringLike aud us-east-1:* audience
cognito-identity.amazonaws.com StringLike sub us-east-1:* audience
cognito-identity.amazonaws.com StringEquals aud us-east-1:7f3c -
www.amazon.com StringEquals app_id amzn1.application.7f3c -
";

/// What such tokens have to be asked for, so that no stranger's will do: `lint-shared-issuer` and
/// `lint-shared-audience`.
#[test]
fn a_condition_that_names_no_owner_of_a_shared_issuer_is_named() {
    for line in ASKED.lines().filter(|line| !line.is_empty()) {
        let [host, operator, claim, value, expected] = line.split(' ').collect::<Vec<_>>()[..]
        else {
            panic!("{line}")
        };
        let provider = match host {
            "accounts.google.com" | "cognito-identity.amazonaws.com" | "www.amazon.com" => {
                host.to_owned()
            }
            _ => format!("arn:aws:iam::111122223333:oidc-provider/{host}"),
        };
        let condition = format!(r#""{operator}":{{"{host}:{claim}":"{value}"}}"#);
        let principal = format!(r#""Federated":"{provider}""#);
        let policy = with_principal(&principal, r#""sts:AssumeRoleWithWebIdentity""#, &condition);
        let said = said(&policy).into_iter();
        let told = said.filter_map(|it| it.strip_prefix("warning lint-shared-").map(str::to_owned));
        let told = told.collect::<Vec<_>>().join(", ");
        assert_eq!(if told.is_empty() { "-" } else { &told }, expected, "{policy}");
    }
}
