//! What a simulated cluster shows, in words: its stages, its faults, what it costs, what happens.
//!
//! The texts are tables of their own, apart from those of the first page, which has no cluster in
//! it. What Kubernetes, AWS and Terraform say themselves is not here: it stays as they say it.

use std::collections::BTreeMap;

use crate::{Lang, texts};

/// The tables of the cluster.
pub const SECTIONS: [&str; 15] = [
    "cluster_choices",
    "cluster_commands",
    "cluster_events",
    "cluster_faults",
    "cluster_fields",
    "cluster_forms",
    "cluster_items",
    "cluster_loads",
    "cluster_order_says",
    "cluster_page",
    "cluster_rules",
    "cluster_stages",
    "cluster_stages_say",
    "cluster_states",
    "cluster_whys",
];

/// The text of a key in a table whose name begins with `cluster_`; none where it has none.
#[must_use]
pub fn text(lang: Lang, section: &str, key: &str) -> Option<&'static str> {
    texts::of_cluster(lang, section, key)
}

/// The keys of a table.
#[must_use]
pub fn keys(section: &str) -> Vec<&'static str> {
    texts::cluster_keys(section)
}

/// The text of a key, with what it names filled in; none where the table does not have it.
#[must_use]
pub fn sentence(
    lang: Lang,
    section: &str,
    key: &str,
    data: &BTreeMap<String, String>,
) -> Option<String> {
    Some(crate::fill_with(text(lang, section, key)?, |name| data.get(name).map(String::as_str)))
}
