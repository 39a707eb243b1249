//! The way of a pod to the Pod Identity agent on its node.

use super::network::{Way, policies_of, security_groups_of};
use super::{options, process};
use crate::irsa::walk::Walk;
use crate::k8s::webhook::agent::FULL_URI;
use crate::model::settings::Compute;
use crate::report::Assumed;
use crate::{Check, Gate, Place, Reason, State, Step, Text};

/// The addresses the agent listens at, by the family of the cluster's addresses.
const AGENT: [&str; 2] = ["169.254.170.23", "[fd00:ec2::23]"];
/// The port the agent listens at.
const HTTP: i64 = 80;

/// Whether the pod reaches the agent on its node, and the agent EKS.
pub(super) fn network(walk: &mut Walk<'_>) {
    let check = |state, reason| Check::new(Gate::Network, Step::StsReached, state, reason);
    let agent = options::word(walk, &["podIdentity", "agent"], &["running", "stopped"]);
    let reach = options::word(walk, &["podIdentity", "reach"], &["ok", "timeout", "dns", "tls"]);
    let stopped = agent.as_ref().filter(|agent| &*agent.value == "stopped");
    let unreached = reach.as_ref().filter(|reach| &*reach.value != "ok");
    let windows = walk.process.pod.as_ref().is_some_and(|pod| pod.windows);
    // The agent is a DaemonSet of Linux nodes, of which Fargate has none.
    let compute = match walk.world.settings.compute {
        Compute::Fargate => Some("fargate"),
        Compute::Windows => Some("windows"),
        Compute::Ec2 => windows.then_some("windows"),
    };
    let problem = stopped.or(unreached);
    if let Some(problem) = problem {
        let place = options::place(walk, problem);
        let reason = Reason::AgentUnreachable { problem: problem.value.clone() };
        walk.record(check(State::Fail, reason).at(place));
    } else if let Some(compute) = compute {
        let reason = Reason::AgentUnreachable { problem: compute.into() };
        walk.record(check(State::Fail, reason));
    } else if reach.is_some() {
        walk.record(check(State::Pass, Reason::AgentReached));
    } else if let Some((proxy, place)) = proxy(walk) {
        let address = process::value(walk, FULL_URI).unwrap_or_else(|| AGENT[0].into());
        let reason = Reason::ProxySwallowsAgent { proxy, address };
        walk.record(check(State::Fail, reason).at(place));
    } else if let Some(check) = kept_away(walk) {
        walk.record(check);
    } else if agent.is_some() {
        walk.record(check(State::Pass, Reason::AgentReached));
    } else {
        walk.assume(Assumed::Network, "agent".into());
        walk.record(check(State::Assumed, Reason::AgentReached));
    }
}

/// A proxy for plain HTTP that the agent's address is not excepted from.
fn proxy(walk: &Walk<'_>) -> Option<(Text, Option<Place>)> {
    let either =
        |names: [&str; 2]| names.into_iter().find_map(|name| process::variable(walk, name));
    let proxy = either(["HTTP_PROXY", "http_proxy"])?;
    let excepted = either(["NO_PROXY", "no_proxy"]).and_then(|it| it.value.as_ref());
    let uri = process::value(walk, FULL_URI);
    let address = if uri.is_some_and(|uri| uri.contains('[')) { AGENT[1] } else { AGENT[0] };
    let bare = address.trim_matches(['[', ']']);
    let names_it = excepted.is_some_and(|list| {
        let mut hosts = list.value.split(',').map(str::trim);
        hosts.any(|host| {
            let block = host.strip_suffix("/16").or_else(|| host.strip_suffix("/32"));
            host == "*"
                || host == address
                || host == bare
                || block.is_some_and(|it| it == bare || it == "169.254.0.0" && address == AGENT[0])
        })
    });
    let value = proxy.value.as_ref().map(|value| value.value.clone()).unwrap_or_default();
    (!names_it).then(|| (value, walk.pod_place(proxy.span)))
}

/// Network policies and security groups that keep the pod from its own node, in the clusters where
/// they do. Kubernetes leaves that to the network plugin.
fn kept_away(walk: &Walk<'_>) -> Option<Check> {
    let check = |reason| Check::new(Gate::Network, Step::StsReached, State::Unknown, reason);
    let address: Text = AGENT[0].into();
    let way: Option<Way> = policies_of(walk, HTTP).filter(|way| !way.lets_out(&address));
    if let Some(way) = way {
        let reason = Reason::NetworkPolicyAgent { policy: way.policy, address };
        return Some(check(reason).at(way.place));
    }
    let (policy, place) = security_groups_of(walk)?;
    Some(check(Reason::SecurityGroupAgent { policy, address }).at(place))
}
