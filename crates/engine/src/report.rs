//! What a run found: the trace, and the verdict as a fold of it.

use std::rc::Rc;

use crate::model::Parsed;
use crate::{Ask, Check, Evidence, Finding, Gate, Place, Reason, State, Text, Timestamp};

/// Everything one run found about one asker.
#[derive(Debug, Clone)]
pub struct Report {
    /// The files, which every [`Place`] points into.
    pub files: Vec<Rc<Parsed>>,
    /// The question, as it was put.
    pub ask: Ask,
    /// The instant everything was judged at.
    pub now: Timestamp,
    /// Who asks for the role; none where nobody could be made out.
    pub asker: Option<Asker>,
    /// The ARN of the role asked for.
    pub role: Option<Text>,
    /// Every gate, in order.
    pub gates: Vec<GateReport>,
    /// What is wrong or worth saying about the texts.
    pub findings: Vec<Reported>,
    /// What was not given and taken to be the usual.
    pub assumed: Vec<Assumption>,
    /// What would have to be given to decide more.
    pub missing: Vec<Missing>,
    /// Errors and events that were pasted, beside the run.
    pub observed: Vec<Observation>,
    /// Whose credentials the process ends up with.
    pub identity: Identity,
    /// What STS would answer; none where it is never called or the answer can't be known.
    pub sts: Option<StsAnswer>,
    /// The call asked about, where one was.
    pub call: Option<Call>,
}

/// Who asks for the role.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Asker {
    /// The pod's namespace; none for a token that no Kubernetes object came with.
    pub namespace: Option<Text>,
    /// The pod's name, or its workload's.
    pub pod: Option<Text>,
    /// The service account's name.
    pub account: Option<Text>,
    /// The container that was looked at.
    pub container: Option<Text>,
}

/// One gate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GateReport {
    /// Which.
    pub gate: Gate,
    /// How it came out: a fold of its checks.
    pub state: State,
    /// Whether a real run would come this far.
    pub reached: bool,
    /// What was checked, in the order it happens.
    pub checks: Vec<Check>,
    /// Which of the checks decided.
    pub decided_by: Option<usize>,
}

impl GateReport {
    /// The check that decided.
    #[must_use]
    pub fn deciding(&self) -> Option<&Check> {
        self.checks.get(self.decided_by?)
    }
}

/// A finding and the file it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reported {
    /// Index into the files.
    pub file: usize,
    /// The finding.
    pub finding: Finding,
}

impl Reported {
    /// Where the finding is.
    #[must_use]
    pub const fn place(&self) -> Place {
        Place { file: self.file, span: self.finding.span }
    }
}

/// Something that was not given and taken to be the usual.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Assumption {
    /// What: a stable name, as `now` or `region`.
    pub what: Assumed,
    /// The value taken.
    pub value: Text,
}

/// The kinds of [`Assumption`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Assumed {
    /// The instant.
    Now,
    /// The namespace of an object that names none.
    Namespace,
    /// The container, of several.
    Container,
    /// The AWS account.
    Account,
    /// The region.
    Region,
    /// The issuer: the only provider given.
    Issuer,
    /// The role: the only one, or the bare trust policy.
    Role,
    /// The webhook runs.
    Webhook,
    /// The SDK is current and finds the web identity first.
    Sdk,
    /// The regional STS endpoint is reachable.
    Network,
    /// The signature of claims that were given decoded.
    Signature,
    /// The provider given is in the role's account.
    ProviderAccount,
    /// The session's name.
    SessionName,
    /// The node role answers through the instance metadata service.
    NodeRole,
    /// A pod that uses the account.
    Pod,
    /// No boundary and no policy of an organization stands in the way.
    Policies,
    /// The policies that name no owner are the role's.
    AttachedPolicies,
}

impl Assumed {
    /// The name in JSON output.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Now => "now",
            Self::Namespace => "namespace",
            Self::Container => "container",
            Self::Account => "account",
            Self::Region => "region",
            Self::Issuer => "issuer",
            Self::Role => "role",
            Self::Webhook => "webhook",
            Self::Sdk => "sdk",
            Self::Network => "network",
            Self::Signature => "signature",
            Self::ProviderAccount => "provider-account",
            Self::SessionName => "session-name",
            Self::NodeRole => "node-role",
            Self::Pod => "pod",
            Self::Policies => "policies",
            Self::AttachedPolicies => "attached-policies",
        }
    }
}

/// An artefact that would decide more, and the command that prints it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Missing {
    /// The gate it would decide.
    pub gate: Gate,
    /// What: a stable name.
    pub artefact: Artefacts,
    /// The command whose output to add.
    pub command: String,
}

/// The kinds of artefact that can be [`Missing`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Artefacts {
    /// A pod.
    Pod,
    /// The pod's service account.
    ServiceAccount,
    /// The cluster, for its issuer.
    Cluster,
    /// The listing of OIDC providers.
    ProviderList,
    /// One OIDC provider, for its client ids.
    Provider,
    /// The role with its trust policy.
    Role,
    /// What the role may do.
    Policies,
    /// The Pod Identity association of the account.
    Association,
    /// The interface endpoints of the VPC.
    Endpoints,
    /// What a container's variables come from.
    Environment,
    /// The addresses of a host.
    Addresses,
    /// What CloudTrail recorded of the call.
    Events,
}

