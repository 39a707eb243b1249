//! What is true.

/// The version of the rules, shown beside every verdict.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");
