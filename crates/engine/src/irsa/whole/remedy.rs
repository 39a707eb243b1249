//! What could mend the check that is in the way, wherever the fault lies. Nothing here is trusted:
//! the search of [`fix`](crate::fix) runs the engine on each edited text.
//!
//! What no text holds, as the version of an SDK or the way through a network, stands in the
//! settings: the edit says there what is so afterwards, and the command, where there is one, what
//! makes it so.

mod account;
mod chain;
mod embedded;
mod network;
mod permission;
mod pod;
mod policy;
mod provider;
mod token;
mod trust;

pub(super) use embedded::written;

use std::cell::RefCell;
use std::rc::Rc;

use crate::fix::{Action, Candidate, Edit, FixKind, plain};
use crate::irsa::walk::Walk;
use crate::irsa::who::Who;
use crate::irsa::world::Given;
use crate::k8s::pod::Pod;
use crate::report::Report;
use crate::source::edit::{Change, set, string, without, without_items};
use crate::source::{self, Document, Node, Value};
use crate::{Check, Gate, Place, Span, Text};

pub(super) fn of(walk: &Walk<'_>, report: &Report, check: &Check) -> Vec<Candidate> {
    let bench = Bench { walk, report, trees: RefCell::default() };
    // A pod that still has what IRSA gave it keeps that, although its account has an association.
    let late = if check.gate <= Gate::Admission {
        bench.is_late().then(|| bench.applied_last())
    } else {
        (check.gate >= Gate::Token && bench.has_association()).then(|| bench.injected_anew())
    };
    let own = match check.gate {
        Gate::Pod | Gate::Binding => account::remedies(&bench, check),
        Gate::Admission => pod::remedies(&bench, check),
        Gate::Sdk => chain::remedies(&bench, check),
        Gate::Token => token::remedies(&bench, check),
        Gate::Network => network::remedies(&bench, check),
        Gate::Provider | Gate::Audience => provider::remedies(&bench, check),
        Gate::Trust => trust::remedies(&bench, check),
        Gate::Permission => permission::remedies(&bench, check),
        Gate::Identity => Vec::new(),
    };
    late.flatten().into_iter().chain(own).collect()
}

/// What the edits are made of.
struct Bench<'a> {
    walk: &'a Walk<'a>,
    report: &'a Report,
    /// The trees of the files that were looked into, by index: a large one is read once.
    trees: RefCell<Vec<(usize, Rc<[Document]>)>>,
}

impl<'a> Bench<'a> {
    /// Whether the asker's account has an association that its pod does not use.
    fn has_association(&self) -> bool {
        let (namespace, account) = (self.walk.namespace(), self.walk.account_name());
        let of_asker = self.walk.world.associations.iter().any(|given| {
            given.item.namespace.as_ref() == Some(&namespace)
                && given.item.account.as_ref() == Some(&account)
        });
        of_asker && self.walk.association().is_none()
    }

    /// Whether the pod was made before the webhook knew its account or the association of that.
    fn is_late(&self) -> bool {
        self.walk.account_late || self.walk.association_counts == Some(false)
    }

