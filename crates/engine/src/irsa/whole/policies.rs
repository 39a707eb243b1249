//! Policies from the settings and from what the AWS command line prints.

use super::options;
use crate::iam::{Kind, Policy};
use crate::irsa::walk::Walk;
use crate::source::{Node, Tree, json};
use crate::{Finding, Place, Reason, Severity, Text};

/// A policy and where it stands.
#[derive(Debug, Clone)]
pub(super) struct Written {
    pub(super) policy: Policy,
    pub(super) place: Place,
}

/// Reads a policy, as a tree or as JSON in a string. One that IAM could make nothing of does
/// nothing, and is named.
pub(super) fn read(walk: &mut Walk<'_>, node: &Node, place: Place) -> Option<Written> {
    let in_string = node.text().and_then(|text| {
        let Tree { mut documents, .. } = json::parse(text);
        documents.pop().map(|document| document.root)
    });
    let (policy, findings) = Policy::read(in_string.as_ref().unwrap_or(node), Kind::Identity);
    if let Some(wrong) = findings.into_iter().find(|it| it.severity == Severity::Error) {
        walk.find(place.file, Finding::error(wrong.reason, place.span));
        return None;
    }
    Some(Written { policy, place })
}

/// An ARN of the session's policies, as the settings have them, that is cut short: STS refuses the
/// policy for it. A place within a string is the string's.
pub(super) fn cut_short(walk: &Walk<'_>) -> Option<(Text, Place)> {
    let file = walk.world.settings_file;
    let node = options::node(walk, &["policies", "session"])?;
    let nodes = node.one_or_many().iter().map(Node::resolve);
    let mut found = nodes.filter_map(|node| {
        let in_string = node.text().and_then(|text| {
            let Tree { mut documents, .. } = json::parse(text);
            documents.pop().map(|document| document.root)
        });
        let (policy, _) = Policy::read(in_string.as_ref().unwrap_or(node), Kind::Identity);
        let cut = policy.arn_cut_short()?;
        let span = if in_string.is_some() { node.span } else { cut.span };
        Some((cut.text.clone(), Place { file, span }))
    });
    found.next()
}

/// The policies of a setting: one, or a list of them.
pub(super) fn list(walk: &mut Walk<'_>, path: &[&str]) -> Option<Vec<Written>> {
    let node = options::node(walk, path)?;
    Some(of_list(walk, &node))
}

fn of_list(walk: &mut Walk<'_>, node: &Node) -> Vec<Written> {
    let file = walk.world.settings_file;
    let read = |node: &Node| read(walk, node, Place { file, span: node.span });
    node.one_or_many().iter().map(Node::resolve).filter_map(read).collect()
}

/// The policies of each level of a setting. A list of policies alone is one level.
pub(super) fn levels(walk: &mut Walk<'_>, key: &str) -> Option<Vec<Vec<Written>>> {
    let node = options::node(walk, &[key])?;
    let nested = node.items().iter().all(is_list);
    if !nested {
        let reason = Reason::SettingInvalid { key: key.into(), value: "[[…]]".into() };
        walk.find(walk.world.settings_file, Finding::warning(reason, node.span));
        return Some(vec![of_list(walk, &node)]);
    }
    Some(node.items().iter().map(|level| of_list(walk, level.resolve())).collect())
}

fn is_list(node: &Node) -> bool {
    matches!(node.resolve().value, crate::source::Value::List(_))
}

/// The policy of AWS that allows everything, and is known without its text.
const ADMINISTRATOR: &str = ":iam::aws:policy/AdministratorAccess";

/// What the lists of policies name, where they were given whole.
fn listed(walk: &Walk<'_>, key: &str, name: &str) -> Option<Vec<Text>> {
    let others = walk.world.others.iter().map(|other| other.item);
    let whole = |node: &&Node| {
        node.get(key).is_some() && node.get("IsTruncated").and_then(Node::boolean) != Some(true)
    };
    let found: Vec<&Node> = others.filter(whole).collect();
    let items = found.iter().filter_map(|node| node.get(key)).flat_map(Node::items);
    let named = items.filter_map(|it| it.get(name).unwrap_or(it).text().cloned());
    (!found.is_empty()).then(|| named.collect())
}

/// The command whose output tells more of the role's policies; none where all of them were given:
/// both lists, and every policy that they name.
pub(super) fn more_of_role(walk: &Walk<'_>, role: &str) -> Option<String> {
    let others = || walk.world.others.iter().map(|other| other.item);
    let Some(attached) = listed(walk, "AttachedPolicies", "PolicyArn") else {
        return Some(format!("aws iam list-attached-role-policies --role-name {role}"));
    };
    // A version does not say of which policy it is, so that they can only be counted.
    let versions = others().filter(|it| it.path(&["PolicyVersion", "Document"]).is_some()).count();
    let mut unread = attached.iter().filter(|arn| !arn.ends_with(ADMINISTRATOR)).skip(versions);
    if let Some(arn) = unread.next() {
        return Some(format!("aws iam get-policy-version --policy-arn {arn} --version-id VERSION"));
    }
    let Some(names) = listed(walk, "PolicyNames", "") else {
        return Some(format!("aws iam list-role-policies --role-name {role}"));
    };
    let is_read = |name: &Text| {
        others().any(|it| {
            it.get("PolicyDocument").is_some()
                && it.get("PolicyName").and_then(Node::text) == Some(name)
        })
    };
    let unread = names.iter().find(|name| !is_read(name))?;
    Some(format!("aws iam get-role-policy --role-name {role} --policy-name {unread}"))
}

/// What was given of the role's own policies: inline ones that name the role, versions of managed
/// ones, and policies on their own.
pub(super) fn of_role(walk: &mut Walk<'_>) -> Option<Vec<Written>> {
    let mut found = list(walk, &["policies", "identity"]);
    let role = walk.role_arn().unwrap_or_default();
    let name = role.rsplit('/').next().unwrap_or_default().to_owned();
    for other in walk.world.others.clone() {
        let of_another =
            other.item.get("RoleName").and_then(Node::text).is_some_and(|named| **named != *name);
        let inline = other.item.get("PolicyDocument").filter(|_| !of_another);
        let bare = other.item.get("Statement").map(|_| other.item);
        let document = inline.or_else(|| other.item.path(&["PolicyVersion", "Document"])).or(bare);
        if let Some(document) = document.map(|node| node.resolve().clone()) {
            let written = read(walk, &document, other.place(other.span));
            found.get_or_insert_default().extend(written);
        }
        let attached = other.item.get("AttachedPolicies").map(Node::items).unwrap_or_default();
        let arns = attached.iter().filter_map(|it| it.get("PolicyArn")?.text());
        if arns.into_iter().any(|arn| arn.ends_with(ADMINISTRATOR)) {
            let place = other.place(other.span);
            let policy = super::permission::anything();
            let written = policy.map(|policy| Written { policy, place });
            found.get_or_insert_default().extend(written);
        }
    }
    found
}
