//! Can the pod reach STS? Network policies, a proxy and the partition say more than the settings
//! alone.

use super::process;
use crate::iam::context::Context;
use crate::iam::value::Value;
use crate::iam::{Operator, Version, operator::Test};
use crate::irsa::walk::Walk;
use crate::irsa::world::Given;
use crate::k8s::pod::Pod;
use crate::report::Assumed;
use crate::source::Node;
use crate::{Check, Gate, Place, Reason, Span, State, Step, Text};

/// The port of STS.
const HTTPS: i64 = 443;

pub(super) fn judge(walk: &mut Walk<'_>) {
    if walk.world.settings.sts.unreachable.is_none() {
        let checks = [policies(walk), partition(walk)];
        let mut stopped = false;
        for check in checks.into_iter().flatten() {
            stopped = true;
            walk.record(check);
        }
        if stopped {
            return;
        }
        if let Some(proxy) = process::value(walk, "HTTPS_PROXY") {
            walk.assume(Assumed::Network, proxy);
        }
    }
    crate::irsa::network::judge(walk);
}

fn check(step: Step, state: State, reason: Reason) -> Check {
    Check::new(Gate::Network, step, state, reason)
}

/// A role of one partition can't be had from another one's endpoints.
fn partition(walk: &Walk<'_>) -> Option<Check> {
    let role = walk.role.as_ref()?;
    let actual = walk.partition();
    walk.world.region()?;
    let expected = partition_of(&walk.region);
    let is_known = ["aws", "aws-cn", "aws-us-gov"].contains(&&*actual);
    if !is_known || *actual == *expected {
        return None;
    }
    let reason = Reason::PartitionDiffers { expected: expected.into(), actual };
    Some(check(Step::StsReached, State::Fail, reason).at(role.place))
}

/// The partition that a region belongs to.
fn partition_of(region: &str) -> &'static str {
    let starts = [("cn-", "aws-cn"), ("us-gov-", "aws-us-gov")];
    starts.into_iter().find(|(start, _)| region.starts_with(start)).map_or("aws", |(_, it)| it)
}

/// What the policies that select the pod let out.
struct Way {
    /// The first of the policies.
    policy: Text,
    place: Place,
    /// The address blocks with what is taken out of each; none where everything is let out.
    blocks: Option<Vec<(Text, Vec<Text>)>>,
}

/// Whether network policies keep the pod from STS. Where none selects it, nothing does.
fn policies(walk: &Walk<'_>) -> Option<Check> {
    let way = way(walk)?;
    let blocks = way.blocks?;
    let addresses = super::options::node(walk, &["addresses"]);
    let addresses: Vec<Text> =
        addresses.iter().flat_map(Node::one_or_many).filter_map(Node::text).cloned().collect();
    let let_out = |address: &Text| {
        blocks.iter().any(|(block, except)| {
            contains(block, address) && !except.iter().any(|block| contains(block, address))
        })
    };
    if blocks.iter().any(|(block, except)| block.ends_with("/0") && except.is_empty()) {
        return None;
    }
    let policy = way.policy;
    let host: Text = format!("sts.{}.amazonaws.com", walk.region).into();
    let (state, reason) = match addresses.iter().find(|address| !let_out(address)) {
        Some(address) => {
            (State::Fail, Reason::NetworkPolicyBlocks { policy, endpoint: address.clone() })
        }
        None if !addresses.is_empty() => return None,
        None if blocks.is_empty() => {
            (State::Fail, Reason::NetworkPolicyBlocks { policy, endpoint: host })
        }
        None => (State::Unknown, Reason::NetworkPolicyNarrow { policy, endpoint: host }),
    };
    Some(check(Step::StsReached, state, reason).at(way.place))
}

