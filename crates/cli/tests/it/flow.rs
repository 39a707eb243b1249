//! `irsa flow` as a person or a test runs it.

use serde_json::Value;

use crate::command::irsa;

fn json(arguments: &str) -> Value {
    let words: Vec<&str> = std::iter::once("flow").chain(arguments.split(' ')).collect();
    let ran = irsa(&[&words[..], &["--json"]].concat(), "");
    assert_eq!((ran.status, ran.err.as_str()), (0, ""), "{arguments}");
    assert_eq!(ran.out.lines().count(), 1, "one object, one line");
    serde_json::from_str(&ran.out).unwrap()
}

#[test]
fn attacks_and_switches() {
    let table = [
        ("oauth --attack code-interception", "stopped", "pkce"),
        ("oauth --attack code-interception --without pkce", "succeeds", ""),
        (
            "oauth --client confidential --attack code-interception",
            "stopped",
            "client-authentication",
        ),
        ("oidc --attack login-csrf", "stopped", "state"),
        ("oidc --attack login-csrf --without state,pkce", "stopped", "nonce"),
        ("oidc --attack id-token-replay", "stopped", "nonce"),
        ("oidc --delivery token-endpoint --attack id-token-replay", "stopped", "delivery"),
        ("oidc --attack id-token-replay --wait 7200", "stopped", "exp"),
        ("irsa --attack stolen-projected-token", "succeeds", ""),
        ("irsa --attack login-csrf", "not-applicable", ""),
    ];
    for (arguments, outcome, by) in table {
        let attack = &json(arguments)["attack"];
        assert_eq!(attack["outcome"], outcome, "{arguments}");
        assert_eq!(attack["by"].as_str().unwrap_or_default(), by, "{arguments}");
    }
}

#[test]
fn json_has_messages_checks_and_attack() {
    let flow = json("oidc --without nonce");
    assert!(flow["attack"].is_null());
    let nonce = flow["checks"].as_array().unwrap().iter().find(|one| one["check"] == "nonce");
    assert_eq!(nonce.unwrap()["state"], "off");
    let first = &flow["messages"][0];
    assert_eq!(first["from"], "browser");
    assert_eq!(first["time"], "2026-01-01T00:00:00Z");
    assert!(first["http"].as_str().unwrap().starts_with("GET /login?"), "{first}");
    assert_eq!(json("irsa --until 4")["messages"].as_array().unwrap().len(), 4);
    let edited = json("irsa --edit 0:spec.audiences=[\"other\"]");
    assert_eq!(edited["refused"], "aud");
}

#[test]
fn a_listing_for_a_person() {
    for (lang, title, stopped, why) in [
        ("en", "The token endpoint is asked for tokens", "Stopped", "worth nothing without"),
        ("ko", "토큰 엔드포인트에 토큰을 요청합니다", "막혔습니다", "코드는 쓸모가 없으며"),
    ] {
        let ran = irsa(&["flow", "oauth", "--attack", "code-interception", "--lang", lang], "");
        assert_eq!(ran.status, 0);
        for text in [title, stopped, why, "grant_type=authorization_code", "RFC 7636"] {
            assert!(ran.out.contains(text), "{text} is not in:\n{}", ran.out);
        }
    }
}

#[test]
fn usage() {
    for (arguments, told) in [
        (&["flow"][..], "which flow? One of oauth, oidc, irsa"),
        (&["flow", "saml"], "there is no lane `saml`"),
        (&["flow", "oidc", "--without", "azp"], "there is no check to leave out `azp`"),
        (&["flow", "oidc", "--attack", "phishing"], "there is no attack `phishing`"),
        (&["flow", "oidc", "--edit", "state"], "`state` is no edit; write STEP:FIELD=VALUE"),
    ] {
        let ran = irsa(arguments, "");
        assert_eq!(ran.status, 64, "{arguments:?}");
        assert!(ran.err.contains(told), "{}", ran.err);
        assert_eq!(ran.out, "");
    }
}
