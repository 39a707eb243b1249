//! Terraform into what `aws` and `kubectl` would show once it is applied, and back.
//!
//! The engine reads artefacts and knows no Terraform. So a configuration is rendered as artefacts,
//! with a map from their characters to those of the configuration, and what the engine says about
//! them is said about the configuration.

mod helm;
mod kubernetes;
mod map;
mod render;

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use irsa_engine::fix::{self, Action, Edit, Fix};
use irsa_engine::goal::{self, Miss};
use irsa_engine::model::{Content, Parsed};
use irsa_engine::scenario::Scenario;
use irsa_engine::source::limits;
use irsa_engine::{Ask, Finding, Place, Report, Verdict, parse, questions, run};

use crate::terraform::{Evaluation, Mode, Part, Sources, is_hcl, is_values, parts};

pub use map::SourceMap;

/// The texts as the engine reads them: those given, then what their Terraform makes.
#[derive(Debug)]
pub struct Expansion {
    /// The files for the engine, those given first, in their order.
    pub files: Vec<Rc<Parsed>>,
    sources: Sources,
    map: SourceMap,
    emptied: BTreeSet<usize>,
}

/// Reads texts by name. Terraform among them is expanded; everything else is read as it is, unless
/// the Terraform reads it as a template.
#[must_use]
pub fn expand(texts: &[(&str, &str)]) -> Expansion {
    let hcl = |(name, text): &(&str, &str)| {
        (is_hcl(name, text) || is_values(name)) && text.len() <= limits::FILE_BYTES
    };
    let read = texts.iter().map(|(name, text)| match hcl(&(*name, *text)) {
        true => empty(name, text, Vec::new()),
        false => parse(name, text),
    });
    let mut files: Vec<Parsed> = read.collect();
    let emptied = texts.iter().enumerate().filter(|(_, text)| hcl(text));
    let mut expansion = Expansion {
        files: Vec::new(),
        sources: Sources::default(),
        map: SourceMap::default(),
        emptied: emptied.map(|(index, _)| index).collect(),
    };
    if texts.iter().any(|(name, text)| is_hcl(name, text)) {
        expansion.sources = Sources::read(texts.iter().copied());
        expansion.add_terraform(&mut files);
    }
    expansion.files.splice(0..0, files.into_iter().map(Rc::new));
    expansion
}

/// Every line of a scenario's `expect` and `checks` that does not hold, its Terraform expanded.
#[must_use]
pub fn misses(scenario: &Scenario, ask: &Ask) -> Vec<Miss> {
    let texts: Vec<(&str, &str)> =
        scenario.files.iter().map(|file| (file.name.as_str(), file.text.as_str())).collect();
    let expansion = expand(&texts);
    let report = expansion.translate(run(&expansion.files, ask));
    goal::misses_of(scenario, &report)
}

/// The most askers who are asked again whether an edit takes their role away.
const ASKERS_MAX: usize = 100;

/// The new text of a literal that is a part of what was made: without what the configuration puts
/// around it.
fn within(made: &str, literal: &str, new: &str) -> String {
    let bare = |text: &str| text.strip_prefix('"')?.strip_suffix('"').map(str::to_owned);
    let inner = || {
        let (made, literal, new) = (bare(made)?, bare(literal)?, bare(new)?);
        let (before, after) = made.split_once(&*literal).filter(|_| !literal.is_empty())?;
        let rest = new.strip_prefix(before)?.strip_suffix(after)?;
        Some(format!("\"{rest}\""))
    };
    inner().unwrap_or_else(|| new.to_owned())
}

/// A text that holds no artefact of its own.
fn empty(name: &str, text: &str, findings: Vec<Finding>) -> Parsed {
    Parsed::empty(name.into(), text.into(), findings)
}

/// The issuers of the clusters that were described, by the cluster's name.
fn clusters(files: &[Parsed]) -> BTreeMap<String, String> {
    let artefacts = files.iter().flat_map(|file| &file.artefacts);
    let described = artefacts.filter_map(|artefact| match &artefact.content {
        Content::Cluster(cluster) => {
            let (_, name) = cluster.arn.as_ref()?.rsplit_once('/')?;
            Some((name.to_owned(), cluster.issuer.as_ref()?.value.to_string()))
        }
        _ => None,
    });
    described.collect()
}

impl Expansion {
    fn add_terraform(&mut self, files: &mut [Parsed]) {
        let given = files.len();
        let clusters = clusters(files);
        let evaluation = Evaluation::new(&self.sources, clusters);
        let mut rendered = Vec::new();
        let mut made_up = Vec::new();
        let emptied = &mut self.emptied;
        evaluation.each_root(Mode::Applied, &mut |interp| {
            for index in interp.used.borrow().iter() {
                if let Some(file) = files.get_mut(*index) {
                    // What a template holds is no artefact before it is filled in.
                    emptied.insert(*index);
                    *file = empty(&file.name, &file.text, Vec::new());
                }
            }
            rendered.push(render::render(interp, &mut made_up));
        });
        for (file, finding) in evaluation.findings() {
            if let Some(file) = files.get_mut(file) {
                file.findings.push(finding);
            }
        }
        let mut made: BTreeMap<usize, Vec<Part>> = BTreeMap::new();
        for (number, writer) in rendered.into_iter().enumerate() {
            if writer.out.is_empty() {
                continue;
            }
            let suffix = if number == 0 { String::new() } else { format!("-{}", number + 1) };
            let name = format!("terraform{suffix}.json");
            let written = |place| self.sources.written(place);
            let parts = parts(&writer.out, &writer.pieces, written);
            made.insert(given + self.files.len(), parts);
            self.files.push(Rc::new(parse(&name, &writer.out)));
        }
        self.map = SourceMap::new(made, made_up);
    }

