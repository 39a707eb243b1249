//! What no artefact says: `settings.yaml`.
//!
//! An unknown key is a warning, never ignored and never fatal; so is a value that can't be read.

use crate::k8s::webhook::WebhookSettings;
use crate::report::Call;
use crate::source::{Entry, Node, Spanned, Value};
use crate::{Finding, Reason, Text, Timestamp};

/// The settings, all of them optional.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// The instant to judge at.
    pub now: Option<Timestamp>,
    /// Namespace and name of the pod that asks.
    pub pod: Option<(Text, Text)>,
    /// The container that asks.
    pub container: Option<Spanned<Text>>,
    /// Which listings are complete although no `List` says so.
    pub complete: Complete,
    /// Accounts, each with the issuers of all its OIDC providers.
    pub providers: Vec<(Text, Vec<Text>)>,
    /// The webhook's flags and whether it runs.
    pub webhook: Option<WebhookSettings>,
    /// What the SDK asks of STS.
    pub request: Request,
    /// The way to STS.
    pub sts: Sts,
    /// The node's instance metadata service.
    pub imds: Imds,
    /// What the pod runs on.
    pub compute: Compute,
    /// The call asked about.
    pub action: Option<Call>,
    /// The quota for a trust policy's characters without white space.
    pub trust_policy_length: Option<usize>,
    /// What only a run with [`Whole`](crate::irsa::whole::Whole) reads.
    pub beyond: Vec<Entry>,
}

/// Which kinds were given in full, so that what is not there does not exist.
#[derive(Debug, Clone, Copy, Default)]
pub struct Complete {
    /// `serviceaccounts`.
    pub service_accounts: bool,
    /// `roles`.
    pub roles: bool,
    /// `oidcproviders`, of the role's account.
    pub oidc_providers: bool,
    /// `policies`, of the role.
    pub policies: bool,
}

/// What the SDK asks of STS.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// The role session's name.
    pub session_name: Option<Spanned<Text>>,
    /// The session's seconds.
    pub duration: Option<Spanned<i64>>,
}

/// The way to STS.
#[derive(Debug, Clone, Default)]
pub struct Sts {
    /// Why it can't be reached; none where it can or nothing is said.
    pub unreachable: Option<Spanned<Text>>,
    /// Whether the global endpoint is used.
    pub global: bool,
    /// Whether the settings say which endpoint is used.
    pub chosen: bool,
    /// Whether STS is active in the region, where that is said.
    pub active: Option<Spanned<bool>>,
}

/// The node's instance metadata service.
#[derive(Debug, Clone, Default)]
pub struct Imds {
    /// Whether pods are said not to reach it.
    pub unreachable: bool,
    /// The hop limit of its answers; pods need two.
    pub hop_limit: Option<i64>,
    /// The node role's ARN.
    pub role: Option<Text>,
}

/// What the pod runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Compute {
    /// A Linux instance.
    #[default]
    Ec2,
    /// Fargate, which has no instance metadata service.
    Fargate,
    /// A Windows instance.
    Windows,
}

impl Settings {
    /// Reads the settings' map.
    #[must_use]
    pub fn read(node: &Node) -> (Self, Vec<Finding>) {
        let mut settings = Self::default();
        let mut findings = Vec::new();
        for entry in node.entries() {
            let mut reader = Reader { entry, findings: &mut findings };
            settings.read_entry(&mut reader);
        }
        (settings, findings)
    }

    fn read_entry(&mut self, reader: &mut Reader<'_>) {
        match &*reader.entry.key {
            "apiVersion" | "kind" => {}
            "now" => {
                self.now = reader.text().and_then(|text| reader.valid(Timestamp::parse(&text)))
            }
            "pod" => self.pod = reader.text().and_then(|text| reader.valid(pod_name(&text))),
            "container" => {
                let span = reader.entry.value.span;
                self.container = reader.text().map(|name| Spanned::new(name, span));
            }
            "complete" => self.complete = complete(reader),
            "providers" => self.providers = providers(reader),
            "webhook" => {
                let flags = reader.map();
                self.webhook = flags.map(|flags| WebhookSettings::read(flags, reader.findings));
            }
            "request" => reader.each(|key, reader| self.request.read(key, reader)),
            "sts" => {
                reader.each(|key, reader| self.sts.read(key, reader));
                self.beyond.extend(reader.entry.value.entry("addresses").cloned());
            }
            "imds" => reader.each(|key, reader| self.imds.read(key, reader)),
            "compute" => self.compute = compute(reader),
            "action" => {
                self.action = action(reader);
                self.beyond.extend(reader.entry.value.entry("durationSeconds").cloned());
            }
            "quotas" => reader.each(|key, reader| self.read_quota(key, reader)),
            "sdk" | "podIdentity" | "scps" | "rcps" | "endpointPolicies" | "issuer" | "token"
            | "policies" | "timeline" => self.beyond.push(reader.entry.clone()),
            _ => reader.unknown(),
        }
    }

    fn read_quota(&mut self, key: &str, reader: &mut Reader<'_>) {
        match key {
            "trustPolicyLength" => {
                self.trust_policy_length = reader.integer().and_then(|n| usize::try_from(n).ok());
            }
            _ => reader.unknown(),
        }
    }
}

impl Request {
    fn read(&mut self, key: &str, reader: &mut Reader<'_>) {
        match key {
            "sessionName" => self.session_name = reader.entry.value.spanned(),
            "durationSeconds" => {
                let span = reader.entry.value.span;
                self.duration = reader.integer().map(|value| Spanned::new(value, span));
            }
            _ => reader.unknown(),
        }
    }
}

