//! `irsa plan`: what a Terraform apply would do to what exists.

use std::path::PathBuf;

use irsa_cluster::{Plan, State};
use irsa_engine::scenario::ScenarioFile;
use lexopt::prelude::*;
use serde_json::json;

use crate::{Outcome, Usage, read};

/// A folder, and what exists before.
pub(crate) struct Configuration {
    /// Whether to print JSON.
    pub(crate) json: bool,
    /// How many seconds of an apply to run.
    pub(crate) until: Option<u32>,
    /// Whether to show the cluster, too.
    pub(crate) cluster: bool,
    files: Vec<ScenarioFile>,
    /// What an earlier configuration left.
    pub(crate) state: State,
}

impl Configuration {
    /// Reads `[--json] [--cluster] [--from DIR] [--until SECONDS] DIR`.
    pub(crate) fn read(arguments: &mut lexopt::Parser) -> Result<Self, Usage> {
        let mut paths: Vec<PathBuf> = Vec::new();
        let (mut json, mut cluster, mut until, mut from) = (false, false, None, None);
        while let Some(argument) = arguments.next()? {
            match argument {
                Long("json") => json = true,
                Long("cluster") => cluster = true,
                Long("from") => from = Some(PathBuf::from(arguments.value()?)),
                Long("until") => {
                    let value = arguments.value()?.string()?;
                    let seconds = value.parse();
                    let wrong = || Usage(format!("`{value}` is no number of seconds"));
                    until = Some(seconds.map_err(|_| wrong())?);
                }
                Value(path) => paths.push(path.into()),
                other => return Err(other.unexpected().into()),
            }
        }
        if paths.is_empty() {
            return Err(Usage("which folder? Name one with Terraform in it".to_owned()));
        }
        if cluster && from.is_some() {
            return Err(Usage("--cluster begins with an empty account, without --from".to_owned()));
        }
        let state = match from {
            Some(from) => State::of(&named(&read::read(&[from])?)),
            None => State::default(),
        };
        let files = read::read(&paths)?;
        if !files.iter().any(|file| irsa_cluster::is_hcl(&file.name, &file.text)) {
            return Err(Usage("there is no Terraform in that folder".to_owned()));
        }
        Ok(Self { json, until, cluster, files, state })
    }

    /// The texts by name.
    pub(crate) fn texts(&self) -> Vec<(&str, &str)> {
        named(&self.files)
    }
}

pub(crate) fn named(files: &[ScenarioFile]) -> Vec<(&str, &str)> {
    files.iter().map(|file| (file.name.as_str(), file.text.as_str())).collect()
}

pub(crate) fn run(arguments: &mut lexopt::Parser) -> Result<Outcome, Usage> {
    let configuration = Configuration::read(arguments)?;
    let plan = irsa_cluster::plan(&configuration.texts(), &configuration.state);
    if configuration.json {
        crate::print(&format!("{}\n", line(&plan)));
    } else {
        crate::print(&plan.to_string());
    }
    Ok(if plan.errors.is_empty() { Outcome::Good } else { Outcome::Bad })
}

/// Null stands for no reason.
fn line(plan: &Plan) -> serde_json::Value {
    let because = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let changes = plan.changes.iter().map(|change| {
        json!({
            "address": change.address,
            "action": change.action.id(),
            "because": because(&change.because),
        })
    });
    let [add, change, destroy] = plan.counts();
    json!({
        "changes": changes.collect::<Vec<_>>(),
        "errors": plan.errors,
        "add": add,
        "change": change,
        "destroy": destroy,
    })
}
