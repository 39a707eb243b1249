//! The security token service as `AssumeRoleWithWebIdentity` shows it: requests and their limits,
//! answers in its own words, and what such answers tell when somebody pastes them.
//!
//! The order in which STS checks things is not here but in [`Step`](crate::Step).

pub mod answer;
pub mod observed;
pub mod request;

pub use answer::{Code, StsError, Success};
pub use request::Request;
