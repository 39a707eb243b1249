//! IAM.

pub mod reach;
