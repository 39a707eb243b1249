//! The keys of a web identity's call.

use super::tree;
use crate::{
    Place, Timestamp,
    iam::{
        Claim, Context, WebIdentity,
        context::{Entry, Values},
        web_identity_context,
    },
};

fn context(issuer: &str, payload: &str) -> Context {
    web_identity_context(&WebIdentity {
        issuer,
        claims: &Claim::read(&tree(payload), Some(3)),
        session_name: Some("s"),
        region: "eu-west-1",
        now: Timestamp(0),
    })
}

/// The values of a key, `-` where it is absent, `?` where it is not known.
fn shown(context: &Context, key: &str) -> String {
    match context.get(&key.to_lowercase()) {
        None => "-".into(),
        Some(Entry { values: Values::Unknown, .. }) => "?".into(),
        Some(entry) => entry.known().join(","),
    }
}

fn check(issuer: &str, payload: &str, expected: &[(&str, &str)]) {
    let context = context(issuer, payload);
    for (key, value) in expected {
        assert_eq!(shown(&context, key), *value, "{key}");
    }
}

const EKS: &str = "oidc.eks.us-east-1.amazonaws.com/id/A";

#[test]
fn claims_of_an_eks_token() {
    let payload = r#"{"aud": ["sts.amazonaws.com"], "exp": 1, "iss": "https://x", "jti": "j",
        "kubernetes.io": {"namespace": "shop"}, "sub": "system:serviceaccount:shop:orders"}"#;
    check(
        &format!("https://{EKS}"),
        payload,
        &[
            (&format!("{EKS}:sub"), "system:serviceaccount:shop:orders"),
            (&format!("{EKS}:aud"), "sts.amazonaws.com"),
            (&format!("{EKS}:oaud"), "sts.amazonaws.com"),
            (&format!("{EKS}:iss"), "-"),
            (&format!("{EKS}:jti"), "-"),
            (&format!("{EKS}:exp"), "-"),
            (&format!("{EKS}:kubernetes.io"), "-"),
            (&format!("https://{EKS}:sub"), "-"),
        ],
    );
}

#[test]
fn the_authorized_party_is_the_audience() {
    let payload = r#"{"aud": ["a", "b"], "azp": "a", "amr": ["x", "y"], "email": "e", "sub": "s"}"#;
    let party_first = r#"{"azp": "a", "aud": "b"}"#;
    let expected = [("a.example:aud", "a"), ("a.example:oaud", "b")];
    check("https://a.example", party_first, &expected);
    check(
        "https://a.example",
        payload,
        &[
            ("a.example:aud", "a"),
            ("a.example:oaud", "a,b"),
            ("a.example:azp", "-"),
            ("a.example:amr", "x,y"),
            ("a.example:email", "e"),
        ],
    );
}

#[test]
fn claims_of_known_issuers() {
    let github = "token.actions.githubusercontent.com";
    check(
        github,
        r#"{"repository": "o/r", "run_id": "1"}"#,
        &[
            ("token.actions.githubusercontent.com:repository", "o/r"),
            ("token.actions.githubusercontent.com:run_id", "-"),
        ],
    );
    check("gitlab.com", r#"{"project_id": "1"}"#, &[("gitlab.com:project_id", "1")]);
    check("gitlab.example", r#"{"project_id": "1"}"#, &[("gitlab.example:project_id", "-")]);
    let circle = r#"{"oidc.circleci.com/project-id": "p", "oidc.circleci.com/context-ids": ["c"]}"#;
    check(
        "https://oidc.circleci.com/org/o",
        circle,
        &[
            ("oidc.circleci.com/org/o:oidc.circleci.com/project-id", "p"),
            ("oidc.circleci.com/org/o:oidc.circleci.com/context-ids", "-"),
        ],
    );
    check(
        "https://idcs-a.identity.oraclecloud.com",
        r#"{"rpst_id": "r"}"#,
        &[("idcs-a.identity.oraclecloud.com:rpst_id", "r")],
    );
    check(
        "https://evilidentity.oraclecloud.com",
        r#"{"rpst_id": "r"}"#,
        &[("evilidentity.oraclecloud.com:rpst_id", "-")],
    );
    check(
        "https://accounts.google.com",
        r#"{"google:organization_number": 12}"#,
        &[("accounts.google.com:google/organization_number", "12")],
    );
}

#[test]
fn keys_of_the_call() {
    check(
        EKS,
        "{}",
        &[
            ("sts:RoleSessionName", "s"),
            ("aws:RequestedRegion", "eu-west-1"),
            ("aws:SecureTransport", "true"),
            ("aws:CurrentTime", "1970-01-01T00:00:00Z"),
            ("aws:EpochTime", "0"),
            ("aws:PrincipalAccount", "anonymous"),
            ("aws:PrincipalArn", "-"),
            ("aws:TokenIssueTime", "-"),
            ("sts:DurationSeconds", "-"),
            ("sts:ExternalId", "-"),
            ("aws:FederatedProvider", "-"),
            ("aws:SourceIp", "?"),
            ("aws:UserAgent", "?"),
        ],
    );
}

#[test]
fn claims_keep_their_place() {
    let payload = r#"{"sub": "s"}"#;
    let context = context(EKS, payload);
    let entry = context.get(&format!("{EKS}:sub").to_lowercase()).unwrap();
    let Some(Place { file: 3, span }) = entry.at else { panic!("{entry:?}") };
    assert_eq!(span.of(payload), r#""s""#);
}
