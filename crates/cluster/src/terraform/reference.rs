//! What a reference leads to: variables, locals, resources, modules, and the steps behind them.

use hcl_edit::Span as _;
use hcl_edit::expr::{Expression, Traversal, TraversalOperator};
use hcl_edit::repr::Decorated;
use irsa_engine::Place;

use super::eval::Scope;
use super::fault::Fault;
use super::graph::Name;
use super::instances::Key;
use super::interp::{Interp, Mode};
use super::value::{Kind, Map, Value, Why};

type Step = Decorated<TraversalOperator>;
type Outcome = Result<Value, Fault>;

impl<'m> Interp<'m> {
    /// The value at the end of a traversal. It keeps its own origin, if it has one.
    pub(crate) fn traverse(
        &self,
        traversal: &Traversal,
        scope: &Scope<'_>,
        at: Option<Place>,
    ) -> Outcome {
        let steps = traversal.operators.as_slice();
        let follow = || {
            let (value, used) = match &traversal.expr {
                Expression::Variable(name) => self.root(name.as_str(), steps, scope, at)?,
                expr => (self.eval(expr, scope)?, 0),
            };
            let rest = steps.get(used..).unwrap_or_default();
            Ok(self.follow(value, rest, scope, at)?.or_at(at))
        };
        match is_splat_of_all(traversal, scope) {
            true => self.once(std::ptr::from_ref(traversal).addr(), scope.instance, follow),
            false => follow(),
        }
    }

