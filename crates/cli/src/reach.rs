//! `irsa reach`: which of the roles each service account can get.

use std::path::PathBuf;

use irsa_engine::Text;
use irsa_engine::irsa::reached::{Reached, reached};
use lexopt::prelude::*;
use serde_json::json;

use crate::{Outcome, Usage, plan, read};

pub(crate) fn run(arguments: &mut lexopt::Parser) -> Result<Outcome, Usage> {
    let mut as_json = false;
    let mut paths: Vec<PathBuf> = Vec::new();
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("json") => as_json = true,
            Value(path) => paths.push(path.into()),
            other => return Err(other.unexpected().into()),
        }
    }
    if paths.is_empty() {
        return Err(Usage("what reaches what? Name files, folders or `-`".to_owned()));
    }
    let texts = read::read(&paths)?;
    let all = reached(&irsa_cluster::expand(&plan::named(&texts)).files, &crate::ask());
    for one in &all {
        match as_json {
            true => crate::print(&line(one)),
            false => crate::print(&rows(one)),
        }
    }
    let open = all.iter().any(|one| !one.unknown.is_empty());
    Ok(if open { Outcome::Unknown } else { Outcome::Good })
}

fn line(one: &Reached) -> String {
    let Reached { account, roles, unknown } = one;
    let line = json!({
        "namespace": &*account.namespace,
        "serviceAccount": &*account.name,
        "roles": texts(roles),
        "unknown": texts(unknown),
    });
    format!("{line}\n")
}

fn texts(arns: &[Text]) -> Vec<&str> {
    arns.iter().map(|arn| &**arn).collect()
}

/// A row for each role, as `grep` and `awk` like them; one with `-` where there is none.
fn rows(one: &Reached) -> String {
    let Reached { account, roles, unknown } = one;
    let name = format!("{}/{}", account.namespace, account.name);
    let known = roles.iter().map(|arn| format!("{name}\t{arn}\n"));
    let open = unknown.iter().map(|arn| format!("{name}\t{arn}\tunknown\n"));
    let rows: String = known.chain(open).collect();
    if rows.is_empty() { format!("{name}\t-\n") } else { rows }
}
