//! Tokens made and forged, hashes between values, and a verifier that is weak on purpose.
//!
//! What is signed here is signed as everywhere in the engine, with RS256. The weak verifier stands
//! for libraries that let a token choose its own algorithm, and is asked only where the check `alg`
//! is left out.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::demo;
use super::message::Actor;
use crate::oidc::keys::{DemoKey, PublicKey};
use crate::oidc::token::Jwt;
use crate::oidc::verify::{Jwks, Signature, verify};
use crate::oidc::{issuer, mint};
use crate::source::json;

/// The key of the authorization server; the cluster signs with the other one.
pub(super) const SERVER_KEY: DemoKey = DemoKey::Second;

/// A token taken apart as JSON.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Parts {
    pub(super) header: Value,
    pub(super) claims: Value,
    pub(super) signature: String,
}

impl Parts {
    pub(super) fn read(token: &str) -> Option<Self> {
        let mut segments = token.split('.');
        let (header, claims) = (segments.next()?, segments.next()?);
        let signature = segments.next()?.to_owned();
        let decode = |segment| {
            let value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(segment).ok()?).ok()?;
            matches!(value, Value::Object(_)).then_some(value)
        };
        let (header, claims) = (decode(header)?, decode(claims)?);
        segments.next().is_none().then_some(Self { header, claims, signature })
    }

    pub(super) fn claim(&self, name: &str) -> Option<&str> {
        self.claims.get(name)?.as_str()
    }

    pub(super) fn number(&self, name: &str) -> Option<i64> {
        self.claims.get(name)?.as_i64()
    }

    pub(super) fn audiences(&self) -> Vec<String> {
        match self.claims.get("aud") {
            Some(Value::String(one)) => vec![one.clone()],
            Some(Value::Array(all)) => {
                all.iter().filter_map(Value::as_str).map(str::to_owned).collect()
            }
            _ => Vec::new(),
        }
    }

    /// With the signature that it had, whatever it signs.
    pub(super) fn compact(&self) -> String {
        format!("{}.{}", self.signed(), self.signature)
    }

    fn signed(&self) -> String {
        let encode = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        format!("{}.{}", encode(&self.header), encode(&self.claims))
    }
}

/// Whose issuer URL this is.
pub(super) fn issuer_of(url: &str) -> Option<Actor> {
    match url {
        demo::SERVER => Some(Actor::Server),
        demo::ATTACKER => Some(Actor::Attacker),
        demo::CLUSTER => Some(Actor::ApiServer),
        _ => None,
    }
}

/// The key that a party signs with.
pub(super) const fn key_of(actor: Actor) -> Option<DemoKey> {
    match actor {
        Actor::Server => Some(SERVER_KEY),
        Actor::ApiServer => Some(DemoKey::signing_at(demo::START)),
        _ => None,
    }
}

/// A token with this header and these claims, signed with RS256.
pub(super) fn sign(header: &Value, claims: &Value, key: DemoKey) -> String {
    // The demo keys are part of the build: a test signs with both.
    mint::sign_with(&header.to_string(), &claims.to_string(), key).unwrap_or_default()
}

/// A header for RS256.
pub(super) fn header(typ: &str, key: DemoKey) -> Value {
    serde_json::json!({"alg": "RS256", "kid": key.kid(), "typ": typ})
}

/// A forged token that says that it needs no signature: RFC 7519 section 6.
pub(super) fn forge_none(typ: &str, claims: &Value) -> String {
    let header = serde_json::json!({"alg": "none", "typ": typ});
    Parts { header, claims: claims.clone(), signature: String::new() }.compact()
}

/// A forged token whose shared secret is the issuer's public key: RFC 8725 section 2.1.
pub(super) fn forge_hmac(typ: &str, claims: &Value, key: DemoKey) -> String {
    let header = serde_json::json!({"alg": "HS256", "kid": key.kid(), "typ": typ});
    let mut parts = Parts { header, claims: claims.clone(), signature: String::new() };
    let pem = key.public().map(|public| pem(&public)).unwrap_or_default();
    parts.signature = URL_SAFE_NO_PAD.encode(hmac(pem.as_bytes(), parts.signed().as_bytes()));
    parts.compact()
}

/// The public key as a file that people pass around.
fn pem(key: &PublicKey) -> String {
    let text = STANDARD.encode(key.der().unwrap_or_default());
    let lines: Vec<&str> =
        text.as_bytes().chunks(64).filter_map(|line| std::str::from_utf8(line).ok()).collect();
    format!("-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n", lines.join("\n"))
}

/// HMAC with SHA-256.
pub(super) fn hmac(key: &[u8], message: &[u8]) -> Vec<u8> {
    // HMAC takes keys of any length.
    Hmac::<Sha256>::new_from_slice(key).map_or_else(
        |_| Vec::new(),
        |mut mac| {
            mac.update(message);
            mac.finalize().into_bytes().to_vec()
        },
    )
}

/// The key set of a text; an empty one where it is none.
pub(super) fn key_set(text: &str) -> Jwks {
    let document = json::parse(text).documents.into_iter().next();
    let set = document.and_then(|document| Jwks::read(&document.root));
    set.unwrap_or(Jwks { keys: Vec::new() })
}

/// The key set of one key.
pub(super) fn keys_of(key: DemoKey) -> String {
    issuer::jwks(&[key]).unwrap_or_default()
}

/// Whether the signature of a token is that of a key in the set, with RSA alone.
pub(super) fn is_signed(token: &str, keys: &Jwks) -> bool {
    let jwt = Jwt::read(token);
    jwt.is_ok_and(|jwt| matches!(verify(&jwt, keys), Signature::Valid { .. }))
}

/// Whether a verifier that believes the token's own header is content.
pub(super) fn is_signed_as_it_says(token: &str, keys: &Jwks) -> bool {
    let Some(parts) = Parts::read(token) else { return false };
    match parts.header.get("alg").and_then(Value::as_str) {
        Some("none") => parts.signature.is_empty(),
        Some("HS256") => {
            let signed = parts.signed_as_given(token);
            keys.keys.iter().any(|key| {
                let public = PublicKey { n: key.n.clone(), e: key.e.clone() };
                let mac = hmac(pem(&public).as_bytes(), signed.as_bytes());
                URL_SAFE_NO_PAD.encode(mac) == parts.signature
            })
        }
        _ => is_signed(token, keys),
    }
}

impl Parts {
    fn signed_as_given<'a>(&self, token: &'a str) -> &'a str {
        token.strip_suffix(self.signature.as_str()).unwrap_or(token).trim_end_matches('.')
    }
}

/// The code challenge of a verifier, by the method S256: RFC 7636 section 4.2.
pub(super) fn s256(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(verifier))
}

/// The left half of a value's SHA-256, as `at_hash` and `c_hash`: OpenID Connect Core sections
/// 3.1.3.6 and 3.3.2.11.
pub(super) fn half_hash(value: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(value).split_at(16).0)
}

/// SHA-256 in hexadecimal.
pub(super) fn hex_digest(text: &str) -> String {
    hex(&Sha256::digest(text))
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
