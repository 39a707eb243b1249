//! What each type of resource adds to what is configured, and which changes make a new one.

mod objects;
mod table;

use std::rc::Rc;

use super::facts::{Facts, digits};
use super::value::{Map, Value, Why};

pub(crate) use table::schema;

/// What is known of a type of resource.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Schema {
    /// The type, as `aws_iam_role`.
    pub(crate) kind: &'static str,
    /// The attributes that can't be changed: a change makes a new one. A dot leads into a block.
    pub(crate) fixed: &'static [&'static str],
    /// Those that can be added and not be taken away: that makes a new one.
    pub(crate) kept: &'static [&'static str],
    /// Those that AWS chooses where nobody sets them: no longer set they keep their value.
    pub(crate) computed: &'static [&'static str],
    /// The attributes that are there where nobody sets them.
    pub(crate) defaults: &'static [(&'static str, &'static str)],
    /// The attributes that the apply makes, from those before: `{name}` stands for an attribute.
    pub(crate) made: &'static [(&'static str, &'static str)],
    /// Seconds that it takes to create, change and destroy one.
    pub(crate) seconds: [u32; 3],
}

/// Names that stand for a prefix and what AWS puts behind it.
const PREFIXES: [(&str, &str); 3] = [
    ("name", "name_prefix"),
    ("node_group_name", "node_group_name_prefix"),
    ("cluster_name", "cluster_name_prefix"),
];

/// The attributes of a resource as if applied. `generation` counts those that were at its address
/// before: each gets other ids.
pub(crate) fn applied(
    kind: &str,
    address: &str,
    config: &Map,
    facts: &Facts,
    generation: u32,
) -> Map {
    let mut map = config.clone();
    map.of = Some(address.into());
    let seed = if generation > 0 { format!("{address}#{generation}") } else { address.to_owned() };
    let Some(schema) = schema(kind) else { return map };
    for (name, prefix) in PREFIXES {
        let absent = map.get(name).is_none_or(Value::is_null);
        if let Some(prefix) = map.get(prefix).filter(|prefix| absent && !prefix.is_null()) {
            let value = match prefix.as_text() {
                Some(prefix) => Value::text(format!("{prefix}{}", suffix(&seed))),
                None => Value::unknown(prefix.why_unknown().unwrap_or(Why::NotModelled)),
            };
            map.put(name, value);
        }
    }
    for (name, default) in schema.defaults {
        if map.get(name).is_none_or(Value::is_null) {
            map.put(name, literal(default));
        }
    }
    for (name, template) in schema.made {
        if map.get(name).is_none_or(Value::is_null) {
            let value = fill(template, &seed, &map, facts);
            map.put(name, value);
        }
    }
    nested(kind, &seed, &mut map, facts);
    map
}

/// What AWS puts behind a prefix: 26 digits that are the same for the same address.
fn suffix(seed: &str) -> String {
    let digits = digits(seed, 10);
    let number: String = digits.bytes().map(|byte| char::from(b'0' + byte % 10)).collect();
    format!("2026010100000000{number}")
}

/// A default as a value.
fn literal(text: &str) -> Value {
    match text {
        "true" => Value::bool(true),
        "false" => Value::bool(false),
        text => match text.parse() {
            Ok(number) => Value::number(number),
            Err(_) => Value::text(text),
        },
    }
}

/// A template with the attributes in it; not known where one of them is not.
fn fill(template: &str, seed: &str, map: &Map, facts: &Facts) -> Value {
    let mut out = String::new();
    let mut rest = template;
    while let Some((before, behind)) = rest.split_once('{') {
        out.push_str(before);
        let (name, after) = behind.split_once('}').unwrap_or((behind, ""));
        rest = after;
        let known: Option<Rc<str>> = match name {
            "partition" => Some(facts.partition().into()),
            "account" => Some(facts.account.as_str().into()),
            "region" => Some(facts.region.as_str().into()),
            "suffix" => Some(facts.dns_suffix().into()),
            "eks" => {
                let (partition, region) = (facts.partition(), &facts.region);
                Some(format!("arn:{partition}:eks:{region}:{}", facts.account).into())
            }
            "hash" => Some(format!("0{}", digits(seed, 16)).into()),
            "ID" => Some(digits(seed, 17).to_uppercase().into()),
            name => {
                let value = map.get(name);
                if let Some(why) = value.and_then(Value::why_unknown) {
                    return Value::unknown(why);
                }
                value.and_then(Value::as_text)
            }
        };
        match known {
            Some(text) => out.push_str(&text),
            None => return Value::unknown(Why::NotModelled),
        }
    }
    out.push_str(rest);
    Value::text(out)
}

