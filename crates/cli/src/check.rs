//! `irsa check`: does each scenario come out as it expects of itself?

use std::path::PathBuf;

use irsa_engine::goal::Miss;
use irsa_engine::scenario::Scenario;
use lexopt::prelude::*;

use crate::{Outcome, Usage, read};

pub(crate) fn run(arguments: &mut lexopt::Parser) -> Result<Outcome, Usage> {
    let mut paths: Vec<PathBuf> = Vec::new();
    while let Some(argument) = arguments.next()? {
        match argument {
            Value(path) => paths.push(path.into()),
            other => return Err(other.unexpected().into()),
        }
    }
    let scenarios = read::scenarios(&paths)?;
    if scenarios.is_empty() {
        return Err(Usage("check what? Name scenarios or folders of them".to_owned()));
    }
    let mut failed = 0;
    for path in &scenarios {
        let name = path.display();
        match misses(&read::text(path)?) {
            Ok(misses) if misses.is_empty() => crate::print(&format!("ok    {name}\n")),
            Ok(misses) => {
                failed += 1;
                crate::print(&format!("FAIL  {name}\n"));
                misses.iter().for_each(|miss| crate::print(&format!("      {miss}\n")));
            }
            Err(error) => {
                failed += 1;
                crate::print(&format!("FAIL  {name}\n      {error}\n"));
            }
        }
    }
    crate::print(&format!("{} passed, {failed} failed\n", scenarios.len() - failed));
    Ok(if failed == 0 { Outcome::Good } else { Outcome::Bad })
}

/// How a scenario comes out otherwise than it expects.
fn misses(text: &str) -> Result<Vec<Miss>, String> {
    let scenario = Scenario::parse(text).map_err(|error| error.to_string())?;
    if scenario.file("expect").is_none() && scenario.file("checks").is_none() {
        return Err("it has neither `expect` nor `checks`".to_owned());
    }
    Ok(irsa_cluster::misses(&scenario, &crate::ask()))
}
