//! IAM: what a policy says, and whether it lets a request through.
//!
//! [`policy`] reads a text's tree into a [`Policy`] whose values are taken apart once, so that
//! [`evaluate::decide`] only compares. The same matcher serves the plain decision and the trace:
//! what differs is the recorder it reports to.

pub mod authorize;
pub mod condition;
pub mod context;
pub mod evaluate;
mod explain;
pub mod layers;
pub mod operator;
pub mod policy;
pub mod prepared;
pub mod principal;
pub mod quota;
pub mod reach;
pub mod trace;
pub mod value;
pub mod web_identity;

/// The call by which whoever signs it assumes a role.
pub(crate) const ASSUME: &str = "sts:AssumeRole";

pub use condition::Condition;
pub use context::Context;
pub use evaluate::{Caller, Decision, Recorder, Request, Silent, decide};
pub use operator::Operator;
pub use policy::{Effect, Kind, Policy, Statement, Version};
pub use prepared::Prepared;
pub use principal::Principal;
pub use trace::{StatementTrace, Trace, nearest};
pub(crate) use value::Decimal;
pub use web_identity::{Claim, WebIdentity, web_identity_context};

#[cfg(test)]
mod tests;