    /// What the first names of a reference lead to, and how many steps they took.
    pub(crate) fn root(
        &self,
        name: &str,
        steps: &[Step],
        scope: &Scope<'_>,
        at: Option<Place>,
    ) -> Result<(Value, usize), Fault> {
        if let Some(value) = scope.variable(name) {
            return Ok((value.clone(), 0));
        }
        let config = self.config(scope.instance);
        let config = config.ok_or_else(|| Fault::reference(at, name))?;
        let first = attribute(steps, 0).unwrap_or_default();
        let declared = |name: Option<Name<'m>>, full: String| match name {
            Some(name) => Ok((self.force(scope.instance, name), 1)),
            None => Err(Fault::reference(at, full)),
        };
        match name {
            "var" => {
                let found = config.variables.get_key_value(first);
                declared(found.map(|(name, _)| Name::Variable(name)), format!("var.{first}"))
            }
            "local" => {
                let found = config.locals.get_key_value(first);
                declared(found.map(|(name, _)| Name::Local(name)), format!("local.{first}"))
            }
            "each" => match (scope.each, first) {
                (Some((key, _)), "key") => Ok((key.clone(), 1)),
                (Some((_, value)), "value") => Ok((value.clone(), 1)),
                _ => Err(Fault::reference(at, format!("each.{first}"))),
            },
            "count" => match scope.count {
                #[expect(clippy::cast_precision_loss, reason = "at most ten thousand")]
                Some(index) => Ok((Value::number(index as f64), 1)),
                None => Err(Fault::reference(at, "count.index")),
            },
            "path" => {
                let folder = if first == "module" { config.folder.as_str() } else { "" };
                let path = if folder.is_empty() { "." } else { folder };
                Ok((Value::text(path), 1))
            }
            "terraform" => Ok((Value::text("default"), 1)),
            "self" => Ok((self.not_modelled("self", at), steps.len())),
            "module" => self.module(first, steps, scope, at),
            "data" | "ephemeral" => {
                let second = attribute(steps, 1).unwrap_or_default();
                let address = format!("{name}.{first}.{second}");
                let found = config.resources.get_key_value(&address);
                let (value, used) = declared(found.map(|(name, _)| Name::Resource(name)), address)?;
                Ok((value, used + 1))
            }
            kind => {
                let address = format!("{kind}.{first}");
                let found = config.resources.get_key_value(&address);
                if found.is_none() && first.is_empty() {
                    return Err(Fault::invalid(
                        at,
                        format!("Invalid reference: \"{kind}\" is neither a value nor a resource"),
                    ));
                }
                declared(found.map(|(name, _)| Name::Resource(name)), address)
            }
        }
    }

    /// `module.call`, `module.call.output`, `module.call[key].output`.
    fn module(
        &self,
        call: &str,
        steps: &[Step],
        scope: &Scope<'_>,
        at: Option<Place>,
    ) -> Result<(Value, usize), Fault> {
        let config = self.config(scope.instance);
        let found = config.and_then(|config| config.calls.get_key_value(call));
        let Some((call, declared)) = found else {
            return Err(Fault::reference(at, format!("module.{call}")));
        };
        self.force(scope.instance, Name::Call(call));
        if declared.config.is_none() {
            // The finding stands at the call.
            return Ok((Value::unknown(Why::NotModelled).at(at), steps.len()));
        }
        let children = self.children.borrow().get(&(scope.instance, *call)).cloned();
        let Some(children) = children else {
            return Ok((Value::unknown(Why::NotModelled).at(at), steps.len()));
        };
        // The plain case asks for one output alone, and so waits for no other.
        if let ([(Key::Only, child)], Some(output)) = (children.as_slice(), attribute(steps, 1)) {
            return Ok((self.output(*child, output, at)?, 2));
        }
        // So does the one that a key chooses; all others need not be looked at.
        if let Some(TraversalOperator::Index(expr)) = steps.get(1).map(|step| step.value()) {
            let key = self.eval(expr, scope)?.as_text();
            let chosen = key.and_then(|key| chosen(&children, &key));
            if let (Some(child), Some(output)) = (chosen, attribute(steps, 2)) {
                return Ok((self.output(child, output, at)?, 3));
            }
        }
        let outputs = |child: usize| {
            let names = self.config(child).map(|config| config.outputs.keys());
            let mut map = Map::default();
            for name in names.into_iter().flatten() {
                map.put(name, self.force(child, Name::Output(name)));
            }
            Value::map(map)
        };
        let value = match children.first() {
            Some((Key::Only, child)) => outputs(*child),
            Some((Key::Name(_), _)) => {
                let mut map = Map::default();
                for (key, child) in children.iter() {
                    if let Key::Name(name) = key {
                        map.put(name, outputs(*child));
                    }
                }
                Value::map(map)
            }
            _ => Value::list(children.iter().map(|(_, child)| outputs(*child)).collect()),
        };
        Ok((value, 1))
    }

    fn output(&self, child: usize, name: &str, at: Option<Place>) -> Outcome {
        let config = self.config(child);
        let found = config.and_then(|config| config.outputs.get_key_value(name));
        match found {
            Some((name, _)) => Ok(self.force(child, Name::Output(name))),
            None if config.is_some_and(|config| config.modelled) => {
                Ok(self.not_modelled(&format!("output {name}"), at))
            }
            None => {
                let message = format!(
                    "Unsupported attribute: This object does not have an attribute named \
                     \"{name}\"."
                );
                Err(Fault::invalid(at, message))
            }
        }
    }

    /// `value` behind `steps`.
    pub(crate) fn follow(
        &self,
        mut value: Value,
        steps: &[Step],
        scope: &Scope<'_>,
        at: Option<Place>,
    ) -> Outcome {
        let mut rest = steps;
        while let Some((step, behind)) = rest.split_first() {
            rest = behind;
            value = match step.value() {
                TraversalOperator::GetAttr(name) => self.attribute(&value, name.as_str(), at)?,
                TraversalOperator::LegacyIndex(index) => {
                    self.attribute(&value, &index.value().to_string(), at)?
                }
                TraversalOperator::Index(expr) => {
                    let key = self.eval(expr, scope)?;
                    if let Some(why) = key.why_unknown() {
                        return Ok(Value::unknown(why).at(at));
                    }
                    let place = scope.place(expr.span()).or(at);
                    self.attribute(&value, &key.as_text().unwrap_or_default(), place)?
                }
                TraversalOperator::FullSplat(_) => {
                    let inner = std::mem::take(&mut rest);
                    self.splat(&value, inner, scope, at)?
                }
                TraversalOperator::AttrSplat(_) => {
                    let names = |step: &Step| matches!(step.value(), TraversalOperator::GetAttr(_));
                    let count = rest.iter().take_while(|step| names(step)).count();
                    let (inner, behind) = rest.split_at(count);
                    rest = behind;
                    self.splat(&value, inner, scope, at)?
                }
            };
        }
        Ok(value)
    }

    /// The steps behind a splat, for each item; a value that is no list counts as one of one.
    fn splat(
        &self,
        value: &Value,
        steps: &[Step],
        scope: &Scope<'_>,
        at: Option<Place>,
    ) -> Outcome {
        if let Some(why) = value.why_unknown() {
            return Ok(Value::unknown(why).at(at));
        }
        let items = value.one_or_many().iter();
        let items = items.map(|item| self.follow(item.clone(), steps, scope, at));
        Ok(Value::list(items.collect::<Result<_, _>>()?).at(value.at))
    }

    /// An attribute, a key or an index of a value.
    fn attribute(&self, value: &Value, name: &str, at: Option<Place>) -> Outcome {
        match &value.kind {
            Kind::Unknown(why) => Ok(Value::unknown(*why).at(at)),
            Kind::Map(map) => match (map.get(name), &map.of) {
                (Some(value), _) => Ok(value.clone()),
                (None, Some(address)) => Ok(match self.mode {
                    Mode::Planned(_) => Value::unknown(Why::Later).at(at),
                    Mode::Applied | Mode::Applying(..) => {
                        self.not_modelled(&format!("{address}.{name}"), at)
                    }
                }),
                (None, None) => {
                    let message = format!(
                        "Unsupported attribute: This object does not have an attribute named \
                         \"{name}\"."
                    );
                    Err(Fault::invalid(at, message))
                }
            },
            Kind::List(items) | Kind::Set(items) => {
                let index = name.parse::<usize>().ok();
                let found = index.and_then(|index| items.get(index));
                found.cloned().ok_or_else(|| {
                    let count = items.len();
                    let message = format!(
                        "Invalid index: \"{name}\" leads to no element of a list of {count}."
                    );
                    Fault::invalid(at, message)
                })
            }
            Kind::Null => Err(Fault::invalid(
                at,
                format!("Attempt to get attribute \"{name}\" from null value"),
            )),
            Kind::Bool(_) | Kind::Number(_) | Kind::Text(_) => {
                let what = value.type_name();
                let message = format!("Unsupported attribute: a {what} has no \"{name}\".");
                Err(Fault::invalid(at, message))
            }
        }
    }
}

