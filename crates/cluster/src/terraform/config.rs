//! What the files of one module declare.

use std::collections::BTreeMap;

use hcl_edit::expr::Expression;
use hcl_edit::structure::{Block, Body, Structure};
use irsa_engine::{Finding, Place, Reason};

use super::modelled;
use super::source::{Sources, header, is_override, is_tfvars, label};

/// What a module declares.
#[derive(Debug, Default)]
pub(crate) struct Config<'a> {
    /// Its folder among the files; empty for the root.
    pub(crate) folder: String,
    /// Whether it is modelled: its text is ours.
    pub(crate) modelled: bool,
    /// Whether a part of it could not be read.
    pub(crate) broken: bool,
    /// The variables.
    pub(crate) variables: BTreeMap<&'a str, Declared<'a>>,
    /// The local values.
    pub(crate) locals: BTreeMap<&'a str, Assigned<'a>>,
    /// The resources and what is merely read, by `type.name`, `data.type.name` and
    /// `ephemeral.type.name`.
    pub(crate) resources: BTreeMap<String, Declared<'a>>,
    /// The outputs.
    pub(crate) outputs: BTreeMap<&'a str, Declared<'a>>,
    /// The calls of other modules.
    pub(crate) calls: BTreeMap<&'a str, Call<'a>>,
    /// The provider blocks.
    pub(crate) providers: Vec<Declared<'a>>,
    /// What override files say of a resource or data source over what its block says.
    pub(crate) overrides: BTreeMap<String, Vec<Declared<'a>>>,
    /// Values for the variables of the root.
    pub(crate) values: BTreeMap<&'a str, Assigned<'a>>,
}

/// A block and the file it stands in.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Declared<'a> {
    /// Index of the file.
    pub(crate) file: usize,
    /// The block.
    pub(crate) block: &'a Block,
}

/// An expression and the file it stands in.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Assigned<'a> {
    /// Index of the file.
    pub(crate) file: usize,
    /// The expression.
    pub(crate) expr: &'a Expression,
}

/// A call of a module.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Call<'a> {
    /// The block.
    pub(crate) declared: Declared<'a>,
    /// The module called; none where it is not modelled.
    pub(crate) config: Option<usize>,
}

impl<'a> Declared<'a> {
    /// The line that opens the block.
    pub(crate) fn place(&self) -> Place {
        Place { file: self.file, span: header(self.block) }
    }

    /// The expression of an attribute.
    pub(crate) fn attribute(&self, name: &str) -> Option<&'a Expression> {
        self.block.body.get_attribute(name).map(|attribute| &attribute.value)
    }

    /// Nested blocks of that name.
    pub(crate) fn blocks(&self, name: &str) -> impl Iterator<Item = &'a Block> {
        self.block.body.blocks().filter(move |block| block.ident.as_str() == name)
    }
}

/// The modules of a folder: roots first, each behind its caller.
#[derive(Debug, Default)]
pub(crate) struct Modules<'a> {
    /// The modules.
    pub(crate) configs: Vec<Config<'a>>,
    /// Which of them nobody calls.
    pub(crate) roots: Vec<usize>,
    /// What is wrong between the files.
    pub(crate) findings: Vec<(usize, Finding)>,
}

impl<'a> Modules<'a> {
    /// Gathers what the files declare, folder by folder, and connects the calls.
    pub(crate) fn new(sources: &'a Sources) -> Self {
        let mut modules = Self::default();
        let mut by_folder: BTreeMap<String, usize> = BTreeMap::new();
        // What overrides comes behind what it overrides.
        let (over, plain): (Vec<_>, Vec<_>) =
            sources.files.iter().enumerate().partition(|(_, source)| is_override(&source.name));
        for (index, source) in plain.into_iter().chain(over) {
            let Some(body) = &source.body else {
                continue;
            };
            let folder = if source.modelled { source.name.clone() } else { source.folder() };
            let at = *by_folder.entry(folder.clone()).or_insert_with(|| {
                modules.configs.push(Config { folder, ..Config::default() });
                modules.configs.len() - 1
            });
            let Some(config) = modules.configs.get_mut(at) else { continue };
            config.modelled = source.modelled;
            config.broken |= source.broken;
            match is_override(&source.name) {
                true => config.overlay(index, body),
                false => config.add(index, body, is_tfvars(&source.name), &mut modules.findings),
            }
        }
        modules.connect(&by_folder);
        modules
    }

