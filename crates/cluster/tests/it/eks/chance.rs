//! Thousands of schedules of random faults, each from its seed: what holds at every second.

use std::collections::{BTreeMap, BTreeSet};

use irsa_cluster::eks::command::{Command, Fault};
use irsa_cluster::eks::snapshot::Snapshot;
use irsa_cluster::eks::{Setup, Simulation};

/// Schedules that are tried; `SCHEDULES` in the environment asks for another number.
const SCHEDULES: u64 = 2_000;
/// When the cluster is up, and how long a schedule lasts from then on.
const UP: u32 = 720;
const LASTS: u32 = 500;
/// How many are tried side by side.
const THREADS: u64 = 2;

/// Numbers that look random, and are the same for the same seed.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % sides as u64).unwrap()
    }

    fn one<'t>(&mut self, of: &[&'t str]) -> &'t str {
        of[self.roll(of.len())]
    }
}

fn base(name: &str) -> String {
    std::fs::read_to_string(super::folder().join("base").join(name)).unwrap()
}

/// A cluster that is up, of a spot and an on demand group in small subnets.
fn up(seed: u64) -> Simulation {
    let network = base("network.tf").replace("10.0.2.0/24", "10.0.2.0/26");
    let spot = base("worker.tf")
        .replace("worker", "spot")
        .replace("instance_types", "capacity_type = \"SPOT\"\n  instance_types");
    let texts = [
        ("network.tf", network),
        ("cluster.tf", base("cluster.tf")),
        ("worker.tf", base("worker.tf")),
        ("spot.tf", spot),
        ("orders.yaml", base("orders.yaml")),
    ];
    let texts: Vec<(&str, &str)> =
        texts.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let mut simulation = Simulation::new(&Setup::of(&texts), seed);
    let snapshot = simulation.at(UP);
    assert!(snapshot.pods.iter().filter(|pod| pod.ready).count() > 10, "the cluster is up");
    simulation
}

fn fault(dice: &mut Dice, node: &str) -> Fault {
    let zone = dice.one(&["us-east-1a", "us-east-1b", "us-east-1c"]).to_owned();
    let group = dice.one(&["worker", "spot"]).to_owned();
    let node = node.to_owned();
    match dice.roll(10) {
        0 => Fault::ZoneDown { zone },
        1 => Fault::ApiServerDown { server: dice.one(&["api-1", "api-2"]).to_owned() },
        2 | 3 => Fault::EtcdLost { member: dice.one(&["etcd-1", "etcd-2", "etcd-3"]).to_owned() },
        4 => Fault::NodeDown { node },
        5 => Fault::SubnetFull { subnet: dice.one(&["aws_subnet.a", "aws_subnet.b"]).to_owned() },
        6 => Fault::NoCapacity { zone },
        7 => Fault::BadUserData { group },
        8 => Fault::WrongSecurityGroup { group },
        _ => match dice.roll(2) {
            0 => Fault::StuckDrain { node },
            _ => Fault::SpotInterruption { node },
        },
    }
}

fn command(dice: &mut Dice, node: &str, stand: &[Fault]) -> Command {
    let group = dice.one(&["worker", "spot"]).to_owned();
    let zone = dice.one(&["us-east-1a", "us-east-1b"]).to_owned();
    let few = |dice: &mut Dice, most| u32::try_from(dice.roll(most)).unwrap();
    match dice.roll(14) {
        0..=5 => Command::Fault { fault: fault(dice, node) },
        6 | 7 if !stand.is_empty() => {
            Command::Heal { fault: stand[dice.roll(stand.len())].clone() }
        }
        8 => Command::Scale {
            namespace: "shop".into(),
            name: "orders".into(),
            replicas: few(dice, 60),
        },
        9 => Command::Resize { group, min: 1, max: 4, desired: 1 + few(dice, 4) },
        10 => Command::Drain { node: node.to_owned() },
        11 => Command::UpgradeNodeGroup { group, force: dice.roll(2) == 0 },
        12 => Command::ZonalShift { zone },
        13 => Command::EndZonalShift { zone },
        _ => Command::Load { calls: 1 + few(dice, 1_000), bytes: 2_000, api: few(dice, 2_000) },
    }
}

/// A schedule: some commands over some minutes.
fn schedule(simulation: &mut Simulation, dice: &mut Dice) {
    let nodes: Vec<String> = simulation.at(UP).nodes.iter().map(|node| node.name.clone()).collect();
    let mut stand: Vec<Fault> = Vec::new();
    let mut at = UP;
    for _ in 0..3 + dice.roll(8) {
        at += 1 + u32::try_from(dice.roll(60)).unwrap();
        let node = nodes[dice.roll(nodes.len())].clone();
        let command = command(dice, &node, &stand);
        if let Command::Fault { fault } = &command {
            stand.push(fault.clone());
        }
        simulation.command(at, command);
    }
}

/// What only a write to etcd can change: which pods and nodes there are, where pods are, what the
/// API believes.
fn written(snapshot: &Snapshot) -> BTreeSet<String> {
    let pods = snapshot.pods.iter().map(|pod| {
        format!("{}/{} {} {} {}", pod.namespace, pod.name, pod.node, pod.listed, pod.terminating)
    });
    let joined = snapshot.nodes.iter().filter(|node| !node.condition.is_empty());
    pods.chain(joined.map(|node| format!("{} {}", node.name, node.condition))).collect()
}

