//! Can the pod reach STS? Network policies, security groups, routes, a proxy and the partition say
//! more than the settings alone.

use super::{called, options, process, vpc};
use crate::arn::Arn;
use crate::iam::context::Context;
use crate::iam::value::Value;
use crate::iam::{Operator, Version, operator::Test};
use crate::irsa::network::host;
use crate::irsa::walk::Walk;
use crate::irsa::world::Given;
use crate::k8s::{Metadata, Pod};
use crate::source::Node;
use crate::{Check, Gate, Place, Reason, Span, State, Step, Text};

/// The port of STS.
pub(super) const HTTPS: i64 = 443;

pub(super) fn judge(walk: &mut Walk<'_>) {
    if walk.world.settings.sts.unreachable.is_none() {
        let host: Text = host(walk).into();
        let proxied = proxied(walk, &host);
        let mut checks: Vec<Check> = policies(walk).into_iter().chain(partition(walk)).collect();
        checks.extend(called::judge(walk));
        // What goes through a proxy takes the proxy's way.
        if proxied.is_none() {
            vpc::judge(walk, &host, &mut checks);
        }
        let stopped =
            checks.iter().any(|check| matches!(check.state, State::Fail | State::Unknown));
        walk.checks.extend(checks);
        if stopped {
            return;
        }
        for (used, place) in
            [proxied.map(|it| (Reason::ProxyUsed { proxy: it.0, host }, it.1)), bundle(walk)]
                .into_iter()
                .flatten()
        {
            walk.record(check(Step::StsReached, State::Assumed, used).at(place));
        }
        if let Some(check) = opt_in(walk) {
            walk.record(check);
        }
    }
    crate::irsa::network::judge(walk);
}

/// The proxy that requests to a host go through: `NO_PROXY` names domains, with what is below
/// them, and the hosts themselves.
fn proxied(walk: &Walk<'_>, host: &str) -> Option<(Text, Option<Place>)> {
    let either =
        |names: [&str; 2]| names.into_iter().find_map(|name| process::variable(walk, name));
    let proxy = either(["HTTPS_PROXY", "https_proxy"])?;
    let excepted = either(["NO_PROXY", "no_proxy"]).and_then(|it| it.value.clone());
    let names_it = excepted.is_some_and(|list| {
        let mut domains = list.value.split(',').map(|it| it.trim().trim_start_matches(['*', '.']));
        domains.any(|domain| {
            let rest = host.strip_suffix(domain).filter(|_| !domain.is_empty());
            rest.is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
        }) || list.value.trim() == "*"
    });
    let value = proxy.value.as_ref().map(|value| value.value.clone()).unwrap_or_default();
    (!names_it).then(|| (value, walk.pod_place(proxy.span)))
}

/// The authorities that alone are trusted, where the container names some.
fn bundle(walk: &Walk<'_>) -> Option<(Reason, Option<Place>)> {
    let variable = process::variable(walk, "AWS_CA_BUNDLE")?;
    let path = variable.value.as_ref().map(|value| value.value.clone()).unwrap_or_default();
    Some((Reason::BundleUsed { path }, walk.pod_place(variable.span)))
}

/// An account other than the cluster's may never have switched on the cluster's region, and STS
/// then answers nobody there.
fn opt_in(walk: &Walk<'_>) -> Option<Check> {
    let said = walk.world.settings.sts.active.is_some() || walk.world.settings.sts.global;
    let cluster = walk.world.clusters.iter().find_map(|it| Arn::parse(it.item.arn.as_deref()?))?;
    let account = walk.role_account();
    if said || *account == *cluster.account || !vpc::OPT_IN.contains(&&*walk.region) {
        return None;
    }
    let reason = Reason::RegionOptIn { region: walk.region.clone(), account };
    Some(check(Step::RegionChecked, State::Assumed, reason))
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
    let is_known = actual.starts_with("aws");
    if !is_known || *actual == *expected {
        return None;
    }
    let reason = Reason::PartitionDiffers { expected: expected.into(), actual };
    Some(check(Step::StsReached, State::Fail, reason).at(role.place))
}

/// The partition that a region belongs to.
fn partition_of(region: &str) -> &'static str {
    let starts = [
        ("cn-", "aws-cn"),
        ("us-gov-", "aws-us-gov"),
        ("us-iso-", "aws-iso"),
        ("us-isob-", "aws-iso-b"),
        ("eusc-", "aws-eusc"),
    ];
    starts.into_iter().find(|(start, _)| region.starts_with(start)).map_or("aws", |(_, it)| it)
}

/// What the policies that select the pod let out.
pub(super) struct Way {
    /// The first of the policies.
    pub(super) policy: Text,
    pub(super) place: Place,
    /// The address blocks with what is taken out of each; none where everything is let out.
    blocks: Option<Vec<(Text, Vec<Text>)>>,
}

impl Way {
    /// Whether it lets out to one address.
    pub(super) fn lets_out(&self, address: &Text) -> bool {
        self.blocks.as_ref().is_none_or(|blocks| {
            blocks.iter().any(|(block, except)| {
                contains(block, address) && !except.iter().any(|block| contains(block, address))
            })
        })
    }
}

