use proptest::prelude::*;

use super::{Secret, redact, redact_text};
use crate::oidc::token::Jwt;
use crate::scenario::{Scenario, ScenarioFile};

/// `{"alg":"RS256"}` and `{"sub":"a"}`.
const TOKEN: &str = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.";

/// The text comes out so, with these secrets removed, and the same when done again.
fn check(text: &str, expected: &str, secrets: &[(usize, Secret)]) {
    let (safe, removed) = redact_text(text);
    assert_eq!(safe, expected, "of {text:?}");
    assert_eq!(removed, secrets, "of {text:?}");
    assert_eq!(redact_text(&safe), (safe.clone(), Vec::new()), "again, of {text:?}");
}

#[test]
fn tokens_lose_their_signature_and_nothing_else() {
    let signed = format!("{TOKEN}c2lnbmF0dXJl");
    let one = [(1, Secret::Signature)];
    check(&signed, TOKEN, &one);
    check(&format!("{signed}\n"), &format!("{TOKEN}\n"), &one);
    check(&format!("see {signed}, then"), &format!("see {TOKEN}, then"), &one);
    check(
        &format!("a\ntoken: {signed}\n"),
        &format!("a\ntoken: {TOKEN}\n"),
        &[(2, Secret::Signature)],
    );
    check(&format!("{{\"token\": \"{signed}\"}}"), &format!("{{\"token\": \"{TOKEN}\"}}"), &one);
    check(TOKEN, TOKEN, &[]);
    check("sts.amazonaws.com and a.b.c", "sts.amazonaws.com and a.b.c", &[]);
    let read = Jwt::read(&redact_text(&signed).0).unwrap();
    assert_eq!(read.signature, None);
}

#[test]
fn a_token_broken_over_lines_is_seen() {
    let (head, tail) = TOKEN.split_at(30);
    check(
        &format!("{head}\n{tail}c2ln\nbmF0dXJl\n"),
        &format!("{head}\n{tail}\n"),
        &[(2, Secret::Signature)],
    );
}

#[test]
fn named_secrets_are_replaced() {
    let table = [
        ("AWS_SECRET_ACCESS_KEY=abc/+d=\n", "AWS_SECRET_ACCESS_KEY=REMOVED\n"),
        ("export AWS_SESSION_TOKEN='x y'", "export AWS_SESSION_TOKEN='REMOVED'"),
        ("aws_secret_access_key = abc", "aws_secret_access_key = REMOVED"),
        ("<SecretAccessKey>abc</SecretAccessKey>", "<SecretAccessKey>REMOVED</SecretAccessKey>"),
        ("https://a/?X-Amz-Security-Token=abc&b=1", "https://a/?X-Amz-Security-Token=REMOVED&b=1"),
        ("{\"SecretAccessKey\": \"a\", \"b\": 1}", "{\"SecretAccessKey\": \"REMOVED\", \"b\": 1}"),
        ("{\"SessionToken\": \"a", "{\"SessionToken\": \"REMOVED\""),
        ("users:\n- user:\n    token: abc\n", "users:\n- user:\n    token: REMOVED\n"),
        ("client-key-data: QUJD\n", "client-key-data: REMOVED\n"),
        (
            "env:\n- name: AWS_SECRET_ACCESS_KEY\n  value: abc\n",
            "env:\n- name: AWS_SECRET_ACCESS_KEY\n  value: REMOVED\n",
        ),
        ("password: |\n  abc\n  def\nb: 1\n", "password: |\n  REMOVED\nb: 1\n"),
    ];
    for (text, expected) in table {
        let (safe, removed) = redact_text(text);
        assert_eq!(safe, expected);
        assert!(removed.iter().all(|(_, secret)| *secret == Secret::Named), "{text}");
        assert_eq!(removed.is_empty(), text == expected, "{text}");
        assert_eq!(redact_text(&safe), (safe.clone(), Vec::new()), "again, of {text:?}");
    }
}

/// Found by fuzzing: the text is broken, and reads otherwise once its first secret is gone.
#[test]
fn what_shows_once_another_secret_is_gone_goes_too() {
    let text = "kind: Secret\ndata:\n  A: Zg==\nX  AWS_SECRET_ACCESS_KEY: et\"(b:\n  c: d\n";
    let safe = "kind: Secret\ndata:\n  A: REMOVED\nX  AWS_SECRET_ACCESS_KEY: REMOVED\n";
    let secrets = [(3, Secret::KubernetesSecret), (4, Secret::Named)];
    check(text, safe, &secrets);
    check("Token: : no J\0u e or [a: [b\n", "Token: REMOVED\n", &[(1, Secret::Named)]);
    let lines: String = (0..40).map(|at| format!("     key{at}: {at}\n")).collect();
    check(&format!("token:  a\n{lines}"), "token:  REMOVED\n", &[(1, Secret::Named)]);
}

