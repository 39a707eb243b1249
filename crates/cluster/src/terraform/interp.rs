//! One configuration under evaluation: what was asked for is computed once, in the order in which
//! it depends on each other.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use hcl_edit::expr::Expression;
use irsa_engine::{Finding, Place, Reason};

use super::config::{Config, Declared, Modules};
use super::constraint::{convert, default_of, unsuitable};
use super::diff::{Change, Read};
use super::eval::Scope;
use super::facts::Facts;
use super::fault::Fault;
use super::graph::{Graph, Name};
use super::instances::{Key, Made};
use super::source::Sources;
use super::state::State;
use super::value::{Value, Why};

/// Evaluations within each other. In order each finds what it needs done; only a long chain of
/// mentions that the order can't see gets deeper.
const NESTED_MAX: usize = 64;

/// How the attributes that only an apply makes are filled in.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Mode<'m> {
    /// As if applied: with the values that the simulation makes.
    Applied,
    /// As planned over what exists: new ones are known after apply.
    Planned(&'m State),
    /// As the apply of a plan leaves them.
    Applying(&'m State, &'m BTreeMap<String, Change>),
}

/// One instance of a module.
#[derive(Debug, Clone)]
pub(crate) struct Instance {
    /// Its path in the graph.
    pub(crate) path: usize,
    /// The instance of the caller.
    pub(crate) parent: Option<usize>,
    /// Its address with a dot behind it; empty for the root.
    pub(crate) prefix: String,
    /// The `each` of the call.
    pub(crate) each: Option<(Value, Value)>,
    /// The `count.index` of the call.
    pub(crate) count: Option<usize>,
    /// The call, where the module's text is not the visitor's.
    pub(crate) stand_in: Option<Place>,
}

/// The instances of each call, by the caller's instance and the name.
pub(crate) type Children<'m> = BTreeMap<(usize, &'m str), Rc<Vec<(Key, usize)>>>;
/// The instances of each block, by the module's instance and the address.
pub(crate) type AllMade<'m> = BTreeMap<(usize, &'m str), Rc<Vec<Made<'m>>>>;

