//! What AWS refuses to make or to change, when it says so, and what it leaves.

mod cluster;
mod node_group;

use std::collections::BTreeMap;

use irsa_engine::Severity;
use irsa_engine::model::aws::TrustPolicy;
use irsa_engine::source::json;

use crate::terraform::{State, Stored, Value};

/// A creation that fails.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    /// Seconds after which it does.
    pub(crate) after: u32,
    /// The error.
    pub(crate) text: String,
    /// Whether something is left, which the state holds as tainted.
    pub(crate) left: bool,
}

impl Refusal {
    /// A refusal by the API itself, which leaves nothing.
    pub(crate) fn at_once(text: impl Into<String>) -> Self {
        Self { after: 1, text: text.into(), left: false }
    }
}

/// Why a resource can't be made in what exists.
pub(super) fn create(
    target: &Stored,
    state: &State,
    taken: &BTreeMap<String, usize>,
) -> Option<Refusal> {
    exists(target, taken).or_else(|| match target.kind.as_str() {
        "aws_iam_role" => trust_policy(target),
        "aws_eks_cluster" => cluster::create(target),
        "aws_eks_node_group" => node_group::create(target, state),
        "aws_launch_template" => node_group::launch_template(target),
        _ => None,
    })
}

/// Why a resource can't be changed to this in what exists.
pub(super) fn update(target: &Stored, prior: &Stored, state: &State) -> Option<Refusal> {
    match target.kind.as_str() {
        "aws_iam_role" => trust_policy(target),
        "aws_eks_cluster" => cluster::update(target, prior),
        "aws_eks_node_group" => node_group::update(target, state),
        "aws_launch_template" => node_group::launch_template(target),
        _ => None,
    }
}

fn text<'v>(stored: &'v Stored, path: &[&str]) -> Option<std::rc::Rc<str>> {
    stored.object.path(path).and_then(|value: &'v Value| value.as_text())
}

/// The types whose names are unique: the attributes of the name, and the error.
const UNIQUE: [(&str, &[&str], &str); 6] = [
    ("aws_iam_role", &["name"], "EntityAlreadyExists: Role with name {} already exists."),
    ("aws_iam_policy", &["arn"], "EntityAlreadyExists: A policy called {} already exists."),
    (
        "aws_iam_openid_connect_provider",
        &["url"],
        "EntityAlreadyExists: Provider with url https://{} already exists.",
    ),
    ("aws_eks_cluster", &["name"], "ResourceInUseException: Cluster already exists with name: {}"),
    (
        "aws_eks_node_group",
        &["cluster_name", "node_group_name"],
        "ResourceInUseException: NodeGroup already exists with name {}",
    ),
    (
        "aws_eks_access_entry",
        &["id"],
        "ResourceInUseException: The specified access entry \
      resource is already in use on this cluster: {}",
    ),
];

/// What has to be unique about a resource: its type and its names.
pub(super) fn unique(stored: &Stored) -> Option<String> {
    let (kind, path, _) = UNIQUE.iter().find(|(kind, ..)| *kind == stored.kind)?;
    let names: Option<Vec<_>> = path.iter().map(|step| text(stored, &[step])).collect();
    Some(format!("{kind}\n{}", names?.join("\n")))
}

/// The names that are taken in a state.
pub(super) fn taken(state: &State) -> BTreeMap<String, usize> {
    let mut taken = BTreeMap::new();
    for name in state.resources.values().filter_map(unique) {
        *taken.entry(name).or_default() += 1;
    }
    taken
}

fn exists(target: &Stored, taken: &BTreeMap<String, usize>) -> Option<Refusal> {
    let (_, path, error) = UNIQUE.iter().find(|(kind, ..)| *kind == target.kind)?;
    taken.get(&unique(target)?).filter(|count| **count > 0)?;
    let name = text(target, path.get(path.len().checked_sub(1)?..)?).unwrap_or_default();
    Some(Refusal::at_once(error.replace("{}", &name)))
}

/// A trust policy that IAM does not save.
fn trust_policy(target: &Stored) -> Option<Refusal> {
    let policy = text(target, &["assume_role_policy"])?;
    let tree = json::parse(&policy);
    let root = &tree.documents.first()?.root;
    let own = TrustPolicy::read(&policy, root).map(|policy| policy.findings).unwrap_or_default();
    let mut errors = tree.findings.iter().chain(&own);
    let error = errors.find(|finding| finding.severity == Severity::Error)?;
    let id = error.reason.rule().id;
    Some(Refusal::at_once(format!("MalformedPolicyDocument: the trust policy is refused ({id})")))
}