impl Artefacts {
    /// The name in JSON output.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Pod => "pod",
            Self::ServiceAccount => "service-account",
            Self::Cluster => "cluster",
            Self::ProviderList => "oidc-provider-list",
            Self::Provider => "oidc-provider",
            Self::Role => "role",
            Self::Policies => "policies",
            Self::Association => "pod-identity-association",
            Self::Endpoints => "vpc-endpoints",
            Self::Environment => "environment",
            Self::Addresses => "addresses",
            Self::Events => "events",
        }
    }
}

/// A pasted error or event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Observation {
    /// The code, as `AccessDenied`.
    pub code: Text,
    /// The message, verbatim.
    pub message: Text,
    /// Where it was pasted.
    pub place: Place,
    /// Whether the run comes to the same.
    pub consistent: bool,
}

/// Whose credentials the process ends up with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The caller's ARN, where it is known.
    pub arn: Option<Text>,
    /// Where the credentials come from.
    pub source: Source,
}

/// Where a process gets its credentials from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// The projected token, through STS.
    WebIdentity,
    /// The Pod Identity agent.
    PodIdentity,
    /// Static keys in the environment.
    Env,
    /// A shared profile.
    Profile,
    /// The node role, through the instance metadata service.
    Imds,
    /// Nothing answers.
    None,
    /// It can't be known from what was given.
    Unknown,
}

impl Source {
    /// The name in JSON output.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::WebIdentity => "web-identity",
            Self::PodIdentity => "pod-identity",
            Self::Env => "env",
            Self::Profile => "profile",
            Self::Imds => "imds",
            Self::None => "none",
            Self::Unknown => "unknown",
        }
    }
}

/// What STS would answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StsAnswer {
    /// The HTTP status.
    pub status: u16,
    /// The error code on the wire; none on success.
    pub code: Option<&'static str>,
    /// The error message, verbatim English; none on success.
    pub message: Option<String>,
    /// How well the text is known.
    pub evidence: Evidence,
}

/// The call asked about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// The action, as `s3:GetObject`.
    pub action: Text,
    /// The resource's ARN.
    pub resource: Option<Text>,
}

/// Whether the pod gets the role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// It does.
    Allow,
    /// The trust policy says no, or the role does not exist.
    Deny,
    /// Something refuses before policy, and no other identity answers.
    Error,
    /// The process works as somebody else.
    OtherIdentity,
    /// Nothing fails, but something is unknown.
    Unknown,
}

impl Verdict {
    /// The name in JSON output and in `data-verdict`.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Allow => "allow",
            Self::Deny => "deny",
            Self::Error => "error",
            Self::OtherIdentity => "other-identity",
            Self::Unknown => "unknown",
        }
    }
}

impl Report {
    /// The verdict: a fold of the gates, stored nowhere.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        if let Some(check) = self.deciding() {
            return match check.gate {
                Gate::Trust => Verdict::Deny,
                _ if self.identity.is_other() => Verdict::OtherIdentity,
                _ => Verdict::Error,
            };
        }
        let unknown = self.judged().any(|gate| gate.state == State::Unknown);
        if unknown { Verdict::Unknown } else { Verdict::Allow }
    }

    /// The gates the verdict depends on: every one through `identity`.
    fn judged(&self) -> impl Iterator<Item = &GateReport> {
        self.gates.iter().filter(|gate| gate.gate <= Gate::Identity)
    }

    /// The first failing check in the order things happen, which names the gate and the reason.
    #[must_use]
    pub fn deciding(&self) -> Option<&Check> {
        let failing = self.judged().filter(|gate| gate.state == State::Fail);
        let failing = failing.filter(|gate| gate.gate != Gate::Identity);
        failing.filter_map(GateReport::deciding).min_by_key(|check| check.step)
    }

    /// Whether the call asked about is allowed, as JSON output names it.
    #[must_use]
    pub fn call_decision(&self) -> &'static str {
        let gate = self.gate(Gate::Permission);
        let Some(check) = gate.and_then(GateReport::deciding) else { return "unknown" };
        match (check.state, &*check.reason) {
            (State::Pass | State::Assumed, _) => "allow",
            (State::Fail, Reason::PermissionDenied { message })
                if message.contains(" with an explicit deny ") =>
            {
                "explicit-deny"
            }
            (State::Fail, _) => "deny",
            _ => "unknown",
        }
    }

    /// The report of one gate.
    #[must_use]
    pub fn gate(&self, gate: Gate) -> Option<&GateReport> {
        self.gates.iter().find(|report| report.gate == gate)
    }

    /// The file a place points into.
    #[must_use]
    pub fn file(&self, place: Place) -> Option<&Parsed> {
        self.files.get(place.file).map(Rc::as_ref)
    }

    /// The text at a place.
    #[must_use]
    pub fn text_at(&self, place: Place) -> &str {
        self.file(place).map(|file| place.span.of(&file.text)).unwrap_or_default()
    }
}

impl Identity {
    /// Whether the process works, but as somebody else than the role asked for.
    #[must_use]
    pub const fn is_other(&self) -> bool {
        let endpoint = matches!(self.source, Source::PodIdentity) && self.arn.is_none();
        endpoint || matches!(self.source, Source::Env | Source::Profile | Source::Imds)
    }
}