/// Found by fuzzing: a form feed is space to Rust and a letter to YAML, so that this text is a
/// scalar that holds itself.
#[test]
fn a_text_that_holds_itself_comes_to_an_end() {
    check("\u{c}{a", "\u{c}{a", &[]);
    check("\u{c}{a\n\n\n\nb", "\u{c}{a\n\n\n\nb", &[]);
}

#[test]
fn what_only_sounds_like_a_secret_stays() {
    let table = [
        "path: token\n",
        "automountServiceAccountToken: false\n",
        "- name: AWS_WEB_IDENTITY_TOKEN_FILE\n  value: /var/run/secrets/token\n",
        "--authorization-mode: Webhook\n",
        "AccessKeyId: AKIAIOSFODNN7EXAMPLE\n",
        "kind: SecretStore\ndata: {a: b}\n",
        "An error occurred (ExpiredTokenException): Token expired: current date/time 1\n",
        "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n",
        "{\"kty\": \"RSA\", \"n\": \"AQAB\", \"e\": \"AQAB\"}",
    ];
    for text in table {
        check(text, text, &[]);
    }
}

#[test]
fn a_kubernetes_secret_keeps_its_keys_alone() {
    check(
        "kind: Secret\ndata:\n  a: YWJj\n  b: \"ZGVm\"\nstringData: {c: 'x'}\n",
        "kind: Secret\ndata:\n  a: REMOVED\n  b: \"REMOVED\"\nstringData: {c: 'REMOVED'}\n",
        &[3, 4, 5].map(|line| (line, Secret::KubernetesSecret)),
    );
}

#[test]
fn headers_and_private_keys_are_replaced() {
    check(
        "-H 'Authorization: Bearer abc.def' https://a\n",
        "-H 'Authorization: REMOVED' https://a\n",
        &[(1, Secret::Authorization)],
    );
    check(
        "-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----\n",
        "-----BEGIN RSA PRIVATE KEY-----REMOVED\n-----END RSA PRIVATE KEY-----\n",
        &[(1, Secret::PrivateKey)],
    );
    check(
        "-----BEGIN PRIVATE KEY-----\nMIIE",
        "-----BEGIN PRIVATE KEY-----REMOVED",
        &[(1, Secret::PrivateKey)],
    );
    check(
        "{\"kty\": \"RSA\", \"n\": \"AQAB\", \"d\": \"AAA\"}",
        "{\"kty\": \"RSA\", \"n\": \"AQAB\", \"d\": \"REMOVED\"}",
        &[(1, Secret::PrivateKey)],
    );
}

#[test]
fn a_copy_within_the_text_goes_as_a_whole() {
    let applied = "{\\\"kind\\\":\\\"Secret\\\",\\\"data\\\":{\\\"a\\\":\\\"YWJj\\\"}}";
    check(
        &format!("{{\"a\": \"{applied}\", \"b\": \"{{\\\"c\\\":1}}\"}}"),
        "{\"a\": \"REMOVED\", \"b\": \"{\\\"c\\\":1}\"}",
        &[(1, Secret::Embedded)],
    );
}

#[test]
fn every_file_and_the_description_are_searched() {
    let file = |name: &str, text: &str| ScenarioFile { name: name.into(), text: text.into() };
    let scenario = Scenario {
        description: "password: a".into(),
        files: vec![file("a.yaml", "a: 1\n"), file("b.env", "\nSESSION_TOKEN=abc\n")],
    };
    let (safe, removed) = redact(&scenario);
    assert_eq!(
        safe.serialise(),
        "# password: REMOVED\n--- a.yaml\na: 1\n--- b.env\n\n\
                                  SESSION_TOKEN=REMOVED\n"
    );
    let places: Vec<_> = removed.iter().map(|removed| (&*removed.file, removed.line)).collect();
    assert_eq!(places, [("", 1), ("b.env", 2)]);
}

proptest! {
    /// Whatever the text: no panic, and the second time finds nothing.
    #[test]
    fn any_text_is_taken_and_done_once(
        text in r#"(token|password|Authorization|kind: Secret|data|value|[:=>{}"'\\\n .-]|eyJhIjoxfQ|[a-z가-힣])*"#
    ) {
        let (safe, _) = redact_text(&text);
        prop_assert_eq!(redact_text(&safe).1, Vec::new(), "{}", safe);
    }
}
