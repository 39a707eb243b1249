//! The set-up that the page of provisioning opens with comes out as it expects of itself.

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
