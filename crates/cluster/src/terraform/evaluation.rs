//! Every root of a folder, evaluated.

use std::cell::RefCell;
use std::collections::BTreeMap;

use irsa_engine::{Finding, Severity};

use super::config::Modules;
use super::facts::Facts;
use super::fault::Fault;
use super::graph::Graph;
use super::interp::{Interp, Mode};
use super::source::Sources;

/// The roots of a folder, ready to be evaluated.
pub(crate) struct Evaluation<'s> {
    sources: &'s Sources,
    modules: Modules<'s>,
    facts: Facts,
    findings: RefCell<Vec<(usize, Finding)>>,
}

impl<'s> Evaluation<'s> {
    /// Reads what the texts declare. `clusters` are the issuers that are known by another way.
    pub(crate) fn new(sources: &'s Sources, clusters: BTreeMap<String, String>) -> Self {
        let modules = Modules::new(sources);
        let facts = Facts::new(sources, &modules, clusters);
        let own = sources.files.iter().enumerate().filter(|(_, file)| !file.modelled);
        let own = own.flat_map(|(file, source)| {
            source.findings.iter().map(move |finding| (file, finding.clone()))
        });
        let findings = own.chain(modules.findings.iter().cloned()).collect();
        Self { sources, modules, facts, findings: RefCell::new(findings) }
    }

    /// The modules.
    pub(crate) const fn modules(&self) -> &Modules<'s> {
        &self.modules
    }

    /// The region that the texts are for.
    pub(crate) fn region(&self) -> &str {
        &self.facts.region
    }

    /// Refuses to destroy what a block protects.
    pub(crate) fn refuse(&self, address: &str) {
        let configs = &self.modules.configs;
        let place = configs
            .iter()
            .flat_map(|config| &config.resources)
            .find_map(|(name, declared)| address.contains(name.as_str()).then(|| declared.place()));
        self.report(&Fault::destroyed(address, place));
    }

    /// Says what is wrong between the texts and what exists.
    pub(crate) fn report(&self, fault: &Fault) {
        self.findings.borrow_mut().extend(fault.finding());
    }

    /// Evaluates each root, and hands it out.
    pub(crate) fn each_root<'a>(&'a self, mode: Mode<'a>, then: &mut dyn FnMut(&Interp<'_>)) {
        for root in &self.modules.roots {
            let graph = Graph::new(&self.modules, *root);
            let interp = Interp::run(self.sources, &self.modules, &graph, &self.facts, mode);
            then(&interp);
            let mut findings = self.findings.borrow_mut();
            findings.extend(interp.notes.borrow().iter().cloned());
            findings.extend(interp.faults.borrow().iter().filter_map(|fault| fault.finding()));
        }
    }

    /// What is wrong or worth saying, by file.
    pub(crate) fn findings(&self) -> Vec<(usize, Finding)> {
        let modelled = |file: usize| self.sources.files.get(file).is_some_and(|file| file.modelled);
        let findings = self.findings.borrow();
        findings.iter().filter(|(file, _)| !modelled(*file)).cloned().collect()
    }
}

impl Interp<'_> {
    /// The address of a module's instance, with a dot behind it.
    pub(crate) fn prefix(&self, instance: usize) -> String {
        self.instance(instance).map_or_else(String::new, |instance| instance.prefix.clone())
    }

    /// Whether everything was read and is known, so that what is not here does not exist.
    pub(crate) fn is_whole(&self) -> bool {
        let broken = self.graph.paths.iter().any(|path| {
            self.modules.configs.get(path.config).is_none_or(|config| {
                config.broken || config.calls.values().any(|call| call.config.is_none())
            })
        });
        let errors = self.notes.borrow().iter().any(|(_, note)| note.severity == Severity::Error);
        !broken && !errors && self.faults.borrow().is_empty()
    }
}