/// A configuration under evaluation.
pub(crate) struct Interp<'m> {
    /// The texts.
    pub(crate) sources: &'m Sources,
    /// The modules.
    pub(crate) modules: &'m Modules<'m>,
    /// What depends on what.
    pub(crate) graph: &'m Graph<'m>,
    /// What no text says.
    pub(crate) facts: &'m Facts,
    /// How computed attributes are filled in.
    pub(crate) mode: Mode<'m>,
    /// The instances of modules, callers first.
    instances: RefCell<Vec<Rc<Instance>>>,
    /// The same, for each path of the graph by index.
    of_path: RefCell<Vec<Vec<usize>>>,
    /// The instances of each call: by the caller's instance and the name.
    pub(crate) children: RefCell<Children<'m>>,
    /// The instances of each resource and data source.
    pub(crate) made: RefCell<AllMade<'m>>,
    /// What is wrong.
    pub(crate) faults: RefCell<Vec<Fault>>,
    /// What is worth saying.
    pub(crate) notes: RefCell<Vec<(usize, Finding)>>,
    /// The files that an expression read.
    pub(crate) used: RefCell<BTreeSet<usize>>,
    /// What a plan does with each resource.
    pub(crate) changes: RefCell<BTreeMap<String, Change>>,
    /// The data sources that only the apply reads, by address.
    pub(crate) reads: RefCell<BTreeMap<String, Read>>,
    memo: RefCell<BTreeMap<(usize, Name<'m>), Value>>,
    /// What a splat over resources comes to, by its steps in the text and the module's instance:
    /// each of a thousand instances may take one of a thousand others.
    splats: RefCell<BTreeMap<(usize, usize), Value>>,
    busy: RefCell<Vec<(usize, Name<'m>)>>,
}

impl<'m> Interp<'m> {
    /// Evaluates everything.
    pub(crate) fn run(
        sources: &'m Sources,
        modules: &'m Modules<'m>,
        graph: &'m Graph<'m>,
        facts: &'m Facts,
        mode: Mode<'m>,
    ) -> Self {
        let root = Instance {
            path: 0,
            parent: None,
            prefix: String::new(),
            each: None,
            count: None,
            stand_in: None,
        };
        let interp = Self {
            sources,
            modules,
            graph,
            facts,
            mode,
            instances: RefCell::default(),
            of_path: RefCell::new(vec![Vec::new(); graph.paths.len()]),
            children: RefCell::default(),
            made: RefCell::default(),
            faults: RefCell::default(),
            notes: RefCell::default(),
            used: RefCell::default(),
            changes: RefCell::default(),
            reads: RefCell::default(),
            memo: RefCell::default(),
            splats: RefCell::default(),
            busy: RefCell::default(),
        };
        interp.add_instance(root);
        let (order, cycle) = graph.order();
        interp.report_cycle(&cycle);
        let waiting = (0..graph.nodes.len()).filter(|node| !order.contains(node));
        let waiting: Vec<usize> = if cycle.is_empty() { Vec::new() } else { waiting.collect() };
        for node in order.iter().chain(&waiting) {
            let Some((path, name)) = graph.nodes.get(*node).copied() else { continue };
            for instance in interp.instances_of(path) {
                let value = interp.force(instance, name);
                match name {
                    Name::Variable(name) => interp.validate(instance, name, &value),
                    Name::Output(name) => interp.promise(instance, name),
                    _ => {}
                }
            }
        }
        interp
    }

    /// The instances of the module at `path`.
    pub(crate) fn instances_of(&self, path: usize) -> Vec<usize> {
        self.of_path.borrow().get(path).cloned().unwrap_or_default()
    }

    /// Adds an instance of a module, and says which it is.
    pub(crate) fn add_instance(&self, instance: Instance) -> usize {
        let mut instances = self.instances.borrow_mut();
        let index = instances.len();
        if let Some(of_path) = self.of_path.borrow_mut().get_mut(instance.path) {
            of_path.push(index);
        }
        instances.push(Rc::new(instance));
        index
    }

    /// One instance of a module.
    pub(crate) fn instance(&self, index: usize) -> Option<Rc<Instance>> {
        self.instances.borrow().get(index).cloned()
    }

    /// The module of an instance.
    pub(crate) fn config(&self, instance: usize) -> Option<&'m Config<'m>> {
        let path = self.instances.borrow().get(instance)?.path;
        let config = self.graph.paths.get(path)?.config;
        self.modules.configs.get(config)
    }

    /// The scope of a block in an instance.
    pub(crate) fn scope(&self, instance: usize, file: usize) -> Scope<'static> {
        let stand_in = self.instances.borrow().get(instance).and_then(|found| found.stand_in);
        Scope { instance, file, stand_in, each: None, count: None, names: None }
    }

    /// The value of what a module declares; computed when it is asked for first.
    pub(crate) fn force(&self, instance: usize, name: Name<'m>) -> Value {
        let key = (instance, name);
        if let Some(known) = self.memo.borrow().get(&key) {
            return known.clone();
        }
        if self.busy.borrow().contains(&key) || self.busy.borrow().len() > NESTED_MAX {
            return Value::unknown(Why::NotModelled);
        }
        self.busy.borrow_mut().push(key);
        let value = self.compute(instance, name).unwrap_or(Value::unknown(Why::NotModelled));
        self.busy.borrow_mut().pop();
        self.memo.borrow_mut().insert(key, value.clone());
        value
    }

    /// What `compute` gives, computed once for a text at that address in an instance.
    pub(crate) fn once<E>(
        &self,
        text: usize,
        instance: usize,
        compute: impl FnOnce() -> Result<Value, E>,
    ) -> Result<Value, E> {
        if let Some(known) = self.splats.borrow().get(&(text, instance)) {
            return Ok(known.clone());
        }
        let value = compute()?;
        self.splats.borrow_mut().insert((text, instance), value.clone());
        Ok(value)
    }

    fn compute(&self, instance: usize, name: Name<'m>) -> Option<Value> {
        let config = self.config(instance)?;
        match name {
            Name::Variable(variable) => self.variable(instance, config, variable),
            Name::Local(local) => {
                let assigned = config.locals.get(local)?;
                Some(self.value(assigned.expr, &self.scope(instance, assigned.file)))
            }
            Name::Output(output) => {
                let declared = config.outputs.get(output)?;
                let expr = declared.attribute("value")?;
                Some(self.value(expr, &self.scope(instance, declared.file)))
            }
            Name::Call(call) => {
                self.make_children(instance, config, call);
                Some(Value::null())
            }
            Name::Resource(address) => {
                let (address, declared) = config.resources.get_key_value(address)?;
                Some(self.make_resource(instance, address, *declared))
            }
        }
    }

    /// What the caller passes, else what the folder's files say, else the default.
    fn variable(&self, instance: usize, config: &'m Config<'m>, name: &'m str) -> Option<Value> {
        let declared = config.variables.get(name)?;
        let scope = self.scope(instance, declared.file);
        let given = self.argument(instance, config, name).filter(|value| !value.is_null());
        let nullable = declared.attribute("nullable").and_then(Expression::as_bool);
        let default = || {
            let expr = declared.attribute("default")?;
            Some(self.value(expr, &scope))
        };
        let value = match given {
            Some(value) => value,
            None => match (default(), nullable) {
                (Some(value), _) => value,
                (None, _) => {
                    self.unset(declared, name);
                    return Some(Value::unknown(Why::NotModelled).at(Some(declared.place())));
                }
            },
        };
        let Some(expr) = declared.attribute("type") else { return Some(value) };
        if let Some(why) = unsuitable(&value, expr) {
            let message = format!(
                "Invalid value for input variable: The given value is not suitable for \
                 var.{name}: {why}."
            );
            self.report(&Fault::invalid(value.at, message), Some(declared.place()));
            return Some(Value::unknown(Why::NotModelled).at(value.at));
        }
        Some(convert(value, expr, &|expr| default_of(self.eval(expr, &scope))))
    }

    fn argument(&self, instance: usize, config: &Config<'m>, name: &str) -> Option<Value> {
        let this = self.instance(instance)?;
        let (Some(parent), Some(call)) =
            (this.parent, self.graph.paths.get(this.path).and_then(|path| path.call))
        else {
            let assigned = config.values.get(name)?;
            return Some(self.value(assigned.expr, &self.scope(instance, assigned.file)));
        };
        let declared = self.config(parent)?.calls.get(call)?.declared;
        let expr = declared.attribute(name)?;
        let scope = self.scope(parent, declared.file);
        let scope = Scope { each: this.each.as_ref(), count: this.count, ..scope };
        Some(self.value(expr, &scope))
    }

    fn unset(&self, declared: &Declared<'_>, name: &str) {
        let reason = Reason::TerraformUnset { name: name.into() };
        self.note(declared.place(), Finding::warning(reason, declared.place().span));
    }

    /// Says something once.
    pub(crate) fn note(&self, place: Place, finding: Finding) {
        let noted = (place.file, finding);
        let mut notes = self.notes.borrow_mut();
        if !notes.contains(&noted) {
            notes.push(noted);
        }
    }

    /// Says that something is not modelled, at its place.
    pub(crate) fn not_modelled(&self, name: &str, at: Option<Place>) -> Value {
        if let Some(place) = at {
            let reason = Reason::TerraformNotModelled { name: name.into() };
            self.note(place, Finding::warning(reason, place.span));
        }
        Value::unknown(Why::NotModelled).at(at)
    }

    /// Keeps a fault, at `place` where it has none of its own.
    pub(crate) fn report(&self, fault: &Fault, place: Option<Place>) {
        let fault = Fault { at: fault.at.or(place), problem: fault.problem.clone() };
        let mut faults = self.faults.borrow_mut();
        if !faults.contains(&fault) {
            faults.push(fault);
        }
    }

    fn report_cycle(&self, cycle: &[usize]) {
        let members: Vec<String> = cycle.iter().map(|node| self.label(*node)).collect();
        if members.is_empty() {
            return;
        }
        let place = cycle.iter().find_map(|node| {
            let (path, name) = self.graph.nodes.get(*node).copied()?;
            let config = self.modules.configs.get(self.graph.paths.get(path)?.config)?;
            match name {
                Name::Resource(address) => Some(config.resources.get(address)?.place()),
                Name::Output(name) => Some(config.outputs.get(name)?.place()),
                Name::Variable(name) => Some(config.variables.get(name)?.place()),
                Name::Call(name) => Some(config.calls.get(name)?.declared.place()),
                Name::Local(name) => {
                    use hcl_edit::Span as _;
                    let local = config.locals.get(name)?;
                    let span = super::source::span(local.expr.span());
                    Some(Place { file: local.file, span })
                }
            }
        });
        if let Some(place) = place {
            let reason = Reason::TerraformCycle { members: members.join(", ").into() };
            self.note(place, Finding::error(reason, place.span));
        }
    }

    /// A node as Terraform names it in a list of a cycle.
    pub(crate) fn label(&self, node: usize) -> String {
        let Some((path, name)) = self.graph.nodes.get(node).copied() else { return String::new() };
        let mut calls = Vec::new();
        let mut at = Some(path);
        while let Some(path) = at.and_then(|at| self.graph.paths.get(at)) {
            calls.extend(path.call.map(|call| format!("module.{call}.")));
            at = path.parent;
        }
        calls.reverse();
        let prefix = calls.concat();
        match name {
            Name::Variable(name) => format!("{prefix}var.{name} (expand)"),
            Name::Local(name) => format!("{prefix}local.{name} (expand)"),
            Name::Resource(name) => format!("{prefix}{name}"),
            Name::Output(name) => format!("{prefix}output.{name} (expand)"),
            Name::Call(name) => format!("{prefix}module.{name} (expand)"),
        }
    }
}