/// What holds at every second, and from one to the next.
fn check(before: Option<&Snapshot>, now: &Snapshot) -> Result<(), String> {
    let plane = now.control_plane.as_ref().ok_or("the control plane is gone")?;
    let up = plane.etcd.iter().filter(|member| member.state == "up").count();
    if plane.writable && up < plane.quorum as usize {
        return Err(format!("etcd writes with {up} members"));
    }
    let dead: BTreeSet<&str> = now
        .nodes
        .iter()
        .filter(|node| ["dead", "terminating"].contains(&&*node.state))
        .map(|node| node.name.as_str())
        .collect();
    let ready = now.pods.iter().filter(|pod| pod.ready);
    if let Some(pod) = ready.clone().find(|pod| dead.contains(&*pod.node) || pod.node.is_empty()) {
        return Err(format!("{} is ready on {:?}", pod.name, pod.node));
    }
    for group in &now.node_groups {
        let own = now.nodes.iter().filter(|node| node.group == group.name);
        let count = own.filter(|node| node.state != "terminating" && node.state != "draining");
        let count = u32::try_from(count.count()).unwrap();
        if !(group.min..=group.max).contains(&group.desired) || count > group.max + group.surge {
            return Err(format!("{} has {count} nodes: {group:?}", group.name));
        }
    }
    for subnet in &now.subnets {
        let held = now.nodes.iter().filter(|node| node.subnet == subnet.address);
        let held: u32 = held.map(|node| node.addresses).sum();
        if held + subnet.free > subnet.total {
            return Err(format!("{} is oversold: {held} and {subnet:?}", subnet.address));
        }
    }
    let mut used: BTreeMap<&str, (u32, u32, u32)> = BTreeMap::new();
    for pod in now.pods.iter().filter(|pod| !pod.node.is_empty()) {
        let of = used.entry(&pod.node).or_default();
        *of = (of.0 + pod.cpu, of.1 + pod.memory, of.2 + 1);
    }
    for node in &now.nodes {
        let (cpu, memory, pods) = used.get(&*node.name).copied().unwrap_or_default();
        if cpu > node.cpu || memory > node.memory || pods > node.max_pods {
            return Err(format!("{} is oversold: {cpu} {memory} {pods}", node.name));
        }
    }
    let Some(before) = before else { return Ok(()) };
    let could =
        |snapshot: &Snapshot| snapshot.control_plane.as_ref().is_some_and(|plane| plane.writable);
    if !could(before) && !could(now) && written(before) != written(now) {
        let (was, is) = (written(before), written(now));
        let changed: Vec<_> = was.symmetric_difference(&is).collect();
        return Err(format!("something was written without quorum: {changed:?}"));
    }
    let spent = |snapshot: &Snapshot| {
        let costs = snapshot.meters.costs.iter();
        costs.map(|cost| ((cost.item, cost.of.clone()), cost.spent)).collect::<BTreeMap<_, _>>()
    };
    let (was, is) = (spent(before), spent(now));
    match was.iter().find(|(item, spent)| is.get(*item).is_none_or(|now| now < *spent)) {
        Some(fell) => Err(format!("the cost of {fell:?} fell")),
        None => Ok(()),
    }
}

/// A whole schedule, second by second; its last snapshot.
fn run(simulation: &mut Simulation, seed: u64) -> Snapshot {
    let mut before: Option<Snapshot> = None;
    for t in UP..=UP + LASTS {
        let now = simulation.at(t);
        if let Err(broken) = check(before.as_ref(), &now) {
            let commands = simulation.commands();
            panic!("seed {seed}, second {t}: {broken}\n{commands:#?}");
        }
        before = Some(now);
    }
    before.unwrap()
}

#[test]
fn whatever_fails_and_when_the_invariants_hold() {
    let count = std::env::var("SCHEDULES").ok().and_then(|count| count.parse().ok());
    let count: u64 = count.unwrap_or(SCHEDULES);
    let threads = (0..THREADS).map(|first| std::thread::spawn(move || try_each(first, count)));
    let threads: Vec<_> = threads.collect();
    for thread in threads {
        if let Err(broken) = thread.join() {
            std::panic::resume_unwind(broken);
        }
    }
}

/// Every so many of the schedules, from the first on.
fn try_each(first: u64, count: u64) {
    let clusters: Vec<Simulation> = (0..2).map(|seed| up(2 * first + seed)).collect();
    for seed in (first..count).step_by(usize::try_from(THREADS).unwrap()) {
        let mut dice = Dice(seed);
        let of = usize::try_from(seed / THREADS).unwrap() % clusters.len();
        let mut simulation = clusters[of].clone();
        schedule(&mut simulation, &mut dice);
        let end = run(&mut simulation, seed);
        if (seed / THREADS).is_multiple_of(20) {
            let mut again = clusters[of].clone();
            schedule(&mut again, &mut Dice(seed));
            let middle = UP + 1 + u32::try_from(dice.roll(LASTS as usize)).unwrap();
            let straight = again.at(middle);
            assert_eq!(again.at(UP + LASTS), end, "the same seed gives the same run: {seed}");
            again.at(10);
            assert_eq!(again.at(middle), straight, "a way back leads to the same: {seed}");
            let mut fork = again.fork(middle);
            assert_eq!(fork.at(middle), straight, "a fork shares what was: {seed}");
        }
    }
}
