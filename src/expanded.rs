//! Terraform, expanded by the worker (`cluster`), as the page reads it: the files that the engine
//! judges in its place, and the way back.

use std::collections::BTreeMap;
use std::rc::Rc;

use irsa_cluster::{Part, SourceMap};
use irsa_engine::fix::{Action, Edit, Fix};
use irsa_engine::model::{Parsed, is_commands, is_description};
use irsa_engine::source::json;
use irsa_engine::{Finding, Place, Reason, Severity, Span, Text, parse};

use crate::cluster::Question;
use crate::flow_view::Item;
use crate::state::Files;

/// The kinds of text that the engine knows and leaves to the worker.
const LEFT: [&str; 4] = ["Terraform", "eksctl ClusterConfig", "CloudFormation", "terraform show"];

/// Whether there is a text among the files that the worker has to read.
#[must_use]
pub fn wants(files: &Files) -> bool {
    let left = |found: &Finding| match &*found.reason {
        Reason::KindNotRead { kind } => LEFT.contains(&&**kind),
        _ => false,
    };
    let printed = |text: &str| is_commands(text) || is_description(text);
    let commands = |file: &Parsed| file.artefacts.is_empty() && printed(&file.text);
    files.iter().any(|file| file.findings.iter().any(left) || commands(file))
}

/// What the worker is asked about the files; none where there is nothing in them for it.
#[must_use]
pub fn question(files: &Files) -> Option<Rc<str>> {
    wants(files).then(|| Question::Expand.about(&files.scenario()).into())
}

/// Where the reading of Terraform stands.
#[derive(Debug, Clone, PartialEq)]
pub enum Reading {
    /// There is none among the texts.
    Absent,
    /// The answer is about the texts as they are, and what was made of them.
    Current(Rc<Expanded>),
    /// The answer is about the texts as they were a moment ago.
    Earlier(Rc<Expanded>),
    /// There is no answer yet.
    Waiting,
    /// What reads it did not come, or broke off.
    Failed,
}

impl Reading {
    /// The name in `data-reading`; none where there is nothing to read.
    #[must_use]
    pub const fn id(&self) -> Option<&'static str> {
        match self {
            Self::Absent => None,
            Self::Current(_) => Some("current"),
            Self::Earlier(_) => Some("earlier"),
            Self::Waiting => Some("waiting"),
            Self::Failed => Some("failed"),
        }
    }

    /// Whether nothing can be decided.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        matches!(self, Self::Waiting | Self::Failed)
    }

    /// What was made, last.
    #[must_use]
    pub const fn expanded(&self) -> Option<&Rc<Expanded>> {
        match self {
            Self::Current(expanded) | Self::Earlier(expanded) => Some(expanded),
            Self::Absent | Self::Waiting | Self::Failed => None,
        }
    }
}

/// How a file given is read.
#[derive(Debug, Clone, PartialEq)]
struct Read {
    /// Whether it holds no artefact of its own.
    emptied: bool,
    /// Which of the engine's findings on it are kept.
    kept: Vec<usize>,
    /// What is said of it besides.
    added: Vec<Finding>,
}

/// What the worker made of some files.
#[derive(Debug, Clone, PartialEq)]
pub struct Expanded {
    /// The files given that are read otherwise than the engine reads them, by index.
    read: BTreeMap<usize, Read>,
    /// The texts that were made, by name and text.
    made: Vec<(Text, Text)>,
    /// Where they come from.
    pub map: SourceMap,
    /// The edits of the texts given that do what each fix does.
    fixes: Vec<Option<Vec<Edit>>>,
}

impl Expanded {
    /// Reads an answer; none where there is nothing in it.
    #[must_use]
    pub fn read(answer: &str) -> Option<Self> {
        let root = json::parse(answer).documents.into_iter().next()?.root;
        let all = Item::of(&root);
        if !all.get("read").is_there() {
            return None;
        }
        let read = all.list("read").map(|item| (item.number("file"), read(item))).collect();
        let made = all.list("made");
        let parts = made.clone().map(|made| (made.number("index"), parts(made))).collect();
        let made_up = all.list("made_up").map(|issuer| issuer.as_text().into()).collect();
        Some(Self {
            read,
            made: made.map(|made| (made.text("name").into(), made.text("text").into())).collect(),
            map: SourceMap::new(parts, made_up),
            fixes: all.list("fixes").map(edits).collect(),
        })
    }

