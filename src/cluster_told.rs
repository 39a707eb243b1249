//! A cluster, told in a language: the answer of the worker (`src/bin/cluster.rs`) to the page of
//! provisioning. It has two parts, each JSON: what holds for the whole timeline, with every
//! sentence that the page shows, and what is so at one place of it. The page's own WebAssembly has
//! neither Terraform nor clusters nor their texts.
//!
//! A question is as `ClusterState::question` writes it.

mod asked;
mod experiment;
mod graph;
mod planned;
mod run;
mod ways;

use std::collections::BTreeMap;

use irsa_engine::{Ask, Verdict};
use irsa_words::{Lang, cluster as words};
use serde_json::{Value, json};

use crate::cluster_view::SEPARATOR;
use asked::{Asked, Texts};
use run::Run;

/// What was found for the last answer: a place on the clock that is looked at changes nothing else.
#[derive(Debug, Default)]
pub struct Teller {
    run: Option<(String, Run)>,
    whole: Option<(String, String)>,
    experiment: Option<Vec<Value>>,
}

impl Teller {
    /// The answer to a question; none to what is no question.
    pub fn tell(&mut self, question: &str) -> Option<String> {
        let asked = Asked::read(question)?;
        let key = asked.done();
        if self.run.as_ref().is_none_or(|(of, _)| *of != key) {
            self.run = Some((key, Run::of(&asked)));
        }
        let (_, run) = self.run.as_mut()?;
        let moment = run.moment(asked.at);
        let whole = format!("{}\n{}", run.applied(asked.at), asked.whole());
        if self.whole.as_ref().is_none_or(|(of, _)| *of != whole) {
            if asked.experiment && self.experiment.is_none() {
                self.experiment = Some(experiment::results());
            }
            let results = self.experiment.as_deref().filter(|_| asked.experiment);
            let told = tell(&asked, run, results.unwrap_or_default());
            self.whole = Some((whole, told.to_string()));
        }
        let (_, whole) = self.whole.as_ref()?;
        Some(format!("{whole}{SEPARATOR}{moment}"))
    }
}

/// What holds for the whole timeline.
fn tell(asked: &Asked, run: &mut Run, experiment: &[Value]) -> Value {
    let lang = asked.lang;
    let plan = irsa_cluster::plan(&asked.texts().named(), &run.state(asked.at));
    let errors = planned::errors(&plan, asked.texts());
    json!({
        "words": table(lang, "cluster_page"),
        "states": table(lang, "cluster_states"),
        "items": table(lang, "cluster_items"),
        "faults": table(lang, "cluster_faults"),
        "commands": table(lang, "cluster_commands"),
        "loads": table(lang, "cluster_loads"),
        "order_says": table(lang, "cluster_order_says"),
        "end": run.end(),
        "stops": run.stops(),
        "events": run.events(lang),
        "stages": stages(run, lang),
        "plan": planned::plan(&plan, &errors),
        "findings": errors,
        "graph": graph::graph(&plan),
        "asker": asker(asked.texts()),
        "experiment": experiment,
        "way": asked.way.map(|way| ways::tell(way, asked.texts(), lang)),
    })
}

/// The texts of a table, by key.
fn table(lang: Lang, section: &'static str) -> BTreeMap<&'static str, &'static str> {
    let text = |key: &&'static str| Some((*key, words::text(lang, section, key)?));
    words::keys(section).iter().filter_map(text).collect()
}

/// The four steps, with the second at which each is done.
fn stages(run: &Run, lang: Lang) -> Vec<Value> {
    let all = irsa_cluster::eks::snapshot::Stage::ALL;
    let told = all.into_iter().enumerate().map(|(at, stage)| {
        let text = |section| words::text(lang, section, stage.id());
        json!({
            "id": stage.id(),
            "title": text("cluster_stages"),
            "says": text("cluster_stages_say"),
            "done": run.done.get(at).copied().flatten(),
        })
    });
    told.collect()
}

/// Which pod asks for which role, and whether it would get it.
fn asker(texts: &Texts) -> Value {
    let expansion = irsa_cluster::expand(&texts.named());
    let report = expansion.translate(irsa_engine::run(&expansion.files, &Ask::default()));
    let verdict = match report.verdict() {
        Verdict::Allow => "allow",
        Verdict::Deny => "deny",
        Verdict::Error => "error",
        Verdict::OtherIdentity => "other-identity",
        Verdict::Unknown => "unknown",
    };
    let asker = report.asker.as_ref();
    let named = asker.and_then(|asker| {
        let name = asker.pod.as_ref().or(asker.account.as_ref())?;
        Some(format!("{}/{name}", asker.namespace.as_deref().unwrap_or("default")))
    });
    json!({ "verdict": verdict, "pod": named, "role": report.role.as_deref() })
}
