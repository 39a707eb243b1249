//! The resources of one root as artefacts.

use std::collections::BTreeMap;
use std::rc::Rc;

use irsa_engine::Place;

use super::{helm, kubernetes};
use crate::terraform::{Facts, Kind, Map, Sources, Str, Value, Writer, json_is_sound};

/// What was rendered of a root, by kind.
#[derive(Default)]
struct Rendered {
    roles: Vec<(Value, Option<Place>)>,
    providers: Vec<Value>,
    accounts: Vec<Value>,
    others: Vec<Value>,
    /// Whether one of the roles, or of the accounts, is not known.
    some_role_unknown: bool,
    some_account_unknown: bool,
    some_provider_unknown: bool,
    /// How many clusters and providers it makes, and does not merely look up.
    owned: usize,
    /// Whether it makes objects that run as a service account.
    workloads: bool,
}

/// A resource to render.
pub(crate) struct Shown<'s> {
    /// Its type, as Terraform calls it.
    pub(crate) kind: &'s str,
    /// Whether it is merely looked up.
    pub(crate) data: bool,
    /// Its attributes, as Terraform calls them.
    pub(crate) object: &'s Value,
    /// Where it is written.
    pub(crate) place: Place,
}

/// What a resource is rendered in.
pub(super) struct Context<'c> {
    /// The texts.
    pub(super) sources: &'c Sources,
    /// What no text says.
    pub(super) facts: &'c Facts,
    /// Whether everything is known, so that what is not here does not exist.
    pub(super) whole: bool,
}

/// Renders what the resources of a root make, as one JSON list of artefacts.
pub(super) fn render<'s>(
    context: &Context<'_>,
    shown: impl Iterator<Item = Shown<'s>>,
    made_up: &mut Vec<Rc<str>>,
) -> Writer {
    let mut rendered = Rendered::default();
    let shown: Vec<Shown<'s>> = shown.collect();
    let facts = context.facts;
    let made_cluster = shown.iter().any(|one| one.kind == "aws_eks_cluster");
    if let Some(issuer) = facts.issuer.as_ref().filter(|_| !made_cluster)
        && facts.clusters.is_empty()
    {
        // The cluster stands elsewhere; its issuer is the only one that is named.
        let issuer = Rc::from(format!("https://{issuer}"));
        let oidc = Value::object([("issuer", Value::text(Rc::clone(&issuer)))]);
        let identity = Value::object([("oidc", oidc)]);
        let cluster = Value::object([("identity", identity)]);
        rendered.others.push(Value::object([("cluster", cluster)]));
        made_up.push(issuer);
    }
    for one in &shown {
        rendered.add(context, one, made_up);
    }
    rendered.write(context.whole)
}

/// What is known and not `null` of an object's attribute.
fn known<'v>(object: &'v Value, name: &str) -> Option<&'v Value> {
    object.get(name).filter(|value| !value.is_null() && value.unknown_within().is_none())
}

/// An object of the attributes that are known, under the names of `aws`.
fn object(from: &Value, names: &[(&str, &str)]) -> Map {
    let mut map = Map::default();
    for (name, key) in names {
        if let Some(value) = known(from, name) {
            map.put(key, value.clone());
        }
    }
    map
}

