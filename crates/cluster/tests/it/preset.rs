//! The set-up that the page of provisioning opens with comes out as it expects of itself.

use irsa_cluster::eks::command::Command;
use irsa_cluster::eks::{Setup, Simulation};
use irsa_cluster::{State, misses, plan};
use irsa_engine::Ask;
use irsa_engine::scenario::Scenario;

const PRESET: &str = include_str!("../../../../content/scenarios/provisioning.scenario");

#[test]
fn it_comes_out_as_it_expects_and_an_apply_leaves_nothing_to_do() {
    let scenario = Scenario::parse(PRESET).unwrap();
    let found: Vec<String> =
        misses(&scenario, &Ask::default()).iter().map(ToString::to_string).collect();
    assert!(found.is_empty(), "{found:#?}");
    let texts: Vec<(&str, &str)> =
        scenario.files.iter().map(|file| (file.name.as_str(), file.text.as_str())).collect();
    let made = plan(&texts, &State::default());
    assert!(made.errors.is_empty() && made.counts()[0] > 20, "{made}");
    let again = plan(&texts, &State::of(&texts));
    assert!(again.is_empty(), "{again}");
}

#[test]
fn its_pods_become_ready_where_they_are_applied_after_the_cluster() {
    let scenario = Scenario::parse(PRESET).unwrap();
    let texts: Vec<(String, String)> =
        scenario.files.into_iter().map(|file| (file.name, file.text)).collect();
    let named: Vec<(&str, &str)> =
        texts.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let mut simulation = Simulation::new(&Setup::bare(&named), 0);
    assert!(!simulation.applying(60), "nothing is applied before somebody says so");
    let (_, manifests) = texts.iter().find(|(name, _)| name == "workload.yaml").unwrap();
    simulation.command(900, Command::Kubectl { text: manifests.clone() });
    simulation.command(0, Command::Apply { texts: texts.clone() });
    assert!(simulation.applying(600) && !simulation.applying(900));
    let shown = simulation.at(1200);
    assert_eq!(shown.region, "ap-northeast-2");
    let pods: Vec<_> = shown.pods.iter().filter(|pod| !pod.system).collect();
    assert_eq!(pods.len(), 2, "{:#?}", shown.pods);
    for pod in pods {
        assert!(pod.ready, "{}: {} {}", pod.name, pod.reason, pod.message);
        assert_eq!(pod.role_arn, "arn:aws:iam::111122223333:role/orders");
    }
    assert_eq!(plan(&named, &simulation.state(1200)).counts(), [0, 0, 0]);
}
