//! Terraform, and the other texts that make a cluster and its roles, into what `aws` and `kubectl`
//! would show once they are applied, and back.
//!
//! The engine reads artefacts and knows none of these. So a configuration is rendered as artefacts,
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
use irsa_engine::{Ask, Finding, Place, Reason, Report, Verdict, parse, questions, run};

use crate::formats::{self, Format, Reading, detect};
use crate::terraform::{Evaluation, Facts, Mode, Sources, Writer, is_hcl, is_values, parts};
pub use map::SourceMap;
use render::Context;
pub(crate) use render::Shown;

/// The texts as the engine reads them: those given, then what their Terraform makes.
#[derive(Debug)]
pub struct Expansion {
    /// The files for the engine, those given first, in their order.
    pub files: Vec<Rc<Parsed>>,
    sources: Sources,
    map: SourceMap,
    touched: BTreeSet<usize>,
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
    let touched = texts.iter().enumerate().filter(|(_, text)| hcl(text));
    let mut expansion = Expansion {
        files: Vec::new(),
        sources: Sources::default(),
        map: SourceMap::default(),
        touched: touched.map(|(index, _)| index).collect(),
    };
    let terraform = texts.iter().any(|(name, text)| is_hcl(name, text));
    let formats = formats_of(texts);
    if terraform || !formats.is_empty() {
        expansion.sources = Sources::read(texts.iter().copied());
    }
    if terraform {
        expansion.add_terraform(&mut files);
    }
    expansion.add_formats(&mut files, &formats);
    expansion.files.splice(0..0, files.into_iter().map(Rc::new));
    expansion
}

