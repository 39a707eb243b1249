//! What is applied to the cluster: workloads, service accounts, budgets, claims, services.

mod read;
mod system;

use std::collections::BTreeMap;
use std::rc::Rc;

pub(crate) use read::read;
pub(crate) use system::titles_of_add_on;

/// Namespace and name.
pub(crate) type Key = (String, String);

/// A taint of a node.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Taint {
    pub(crate) key: String,
    pub(crate) value: String,
    /// `NoSchedule`, `NoExecute` or `PreferNoSchedule`.
    pub(crate) effect: String,
}

/// What a pod puts up with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Toleration {
    /// Empty for every key.
    pub(crate) key: String,
    /// `None` for every value.
    pub(crate) value: Option<String>,
    /// Empty for every effect.
    pub(crate) effect: String,
    /// For how long.
    pub(crate) seconds: Option<u32>,
}

impl Toleration {
    pub(crate) fn tolerates(&self, taint: &Taint) -> bool {
        (self.key.is_empty() || self.key == taint.key)
            && (self.effect.is_empty() || self.effect == taint.effect)
            && self.value.as_ref().is_none_or(|value| *value == taint.value)
    }
}

/// One expression of a selector: key, operator, values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Expression {
    pub(crate) key: String,
    pub(crate) operator: String,
    pub(crate) values: Vec<String>,
}

impl Expression {
    pub(crate) fn matches(&self, labels: &BTreeMap<String, String>) -> bool {
        let value = labels.get(&self.key);
        let listed = value.is_some_and(|value| self.values.contains(value));
        let number = |text: Option<&String>| text.and_then(|text| text.parse::<i64>().ok());
        match self.operator.as_str() {
            "In" => listed,
            "NotIn" => !listed,
            "Exists" => value.is_some(),
            "DoesNotExist" => value.is_none(),
            "Gt" => number(value) > number(self.values.first()) && value.is_some(),
            "Lt" => number(value) < number(self.values.first()) && value.is_some(),
            _ => false,
        }
    }
}

/// A selector of labels; an empty one selects everything.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Selector {
    pub(crate) expressions: Vec<Expression>,
}

impl Selector {
    pub(crate) fn matches(&self, labels: &BTreeMap<String, String>) -> bool {
        self.expressions.iter().all(|expression| expression.matches(labels))
    }
}

/// A topology spread constraint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Spread {
    pub(crate) skew: u32,
    pub(crate) key: String,
    /// Whether a pod stays pending rather than break it.
    pub(crate) hard: bool,
    pub(crate) selector: Selector,
}

/// What a pod asks for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct PodSpec {
    pub(crate) labels: BTreeMap<String, String>,
    pub(crate) account: String,
    /// In thousandths.
    pub(crate) cpu: u32,
    /// In MiB.
    pub(crate) memory: u32,
    pub(crate) images: Vec<String>,
    pub(crate) node_selector: BTreeMap<String, String>,
    /// Any of these has to match; none where nothing is asked.
    pub(crate) affinity: Vec<Selector>,
    /// No pod that matches may be in the same place: topology key and selector.
    pub(crate) apart: Vec<(String, Selector)>,
    pub(crate) tolerations: Vec<Toleration>,
    pub(crate) spread: Vec<Spread>,
    pub(crate) claims: Vec<String>,
    pub(crate) host_network: bool,
    /// Seconds in which it may end its work.
    pub(crate) grace: u32,
    /// Whether it belongs to the cluster itself.
    pub(crate) system: bool,
    /// Seconds for which it runs; none where it runs until it is ended.
    pub(crate) runs: Option<u32>,
}

/// What makes pods.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Workload {
    pub(crate) kind: String,
    pub(crate) namespace: String,
    pub(crate) name: String,
    pub(crate) replicas: u32,
    pub(crate) spec: Rc<PodSpec>,
    /// The claims that each pod of a StatefulSet gets of its own: name and GiB.
    pub(crate) claims: Vec<(String, u32)>,
}

impl Workload {
    /// Kind and name, as in `kubectl`.
    pub(crate) fn title(&self) -> String {
        format!("{}/{}", self.kind, self.name)
    }
}

/// A pod disruption budget.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Budget {
    pub(crate) selector: Selector,
    /// Number or percentage.
    pub(crate) min_available: Option<String>,
    pub(crate) max_unavailable: Option<String>,
}

/// A persistent volume claim, and the zone of its volume.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Claim {
    /// None while there is no volume.
    pub(crate) zone: Option<String>,
    pub(crate) volume: Option<String>,
    pub(crate) gib: u32,
}

/// A Service or Ingress.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Service {
    pub(crate) selector: Selector,
    /// Whether it asks for a load balancer.
    pub(crate) balanced: bool,
    pub(crate) annotations: BTreeMap<String, String>,
    pub(crate) ingress: bool,
    /// Whether calls stay in the zone of the caller where they can.
    pub(crate) close: bool,
}

/// Who may do what: a Role or ClusterRole.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Grant {
    /// Groups, resources and verbs of each rule; `*` for all.
    pub(crate) rules: Vec<(Vec<String>, Vec<String>)>,
}

/// A RoleBinding or ClusterRoleBinding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Binding {
    /// Empty for a ClusterRoleBinding.
    pub(crate) namespace: String,
    /// Kind and name of the role.
    pub(crate) role: (String, String),
    /// Kind and name of each subject.
    pub(crate) subjects: Vec<(String, String)>,
}

/// Everything that is applied.
#[derive(Debug, Clone, Default)]
pub(crate) struct Objects {
    pub(crate) workloads: BTreeMap<(String, String, String), Rc<Workload>>,
    /// The role of each service account; empty where it has none.
    pub(crate) accounts: BTreeMap<Key, String>,
    pub(crate) budgets: BTreeMap<Key, Budget>,
    pub(crate) claims: BTreeMap<Key, Claim>,
    /// The zone of each volume that was made by hand.
    pub(crate) volumes: BTreeMap<String, (Option<String>, u32)>,
    pub(crate) services: BTreeMap<Key, Service>,
    pub(crate) ingresses: BTreeMap<Key, Service>,
    pub(crate) roles: BTreeMap<(String, String, String), Grant>,
    pub(crate) bindings: BTreeMap<(String, String, String), Binding>,
    /// The rows of `aws-auth`: ARN, user name, groups.
    pub(crate) mapped: Vec<(String, String, Vec<String>)>,
}
