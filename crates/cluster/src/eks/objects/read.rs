//! Manifests as objects of the simulation.

use std::collections::BTreeMap;
use std::rc::Rc;

use irsa_engine::source::{self, Node};

use super::{
    Binding, Budget, Claim, Expression, Grant, Objects, PodSpec, Selector, Service, Spread,
    Toleration, Workload,
};

/// Seconds in which a pod ends its work where it says nothing else; it may take up to thirty.
const GRACE: u32 = 5;

fn text(node: &Node, path: &[&str]) -> String {
    node.path(path).and_then(Node::text).map(|text| text.to_string()).unwrap_or_default()
}

fn number(node: &Node, path: &[&str]) -> Option<u32> {
    node.path(path)?.text()?.parse().ok()
}

fn pairs(node: Option<&Node>) -> BTreeMap<String, String> {
    let entries = node.map(Node::entries).unwrap_or_default();
    let pairs = entries
        .iter()
        .filter_map(|entry| Some((entry.key.to_string(), entry.value.text()?.to_string())));
    pairs.collect()
}

fn items<'n>(node: &'n Node, path: &[&str]) -> &'n [Node] {
    node.path(path).map(Node::items).unwrap_or_default()
}

fn words(node: &Node, path: &[&str]) -> Vec<String> {
    items(node, path).iter().filter_map(Node::text).map(|text| text.to_string()).collect()
}

/// Thousandths of a CPU.
pub(crate) fn millis(quantity: &str) -> u32 {
    let (digits, factor) = match quantity.strip_suffix('m') {
        Some(digits) => (digits, 1),
        None => (quantity, 1_000),
    };
    thousandths(digits, factor)
}

/// MiB of a quantity of memory, rounded up.
pub(crate) fn mebibytes(quantity: &str) -> u32 {
    const UNITS: [(&str, u64); 9] = [
        ("Ki", 1 << 10),
        ("Mi", 1 << 20),
        ("Gi", 1 << 30),
        ("Ti", 1 << 40),
        ("k", 1_000),
        ("M", 1_000_000),
        ("G", 1_000_000_000),
        ("T", 1_000_000_000_000),
        ("", 1),
    ];
    let unit = UNITS.iter().find_map(|(unit, bytes)| Some((quantity.strip_suffix(unit)?, *bytes)));
    let (digits, bytes) = unit.unwrap_or((quantity, 1));
    let thousandths = u64::from(thousandths(digits, 1_000));
    let bytes = thousandths.saturating_mul(bytes) / 1_000;
    u32::try_from(bytes.div_ceil(1 << 20)).unwrap_or(u32::MAX)
}

/// A decimal number times a factor.
fn thousandths(digits: &str, factor: u32) -> u32 {
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let whole: u32 = whole.parse().unwrap_or(0);
    let part: String = part.chars().chain("000".chars()).take(3).collect();
    let part: u32 = part.parse().unwrap_or(0);
    whole.saturating_mul(factor).saturating_add(part * factor / 1_000)
}

fn expressions(node: Option<&Node>) -> Vec<Expression> {
    let items = node.map(Node::items).unwrap_or_default();
    let read = items.iter().map(|item| Expression {
        key: text(item, &["key"]),
        operator: text(item, &["operator"]),
        values: words(item, &["values"]),
    });
    read.collect()
}

fn equal(labels: BTreeMap<String, String>) -> impl Iterator<Item = Expression> {
    labels.into_iter().map(|(key, value)| Expression {
        key,
        operator: "In".to_owned(),
        values: vec![value],
    })
}

fn selector(node: Option<&Node>) -> Selector {
    let Some(node) = node else { return Selector::default() };
    let labels = equal(pairs(node.get("matchLabels")));
    Selector { expressions: labels.chain(expressions(node.get("matchExpressions"))).collect() }
}

/// The larger of what init containers ask for one by one and what the others ask for together.
fn requests(spec: &Node) -> (u32, u32) {
    let of = |container: &Node| {
        let asked = |name: &str| {
            let request = text(container, &["resources", "requests", name]);
            match request.is_empty() {
                true => text(container, &["resources", "limits", name]),
                false => request,
            }
        };
        (millis(&asked("cpu")), mebibytes(&asked("memory")))
    };
    let all = |path: &str| items(spec, &[path]).iter().map(of).collect::<Vec<_>>();
    let (init, main) = (all("initContainers"), all("containers"));
    let largest = |pick: fn(&(u32, u32)) -> u32| {
        let most = init.iter().map(pick).max().unwrap_or(0);
        most.max(main.iter().map(pick).sum())
    };
    (largest(|one| one.0), largest(|one| one.1))
}

