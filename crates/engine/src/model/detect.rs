//! Which kind of artefact is this? Seen by content; only the names `settings.yaml`, `expect` and
//! `checks` are reserved.

use std::rc::Rc;

use super::Accounts;
use super::{Artefact, Content, Listed, Parsed, aws, settings::Settings};
use crate::k8s::objects::{Objects, is_kept};
use crate::oidc::token::{Claims, Jwt, looks_like_jwt};
use crate::oidc::verify::Jwks;
use crate::source::{self, Document, Node, limits};
use crate::sts::observed::{self, Seen};
use crate::{Finding, Reason, Span, Timestamp};

/// Reads one file: its kind, the objects it holds, and what is wrong with it.
#[must_use]
pub fn parse(name: &str, text: &str) -> Parsed {
    let base = name.rsplit('/').next().unwrap_or(name);
    let mut reader = Reader {
        text,
        trust: is_named_trust(base),
        artefacts: Vec::new(),
        accounts: Accounts::default(),
        broken: Vec::new(),
        findings: Vec::new(),
        latest: None,
    };
    match base {
        "expect" | "checks" => {}
        _ if text.len() > limits::FILE_BYTES => reader.too_large(),
        "settings.yaml" => reader.settings(),
        _ if text.trim().is_empty() => {}
        _ => reader.any(name),
    }
    Parsed {
        name: name.into(),
        text: text.into(),
        artefacts: reader.artefacts,
        accounts: reader.accounts,
        broken: reader.broken,
        findings: first_ones(reader.findings),
        latest: reader.latest,
    }
}

/// The first findings of each severity, and every one that names a limit.
fn first_ones(mut findings: Vec<Finding>) -> Vec<Finding> {
    let mut counts = [0; 3];
    findings.retain(|finding| {
        let count = counts.get_mut(finding.severity as usize);
        let kept = count.is_some_and(|count| {
            *count += 1;
            *count <= limits::FINDINGS
        });
        kept || finding.names_limit()
    });
    findings
}

/// Keys of what the AWS command line prints that only a whole run reads.
const OTHERS: [&str; 7] = [
    "PolicyDocument",
    "PolicyNames",
    "PolicyVersion",
    "AttachedPolicies",
    "VpcEndpoints",
    "RouteTables",
    "SecurityGroups",
];

struct Reader<'a> {
    text: &'a str,
    /// Whether the file is named after a trust policy.
    trust: bool,
    artefacts: Vec<Artefact>,
    accounts: Accounts,
    broken: Vec<Span>,
    findings: Vec<Finding>,
    latest: Option<Timestamp>,
}