    fn text(&self, file: usize) -> &'a str {
        self.report.files.get(file).map_or("", |file| &file.text)
    }

    fn edit(&self, file: usize, change: Change) -> Option<Edit> {
        let name = self.report.files.get(file)?.name.clone();
        Some(Edit { file: name, span: change.span, text: change.text })
    }

    /// Another text at a place.
    fn replace(&self, place: Place, text: impl Into<String>) -> Option<Edit> {
        let start = block_start(self.text(place.file), place.span.start);
        self.edit(place.file, Change::new(Span::new(start, place.span.end), text))
    }

    fn documents(&self, file: usize) -> Rc<[Document]> {
        let mut trees = self.trees.borrow_mut();
        if let Some((_, known)) = trees.iter().find(|(known, _)| *known == file) {
            return Rc::clone(known);
        }
        let read: Rc<[Document]> = source::read(self.text(file)).documents.into();
        trees.push((file, Rc::clone(&read)));
        read
    }

    /// The node that stands at a place.
    fn node(&self, place: Place) -> Option<Node> {
        let documents = self.documents(place.file);
        documents.iter().find_map(|document| at(&document.root, place.span)).cloned()
    }

    /// The map or list that holds the node at a place.
    fn parent(&self, place: Place) -> Option<Node> {
        let documents = self.documents(place.file);
        documents.iter().find_map(|document| around(&document.root, place.span)).cloned()
    }

    /// Sets what stands at a path of keys below a node.
    fn set(&self, file: usize, node: &Node, path: &[&str], value: &str) -> Option<Edit> {
        self.edit(file, set(self.text(file), node, path, value)?)
    }

    fn settings_root(&self) -> Option<Node> {
        let documents = self.documents(self.walk.world.settings_file);
        let mut roots = documents.iter().map(|document| &document.root);
        roots.find(|root| matches!(root.value, Value::Map(_))).cloned()
    }

    /// Sets a setting.
    fn settings(&self, path: &[&str], value: &str) -> Option<Edit> {
        self.set(self.walk.world.settings_file, &self.settings_root()?, path, value)
    }

    /// The pod that asks, as it was given.
    const fn pod(&self) -> Option<Given<'a, Pod>> {
        match self.walk.who {
            Who::Pod(pod) => Some(pod),
            _ => None,
        }
    }

    /// The node of the container that asks, as it was given.
    fn container(&self) -> Option<&'a Node> {
        let name = self.walk.container_name();
        let spec = self.pod()?.item.node.get("spec")?;
        let lists = ["containers", "initContainers"].into_iter().filter_map(|list| spec.get(list));
        let mut all = lists.flat_map(Node::items).map(Node::resolve);
        all.find(|node| node.get("name").and_then(Node::text) == Some(&name))
    }

    /// An edit of the pod. One that runs can't be edited, so that it has to be created anew.
    fn on_pod(&self, kind: FixKind, edits: Vec<Edit>) -> Option<Candidate> {
        let pod = self.pod()?;
        if !pod.item.live {
            return (!edits.is_empty()).then(|| plain(kind, edits));
        }
        let text = self.text(pod.file);
        let metadata = pod.item.node.get("metadata")?;
        let stored = [without(text, metadata, "uid"), without(text, &pod.item.node, "status")];
        let stored = stored.into_iter().flatten().filter_map(|change| self.edit(pod.file, change));
        Some(Candidate {
            kind,
            action: Action::RecreatePod,
            command: Some(self.recreate(pod)),
            edits: edits.into_iter().chain(stored).collect(),
        })
    }

    /// What makes a pod anew: whoever owns it does that, else its text has to be applied again.
    fn recreate(&self, pod: Given<'_, Pod>) -> String {
        let name = &pod.item.metadata.name.value;
        let namespace = self.walk.namespace();
        let owned = pod.item.node.path(&["metadata", "ownerReferences"]);
        if owned.is_some_and(|owners| !owners.items().is_empty()) {
            return format!("kubectl delete pod {name} -n {namespace}");
        }
        let file = self.walk.file_name(pod.file);
        format!("kubectl replace --force -f {file}")
    }

    /// Takes variables out of the container that asks; none where it has none of them.
    fn without_variables(&self, names: &[&str]) -> Vec<Edit> {
        let (Some(pod), Some(container)) = (self.pod(), self.container()) else {
            return Vec::new();
        };
        let text = self.text(pod.file);
        let Some(env) = container.get("env") else { return Vec::new() };
        let named = |item: &Node| {
            item.get("name").and_then(Node::text).is_some_and(|it| names.contains(&&**it))
        };
        let changes = if !env.items().is_empty() && env.items().iter().all(&named) {
            without(text, container, "env").into_iter().collect()
        } else {
            without_items(text, env, named)
        };
        changes.into_iter().filter_map(|change| self.edit(pod.file, change)).collect()
    }

    /// Sets a variable of the container that asks.
    fn with_variable(&self, name: &str, value: &str) -> Vec<Edit> {
        let (Some(pod), Some(container)) = (self.pod(), self.container()) else {
            return Vec::new();
        };
        let item = format!("{{\"name\": {}, \"value\": {}}}", string(name), string(value));
        let text = self.text(pod.file);
        let env = container.get("env").filter(|env| !env.items().is_empty());
        let change = match env {
            Some(env) => source::edit::with_item(text, env, &item),
            None => set(text, container, &["env"], &format!("[{item}]")),
        };
        change.and_then(|change| self.edit(pod.file, change)).into_iter().collect()
    }

    /// The subject of the asker's tokens, where it is a service account.
    fn subject(&self) -> Option<Text> {
        self.walk.token().and_then(|token| token.subject.clone()).map(|(subject, _)| subject)
    }

    /// The account's name and namespace, as `kubectl` takes them.
    fn account(&self) -> String {
        format!("{} -n {}", self.walk.account_name(), self.walk.namespace())
    }
}

/// Where a value begins: that of a block at the `|` or `>` on the line before, which goes with it.
fn block_start(text: &str, start: usize) -> usize {
    let before = text.get(..start).unwrap_or_default();
    let Some((line, indent)) = before.rsplit_once('\n') else { return start };
    let sign = line.trim_end().trim_end_matches(['+', '-']);
    let is_block = indent.trim().is_empty() && sign.ends_with([' ', '|', '>']);
    let key = sign.strip_suffix(['|', '>']).filter(|key| is_block && key.ends_with(": "));
    key.map_or(start, str::len)
}

/// A candidate that a command carries out, where there is one.
fn run(kind: FixKind, command: Option<String>, edits: Vec<Edit>) -> Candidate {
    let action = if command.is_some() { Action::Run } else { Action::Edit };
    Candidate { kind, action, command, edits }
}

fn children(node: &Node) -> impl Iterator<Item = &Node> {
    node.items().iter().chain(node.entries().iter().map(|entry| &entry.value))
}

/// A block list with one item stands where its item does: the inner one is meant.
fn at(node: &Node, span: Span) -> Option<&Node> {
    let inner = children(node).find_map(|child| at(child, span));
    inner.or_else(|| (node.span == span).then_some(node))
}

fn around(node: &Node, span: Span) -> Option<&Node> {
    let keys = node.entries().iter().any(|entry| entry.key_span == span);
    if keys || children(node).any(|child| child.span == span) {
        return Some(node);
    }
    children(node).find_map(|child| around(child, span))
}