/// The texts of other formats, by their index.
fn formats_of(texts: &[(&str, &str)]) -> Vec<(usize, Format)> {
    let other = |(name, text): (&str, &str)| {
        let reserved = ["expect", "checks", "settings.yaml"].contains(&name);
        let read = is_hcl(name, text) || is_values(name) || text.len() > limits::FILE_BYTES;
        if reserved || read { None } else { detect(text) }
    };
    let formats = texts.iter().enumerate();
    formats.filter_map(|(index, text)| Some((index, other(*text)?))).collect()
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

/// Writes an edit of what was made as an edit of what it comes from: given what was made, what is
/// written there, and what shall be made.
type Write = fn(&str, &str, &str) -> Option<String>;

/// The new text of a literal that is a part of what was made: without what the configuration puts
/// around it.
fn within(made: &str, literal: &str, new: &str) -> Option<String> {
    let bare = |text: &str| text.strip_prefix('"')?.strip_suffix('"').map(str::to_owned);
    let inner = || {
        let (made, literal, new) = (bare(made)?, bare(literal)?, bare(new)?);
        let (before, after) = made.split_once(&*literal).filter(|_| !literal.is_empty())?;
        let rest = new.strip_prefix(before)?.strip_suffix(after)?;
        Some(format!("\"{rest}\""))
    };
    // Within a string of JSON, or of a shell, a quote has a backslash before it.
    let escaped = literal.starts_with("\\\"") && literal.ends_with("\\\"");
    Some(inner().unwrap_or_else(|| match escaped {
        true => new.replace('\\', "\\\\").replace('"', "\\\""),
        false => new.to_owned(),
    }))
}

/// A template that begins with an issuer's URL, where it is to begin with its host: as people write
/// that, so that it goes on to follow its cluster.
fn without_scheme(made: &str, literal: &str, new: &str) -> Option<String> {
    let host = made.strip_prefix("\"https://")?;
    let (url, rest) = literal.strip_prefix("\"${")?.split_once('}')?;
    let simple = !url.contains(['{', '"', '~']) && new.strip_prefix('"') == Some(host);
    simple.then(|| format!("\"${{replace({url}, \"https://\", \"\")}}{rest}"))
}

/// Whether a finding says that a text of this format is not read: it is read here.
fn is_not_read(finding: &Finding, format: Format) -> bool {
    match &*finding.reason {
        Reason::KindNotRead { kind } => &**kind == format.engine_name(),
        Reason::KindUnknown => true,
        _ => false,
    }
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
        let (touched, made_up) = (&mut self.touched, &mut self.map.made_up);
        evaluation.each_root(Mode::Applied, &mut |interp| {
            for index in interp.used.borrow().iter() {
                if let Some(file) = files.get_mut(*index) {
                    // What a template holds is no artefact before it is filled in.
                    touched.insert(*index);
                    *file = empty(&file.name, &file.text, Vec::new());
                }
            }
            let whole = interp.is_whole();
            let context = Context { sources: interp.sources, facts: interp.facts, whole };
            let made = interp.made.borrow();
            let shown = made.values().flat_map(|made| made.iter()).map(|one| Shown {
                kind: one.kind,
                data: one.data,
                object: &one.object,
                place: one.place,
            });
            rendered.push(render::render(&context, shown, made_up));
        });
        for (index, finding) in evaluation.findings() {
            self.touched.insert(index);
            if let Some(file) = files.get_mut(index) {
                file.findings.push(finding);
            }
        }
        for (number, writer) in rendered.into_iter().enumerate() {
            let suffix = if number == 0 { String::new() } else { format!("-{}", number + 1) };
            self.add_rendered(given, &format!("terraform{suffix}.json"), writer);
        }
    }

    fn add_rendered(&mut self, given: usize, name: &str, writer: Writer) {
        if !writer.out.is_empty() {
            let written = |place| self.sources.written(place);
            let parts = parts(&writer.out, &writer.pieces, written);
            self.map.made.insert(given + self.files.len(), parts);
            self.files.push(Rc::new(parse(name, &writer.out)));
        }
    }

    /// What `terraform show` printed is all there is; any other text proves what it makes alone.
    fn add_formats(&mut self, files: &mut [Parsed], formats: &[(usize, Format)]) {
        let given = files.len();
        let clusters = clusters(files);
        let shown = |format: Format| format == Format::Shown;
        let (states, others): (Vec<_>, Vec<_>) = formats.iter().partition(|(_, f)| shown(*f));
        for (name, texts, whole) in [("state.json", states, true), ("made.json", others, false)] {
            if texts.is_empty() {
                continue;
            }
            let sources = std::mem::take(&mut self.sources);
            let facts = Facts::given(&sources, formats::region(&sources), None, clusters.clone());
            let reading = Reading::new(&sources, &facts, &texts, whole);
            for (index, format) in &texts {
                self.touched.insert(*index);
                let Some(file) = files.get_mut(*index) else { continue };
                match format {
                    Format::Commands | Format::Described => {
                        *file = empty(&file.name, &file.text, Vec::new());
                    }
                    format => file.findings.retain(|found| !is_not_read(found, *format)),
                }
            }
            for index in &reading.used {
                self.touched.insert(*index);
                if let Some(file) = files.get_mut(*index) {
                    *file = empty(&file.name, &file.text, Vec::new());
                }
            }
            for (index, finding) in &reading.findings {
                if let Some(file) = files.get_mut(*index) {
                    file.findings.push(finding.clone());
                }
            }
            let context = Context { sources: &sources, facts: &facts, whole: reading.whole };
            let writer = render::render(&context, reading.shown(), &mut self.map.made_up);
            self.sources = sources;
            self.add_rendered(given, name, writer);
        }
    }

    /// Where what was made comes from.
    #[must_use]
    pub const fn map(&self) -> &SourceMap {
        &self.map
    }

    /// The texts given, by index, that are read in another way than the engine reads them.
    pub fn touched(&self) -> impl Iterator<Item = usize> {
        self.touched.iter().copied()
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
        let edits = |write: Write| -> Option<Vec<Edit>> {
            fix.edits.iter().map(|edit| self.carry_edit(edit, write)).collect()
        };
        let proven =
            |edits: &Vec<Edit>| *edits == fix.edits || self.is_proven(ask, report, &fix, edits);
        let ways: [Write; 2] = [without_scheme, within];
        match ways.into_iter().filter_map(edits).find(proven) {
            Some(edits) => Some(Fix { edits, ..fix }),
            None if fix.command.is_some() => {
                Some(Fix { edits: Vec::new(), action: Action::Run, ..fix })
            }
            _ => None,
        }
    }

    fn carry_edit(&self, edit: &Edit, write: Write) -> Option<Edit> {
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
        let text = write(made, place.span.of(&target.text), &edit.text)?;
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
