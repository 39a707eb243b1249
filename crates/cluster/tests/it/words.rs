//! The words of the simulated cluster: every id has its text in both languages, every text its id,
//! and a text names nothing but the data that comes with it.

use std::collections::{BTreeMap, BTreeSet};

use irsa_cluster::eks::Kind;
use irsa_cluster::eks::command::Fault;
use irsa_cluster::eks::rules::RULES;
use irsa_cluster::eks::snapshot::{Item, Stage};
use irsa_words::{Lang, cluster};

/// Each table with its ids, and what their texts may name.
fn expected() -> BTreeMap<&'static str, BTreeMap<&'static str, &'static [&'static str]>> {
    let none: &[&str] = &[];
    let plain = |ids: Vec<&'static str>| ids.into_iter().map(|id| (id, none)).collect();
    BTreeMap::from([
        ("cluster_events", Kind::ALL.iter().map(|kind| (kind.id(), kind.data())).collect()),
        ("cluster_faults", plain(Fault::KINDS.to_vec())),
        ("cluster_items", plain(Item::ALL.map(Item::id).to_vec())),
        ("cluster_rules", plain(RULES.iter().map(|rule| rule.id).collect())),
        ("cluster_stages", plain(Stage::ALL.map(Stage::id).to_vec())),
    ])
}

fn named(text: &str) -> BTreeSet<&str> {
    let after = text.split('{').skip(1);
    after.map(|after| after.split_once('}').map_or("unclosed", |(name, _)| name)).collect()
}

#[test]
fn every_id_has_its_text_and_every_text_its_id() {
    for (section, ids) in expected() {
        let keys: BTreeSet<&str> = cluster::keys(section).iter().copied().collect();
        assert_eq!(keys, ids.keys().copied().collect(), "{section}");
        for lang in Lang::ALL {
            for (id, data) in &ids {
                let text = cluster::text(lang, section, id).unwrap();
                let data: BTreeSet<&str> = data.iter().copied().collect();
                assert!(named(text).is_subset(&data), "{} {section} {id}: {text}", lang.tag());
            }
        }
    }
}

#[test]
fn a_sentence_is_filled_with_what_it_names() {
    let data = BTreeMap::from([("zone".to_owned(), "{node}".to_owned())]);
    let said = cluster::sentence(Lang::En, "cluster_events", "zone-up", &data).unwrap();
    assert_eq!(said, "The zone `{node}` works again.");
    assert_eq!(cluster::sentence(Lang::Ko, "cluster_events", "no-such-event", &data), None);
}
