//! The world the texts describe: each file's kind is seen by its content.

pub mod aws;
mod detect;
pub mod settings;

use std::rc::Rc;

use crate::k8s::objects::ServiceAccount;
use crate::k8s::pod::Pod;
use crate::oidc::token::{Claims, Jwt, JwtError};
use crate::oidc::verify::Jwks;
use crate::order::Names;
use crate::sts::observed::{Event, Observed};
use crate::{Finding, Node, Span, Text, Timestamp};

pub use detect::{is_commands, is_description, parse};

/// One file, read: what it holds and what is wrong with it. Depends on this text alone.
#[derive(Debug, Clone)]
pub struct Parsed {
    /// The file's name.
    pub name: Text,
    /// Its text.
    pub text: Text,
    /// What it holds.
    pub artefacts: Vec<Artefact>,
    /// Its service accounts, apart from the rest: there may be thousands, and a run goes through
    /// none that it does not ask about.
    pub(crate) accounts: Accounts,
    /// Where the artefacts and service accounts stand in whose documents an error lies.
    pub(crate) broken: Vec<Span>,
    /// What is wrong or worth saying about it.
    pub findings: Vec<Finding>,
    /// The latest instant written in it, expiries aside.
    pub latest: Option<Timestamp>,
}

impl Parsed {
    /// A file that holds nothing the engine reads.
    #[must_use]
    pub fn empty(name: Text, text: Text, findings: Vec<Finding>) -> Self {
        let (artefacts, accounts, broken) = Default::default();
        Self { name, text, artefacts, accounts, broken, findings, latest: None }
    }
}

/// The service accounts of a file.
#[derive(Debug, Clone, Default)]
pub(crate) struct Accounts {
    /// Each, and whether its document has an error, so that it may be incomplete.
    pub list: Vec<(ServiceAccount, bool)>,
    /// Their names, in the same order.
    pub names: Names,
}

/// One thing a file holds.
#[derive(Debug, Clone)]
pub struct Artefact {
    /// Where it stands.
    pub span: Span,
    /// Whether an error lies in its document, so that it may be incomplete.
    pub broken: bool,
    /// What it is.
    pub content: Content,
}

/// The kinds of thing a file can hold.
#[derive(Debug, Clone)]
pub enum Content {
    /// A pod, or the pod that a workload makes.
    Pod(Box<Pod>),
    /// A listing: of this kind, what is not here does not exist.
    Listing(Listed),
    /// `aws iam get-role`.
    Role(aws::Role),
    /// A trust policy on its own.
    TrustPolicy(aws::TrustPolicy),
    /// `aws iam get-open-id-connect-provider`.
    Provider(aws::Provider),
    /// `aws iam list-open-id-connect-providers`.
    ProviderList(aws::ProviderList),
    /// `aws eks describe-cluster`.
    Cluster(aws::Cluster),
    /// `aws eks describe-pod-identity-association`.
    Association(aws::Association),
    /// A JWT.
    Token(Jwt),
    /// A text that is meant as a JWT and is none.
    BadToken(JwtError),
    /// A JWT's claims, decoded.
    Claims(Claims),
    /// The issuer's keys.
    Jwks(Jwks),
    /// What only a run with [`Whole`](crate::irsa::whole::Whole) reads: network policies, what
    /// variables come from, and what a role may do.
    Other(Rc<Node>),
    /// An error text.
    Observed(Observed),
    /// A CloudTrail record of the call.
    Event(Event),
    /// `settings.yaml`.
    Settings(Box<settings::Settings>),
}

/// What a listing lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listed {
    /// Service accounts.
    ServiceAccounts,
    /// Pods.
    Pods,
    /// Roles, to the last one.
    Roles,
    /// Roles, of which more may stand elsewhere.
    SomeRoles,
    /// Configurations of mutating webhooks.
    Webhooks,
}
