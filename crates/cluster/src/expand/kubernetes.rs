//! Objects of Kubernetes that Terraform makes.

use irsa_engine::source::yaml;

use crate::terraform::{Kind, Map, Sources, Str, Value, tree};

/// What a resource makes in the cluster.
pub(super) enum Rendered {
    /// A service account.
    Account(Value),
    /// Another object.
    Other(Value),
    /// Something that is not known, and may be a service account.
    Unknown,
    /// Nothing that bears on a role.
    Nothing,
}

/// The object that a resource of that type makes.
pub(super) fn object(sources: &Sources, kind: &str, from: &Value) -> Rendered {
    let name = kind.strip_prefix("kubernetes_").map(|name| name.trim_end_matches("_v1"));
    match (kind, name) {
        (_, Some("service_account")) => account(from),
        (_, Some("annotations")) => annotations(from),
        (_, Some("manifest")) => manifest(from.get("manifest").cloned()),
        ("kubectl_manifest", _) => match from.get("yaml_body").and_then(Value::as_str) {
            Some(text) => manifest(parsed(sources, text)),
            None => Rendered::Unknown,
        },
        (_, Some(name)) => match workload(name) {
            Some((kind, version)) => pods(from, kind, version),
            None => Rendered::Nothing,
        },
        _ => Rendered::Nothing,
    }
}

fn parsed(sources: &Sources, text: &Str) -> Option<Value> {
    let parsed = yaml::parse(&text.text);
    parsed.documents.first().map(|document| tree(sources, &document.root, text))
}

/// The types whose pods run as a service account: kind and API version.
fn workload(name: &str) -> Option<(&'static str, &'static str)> {
    Some(match name {
        "pod" => ("Pod", "v1"),
        "deployment" => ("Deployment", "apps/v1"),
        "stateful_set" => ("StatefulSet", "apps/v1"),
        "daemonset" | "daemon_set" => ("DaemonSet", "apps/v1"),
        "job" => ("Job", "batch/v1"),
        "cron_job" => ("CronJob", "batch/v1"),
        _ => return None,
    })
}

fn manifest(object: Option<Value>) -> Rendered {
    let Some(object) = object else { return Rendered::Unknown };
    if object.unknown_within().is_some() {
        return Rendered::Unknown;
    }
    match object.get("kind").and_then(Value::as_text).as_deref() {
        Some("ServiceAccount") => Rendered::Account(object),
        Some("Namespace") | None => Rendered::Nothing,
        Some(_) => Rendered::Other(object),
    }
}

/// `metadata` with the attributes that Kubernetes has.
fn metadata(block: &Value) -> Option<Value> {
    let mut map = Map::default();
    for name in ["name", "namespace", "annotations", "labels"] {
        let Some(value) = block.get(name).filter(|value| !value.is_null()) else { continue };
        if value.unknown_within().is_some() && name != "labels" {
            return None;
        }
        map.put(name, value.clone());
    }
    map.get("name")?;
    Some(Value::map(map).at(block.at))
}

/// A service account of that metadata.
pub(super) fn service_account(metadata: Value) -> Value {
    Value::object([
        ("apiVersion", Value::text("v1")),
        ("kind", Value::text("ServiceAccount")),
        ("metadata", metadata),
    ])
}

fn account(from: &Value) -> Rendered {
    match from.path(&["metadata", "0"]).and_then(metadata) {
        Some(metadata) => Rendered::Account(service_account(metadata)),
        None => Rendered::Unknown,
    }
}

/// `kubernetes_annotations` on a service account that somebody else made.
fn annotations(from: &Value) -> Rendered {
    if from.get("kind").and_then(Value::as_text).as_deref() != Some("ServiceAccount") {
        return Rendered::Nothing;
    }
    let block = from.path(&["metadata", "0"]);
    let annotations = from.get("annotations").filter(|value| value.unknown_within().is_none());
    let (Some(mut block), Some(annotations)) =
        (block.and_then(Value::as_map).cloned(), annotations)
    else {
        return Rendered::Unknown;
    };
    block.put("annotations", annotations.clone());
    match metadata(&Value::map(block)) {
        Some(metadata) => Rendered::Account(service_account(metadata)),
        None => Rendered::Unknown,
    }
}

/// The names that Terraform's provider writes otherwise than Kubernetes, and those of lists.
const LISTS: [(&str, &str); 4] = [
    ("container", "containers"),
    ("init_container", "initContainers"),
    ("volume", "volumes"),
    ("volume_mount", "volumeMounts"),
];

