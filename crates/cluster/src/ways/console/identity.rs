//! The forms of IAM and of Pod Identity: who vouches for the cluster's accounts, and which role
//! they may take.

use irsa_engine::source::{Node, Value as Tree, json};
use irsa_engine::{Place, Span};

use super::super::made::Made;
use super::desk::Desk;
use super::filled::{Blank, Choice, Filled, Takes, Why, field};
use super::slot::{Literal, Slot};
use super::{Field, Form};
use crate::terraform::{Declared, Value, label, origin, parts};

/// The call by which a pod takes a role.
const CALL: &str = "sts:AssumeRoleWithWebIdentity";

/// The forms behind those of the cluster and its nodes.
pub(super) fn forms<'m>(desk: &Desk<'m>, cluster: &Made, declared: Declared<'m>) -> Vec<Filled> {
    let mut forms: Vec<Filled> = provider(desk, cluster, declared).into_iter().collect();
    let trusts = |(one, _): &&(Made, Declared<'m>)| {
        one.text(&["assume_role_policy"]).is_some_and(|policy| policy.contains(CALL))
    };
    let roles = desk.written_in_order("aws_iam_role").into_iter().filter(trusts);
    forms.extend(roles.map(|(one, of)| role(desk, one, *of)));
    let associations = desk.of("aws_eks_pod_identity_association");
    forms.extend(associations.map(|(one, of)| {
        let ids = ["association_namespace", "association_account"];
        let blanks = ids.iter().filter_map(|id| desk.blank(id, one, *of)).collect();
        let name = one.text(&["service_account"]).unwrap_or_default().to_string();
        Filled { form: Form::PodIdentity, about: one.address.clone(), name, blanks }
    }));
    forms
}

fn provider<'m>(desk: &Desk<'m>, cluster: &Made, declared: Declared<'m>) -> Option<Filled> {
    let host = |url: &str| url.trim_start_matches("https://").to_owned();
    let issuer = cluster.text(&["identity", "0", "oidc", "0", "issuer"])?;
    let mut all = desk.of("aws_iam_openid_connect_provider");
    let found =
        all.find(|(one, _)| one.text(&["url"]).is_some_and(|url| host(&url) == host(&issuer)));
    let choices = |on: bool, edit| {
        let choice =
            |value: bool, edits| Choice { value: value.to_string(), chosen: value == on, edits };
        let mut edits = [Vec::new(), Vec::new()];
        if let Some(other) = edits.get_mut(usize::from(on)) {
            *other = Vec::from_iter(edit);
        }
        let [make, take] = edits;
        Takes::Choices(vec![choice(true, make), choice(false, take)])
    };
    let (field, set) = (field("provider")?, found.is_some());
    let place = found.and_then(|(one, _)| desk.place(&one.config));
    let takes = match found {
        Some((_, of)) if desk.file(of.file).is_none() => Takes::Nothing(Why::Module),
        Some((_, of)) if desk.is_referred_to(*of) => Takes::Nothing(Why::Referred),
        Some((_, of)) => choices(true, desk.without(*of)),
        None if desk.file(declared.file).is_none() => Takes::Nothing(Why::Module),
        None => choices(false, desk.behind(declared, &provider_block(&cluster.address))),
    };
    let mut blanks = vec![Blank { field, value: set.to_string(), set, place, takes }];
    blanks.extend(found.and_then(|(one, of)| desk.blank("audiences", one, *of)));
    let about = found.map_or_else(|| cluster.address.clone(), |(one, _)| one.address.clone());
    Some(Filled { form: Form::Provider, about, name: host(&issuer), blanks })
}

fn provider_block(cluster: &str) -> String {
    format!(
        "resource \"aws_iam_openid_connect_provider\" \"main\" {{\n  url            = \
         {cluster}.identity[0].oidc[0].issuer\n  client_id_list = [\"sts.amazonaws.com\"]\n}}"
    )
}

