//! Text inside text: a policy in a JSON string, percent-encoded or not.
//!
//! The inner text is parsed as usual; its spans are then carried back to the outer text, so an
//! editor underlines the escaped characters themselves.