/// The addresses of STS, as far as the settings name them.
pub(super) fn addresses(walk: &Walk<'_>) -> Vec<Text> {
    let addresses = options::node(walk, &["addresses"]);
    addresses.iter().flat_map(Node::one_or_many).filter_map(Node::text).cloned().collect()
}

/// Whether network policies keep the pod from STS. Where none selects it, nothing does.
fn policies(walk: &Walk<'_>) -> Option<Check> {
    let way = policies_of(walk, HTTPS)?;
    let blocks = way.blocks.as_ref()?;
    if blocks.iter().any(|(block, except)| block.ends_with("/0") && except.is_empty()) {
        return None;
    }
    let addresses = addresses(walk);
    let policy = way.policy.clone();
    let host: Text = host(walk).into();
    let (state, reason) = match addresses.iter().find(|address| !way.lets_out(address)) {
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

/// What the policies that select the pod let out to a TCP port.
pub(super) fn policies_of(walk: &Walk<'_>, port: i64) -> Option<Way> {
    let pod = walk.process.pod.as_ref()?;
    let namespace = walk.namespace();
    let selecting: Vec<Given<'_, Node>> = walk
        .world
        .others
        .iter()
        .filter(|other| applies(other.item, pod, &namespace))
        .copied()
        .collect();
    let first = selecting.first()?;
    let name = first.item.path(&["metadata", "name"]).and_then(Node::text).cloned();
    let mut blocks = Some(Vec::new());
    for rule in selecting.iter().filter_map(|it| it.item.path(&["spec", "egress"])) {
        for rule in rule.items().iter().map(Node::resolve).filter(|rule| lets(rule, port)) {
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

/// The policy that gives the pod security groups of its own.
pub(super) fn security_groups_of(walk: &Walk<'_>) -> Option<(Text, Place)> {
    let (policy, _) = vpc::groups_of(walk)?;
    let name = policy.item.path(&["metadata", "name"]).and_then(Node::text).cloned();
    Some((name.unwrap_or_default(), policy.place(policy.span)))
}

fn block(node: &Node) -> Option<(Text, Vec<Text>)> {
    let except = node.get("except").map(Node::items).unwrap_or_default();
    let except = except.iter().filter_map(Node::text).cloned().collect();
    Some((node.get("cidr")?.text()?.clone(), except))
}

/// Whether a policy is about what the pod sends.
fn applies(policy: &Node, pod: &Pod, namespace: &str) -> bool {
    let text = |path: &[&str]| policy.path(path).and_then(Node::text);
    let is_policy = text(&["kind"]).is_some_and(|kind| &**kind == "NetworkPolicy");
    let of_namespace = text(&["metadata", "namespace"]).map_or("default", |it| it) == namespace;
    let about_egress = match policy.path(&["spec", "policyTypes"]) {
        Some(types) => types.items().iter().any(|it| it.text().is_some_and(|it| &**it == "Egress")),
        None => policy.path(&["spec", "egress"]).is_some(),
    };
    let selector = policy.path(&["spec", "podSelector"]);
    is_policy
        && of_namespace
        && about_egress
        && selector.is_none_or(|it| matches(it, &pod.metadata))
}

/// Whether a label selector matches an object.
pub(super) fn matches(selector: &Node, metadata: &Metadata) -> bool {
    selects(selector, |key| metadata.label(key).map(|pair| pair.value.value.clone()))
}

/// Whether a label selector matches these labels; every part of it has to.
pub(super) fn selects(selector: &Node, label: impl Fn(&str) -> Option<Text>) -> bool {
    let labels = selector.get("matchLabels").map(Node::entries).unwrap_or_default();
    let all = labels.iter().all(|entry| label(&entry.key).as_ref() == entry.value.text());
    let expressions = selector.get("matchExpressions").map(Node::items).unwrap_or_default();
    all && expressions.iter().all(|expression| {
        let text = |key| expression.get(key).and_then(Node::text).cloned().unwrap_or_default();
        let values = expression.get("values").map(Node::items).unwrap_or_default();
        let value = label(&text("key"));
        let is = |it: &Node| it.text().is_some_and(|it| value.as_ref() == Some(it));
        let listed = values.iter().any(is);
        match &*text("operator") {
            "In" => listed,
            "NotIn" => !listed,
            "Exists" => value.is_some(),
            "DoesNotExist" => value.is_none(),
            _ => false,
        }
    })
}

/// Whether a rule lets TCP out on the port.
fn lets(rule: &Node, asked: i64) -> bool {
    let ports = rule.get("ports").map(Node::items).unwrap_or_default();
    ports.is_empty()
        || ports.iter().any(|port| {
            let tcp = port.get("protocol").and_then(Node::text).is_none_or(|it| &**it == "TCP");
            let from = port.get("port").and_then(Node::integer);
            let to = port.get("endPort").and_then(Node::integer).or(from);
            let any = port.get("port").is_none();
            tcp && (any || from.is_some_and(|it| it <= asked) && to.is_some_and(|it| it >= asked))
        })
}

pub(super) fn contains(block: &Text, address: &Text) -> bool {
    let operator = Operator::parse("IpAddress").map(|(operator, _)| operator);
    let value = Value::read(block.clone(), Span::at(0), operator, Version::V2012);
    value.matches(Test::Ip, address, &Context::default())
}