fn role<'m>(desk: &Desk<'m>, one: &Made, declared: Declared<'m>) -> Filled {
    let name = one.text(&["name"]).unwrap_or_default().to_string();
    let conditions = one.config.get("assume_role_policy").map(|policy| conditions(desk, policy));
    let condition = |id: &str, key: &str| {
        let mut all = conditions.iter().flatten().filter(|(of, _)| of.ends_with(key));
        let (_, value) = all.next()?;
        let slot = match all.next() {
            Some(_) => Err(Why::Apart),
            None => desk.written(value),
        };
        desk.value(id, value, slot)
    };
    let blanks = [
        desk.blank("role", one, declared),
        condition("audience", ":aud"),
        condition("subject", ":sub"),
        field("policies").map(|field| policies(desk, field, one, declared)),
    ];
    let blanks = blanks.into_iter().flatten().collect();
    Filled { form: Form::Role, about: one.address.clone(), name, blanks }
}

/// The conditions of a trust policy: each key with its value, and where that was written.
fn conditions(desk: &Desk<'_>, policy: &Value) -> Vec<(String, Value)> {
    let Some(text) = policy.as_str() else { return Vec::new() };
    let written = parts(&text.text, &text.pieces, |place| desk.sources.written(place));
    let place = |span: Span| -> Option<Place> {
        // The quotes around it are the policy's, whoever wrote what is in them.
        let quoted = span.of(&text.text).starts_with('"');
        let inside = Span::new(span.start + usize::from(quoted), span.end - usize::from(quoted));
        origin(&written, inside).or(policy.at)
    };
    let Some(document) = json::parse(&text.text).documents.into_iter().next() else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for statement in many(document.root.get("Statement")) {
        let operators = statement.get("Condition").map(Node::entries).unwrap_or_default();
        for entry in operators.iter().flat_map(|operator| operator.value.entries()) {
            for node in many(Some(&entry.value)) {
                if let Tree::Scalar(value, _) = &node.value {
                    let value = Value::text(value.to_string()).at(place(node.span));
                    found.push((entry.key.to_string(), value));
                }
            }
        }
    }
    found
}

/// The items of a list, or the one that stands in its place.
fn many(node: Option<&Node>) -> Vec<&Node> {
    match node {
        Some(list) if matches!(list.value, Tree::List(_)) => list.items().iter().collect(),
        one => one.into_iter().collect(),
    }
}

fn policies<'m>(
    desk: &Desk<'m>,
    field: &'static Field,
    one: &Made,
    declared: Declared<'m>,
) -> Blank {
    let role = one.text(&["name"]);
    let attached = desk.of("aws_iam_role_policy_attachment").filter(|(of, _)| {
        let of = of.text(&["role"]);
        of.is_some() && of == role
    });
    let values: Vec<Value> =
        attached.filter_map(|(of, _)| of.config.get("policy_arn").cloned()).collect();
    let first = values.first().map(|value| value.at);
    let takes = |slot: Result<Slot, Why>| match slot {
        Ok(slot) => Takes::Text(slot),
        Err(why) => Takes::Nothing(why),
    };
    let Some(first) = first else {
        let slot = desk.behind(declared, "").ok_or(Why::Module).map(|edit| Slot {
            file: edit.file,
            span: edit.span,
            before: format!(
                "\n\nresource \"aws_iam_role_policy_attachment\" \"{}\" {{\n  for_each   = toset(",
                label(declared.block, 1).unwrap_or_default()
            ),
            after: format!(")\n  role       = {}.name\n  policy_arn = each.key\n}}", one.address),
            literal: Literal::List,
            cleared: None,
        });
        return Blank { field, value: String::new(), set: false, place: None, takes: takes(slot) };
    };
    let slot = desk.array_of(&values).ok_or(Why::Apart);
    let list = Value::list(values).at(first);
    Blank {
        field,
        value: super::filled::shown(&list),
        set: true,
        place: desk.place(&list),
        takes: takes(slot),
    }
}
