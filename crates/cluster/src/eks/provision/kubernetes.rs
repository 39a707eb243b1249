//! Objects of Kubernetes that Terraform makes, as the cluster gets them.

use super::{Stored, Value, World, text};
use crate::eks::objects;
use crate::terraform::{Kind, Writer};

/// Blocks that stand for an item of a list, and the name of that list.
const LISTS: [(&str, &str); 9] = [
    ("container", "containers"),
    ("env", "env"),
    ("init_container", "initContainers"),
    ("match_expressions", "matchExpressions"),
    ("port", "ports"),
    ("toleration", "tolerations"),
    ("topology_spread_constraint", "topologySpreadConstraints"),
    ("volume", "volumes"),
    ("volume_mount", "volumeMounts"),
];
/// Maps whose keys are names, not attributes.
const NAMED: [&str; 8] = [
    "annotations",
    "data",
    "labels",
    "limits",
    "match_labels",
    "node_selector",
    "requests",
    "selector",
];

/// The kind that a type of resource makes.
fn kind(resource: &str) -> Option<&'static str> {
    let name = resource.strip_prefix("kubernetes_")?;
    let name = ["_v1", "_v2"].iter().find_map(|end| name.strip_suffix(end)).unwrap_or(name);
    Some(match name {
        "cluster_role" => "ClusterRole",
        "cluster_role_binding" => "ClusterRoleBinding",
        "config_map" => "ConfigMap",
        "daemonset" | "daemon_set" => "DaemonSet",
        "deployment" => "Deployment",
        "ingress" => "Ingress",
        "job" => "Job",
        "persistent_volume" => "PersistentVolume",
        "persistent_volume_claim" => "PersistentVolumeClaim",
        "pod" => "Pod",
        "pod_disruption_budget" => "PodDisruptionBudget",
        "role" => "Role",
        "role_binding" => "RoleBinding",
        "service" => "Service",
        "service_account" => "ServiceAccount",
        "stateful_set" => "StatefulSet",
        _ => return None,
    })
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

/// A block as the object that it stands for.
fn object(value: &Value) -> Value {
    let Some(map) = value.as_map() else { return value.clone() };
    let mut made = crate::terraform::Map::default();
    for (name, entry) in &map.entries {
        let value = &entry.value;
        if value.is_null() || value.unknown_within().is_some() {
            continue;
        }
        let list = LISTS.iter().find(|(block, _)| *block == &**name);
        let single = value.items().filter(|items| items.iter().all(|item| item.as_map().is_some()));
        match (list, single) {
            (Some((_, plural)), _) => {
                let items = value.one_or_many().iter().map(object).collect();
                made.put(plural, Value::list(items));
            }
            _ if NAMED.contains(&&**name) && single.is_none() => {
                made.put(&camel(name), value.clone())
            }
            (None, Some([only])) => made.put(&camel(name), object(only)),
            (None, Some(items)) => {
                made.put(&camel(name), Value::list(items.iter().map(object).collect()));
            }
            (None, None) => made.put(&camel(name), object(value)),
        }
    }
    Value::map(made)
}

/// What a resource makes, as a manifest.
fn manifest(stored: &Stored) -> Option<String> {
    let json = |value: &Value| {
        let mut writer = Writer::default();
        writer.json(value);
        writer.out
    };
    match stored.kind.as_str() {
        "kubectl_manifest" => text(stored, &["yaml_body"]),
        "kubernetes_manifest" => stored.object.get("manifest").map(json),
        resource => {
            let kind = kind(resource)?;
            let made = object(&stored.object);
            let mut map = made.as_map()?.clone();
            map.put("kind", Value::text(kind));
            Some(json(&Value::made(Kind::Map(map.into()))))
        }
    }
}

impl World {
    pub(super) fn made_object(&mut self, stored: &Stored) {
        if stored.kind == "helm_release" {
            self.made_release(stored);
            return;
        }
        if let Some(text) = manifest(stored) {
            objects::read(&mut self.objects, &text);
        }
    }

    /// Of charts only the controller of load balancers is known.
    fn made_release(&mut self, stored: &Stored) {
        if text(stored, &["chart"]).as_deref() != Some("aws-load-balancer-controller") {
            return;
        }
        let namespace = text(stored, &["namespace"]).unwrap_or_else(|| "kube-system".to_owned());
        let manifest = format!(
            "{{kind: Deployment, metadata: {{name: aws-load-balancer-controller, namespace: \
             {namespace}}}, spec: {{replicas: 2, template: {{spec: {{serviceAccountName: \
             aws-load-balancer-controller, containers: [{{name: controller, image: \
             public.ecr.aws/eks/aws-load-balancer-controller}}]}}}}}}}}"
        );
        objects::read(&mut self.objects, &manifest);
    }

    pub(super) fn gone_object(&mut self, stored: &Stored) {
        let Some(text) = manifest(stored) else { return };
        let mut gone = objects::Objects::default();
        objects::read(&mut gone, &text);
        self.objects.remove(&gone);
    }
}

impl objects::Objects {
    /// Takes away what another set holds.
    pub(crate) fn remove(&mut self, gone: &Self) {
        self.workloads.retain(|key, _| !gone.workloads.contains_key(key));
        self.accounts.retain(|key, _| !gone.accounts.contains_key(key));
        self.budgets.retain(|key, _| !gone.budgets.contains_key(key));
        self.claims.retain(|key, _| !gone.claims.contains_key(key));
        self.services.retain(|key, _| !gone.services.contains_key(key));
        self.ingresses.retain(|key, _| !gone.ingresses.contains_key(key));
        self.roles.retain(|key, _| !gone.roles.contains_key(key));
        self.bindings.retain(|key, _| !gone.bindings.contains_key(key));
    }
}
