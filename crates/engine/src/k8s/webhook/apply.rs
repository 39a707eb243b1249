//! A mutation applied to a pod's text: what it does not add stays as it is, in its order.

use crate::source::{Entry, Style, Value};
use crate::{Node, Span, Text};

use super::{ContainerChange, Mutation, Outcome, TokenVolume};

/// The pod, with what `mutation` adds.
pub(super) fn apply(pod: &Node, mutation: &Mutation) -> Node {
    let name = mutation.volume_name;
    let Some(spec) = pod.get("spec") else { return pod.clone() };
    let (init, main): (Vec<_>, Vec<_>) = mutation.containers.iter().partition(|one| one.init);
    let mut spec = spec.clone();
    if let Some(volume) = &mutation.volume {
        let mut volumes = vec![token_volume(name, volume, spec.span)];
        volumes.extend(spec.get("volumes").map_or(&[][..], Node::items).iter().cloned());
        spec = with(&spec, "volumes", list_at(volumes, spec.get("volumes"), spec.span));
    }
    for (key, changes) in [("initContainers", init), ("containers", main)] {
        let Some(list) = spec.get(key) else { continue };
        let changed = list.items().iter().zip(changes).map(|(node, it)| added(node, name, it));
        let changed = Node { span: list.span, value: Value::List(changed.collect()) };
        spec = with(&spec, key, changed);
    }
    let pod = with(pod, "spec", spec);
    match mutation.label {
        Some(label) => labelled(&pod, label),
        None => pod,
    }
}

/// The pod with a label, which takes the place of one of its name.
fn labelled(pod: &Node, (key, value): (&str, &str)) -> Node {
    let none = Node { span: pod.span, value: Value::Map(Vec::new()) };
    let metadata = pod.get("metadata").unwrap_or(&none);
    let labels = metadata.get("labels").unwrap_or(&none);
    let labels = with(labels, key, word(value, pod.span));
    with(pod, "metadata", with(metadata, "labels", labels))
}

fn added(container: &Node, volume: &str, change: &ContainerChange) -> Node {
    let Outcome::Added { env, mount } = &change.outcome else { return container.clone() };
    let mut container = container.resolve().clone();
    let span = container.span;
    if !env.is_empty() {
        let entries = env.iter().map(|(name, value)| {
            let name = ("name", word(name, span));
            map([name, ("value", text(value, span))], span)
        });
        container = append(&container, "env", entries);
    }
    if let Some(path) = mount {
        let name = ("name", word(volume, span));
        let read_only = ("readOnly", word("true", span));
        let mount = map([name, read_only, ("mountPath", text(path, span))], span);
        container = append(&container, "volumeMounts", [mount]);
    }
    container
}

fn token_volume(name: &str, volume: &TokenVolume, span: Span) -> Node {
    let seconds = volume.expiration_seconds.to_string();
    // Go leaves an empty audience out of the JSON.
    let audience = (!volume.audience.is_empty()).then(|| text(&volume.audience, span));
    let token = audience
        .map(|audience| ("audience", audience))
        .into_iter()
        .chain([("expirationSeconds", word(&seconds, span)), ("path", word(volume.file, span))]);
    let source = map([("serviceAccountToken", map(token, span))], span);
    let sources = map([("sources", list_at(vec![source], None, span))], span);
    map([("name", word(name, span)), ("projected", sources)], span)
}

/// The map with more items at the end of the list under `key`.
fn append(node: &Node, key: &str, items: impl IntoIterator<Item = Node>) -> Node {
    let list = node.get(key);
    let mut all = list.map_or_else(Vec::new, |list| list.items().to_vec());
    all.extend(items);
    let all = list_at(all, list, node.span);
    with(node, key, all)
}

/// A list that stands where `before` stood, or else at `span`.
fn list_at(items: Vec<Node>, before: Option<&Node>, span: Span) -> Node {
    Node { span: before.map_or(span, |before| before.span), value: Value::List(items) }
}

/// The map with another value under `key`: in the place of the entry that counts, or at the end.
pub(super) fn with(node: &Node, key: &str, value: Node) -> Node {
    let node = node.resolve();
    let mut entries = node.entries().to_vec();
    match entries.iter_mut().rev().find(|entry| &*entry.key == key) {
        Some(entry) => entry.value = value,
        None => entries.push(Entry { key: Text::from(key), key_span: value.span, value }),
    }
    Node { span: node.span, value: Value::Map(entries) }
}

fn map<'a>(entries: impl IntoIterator<Item = (&'a str, Node)>, span: Span) -> Node {
    let entries = entries.into_iter();
    let entries = entries.map(|(key, value)| Entry { key: Text::from(key), key_span: span, value });
    Node { span, value: Value::Map(entries.collect()) }
}

fn word(text: &str, span: Span) -> Node {
    Node::scalar(text, Style::Plain, span)
}

fn text(text: &Text, span: Span) -> Node {
    Node::scalar(text.clone(), Style::Quoted, span)
}
