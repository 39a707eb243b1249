//! The simulated cluster, in cases of text: a configuration, what is done and when, and what is
//! shown then.
//!
//! A case is a file of `tests/cases/eks` in the format of scenarios. `uses` names files of `base`,
//! `commands` has a line for each command behind its second, `rules` the ids of what it is
//! about, `asks` a line for each question behind
//! the second that it is about, and `shows` what comes of them. `UPDATE_EXPECT=1` writes that.

mod ask;
mod chance;
mod run;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use irsa_cluster::eks::rules::RULES;
use irsa_cluster::eks::{Setup, Simulation};
use irsa_engine::scenario::Scenario;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/eks")
}

/// A case, read.
struct Case {
    path: PathBuf,
    text: String,
    scenario: Scenario,
}

impl Case {
    fn all() -> Vec<Self> {
        let files = fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path());
        let mut files: Vec<PathBuf> = files.filter(|path| path.is_file()).collect();
        files.sort();
        let read = |path: PathBuf| {
            let text = fs::read_to_string(&path).unwrap();
            let scenario =
                Scenario::parse(&text).unwrap_or_else(|error| panic!("{path:?}: {error:?}"));
            Self { path, text, scenario }
        };
        files.into_iter().map(read).collect()
    }

    fn section(&self, name: &str) -> &str {
        let found = self.scenario.files.iter().find(|file| file.name == name);
        found.map_or("", |file| file.text.as_str())
    }

    /// The texts that are simulated, by name.
    fn texts(&self) -> Vec<(String, String)> {
        let sections = ["uses", "commands", "rules", "asks", "shows"];
        let mut texts: Vec<(String, String)> = Vec::new();
        for name in self.section("uses").lines() {
            let text = fs::read_to_string(folder().join("base").join(name)).unwrap();
            texts.push((name.to_owned(), text));
        }
        let own = self.scenario.files.iter().filter(|file| !sections.contains(&&*file.name));
        texts.extend(own.map(|file| (file.name.clone(), file.text.clone())));
        texts
    }

    fn simulation(&self) -> Simulation {
        let texts = self.texts();
        let texts: Vec<(&str, &str)> =
            texts.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
        let mut simulation = Simulation::new(&Setup::of(&texts), 0);
        for line in self.section("commands").lines() {
            let (at, command) = run::command(line, self);
            simulation.command(at, command);
        }
        simulation
    }
}

#[test]
fn every_rule_has_its_case() {
    let cases = Case::all();
    let named: BTreeSet<&str> =
        cases.iter().flat_map(|case| case.section("rules").lines()).collect();
    let known: BTreeSet<&str> = RULES.iter().map(|rule| rule.id).collect();
    assert_eq!(known.len(), RULES.len(), "ids are unique");
    assert_eq!(named, known);
}

#[test]
fn every_case_shows_what_it_says() {
    let mut wrong = Vec::new();
    for case in Case::all() {
        let mut simulation = case.simulation();
        let shown: String =
            case.section("asks").lines().map(|line| ask::answer(&mut simulation, line)).collect();
        if shown == case.section("shows") {
            continue;
        }
        if std::env::var_os("UPDATE_EXPECT").is_some() {
            let (before, _) = case.text.split_once("--- shows\n").unwrap_or((&case.text, ""));
            fs::write(&case.path, format!("{before}--- shows\n{shown}")).unwrap();
        }
        wrong.push(format!(
            "{}:\n{shown}instead of\n{}",
            case.path.display(),
            case.section("shows")
        ));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
