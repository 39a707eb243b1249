//! What every object carries under `metadata`.

use crate::source::{Entry, Spanned, Value, is_decimal};
use crate::{Finding, Node, Reason, Text, Timestamp};

/// The namespace of an object that names none.
pub const DEFAULT_NAMESPACE: &str = "default";

/// One annotation or label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    /// The key, as `eks.amazonaws.com/role-arn`.
    pub key: Spanned<Text>,
    /// The value; empty where it is null, as the API server stores it.
    pub value: Spanned<Text>,
}

/// Who an object is, and what is noted on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Metadata {
    /// The name, or else the prefix the API server completes; empty where neither is written.
    pub name: Spanned<Text>,
    /// The namespace; none where it is not written.
    pub namespace: Option<Spanned<Text>>,
    /// The annotations whose value the API server accepts, in the order written.
    pub annotations: Vec<Pair>,
    /// The labels, in the order written.
    pub labels: Vec<Pair>,
    /// When the API server stored the object; none in a manifest.
    pub created: Option<Timestamp>,
}

impl Metadata {
    /// Reads the `metadata` of `object`.
    ///
    /// An annotation that is a number or a boolean makes the API server refuse the whole object;
    /// the finding says so, and the rest is read as if the annotation were not there.
    pub(super) fn read(object: &Node, findings: &mut Vec<Finding>) -> Self {
        let field = |key| object.path(&["metadata", key]);
        let word = |key| field(key).and_then(Node::spanned).filter(|word| !word.value.is_empty());
        let name = word("name").or_else(|| word("generateName"));
        let created = word("creationTimestamp").and_then(|at| Timestamp::parse(&at.value));
        Self {
            name: name.unwrap_or_else(|| Spanned::new(Text::from(""), object.span)),
            namespace: word("namespace"),
            annotations: field("annotations").map_or_else(Vec::new, |node| pairs(node, findings)),
            labels: field("labels").map_or_else(Vec::new, |node| pairs(node, &mut Vec::new())),
            created,
        }
    }

    /// The namespace, [`DEFAULT_NAMESPACE`] where none is written.
    #[must_use]
    pub fn namespace(&self) -> &str {
        self.namespace.as_ref().map_or(DEFAULT_NAMESPACE, |namespace| &namespace.value)
    }

    /// The annotation of exactly this key.
    #[must_use]
    pub fn annotation(&self, key: &str) -> Option<&Pair> {
        last(&self.annotations, key)
    }

    /// The label of exactly this key.
    #[must_use]
    pub fn label(&self, key: &str) -> Option<&Pair> {
        last(&self.labels, key)
    }
}

fn last<'a>(pairs: &'a [Pair], key: &str) -> Option<&'a Pair> {
    pairs.iter().rev().find(|pair| &*pair.key.value == key)
}

/// The pairs of a map of strings. Merged ones come first, so that the map's own win.
fn pairs(node: &Node, findings: &mut Vec<Finding>) -> Vec<Pair> {
    let (merges, own): (Vec<_>, Vec<_>) =
        node.entries().iter().partition(|entry| &*entry.key == "<<");
    let merged = merges.iter().flat_map(|entry| entry.value.one_or_many()).rev();
    let merged = merged.flat_map(|source| source.entries());
    merged.chain(own).filter_map(|entry| pair(entry, findings)).collect()
}

fn pair(entry: &Entry, findings: &mut Vec<Finding>) -> Option<Pair> {
    let value = match &entry.value.resolve().value {
        Value::Null => Text::from(""),
        Value::Scalar(text, _) if entry.value.is_quoted() || !is_other_type(text) => text.clone(),
        Value::Missing => return None,
        _ => {
            let reason = Reason::AnnotationNotString { key: entry.key.clone() };
            findings.push(Finding::error(reason, entry.value.span));
            return None;
        }
    };
    Some(Pair {
        key: Spanned::new(entry.key.clone(), entry.key_span),
        value: Spanned::new(value, entry.value.span),
    })
}

/// Whether `kubectl` sends this plain scalar as a boolean or a number. Its YAML reader knows the
/// words of YAML 1.1: <https://github.com/kubernetes-sigs/yaml/blob/master/goyaml.v2/resolve.go>.
fn is_other_type(plain: &str) -> bool {
    const WORDS: [&str; 8] = ["y", "yes", "on", "true", "n", "no", "off", "false"];
    let lower = plain.to_ascii_lowercase();
    let capital = plain.get(1..).is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_lowercase()));
    let one_case = capital || plain.bytes().all(|byte| byte.is_ascii_uppercase());
    (one_case && WORDS.contains(&lower.as_str())) || is_number(&lower)
}

fn is_number(lower: &str) -> bool {
    let unsigned = lower.strip_prefix(['+', '-']).unwrap_or(lower);
    if matches!(unsigned, ".inf" | ".nan") {
        return true;
    }
    let digits = unsigned.replace('_', "");
    let of_base = |prefix, base| {
        let rest: Option<&str> = digits.strip_prefix(prefix);
        rest.is_some_and(|rest| !rest.is_empty() && rest.chars().all(|c| c.is_digit(base)))
    };
    let decimal = unsigned.starts_with(|char: char| char.is_ascii_digit() || char == '.');
    of_base("0x", 16) || of_base("0o", 8) || of_base("0b", 2) || (decimal && is_decimal(&digits))
}
