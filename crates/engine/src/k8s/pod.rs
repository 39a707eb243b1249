//! Pods: what runs as whom, with which variables, volumes and mounts.

use std::rc::Rc;

use super::Metadata;
use super::objects::template_path;
use crate::source::{Spanned, Value};
use crate::{Finding, Node, Span, Text};

/// The service account of a pod that names none.
pub const DEFAULT_ACCOUNT: &str = "default";

/// A pod, or the pod that a workload's template makes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pod {
    /// Name, namespace, annotations and labels. For a workload the first two are the workload's,
    /// the last two those of its template.
    pub metadata: Metadata,
    /// The workload whose template this is; none for a pod.
    pub owner: Option<Owner>,
    /// Whether the API server has stored this pod (it has a `uid` or a `status`), so that its spec
    /// is what admission made of it. A manifest's webhook has yet to run.
    pub live: bool,
    /// The service account; none where it is not written.
    pub account: Option<Spanned<Text>>,
    /// Whether the pod shares the node's network, and with it the node's metadata service.
    pub host_network: bool,
    /// Whether the node selector asks for Windows.
    pub windows: bool,
    /// The init containers, in the order written.
    pub init_containers: Vec<Container>,
    /// The containers, in the order written.
    pub containers: Vec<Container>,
    /// The containers that were put into the running pod, which no webhook adds anything to.
    pub ephemeral_containers: Vec<Container>,
    /// The volumes, in the order written.
    pub volumes: Vec<Volume>,
    /// The pod's own text, or the template's.
    pub node: Rc<Node>,
}

/// The workload that makes a pod.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owner {
    /// Its kind, as `Deployment`.
    pub kind: Text,
    /// Its name.
    pub name: Text,
}

/// A container or init container.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Container {
    /// Its name; empty where none is written.
    pub name: Text,
    /// The variables of `env`, in the order written.
    pub env: Vec<EnvVar>,
    /// Whether more variables come from elsewhere (`envFrom`), which the text does not show.
    pub env_from: bool,
    /// The mounts, in the order written.
    pub mounts: Vec<Mount>,
    /// The whole container.
    pub span: Span,
}

impl Container {
    /// The variable of that name; SDKs take one that is set to nothing for one that is not set.
    #[must_use]
    pub fn set_variable(&self, name: &str) -> Option<&EnvVar> {
        self.variable(name).filter(|variable| !variable.is_empty())
    }

    /// The variable of this name; the last one where it is repeated, as the kubelet takes it.
    #[must_use]
    pub fn variable(&self, name: &str) -> Option<&EnvVar> {
        self.env.iter().rev().find(|variable| &*variable.name == name)
    }
}

/// A variable of a container.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnvVar {
    /// Its name.
    pub name: Text,
    /// Its value; none where no literal one is written.
    pub value: Option<Spanned<Text>>,
    /// Whether the value comes from elsewhere (`valueFrom`).
    pub from: bool,
    /// The whole entry.
    pub span: Span,
}

impl EnvVar {
    /// Whether it is set to nothing, which SDKs take for not set at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        !self.from && self.value.as_ref().is_none_or(|value| value.value.is_empty())
    }
}

/// A volume seen in a container.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mount {
    /// The volume's name.
    pub volume: Text,
    /// Where it is seen.
    pub path: Option<Spanned<Text>>,
    /// The whole entry.
    pub span: Span,
}

/// A volume of a pod.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Volume {
    /// Its name.
    pub name: Text,
    /// The service account tokens it projects.
    pub tokens: Vec<ProjectedToken>,
    /// The whole entry.
    pub span: Span,
}

/// A service account token that the kubelet asks for and keeps fresh in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProjectedToken {
    /// Whom the token is for; where none is written, the API server itself.
    pub audience: Option<Spanned<Text>>,
    /// The lifetime asked for; 3600 where none is written.
    pub expiration_seconds: Option<Spanned<i64>>,
    /// The file's path within the volume.
    pub path: Option<Spanned<Text>>,
    /// The whole source.
    pub span: Span,
}

