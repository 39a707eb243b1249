//! `irsa admit`: a pod in, the pod as the webhook leaves it out.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use irsa_engine::k8s::webhook::{self, WebhookSettings};
use irsa_engine::source::{self, lines::Lines};
use irsa_engine::{Finding, Text};
use irsa_words::Lang;
use lexopt::prelude::*;

use crate::{Outcome, Usage, read};

pub(crate) fn run(arguments: &mut lexopt::Parser) -> Result<Outcome, Usage> {
    let (mut accounts, mut settings): (Option<PathBuf>, Option<PathBuf>) = (None, None);
    let mut identities = Vec::new();
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("service-accounts") => accounts = Some(arguments.value()?.into()),
            Long("settings") => settings = Some(arguments.value()?.into()),
            Long("pod-identity-associations") => {
                identities.extend(associated(Path::new(&arguments.value()?))?);
            }
            other => return Err(other.unexpected().into()),
        }
    }
    let accounts =
        accounts.ok_or_else(|| Usage("which accounts? --service-accounts FILE".to_owned()))?;
    let accounts_text = read::text(&accounts)?;
    let webhook = match settings {
        Some(path) => webhook_settings(&path)?,
        None => WebhookSettings::default(),
    };
    let mut pod = String::new();
    let result = std::io::stdin().read_to_string(&mut pod);
    result.map_err(|error| Usage(format!("standard input: {error}")))?;
    match webhook::admit_text(&pod, &accounts_text, &identities, &webhook) {
        Ok(text) => {
            crate::print(&text);
            Ok(Outcome::Good)
        }
        Err(unreadable) => {
            complain("stdin", &pod, &unreadable.pods);
            complain(&accounts.display().to_string(), &accounts_text, &unreadable.accounts);
            Ok(Outcome::Bad)
        }
    }
}

/// The accounts with a Pod Identity association.
fn associated(path: &Path) -> Result<Vec<(Text, Text)>, Usage> {
    let text = read::text(path)?;
    let tree = source::read(&text);
    complain(&path.display().to_string(), &text, &tree.findings);
    let roots = tree.documents.iter().map(|document| &document.root);
    let found: Option<Vec<_>> = roots.map(webhook::agent::identities).collect();
    let found = found.filter(|found| !found.is_empty());
    let found = found.ok_or_else(|| {
        Usage(format!("{}: no list of Pod Identity associations", path.display()))
    })?;
    Ok(found.into_iter().flatten().collect())
}

fn webhook_settings(path: &Path) -> Result<WebhookSettings, Usage> {
    let text = read::text(path)?;
    let tree = source::read(&text);
    let mut findings = tree.findings;
    let root = tree.documents.first().map(|document| &document.root);
    let webhook = root.and_then(|root| root.get("webhook"));
    let settings =
        webhook.map(|webhook| WebhookSettings::read(webhook, &mut findings)).unwrap_or_default();
    complain(&path.display().to_string(), &text, &findings);
    Ok(settings)
}

/// What is wrong with a text, each with its place, on standard error.
fn complain(name: &str, text: &str, findings: &[Finding]) {
    let lines = Lines::new(text);
    for finding in findings {
        let at = lines.position(text, finding.span.start);
        eprintln!("{name}:{at}: {}", Lang::En.words().sentence(&finding.reason));
    }
}
