//! Whether a token's signature is that of a key in the issuer's set.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::Algorithm;

use super::signing;
use super::token::Jwt;
use crate::{Node, Span, Text};

/// A set of public keys, as at an issuer's `jwks_uri`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Jwks {
    /// The keys in order.
    pub keys: Vec<Jwk>,
}

/// One public key of a set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Jwk {
    /// Its type: `RSA` or `EC`.
    pub kty: Option<Text>,
    /// Its id.
    pub kid: Option<Text>,
    /// What it is for: `sig`, where it is said.
    pub key_use: Option<Text>,
    /// The algorithm it is for, where it is said.
    pub alg: Option<Text>,
    /// The modulus, big-endian; empty where it is absent or no base64url.
    pub n: Vec<u8>,
    /// The exponent, big-endian; empty where it is absent or no base64url.
    pub e: Vec<u8>,
    /// Where the key stands.
    pub span: Span,
}

/// How the check of a signature came out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Signature {
    /// It is that of the key.
    Valid {
        /// The key's id; empty where neither token nor set gives one.
        kid: Text,
    },
    /// It is not that of the key.
    Invalid {
        /// The key's id; empty where neither token nor set gives one.
        kid: Text,
    },
    /// The set has no key for signatures with the id and type that the token needs.
    KeyMissing {
        /// The id asked for; empty where the token names none.
        kid: Text,
    },
    /// The key with that id is no RSA key of 1024 to 8192 bits.
    KeyUnusable {
        /// The key's id.
        kid: Text,
    },
    /// The set has more keys of the token's type than IAM takes.
    TooManyKeys {
        /// How many.
        count: usize,
    },
    /// The token has no signature.
    NotGiven,
    /// STS does not take the algorithm.
    AlgorithmRefused {
        /// The algorithm; empty where the header names none.
        alg: Text,
    },
    /// STS takes the algorithm, but it is not verified here.
    NotModelled {
        /// The algorithm.
        alg: Text,
    },
}

/// How many keys of one type IAM takes in a set:
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html>.
pub const MOST_KEYS: usize = 100;

impl Jwks {
    /// Reads a key set; none if there is no list `keys`.
    #[must_use]
    pub fn read(node: &Node) -> Option<Self> {
        let keys = node.get("keys")?;
        keys.is_container().then(|| Self { keys: keys.items().iter().map(Jwk::read).collect() })
    }

    fn of_type<'a>(&'a self, kty: &'a str) -> impl Iterator<Item = &'a Jwk> {
        self.keys.iter().filter(move |key| key.kty.as_deref() == Some(kty))
    }
}

impl Jwk {
    fn read(node: &Node) -> Self {
        let text = |key| node.get(key).and_then(Node::text).cloned();
        let bytes = |key| {
            let number = node.get(key).and_then(Node::text);
            number.and_then(|number| URL_SAFE_NO_PAD.decode(&**number).ok()).unwrap_or_default()
        };
        Self {
            kty: text("kty"),
            kid: text("kid"),
            key_use: text("use"),
            alg: text("alg"),
            n: bytes("n"),
            e: bytes("e"),
            span: node.span,
        }
    }

    fn is_for_signatures(&self) -> bool {
        self.key_use.as_deref().is_none_or(|key_use| key_use == "sig")
    }
}

/// What signs with an algorithm of RFC 7518, as far as STS takes it.
enum Family {
    Rsa(Algorithm),
    EllipticCurve,
}

/// STS takes RS256, RS384, RS512, ES256, ES384 and ES512:
/// <https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html>.
fn family(alg: &str) -> Option<Family> {
    match alg {
        "RS256" => Some(Family::Rsa(Algorithm::RS256)),
        "RS384" => Some(Family::Rsa(Algorithm::RS384)),
        "RS512" => Some(Family::Rsa(Algorithm::RS512)),
        "ES256" | "ES384" | "ES512" => Some(Family::EllipticCurve),
        _ => None,
    }
}

/// Whether STS takes tokens that are signed with this algorithm.
#[must_use]
pub fn is_taken(alg: &str) -> bool {
    family(alg).is_some()
}

/// What checks the signature of a token with a set of keys, as [`verify`] does.
#[derive(Debug, Clone, Copy)]
pub struct Verifier(pub fn(&Jwt, &Jwks) -> Signature);

impl PartialEq for Verifier {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::fn_addr_eq(self.0, other.0)
    }
}

impl Eq for Verifier {}

/// Checks the signature of `jwt` with the key of `jwks` that its header names; where it names none
/// and the set has one key alone, with that.
#[must_use]
pub fn verify(jwt: &Jwt, jwks: &Jwks) -> Signature {
    let alg = jwt.header.alg.clone().unwrap_or_default();
    let Some(family) = family(&alg) else { return Signature::AlgorithmRefused { alg } };
    let Some(signature) = &jwt.signature else { return Signature::NotGiven };
    let kty = match family {
        Family::Rsa(_) => "RSA",
        Family::EllipticCurve => "EC",
    };
    let count = jwks.of_type(kty).count();
    if count > MOST_KEYS {
        return Signature::TooManyKeys { count };
    }
    let Family::Rsa(algorithm) = family else { return Signature::NotModelled { alg } };
    let named = |key: &&Jwk| match &jwt.header.kid {
        Some(kid) => key.kid.as_ref() == Some(kid),
        None => count == 1,
    };
    let mut outcome = Signature::KeyMissing { kid: jwt.header.kid.clone().unwrap_or_default() };
    // Ids should be unique in a set; where they are not, any of the keys will do.
    for key in jwks.of_type(kty).filter(|key| key.is_for_signatures()).filter(named) {
        let kid = key.kid.clone().unwrap_or_default();
        outcome = match signing::verify(&jwt.signed, signature, (&key.n, &key.e), algorithm) {
            Ok(true) => return Signature::Valid { kid },
            Ok(false) => Signature::Invalid { kid },
            Err(_) => Signature::KeyUnusable { kid },
        };
    }
    outcome
}

#[cfg(test)]
mod tests;