    /// The files as the engine reads them: those given, then what was made.
    #[must_use]
    pub fn files(&self, files: &Files) -> Vec<Rc<Parsed>> {
        let given = files.iter().enumerate().map(|(index, file)| match self.read.get(&index) {
            Some(read) => Rc::new(read.of(file)),
            None => Rc::clone(file),
        });
        given.chain(self.made.iter().map(|(name, text)| Rc::new(parse(name, text)))).collect()
    }

    /// The texts that were made, by name and text.
    pub fn made(&self) -> impl Iterator<Item = (&str, &str)> {
        self.made.iter().map(|(name, text)| (&**name, &**text))
    }

    /// The fixes of a run on [`Expanded::files`], as edits of the texts given; those that no such
    /// edit does are left out.
    #[must_use]
    pub fn carried(&self, found: Vec<Fix>) -> Vec<Fix> {
        if found.len() != self.fixes.len() {
            return Vec::new();
        }
        let carried = found.into_iter().zip(&self.fixes).filter_map(|(fix, edits)| {
            let edits = edits.clone()?;
            // What no edit does is left to the fix's command.
            let action = if edits.is_empty() { Action::Run } else { fix.action };
            Some(Fix { edits, action, ..fix })
        });
        carried.collect()
    }
}

impl Read {
    fn of(&self, file: &Parsed) -> Parsed {
        let kept = self.kept.iter().filter_map(|at| file.findings.get(*at));
        let findings = kept.chain(&self.added).cloned().collect();
        match self.emptied {
            true => Parsed::empty(file.name.clone(), file.text.clone(), findings),
            false => {
                let mut parsed = file.clone();
                parsed.findings = findings;
                parsed
            }
        }
    }
}

fn read(item: Item<'_>) -> Read {
    Read {
        emptied: item.number("emptied") == 1,
        kept: item.list("kept").filter_map(|at| at.as_text().parse().ok()).collect(),
        added: item.list("added").filter_map(finding).collect(),
    }
}

fn finding(item: Item<'_>) -> Option<Finding> {
    let severities = [Severity::Error, Severity::Warning, Severity::Info];
    let severity = severities.into_iter().find(|one| one.id() == item.text("severity"))?;
    let reason = reason(item.text("rule"), item.get("data"))?;
    Some(Finding { severity, reason: reason.into(), span: span(item.get("span")) })
}

/// A reason of a finding on Terraform, by the id of its rule and its data.
fn reason(rule: &str, data: Item<'_>) -> Option<Reason> {
    let text = |name: &str| Text::from(data.text(name));
    Some(match rule {
        "hcl-syntax" => Reason::HclSyntax { message: text("message") },
        "terraform-invalid" => Reason::TerraformInvalid { message: text("message") },
        "terraform-reference" => Reason::TerraformReference { reference: text("reference") },
        "terraform-cycle" => Reason::TerraformCycle { members: text("members") },
        "terraform-variable-unset" => Reason::TerraformUnset { name: text("name") },
        "terraform-not-modelled" => Reason::TerraformNotModelled { name: text("name") },
        "part-not-understood" => Reason::PartNotUnderstood { name: text("name") },
        "parameter-unset" => Reason::ParameterUnset { name: text("name") },
        "tool-refuses" => Reason::ToolRefuses { tool: text("tool"), message: text("message") },
        "terraform-too-many" => Reason::TerraformTooMany {
            address: text("address"),
            count: data.number("count"),
            limit: data.number("limit"),
        },
        _ => return None,
    })
}

fn span(item: Item<'_>) -> Span {
    Span::new(item.number_at(0), item.number_at(1))
}

fn parts(made: Item<'_>) -> Vec<Part> {
    let part = |item: Item<'_>| {
        let at = item.at(2);
        let span = Span::new(at.number_at(1), at.number_at(2));
        Part {
            start: item.number_at(0),
            end: item.number_at(1),
            at: Place { file: at.number_at(0), span },
            exact: item.number_at(3) == 1,
        }
    };
    made.list("parts").map(part).collect()
}

fn edits(item: Item<'_>) -> Option<Vec<Edit>> {
    let edit = |item: Item<'_>| Edit {
        file: item.text("file").into(),
        span: span(item.get("span")),
        text: item.text("text").to_owned(),
    };
    item.is_there().then(|| item.items().map(edit).collect())
}