impl Reader<'_> {
    /// Nothing is looked for in a text longer than what is read.
    fn too_large(&mut self) {
        let reason = Reason::FileTooLarge { bytes: self.text.len(), limit: limits::FILE_BYTES };
        self.findings.push(Finding::error(reason, Span::at(0)));
    }

    fn settings(&mut self) {
        let tree = source::read(self.text);
        self.findings.extend(tree.findings);
        for document in tree.documents {
            let (settings, findings) = Settings::read(&document.root);
            self.findings.extend(findings);
            let content = Content::Settings(Box::new(settings));
            self.push(document.root.span, document.broken, content);
        }
    }

    fn any(&mut self, name: &str) {
        let whole = Span::new(0, self.text.len());
        if looks_like_jwt(self.text) {
            return self.token(whole);
        }
        if is_terraform(name, self.text) {
            return self.not_read("Terraform", whole);
        }
        if is_commands(self.text) {
            return self.not_read("commands", whole);
        }
        let tree = source::read(self.text);
        self.findings.extend(tree.findings);
        for document in &tree.documents {
            self.document(document);
        }
        if !self.artefacts.is_empty() || !self.accounts.list.is_empty() {
            return;
        }
        // An artefact may well quote an error, in a comment or a pod's status; so only what holds
        // none is one.
        if let Some(observed) = observed::read_error_text(self.text) {
            self.findings.clear();
            return self.push(whole, false, Content::Observed(observed));
        }
        if self.findings.is_empty() {
            self.findings.push(Finding::info(Reason::KindUnknown, whole));
        }
    }

    fn token(&mut self, whole: Span) {
        let content = match Jwt::read(self.text) {
            Ok(jwt) => {
                self.latest = self.latest.max(began(&jwt.claims));
                Content::Token(jwt)
            }
            Err(error) => Content::BadToken(error),
        };
        self.push(whole, false, content);
    }

    fn document(&mut self, document: &Document) {
        // kubectl and AWS print one object; `jq` makes bare lists of them.
        for node in document.root.one_or_many() {
            let node = node.resolve();
            if node.get("kind").is_some() && node.get("apiVersion").is_some() {
                self.kubernetes(node, document.broken);
            } else {
                self.aws(node, document.broken);
            }
        }
    }

    fn kubernetes(&mut self, root: &Node, broken: bool) {
        let text = |key| root.get(key).and_then(Node::text).map_or("", |text| &**text);
        let version = text("apiVersion");
        if version.starts_with("irsa.playground/") {
            let (settings, findings) = Settings::read(root);
            self.findings.extend(findings);
            return self.push(root.span, broken, Content::Settings(Box::new(settings)));
        }
        if version.starts_with("eksctl.io/") {
            return self.not_read("eksctl ClusterConfig", root.span);
        }
        let mut objects = Objects::default();
        objects.add(root, &mut self.findings);
        self.objects(objects, root, broken);
    }

    fn objects(&mut self, objects: Objects, root: &Node, broken: bool) {
        for listing in &objects.listings {
            let listed = match &*listing.kind {
                "ServiceAccount" => Listed::ServiceAccounts,
                "Pod" => Listed::Pods,
                "MutatingWebhookConfiguration" => Listed::Webhooks,
                _ => continue,
            };
            self.push(listing.span, broken, Content::Listing(listed));
        }
        for account in objects.accounts {
            self.latest = self.latest.max(account.metadata.created);
            self.accounts.names.add(&account.key);
            self.note_broken(account.span, broken);
            self.accounts.list.push((account, broken));
        }
        for pod in objects.pods {
            self.latest = self.latest.max(pod.metadata.created);
            self.push(pod.node.span, broken, Content::Pod(Box::new(pod)));
        }
        for kept in objects.kept {
            self.push(kept.span, broken, Content::Other(kept));
        }
        let mut others = objects.others;
        others.retain(|kind| !is_kept(&kind.value));
        others.dedup_by(|next, last| next.value == last.value);
        for other in others {
            self.findings
                .push(Finding::info(Reason::KindNotRead { kind: other.value }, other.span));
        }
        if broken && objects.namespaces.is_empty() && root.entries().is_empty() {
            self.findings.push(Finding::info(Reason::KindUnknown, root.span));
        }
    }

    /// What the AWS command line prints, claims, keys and events.
    fn aws(&mut self, root: &Node, broken: bool) {
        let has = |key: &str| root.entry(key).is_some();
        let content = if let Some(list) = root.get("OpenIDConnectProviderList") {
            Content::ProviderList(aws::ProviderList::read(list))
        } else if let Some(role) = root.get("Role").filter(|role| role.get("RoleName").is_some()) {
            return self.role(role, broken);
        } else if let Some(roles) = root.get("Roles").or_else(|| root.get("RoleDetailList")) {
            // The details of an account leave out roles where they were asked for others only.
            let whole = aws::is_whole(root) && (has("Roles") || !roles.items().is_empty());
            let listed = if whole { Listed::Roles } else { Listed::SomeRoles };
            self.push(roles.span, broken, Content::Listing(listed));
            return roles.items().iter().for_each(|role| self.role(role, broken));
        } else if has("AssumeRolePolicyDocument") {
            return self.role(root, broken);
        } else if has("Url") || has("ClientIDList") {
            let Some(provider) = aws::Provider::read(root) else { return };
            self.latest = self.latest.max(provider.created);
            Content::Provider(provider)
        } else if let Some(cluster) = root.get("cluster") {
            let cluster = aws::Cluster::read(cluster);
            self.latest = self.latest.max(cluster.created);
            Content::Cluster(cluster)
        } else if let Some(association) = root.get("association") {
            Content::Association(aws::Association::read(association))
        } else if OTHERS.iter().any(|key| has(key)) {
            Content::Other(Rc::new(root.clone()))
        } else if has("Resources") || has("AWSTemplateFormatVersion") {
            return self.not_read("CloudFormation", root.span);
        } else if has("format_version") && (has("planned_values") || has("values")) {
            return self.not_read("terraform show", root.span);
        } else if !self.trust && is_of_principal(root) {
            Content::Other(Rc::new(root.clone()))
        } else if has("Statement") || has("Version") {
            let Some(policy) = aws::TrustPolicy::read(self.text, root) else { return };
            self.findings.extend(policy.findings.iter().cloned());
            Content::TrustPolicy(policy)
        } else {
            return self.federation(root, broken);
        };
        self.push(root.span, broken, content);
    }

    fn federation(&mut self, root: &Node, broken: bool) {
        let has = |key: &str| root.entry(key).is_some();
        let content = if let Some(associations) = root.get("associations") {
            for association in associations.items() {
                let content = Content::Association(aws::Association::read(association));
                self.push(association.span, broken, content);
            }
            return;
        } else if has("eventSource") || has("Records") {
            for event in observed::read_events(root) {
                self.latest = self.latest.max(event.time);
                self.push(event.span, broken, Content::Event(event));
            }
            return;
        } else if has("keys") {
            let Some(jwks) = Jwks::read(root) else { return };
            Content::Jwks(jwks)
        } else if has("issuer") && has("jwks_uri") {
            return;
        } else if has("iss") || has("sub") {
            let claims = Claims::read(root);
            self.latest = self.latest.max(began(&claims));
            Content::Claims(claims)
        } else if has("UserId") && has("Arn") {
            match observed::read_identity(root) {
                Some(Seen::Session(event)) => Content::Event(event),
                Some(Seen::Another(text)) => Content::Observed(text),
                None => return,
            }
        } else if let Some(issuer) = aws::issuer_alone(root) {
            Content::Cluster(aws::Cluster { arn: None, issuer: Some(issuer), created: None })
        } else {
            return;
        };
        self.push(root.span, broken, content);
    }

    fn role(&mut self, node: &Node, broken: bool) {
        let role = aws::Role::read(self.text, node);
        self.latest = self.latest.max(role.created);
        self.findings.extend(role.trust.iter().flat_map(|trust| trust.findings.iter().cloned()));
        self.push(node.span, broken, Content::Role(role));
    }

    fn not_read(&mut self, kind: &str, span: Span) {
        self.findings.push(Finding::info(Reason::KindNotRead { kind: kind.into() }, span));
    }

    fn push(&mut self, span: Span, broken: bool, content: Content) {
        self.note_broken(span, broken);
        self.artefacts.push(Artefact { span, broken, content });
    }

    fn note_broken(&mut self, span: Span, broken: bool) {
        if broken {
            self.broken.push(span);
        }
    }
}

