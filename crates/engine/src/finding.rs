//! What is wrong, or worth saying, about the texts themselves.
//!
//! A finding is about what was written. What then happens in the simulated world is a
//! [`Check`](crate::Check) in the trace.

use std::rc::Rc;

use crate::{Reason, Span};

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The text can't be used as it stands: a parser, the API server or IAM refuses it.
    Error,
    /// It is accepted, but hardly what its author means.
    Warning,
    /// Worth knowing.
    Info,
}

impl Severity {
    /// The name in JSON output.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Info => "info",
        }
    }
}

/// Something to say about a place in one text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// How much it matters.
    pub severity: Severity,
    /// What it is.
    pub reason: Rc<Reason>,
    /// The characters it is about.
    pub span: Span,
}

impl Finding {
    /// A finding that makes the text unusable.
    #[must_use]
    pub fn error(reason: impl Into<Rc<Reason>>, span: Span) -> Self {
        Self { severity: Severity::Error, reason: reason.into(), span }
    }

    /// A finding about text that is accepted but suspicious.
    #[must_use]
    pub fn warning(reason: impl Into<Rc<Reason>>, span: Span) -> Self {
        Self { severity: Severity::Warning, reason: reason.into(), span }
    }

    /// A finding that is merely worth knowing.
    #[must_use]
    pub fn info(reason: impl Into<Rc<Reason>>, span: Span) -> Self {
        Self { severity: Severity::Info, reason: reason.into(), span }
    }

    /// Whether it says that not all of a text was read.
    #[must_use]
    pub(crate) fn names_limit(&self) -> bool {
        matches!(
            *self.reason,
            Reason::FileTooLarge { .. }
                | Reason::ObjectsTooMany { .. }
                | Reason::NestingTooDeep { .. }
                | Reason::NodesTooMany { .. }
                | Reason::AliasesTooMany { .. }
                | Reason::TerraformTooMany { .. }
        )
    }
}