impl Rendered {
    fn add(&mut self, context: &Context<'_>, made: &Shown<'_>, made_up: &mut Vec<Rc<str>>) {
        let place = Some(made.place);
        match made.kind {
            "aws_eks_cluster" => self.cluster(context.facts, made, made_up),
            "aws_iam_role" => self.role(made),
            "aws_iam_openid_connect_provider" => {
                self.some_provider_unknown |= made.data;
                self.owned += usize::from(!made.data);
                let names = [("url", "Url"), ("client_id_list", "ClientIDList"), ("arn", "Arn")];
                let map = object(made.object, &names);
                match map.entries.len() {
                    3 => self.providers.push(Value::map(map).at(place)),
                    _ => self.some_provider_unknown = true,
                }
            }
            "aws_eks_pod_identity_association" if !made.data => {
                let names = [
                    ("cluster_name", "clusterName"),
                    ("namespace", "namespace"),
                    ("service_account", "serviceAccount"),
                    ("role_arn", "roleArn"),
                    ("association_arn", "associationArn"),
                ];
                let association = Value::map(object(made.object, &names)).at(place);
                if known(&association, "serviceAccount").is_some() {
                    self.others.push(Value::object([("association", association)]));
                }
            }
            "aws_eks_addon" if !made.data => {
                self.accounts.extend(kubernetes::addon(made.object).map(|made| made.at(place)));
                for (account, association) in kubernetes::associations(made.object) {
                    self.accounts.push(account.at(place));
                    self.others.push(association);
                }
            }
            "helm_release" => match helm::account(context.sources, made.object) {
                helm::Account::Known(account) => self.accounts.push(account.at(place)),
                helm::Account::Unknown => self.some_account_unknown = true,
            },
            kind => match kubernetes::object(context.sources, kind, made.object) {
                kubernetes::Rendered::Account(account) => self.accounts.push(account.at(place)),
                kubernetes::Rendered::Other(object) => {
                    self.workloads = true;
                    self.others.push(object.at(place));
                }
                kubernetes::Rendered::Unknown => self.some_account_unknown = true,
                kubernetes::Rendered::Nothing => {}
            },
        }
    }

    fn cluster(&mut self, facts: &Facts, made: &Shown<'_>, made_up: &mut Vec<Rc<str>>) {
        self.owned += usize::from(!made.data);
        let names =
            [("name", "name"), ("arn", "arn"), ("version", "version"), ("endpoint", "endpoint")];
        let mut map = object(made.object, &names);
        let issuer = made.object.path(&["identity", "0", "oidc", "0", "issuer"]);
        let issuer = issuer.filter(|issuer| issuer.why_unknown().is_none());
        let name = known(made.object, "name").and_then(Value::as_text);
        let (Some(issuer), Some(name)) = (issuer, name) else { return };
        if facts.clusters.contains_key(&*name) {
            return;
        }
        if facts.issuer.is_none() {
            made_up.extend(issuer.as_text().filter(|text| !made_up.contains(text)));
        }
        let oidc = Value::object([("issuer", issuer.clone())]);
        map.put("identity", Value::object([("oidc", oidc)]));
        let cluster = Value::map(map).at(Some(made.place));
        let twice =
            self.others.iter().any(|other| other.path(&["cluster", "name"]) == cluster.get("name"));
        if !twice {
            self.others.push(Value::object([("cluster", cluster)]));
        }
    }

    fn role(&mut self, made: &Shown<'_>) {
        let names = [
            ("path", "Path"),
            ("name", "RoleName"),
            ("arn", "Arn"),
            ("max_session_duration", "MaxSessionDuration"),
        ];
        let mut map = object(made.object, &names);
        if map.get("RoleName").is_none() || map.get("Arn").is_none() {
            self.some_role_unknown = true;
            return;
        }
        if let Some(policy) = known(made.object, "assume_role_policy") {
            let place =
                made.object.as_map().and_then(|map| map.entries.get("assume_role_policy")?.key_at);
            map.put("AssumeRolePolicyDocument", policy.clone().or_at(place));
        }
        self.roles.push((Value::map(map).at(Some(made.place)), Some(made.place)));
    }

    /// What `aws iam list-open-id-connect-providers` prints, for each account by itself. An empty
    /// one names no account, and stands for those that hold roles alone.
    fn provider_lists(&self) -> Vec<Value> {
        let account = |arn: &Value| arn.as_text()?.split(':').nth(4).map(str::to_owned);
        let mut by_account: BTreeMap<String, Vec<Value>> = BTreeMap::new();
        for provider in &self.providers {
            let Some(arn) = provider.get("Arn") else { continue };
            let entry = Value::object([("Arn", arn.clone())]).at(provider.at);
            by_account.entry(account(arn).unwrap_or_default()).or_default().push(entry);
        }
        let mut others = self.roles.iter().filter_map(|(role, _)| account(role.get("Arn")?));
        let bare = others.any(|account| !by_account.contains_key(&account));
        let mut lists: Vec<Vec<Value>> = by_account.into_values().collect();
        if bare || lists.is_empty() {
            lists.push(Vec::new());
        }
        let list = |arns| Value::object([("OpenIDConnectProviderList", Value::list(arns))]);
        lists.into_iter().map(list).collect()
    }

