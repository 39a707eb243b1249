//! The texts of a configuration, and their blocks. A broken block leaves the others standing.

use hcl_edit::parser::parse_body;
use hcl_edit::structure::{Block, Body};
use irsa_engine::source::limits;
use irsa_engine::{Finding, Place, Reason, Span};

use super::config::join;
use super::json;
use super::modelled::{self, Modelled};

/// The texts, those of modelled modules behind those given.
#[derive(Debug, Default)]
pub(crate) struct Sources {
    /// The texts, in the order given.
    pub(crate) files: Vec<Source>,
}

/// One text.
#[derive(Debug)]
pub(crate) struct Source {
    /// Its name: a path inside the folder.
    pub(crate) name: String,
    /// The text.
    pub(crate) text: String,
    /// Its blocks; none where it is no Terraform.
    pub(crate) body: Option<Body>,
    /// Whether a part of it could not be read.
    pub(crate) broken: bool,
    /// Whether it belongs to a modelled module, so that nobody can edit it.
    pub(crate) modelled: bool,
    /// What is wrong with it.
    pub(crate) findings: Vec<Finding>,
}

impl Sources {
    /// The blocks of a kind at the top of what somebody wrote, each with its file and that one's
    /// place among the files.
    pub(crate) fn blocks<'s>(
        &'s self,
        kind: &'s str,
    ) -> impl Iterator<Item = (usize, &'s Source, &'s Block)> {
        let written = self.files.iter().enumerate().filter(|(_, file)| !file.modelled);
        written.flat_map(move |(index, file)| {
            let blocks = file.body.iter().flat_map(|body| body.blocks());
            let of_kind = blocks.filter(move |block| block.ident.as_str() == kind);
            of_kind.map(move |block| (index, file, block))
        })
    }

    /// Reads the texts, and those of the modelled modules that they call.
    pub(crate) fn read<'t>(files: impl IntoIterator<Item = (&'t str, &'t str)>) -> Self {
        let files = files.into_iter().map(|(name, text)| Source::read(name, text));
        let mut sources = Self { files: files.collect() };
        // A modelled module may call others.
        let mut next = 0;
        while let Some(file) = sources.files.get(next) {
            next += 1;
            for module in file.called() {
                if !sources.files.iter().any(|file| file.modelled && file.name == module.file) {
                    let mut source = Source::read(&format!("{}.tf", module.file), &module.text());
                    source.name = module.file;
                    source.modelled = true;
                    sources.files.push(source);
                }
            }
        }
        sources
    }

    /// What stands at a place.
    pub(crate) fn written(&self, place: Place) -> &str {
        self.files.get(place.file).map(|file| place.span.of(&file.text)).unwrap_or_default()
    }

    /// The file of that path.
    pub(crate) fn find(&self, path: &str) -> Option<usize> {
        let path = join("", path);
        self.files.iter().position(|file| !file.modelled && join("", &file.name) == path)
    }
}

impl Source {
    /// Reads one text; one that is no Terraform is merely kept.
    pub(crate) fn read(name: &str, text: &str) -> Self {
        let mut source = Self {
            name: name.to_owned(),
            text: text.to_owned(),
            body: None,
            broken: false,
            modelled: false,
            findings: Vec::new(),
        };
        if !is_hcl(name, text) && !is_values(name) {
            return source;
        }
        if text.len() > limits::FILE_BYTES {
            // The engine's reader of the same text names the limit.
            source.broken = true;
            return source;
        }
        source.parse();
        source
    }

    /// The modelled modules that it calls.
    fn called(&self) -> Vec<Modelled> {
        let blocks = self.body.iter().flat_map(|body| body.blocks());
        let calls = blocks.filter(|block| block.ident.as_str() == "module");
        let module = |block: &Block| {
            let text = |name| block.body.get_attribute(name).and_then(|a| a.value.as_str());
            modelled::find(text("source")?, text("version"))
        };
        calls.filter_map(module).collect()
    }

    /// The folder that it lies in; empty for the root.
    pub(crate) fn folder(&self) -> String {
        join("", self.name.rsplit_once('/').map_or("", |(folder, _)| folder))
    }

    fn parse(&mut self) {
        if self.name.ends_with(".json") {
            match json::parse(&self.text) {
                Ok(body) => self.body = Some(body),
                Err(error) => self.refuse(&error, 0, self.text.len()),
            }
            return;
        }
        match parse_body(&self.text) {
            Ok(body) => self.body = Some(body),
            Err(_) => self.parse_by_block(),
        }
    }

    /// Says what is wrong with the characters from `start` to `end`.
    fn refuse(&mut self, error: &hcl_edit::parser::Error, start: usize, end: usize) {
        self.broken = true;
        let block = self.text.get(start..end).unwrap_or_default();
        let at = start + error.location().offset().min(block.trim_end().len());
        let end_of_line = self.text.get(at..).and_then(|rest| rest.find('\n'));
        let span = Span::new(at, at + end_of_line.unwrap_or(0).max(1));
        let message = error.message().replace('\n', "; ").replace('`', "'").into();
        self.findings.push(Finding::error(
            Reason::HclSyntax { message },
            Span::new(span.start.min(self.text.len()), span.end.min(self.text.len())),
        ));
    }

