//! The webhook from text to text, as `irsa admit` runs it.

use crate::finding::Severity;
use crate::k8s::objects::{item_kind, kind_of, template_path};
use crate::k8s::{Objects, Pod, ServiceAccount};
use crate::source::{self, Tree, Value, emit};
use crate::{Finding, Node, Reason, Span, Text};

use super::apply::with;
use super::{WebhookSettings, admit, agent};

/// Why texts can't be admitted: the findings of each, errors among them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable {
    /// About the pods' text.
    pub pods: Vec<Finding>,
    /// About the service accounts' text.
    pub accounts: Vec<Finding>,
}

/// The pods' text as the webhook leaves it, as YAML. Workloads get it in their template, lists in
/// their items; other objects and documents stay. An account that is not in `accounts` is one that
/// the webhook does not know; one in `identities`, by namespace and name, has a Pod Identity
/// association.
///
/// # Errors
///
/// A text that does not parse, an object the API server refuses, or no pod at all.
pub fn admit_text(
    pods: &str,
    accounts: &str,
    identities: &[(Text, Text)],
    settings: &WebhookSettings,
) -> Result<String, Unreadable> {
    let (pod_tree, known) = (source::read(pods), source::read(accounts));
    let (known, account_findings) = objects(&known);
    let (asked, mut pod_findings) = objects(&pod_tree);
    let refused = |finding: &Finding| finding.severity == Severity::Error;
    if asked.pods.is_empty() && !pod_findings.iter().any(refused) {
        let kind = asked.others.first();
        let span = kind.map_or(Span::at(0), |kind| kind.span);
        let reason = kind
            .map_or(Reason::KindUnknown, |kind| Reason::KindNotRead { kind: kind.value.clone() });
        pod_findings.push(Finding::error(reason, span));
    }
    if pod_findings.iter().chain(&account_findings).any(refused) {
        return Err(Unreadable { pods: pod_findings, accounts: account_findings });
    }
    let roots = pod_tree.documents.iter().map(|document| &document.root);
    let written = roots.filter(|root| !matches!(root.value, Value::Null | Value::Missing));
    let cluster = Cluster { accounts: &known.accounts, identities, settings };
    let admitted = written.map(|root| emit::yaml(&cluster.object(root, None)));
    Ok(admitted.collect::<Vec<_>>().join("---\n"))
}

fn objects(tree: &Tree) -> (Objects, Vec<Finding>) {
    let (mut objects, mut findings) = (Objects::default(), tree.findings.clone());
    for document in &tree.documents {
        objects.add(&document.root, &mut findings);
    }
    (objects, findings)
}

/// What the webhook knows.
struct Cluster<'a> {
    accounts: &'a [ServiceAccount],
    identities: &'a [(Text, Text)],
    settings: &'a WebhookSettings,
}

impl Cluster<'_> {
    fn object(&self, node: &Node, implied: Option<&Text>) -> Node {
        let Some(kind) = kind_of(node, implied).map(|kind| kind.value) else { return node.clone() };
        if let (Some(item), Some(list)) = (item_kind(&kind), node.get("items")) {
            let implied = (&*item != "List").then_some(&item);
            let items = list.items().iter().map(|item| self.object(item, implied));
            let items = Node { span: list.span, value: Value::List(items.collect()) };
            return with(node, "items", items);
        }
        let Some(path) = template_path(&kind) else { return node.clone() };
        let Some(pod) = Pod::read(node, &kind, &mut Vec::new()) else { return node.clone() };
        with_at(node, path, &self.pod(&pod).node)
    }

    fn pod(&self, pod: &Pod) -> Pod {
        let (namespace, name) = (pod.metadata.namespace(), pod.account_name());
        // Applied in order, the last one of a name is what the cluster has.
        let account = self.accounts.iter().rev().find(|account| {
            account.metadata.namespace() == namespace && &*account.metadata.name.value == name
        });
        let named = |(of, it): &(Text, Text)| &**of == namespace && &**it == name;
        let associated = self.identities.iter().any(named);
        let admit = if associated { agent::admit } else { admit };
        admit(pod, account, self.settings).pod
    }
}

/// The map with another value at the end of a path of keys that is there.
fn with_at(node: &Node, path: &[&str], value: &Node) -> Node {
    let Some((key, rest)) = path.split_first() else { return value.clone() };
    match node.get(key) {
        Some(inner) => with(node, key, with_at(inner, rest, value)),
        None => node.clone(),
    }
}

#[cfg(test)]
mod tests;
