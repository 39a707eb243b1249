//! What AWS refuses to make, when it says so, and what it leaves.

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
        "aws_eks_cluster" => cluster(target),
        "aws_eks_node_group" => node_group(target, state),
        _ => None,
    })
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

/// A cluster needs subnets in two zones.
fn cluster(target: &Stored) -> Option<Refusal> {
    let subnets = target.object.path(&["vpc_config", "0", "subnet_ids"])?.items()?;
    let mut texts: Vec<_> = subnets.iter().filter_map(Value::as_text).collect();
    texts.sort_unstable();
    texts.dedup();
    let error =
        "InvalidParameterException: Subnets specified must be in at least two different AZs";
    (texts.len() < 2).then(|| Refusal::at_once(error))
}

/// What a launch template and its node group may not both say.
fn node_group(target: &Stored, state: &State) -> Option<Refusal> {
    let size =
        |name: &str| target.object.path(&["scaling_config", "0", name]).and_then(Value::as_number);
    if let (Some(min), Some(desired)) = (size("min_size"), size("desired_size"))
        && min > desired
    {
        return Some(Refusal::at_once(format!(
            "InvalidParameterException: Minimum capacity {min} can't be greater than desired size \
             {desired}"
        )));
    }
    if let (Some(max), Some(desired)) = (size("max_size"), size("desired_size"))
        && desired > max
    {
        return Some(Refusal::at_once(format!(
            "InvalidParameterException: desired capacity {desired} can't be greater than max size \
             {max}"
        )));
    }
    let id = text(target, &["launch_template", "0", "id"])?;
    let mut stored = state.resources.values();
    let template = stored.find(|stored| {
        stored.kind == "aws_launch_template" && text(stored, &["id"]).as_deref() == Some(&*id)
    })?;
    let set = |stored: &Stored, name: &str| {
        stored.config.get(name).is_some_and(|value| {
            !value.is_null() && value.items().is_none_or(|items| !items.is_empty())
        })
    };
    if set(template, "instance_type") && set(target, "instance_types") {
        return Some(Refusal::at_once(
            "InvalidParameterException: You cannot specify instance types in both the launch \
             template and the node group",
        ));
    }
    if set(target, "disk_size") {
        return Some(Refusal::at_once(
            "InvalidParameterException: Disk size must be specified within the launch template.",
        ));
    }
    if set(target, "remote_access") {
        return Some(Refusal::at_once(
            "InvalidParameterException: Remote access configuration cannot be specified with a \
             launch template.",
        ));
    }
    None
}