    /// Reads each top-level block by itself, then the text once more without the broken ones:
    /// blanked, so that every offset stays.
    fn parse_by_block(&mut self) {
        self.broken = true;
        let mut standing = self.text.clone().into_bytes();
        let bounds = starts(&self.text);
        for (start, end) in bounds.iter().zip(bounds.iter().skip(1)) {
            let block = self.text.get(*start..*end).unwrap_or_default();
            let Err(error) = parse_body(block) else { continue };
            self.refuse(&error, *start, *end);
            for byte in standing.get_mut(*start..*end).unwrap_or_default() {
                if *byte != b'\n' {
                    *byte = b' ';
                }
            }
        }
        let standing = String::from_utf8(standing).unwrap_or_default();
        self.body = parse_body(&standing).ok();
    }
}

/// The offsets at which top-level blocks start, from 0 to the end of the text.
fn starts(text: &str) -> Vec<usize> {
    let mut starts = vec![0];
    let mut offset = 0;
    for line in text.split_inclusive('\n') {
        if offset > 0 && begins_block(line) {
            starts.push(offset);
        }
        offset += line.len();
    }
    starts.push(text.len());
    starts
}

/// The blocks of the language.
const BLOCKS: [&str; 14] = [
    "resource",
    "data",
    "module",
    "variable",
    "locals",
    "output",
    "provider",
    "terraform",
    "moved",
    "import",
    "check",
    "removed",
    "ephemeral",
    "action",
];

/// Whether a line starts a block at the top level: at its first column.
fn begins_block(line: &str) -> bool {
    BLOCKS.iter().any(|name| {
        let rest = line.strip_prefix(name);
        rest.is_some_and(|rest| {
            let spaced = rest.starts_with([' ', '\t', '"', '{']);
            let opens = |char: char| matches!(char, '"' | '{' | '_') || char.is_ascii_alphabetic();
            spaced && rest.trim_start().starts_with(opens)
        })
    })
}

/// Whether a text is Terraform's: by its name, or by a block at the start of a line.
#[must_use]
pub fn is_hcl(name: &str, text: &str) -> bool {
    let file = name.rsplit('/').next().unwrap_or(name);
    match file.rsplit_once('.').map(|(_, extension)| extension) {
        Some("tf" | "tofu") => true,
        Some("json") if file.ends_with(".tf.json") => true,
        Some("tfvars" | "json" | "yaml" | "yml" | "tpl" | "tftpl" | "md") => false,
        _ => {
            let labelled = |line: &str| {
                let labels = ["resource \"", "data \"", "module \""];
                labels.iter().any(|block| line.starts_with(block))
            };
            text.lines().any(labelled)
        }
    }
}

/// Whether a text says what counts over what others say: `override.tf` and `*_override.tf`.
pub(crate) fn is_override(name: &str) -> bool {
    let file = name.rsplit('/').next().unwrap_or(name);
    let file = file.strip_suffix(".json").unwrap_or(file);
    file.strip_suffix(".tf").is_some_and(|stem| stem == "override" || stem.ends_with("_override"))
}

/// Whether a text gives values to variables without being asked: `terraform.tfvars` and
/// `*.auto.tfvars`, and the same in JSON.
pub(crate) fn is_tfvars(name: &str) -> bool {
    let file = name.rsplit('/').next().unwrap_or(name);
    let file = file.strip_suffix(".json").unwrap_or(file);
    file == "terraform.tfvars" || file.ends_with(".auto.tfvars")
}

/// Whether a text gives values to variables, asked or not: `*.tfvars`, `*.tfvars.json`.
pub(crate) fn is_values(name: &str) -> bool {
    name.strip_suffix(".json").unwrap_or(name).ends_with(".tfvars")
}

/// A range of the parser as a span.
pub(crate) fn span(range: Option<std::ops::Range<usize>>) -> Span {
    range.map_or(Span::at(0), |range| Span::new(range.start, range.end))
}

/// The line that opens a block: from its name to its last label.
pub(crate) fn header(block: &Block) -> Span {
    use hcl_edit::Span as _;
    let of = |label: &hcl_edit::structure::BlockLabel| match label {
        hcl_edit::structure::BlockLabel::Ident(ident) => ident.span(),
        hcl_edit::structure::BlockLabel::String(string) => string.span(),
    };
    let last = block.labels.last().and_then(of);
    // In JSON only the last label is of this block alone.
    let start = block.ident.span().or_else(|| last.clone());
    let start = span(start);
    last.map_or(start, |last| start.to(Span::new(last.start, last.end)))
}

/// A whole block, to its closing brace.
pub(crate) fn block_span(block: &Block) -> Span {
    use hcl_edit::Span as _;
    span(block.span())
}

/// A label of a block.
pub(crate) fn label(block: &Block, index: usize) -> Option<&str> {
    block.labels.get(index).map(|label| label.as_str())
}
