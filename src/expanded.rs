//! Terraform, expanded by the worker (`cluster`), as the page reads it: the files that the engine
//! judges in its place, and the way back.

use std::collections::BTreeMap;
use std::rc::Rc;

use irsa_cluster::{Part, SourceMap};
use irsa_engine::fix::{Action, Edit, Fix};
use irsa_engine::model::Parsed;
use irsa_engine::source::json;
use irsa_engine::{Finding, Place, Reason, Severity, Span, Text, parse};

use crate::cluster::Question;
use crate::flow_view::Item;
use crate::state::Files;

/// The kinds of text that the engine knows and leaves to the worker.
const LEFT: [&str; 1] = ["Terraform"];

/// Whether there is a text among the files that the worker has to read.
#[must_use]
pub fn wants(files: &Files) -> bool {
    let mut findings = files.iter().flat_map(|file| &file.findings);
    findings.any(|found| match &found.reason {
        Reason::KindNotRead { kind } => LEFT.contains(&&**kind),
        _ => false,
    })
}

/// What the worker is asked about the files; none where there is nothing in them for it.
#[must_use]
pub fn question(files: &Files) -> Option<Rc<str>> {
    wants(files).then(|| Question::Expand.about(&files.scenario()).into())
}

/// What the worker made of some files.
#[derive(Debug, Clone, PartialEq)]
pub struct Expanded {
    /// The files given that hold nothing of their own, with what is wrong with them.
    emptied: BTreeMap<usize, Vec<Finding>>,
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
        if !all.get("emptied").is_there() {
            return None;
        }
        let emptied = all.list("emptied").filter_map(|index| index.as_text().parse().ok());
        let mut emptied: BTreeMap<usize, Vec<Finding>> =
            emptied.map(|index| (index, Vec::new())).collect();
        for item in all.list("findings") {
            if let (Some(on), Some(found)) = (emptied.get_mut(&item.number("file")), finding(item))
            {
                on.push(found);
            }
        }
        let made = all.list("made");
        let parts = made.clone().map(|made| (made.number("index"), parts(made))).collect();
        let made_up = all.list("made_up").map(|issuer| issuer.as_text().into()).collect();
        Some(Self {
            emptied,
            made: made.map(|made| (made.text("name").into(), made.text("text").into())).collect(),
            map: SourceMap::new(parts, made_up),
            fixes: all.list("fixes").map(edits).collect(),
        })
    }

    /// The files as the engine reads them: those given, then what was made.
    #[must_use]
    pub fn files(&self, files: &Files) -> Vec<Rc<Parsed>> {
        let given = files.iter().enumerate().map(|(index, file)| match self.emptied.get(&index) {
            Some(findings) => {
                let (name, text) = (file.name.clone(), file.text.clone());
                Rc::new(Parsed::empty(name, text, findings.clone()))
            }
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

fn finding(item: Item<'_>) -> Option<Finding> {
    let severities = [Severity::Error, Severity::Warning, Severity::Info];
    let severity = severities.into_iter().find(|one| one.id() == item.text("severity"))?;
    let reason = reason(item.text("rule"), item.get("data"))?;
    Some(Finding { severity, reason, span: span(item.get("span")) })
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
