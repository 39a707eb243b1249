//! What the specifications print.

use crate::flow::jose::{self, Parts, half_hash, s256};
use crate::oidc::keys::DemoKey;

/// RFC 7636, appendix B: <https://www.rfc-editor.org/rfc/rfc7636#appendix-B>.
#[test]
fn the_challenge_of_rfc_7636() {
    assert_eq!(
        s256("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"),
        "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    );
}

/// OpenID Connect Core, appendices A.3, A.4 and A.6:
/// <https://openid.net/specs/openid-connect-core-1_0.html#ExampleHashes>.
#[test]
fn the_hashes_of_openid_connect() {
    assert_eq!(half_hash("jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y"), "77QmUPtjPfzWtF2AnpK9RQ");
    assert_eq!(
        half_hash("Qcb0Orv1zh30vL1MPRsbm-diHiMwcLyZvn1arpZv-Jxf_11jnpEX3Tgfvk"),
        "LDktKdoQak3Pk0cnXxCltA"
    );
}

/// RFC 7515, appendix A.1: a token with a shared secret, as the weak verifier computes it.
#[test]
fn the_keyed_hash_of_rfc_7515() {
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    let key = URL_SAFE_NO_PAD.decode(
        "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow",
    );
    let signed = concat!(
        "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.",
        "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFt",
        "cGxlLmNvbS9pc19yb290Ijp0cnVlfQ",
    );
    let mac = jose::hmac(&key.unwrap(), signed.as_bytes());
    assert_eq!(URL_SAFE_NO_PAD.encode(mac), "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
}

/// RFC 7515, appendix A.2, whose bytes the tests of signatures hold.
#[test]
fn the_token_of_rfc_7515() {
    let token = include_str!("rfc7515-a2.jwt").trim();
    let keys = jose::key_set(include_str!("rfc7515-a2.jwks.json"));
    assert!(jose::is_signed(token, &keys));
    assert!(jose::is_signed_as_it_says(token, &keys));
    let parts = Parts::read(token).unwrap();
    assert_eq!(parts.claim("iss"), Some("joe"));
    assert!(!jose::is_signed(&parts.compact(), &keys), "written anew it has other bytes");
}

#[test]
fn what_the_two_verifiers_take() {
    let key = DemoKey::First;
    let keys = jose::key_set(&jose::keys_of(key));
    let claims = serde_json::json!({"iss": "https://login.example", "sub": "alice"});
    let real = jose::sign(&jose::header("JWT", key), &claims, key);
    let other = jose::sign(&jose::header("JWT", key), &claims, DemoKey::Second);
    let none = jose::forge_none("JWT", &claims);
    let hmac = jose::forge_hmac("JWT", &claims, key);
    let guessed = jose::forge_hmac("JWT", &claims, DemoKey::Second);
    let table = [
        (&real, true, true),
        (&other, false, false),
        (&none, false, true),
        (&format!("{none}AAAA"), false, false),
        (&hmac, false, true),
        (&guessed, false, false),
        (&"no token".to_owned(), false, false),
    ];
    for (token, strict, weak) in table {
        assert_eq!(jose::is_signed(token, &keys), strict, "{token}");
        assert_eq!(jose::is_signed_as_it_says(token, &keys), weak, "{token}");
    }
}