impl Sts {
    fn read(&mut self, key: &str, reader: &mut Reader<'_>) {
        let span = reader.entry.value.span;
        match key {
            "endpoint" => {
                let known =
                    |text: &str| matches!(text, "regional" | "global") || text.contains("://");
                let endpoint = reader.word(known);
                self.chosen = endpoint.is_some();
                self.global = endpoint.is_some_and(|text| &*text == "global");
            }
            "reach" => {
                let problem = reader.word(is_reach).filter(|text| &**text != "ok");
                self.unreachable = problem.map(|text| Spanned::new(text, span));
            }
            "active" => self.active = reader.boolean().map(|value| Spanned::new(value, span)),
            "addresses" => {}
            _ => reader.unknown(),
        }
    }
}

impl Imds {
    fn read(&mut self, key: &str, reader: &mut Reader<'_>) {
        match key {
            "reach" => self.unreachable = reader.word(is_reach).is_some_and(|text| &*text != "ok"),
            "hopLimit" => self.hop_limit = reader.integer(),
            "role" => self.role = reader.text(),
            _ => reader.unknown(),
        }
    }
}

/// One entry of a map of settings, with the place for what is wrong in it.
struct Reader<'a> {
    entry: &'a Entry,
    findings: &'a mut Vec<Finding>,
}

impl<'a> Reader<'a> {
    fn text(&mut self) -> Option<Text> {
        let text = self.entry.value.text().cloned();
        self.valid(text)
    }

    fn integer(&mut self) -> Option<i64> {
        self.valid(self.entry.value.integer())
    }

    fn boolean(&mut self) -> Option<bool> {
        self.valid(self.entry.value.boolean())
    }

    /// The value, or a warning that it can't be read.
    fn valid<T>(&mut self, value: Option<T>) -> Option<T> {
        if value.is_none() {
            let shown = self.entry.value.text().cloned().unwrap_or_default();
            let reason = Reason::SettingInvalid { key: self.entry.key.clone(), value: shown };
            self.findings.push(Finding::warning(reason, self.entry.value.span));
        }
        value
    }

    fn unknown(&mut self) {
        let reason = Reason::SettingUnknown { key: self.entry.key.clone() };
        self.findings.push(Finding::warning(reason, self.entry.key_span));
    }

    /// A text, one of those that are known.
    fn word(&mut self, known: impl Fn(&str) -> bool) -> Option<Text> {
        let text = self.text()?;
        self.valid(known(&text).then_some(text))
    }

    /// A map; none where nothing is written yet.
    fn map(&mut self) -> Option<&'a Node> {
        let node = self.entry.value.resolve();
        match node.value {
            Value::Map(_) => Some(node),
            Value::Null | Value::Missing => None,
            Value::Scalar(..) | Value::List(_) | Value::Alias(_) => self.valid(None),
        }
    }

    /// Reads the entries of a map.
    fn each(&mut self, mut read: impl FnMut(&str, &mut Reader<'_>)) {
        for entry in self.map().map(Node::entries).unwrap_or_default() {
            read(&entry.key, &mut Reader { entry, findings: self.findings });
        }
    }
}

/// Whether an endpoint answers, or how it fails to.
fn is_reach(text: &str) -> bool {
    matches!(text, "ok" | "timeout" | "dns" | "tls")
}

/// `namespace/name`, or a name in `default`.
#[must_use]
pub fn pod_name(text: &str) -> Option<(Text, Text)> {
    let (namespace, name) = text.split_once('/').unwrap_or(("default", text));
    let valid = !namespace.is_empty() && !name.is_empty() && !name.contains('/');
    valid.then(|| (namespace.into(), name.into()))
}

fn complete(reader: &mut Reader<'_>) -> Complete {
    let mut complete = Complete::default();
    for item in reader.entry.value.one_or_many() {
        match item.text().map(|text| &**text) {
            Some("serviceaccounts") => complete.service_accounts = true,
            // Nothing asks whether a pod is missing.
            Some("pods") => {}
            Some("roles") => complete.roles = true,
            Some("oidcproviders") => complete.oidc_providers = true,
            Some("policies") => complete.policies = true,
            other => {
                let key = reader.entry.key.clone();
                let reason = Reason::SettingInvalid { key, value: other.unwrap_or("").into() };
                reader.findings.push(Finding::warning(reason, item.span));
            }
        }
    }
    complete
}

fn providers(reader: &mut Reader<'_>) -> Vec<(Text, Vec<Text>)> {
    let issuers = |node: &Node| node.items().iter().filter_map(Node::text).cloned().collect();
    let entries = reader.map().map(Node::entries).unwrap_or_default();
    entries.iter().map(|entry| (entry.key.clone(), issuers(&entry.value))).collect()
}

fn compute(reader: &mut Reader<'_>) -> Compute {
    let compute = reader.text().and_then(|text| {
        reader.valid(match &*text {
            "ec2" => Some(Compute::Ec2),
            "fargate" => Some(Compute::Fargate),
            "windows" => Some(Compute::Windows),
            _ => None,
        })
    });
    compute.unwrap_or_default()
}

fn action(reader: &mut Reader<'_>) -> Option<Call> {
    let node = &reader.entry.value;
    let action = node.get("name").and_then(Node::text).cloned();
    let resource = node.get("resource").and_then(Node::text).cloned();
    reader.valid(action).map(|action| Call { action, resource })
}
