//! The world the texts describe.

pub mod settings;

use crate::{Finding, Text};

/// One file, read: what it holds and what is wrong with it. Depends on this text alone.
#[derive(Debug, Clone)]
pub struct Parsed {
    /// The file's name.
    pub name: Text,
    /// Its text.
    pub text: Text,
    /// What is wrong or worth saying about it.
    pub findings: Vec<Finding>,
}

/// Reads one file: its kind, the objects it holds, and what is wrong with it.
#[must_use]
pub fn parse(name: &str, text: &str) -> Parsed {
    Parsed { name: name.into(), text: text.into(), findings: Vec::new() }
}
