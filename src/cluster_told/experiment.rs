//! The set-up of the page with its nodes in one, two and three zones: what it costs, what a call
//! takes, and what is left when a zone fails.

use irsa_cluster::eks::command::{Command, Fault};
use irsa_cluster::eks::snapshot::Snapshot;
use irsa_cluster::eks::{Setup, Simulation};
use irsa_engine::scenario::Scenario;
use serde_json::{Value, json};

use super::asked::{Texts, load};
use crate::cluster_state::PRESET;

/// When the workloads are applied, once everything else is there.
const APPLIED: u32 = 900;
/// When they begin to be measured, for an hour.
const MEASURED: u32 = 1800;
const HOUR: u32 = 3600;
/// When the zone fails.
const FAILS: u32 = MEASURED + HOUR;
/// For how long after that it is looked whether all are back.
const PATIENCE: u32 = 1800;
/// Between two looks.
const LOOK: u32 = 10;
/// By which AWS counts: <https://aws.amazon.com/calculator/calculator-assumptions/>.
const HOURS_A_MONTH: u64 = 730;

/// What each comes to.
pub(super) fn results() -> Vec<Value> {
    (1..=3).map(result).collect()
}

/// The set-up with its nodes in so many zones. A cluster itself has subnets in two at least:
/// <https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html>.
fn texts(zones: usize) -> Texts {
    let named = match zones {
        3 => r#""ap-northeast-2a", "ap-northeast-2b", "ap-northeast-2c""#,
        _ => r#""ap-northeast-2a", "ap-northeast-2c""#,
    };
    let subnets = format!("slice(aws_subnet.node[*].id, 0, {zones})");
    let of_nodes =
        |text: &str| text.replace("= aws_subnet.node[*].id\n\n", &format!("= {subnets}\n\n"));
    let files = Scenario::parse(PRESET).unwrap_or_default().files.into_iter();
    let files = files.map(|file| {
        let text = of_nodes(&file.text)
            .replace(r#""ap-northeast-2a", "ap-northeast-2c""#, named)
            .replace("min = 2, max = 4, desired = 2", "min = 6, max = 12, desired = 6")
            .replace("replicas: 2", "replicas: 12");
        (file.name, text)
    });
    Texts(files.collect())
}

fn ready(shown: &Snapshot) -> usize {
    shown.pods.iter().filter(|pod| pod.ready && !pod.system).count()
}

fn result(zones: usize) -> Value {
    let texts = texts(zones);
    let mut simulation = Simulation::new(&Setup::bare(&texts.named()), 0);
    simulation.command(0, Command::Apply { texts: texts.0.clone() });
    simulation.command(APPLIED, Command::Kubectl { text: texts.manifests() });
    simulation.command(APPLIED, load("some"));
    let before = simulation.at(MEASURED);
    let after = simulation.at(FAILS - 1);
    let zone = "ap-northeast-2a".to_owned();
    simulation.command(FAILS, Command::Fault { fault: Fault::ZoneDown { zone } });
    let pods = ready(&after);
    let left = ready(&simulation.at(FAILS + 60));
    let mut looks = (60..=PATIENCE).step_by(LOOK as usize);
    let back = looks.find(|waited| ready(&simulation.at(FAILS + waited)) >= pods);
    json!({
        "zones": zones,
        "per_month": after.meters.per_hour * HOURS_A_MONTH,
        "cross_zone_bytes": after.meters.cross_zone_bytes - before.meters.cross_zone_bytes,
        "latency_mean": after.meters.latency_mean,
        "latency_p99": after.meters.latency_p99,
        "resources": after.resources.len(),
        "pods": pods,
        "left": left,
        "back": back,
    })
}