    fn connect(&mut self, by_folder: &BTreeMap<String, usize>) {
        let mut called = vec![false; self.configs.len()];
        for config in &mut self.configs {
            for call in config.calls.values_mut() {
                let source = call.declared.attribute("source").and_then(Expression::as_str);
                let target = source.and_then(|source| {
                    let folder = if source.starts_with('.') {
                        join(&config.folder, source)
                    } else {
                        modelled::find(source, version(&call.declared))?.file
                    };
                    by_folder.get(&folder).copied()
                });
                call.config = target;
                if let Some(called) = target.and_then(|target| called.get_mut(target)) {
                    *called = true;
                }
            }
        }
        let configs = self.configs.iter().zip(called).enumerate();
        self.roots = configs
            .filter(|(_, (config, called))| !called && !config.modelled && config.is_declared())
            .map(|(index, _)| index)
            .collect();
    }
}

/// The `version` of a module call, as written.
pub(crate) fn version<'a>(call: &Declared<'a>) -> Option<&'a str> {
    call.attribute("version").and_then(Expression::as_str)
}

impl<'a> Config<'a> {
    /// Whether it declares anything: a folder of variables' values alone is no module.
    fn is_declared(&self) -> bool {
        !self.resources.is_empty()
            || !self.calls.is_empty()
            || !self.outputs.is_empty()
            || !self.locals.is_empty()
            || !self.variables.is_empty()
            || !self.providers.is_empty()
    }

    fn add(
        &mut self,
        file: usize,
        body: &'a Body,
        values: bool,
        findings: &mut Vec<(usize, Finding)>,
    ) {
        for structure in body {
            match structure {
                Structure::Attribute(attribute) if values => {
                    let expr = &attribute.value;
                    self.values.insert(attribute.key.as_str(), Assigned { file, expr });
                }
                Structure::Attribute(_) => {}
                Structure::Block(block) => self.add_block(Declared { file, block }, findings),
            }
        }
    }

    /// Adds what an override file says: attributes of blocks that stand elsewhere.
    ///
    /// Source: <https://developer.hashicorp.com/terraform/language/files/override>.
    fn overlay(&mut self, file: usize, body: &'a Body) {
        for block in body.blocks() {
            let declared = Declared { file, block };
            let address = match (block.ident.as_str(), label(block, 0), label(block, 1)) {
                ("resource", Some(kind), Some(name)) => format!("{kind}.{name}"),
                ("data", Some(kind), Some(name)) => format!("data.{kind}.{name}"),
                // Each of the others is one value, which takes the place of the other.
                _ => {
                    self.add_block(declared, &mut Vec::new());
                    continue;
                }
            };
            match self.resources.contains_key(&address) {
                true => self.overrides.entry(address).or_default().push(declared),
                false => self.add_block(declared, &mut Vec::new()),
            }
        }
    }

    fn add_block(&mut self, declared: Declared<'a>, findings: &mut Vec<(usize, Finding)>) {
        let block = declared.block;
        let (first, second) = (label(block, 0), label(block, 1));
        let twice = match (block.ident.as_str(), first, second) {
            ("variable", Some(name), _) => self.variables.insert(name, declared).is_some(),
            ("output", Some(name), _) => self.outputs.insert(name, declared).is_some(),
            ("locals", ..) => {
                let mut twice = false;
                for attribute in block.body.attributes() {
                    let assigned = Assigned { file: declared.file, expr: &attribute.value };
                    twice |= self.locals.insert(attribute.key.as_str(), assigned).is_some();
                }
                twice
            }
            ("resource", Some(kind), Some(name)) => {
                self.resources.insert(format!("{kind}.{name}"), declared).is_some()
            }
            (read @ ("data" | "ephemeral"), Some(kind), Some(name)) => {
                self.resources.insert(format!("{read}.{kind}.{name}"), declared).is_some()
            }
            ("module", Some(name), _) => {
                self.calls.insert(name, Call { declared, config: None }).is_some()
            }
            ("provider", ..) => {
                self.providers.push(declared);
                false
            }
            _ => false,
        };
        if twice {
            let what = block.ident.as_str();
            let message = format!("Duplicate {what} declaration").into();
            let finding = Finding::error(Reason::TerraformInvalid { message }, header(block));
            findings.push((declared.file, finding));
        }
    }
}

/// Whether the address of a block in its module is that of something that is read and not made.
pub(crate) fn is_read(address: &str) -> bool {
    ["data.", "ephemeral."].iter().any(|read| address.starts_with(read))
}

/// `path` seen from `folder`: without `.`, and with `..` resolved.
pub(crate) fn join(folder: &str, path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in folder.split('/').chain(path.split('/')) {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}
