//! Service accounts, pods and namespaces out of `kubectl` output and manifests.

use std::rc::Rc;

use super::{Metadata, Pod, webhook};
use crate::oidc::mint;
use crate::order::{Names, joined};
use crate::source::{Spanned, limits};
use crate::{Finding, Node, Reason, Span, Text};

/// The prefix of the annotations that the webhook reads.
pub const ANNOTATION_PREFIX: &str = "eks.amazonaws.com";

/// A service account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceAccount {
    /// Name, namespace and annotations.
    pub metadata: Metadata,
    /// The whole object.
    pub span: Span,
    /// The subject of its tokens.
    pub subject: Text,
    /// A name that no account of another namespace or name has.
    pub(crate) key: Text,
}

impl ServiceAccount {
    fn new(metadata: Metadata, span: Span) -> Self {
        let (namespace, name) = (metadata.namespace(), &*metadata.name.value);
        let subject = mint::subject(namespace, name).into();
        Self { key: joined(namespace, name), subject, metadata, span }
    }

    /// The role to assume, as written: it need not be a well-formed ARN.
    #[must_use]
    pub fn role_arn(&self) -> Option<&Spanned<Text>> {
        self.annotation("role-arn")
    }

    /// The audience the projected token is asked for.
    #[must_use]
    pub fn audience(&self) -> Option<&Spanned<Text>> {
        self.annotation("audience")
    }

    /// The lifetime the projected token is asked for, in seconds, as written.
    #[must_use]
    pub fn token_expiration(&self) -> Option<&Spanned<Text>> {
        self.annotation("token-expiration")
    }

    /// Whether the SDK is told to use the regional STS endpoint, as written.
    #[must_use]
    pub fn regional_endpoints(&self) -> Option<&Spanned<Text>> {
        self.annotation("sts-regional-endpoints")
    }

    fn annotation(&self, name: &str) -> Option<&Spanned<Text>> {
        let key = format!("{ANNOTATION_PREFIX}/{name}");
        self.metadata.annotation(&key).map(|pair| &pair.value)
    }
}

/// The fact that one answer listed the objects of a kind: those of its namespaces that it does not
/// hold do not exist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listing {
    /// The kind of the items, as `ServiceAccount`; `List` where the list is empty and says no more.
    pub kind: Text,
    /// The whole list.
    pub span: Span,
}

/// What the Kubernetes objects of one text say.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Objects {
    /// The service accounts.
    pub accounts: Vec<ServiceAccount>,
    /// The pods, and for each workload the pod its template makes.
    pub pods: Vec<Pod>,
    /// The names of the namespaces.
    pub namespaces: Vec<Spanned<Text>>,
    /// The listings, one for each kind of item.
    pub listings: Vec<Listing>,
    /// The objects of other kinds: each one's kind.
    pub others: Vec<Spanned<Text>>,
    /// Those of other kinds that a run may read, as network policies and what variables come from.
    pub kept: Vec<Rc<Node>>,
    count: usize,
}

impl Objects {
    /// Adds the object at the root of a document, or the items of a list; objects beyond
    /// [`limits::OBJECTS`] are counted and not read.
    pub fn add(&mut self, root: &Node, findings: &mut Vec<Finding>) {
        let before = self.count;
        self.add_as(root, None, findings);
        if before <= limits::OBJECTS && self.count > limits::OBJECTS {
            let reason = Reason::ObjectsTooMany { count: self.count, limit: limits::OBJECTS };
            findings.push(Finding::error(reason, root.span));
        }
    }

    /// Items of a typed list, as `ServiceAccountList`, need not name their kind again.
    fn add_as(&mut self, object: &Node, implied: Option<&Text>, findings: &mut Vec<Finding>) {
        let Some(kind) = kind_of(object, implied) else { return };
        if let Some(item) = item_kind(&kind.value) {
            return self.add_list(object, &item, findings);
        }
        self.count += 1;
        if self.count > limits::OBJECTS {
            return;
        }
        match &*kind.value {
            "ServiceAccount" => {
                let metadata = Metadata::read(object, findings);
                let account = ServiceAccount::new(metadata, object.span);
                webhook::lint_account(&account, findings);
                self.accounts.push(account);
            }
            "Namespace" => {
                self.namespaces.push(Metadata::read(object, findings).name);
                self.kept.push(Rc::new(object.clone()));
            }
            kind_name if template_path(kind_name).is_some() => {
                if let Some(pod) = Pod::read(object, kind_name, findings) {
                    webhook::lint_pod(&pod, findings);
                    self.pods.push(pod);
                }
            }
            other => {
                if is_kept(other) {
                    self.kept.push(Rc::new(object.clone()));
                }
                self.others.push(kind);
            }
        }
    }

    fn add_list(&mut self, list: &Node, item: &Text, findings: &mut Vec<Finding>) {
        let items = list.get("items").map_or(&[][..], Node::items);
        let implied = (&**item != "List").then_some(item);
        let kinds = items.iter().filter_map(|object| kind_of(object, implied));
        let mut kinds: Vec<Text> = kinds.map(|kind| kind.value).collect();
        let mut seen = Names::default();
        kinds.retain(|kind| seen.add(kind));
        if kinds.is_empty() {
            kinds.push(item.clone());
        }
        // A list that says where to go on holds one page of them.
        let next = list.path(&["metadata", "continue"]).and_then(Node::text);
        if next.is_none_or(|next| next.is_empty()) {
            self.listings.extend(kinds.into_iter().map(|kind| Listing { kind, span: list.span }));
        }
        for object in items {
            self.add_as(object, implied, findings);
        }
    }
}

/// The kinds that a run may read although it reads no field of them for itself.
pub(crate) fn is_kept(kind: &str) -> bool {
    const KEPT: [&str; 6] = [
        "NetworkPolicy",
        "Secret",
        "ConfigMap",
        "SecurityGroupPolicy",
        "Namespace",
        "MutatingWebhookConfiguration",
    ];
    KEPT.contains(&kind)
}

/// The kind an object names, or else the one its list implies.
pub(super) fn kind_of(object: &Node, implied: Option<&Text>) -> Option<Spanned<Text>> {
    let named = object.get("kind").and_then(Node::spanned);
    named.or_else(|| implied.map(|kind| Spanned::new(kind.clone(), object.span)))
}

/// The kind of the items of a list kind: `Pod` for `PodList`, `List` for `List` itself.
pub(super) fn item_kind(kind: &str) -> Option<Text> {
    let item = kind.strip_suffix("List")?;
    Some(Text::from(if item.is_empty() { kind } else { item }))
}

/// Where the pod stands in an object of a kind that has or makes one.
pub(super) fn template_path(kind: &str) -> Option<&'static [&'static str]> {
    match kind {
        "Pod" => Some(&[]),
        "PodTemplate" => Some(&["template"]),
        "Deployment"
        | "StatefulSet"
        | "DaemonSet"
        | "ReplicaSet"
        | "ReplicationController"
        | "Rollout"
        | "DeploymentConfig"
        | "Job" => Some(&["spec", "template"]),
        "CronJob" => Some(&["spec", "jobTemplate", "spec", "template"]),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