    fn write(self, sound: bool) -> Writer {
        let mut writer = Writer::default();
        let mut first = true;
        let mut begin = |writer: &mut Writer| {
            writer.raw(if first { "[\n" } else { ",\n" });
            first = false;
        };
        let owns = self.owned > 0;
        let listed = sound && !self.some_role_unknown;
        if (owns || !self.roles.is_empty()) && listed {
            begin(&mut writer);
            writer.raw("{\"Roles\":[");
            for (index, (role, place)) in self.roles.iter().enumerate() {
                writer.raw(if index > 0 { ",\n" } else { "\n" });
                write_role(&mut writer, role, *place);
            }
            writer.raw("\n]}");
        } else {
            for (role, place) in &self.roles {
                begin(&mut writer);
                writer.raw("{\"Role\":");
                write_role(&mut writer, role, *place);
                writer.raw("}");
            }
        }
        if owns && sound && !self.some_provider_unknown {
            for list in self.provider_lists() {
                begin(&mut writer);
                writer.json(&list);
            }
        }
        for provider in &self.providers {
            begin(&mut writer);
            let mut map = provider.as_map().cloned().unwrap_or_default();
            map.entries.remove("Arn");
            writer.json(&Value::map(map).at(provider.at));
        }
        let runs = self.workloads || !self.accounts.is_empty();
        if runs && sound && !self.some_account_unknown {
            begin(&mut writer);
            let kind = Value::text("ServiceAccountList");
            let list = [
                ("apiVersion", Value::text("v1")),
                ("kind", kind),
                ("items", Value::list(self.accounts)),
            ];
            writer.json(&Value::object(list));
        } else {
            for account in &self.accounts {
                begin(&mut writer);
                writer.json(account);
            }
        }
        for other in &self.others {
            begin(&mut writer);
            writer.json(other);
        }
        writer.raw(if first { "" } else { "\n]\n" });
        writer
    }
}

/// A role with its policy as `aws iam get-role` prints it: as an object, or, where it is no sound
/// JSON, as the string that was sent.
fn write_role(writer: &mut Writer, role: &Value, place: Option<Place>) {
    let start = writer.out.len();
    writer.raw("{");
    let entries = role.as_map().into_iter().flat_map(|map| &map.entries);
    for (index, (key, entry)) in entries.enumerate() {
        writer.raw(if index > 0 { "," } else { "" });
        writer.key(key, entry.key_at);
        match (&**key, &entry.value.kind) {
            ("AssumeRolePolicyDocument", Kind::Text(text)) if json_is_sound(&text.text) => {
                writer.verbatim(&trimmed(text), entry.value.at);
            }
            _ => writer.json(&entry.value),
        }
    }
    writer.raw("}");
    writer.mark(start, place);
}

/// A heredoc's last line feed is none of the policy's.
fn trimmed(text: &Str) -> Str {
    let kept = text.text.trim_end().len();
    let mut pieces = text.pieces.to_vec();
    for piece in &mut pieces {
        let cut = piece.end.saturating_sub(kept);
        // What has the very characters of its source is cut with it.
        if piece.end - piece.start == piece.at.span.end - piece.at.span.start {
            piece.at.span.end -= cut.min(piece.end - piece.start);
        }
        piece.end -= cut.min(piece.end - piece.start);
    }
    pieces.retain(|piece| piece.start < piece.end);
    Str { text: text.text.get(..kept).unwrap_or_default().into(), pieces: pieces.into() }
}