/// A pod, or a workload that makes some.
fn pods(from: &Value, kind: &str, version: &str) -> Rendered {
    let Some(metadata) = from.path(&["metadata", "0"]).and_then(metadata) else {
        return Rendered::Nothing;
    };
    let path: &[&str] = match kind {
        "Pod" => &["spec", "0"],
        "CronJob" => &["spec", "0", "job_template", "0", "spec", "0", "template", "0", "spec", "0"],
        _ => &["spec", "0", "template", "0", "spec", "0"],
    };
    let Some(spec) = from.path(path) else { return Rendered::Nothing };
    let spec = pod_spec(spec);
    let template = |spec: Value| Value::object([("spec", spec)]);
    let spec = match kind {
        "Pod" => spec,
        "CronJob" => {
            let job = template(Value::object([("template", template(spec))]));
            Value::object([("jobTemplate", job)])
        }
        _ => Value::object([("template", template(spec))]),
    };
    let object = [
        ("apiVersion", Value::text(version)),
        ("kind", Value::text(kind)),
        ("metadata", metadata),
        ("spec", spec),
    ];
    Rendered::Other(Value::object(object))
}

fn pod_spec(block: &Value) -> Value {
    let mut map = Map::default();
    for (name, entry) in block.as_map().into_iter().flat_map(|map| &map.entries) {
        let list = LISTS.iter().find(|(block, _)| *block == &**name);
        let value = match list {
            Some(_) => {
                let items = entry.value.one_or_many().iter().map(pod_spec);
                Value::list(items.collect()).at(entry.value.at)
            }
            None => match &**name {
                "service_account_name"
                | "automount_service_account_token"
                | "name"
                | "image"
                | "mount_path"
                | "read_only"
                | "value"
                | "host_network" => entry.value.clone(),
                "env" => Value::list(entry.value.one_or_many().iter().map(pod_spec).collect()),
                _ => continue,
            },
        };
        if value.unknown_within().is_some() || value.is_null() {
            continue;
        }
        let key = list.map_or_else(|| camel(name), |(_, key)| (*key).to_owned());
        let key_at = entry.key_at;
        map.entries.insert(key.as_str().into(), crate::terraform::Entry { key_at, value });
    }
    Value::map(map).at(block.at)
}

/// `service_account_name` as `serviceAccountName`.
fn camel(name: &str) -> String {
    let mut parts = name.split('_');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |mut made, part| {
        let mut chars = part.chars();
        made.extend(chars.next().map(|char| char.to_ascii_uppercase()));
        made.push_str(chars.as_str());
        made
    })
}

/// The service accounts that EKS add-ons annotate with their role: add-on, namespace, account.
///
/// Source: <https://docs.aws.amazon.com/eks/latest/userguide/workloads-add-ons-available-eks.html>.
const ADDONS: [(&str, &str, &str); 8] = [
    ("vpc-cni", "kube-system", "aws-node"),
    ("aws-ebs-csi-driver", "kube-system", "ebs-csi-controller-sa"),
    ("aws-efs-csi-driver", "kube-system", "efs-csi-controller-sa"),
    ("aws-fsx-csi-driver", "kube-system", "fsx-csi-controller-sa"),
    ("aws-mountpoint-s3-csi-driver", "kube-system", "s3-csi-driver-sa"),
    ("amazon-cloudwatch-observability", "amazon-cloudwatch", "cloudwatch-agent"),
    ("cert-manager", "cert-manager", "cert-manager"),
    ("external-dns", "external-dns", "external-dns"),
];

/// The accounts of an add-on that it associates with a role by Pod Identity, each with its
/// association. An add-on that is not known lives in `kube-system`, as most do.
pub(super) fn associations(from: &Value) -> Vec<(Value, Value)> {
    let name = from.get("addon_name").and_then(Value::as_text).unwrap_or_default();
    let blocks = from.get("pod_identity_association").map(Value::one_or_many).unwrap_or_default();
    let one = |block: &Value| {
        let account = block.get("service_account").filter(|account| account.as_text().is_some())?;
        let known = ADDONS.iter().find(|(addon, ..)| *addon == &*name);
        let namespace = known.map_or("kube-system", |(_, namespace, _)| namespace);
        let mut association = Map::default();
        association.put("namespace", Value::text(namespace));
        association.put("serviceAccount", account.clone());
        for (name, key) in [("cluster_name", "clusterName"), ("role_arn", "roleArn")] {
            let value = block.get(name).or(from.get(name));
            if let Some(value) = value.filter(|value| value.unknown_within().is_none()) {
                association.put(key, value.clone());
            }
        }
        let names = [("name", account.clone()), ("namespace", Value::text(namespace))];
        let made = service_account(Value::object(names).at(block.at));
        Some((made, Value::object([("association", Value::map(association).at(block.at))])))
    };
    blocks.iter().filter_map(one).collect()
}

/// The service account of an add-on that was given a role.
pub(super) fn addon(from: &Value) -> Option<Value> {
    let name = from.get("addon_name").and_then(Value::as_text)?;
    let (_, namespace, account) = ADDONS.iter().find(|(addon, ..)| *addon == &*name)?;
    let role = from.get("service_account_role_arn").filter(|role| !role.is_null())?;
    if !matches!(role.kind, Kind::Text(_)) {
        return None;
    }
    let annotations = Value::object([("eks.amazonaws.com/role-arn", role.clone())]);
    Some(service_account(Value::object([
        ("name", Value::text(*account)),
        ("namespace", Value::text(*namespace)),
        ("annotations", annotations),
    ])))
}
