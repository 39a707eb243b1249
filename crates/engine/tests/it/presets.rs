//! The scenarios that the page offers to start from come out as they expect of themselves.

use irsa_engine::goal::misses;
use irsa_engine::scenario::Scenario;

use crate::cases::{ask, below, root, text};

#[test]
fn every_preset_comes_out_as_it_expects() {
    let files = below(&root().join("content/scenarios"));
    assert!(files.len() > 12, "{files:?}");
    for path in files {
        let name = path.display();
        let text = text(&path);
        let scenario = Scenario::parse(&text).unwrap_or_else(|error| panic!("{name}:{error}"));
        // Terraform is expanded first: crates/cluster/tests tries those.
        if scenario.files.iter().any(|file| file.name.ends_with(".tf")) {
            continue;
        }
        let misses: Vec<String> =
            misses(&scenario, &ask()).iter().map(ToString::to_string).collect();
        assert!(misses.is_empty(), "{name}: {misses:#?}");
        let expected = scenario.file("expect").unwrap_or_default();
        for fact in ["verdict ", "gate "] {
            assert!(expected.lines().any(|line| line.starts_with(fact)), "{name}: no {fact}");
        }
        assert!(!scenario.description.is_empty(), "{name}: no description");
    }
}