fn pod_spec(template: &Node, runs: Option<u32>) -> PodSpec {
    let none = Node::scalar("", source::Style::Plain, source::Span::at(0));
    let spec = template.get("spec").unwrap_or(&none);
    let (cpu, memory) = requests(spec);
    let account = text(spec, &["serviceAccountName"]);
    let containers = items(spec, &["containers"]);
    let affinity = ["affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution"];
    let terms = spec.path(&affinity).and_then(|node| node.get("nodeSelectorTerms"));
    let terms = terms.map(Node::items).unwrap_or_default();
    let apart = ["affinity", "podAntiAffinity", "requiredDuringSchedulingIgnoredDuringExecution"];
    let volumes = items(spec, &["volumes"]).iter();
    PodSpec {
        labels: pairs(template.path(&["metadata", "labels"])),
        account: if account.is_empty() { "default".to_owned() } else { account },
        cpu,
        memory,
        images: containers.iter().map(|one| text(one, &["image"])).collect(),
        node_selector: pairs(spec.get("nodeSelector")),
        affinity: terms
            .iter()
            .map(|term| Selector { expressions: expressions(term.get("matchExpressions")) })
            .collect(),
        apart: items(spec, &apart)
            .iter()
            .map(|term| (text(term, &["topologyKey"]), selector(term.get("labelSelector"))))
            .collect(),
        tolerations: items(spec, &["tolerations"]).iter().map(toleration).collect(),
        spread: items(spec, &["topologySpreadConstraints"]).iter().map(spread).collect(),
        claims: volumes
            .map(|volume| text(volume, &["persistentVolumeClaim", "claimName"]))
            .filter(|name| !name.is_empty())
            .collect(),
        host_network: spec.get("hostNetwork").and_then(Node::boolean) == Some(true),
        grace: number(spec, &["terminationGracePeriodSeconds"]).map_or(GRACE, |max| max.min(GRACE)),
        system: false,
        runs,
    }
}

fn toleration(node: &Node) -> Toleration {
    let exists = text(node, &["operator"]) == "Exists";
    Toleration {
        key: text(node, &["key"]),
        value: (!exists).then(|| text(node, &["value"])),
        effect: text(node, &["effect"]),
        seconds: number(node, &["tolerationSeconds"]),
    }
}

fn spread(node: &Node) -> Spread {
    Spread {
        skew: number(node, &["maxSkew"]).unwrap_or(1),
        key: text(node, &["topologyKey"]),
        hard: text(node, &["whenUnsatisfiable"]) != "ScheduleAnyway",
        selector: selector(node.get("labelSelector")),
    }
}

/// Adds the objects of a text. A document that can't be read is left out; the engine says why.
pub(crate) fn read(objects: &mut Objects, manifests: &str) {
    for document in &source::read(manifests).documents {
        add(objects, &document.root, 0);
    }
}

/// How deep lists of lists are followed.
const DEPTH: usize = 4;

fn add(objects: &mut Objects, object: &Node, depth: usize) {
    let kind = text(object, &["kind"]);
    let namespace = text(object, &["metadata", "namespace"]);
    let namespace = if namespace.is_empty() { "default".to_owned() } else { namespace };
    let name = text(object, &["metadata", "name"]);
    let key = (namespace, name.clone());
    match kind.as_str() {
        "List" if depth < DEPTH => {
            items(object, &["items"]).iter().for_each(|item| add(objects, item, depth + 1));
        }
        _ if name.is_empty() => {}
        "ServiceAccount" => {
            let annotations = pairs(object.path(&["metadata", "annotations"]));
            let role = annotations.get("eks.amazonaws.com/role-arn").cloned();
            objects.accounts.insert(key, role.unwrap_or_default());
        }
        "PodDisruptionBudget" => {
            let amount = |name: &str| Some(text(object, &["spec", name])).filter(|t| !t.is_empty());
            let budget = Budget {
                selector: selector(object.path(&["spec", "selector"])),
                min_available: amount("minAvailable"),
                max_unavailable: amount("maxUnavailable"),
            };
            objects.budgets.insert(key, budget);
        }
        "PersistentVolume" => {
            objects.volumes.insert(name, volume(object));
        }
        "PersistentVolumeClaim" => {
            let volume =
                Some(text(object, &["spec", "volumeName"])).filter(|name| !name.is_empty());
            let asked = text(object, &["spec", "resources", "requests", "storage"]);
            let claim = Claim { zone: None, volume, gib: mebibytes(&asked) / 1_024 };
            objects.claims.entry(key).or_insert(claim);
        }
        "Service" => {
            objects.services.insert(key, service(object, &kind));
        }
        "Ingress" => {
            objects.ingresses.insert(key, service(object, &kind));
        }
        "Role" | "ClusterRole" | "RoleBinding" | "ClusterRoleBinding" => {
            access(objects, object, kind, key);
        }
        "ConfigMap" if name == "aws-auth" => mapped(objects, object),
        _ => workload(objects, object, kind, key),
    }
}

