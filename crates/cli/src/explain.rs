//! `irsa explain`: one answer for each pod.

use std::path::PathBuf;

use irsa_engine::model::settings::pod_name;
use irsa_engine::{Ask, Report, Timestamp, Verdict, questions};
use irsa_words::Lang;
use lexopt::prelude::*;

use crate::{Outcome, Usage, json, plan, read, text};

#[derive(Default)]
struct Options {
    json: bool,
    lang: Lang,
    ask: Ask,
    paths: Vec<PathBuf>,
}

pub(crate) fn run(arguments: &mut lexopt::Parser) -> Result<Outcome, Usage> {
    let options = options(arguments)?;
    let texts = read::read(&options.paths)?;
    let expansion = irsa_cluster::expand(&plan::named(&texts));
    let mut outcome = Outcome::Good;
    for ask in questions(&expansion.files, &options.ask) {
        let report = irsa_engine::run(&expansion.files, &ask);
        let fixes = expansion.fixes(&ask, &report);
        let report = expansion.translate(report);
        outcome = worse(outcome, of(&report));
        if options.json {
            crate::print(&format!("{}\n", json::line(&report, &fixes)?));
        } else {
            crate::print(&text::report(&report, &fixes, options.lang.words()));
        }
    }
    Ok(outcome)
}

fn options(arguments: &mut lexopt::Parser) -> Result<Options, Usage> {
    let mut options = Options { ask: crate::ask(), ..Options::default() };
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("json") => options.json = true,
            Long("lang") => {
                let tag = arguments.value()?.string()?;
                options.lang = Lang::from_tag(&tag)
                    .ok_or_else(|| Usage(format!("there is no language `{tag}`: en or ko")))?;
            }
            Long("now") => {
                let time = arguments.value()?.string()?;
                let parsed = Timestamp::parse(&time);
                options.ask.now = Some(parsed.ok_or_else(|| {
                    Usage(format!("`{time}` is no time: 2026-01-01T00:00:00Z or Unix seconds"))
                })?);
            }
            Long("pod") => {
                let name = arguments.value()?.string()?;
                let parsed = pod_name(&name);
                options.ask.pod =
                    Some(parsed.ok_or_else(|| Usage(format!("`{name}` is not NAMESPACE/NAME")))?);
            }
            Value(path) => options.paths.push(path.into()),
            other => return Err(other.unexpected().into()),
        }
    }
    if options.paths.is_empty() {
        return Err(Usage("explain what? Name files, folders or `-`".to_owned()));
    }
    Ok(options)
}

fn of(report: &Report) -> Outcome {
    match report.verdict() {
        Verdict::Allow => match (&report.call, report.call_decision()) {
            (None, _) | (Some(_), "allow") => Outcome::Good,
            (Some(_), "unknown") => Outcome::Unknown,
            (Some(_), _) => Outcome::Bad,
        },
        Verdict::Unknown => Outcome::Unknown,
        Verdict::Deny | Verdict::Error | Verdict::OtherIdentity => Outcome::Bad,
    }
}

const fn worse(left: Outcome, right: Outcome) -> Outcome {
    match (left, right) {
        (Outcome::Bad, _) | (_, Outcome::Bad) => Outcome::Bad,
        (Outcome::Unknown, _) | (_, Outcome::Unknown) => Outcome::Unknown,
        _ => Outcome::Good,
    }
}
