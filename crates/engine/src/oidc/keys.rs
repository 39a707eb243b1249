//! The demo cluster's signing keys, and the weekly rotation between them.
//!
//! EKS rotates a cluster's signing key every seven days and keeps the public part of a retired key
//! published until the tokens it signed have expired:
//! <https://docs.aws.amazon.com/eks/latest/userguide/service-accounts.html>. A real cluster gets a
//! fresh key each time; the demo cluster alternates between two, both public.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rsa::PrivateKey;
use rsa::pkcs1::DecodeRsaPrivateKey;
use rsa::pkcs8::EncodePublicKey;
use rsa::traits::PublicKeyParts;
use sha2::{Digest, Sha256};

use super::signing::public_key;
use crate::Timestamp;

/// The bytes are no RSA key of 1024 to 8192 bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyError;

/// A signing key of the demo cluster. Private and public part are both in `content/keys`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DemoKey {
    /// In use in even weeks.
    First,
    /// In use in odd weeks.
    Second,
}

/// A Monday: week 0 of the rotation begins.
const FIRST_ROTATION: Timestamp = Timestamp(1_766_966_400);

/// Seconds a key signs before the next one does.
pub const ROTATION_PERIOD: i64 = 7 * 86_400;

/// Seconds a retired key stays published: the longest a token of EKS lives.
pub const RETIRED_FOR: i64 = 86_400;

impl DemoKey {
    /// Both keys.
    pub const ALL: [Self; 2] = [Self::First, Self::Second];

    /// The key id, as [`PublicKey::kid`] computes it.
    #[must_use]
    pub const fn kid(self) -> &'static str {
        match self {
            Self::First => "u5n4QH9A9rgo_Mke_raVwZPz_migQSSUYTkdhSKReRA",
            Self::Second => "IyMe0tmXuJGcduzL2K3grq-3R_YgK9pUoXWp7ekdjqo",
        }
    }

    /// The private key, PKCS#1 in DER.
    pub(super) const fn private_key(self) -> &'static [u8] {
        match self {
            Self::First => include_bytes!("../../../../content/keys/DEMO-ONLY-1.pkcs1.der"),
            Self::Second => include_bytes!("../../../../content/keys/DEMO-ONLY-2.pkcs1.der"),
        }
    }

    /// The public part.
    ///
    /// # Errors
    ///
    /// If the file under `content/keys` holds no RSA key.
    pub fn public(self) -> Result<PublicKey, KeyError> {
        let key = PrivateKey::from_pkcs1_der(self.private_key()).map_err(|_| KeyError)?;
        Ok(PublicKey { n: key.n_bytes().into(), e: key.e_bytes().into() })
    }

    /// The key that signs tokens at `at`.
    #[must_use]
    pub const fn signing_at(at: Timestamp) -> Self {
        let week = at.since(FIRST_ROTATION).div_euclid(ROTATION_PERIOD);
        if week.rem_euclid(2) == 0 { Self::First } else { Self::Second }
    }

    /// The keys in the issuer's set at `at`: the signing one, then a retired one whose tokens may
    /// still be in use.
    #[must_use]
    pub fn published_at(at: Timestamp) -> Vec<Self> {
        let signing = Self::signing_at(at);
        let retired = Self::signing_at(at.plus(-RETIRED_FOR));
        if retired == signing { vec![signing] } else { vec![signing, retired] }
    }
}

/// An RSA public key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicKey {
    /// The modulus, big-endian.
    pub n: Vec<u8>,
    /// The public exponent, big-endian.
    pub e: Vec<u8>,
}

impl PublicKey {
    /// The id a Kubernetes API server gives the key: base64url without padding of SHA-256 over its
    /// DER form (PKIX), as `keyIDFromPublicKey` in
    /// <https://github.com/kubernetes/kubernetes/blob/master/pkg/serviceaccount/jwt.go>.
    ///
    /// # Errors
    ///
    /// If modulus and exponent are no usable RSA key.
    pub fn kid(&self) -> Result<String, KeyError> {
        Ok(URL_SAFE_NO_PAD.encode(Sha256::digest(self.der()?)))
    }

    /// The key in DER (PKIX).
    ///
    /// # Errors
    ///
    /// If modulus and exponent are no usable RSA key.
    pub(crate) fn der(&self) -> Result<Vec<u8>, KeyError> {
        let der = public_key(&self.n, &self.e)?.to_public_key_der().map_err(|_| KeyError)?;
        Ok(der.as_bytes().to_vec())
    }
}

#[cfg(test)]
mod tests;
