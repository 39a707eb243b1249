//! Questions about a second, and what is shown.

use std::collections::BTreeMap;

use irsa_cluster::eks::snapshot::Snapshot;
use irsa_cluster::eks::{Call, Simulation};

/// The answer to `SECOND WHAT WORDS…`, under the question.
pub(crate) fn answer(simulation: &mut Simulation, line: &str) -> String {
    let words: Vec<&str> = line.split_whitespace().collect();
    let ([at, what], rest) = words.split_at(2) else { panic!("no question: {line}") };
    let at: u32 = at.parse().unwrap();
    let lines = match *what {
        "events" => events(simulation, at, rest),
        "errors" => simulation.errors(at),
        "call" => vec![call(simulation, at, rest)],
        "kubeconfig" => vec![simulation.kubeconfig(at).err().unwrap_or_else(|| "written".into())],
        what => shown(&simulation.at(at), what, rest),
    };
    let lines: String = lines.iter().map(|line| format!("  {line}\n")).collect();
    format!("{line}\n{lines}")
}

/// The events of these kinds, or about these; those of the system's pods are left out.
fn events(simulation: &mut Simulation, at: u32, kinds: &[&str]) -> Vec<String> {
    let events = simulation.events(at).into_iter();
    let asked = events.filter(|event| {
        kinds.iter().any(|kind| {
            event.kind == *kind || event.about.starts_with(kind) || event.text.contains(kind)
        }) && !event.text.starts_with("Still")
    });
    let line = |event: irsa_cluster::eks::snapshot::Event| {
        let data: Vec<String> =
            event.data.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let about = event.about.rsplit('/').next().unwrap_or_default();
        format!("{} {} {about} {}{}", event.t, event.kind, event.text, data.join(" "))
    };
    asked.map(line).collect()
}

fn call(simulation: &mut Simulation, at: u32, words: &[&str]) -> String {
    let (principal, verb, resource, rest) = match words {
        [principal, verb, resource, rest @ ..] => (principal, verb, resource, rest),
        _ => panic!("no call: {words:?}"),
    };
    let option =
        |name: &str| rest.iter().find_map(|word| word.strip_prefix(name)).map(str::to_owned);
    let call = Call {
        principal: if *principal == "-" { String::new() } else { (*principal).to_owned() },
        token_for: option("token=").unwrap_or_else(|| "demo".to_owned()),
        token_age: option("age=").map_or(0, |age| age.parse().unwrap()),
        outside: rest.contains(&"outside"),
        verb: (*verb).to_owned(),
        resource: (*resource).to_owned(),
        namespace: option("in="),
    };
    let answer = simulation.call(at, &call);
    format!("{} {} {}", answer.status, answer.user, answer.message)
}

fn shown(snapshot: &Snapshot, what: &str, rest: &[&str]) -> Vec<String> {
    match what {
        "plane" => plane(snapshot),
        "groups" => groups(snapshot),
        "nodes" => nodes(snapshot, rest),
        "zones" => zones(snapshot),
        "pods" => pods(snapshot, rest),
        "pending" => pending(snapshot),
        "subnets" => snapshot
            .subnets
            .iter()
            .map(|one| format!("{} {} {} of {}", one.address, one.zone, one.free, one.total))
            .collect(),
        "budgets" => snapshot
            .budgets
            .iter()
            .map(|one| {
                format!("{} allows {}: {} of {}", one.name, one.allowed, one.healthy, one.needed)
            })
            .collect(),
        "add-ons" => {
            snapshot.add_ons.iter().map(|one| format!("{} {}", one.name, one.status)).collect()
        }
        "balancers" => snapshot
            .load_balancers
            .iter()
            .map(|one| {
                let subnets = one.subnets.join(" ");
                format!(
                    "{} {} {} {} {subnets}{}",
                    one.of, one.state, one.kind, one.scheme, one.message
                )
            })
            .collect(),
        "unmade" => {
            let unmade = snapshot.resources.iter().filter(|one| one.state != "created");
            unmade.map(|one| format!("{} {}", one.address, one.state)).collect()
        }
        "costs" => costs(snapshot),
        "traffic" => vec![format!(
            "{} calls, {} failed, {} crossed, {} bytes, {} and {} us",
            snapshot.meters.calls,
            snapshot.meters.failed_calls,
            snapshot.meters.cross_zone_calls,
            snapshot.meters.cross_zone_bytes,
            snapshot.meters.latency_mean,
            snapshot.meters.latency_p99,
        )],
        "stage" => vec![snapshot.stage.id().to_owned()],
        _ => panic!("nothing is asked by {what}"),
    }
}