fn way(walk: &Walk<'_>) -> Option<Way> {
    let pod = walk.process.pod.as_ref()?;
    let namespace = walk.namespace();
    let selecting: Vec<Given<'_, Node>> = walk
        .world
        .others
        .iter()
        .filter(|other| selects(other.item, pod, &namespace))
        .copied()
        .collect();
    let first = selecting.first()?;
    let name = first.item.path(&["metadata", "name"]).and_then(Node::text).cloned();
    let mut blocks = Some(Vec::new());
    for rule in selecting.iter().filter_map(|it| it.item.path(&["spec", "egress"])) {
        for rule in rule.items().iter().map(Node::resolve).filter(|rule| lets_https(rule)) {
            let to = rule.get("to").map(Node::items).unwrap_or_default();
            if to.is_empty() {
                blocks = None;
            }
            let found = to.iter().filter_map(|to| to.get("ipBlock")).filter_map(block);
            if let Some(blocks) = &mut blocks {
                blocks.extend(found);
            }
        }
    }
    Some(Way { policy: name.unwrap_or_default(), place: first.place(first.span), blocks })
}

fn block(node: &Node) -> Option<(Text, Vec<Text>)> {
    let except = node.get("except").map(Node::items).unwrap_or_default();
    let except = except.iter().filter_map(Node::text).cloned().collect();
    Some((node.get("cidr")?.text()?.clone(), except))
}

/// Whether a policy is about what the pod sends.
fn selects(policy: &Node, pod: &Pod, namespace: &str) -> bool {
    let text = |path: &[&str]| policy.path(path).and_then(Node::text);
    let is_policy = text(&["kind"]).is_some_and(|kind| &**kind == "NetworkPolicy");
    let of_namespace = text(&["metadata", "namespace"]).map_or("default", |it| it) == namespace;
    let about_egress = match policy.path(&["spec", "policyTypes"]) {
        Some(types) => types.items().iter().any(|it| it.text().is_some_and(|it| &**it == "Egress")),
        None => policy.path(&["spec", "egress"]).is_some(),
    };
    let selector = policy.path(&["spec", "podSelector"]);
    is_policy && of_namespace && about_egress && selector.is_none_or(|it| matches(it, pod))
}

/// Whether a label selector matches; every part of it has to.
fn matches(selector: &Node, pod: &Pod) -> bool {
    let label = |key: &str| pod.metadata.label(key).map(|pair| &pair.value.value);
    let labels = selector.get("matchLabels").map(Node::entries).unwrap_or_default();
    let all = labels.iter().all(|entry| label(&entry.key) == entry.value.text());
    let expressions = selector.get("matchExpressions").map(Node::items).unwrap_or_default();
    all && expressions.iter().all(|expression| {
        let text = |key| expression.get(key).and_then(Node::text).cloned().unwrap_or_default();
        let values = expression.get("values").map(Node::items).unwrap_or_default();
        let value = label(&text("key"));
        let listed = value.is_some_and(|value| values.iter().any(|it| it.text() == Some(value)));
        match &*text("operator") {
            "In" => listed,
            "NotIn" => !listed,
            "Exists" => value.is_some(),
            "DoesNotExist" => value.is_none(),
            _ => false,
        }
    })
}

/// Whether a rule lets TCP out on the port of STS.
fn lets_https(rule: &Node) -> bool {
    let ports = rule.get("ports").map(Node::items).unwrap_or_default();
    ports.is_empty()
        || ports.iter().any(|port| {
            let tcp = port.get("protocol").and_then(Node::text).is_none_or(|it| &**it == "TCP");
            let from = port.get("port").and_then(Node::integer);
            let to = port.get("endPort").and_then(Node::integer).or(from);
            let any = port.get("port").is_none();
            tcp && (any || from.is_some_and(|it| it <= HTTPS) && to.is_some_and(|it| it >= HTTPS))
        })
}

fn contains(block: &Text, address: &Text) -> bool {
    let operator = Operator::parse("IpAddress").map(|(operator, _)| operator);
    let value = Value::read(block.clone(), Span::at(0), operator, Version::V2012);
    value.matches(Test::Ip, address, &Context::default())
}