    /// Where what was made comes from.
    #[must_use]
    pub const fn map(&self) -> &SourceMap {
        &self.map
    }

    /// The texts given, by index, that hold no artefact of their own: Terraform, and what it fills
    /// in.
    pub fn emptied(&self) -> impl Iterator<Item = usize> {
        self.emptied.iter().copied()
    }

    /// The place in the texts given that a place in what was rendered comes from.
    #[must_use]
    pub fn source(&self, place: Place) -> Place {
        self.map.source(place)
    }

    /// What the engine says about the rendered artefacts, said about the texts given.
    #[must_use]
    pub fn translate(&self, report: Report) -> Report {
        self.map.translate(report)
    }

    /// The fixes for a report that is not translated yet, as edits of the texts given. An edit of a
    /// rendered text is kept where the same edit of its source turns the verdict, too: that is
    /// tried. Of a fix with a command, the command is kept.
    #[must_use]
    pub fn fixes(&self, ask: &Ask, report: &Report) -> Vec<Fix> {
        let found = fix::search(&self.files, ask, report);
        found.into_iter().filter_map(|fix| self.carry(ask, report, fix)).collect()
    }

    /// A fix as an edit of the texts given; none where that does not turn the verdict.
    #[must_use]
    pub fn carry(&self, ask: &Ask, report: &Report, fix: Fix) -> Option<Fix> {
        if self.map.made().next().is_none() {
            return Some(fix);
        }
        let edits: Option<Vec<Edit>> = fix.edits.iter().map(|edit| self.carry_edit(edit)).collect();
        match edits {
            Some(edits) if edits == fix.edits || self.is_proven(ask, report, &fix, &edits) => {
                Some(Fix { edits, ..fix })
            }
            _ if fix.command.is_some() => {
                Some(Fix { edits: Vec::new(), action: Action::Run, ..fix })
            }
            _ => None,
        }
    }

    fn carry_edit(&self, edit: &Edit) -> Option<Edit> {
        // An artefact in a file of its own is nothing that Terraform would make.
        let index = self.files.iter().position(|file| file.name == edit.file)?;
        if !self.map.is_made(index) {
            return Some(edit.clone());
        }
        let place = self.source(Place { file: index, span: edit.span });
        let target = self.files.get(place.file)?;
        // What is inserted must not replace what is there.
        let inserts = edit.span.start == edit.span.end && place.span.start < place.span.end;
        if place.file == index || inserts {
            return None;
        }
        let made = edit.span.of(&self.files.get(index)?.text);
        let text = within(made, place.span.of(&target.text), &edit.text);
        Some(Edit { file: target.name.clone(), span: place.span, text })
    }

    /// Whether the edited texts come to the verdict that the fix promises, and nobody who got a
    /// role before loses it.
    fn is_proven(&self, ask: &Ask, report: &Report, fix: &Fix, edits: &[Edit]) -> bool {
        let given = self.files.iter().enumerate();
        let given = given.filter(|(index, _)| !self.map.is_made(*index));
        let texts: Vec<(String, String)> = given
            .map(|(_, file)| {
                let mine: Vec<&Edit> = edits.iter().filter(|edit| edit.file == file.name).collect();
                (file.name.to_string(), fix::apply(&file.text, &mine))
            })
            .collect();
        let texts: Vec<(&str, &str)> =
            texts.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
        let ask = Ask { now: Some(report.now), ..ask.clone() };
        let edited = expand(&texts);
        let mended = run(&edited.files, &ask);
        if mended.verdict() != fix.verdict || mended.role != report.role {
            return false;
        }
        let all = Ask { pod: None, candidate: 0, ..ask };
        let granted = |files: &[Rc<Parsed>]| -> Vec<_> {
            let asks = questions(files, &all).into_iter().take(ASKERS_MAX);
            let reports = asks.map(|ask| run(files, &ask));
            let granted = reports.filter(|report| report.verdict() == Verdict::Allow);
            granted.map(|report| (report.asker, report.role)).collect()
        };
        let after = granted(&edited.files);
        granted(&self.files).iter().all(|before| after.contains(before))
    }

    /// The text that was made of the Terraform at a root, for who wants to see it.
    pub fn rendered(&self) -> impl Iterator<Item = &Parsed> {
        self.map.made().filter_map(|index| self.files.get(index)).map(Rc::as_ref)
    }
}
