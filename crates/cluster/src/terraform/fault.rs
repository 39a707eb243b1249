//! Why an expression has no value.

use std::rc::Rc;

use irsa_engine::{Finding, Place, Reason};

/// Why an expression has no value. `try` and `can` take it; anybody else reports it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    /// Where.
    pub(crate) at: Option<Place>,
    /// What is wrong.
    pub(crate) problem: Problem,
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Problem {
    /// Something that nobody declared.
    Reference(Rc<str>),
    /// What Terraform refuses, in its own words.
    Invalid(Rc<str>),
}

impl Fault {
    /// A refusal in Terraform's own words.
    pub(crate) fn invalid(at: Option<Place>, message: impl Into<Rc<str>>) -> Self {
        Self { at, problem: Problem::Invalid(message.into()) }
    }

    /// A reference to something that nobody declared.
    pub(crate) fn reference(at: Option<Place>, name: impl Into<Rc<str>>) -> Self {
        Self { at, problem: Problem::Reference(name.into()) }
    }

    /// A refusal to destroy what is protected.
    pub(crate) fn destroyed(address: &str, at: Option<Place>) -> Self {
        let message = format!(
            "Instance cannot be destroyed: {address} has lifecycle.prevent_destroy set, but the \
             plan calls for this resource to be destroyed."
        );
        Self::invalid(at, message)
    }

    /// The message as a person reads it in a terminal.
    pub(crate) fn message(&self) -> String {
        match &self.problem {
            Problem::Reference(name) => {
                let what = match name.split('.').next() {
                    Some("var") => "input variable",
                    Some("local") => "local value",
                    Some("module") => "module",
                    _ => "resource",
                };
                format!("Reference to undeclared {what}: {name}")
            }
            Problem::Invalid(message) => message.to_string(),
        }
    }

    /// The finding, where it has a place.
    pub(crate) fn finding(&self) -> Option<(usize, Finding)> {
        let place = self.at?;
        let reason = match &self.problem {
            Problem::Reference(reference) => {
                Reason::TerraformReference { reference: reference.clone() }
            }
            Problem::Invalid(message) => Reason::TerraformInvalid { message: message.clone() },
        };
        Some((place.file, Finding::error(reason, place.span)))
    }
}
