//! The command whose output would decide a gate that is open, where the gate itself names none.

use std::rc::Rc;

use crate::irsa::walk::Walk;
use crate::irsa::who::Who;
use crate::report::Artefacts;
use crate::source::Node;
use crate::{Gate, Reason, State};

/// What CloudTrail knows of the call: whether it is made at all, from which address, under which
/// name, by which SDK.
const EVENTS: &str = "aws cloudtrail lookup-events --max-results 5 --lookup-attributes \
    AttributeKey=EventName,AttributeValue=AssumeRoleWithWebIdentity";

pub(super) fn name(walk: &mut Walk<'_>) {
    let open = walk.decisive().filter(|check| check.state == State::Unknown);
    let open: Vec<(Gate, Rc<Reason>)> =
        open.map(|check| (check.gate, check.reason.clone())).collect();
    for (gate, reason) in open {
        let (artefact, command) = match &*reason {
            Reason::VariablesElsewhere { .. } => (Artefacts::Environment, environment(walk)),
            Reason::NetworkPolicyNarrow { endpoint, .. }
            | Reason::SecurityGroupNarrow { endpoint, .. } => {
                (Artefacts::Addresses, in_pod(walk, &format!("getent hosts {endpoint}")))
            }
            Reason::NetworkPolicyAgent { .. } | Reason::SecurityGroupAgent { .. } => {
                let asks = "curl -sS -m 5 http://169.254.170.23/v1/credentials";
                (Artefacts::Addresses, in_pod(walk, asks))
            }
            Reason::SdkSourceUnknown { .. }
            | Reason::ConditionKeyUnknown { .. }
            | Reason::GuardUnknown { .. } => (Artefacts::Events, EVENTS.to_owned()),
            Reason::EndpointElsewhere { endpoint, .. } => {
                (Artefacts::Addresses, in_pod(walk, &format!("curl -sv {endpoint}")))
            }
            Reason::BindingNotGiven { account } => {
                walk.miss_account(gate, &walk.namespace(), account);
                continue;
            }
            Reason::IssuerNotGiven => {
                walk.miss_cluster(gate);
                continue;
            }
            Reason::RolePolicyNotGiven => {
                let arn = walk.role_arn().unwrap_or_default();
                let name = arn.rsplit('/').next().unwrap_or_default();
                (Artefacts::Role, format!("aws iam get-role --role-name {name}"))
            }
            _ => continue,
        };
        walk.miss(gate, artefact, command);
    }
}

/// What prints the object that the container's variables come from, else the variables themselves.
fn environment(walk: &Walk<'_>) -> String {
    let namespace = walk.namespace();
    match source(walk) {
        Some((kind, name)) => format!("kubectl get {kind} {name} -n {namespace} -o yaml"),
        None => in_pod(walk, "env"),
    }
}

/// The first config map or secret that the container's variables come from.
fn source(walk: &Walk<'_>) -> Option<(&'static str, String)> {
    let Who::Pod(pod) = walk.who else { return None };
    let name = walk.container_name();
    let lists = ["containers", "initContainers"].into_iter();
    let nodes = lists.filter_map(|list| pod.item.node.path(&["spec", list])).flat_map(Node::items);
    let mut nodes = nodes.map(Node::resolve);
    let container = nodes.find(|node| node.get("name").and_then(Node::text) == Some(&name))?;
    let items = |key: &str| container.get(key).map(Node::items).unwrap_or_default();
    let of_variables = items("env").iter().filter_map(|variable| variable.get("valueFrom"));
    let sources = of_variables.chain(items("envFrom").iter().map(Node::resolve));
    let keys = [
        ("configMapKeyRef", "configmap"),
        ("configMapRef", "configmap"),
        ("secretKeyRef", "secret"),
        ("secretRef", "secret"),
    ];
    let named = |source: &Node| {
        keys.into_iter()
            .find_map(|(key, kind)| Some((kind, source.path(&[key, "name"])?.text()?.to_string())))
    };
    sources.into_iter().find_map(named)
}

/// What runs a command in the container that asks.
fn in_pod(walk: &Walk<'_>, command: &str) -> String {
    let pod = match walk.who {
        Who::Pod(pod) => match &pod.item.owner {
            Some(owner) => format!("{}/{}", owner.kind.to_ascii_lowercase(), owner.name),
            None => pod.item.metadata.name.value.to_string(),
        },
        _ => "NAME".to_owned(),
    };
    let container = walk.container_name();
    let container = if container.is_empty() { String::new() } else { format!(" -c {container}") };
    format!("kubectl exec {pod} -n {}{container} -- {command}", walk.namespace())
}
