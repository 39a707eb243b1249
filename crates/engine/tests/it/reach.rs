//! How far a trust policy reaches beyond the accounts that are known.

use irsa_engine::goal::files;
use irsa_engine::iam::reach::{Open, who_else};
use irsa_engine::run;

use crate::cases::{ask, scenarios};

/// The condition of the scenario that the subjects below take the place of.
const EXACT: &str = r#""system:serviceaccount:shop:orders""#;

/// How far the policy reaches with a pattern for a subject; the asker is `shop/orders`.
fn open(pattern: &str) -> Open {
    let (_, mut scenario) = scenarios("gates/identity")
        .into_iter()
        .find(|(name, _)| name == "identity-web-identity")
        .unwrap();
    let policy = scenario.files.iter_mut().find(|file| file.name == "trust-policy.json").unwrap();
    assert!(policy.text.contains(EXACT), "{}", policy.text);
    policy.text = policy.text.replace(EXACT, &format!("{pattern:?}"));
    policy.text = policy.text.replace("StringEquals", "StringLike");
    who_else(&run(&files(&scenario), &ask())).unwrap().open
}

#[test]
fn a_pattern_reaches_wherever_its_stars_can() {
    let table = [
        ("system:serviceaccount:shop:orders", Open::None),
        ("system:serviceaccount:shop:order?", Open::Namespace),
        ("system:serviceaccount:shop:*", Open::Namespace),
        ("system:serviceaccount:sho*:orders", Open::Cluster),
        ("system:serviceaccount:*:orders", Open::Cluster),
        ("system:serviceaccount:sh*", Open::Cluster),
        ("system:serviceaccount:*orders", Open::Cluster),
        ("system:serviceaccount*orders", Open::Cluster),
        ("system:*:orders", Open::Cluster),
        ("system:*:shop:*", Open::Namespace),
        ("sys*:*:*", Open::Cluster),
        ("*:orders", Open::Cluster),
        ("*shop*", Open::Cluster),
        ("*", Open::Cluster),
        ("repo:shop/*", Open::None),
        // Somebody else by name, who is not among the accounts that were given.
        ("system:serviceaccount:evil:any", Open::Cluster),
    ];
    for (pattern, expected) in table {
        assert_eq!(open(pattern), expected, "{pattern}");
    }
}