/// The zone of a volume, and its GiB.
fn volume(object: &Node) -> (Option<String>, u32) {
    let label = text(object, &["metadata", "labels", "topology.kubernetes.io/zone"]);
    let terms = ["spec", "nodeAffinity", "required", "nodeSelectorTerms"];
    let terms = items(object, &terms).iter();
    let of_terms = terms
        .flat_map(|term| expressions(term.get("matchExpressions")))
        .find(|one| one.key.contains("zone"))
        .and_then(|one| one.values.into_iter().next());
    let zone = of_terms.or(Some(label).filter(|label| !label.is_empty()));
    (zone, mebibytes(&text(object, &["spec", "capacity", "storage"])) / 1_024)
}

/// What RBAC is told.
fn access(objects: &mut Objects, object: &Node, kind: String, (namespace, name): super::Key) {
    let namespace = if kind.starts_with("Cluster") { String::new() } else { namespace };
    if kind.ends_with("Role") {
        let rules = items(object, &["rules"]).iter();
        let rules = rules.map(|rule| (words(rule, &["resources"]), words(rule, &["verbs"])));
        let grant = Grant { rules: rules.collect() };
        objects.roles.insert((kind, namespace, name), grant);
        return;
    }
    let subjects = items(object, &["subjects"]).iter();
    let subjects = subjects.map(|one| (text(one, &["kind"]), text(one, &["name"])));
    let binding = Binding {
        namespace: namespace.clone(),
        role: (text(object, &["roleRef", "kind"]), text(object, &["roleRef", "name"])),
        subjects: subjects.collect(),
    };
    objects.bindings.insert((kind, namespace, name), binding);
}

/// The rows of `aws-auth`.
fn mapped(objects: &mut Objects, object: &Node) {
    for rows in ["mapRoles", "mapUsers"] {
        let rows = text(object, &["data", rows]);
        let tree = source::read(&rows);
        let rows = tree.documents.iter().flat_map(|document| document.root.items());
        objects.mapped.extend(rows.map(|row| {
            let arn = ["rolearn", "userarn"].map(|name| text(row, &[name])).concat();
            (arn, text(row, &["username"]), words(row, &["groups"]))
        }));
    }
}

fn service(object: &Node, kind: &str) -> Service {
    let annotations = pairs(object.path(&["metadata", "annotations"]));
    let topology = annotations.get("service.kubernetes.io/topology-mode").map(String::as_str);
    let distribution = text(object, &["spec", "trafficDistribution"]);
    Service {
        selector: Selector {
            expressions: equal(pairs(object.path(&["spec", "selector"]))).collect(),
        },
        balanced: kind == "Ingress" || text(object, &["spec", "type"]) == "LoadBalancer",
        ingress: kind == "Ingress",
        close: topology == Some("Auto") || distribution.starts_with("Prefer"),
        annotations,
    }
}

fn workload(objects: &mut Objects, object: &Node, kind: String, (namespace, name): super::Key) {
    let (template, runs) = match kind.as_str() {
        "Deployment" | "ReplicaSet" | "StatefulSet" | "DaemonSet" => {
            (object.path(&["spec", "template"]), None)
        }
        "Job" => (object.path(&["spec", "template"]), Some(30)),
        "Pod" => (Some(object), None),
        _ => return,
    };
    let Some(template) = template else { return };
    let claims = items(object, &["spec", "volumeClaimTemplates"]).iter();
    let claims = claims.map(|claim| {
        let asked = text(claim, &["spec", "resources", "requests", "storage"]);
        (text(claim, &["metadata", "name"]), mebibytes(&asked) / 1_024)
    });
    let count = ["replicas", "completions"].iter().find_map(|at| number(object, &["spec", at]));
    let made = Workload {
        replicas: count.unwrap_or(1),
        spec: Rc::new(pod_spec(template, runs)),
        claims: claims.collect(),
        kind: kind.clone(),
        namespace: namespace.clone(),
        name: name.clone(),
    };
    objects.workloads.insert((kind, namespace, name), Rc::new(made));
}
