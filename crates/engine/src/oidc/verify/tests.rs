use super::*;
use crate::Timestamp;
use crate::oidc::issuer::jwks;
use crate::oidc::keys::DemoKey;
use crate::oidc::mint::{self, Object, TokenRequest};
use crate::source::json;

/// RFC 7515, appendix A.2: <https://www.rfc-editor.org/rfc/rfc7515#appendix-A.2>.
const RFC_TOKEN: &str = concat!(
    "eyJhbGciOiJSUzI1NiJ9.",
    "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFt",
    "cGxlLmNvbS9pc19yb290Ijp0cnVlfQ.",
    "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7",
    "AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4",
    "BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K",
    "0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqv",
    "hJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrB",
    "p0igcN_IoypGlUPQGe77Rw",
);
const RFC_KEY: &str = concat!(
    r#"{"kty":"RSA","n":"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-"#,
    "Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzj",
    "b_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZ",
    "lxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb",
    r#"54h4FRWyuXpoQ","e":"AQAB"}"#,
);

fn set(text: &str) -> Jwks {
    Jwks::read(&json::parse(text).documents[0].root).unwrap()
}

fn demo_set() -> Jwks {
    set(&jwks(&DemoKey::ALL).unwrap())
}

fn minted() -> String {
    mint::mint(&TokenRequest {
        issuer: "https://oidc.eks.us-east-1.amazonaws.com/id/EX1",
        audiences: &["sts.amazonaws.com"],
        issued: Timestamp(1_767_225_600),
        lifetime: 86_400,
        namespace: "shop",
        service_account: Object { name: "orders", uid: None },
        pod: Object { name: "orders-1", uid: None },
        node: None,
    })
    .unwrap()
}

fn signature(token: &str, set: &Jwks) -> Signature {
    verify(&Jwt::read(token).unwrap(), set)
}

#[test]
fn the_token_of_rfc_7515() {
    let set = set(&format!(r#"{{"keys":[{RFC_KEY}]}}"#));
    assert_eq!(signature(RFC_TOKEN, &set), Signature::Valid { kid: "".into() });
    let changed = RFC_TOKEN.replace("Rw", "Sw");
    assert_eq!(signature(&changed, &set), Signature::Invalid { kid: "".into() });
    let jwt = Jwt::read(RFC_TOKEN).unwrap();
    assert_eq!(&*jwt.claims.issuer.unwrap().value, "joe");
}

#[test]
fn a_minted_token_verifies() {
    let kid = DemoKey::First.kid().into();
    assert_eq!(signature(&minted(), &demo_set()), Signature::Valid { kid });
}

/// Each byte in turn is another letter; nothing but a refusal may follow.
#[test]
fn no_byte_of_a_token_can_be_changed() {
    let (token, set) = (minted(), demo_set());
    assert!(matches!(signature(&token, &set), Signature::Valid { .. }));
    for at in 0..token.len() {
        let mut bytes = token.clone().into_bytes();
        bytes[at] = if bytes[at] == b'A' { b'Q' } else { b'A' };
        let changed = String::from_utf8(bytes).unwrap();
        let outcome = Jwt::read(&changed).map(|jwt| verify(&jwt, &set));
        assert!(!matches!(outcome, Ok(Signature::Valid { .. })), "{at}");
    }
}

#[test]
fn keys_that_do_not_fit() {
    let kid = || Text::from(DemoKey::First.kid());
    let keys = jwks(&[DemoKey::First]).unwrap();
    let other = jwks(&[DemoKey::Second]).unwrap();
    let renamed = other.replace(DemoKey::Second.kid(), DemoKey::First.kid());
    let both =
        format!("{},{}", renamed.trim_end_matches("]}"), keys.trim_start_matches(r#"{"keys":["#));
    let table = [
        (r#"{"keys":[]}"#.into(), Signature::KeyMissing { kid: kid() }),
        (other, Signature::KeyMissing { kid: kid() }),
        (keys.replace(r#""use":"sig""#, r#""use":"enc""#), Signature::KeyMissing { kid: kid() }),
        (keys.replace(r#""kty":"RSA""#, r#""kty":"EC""#), Signature::KeyMissing { kid: kid() }),
        (keys.replace(r#""e":"AQAB""#, r#""e":"AA""#), Signature::KeyUnusable { kid: kid() }),
        (keys.replace(r#""n":"#, r#""x":"#), Signature::KeyUnusable { kid: kid() }),
        (renamed, Signature::Invalid { kid: kid() }),
        (both, Signature::Valid { kid: kid() }),
        (keys, Signature::Valid { kid: kid() }),
    ];
    for (keys, expected) in table {
        assert_eq!(signature(&minted(), &set(&keys)), expected, "{keys}");
    }
}

#[test]
fn at_most_a_hundred_keys_of_the_type() {
    let keys = jwks(&[DemoKey::First]).unwrap();
    let table = [(99, "RSA", true), (100, "RSA", false), (150, "EC", true)];
    for (count, kty, valid) in table {
        let more = format!(r#",{{"kty":"{kty}","kid":"x"}}"#).repeat(count);
        let keys = keys.replace("]}", &format!("{more}]}}"));
        let expected = if valid {
            Signature::Valid { kid: DemoKey::First.kid().into() }
        } else {
            Signature::TooManyKeys { count: count + 1 }
        };
        assert_eq!(signature(&minted(), &set(&keys)), expected, "{count} {kty}");
    }
}

#[test]
fn algorithms() {
    let token = |alg: &str, signature: &str| {
        let header = URL_SAFE_NO_PAD.encode(format!(r#"{{"alg":"{alg}"}}"#));
        format!("{header}.e30.{signature}")
    };
    let refused = |alg: &str| Signature::AlgorithmRefused { alg: alg.into() };
    let table = [
        (token("none", ""), refused("none")),
        (token("HS256", "c2ln"), refused("HS256")),
        (token("PS256", "c2ln"), refused("PS256")),
        (token("rs256", "c2ln"), refused("rs256")),
        ("e30.e30.c2ln".into(), refused("")),
        (token("RS256", ""), Signature::NotGiven),
        (token("ES256", "c2ln"), Signature::NotModelled { alg: "ES256".into() }),
        (token("RS512", "c2ln"), Signature::KeyMissing { kid: "".into() }),
    ];
    for (token, expected) in table {
        assert_eq!(signature(&token, &demo_set()), expected, "{token}");
    }
}

/// Tokens without claims that `openssl dgst -sign` signed with the first demo key.
#[test]
fn longer_hashes() {
    for (token, alg) in
        [(include_str!("tests/rs384.jwt"), "RS384"), (include_str!("tests/rs512.jwt"), "RS512")]
    {
        let jwt = Jwt::read(token).unwrap();
        assert_eq!(jwt.header.alg.as_deref(), Some(alg));
        let kid = DemoKey::First.kid().into();
        assert_eq!(verify(&jwt, &demo_set()), Signature::Valid { kid });
    }
}

#[test]
fn what_is_no_key_set() {
    for text in ["{}", "[]", "1", r#"{"keys":"a"}"#] {
        assert_eq!(Jwks::read(&json::parse(text).documents[0].root), None, "{text}");
    }
}
