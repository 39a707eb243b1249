//! CloudFormation: what the stack of a template makes.
//!
//! Source: <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-guide.html>.

mod cdk;
mod functions;
mod resource;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use irsa_engine::source::{self, Node};
use irsa_engine::{Finding, Reason};

use super::detect::{Format, of_object};
use super::{Input, Reading};
use crate::terraform::{Facts, Map, Sources, Value, Why};

/// The name of the stack: nothing in a template gives it.
const STACK: &str = "stack";
/// References within each other.
const NESTED_MAX: usize = 64;

/// Reads every template of a text.
pub(super) fn read(reading: &mut Reading<'_>, input: Input<'_>) {
    let parameters = parameters(reading);
    for document in &source::read(input.text).documents {
        let root = document.root.resolve();
        if of_object(root) != Some(Format::CloudFormation) {
            continue;
        }
        let stack = Stack {
            input,
            root,
            facts: reading.facts,
            sources: reading.sources,
            parameters: &parameters,
            findings: RefCell::default(),
            conditions: RefCell::default(),
            objects: RefCell::default(),
            busy: RefCell::default(),
        };
        let made = stack.resources();
        for (place, finding) in stack.findings.into_inner() {
            let noted = (place, finding);
            if !reading.findings.contains(&noted) {
                reading.findings.push(noted);
            }
        }
        for one in made {
            reading.make(one.kind, &one.address, &one.config, one.place);
        }
    }
}

/// The values of parameters that other texts give: a list of `ParameterKey` and `ParameterValue`,
/// or an object of `Parameters`.
fn parameters(reading: &mut Reading<'_>) -> BTreeMap<Rc<str>, Value> {
    let mut found = BTreeMap::new();
    for file in 0..reading.sources.files.len() {
        let Some(input) = reading.input(file) else { continue };
        if !input.text.contains("\"Parameter") {
            continue;
        }
        let tree = source::read(input.text);
        let Some(document) = tree.documents.first() else { continue };
        let before = found.len();
        for item in document.root.items() {
            if let (Some(key), Some(value)) =
                (item.get("ParameterKey").and_then(Node::text), item.get("ParameterValue"))
            {
                found.insert(Rc::clone(key), input.value(value));
            }
        }
        if document.root.get("Resources").is_none() {
            let given = document.root.get("Parameters").map(Node::entries).unwrap_or_default();
            for entry in given {
                found.insert(entry.key.clone(), input.value(&entry.value));
            }
        }
        if found.len() > before {
            reading.used.insert(file);
        }
    }
    found
}

/// What a resource becomes: its type of Terraform, and its attributes.
type Object = (&'static str, Rc<Map>);

/// A template under evaluation.
struct Stack<'s> {
    input: Input<'s>,
    root: &'s Node,
    facts: &'s Facts,
    sources: &'s Sources,
    parameters: &'s BTreeMap<Rc<str>, Value>,
    findings: RefCell<Vec<(usize, Finding)>>,
    conditions: RefCell<BTreeMap<Rc<str>, Option<bool>>>,
    /// What resources become, each computed when it is first referred to.
    objects: RefCell<BTreeMap<Rc<str>, Option<Object>>>,
    /// What is being evaluated, so that what leads back to itself ends.
    busy: RefCell<Vec<Rc<str>>>,
}

impl<'s> Stack<'s> {
    /// Says that a part is not understood; its value is then not known.
    fn not_understood(&self, name: &str, node: &Node) -> Value {
        let reason = Reason::PartNotUnderstood { name: name.into() };
        self.findings.borrow_mut().push((self.input.file, Finding::warning(reason, node.span)));
        Value::unknown(Why::NotModelled).at(Some(self.input.place(node.span)))
    }

    /// Says that CloudFormation does not make this.
    fn refused(&self, message: &str, node: &Node) -> Value {
        let (tool, message) = ("cloudformation".into(), message.into());
        let reason = Reason::ToolRefuses { tool, message };
        self.findings.borrow_mut().push((self.input.file, Finding::error(reason, node.span)));
        Value::unknown(Why::NotModelled).at(Some(self.input.place(node.span)))
    }

    fn section(&self, name: &str, key: &str) -> Option<&'s Node> {
        self.root.get(name)?.get(key)
    }

    /// The value of a parameter: what is given, else its default.
    fn parameter(&self, name: &str, declared: &Node) -> Value {
        if let Some(given) = self.parameters.get(name) {
            return given.clone();
        }
        if let Some(default) = declared.get("Default") {
            let value = self.input.value(default);
            // A list is one text, separated by commas.
            let list = declared
                .get("Type")
                .and_then(Node::text)
                .is_some_and(|kind| kind.starts_with("List<") || &**kind == "CommaDelimitedList");
            return match value.as_text().filter(|_| list) {
                Some(text) => {
                    let items = text.split(',').map(|item| Value::text(item.trim()).at(value.at));
                    Value::list(items.collect())
                }
                None => value,
            };
        }
        let reason = Reason::ParameterUnset { name: name.into() };
        let finding = (self.input.file, Finding::warning(reason, declared.span));
        let mut findings = self.findings.borrow_mut();
        if !findings.contains(&finding) {
            findings.push(finding);
        }
        Value::unknown(Why::NotModelled).at(Some(self.input.place(declared.span)))
    }

    /// Whether a condition holds, where that is known.
    fn condition(&self, name: &Rc<str>) -> Option<bool> {
        if let Some(known) = self.conditions.borrow().get(name) {
            return *known;
        }
        let node = self.section("Conditions", name)?;
        let held = self.within(name, || self.truth(node)).flatten();
        self.conditions.borrow_mut().insert(Rc::clone(name), held);
        held
    }

    /// Evaluates something that others refer to; nothing where it leads back to itself.
    fn within<T>(&self, name: &Rc<str>, evaluate: impl FnOnce() -> T) -> Option<T> {
        if self.busy.borrow().contains(name) || self.busy.borrow().len() > NESTED_MAX {
            return None;
        }
        self.busy.borrow_mut().push(Rc::clone(name));
        let value = evaluate();
        self.busy.borrow_mut().pop();
        Some(value)
    }

    /// Whether the condition that `node` states holds.
    fn truth(&self, node: &Node) -> Option<bool> {
        let (name, argument) = self.intrinsic(node)?;
        let all = || argument.items().iter().map(|item| self.truth(item));
        match &*name {
            "Condition" => self.condition(argument.text()?),
            "Fn::Not" => Some(!self.truth(argument.items().first()?)?),
            // One that is known to decide decides.
            "Fn::And" if all().any(|held| held == Some(false)) => Some(false),
            "Fn::Or" if all().any(|held| held == Some(true)) => Some(true),
            "Fn::And" | "Fn::Or" if all().any(|held| held.is_none()) => None,
            "Fn::And" => Some(true),
            "Fn::Or" => Some(false),
            "Fn::Equals" => {
                let [left, right] = argument.items() else { return None };
                let (left, right) = (self.value(left).as_text()?, self.value(right).as_text()?);
                Some(left == right)
            }
            _ => {
                self.not_understood(&name, node);
                None
            }
        }
    }
}
