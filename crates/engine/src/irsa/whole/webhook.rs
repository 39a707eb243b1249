//! Does the webhook see the pod? Its configuration, and what the pod says itself.

use super::network::selects;
use crate::irsa::walk::Walk;
use crate::irsa::who::Who;
use crate::irsa::world::Given;
use crate::k8s::Pod;
use crate::k8s::webhook::{OPT_OUT_LABEL, SKIP_CONTAINERS, skipped};
use crate::source::Node;
use crate::{Check, Gate, Place, Reason, State, Step, Text};

/// Why the API server never asks the webhook about the pod: a listing may not have it, and each of
/// its entries may select other pods or namespaces. What the settings say of it counts more. Or why
/// the webhook left a running pod as it was; of a manifest that is found where it is admitted.
pub(super) fn unseen(walk: &Walk<'_>) -> Option<Check> {
    not_asked(walk).or_else(|| match walk.who {
        Who::Pod(pod) if pod.item.live => left_alone(walk, pod),
        _ => None,
    })
}

fn not_asked(walk: &Walk<'_>) -> Option<Check> {
    if walk.world.settings.webhook.is_some() {
        return None;
    }
    let mut hooks = hooks(walk).peekable();
    if hooks.peek().is_none() {
        return walk.world.all_webhooks.then(|| check(Reason::WebhookAbsent));
    }
    let Who::Pod(pod) = walk.who else { return None };
    let left_out: Option<Vec<Place>> = hooks
        .map(|(file, hook)| {
            let selector = not_selecting(walk, pod.item, hook)?;
            Some(Place { file, span: selector.span })
        })
        .collect();
    let place = left_out?.into_iter().next()?;
    let pod = pod.item.metadata.name.value.clone();
    Some(check(Reason::WebhookSelectsOthers { pod }).at(place))
}

/// The selector by which an entry leaves the pod out. What labels its namespace has besides its
/// name is known where that was given; the entry is believed to select it where it was not.
fn not_selecting<'w>(walk: &'w Walk<'_>, pod: &Pod, hook: &'w Node) -> Option<&'w Node> {
    let objects = hook.get("objectSelector");
    if let Some(selector) = objects.filter(|it| !selects(it, |key| label_of(pod, key))) {
        return Some(selector);
    }
    let namespace = walk.namespace();
    let given = walk.world.others.iter().map(|other| other.item).find(|node| {
        let text = |path: &[&str]| node.path(path).and_then(Node::text);
        text(&["kind"]).is_some_and(|kind| &**kind == "Namespace")
            && text(&["metadata", "name"]) == Some(&namespace)
    });
    let selector = hook.get("namespaceSelector")?;
    if given.is_none() && keys(selector).iter().any(|key| **key != *NAMESPACE_NAME) {
        return None;
    }
    let label = |key: &str| {
        let labels = given.and_then(|node| node.path(&["metadata", "labels"]));
        let own = labels.and_then(|labels| labels.get(key)).and_then(Node::text).cloned();
        own.or_else(|| (key == NAMESPACE_NAME).then(|| namespace.clone()))
    };
    (!selects(selector, label)).then_some(selector)
}

fn label_of(pod: &Pod, key: &str) -> Option<Text> {
    pod.metadata.label(key).map(|pair| pair.value.value.clone())
}

/// The label that every namespace has:
/// <https://kubernetes.io/docs/reference/labels-annotations-taints/#kubernetes-io-metadata-name>.
const NAMESPACE_NAME: &str = "kubernetes.io/metadata.name";

/// The keys that a selector asks for.
fn keys(selector: &Node) -> Vec<Text> {
    let labels = selector.get("matchLabels").map(Node::entries).unwrap_or_default();
    let labels = labels.iter().map(|entry| entry.key.clone());
    let expressions = selector.get("matchExpressions").map(Node::items).unwrap_or_default();
    let asked = expressions.iter().filter_map(|it| it.get("key")?.text().cloned());
    labels.chain(asked).collect()
}

/// The webhook's own entries among the mutating webhooks that were given.
fn hooks<'w>(walk: &'w Walk<'_>) -> impl Iterator<Item = (usize, &'w Node)> {
    let named = |name: &Text| name.contains("iam-for-pods") || name.contains("pod-identity");
    let all = walk.world.others.iter().flat_map(|given| {
        let webhooks = given.item.get("webhooks").map(Node::items).unwrap_or_default();
        webhooks.iter().map(|webhook| (given.file, webhook.resolve()))
    });
    all.filter(move |(_, webhook)| webhook.get("name").and_then(Node::text).is_some_and(named))
}

/// A label of the pod, or a list of containers, that kept the webhook from it.
fn left_alone(walk: &Walk<'_>, pod: Given<'_, Pod>) -> Option<Check> {
    let metadata = &pod.item.metadata;
    let container = walk.container_name();
    let opted_out = || {
        let label = metadata.label(OPT_OUT_LABEL)?;
        let reason = Reason::WebhookOptedOut { label: label.key.value.clone() };
        Some(check(reason).at(pod.place(label.key.span)))
    };
    let listed = || {
        let list = metadata.annotation(SKIP_CONTAINERS)?;
        skipped(pod.item).iter().any(|name| **name == *container).then(|| {
            let reason = Reason::ContainerSkipped { container: container.clone() };
            check(reason).at(pod.place(list.value.span))
        })
    };
    opted_out().or_else(listed)
}

fn check(reason: Reason) -> Check {
    Check::new(Gate::Admission, Step::PodMutated, State::Fail, reason)
}
