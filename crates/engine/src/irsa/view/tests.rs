use std::rc::Rc;

use super::*;
use crate::scenario::Scenario;

const HOME: &str = include_str!("../../../../../content/scenarios/home.scenario");

/// What is seen of the home scenario with one text replaced everywhere.
fn seen(old: &str, new: &str) -> View {
    let scenario = Scenario::parse(HOME).unwrap();
    let artefacts = scenario.files.iter().filter(|file| file.name != "expect");
    let files: Vec<_> = artefacts
        .map(|file| Rc::new(crate::parse(&file.name, &file.text.replace(old, new))))
        .collect();
    view(&crate::run(&files, &Ask::default()))
}

fn mended() -> View {
    seen("serviceaccount:shop:orders", "serviceaccount:store:orders")
}

fn check(text: &str, expected: &[&str]) {
    for part in expected {
        assert!(text.contains(part), "no {part:?} in\n{text}");
    }
}

#[test]
fn the_token_says_whom_it_speaks_of_and_who_reads_it() {
    let token = mended().token.unwrap();
    assert_eq!((token.origin, token.left), (TokenOrigin::Modelled, Some(86_400)));
    let subject = "  \"sub\": \"system:serviceaccount:store:orders\"";
    check(&token.claims, &[subject, "  \"aud\": [\n    \"sts.amazonaws.com\"\n  ],", "\"exp\": "]);
    check(&token.header.unwrap(), &["\"alg\": \"RS256\"", "\"kid\": "]);
    assert_eq!(token.audiences, [Text::from("sts.amazonaws.com")]);
    let (at, claims) = token.signed.unwrap();
    assert_eq!((in_lines(&claims), claims.contains(&at.0.to_string())), (token.claims, true));
}

#[test]
fn admission_adds_variables_a_mount_and_a_volume() {
    let admission = mended().admission.unwrap();
    assert!(!admission.live && !admission.before.contains("AWS_ROLE_ARN"));
    check(&admission.after, &["name: AWS_ROLE_ARN", "name: aws-iam-token", "serviceAccountToken"]);
}

#[test]
fn a_refusal_is_on_the_wire_what_the_report_says() {
    let seen = seen("", "");
    let (status, body) = seen.call.unwrap().answer.unwrap();
    assert_eq!((status, seen.credentials), (403, None));
    let message = "<Message>Not authorized to perform sts:AssumeRoleWithWebIdentity</Message>";
    check(&body, &["<Code>AccessDenied</Code>", message]);
}

#[test]
fn success_carries_credentials_that_nobody_takes() {
    let seen = mended();
    let call = seen.call.unwrap();
    assert_eq!(call.host, "sts.ap-northeast-2.amazonaws.com");
    let role = "&RoleArn=arn%3Aaws%3Aiam%3A%3A111122223333%3Arole%2FS3Reader";
    check(&call.request, &["Action=AssumeRoleWithWebIdentity", role, ".SIGNATURE"]);
    let credentials = seen.credentials.unwrap();
    let (status, body) = call.answer.unwrap();
    assert_eq!(status, 200);
    check(&body, &[&credentials.access_key_id, "<AccessKeyId>ASIADEMO"]);
}

#[test]
fn without_a_role_in_the_pod_sts_is_never_called() {
    let seen = seen("eks.amazonaws.com/role-arn", "example.com/role-arn");
    assert_eq!((seen.call, seen.credentials), (None, None));
}

#[test]
fn the_issuer_serves_its_own_name() {
    let issuer = mended().issuer.unwrap();
    check(&issuer.discovery, &["\"issuer\": \"https://oidc.eks.", "\"jwks_uri\": \"https://"]);
    check(&issuer.discovery_url, &["/.well-known/openid-configuration"]);
    assert!(issuer.jwks_url.ends_with("/keys"));
}

#[test]
fn a_given_token_is_shown_without_its_signature() {
    let segment = |json: &str| URL_SAFE_NO_PAD.encode(json);
    let claims = r#"{"iss":"https://a.example","sub":"s","aud":"x","exp":1767225720,"iat":1}"#;
    let signature = "c2VjcmV0LXNpZ25hdHVyZQ";
    let jwt = format!("{}.{}.{signature}", segment(r#"{"alg":"RS256"}"#), segment(claims));
    let files = [
        Rc::new(crate::parse("token.txt", &jwt)),
        Rc::new(crate::parse(
            "settings.yaml",
            "apiVersion: irsa.playground/v1\nkind: Settings\nnow: 2026-01-01T00:00:00Z\n",
        )),
    ];
    let token = view(&crate::run(&files, &Ask::default())).token.unwrap();
    assert_eq!((token.origin, token.left), (TokenOrigin::Given, Some(120)));
    assert_eq!(token.signed, None);
    assert!(!format!("{token:?}").contains(signature));
    check(&token.claims, &["  \"sub\": \"s\",\n"]);
}

#[test]
fn json_comes_in_lines_whatever_its_strings_hold() {
    let table = [
        (r#"{"a":"{[,:\"","b":[]}"#, "{\n  \"a\": \"{[,:\\\"\",\n  \"b\": []\n}"),
        ("[ 1 , { } ]", "[\n  1,\n  {}\n]"),
        ("", ""),
        ("}", "\n}"),
    ];
    for (json, expected) in table {
        assert_eq!(in_lines(json), expected, "{json}");
    }
}