impl Pod {
    /// Reads the pod that an object of this kind is or makes; none where it has no template yet.
    pub(super) fn read(object: &Node, kind: &str, findings: &mut Vec<Finding>) -> Option<Self> {
        let path = template_path(kind)?;
        let template = object.path(path)?;
        let mut metadata = Metadata::read(object, findings);
        let mut owner = None;
        if !path.is_empty() {
            let own = Metadata::read(template, findings);
            owner = Some(Owner { kind: Text::from(kind), name: metadata.name.value.clone() });
            metadata = Metadata { annotations: own.annotations, labels: own.labels, ..metadata };
        }
        Some(Self::of(template.clone(), metadata, owner))
    }

    /// The same pod with another text, as admission leaves it.
    pub(super) fn with_text(&self, node: Node) -> Self {
        Self::of(node, self.metadata.clone(), self.owner.clone())
    }

    fn of(node: Node, metadata: Metadata, owner: Option<Owner>) -> Self {
        let field = |key| node.path(&["spec", key]);
        let word = |key| field(key).and_then(Node::spanned).filter(|word| !word.value.is_empty());
        let selects_windows = |key: &str| {
            let system = field("nodeSelector").and_then(|selector| selector.get(key)?.text());
            system.is_some_and(|system| &**system == "windows")
        };
        let stored = node.path(&["metadata", "uid"]).is_some_and(|uid| uid.text().is_some())
            // `kubectl create --dry-run` prints an empty status.
            || node.get("status").is_some_and(|status| !status.entries().is_empty());
        Self {
            live: stored,
            account: word("serviceAccountName").or_else(|| word("serviceAccount")),
            host_network: field("hostNetwork").and_then(Node::boolean).unwrap_or(false),
            windows: selects_windows("kubernetes.io/os")
                || selects_windows("beta.kubernetes.io/os"),
            init_containers: items(field("initContainers")).map(Container::read).collect(),
            containers: items(field("containers")).map(Container::read).collect(),
            ephemeral_containers: items(field("ephemeralContainers"))
                .map(Container::read)
                .collect(),
            volumes: items(field("volumes")).map(Volume::read).collect(),
            node: Rc::new(node),
            metadata,
            owner,
        }
    }

    /// The service account's name, [`DEFAULT_ACCOUNT`] where none is written.
    #[must_use]
    pub fn account_name(&self) -> &str {
        self.account.as_ref().map_or(DEFAULT_ACCOUNT, |account| &account.value)
    }
}

impl Container {
    fn read(node: &Node) -> Self {
        Self {
            name: text(node, "name"),
            env: items(node.get("env")).map(EnvVar::read).collect(),
            env_from: items(node.get("envFrom")).next().is_some(),
            mounts: items(node.get("volumeMounts")).map(Mount::read).collect(),
            span: node.span,
        }
    }
}

impl EnvVar {
    fn read(node: &Node) -> Self {
        Self {
            name: text(node, "name"),
            value: node.get("value").and_then(Node::spanned),
            from: node.get("valueFrom").is_some_and(|from| !matches!(from.value, Value::Null)),
            span: node.span,
        }
    }
}

impl Mount {
    fn read(node: &Node) -> Self {
        let path = node.get("mountPath").and_then(Node::spanned);
        Self { volume: text(node, "name"), path, span: node.span }
    }
}

impl Volume {
    fn read(node: &Node) -> Self {
        let sources = items(node.path(&["projected", "sources"]));
        let tokens = sources.filter_map(|source| source.get("serviceAccountToken"));
        let tokens = tokens.map(ProjectedToken::read).collect();
        Self { name: text(node, "name"), tokens, span: node.span }
    }
}

impl ProjectedToken {
    fn read(node: &Node) -> Self {
        let seconds = node.get("expirationSeconds");
        Self {
            audience: node.get("audience").and_then(Node::spanned),
            expiration_seconds: seconds
                .and_then(|seconds| Some(Spanned::new(seconds.integer()?, seconds.span))),
            path: node.get("path").and_then(Node::spanned),
            span: node.span,
        }
    }
}

/// The items of a list that may not be there.
fn items(list: Option<&Node>) -> impl Iterator<Item = &Node> {
    list.into_iter().flat_map(Node::items).map(Node::resolve)
}

fn text(node: &Node, key: &str) -> Text {
    node.get(key).and_then(Node::text).cloned().unwrap_or_else(|| Text::from(""))
}
