//! The settings that only the whole run reads.

use crate::irsa::walk::Walk;
use crate::source::{Node, Spanned};
use crate::{Finding, Place, Reason, Text};

/// The keys of each map among them.
const KEYS: [(&str, &[&str]); 5] = [
    ("sdk", &["name", "version", "modules", "chain", "profile"]),
    ("podIdentity", &["agent", "reach"]),
    ("issuer", &["reach", "thumbprint"]),
    ("token", &["file"]),
    ("policies", &["identity", "boundary", "session", "resource"]),
];

/// The value at a path of keys, where it is set.
pub(super) fn node(walk: &Walk<'_>, path: &[&str]) -> Option<Node> {
    let (first, rest) = path.split_first()?;
    let entries = walk.world.settings.beyond.iter();
    let entry = entries.rev().find(|entry| &*entry.key == *first)?;
    let node = if rest.is_empty() { &entry.value } else { entry.value.path(rest)? };
    Some(node.resolve().clone())
}

/// The text at a path of keys.
pub(super) fn text(walk: &Walk<'_>, path: &[&str]) -> Option<Spanned<Text>> {
    node(walk, path)?.spanned()
}

/// A text that is one of those known; another one is a warning and counts as not set.
pub(super) fn word(walk: &mut Walk<'_>, path: &[&str], known: &[&str]) -> Option<Spanned<Text>> {
    let found = text(walk, path)?;
    if known.contains(&&*found.value) {
        return Some(found);
    }
    let key = path.last().copied().unwrap_or_default().into();
    let reason = Reason::SettingInvalid { key, value: found.value };
    walk.find(walk.world.settings_file, Finding::warning(reason, found.span));
    None
}

/// The place of a setting.
pub(super) fn place<T>(walk: &Walk<'_>, found: &Spanned<T>) -> Place {
    Place { file: walk.world.settings_file, span: found.span }
}

/// Names the keys that do not exist.
pub(super) fn check(walk: &mut Walk<'_>) {
    for entry in walk.world.settings.beyond.clone() {
        if &*entry.key == "timeline" {
            timeline(walk, &entry.value);
        }
        let known = KEYS.iter().find(|(map, _)| *map == &*entry.key);
        let Some((_, known)) = known else { continue };
        for inner in entry.value.entries() {
            if !known.contains(&&*inner.key) {
                let reason = Reason::SettingUnknown { key: inner.key.clone() };
                walk.find(walk.world.settings_file, Finding::warning(reason, inner.key_span));
            }
        }
    }
}

/// A timeline says when a file was applied. What else may happen on it is not judged.
fn timeline(walk: &mut Walk<'_>, timeline: &Node) {
    let entries = timeline.items().iter().flat_map(|item| item.resolve().entries());
    let known = |key: &str| matches!(key, "at" | "apply" | "target");
    let others: Vec<_> = entries.filter(|entry| !known(&entry.key)).cloned().collect();
    for entry in others {
        let reason = Reason::SettingNotModelled { key: entry.key };
        walk.find(walk.world.settings_file, Finding::info(reason, entry.key_span));
    }
}