fn plane(snapshot: &Snapshot) -> Vec<String> {
    let Some(plane) = &snapshot.control_plane else { return vec!["none".to_owned()] };
    let machines = |all: &[irsa_cluster::eks::snapshot::Instance]| {
        let show = |one: &irsa_cluster::eks::snapshot::Instance| {
            let zone = one.zone.chars().next_back().unwrap_or_default();
            let leads = if one.leader { "*" } else { "" };
            format!("{zone}:{}{leads}", one.state)
        };
        all.iter().map(show).collect::<Vec<_>>().join(" ")
    };
    let able = match (plane.readable, plane.writable) {
        (_, true) => "writable",
        (true, false) => "readable",
        (false, false) => "silent",
    };
    vec![format!(
        "{} {} {able} api [{}] etcd [{}] load {} {}",
        plane.version,
        plane.status,
        machines(&plane.api_servers),
        machines(&plane.etcd),
        plane.load,
        plane.support.state,
    )]
}

fn groups(snapshot: &Snapshot) -> Vec<String> {
    let mut lines = Vec::new();
    for group in &snapshot.node_groups {
        let own = snapshot.nodes.iter().filter(|node| node.group == group.name);
        let ready = own.filter(|node| node.condition == "True").count();
        lines.push(format!(
            "{} {} {ready} of {} in {}..{} +{} {} {}",
            group.name,
            group.status,
            group.desired,
            group.min,
            group.max,
            group.surge,
            group.version,
            group.update,
        ));
        lines.extend(group.issues.iter().map(|issue| {
            format!("{}: {} [{}]", issue.code, issue.message, issue.resources.join(" "))
        }));
    }
    lines
}

/// Nodes, told by group, zone and state; `each` has a line for each.
fn nodes(snapshot: &Snapshot, rest: &[&str]) -> Vec<String> {
    if rest.contains(&"each") {
        let each = snapshot.nodes.iter().map(|node| {
            format!(
                "{} {} {} {} {} {} pods {}/{} cpu {}/{} memory {}/{} addresses {}",
                node.name,
                node.group,
                node.zone,
                node.instance_type,
                node.state,
                node.condition,
                node.pods,
                node.max_pods,
                node.cpu_requested,
                node.cpu,
                node.memory_requested,
                node.memory,
                node.addresses,
            )
        });
        return each.collect();
    }
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for node in &snapshot.nodes {
        let key = format!(
            "{} {} {} {} {}",
            node.group, node.zone, node.version, node.state, node.condition
        );
        *counts.entry(key).or_default() += 1;
    }
    counts.into_iter().map(|(key, count)| format!("{count} {key}")).collect()
}

fn zones(snapshot: &Snapshot) -> Vec<String> {
    snapshot.zones.iter().map(|zone| format!("{} {} {}", zone.name, zone.id, zone.state)).collect()
}

/// Pods, told by owner, zone and reason.
fn pods(snapshot: &Snapshot, rest: &[&str]) -> Vec<String> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let system = rest.contains(&"system");
    for pod in snapshot.pods.iter().filter(|pod| pod.system == system) {
        let owner = if pod.owner.is_empty() { &pod.name } else { &pod.owner };
        let zone = if pod.zone.is_empty() { "-" } else { &pod.zone };
        let ready = if pod.ready { " ready" } else { "" };
        let listed = if pod.listed != pod.ready { " (believed otherwise)" } else { "" };
        let key = format!("{}/{owner} {zone} {}{ready}{listed}", pod.namespace, pod.reason);
        *counts.entry(key).or_default() += 1;
    }
    counts.into_iter().map(|(key, count)| format!("{count} {key}")).collect()
}

fn pending(snapshot: &Snapshot) -> Vec<String> {
    let mut lines: Vec<String> = snapshot
        .pods
        .iter()
        .filter(|pod| !pod.message.is_empty())
        .map(|pod| {
            format!(
                "{}: {}",
                if pod.owner.is_empty() { &pod.name } else { &pod.owner },
                pod.message
            )
        })
        .collect();
    lines.sort();
    lines.dedup();
    lines
}

fn costs(snapshot: &Snapshot) -> Vec<String> {
    let meters = &snapshot.meters;
    let line = |name: &str, count: u32, spent: u64, hour: u64| {
        format!("{name} {count}: {spent} spent, {hour} an hour")
    };
    let costs = meters.costs.iter().map(|cost| {
        let name = format!("{} {}", cost.item.id(), cost.of);
        line(name.trim_end(), cost.count, cost.spent, cost.per_hour)
    });
    costs.chain([line("total", 0, meters.total, meters.per_hour)]).collect()
}
