//! OpenID Connect as an EKS cluster and IAM use it: issuers, keys, tokens and their signatures.

pub mod issuer;
pub mod keys;
pub mod mint;
mod signing;
pub mod token;
pub mod verify;

use std::fmt::Write;

use sha2::{Digest, Sha256};

/// A UUID that is the same whenever `parts` are, since the engine has no randomness.
///
/// It is of version 8, which RFC 9562 keeps for such ids, so it can't be taken for the random
/// version 4 of a real cluster.
#[must_use]
pub fn derived_uuid(parts: &[&str]) -> String {
    let mut text = String::with_capacity(36);
    for (index, byte) in digest(parts).iter().take(16).enumerate() {
        if matches!(index, 4 | 6 | 8 | 10) {
            text.push('-');
        }
        let byte = match index {
            6 => byte & 0x0f | 0x80,
            8 => byte & 0x3f | 0x80,
            _ => *byte,
        };
        // Writing to a string can't fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

/// SHA-256 over `parts`, each behind its length so that no two lists collide.
pub(crate) fn digest(parts: &[&str]) -> [u8; 32] {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part.len().to_be_bytes());
        hash.update(part.as_bytes());
    }
    hash.finalize().into()
}
