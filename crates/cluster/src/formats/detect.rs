//! Which of these formats is a text in? Seen by content.

use irsa_engine::model::{is_commands, is_description};
use irsa_engine::source::{self, Node};

/// A format that is read as the resources that it makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    /// `apiVersion: eksctl.io/…`.
    Eksctl,
    /// A template of CloudFormation.
    CloudFormation,
    /// What `terraform show -json` prints of a state or a plan.
    Shown,
    /// Commands of `aws`, `eksctl` and `kubectl`.
    Commands,
    /// What `kubectl describe` prints.
    Described,
}

impl Format {
    /// What the engine calls a text that it does not read itself.
    pub(crate) const fn engine_name(self) -> &'static str {
        match self {
            Self::Eksctl => "eksctl ClusterConfig",
            Self::CloudFormation => "CloudFormation",
            Self::Shown => "terraform show",
            Self::Commands => "commands",
            Self::Described => "kubectl describe",
        }
    }
}

/// The format of a text, if it is one of these.
pub(crate) fn detect(text: &str) -> Option<Format> {
    if is_commands(text) {
        return Some(Format::Commands);
    }
    if is_description(text) {
        return Some(Format::Described);
    }
    let hints = ["eksctl.io/", "AWS::", "format_version"];
    if !hints.iter().any(|hint| text.contains(hint)) {
        return None;
    }
    source::read(text).documents.iter().find_map(|document| of_object(&document.root))
}

/// The format of one document.
pub(super) fn of_object(root: &Node) -> Option<Format> {
    let has = |key: &str| root.entry(key).is_some();
    let version = root.get("apiVersion").and_then(Node::text).map_or("", |text| &**text);
    if version.starts_with("eksctl.io/") {
        return Some(Format::Eksctl);
    }
    if has("Resources") || has("AWSTemplateFormatVersion") {
        return Some(Format::CloudFormation);
    }
    let shown = has("format_version") && (has("planned_values") || has("values"));
    shown.then_some(Format::Shown)
}
