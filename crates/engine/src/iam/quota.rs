//! How long a policy may be.

use crate::source::limits;
use crate::{Finding, Reason, Span};

/// The longest trust policy IAM takes unless the account's quota was raised, in characters.
pub const TRUST_POLICY_LENGTH: usize = 2048;

/// The longest policy that is judged here, in bytes: a limit of the playground.
pub const JUDGED_BYTES: usize = limits::POLICY_BYTES;

/// IAM's refusal of a trust policy longer than `limit` characters; white space is not counted.
#[must_use]
pub fn quota_finding(text: &str, limit: usize) -> Option<Finding> {
    let length = text.chars().filter(|char| !char.is_whitespace()).count();
    let message = format!("Cannot exceed quota for ACLSizePerRole: {limit}").into();
    let reason = Reason::PolicyRefusedSize { message, length, limit };
    (length > limit).then(|| Finding::error(reason, Span::new(0, text.len())))
}

/// A policy too long to be judged here.
#[must_use]
pub fn judged_finding(text: &str) -> Option<Finding> {
    let reason = Reason::PolicyTooLong { bytes: text.len(), limit: JUDGED_BYTES };
    (text.len() > JUDGED_BYTES).then(|| Finding::error(reason, Span::new(0, text.len())))
}