/// Whether a file is named after a trust policy: whatever policy stands in it, a role is to have it
/// for one, and IAM's refusal is what helps where it can't.
fn is_named_trust(base: &str) -> bool {
    let stem = base.split('.').next().unwrap_or(base);
    ["trust-policy", "trust-relationship", "assume-role-policy"].iter().any(|it| stem.ends_with(it))
}

/// Whether a policy on its own says what somebody may do: it names resources and nobody, and no
/// call that nobody needs to be allowed, because it is made without credentials.
fn is_of_principal(policy: &Node) -> bool {
    let statements = policy.get("Statement").map(Node::one_or_many).unwrap_or_default();
    let assumes = |it: &Node| it.text().is_some_and(|it| it.starts_with("sts:AssumeRoleWith"));
    let is = |it: &Node| {
        it.get("Resource").is_some()
            && it.get("Principal").is_none()
            && !it.get("Action").is_some_and(|it| it.one_or_many().iter().any(assumes))
    };
    !statements.is_empty() && statements.iter().all(is)
}

/// When a token began, as far as it says.
fn began(claims: &Claims) -> Option<Timestamp> {
    let times = [&claims.issued, &claims.not_before].into_iter().flatten();
    times.filter_map(|time| time.at).max()
}

/// Terraform's blocks at the start of a line, or its file name.
fn is_terraform(name: &str, text: &str) -> bool {
    let blocks = ["resource \"", "data \"", "module \"", "variable \"", "locals {", "provider \""];
    let starts = |line: &str| blocks.iter().any(|block| line.starts_with(block));
    name.ends_with(".tf") || text.lines().take(400).any(starts)
}

/// The commands that make a cluster, a role or a service account, by their first words.
const MAKE: [&str; 13] = [
    "aws iam create-role",
    "aws iam update-assume-role-policy",
    "aws iam create-open-id-connect-provider",
    "aws eks create-cluster",
    "aws eks create-nodegroup",
    "aws eks create-addon",
    "aws eks create-pod-identity-association",
    "eksctl create",
    "eksctl utils associate-iam-oidc-provider",
    "kubectl annotate serviceaccount",
    "kubectl annotate sa",
    "kubectl create serviceaccount",
    "kubectl create sa",
];

/// Whether a text is commands that make something: one of its lines starts so, at its first column
/// or behind a prompt.
#[must_use]
pub fn is_commands(text: &str) -> bool {
    text.lines().any(|line| {
        let line = line.strip_prefix("$ ").unwrap_or(line);
        if !["aws ", "eksctl ", "kubectl "].iter().any(|name| line.starts_with(name)) {
            return false;
        }
        let words = line.split_whitespace().take(4).collect::<Vec<_>>().join(" ");
        MAKE.iter().any(|command| words.starts_with(command))
            || (words.starts_with("kubectl") && line.contains("eks.amazonaws.com/role-arn="))
    })
}

/// Whether a text is what `kubectl describe` prints of service accounts or pods, whose headings
/// stand at the first column.
#[must_use]
pub fn is_description(text: &str) -> bool {
    let heads = |name: &str| text.lines().any(|line| line.starts_with(name));
    heads("Name:  ")
        && heads("Namespace:  ")
        && (heads("Mountable secrets:") || heads("Containers:"))
}
