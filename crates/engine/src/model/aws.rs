//! What the AWS command line prints: roles, OIDC providers, clusters, associations.

use std::rc::Rc;

use crate::arn::Arn;
use crate::iam::policy::{Kind, Policy};
use crate::oidc::issuer::without_scheme;
use crate::source::{Node, Spanned, embedded};
use crate::{Finding, Span, Text, Timestamp};

/// A trust policy with what IAM would say about it.
#[derive(Debug, Clone)]
pub struct TrustPolicy {
    /// The policy.
    pub policy: Policy,
    /// What is wrong with it; an error means that IAM refuses to save it.
    pub findings: Vec<Finding>,
    /// Its text, decoded where it stands in a string.
    pub text: Text,
    /// Where it stands.
    pub span: Span,
}

impl TrustPolicy {
    /// Reads a policy that stands as a tree, or as JSON in a string, percent-encoded or not.
    #[must_use]
    pub fn read(text: &str, node: &Node) -> Option<Self> {
        let span = node.span;
        if node.text().is_none() {
            let (policy, findings) = Policy::read(node, Kind::Trust);
            return Some(Self { policy, findings, text: span.of(text).into(), span });
        }
        let mut tree = embedded::parse_json(text, node)?;
        let document = tree.documents.pop()?;
        let (policy, findings) = Policy::read(&document.root, Kind::Trust);
        let findings = [tree.findings, findings].concat();
        Some(Self { policy, findings, text: embedded::text(text, node)?.into(), span })
    }
}

/// An IAM role, as `aws iam get-role` prints it.
#[derive(Debug, Clone)]
pub struct Role {
    /// Its ARN.
    pub arn: Option<Spanned<Text>>,
    /// The longest session in seconds; 3600 where it is not given.
    pub max_session: Option<i64>,
    /// Its trust policy.
    pub trust: Option<TrustPolicy>,
    /// When it was made.
    pub created: Option<Timestamp>,
    /// The object.
    pub span: Span,
}

impl Role {
    /// Reads the object that holds `RoleName`.
    #[must_use]
    pub fn read(text: &str, node: &Node) -> Self {
        let policy = node.get("AssumeRolePolicyDocument");
        Self {
            arn: node.get("Arn").and_then(Node::spanned),
            max_session: node.get("MaxSessionDuration").and_then(Node::integer),
            trust: policy.and_then(|node| TrustPolicy::read(text, node)),
            created: time(node, "CreateDate"),
            span: node.span,
        }
    }
}

/// An IAM OIDC provider, as `aws iam get-open-id-connect-provider` prints it: without its ARN.
#[derive(Debug, Clone)]
pub struct Provider {
    /// The issuer, which AWS prints without `https://`.
    pub url: Spanned<Text>,
    /// The client ids, which are the audiences it takes.
    pub client_ids: Vec<Spanned<Text>>,
    /// The thumbprints of the authorities of its issuer's certificate; none where not printed.
    pub thumbprints: Option<Vec<Spanned<Text>>>,
    /// The list of client ids; none where it was not printed.
    pub client_ids_span: Option<Span>,
    /// When it was made.
    pub created: Option<Timestamp>,
}

impl Provider {
    /// Reads the object that holds `Url`.
    #[must_use]
    pub fn read(node: &Node) -> Option<Self> {
        let list = node.get("ClientIDList");
        let ids = list.map(Node::items).unwrap_or_default();
        Some(Self {
            url: node.get("Url").and_then(Node::spanned)?,
            client_ids: ids.iter().filter_map(Node::spanned).collect(),
            thumbprints: node
                .get("ThumbprintList")
                .map(|list| list.items().iter().filter_map(Node::spanned).collect()),
            client_ids_span: list.map(|list| list.span),
            created: time(node, "CreateDate"),
        })
    }

    /// The issuer without `https://`, however it was written.
    #[must_use]
    pub fn issuer(&self) -> &str {
        without_scheme(&self.url.value)
    }
}

/// The listing of an account's OIDC providers. What is not in it does not exist there.
#[derive(Debug, Clone)]
pub struct ProviderList {
    /// The providers' ARNs.
    pub arns: Vec<Spanned<Text>>,
    /// The list.
    pub span: Span,
}

impl ProviderList {
    /// Reads `OpenIDConnectProviderList`.
    #[must_use]
    pub fn read(list: &Node) -> Self {
        let arns = list.items().iter().filter_map(|item| item.get("Arn")).filter_map(Node::spanned);
        Self { arns: arns.collect(), span: list.span }
    }

    /// The account listed; none for an empty listing.
    #[must_use]
    pub fn account(&self) -> Option<&str> {
        self.arns.iter().find_map(|arn| Some(Arn::parse(&arn.value)?.account))
    }
}

/// A cluster, as `aws eks describe-cluster` prints it.
#[derive(Debug, Clone)]
pub struct Cluster {
    /// Its ARN, which names account and region.
    pub arn: Option<Text>,
    /// Its issuer, with `https://`.
    pub issuer: Option<Spanned<Text>>,
    /// When it was made.
    pub created: Option<Timestamp>,
}

impl Cluster {
    /// Reads the object under `cluster`.
    #[must_use]
    pub fn read(node: &Node) -> Self {
        Self {
            arn: node.get("arn").and_then(Node::text).cloned(),
            issuer: node.path(&["identity", "oidc", "issuer"]).and_then(Node::spanned),
            created: time(node, "createdAt"),
        }
    }
}

/// What `aws eks describe-cluster --query …` leaves of a cluster: its issuer, or a map around it.
#[must_use]
pub fn issuer_alone(node: &Node) -> Option<Spanned<Text>> {
    let within = [&["issuer"][..], &["oidc", "issuer"], &["identity", "oidc", "issuer"], &[]];
    let found = within.into_iter().find_map(|path| node.path(path)?.spanned())?;
    (found.value.starts_with("https://") && found.value.contains("/id/")).then_some(found)
}

/// A Pod Identity association, as `aws eks describe-pod-identity-association` prints it.
#[derive(Debug, Clone)]
pub struct Association {
    /// The namespace.
    pub namespace: Option<Text>,
    /// The service account's name.
    pub account: Option<Text>,
    /// The role that the agent hands out, in the cluster's account.
    pub role: Option<Spanned<Text>>,
    /// The object.
    pub node: Rc<Node>,
    /// Where it stands.
    pub span: Span,
}

impl Association {
    /// Reads the object that holds `associationArn`.
    #[must_use]
    pub fn read(node: &Node) -> Self {
        Self {
            namespace: node.get("namespace").and_then(Node::text).cloned(),
            account: node.get("serviceAccount").and_then(Node::text).cloned(),
            role: node.get("roleArn").and_then(Node::spanned),
            node: Rc::new(node.clone()),
            span: node.span,
        }
    }
}

/// Whether a listing was given to its end: nothing in it says that more stands on another page.
pub(crate) fn is_whole(listing: &Node) -> bool {
    let more =
        ["NextToken", "Marker", "IsTruncated"].into_iter().filter_map(|key| listing.get(key));
    more.filter_map(Node::text).all(|text| &**text == "false")
}

fn time(node: &Node, key: &str) -> Option<Timestamp> {
    node.get(key).and_then(Node::text).and_then(|text| Timestamp::parse(text))
}
