//! Policies from the settings and from what the AWS command line prints.

use super::options;
use crate::iam::{Kind, Policy};
use crate::irsa::walk::Walk;
use crate::irsa::world::Given;
use crate::model::aws::is_whole;
use crate::report::Assumed;
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

/// Whose a text of the AWS command line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Owner {
    /// It names the role.
    Role,
    /// It names another role, a user or a group.
    Another,
    /// It names nobody, as most of what is printed of policies does.
    Nobody,
}

fn owner(node: &Node, role: &str) -> Owner {
    if ["UserName", "GroupName"].iter().any(|key| node.get(key).is_some()) {
        return Owner::Another;
    }
    match node.get("RoleName").and_then(Node::text) {
        Some(named) if **named == *role => Owner::Role,
        Some(_) => Owner::Another,
        None => Owner::Nobody,
    }
}

/// The role's name.
fn name(walk: &Walk<'_>) -> Text {
    let arn = walk.role_arn().unwrap_or_default();
    arn.rsplit('/').next().unwrap_or_default().into()
}

/// Whether what names no owner can be the role's: where several roles were given, nobody knows
/// whose it is.
fn is_only_role(walk: &Walk<'_>) -> bool {
    let asked = walk.role_arn();
    let arn = |role: &crate::model::aws::Role| role.arn.as_ref().map(|arn| arn.value.clone());
    let another = walk.world.roles.iter().any(|given| arn(given.item) != asked);
    !another && (!walk.world.roles.is_empty() || walk.world.policies.len() <= 1)
}

/// What was given that is the role's or names no owner, where that can be the role's.
fn of_owner<'a>(walk: &Walk<'a>, role: &str) -> Vec<(Given<'a, Node>, Owner)> {
    let only = is_only_role(walk);
    let others = walk.world.others.iter().map(|other| (*other, owner(other.item, role)));
    others.filter(|(_, owner)| *owner == Owner::Role || *owner == Owner::Nobody && only).collect()
}

/// The text of a policy, printed with its name, as a version, or on its own. A version that is not
/// the default one is in force nowhere.
fn document(node: &Node) -> Option<&Node> {
    let version = node
        .get("PolicyVersion")
        .filter(|version| version.get("IsDefaultVersion").and_then(Node::boolean) != Some(false));
    node.get("PolicyDocument")
        .or_else(|| version?.get("Document"))
        .or_else(|| node.get("Statement").map(|_| node))
}

/// Whether a text says anything of somebody's policies.
fn tells(node: &Node) -> bool {
    let lists = ["AttachedPolicies", "PolicyNames"];
    document(node).is_some() || lists.iter().any(|key| node.get(key).is_some())
}

/// Whether something was given that may be the role's or another one's.
pub(super) fn is_unattributed(walk: &Walk<'_>) -> bool {
    let role = name(walk);
    let ownerless = |node: &Node| owner(node, &role) == Owner::Nobody && tells(node);
    !is_only_role(walk) && walk.world.others.iter().any(|other| ownerless(other.item))
}

/// What the lists of policies name, where they were given whole.
fn listed(given: &[(Given<'_, Node>, Owner)], key: &str, name: &str) -> Option<Vec<Text>> {
    let lists: Vec<_> = given.iter().filter(|(it, _)| it.item.get(key).is_some()).collect();
    let whole = lists.iter().all(|(it, _)| is_whole(it.item) && !it.broken);
    let items = lists.iter().filter_map(|(it, _)| it.item.get(key)).flat_map(Node::items);
    let named = items.filter_map(|it| it.get(name).unwrap_or(it).text().cloned());
    (whole && !lists.is_empty()).then(|| named.collect())
}

/// The command whose output tells more of the role's policies; none where all of them were given:
/// both lists, and every policy that they name.
pub(super) fn more_of_role(walk: &Walk<'_>) -> Option<String> {
    let role = name(walk);
    let given = of_owner(walk, &role);
    let Some(attached) = listed(&given, "AttachedPolicies", "PolicyArn") else {
        return Some(format!("aws iam list-attached-role-policies --role-name {role}"));
    };
    // A version does not say of which policy it is, so that they can only be counted.
    let is_version = |it: &Node| it.get("PolicyVersion").is_some() && document(it).is_some();
    let versions = given.iter().filter(|(it, _)| is_version(it.item)).count();
    let mut unread = attached.iter().filter(|arn| !arn.ends_with(ADMINISTRATOR)).skip(versions);
    if let Some(arn) = unread.next() {
        return Some(format!("aws iam get-policy-version --policy-arn {arn} --version-id VERSION"));
    }
    let Some(names) = listed(&given, "PolicyNames", "") else {
        return Some(format!("aws iam list-role-policies --role-name {role}"));
    };
    let is_read = |name: &Text| {
        given.iter().any(|(it, _)| {
            it.item.get("PolicyDocument").is_some()
                && it.item.get("PolicyName").and_then(Node::text) == Some(name)
        })
    };
    let unread = names.iter().find(|name| !is_read(name))?;
    Some(format!("aws iam get-role-policy --role-name {role} --policy-name {unread}"))
}

/// What was given of the role's own policies: inline ones that name the role, versions of managed
/// ones, and policies on their own. What names no owner is taken to be the role's, and that is
/// listed.
pub(super) fn of_role(walk: &mut Walk<'_>) -> Option<Vec<Written>> {
    let mut found = list(walk, &["policies", "identity"]);
    let role = name(walk);
    for (other, owner) in of_owner(walk, &role) {
        let document = document(other.item).map(|node| node.resolve().clone());
        if owner == Owner::Nobody && tells(other.item) {
            walk.assume(Assumed::AttachedPolicies, walk.role_arn().unwrap_or_default());
        }
        if let Some(document) = document {
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