/// The instance of a call that has this key. Those of `for_each` stand in the order of their keys.
fn chosen(children: &[(Key, usize)], wanted: &str) -> Option<usize> {
    let at = match children.first()? {
        (Key::Only, _) => None,
        (Key::Index(_), _) => wanted.parse().ok(),
        (Key::Name(_), _) => children
            .binary_search_by(|(key, _)| match key {
                Key::Name(name) => (**name).cmp(wanted),
                _ => std::cmp::Ordering::Less,
            })
            .ok(),
    };
    children.get(at?).map(|(_, child)| *child)
}

/// Whether it is a splat that comes to the same wherever it stands in an instance of a module.
fn is_splat_of_all(traversal: &Traversal, scope: &Scope<'_>) -> bool {
    let Expression::Variable(root) = &traversal.expr else { return false };
    let own = matches!(root.as_str(), "each" | "count" | "self") || scope.names.is_some();
    let steps = || traversal.operators.iter().map(|step| step.value());
    let splat = |step: &TraversalOperator| {
        matches!(step, TraversalOperator::FullSplat(_) | TraversalOperator::AttrSplat(_))
    };
    let index = |step: &TraversalOperator| matches!(step, TraversalOperator::Index(_));
    !own && steps().any(splat) && !steps().any(index)
}

fn attribute(steps: &[Step], index: usize) -> Option<&str> {
    match steps.get(index)?.value() {
        TraversalOperator::GetAttr(name) => Some(name.as_str()),
        _ => None,
    }
}
