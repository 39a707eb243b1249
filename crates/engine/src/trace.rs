//! What happened, in order: gates, their states, and every check behind them.

use std::rc::Rc;

use crate::{Reason, Span};

/// The questions between a pod and its role, in the order of the story.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gate {
    /// Does the pod's service account exist in its namespace?
    Pod,
    /// Does that account carry a well-formed role ARN?
    Binding,
    /// Was the pod created when the webhook could see that?
    Admission,
    /// Does an earlier credential source win? Is the request well formed?
    Sdk,
    /// Is the projected token mounted, readable, well formed and within its time?
    Token,
    /// Can the pod reach the endpoint it will use?
    Network,
    /// Does the role's account hold an OIDC provider for this exact issuer?
    Provider,
    /// Is the audience among the provider's client ids?
    Audience,
    /// Does the role exist, and does its trust policy let this token in?
    Trust,
    /// Whose credentials does the process end up with?
    Identity,
    /// Do all policy types allow the call asked about?
    Permission,
}

impl Gate {
    /// Every gate, in order.
    pub const ALL: [Self; 11] = [
        Self::Pod,
        Self::Binding,
        Self::Admission,
        Self::Sdk,
        Self::Token,
        Self::Network,
        Self::Provider,
        Self::Audience,
        Self::Trust,
        Self::Identity,
        Self::Permission,
    ];

    /// The name used by every screen, link, lesson and error code.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Pod => "pod",
            Self::Binding => "binding",
            Self::Admission => "admission",
            Self::Sdk => "sdk",
            Self::Token => "token",
            Self::Network => "network",
            Self::Provider => "provider",
            Self::Audience => "audience",
            Self::Trust => "trust",
            Self::Identity => "identity",
            Self::Permission => "permission",
        }
    }
}

/// How a check or a gate came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It holds.
    Pass,
    /// It does not.
    Fail,
    /// The deciding fact was not given and the usual is taken.
    Assumed,
    /// An artefact is missing that alone could decide.
    Unknown,
    /// Nobody asked.
    Skipped,
    /// The question does not arise for what was given.
    NotApplicable,
}

impl State {
    /// The name in JSON output and in `data-state`.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::Assumed => "assumed",
            Self::Unknown => "unknown",
            Self::Skipped => "skipped",
            Self::NotApplicable => "not-applicable",
        }
    }
}

/// When a check happens. Gates are a story; inside STS things happen in another order, and the
/// first failing check in *this* order is the one that a real run would report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// The API server looks up the service account.
    PodCreated,
    /// The webhook reads the account's annotations.
    AnnotationsRead,
    /// The webhook changes the pod.
    PodMutated,
    /// The SDK walks its credential chain.
    ChainWalked,
    /// The SDK reads the token file.
    TokenRead,
    /// The SDK connects to STS.
    StsReached,
    /// STS validates the request's parameters.
    ParametersValidated,
    /// STS checks that it is active in this region for the account.
    RegionChecked,
    /// STS takes the token apart and looks for required claims.
    TokenParsed,
    /// STS looks up the OIDC provider in the role's account.
    ProviderFound,
    /// STS compares the audience with the provider's client ids.
    AudienceCompared,
    /// STS verifies the signature with the issuer's keys.
    SignatureVerified,
    /// STS compares the token's times with its clock.
    TimeCompared,
    /// STS looks up the role and evaluates its trust policy.
    TrustEvaluated,
    /// STS compares the duration asked for with the role's maximum.
    DurationCompared,
    /// The process uses what it got.
    CredentialsUsed,
}

/// A place in one of the files of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Index into the files the run was given.
    pub file: usize,
    /// The characters.
    pub span: Span,
}

/// One check: what was asked, how it came out, and the text that decided it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// The gate it belongs to.
    pub gate: Gate,
    /// When it happens.
    pub step: Step,
    /// How it came out.
    pub state: State,
    /// Why, with the values compared.
    pub reason: Rc<Reason>,
    /// The text that decided it; none where no text did.
    pub at: Option<Place>,
    /// Its counterparts elsewhere, as the token's claim to a condition's value.
    pub related: Vec<Place>,
}

impl Check {
    /// A check without a place.
    #[must_use]
    pub fn new(gate: Gate, step: Step, state: State, reason: impl Into<Rc<Reason>>) -> Self {
        Self { gate, step, state, reason: reason.into(), at: None, related: Vec::new() }
    }

    /// The same check, decided by the text at `place`.
    #[must_use]
    pub fn at(mut self, place: impl Into<Option<Place>>) -> Self {
        self.at = place.into();
        self
    }

    /// The same check, with a counterpart elsewhere.
    #[must_use]
    pub fn related(mut self, place: impl Into<Option<Place>>) -> Self {
        self.related.extend(place.into());
        self
    }
}