/// What a template can't say: attributes within blocks.
fn nested(kind: &str, address: &str, map: &mut Map, facts: &Facts) {
    match kind {
        "aws_eks_cluster" => {
            let cluster = map.get("name").and_then(Value::as_text);
            let generation = address.split_once('#').map_or("", |(_, number)| number);
            let issuer = cluster.as_deref().map(|name| facts.issuer_of(name, generation));
            cluster_blocks(address, map, issuer);
        }
        "aws_iam_openid_connect_provider" => {
            // IAM keeps the URL without its scheme, and that is what the provider then reads.
            let url = map.entries.get("url").cloned();
            if let Some(mut entry) = url
                && let Some(text) = entry.value.as_text()
                && let Some(bare) = text.strip_prefix("https://")
            {
                entry.value = Value::text(bare).at(entry.value.at);
                map.entries.insert("url".into(), entry);
            }
            let arn = fill("arn:{partition}:iam::{account}:oidc-provider/{url}", "", map, facts);
            map.put("arn", arn.clone());
            map.put("id", arn);
        }
        kind if is_kubernetes(kind) => kubernetes(kind, map),
        "terraform_data" => {
            let input = map.get("input").cloned().unwrap_or(Value::null());
            map.put("output", input);
        }
        "aws_launch_template" => map.put("latest_version", Value::number(1.0)),
        _ => {}
    }
}

fn cluster_blocks(address: &str, map: &mut Map, issuer: Option<String>) {
    let unknown = || Value::unknown(Why::NotModelled);
    let issuer = issuer.map_or_else(unknown, Value::text);
    let oidc = Value::list(vec![Value::object([("issuer", issuer)])]);
    map.put("identity", Value::list(vec![Value::object([("oidc", oidc)])]));
    // "EXAMPLE" in base64.
    let authority = Value::object([("data", Value::text("RVhBTVBMRQ=="))]);
    map.put("certificate_authority", Value::list(vec![authority]));
    let group = Value::text(format!("sg-0{}", digits(&format!("{address}.sg"), 16)));
    let vpc = Value::text(format!("vpc-0{}", digits(&format!("{address}.vpc"), 16)));
    let mut block = map.path(&["vpc_config", "0"]).and_then(Value::as_map).cloned();
    let block_map = block.get_or_insert_default();
    block_map.put("cluster_security_group_id", group);
    block_map.put("vpc_id", vpc);
    let at = map.path(&["vpc_config", "0"]).and_then(|block| block.at);
    map.put("vpc_config", Value::list(vec![Value::map(block.unwrap_or_default()).at(at)]));
}

impl Map {
    /// The value at the end of a path.
    pub(crate) fn path(&self, path: &[&str]) -> Option<&Value> {
        let (first, rest) = path.split_first()?;
        self.get(first)?.path(rest)
    }
}

/// Whether it is an object of Kubernetes with a `metadata` block.
pub(crate) fn is_kubernetes(kind: &str) -> bool {
    kind.starts_with("kubernetes_") && kind != "kubernetes_manifest"
}

/// The objects that lie in no namespace.
const OF_CLUSTER: [&str; 6] = [
    "kubernetes_namespace",
    "kubernetes_cluster_role",
    "kubernetes_cluster_role_binding",
    "kubernetes_persistent_volume",
    "kubernetes_storage_class",
    "kubernetes_priority_class",
];

/// `metadata` with its default namespace, and the id made of both names.
fn kubernetes(kind: &str, map: &mut Map) {
    let namespaced = !OF_CLUSTER.contains(&kind.trim_end_matches("_v1"));
    let Some(first) = map.path(&["metadata", "0"]) else { return };
    let (Some(metadata), at) = (first.as_map(), first.at) else { return };
    let mut metadata = metadata.clone();
    if namespaced && metadata.get("namespace").is_none_or(Value::is_null) {
        metadata.put("namespace", Value::text("default"));
    }
    if let (None, Some(prefix)) = (metadata.get("name"), metadata.get("generate_name")) {
        let name = prefix.as_text().map(|prefix| Value::text(format!("{prefix}x7k2p")));
        metadata.put("name", name.unwrap_or(Value::unknown(Why::NotModelled)));
    }
    let text = |name: &str| metadata.get(name).and_then(Value::as_text);
    let id = match text("name") {
        Some(name) if !namespaced => Some(name),
        name => text("namespace").zip(name).map(|(ns, name)| format!("{ns}/{name}").into()),
    };
    if let Some(id) = id {
        map.put("id", Value::text(id));
    }
    map.put("metadata", Value::list(vec![Value::map(metadata).at(at)]));
}
