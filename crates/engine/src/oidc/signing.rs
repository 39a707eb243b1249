//! RSASSA-PKCS1-v1_5 behind `jsonwebtoken`'s own interface.
//!
//! Its built-in providers bring every algorithm of RFC 7518; this one has what STS accepts of RSA.
//! Signing is RS256 alone, as EKS signs. No step needs randomness: blinding would protect a key
//! that is secret, and the demo keys are public.

use jsonwebtoken::crypto::{self, CryptoProvider, JwtSigner, JwtVerifier, KeyUtils};
use jsonwebtoken::errors::{ErrorKind, Result};
use jsonwebtoken::{Algorithm, DecodingKey, DecodingKeyKind, EncodingKey};
use rsa::pkcs1::DecodeRsaPrivateKey;
use rsa::sha2::{Sha256, Sha384, Sha512};
use rsa::{BoxedUint, PrivateKey, PublicKey};
use signature::Verifier as _;

use super::keys::KeyError;

static PROVIDER: CryptoProvider = CryptoProvider {
    signer_factory: signer,
    verifier_factory: verifier,
    key_utils: KeyUtils::new_unimplemented(),
};

/// The RS256 signature of `message` in base64url, made with a PKCS#1 private key in DER.
pub(super) fn sign(message: &str, private_key: &[u8]) -> std::result::Result<String, KeyError> {
    install();
    let key = EncodingKey::from_rsa_der(private_key);
    crypto::sign(message.as_bytes(), &key, Algorithm::RS256).map_err(|_| KeyError)
}

/// Whether `signature` is that of `message` under the public key `n`, `e`.
pub(super) fn verify(
    message: &str,
    signature: &[u8],
    (n, e): (&[u8], &[u8]),
    algorithm: Algorithm,
) -> std::result::Result<bool, KeyError> {
    // Asked of the verifier itself: through the provider, the page would load what signs as well.
    let verifier = Rs { key: public_key(n, e)?, algorithm };
    Ok(verifier.verify(message.as_bytes(), &signature.to_vec()).is_ok())
}

/// The public key with modulus `n` and exponent `e`, both big-endian; 1024 to 8192 bits.
pub(super) fn public_key(n: &[u8], e: &[u8]) -> std::result::Result<PublicKey, KeyError> {
    let n = BoxedUint::from_be_slice_vartime(n);
    let e = BoxedUint::from_be_slice_vartime(e);
    PublicKey::new(n, e).map_err(|_| KeyError)
}

/// Makes the provider known to `jsonwebtoken`, which holds one for the whole process.
fn install() {
    // The second and every later call is told that one is installed already.
    let _ = PROVIDER.install_default();
}

fn signer(algorithm: &Algorithm, key: &EncodingKey) -> Result<Box<dyn JwtSigner>> {
    if *algorithm != Algorithm::RS256 {
        return Err(ErrorKind::InvalidAlgorithm.into());
    }
    let key = PrivateKey::from_pkcs1_der(key.as_bytes());
    Ok(Box::new(Rs256(key.map_err(|_| ErrorKind::InvalidKeyFormat)?)))
}

fn verifier(algorithm: &Algorithm, key: &DecodingKey) -> Result<Box<dyn JwtVerifier>> {
    let DecodingKeyKind::RsaModulusExponent { n, e } = key.kind() else {
        return Err(ErrorKind::InvalidKeyFormat.into());
    };
    let key = public_key(n, e).map_err(|_| ErrorKind::InvalidKeyFormat)?;
    Ok(Box::new(Rs { key, algorithm: *algorithm }))
}

struct Rs256(PrivateKey);

impl signature::Signer<Vec<u8>> for Rs256 {
    fn try_sign(&self, message: &[u8]) -> std::result::Result<Vec<u8>, signature::Error> {
        self.0.pkcs1v15_sign::<Sha256>(message).map_err(signature::Error::from_source)
    }
}

impl JwtSigner for Rs256 {
    fn algorithm(&self) -> Algorithm {
        Algorithm::RS256
    }
}

struct Rs {
    key: PublicKey,
    algorithm: Algorithm,
}

impl signature::Verifier<Vec<u8>> for Rs {
    fn verify(
        &self,
        message: &[u8],
        signature: &Vec<u8>,
    ) -> std::result::Result<(), signature::Error> {
        let verified = match self.algorithm {
            Algorithm::RS256 => self.key.pkcs1v15_verify::<Sha256>(message, signature),
            Algorithm::RS384 => self.key.pkcs1v15_verify::<Sha384>(message, signature),
            Algorithm::RS512 => self.key.pkcs1v15_verify::<Sha512>(message, signature),
            _ => return Err(signature::Error::new()),
        };
        verified.map_err(signature::Error::from_source)
    }
}

impl JwtVerifier for Rs {
    fn algorithm(&self) -> Algorithm {
        self.algorithm
    }
}
