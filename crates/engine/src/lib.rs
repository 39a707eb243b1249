//! What is true of pods, projected tokens, STS and IAM trust policies.
//!
//! The folders read as the pipeline. [`source`] turns text into one spanned tree; [`model`] reads
//! the world from it; [`k8s`], [`oidc`], [`sts`] and [`iam`] hold the rules of each system;
//! [`irsa`] walks the gates from the pod to the role and records every check; [`fix`] finds the
//! smallest edits that turn the verdict, by running the same walk on the edited text.
//!
//! Two functions are the way in: [`parse`] depends on one text, [`run`] is pure. There is no
//! clock, randomness, input or output here, and no sentence shown to a person: a finding or a
//! check carries a [`Reason`] with its data, and `irsa-words` turns it into English or Korean.

pub mod arn;
pub mod finding;
pub mod fix;
pub mod flow;
pub mod glob;
pub mod goal;
pub mod iam;
pub mod irsa;
pub mod k8s;
pub mod model;
pub mod oidc;
pub mod order;
pub mod redact;
pub mod report;
pub mod rules;
mod same;
pub mod scenario;
pub mod sdk;
pub mod source;
pub mod sts;
pub mod time;
pub mod trace;

pub use finding::{Finding, Severity};
pub use irsa::{questions, run};
pub use model::parse;
pub use report::{Report, Verdict};
pub use rules::{Evidence, Reason, Rule};
pub use source::{Node, Span};
pub use time::Timestamp;
pub use trace::{Check, Gate, Place, State, Step};

/// Text shared cheaply between the tree, the model and the trace.
pub type Text = std::rc::Rc<str>;

/// The version of the rules, shown beside every verdict.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The question put to a run.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ask {
    /// The instant to judge at; else the one in the settings, else one that fits the files.
    pub now: Option<Timestamp>,
    /// Namespace and name of the pod that asks; else the one in the settings, else the only one.
    pub pod: Option<(Text, Text)>,
    /// Which of those it may be about, as [`questions`] counts them; the first where nobody chose.
    pub candidate: usize,
    /// What checks the signatures of tokens; none where they are taken to be right, and that is
    /// said. It is handed in because the page's first download has no room for it.
    pub verifier: Option<oidc::verify::Verifier>,
    /// What judges the sources of credentials, the network, EKS Pod Identity, other policy types
    /// and the call asked about; where none is given those are assumed or unknown, and that is
    /// said. It is handed in for the same reason.
    pub whole: Option<irsa::whole::Whole>,
}
