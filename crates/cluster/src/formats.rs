//! What texts other than Terraform make: eksctl, CloudFormation, commands, and what `terraform
//! show` and `kubectl describe` print. Each is read as resources under the names of Terraform,
//! which are rendered as its own are.

mod cloudformation;
mod described;
mod detect;
mod eksctl;
mod input;
mod shell;
mod shown;

use std::collections::BTreeSet;

use irsa_engine::{Finding, Place, Reason};

pub(crate) use detect::{Format, detect};
use input::Input;

use crate::expand::Shown;
use crate::terraform::{Facts, Map, Sources, Value, applied};

/// The most bytes of a text that is put together: one that refers to itself twice, over and over,
/// would outgrow any memory.
const BYTES_MAX: usize = 1 << 20;

/// A resource that a text makes.
#[derive(Debug)]
pub(crate) struct Resource {
    /// Its type, as Terraform calls it.
    pub(crate) kind: String,
    /// Whether it is merely looked up.
    pub(crate) data: bool,
    /// Its attributes, as Terraform calls them.
    pub(crate) object: Value,
    /// Where it is written.
    pub(crate) place: Place,
}

/// What was read of some texts.
pub(crate) struct Reading<'s> {
    /// The texts.
    pub(crate) sources: &'s Sources,
    /// What no text says.
    pub(crate) facts: &'s Facts,
    /// What they make.
    pub(crate) resources: Vec<Resource>,
    /// What is wrong or worth saying, by file.
    pub(crate) findings: Vec<(usize, Finding)>,
    /// The files that others read, and which hold nothing by themselves.
    pub(crate) used: BTreeSet<usize>,
    /// Whether this is all there is.
    pub(crate) whole: bool,
}

impl<'s> Reading<'s> {
    /// Reads the texts of these formats, by the index of the file.
    pub(crate) fn new(
        sources: &'s Sources,
        facts: &'s Facts,
        texts: &[(usize, Format)],
        whole: bool,
    ) -> Self {
        let (resources, findings) = (Vec::new(), Vec::new());
        let used = BTreeSet::new();
        let mut reading = Self { sources, facts, resources, findings, used, whole };
        for (file, format) in texts {
            let Some(input) = reading.input(*file) else { continue };
            match format {
                Format::Eksctl => eksctl::read(&mut reading, input),
                Format::CloudFormation => cloudformation::read(&mut reading, input),
                Format::Commands => shell::read(&mut reading, input),
                Format::Described => described::read(&mut reading, input),
                Format::Shown => shown::read(&mut reading, input),
            }
        }
        reading
    }

    fn input(&self, file: usize) -> Option<Input<'s>> {
        let source = self.sources.files.get(file)?;
        Some(Input { file, text: &source.text })
    }

    /// Makes a resource of these arguments: what AWS adds to them is added.
    fn make(&mut self, kind: &str, address: &str, config: &Map, place: Place) {
        let object = Value::map(applied(kind, address, config, self.facts, 0)).at(Some(place));
        self.resources.push(Resource { kind: kind.to_owned(), data: false, object, place });
    }

    /// Says something about a place.
    fn note(
        &mut self,
        place: Place,
        finding: impl FnOnce(Reason, irsa_engine::Span) -> Finding,
        reason: Reason,
    ) {
        let noted = (place.file, finding(reason, place.span));
        if !self.findings.contains(&noted) {
            self.findings.push(noted);
        }
    }

    /// Says that a part is not understood.
    fn not_understood(&mut self, name: &str, place: Place) {
        self.note(place, Finding::warning, Reason::PartNotUnderstood { name: name.into() });
    }

    /// Says that a tool does not do what is asked of it.
    fn refused(&mut self, tool: &str, message: &str, place: Place) {
        let reason = Reason::ToolRefuses { tool: tool.into(), message: message.into() };
        self.note(place, Finding::error, reason);
    }

    /// The object of a provider for a cluster's issuer, and the issuer without its scheme.
    fn associate(&mut self, cluster: &str, place: Place) -> String {
        let issuer = self.facts.issuer_of(cluster, "");
        let mut config = Map::default();
        config.put("url", Value::text(issuer.as_str()).at(Some(place)));
        config.put("client_id_list", Value::list(vec![Value::text("sts.amazonaws.com")]));
        self.make("aws_iam_openid_connect_provider", cluster, &config, place);
        issuer.trim_start_matches("https://").to_owned()
    }
}

impl Reading<'_> {
    /// What they make, to be rendered.
    pub(crate) fn shown(&self) -> impl Iterator<Item = Shown<'_>> {
        self.resources.iter().map(|one| Shown {
            kind: &one.kind,
            data: one.data,
            object: &one.object,
            place: one.place,
        })
    }
}

/// The region that a ClusterConfig or an option of a command names first.
pub(crate) fn region(sources: &Sources) -> Option<String> {
    let is_region = |text: &str| {
        let parts: Vec<&str> = text.split('-').collect();
        parts.len() >= 3
            && parts.first().is_some_and(|first| first.len() == 2)
            && parts.last().is_some_and(|last| last.len() == 1 && last.parse::<u8>().is_ok())
    };
    let named = |text: &str| {
        let names = ["--region", "region:", "AWS_REGION="];
        let behind = names.iter().filter_map(|name| Some(text.split_once(name)?.1));
        let words = behind.filter_map(|rest| {
            let rest = rest.trim_start_matches(['=', ' ', '"', '\'']);
            rest.split(|char: char| !char.is_ascii_alphanumeric() && char != '-').next()
        });
        words.map(str::to_owned).find(|word| is_region(word))
    };
    let texts = sources.files.iter().filter(|file| !file.modelled);
    texts.flat_map(|file| file.text.lines()).find_map(named)
}
