//! What depends on what: the order of evaluation, of creation, and its cycles.

use std::collections::{BTreeMap, BTreeSet};

use hcl_edit::expr::{Expression, Traversal, TraversalOperator};
use hcl_edit::structure::{Attribute, Body};
use hcl_edit::visit::{Visit, visit_attr, visit_traversal};

use super::config::{Config, Modules};
use super::source::label;

/// Calls within each other, beyond which a module calls itself.
const CALLS_NESTED_MAX: usize = 16;
/// Paths of modules, beyond which a configuration is not expanded.
const PATHS_MAX: usize = 2_000;

/// A module at the place where it is called.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Path<'m> {
    /// Which module.
    pub(crate) config: usize,
    /// The path of the caller.
    pub(crate) parent: Option<usize>,
    /// The name of the call.
    pub(crate) call: Option<&'m str>,
}

/// Something a module declares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Name<'m> {
    /// A variable.
    Variable(&'m str),
    /// A local value.
    Local(&'m str),
    /// A resource or data source by its address in the module.
    Resource(&'m str),
    /// An output.
    Output(&'m str),
    /// A call of another module: how many of it there are.
    Call(&'m str),
}

/// The graph of one root and all that it calls.
#[derive(Debug, Default)]
pub(crate) struct Graph<'m> {
    /// The modules, callers before what they call.
    pub(crate) paths: Vec<Path<'m>>,
    /// The nodes: path and name.
    pub(crate) nodes: Vec<(usize, Name<'m>)>,
    /// What each node depends on.
    pub(crate) needs: Vec<BTreeSet<usize>>,
    index: BTreeMap<(usize, Name<'m>), usize>,
    /// The path of each call, by the caller's.
    children: BTreeMap<(usize, &'m str), usize>,
}

impl<'m> Graph<'m> {
    /// The graph of the module `root`.
    pub(crate) fn new(modules: &'m Modules<'_>, root: usize) -> Self {
        let mut graph = Self::default();
        graph.walk(modules, Path { config: root, parent: None, call: None }, 0);
        for (path, module) in graph.paths.iter().enumerate() {
            let Some(config) = modules.configs.get(module.config) else { continue };
            for name in names(config) {
                let next = graph.nodes.len();
                graph.index.insert((path, name), next);
                graph.nodes.push((path, name));
            }
        }
        graph.needs = (0..graph.nodes.len()).map(|node| graph.needs_of(modules, node)).collect();
        graph
    }

    /// The node of `name` in the module at `path`.
    pub(crate) fn node(&self, path: usize, name: Name<'_>) -> Option<usize> {
        self.index.get(&(path, name)).copied()
    }

    /// The path of a call in the module at `path`.
    pub(crate) fn child(&self, path: usize, call: &str) -> Option<usize> {
        self.children.get(&(path, call)).copied()
    }

    fn walk(&mut self, modules: &'m Modules<'_>, path: Path<'m>, depth: usize) {
        let at = self.paths.len();
        if depth > CALLS_NESTED_MAX || at >= PATHS_MAX {
            return;
        }
        self.paths.push(path);
        if let (Some(parent), Some(call)) = (path.parent, path.call) {
            self.children.insert((parent, call), at);
        }
        let Some(config) = modules.configs.get(path.config) else { return };
        for (name, call) in &config.calls {
            if let Some(config) = call.config {
                let child = Path { config, parent: Some(at), call: Some(name) };
                self.walk(modules, child, depth + 1);
            }
        }
    }

    fn needs_of(&self, modules: &'m Modules<'_>, node: usize) -> BTreeSet<usize> {
        let mut needs = BTreeSet::new();
        let Some((at, name)) = self.nodes.get(node).copied() else { return needs };
        let Some(path) = self.paths.get(at).copied() else { return needs };
        let Some(config) = modules.configs.get(path.config) else { return needs };
        // Everything in a module waits for its call.
        if let (Some(parent), Some(call)) = (path.parent, path.call) {
            needs.extend(self.node(parent, Name::Call(call)));
        }
        match name {
            Name::Variable(variable) => {
                let caller = path.parent.and_then(|parent| self.paths.get(parent));
                let caller = caller.and_then(|caller| modules.configs.get(caller.config));
                let call = caller.zip(path.call).and_then(|(caller, call)| caller.calls.get(call));
                let argument = call.and_then(|call| call.declared.attribute(variable));
                if let (Some(expr), Some(parent)) = (argument, path.parent) {
                    needs.extend(self.references(parent, &references(expr)));
                }
            }
            Name::Local(local) => {
                let assigned = config.locals.get(local);
                needs.extend(
                    assigned
                        .iter()
                        .flat_map(|assigned| self.references(at, &references(assigned.expr))),
                );
            }
            Name::Resource(address) => {
                let over = config.overrides.get(address);
                let declared = config.resources.get(address).into_iter();
                let declared: Vec<_> = declared.chain(over.into_iter().flatten()).collect();
                needs.extend(declared.iter().flat_map(|declared| {
                    self.references(at, &references_of_body(&declared.block.body))
                }));
                needs.extend(self.of_provider(modules, at, address));
            }
            Name::Output(output) => {
                let declared = config.outputs.get(output);
                needs.extend(declared.iter().flat_map(|declared| {
                    self.references(at, &references_of_body(&declared.block.body))
                }));
            }
            Name::Call(call) => {
                let declared = config.calls.get(call).map(|call| call.declared);
                let meta = ["count", "for_each", "depends_on"];
                let exprs = meta.iter().filter_map(|name| declared?.attribute(name));
                needs.extend(exprs.flat_map(|expr| self.references(at, &depended_on(expr))));
            }
        }
        needs
    }

    /// What a resource waits for since its provider is configured with it: an object of Kubernetes
    /// for the cluster. AWS's own provider is configured with what is there before.
    fn of_provider(&self, modules: &Modules<'_>, at: usize, address: &str) -> BTreeSet<usize> {
        let name = address.split(['_', '.']).next().unwrap_or_default();
        let mut next = Some(at).filter(|_| !matches!(name, "aws" | "data" | "ephemeral"));
        while let Some((at, path)) = next.and_then(|at| Some((at, self.paths.get(at)?))) {
            let config = modules.configs.get(path.config);
            let providers = config.into_iter().flat_map(|config| &config.providers);
            let mut own = providers.filter(|block| label(block.block, 0) == Some(name)).peekable();
            if own.peek().is_some() {
                let bodies = own.flat_map(|block| references_of_body(&block.block.body));
                return self.references(at, &bodies.collect::<Vec<_>>());
            }
            next = path.parent;
        }
        BTreeSet::new()
    }

    /// The nodes that references in the module at `path` lead to.
    fn references(&self, path: usize, found: &[Vec<String>]) -> BTreeSet<usize> {
        let mut nodes = BTreeSet::new();
        for reference in found {
            let step = |index: usize| reference.get(index).map_or("", String::as_str);
            match step(0) {
                "var" => nodes.extend(self.node(path, Name::Variable(step(1)))),
                "local" => nodes.extend(self.node(path, Name::Local(step(1)))),
                kind @ ("data" | "ephemeral") => {
                    let address = format!("{kind}.{}.{}", step(1), step(2));
                    nodes.extend(self.node(path, Name::Resource(&address)));
                }
                "module" => self.outputs(path, step(1), step(2), &mut nodes),
                kind => {
                    let address = format!("{kind}.{}", step(1));
                    nodes.extend(self.node(path, Name::Resource(&address)));
                }
            }
        }
        nodes
    }

    /// One output of a call; all of them where none is named.
    fn outputs(&self, path: usize, call: &str, output: &str, nodes: &mut BTreeSet<usize>) {
        nodes.extend(self.node(path, Name::Call(call)));
        let Some(child) = self.child(path, call) else { return };
        if let Some(node) = self.node(child, Name::Output(output)) {
            nodes.insert(node);
            return;
        }
        let range = (child, Name::Output(""))..(child, Name::Call(""));
        nodes.extend(self.index.range(range).map(|(_, node)| *node));
        if output.is_empty() {
            // `depends_on` a module waits for all of its resources.
            let range = (child, Name::Resource(""))..(child, Name::Output(""));
            nodes.extend(self.index.range(range).map(|(_, node)| *node));
        }
    }

    /// The nodes in an order in which each follows what it needs, and those that wait for each
    /// other.
    pub(crate) fn order(&self) -> (Vec<usize>, Vec<usize>) {
        let mut waiting: Vec<usize> = self.needs.iter().map(BTreeSet::len).collect();
        let mut needed_by = vec![Vec::new(); self.nodes.len()];
        for (node, needs) in self.needs.iter().enumerate() {
            for need in needs {
                if let Some(list) = needed_by.get_mut(*need) {
                    list.push(node);
                }
            }
        }
        let free = waiting.iter().enumerate().filter(|(_, count)| **count == 0);
        let mut ready: std::collections::VecDeque<usize> = free.map(|(node, _)| node).collect();
        let mut order = Vec::with_capacity(self.nodes.len());
        while let Some(node) = ready.pop_front() {
            order.push(node);
            for next in needed_by.get(node).into_iter().flatten() {
                if let Some(count) = waiting.get_mut(*next) {
                    *count -= 1;
                    if *count == 0 {
                        ready.push_back(*next);
                    }
                }
            }
        }
        let cycle = self.cycle(&waiting, &needed_by);
        (order, cycle)
    }

    /// Of the nodes that never became free, those that others in a cycle wait for.
    fn cycle(&self, waiting: &[usize], needed_by: &[Vec<usize>]) -> Vec<usize> {
        let stuck = waiting.iter().enumerate().filter(|(_, count)| **count > 0);
        let mut stuck: BTreeSet<usize> = stuck.map(|(node, _)| node).collect();
        loop {
            let is_end = |node: &usize| {
                let next = needed_by.get(*node).into_iter().flatten();
                !next.into_iter().any(|next| stuck.contains(next))
            };
            let ends: Vec<usize> = stuck.iter().copied().filter(is_end).collect();
            if ends.is_empty() {
                return stuck.into_iter().collect();
            }
            ends.iter().for_each(|end| {
                stuck.remove(end);
            });
        }
    }
}

/// Everything a module declares.
fn names<'m>(config: &'m Config<'_>) -> impl Iterator<Item = Name<'m>> {
    let variables = config.variables.keys().map(|name| Name::Variable(name));
    let locals = config.locals.keys().map(|name| Name::Local(name));
    let resources = config.resources.keys().map(|name| Name::Resource(name));
    let outputs = config.outputs.keys().map(|name| Name::Output(name));
    let calls = config.calls.keys().map(|name| Name::Call(name));
    variables.chain(locals).chain(resources).chain(outputs).chain(calls)
}

/// The references of an expression: each one's first names.
pub(crate) fn references(expr: &Expression) -> Vec<Vec<String>> {
    let mut found = References(Vec::new());
    found.visit_expr(expr);
    found.0
}

/// What `depends_on` names: in older configurations, and in JSON, as strings.
pub(crate) fn depended_on(expr: &Expression) -> Vec<Vec<String>> {
    let quoted = expr.as_array().into_iter().flat_map(|items| items.iter());
    let quoted = quoted.filter_map(Expression::as_str);
    let mut found: Vec<Vec<String>> =
        quoted.map(|text| text.split('.').map(str::to_owned).collect()).collect();
    found.extend(references(expr));
    found
}

/// The references of a block's body.
pub(crate) fn references_of_body(body: &Body) -> Vec<Vec<String>> {
    let mut found = References(Vec::new());
    found.visit_body(body);
    found.0
}

struct References(Vec<Vec<String>>);

impl Visit for References {
    fn visit_attr(&mut self, node: &Attribute) {
        match node.key.as_str() {
            "depends_on" => self.0.extend(depended_on(&node.value)),
            _ => visit_attr(self, node),
        }
    }

    fn visit_traversal(&mut self, node: &Traversal) {
        if let Some(root) = node.expr.as_variable() {
            let mut steps = vec![root.as_str().to_owned()];
            // An index may stand between a call of a module and its output.
            let names = node.operators.iter().filter_map(|operator| match operator.value() {
                TraversalOperator::GetAttr(name) => Some(name.as_str().to_owned()),
                _ => None,
            });
            steps.extend(names.take(2));
            self.0.push(steps);
        }
        visit_traversal(self, node);
    }
}
