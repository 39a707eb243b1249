//! `count` and `for_each`: how many there are of a resource or a module, and what each is.

use std::rc::Rc;

use hcl_edit::Span as _;
use irsa_engine::{Finding, Place, Reason};

use super::config::{Config, Declared, is_read, version};
use super::eval::{Scope, pairs};
use super::fault::Fault;
use super::interp::{Instance, Interp};
use super::modelled;
use super::value::{Kind, Map, Value, Why};

/// The most instances of one block.
pub(crate) const INSTANCES_MAX: usize = 10_000;

/// Which instance of a block.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Key {
    /// The only one.
    Only,
    /// One of `count`.
    Index(usize),
    /// One of `for_each`.
    Name(Rc<str>),
}

impl std::fmt::Display for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Only => Ok(()),
            Self::Index(index) => write!(f, "[{index}]"),
            Self::Name(name) => write!(f, "[{name:?}]"),
        }
    }
}

/// One instance of a resource or data source.
#[derive(Debug, Clone)]
pub(crate) struct Made<'m> {
    /// Its address, as `module.irsa.aws_iam_role.this[0]`.
    pub(crate) address: String,
    /// Its type, as `aws_iam_role`.
    pub(crate) kind: &'m str,
    /// Whether it is a data source.
    pub(crate) data: bool,
    /// Which of the block's instances.
    pub(crate) key: Key,
    /// The block.
    pub(crate) declared: Declared<'m>,
    /// The line that opens the block, or the call of a modelled module.
    pub(crate) place: Place,
    /// The instance of the module.
    pub(crate) instance: usize,
    /// Its attributes as configured.
    pub(crate) config: Value,
    /// All of its attributes.
    pub(crate) object: Value,
}

/// A key, with what `each` is there.
pub(crate) type Keyed = (Key, Option<(Value, Value)>);

impl<'m> Interp<'m> {
    /// The instances of a block; none where their number is not known, with the reason why.
    pub(crate) fn keys(
        &self,
        declared: Declared<'_>,
        scope: &Scope<'_>,
        address: &str,
    ) -> Result<Vec<Keyed>, Why> {
        if let Some(expr) = declared.attribute("count") {
            let value = self.value(expr, scope);
            let place = value.at;
            if let Some(why) = value.why_unknown() {
                return Err(self.undetermined("count", why, place));
            }
            let count = value.as_index().and_then(|count| usize::try_from(count).ok());
            let Some(count) = count else {
                let message = "Invalid count argument: a whole number is required";
                self.report(&Fault::invalid(place, message), Some(declared.place()));
                return Err(Why::NotModelled);
            };
            self.within_limit(address, count, declared)?;
            return Ok((0..count).map(|index| (Key::Index(index), None)).collect());
        }
        let Some(expr) = declared.attribute("for_each") else {
            return Ok(vec![(Key::Only, None)]);
        };
        let value = self.value(expr, scope);
        let place = value.at;
        if let Some(why) = value.why_unknown() {
            return Err(self.undetermined("for_each", why, place));
        }
        let unknown_key = match &value.kind {
            Kind::Set(items) => items.iter().find_map(Value::why_unknown),
            _ => None,
        };
        if let Some(why) = unknown_key {
            return Err(self.undetermined("for_each", why, place));
        }
        let pairs = match value.kind {
            Kind::Map(_) | Kind::Set(_) => pairs(&value).unwrap_or_default(),
            _ => {
                let message = format!(
                    "Invalid for_each argument: a map or a set of strings is required, not {}",
                    value.type_name()
                );
                self.report(&Fault::invalid(place, message), Some(declared.place()));
                return Err(Why::NotModelled);
            }
        };
        self.within_limit(address, pairs.len(), declared)?;
        let keyed = pairs.into_iter().map(|(key, value)| {
            let name = key.as_text().unwrap_or_default();
            (Key::Name(name), Some((key, value)))
        });
        Ok(keyed.collect())
    }

    /// How many there are depends on what only the apply makes: Terraform refuses to plan that.
    fn undetermined(&self, name: &str, why: Why, place: Option<Place>) -> Why {
        if why == Why::Later {
            let message = format!(
                "Invalid {name} argument: the value depends on resource attributes that cannot \
                 be determined until apply"
            );
            self.report(&Fault::invalid(place, message), place);
        }
        Why::NotModelled
    }

    fn within_limit(&self, address: &str, count: usize, declared: Declared<'_>) -> Result<(), Why> {
        if count <= INSTANCES_MAX {
            return Ok(());
        }
        let reason =
            Reason::TerraformTooMany { address: address.into(), count, limit: INSTANCES_MAX };
        let place = declared.place();
        self.note(place, Finding::error(reason, place.span));
        Err(Why::NotModelled)
    }

    /// Makes the instances of a call.
    pub(crate) fn make_children(&self, instance: usize, config: &'m Config<'m>, name: &str) {
        let Some((name, call)) = config.calls.get_key_value(name) else { return };
        let Some(this) = self.instance(instance) else { return };
        let declared = call.declared;
        let scope = self.scope(instance, declared.file);
        let Some(path) = self.graph.child(this.path, name) else {
            let source = declared.attribute("source").and_then(|expr| expr.as_str());
            let place = this.stand_in.unwrap_or(declared.place());
            if let Some(message) =
                source.and_then(|source| modelled::absent(source, version(&declared)))
            {
                self.report(&Fault::invalid(Some(place), message), Some(place));
                return;
            }
            self.not_modelled(&format!("module {}", source.unwrap_or(name)), Some(place));
            return;
        };
        self.accept(declared, path, &scope);
        let modelled =
            self.graph.paths.get(path).and_then(|path| {
                self.modules.configs.get(path.config).map(|config| config.modelled)
            });
        let stand_in = this.stand_in.or_else(|| (modelled == Some(true)).then(|| declared.place()));
        let address = format!("{}module.{name}", this.prefix);
        let Ok(keys) = self.keys(declared, &scope, &address) else { return };
        let mut children = Vec::new();
        for (key, each) in keys {
            let count = match key {
                Key::Index(index) => Some(index),
                _ => None,
            };
            let prefix = format!("{address}{key}.");
            let parent = Some(instance);
            let made = Instance { path, parent, prefix, each, count, stand_in };
            children.push((key, self.add_instance(made)));
        }
        self.children.borrow_mut().insert((instance, name), Rc::new(children));
    }

    /// Says which arguments of a call its module does not know: Terraform refuses those of a
    /// module that stands among the files.
    fn accept(&self, call: Declared<'_>, path: usize, scope: &Scope<'_>) {
        let config =
            self.graph.paths.get(path).and_then(|path| self.modules.configs.get(path.config));
        let known = |config: &&Config<'_>| scope.stand_in.is_none() && !config.broken;
        let Some(config) = config.filter(known) else { return };
        for attribute in call.block.body.attributes() {
            let name = attribute.key.as_str();
            let own = ["source", "version", "count", "for_each", "depends_on", "providers"];
            // Who asks for no version gets the newest, whatever it takes.
            let refused = version(&call).is_some() && modelled::refuses(&config.folder, name);
            if own.contains(&name) || !refused && config.variables.contains_key(name) {
                continue;
            }
            let place = scope.place(attribute.key.span());
            if config.modelled && !refused {
                self.not_modelled(&format!("argument {name}"), place);
            } else {
                let message = format!(
                    "Unsupported argument: An argument named \"{name}\" is not expected here."
                );
                self.report(&Fault::invalid(place, message), place);
            }
        }
    }

    /// What override files say of a block.
    fn overrides(&self, instance: usize, name: &str) -> &'m [Declared<'m>] {
        let config = self.config(instance);
        config.and_then(|config| config.overrides.get(name)).map_or(&[], Vec::as_slice)
    }

    /// Makes the instances of a resource or data source. Its value is what an expression sees:
    /// an object, a list for `count`, a map for `for_each`.
    pub(crate) fn make_resource(
        &self,
        instance: usize,
        name: &'m str,
        declared: Declared<'m>,
    ) -> Value {
        let scope = self.scope(instance, declared.file);
        let Some(this) = self.instance(instance) else { return Value::null() };
        let data = is_read(name);
        let kind = name.split('.').nth(usize::from(data)).unwrap_or_default();
        let address = format!("{}{name}", this.prefix);
        let place = this.stand_in.unwrap_or(declared.place());
        let keys = match self.keys(declared, &scope, &address) {
            Ok(keys) => keys,
            Err(why) => return Value::unknown(why),
        };
        let single = matches!(keys.as_slice(), [(Key::Only, _)]);
        let named = declared.attribute("for_each").is_some();
        let mut made = Vec::with_capacity(keys.len());
        for (key, each) in keys {
            let count = match key {
                Key::Index(index) => Some(index),
                _ => None,
            };
            let scope = Scope { each: each.as_ref(), count, ..scope };
            let mut config = self.body(&declared.block.body, &scope);
            for over in self.overrides(instance, name) {
                let scope = Scope { file: over.file, ..scope };
                config.entries.extend(self.body(&over.block.body, &scope).entries);
            }
            let config = Value::map(config).at(Some(place));
            let address = format!("{address}{key}");
            let mut one = Made {
                address,
                kind,
                data,
                key,
                declared,
                place,
                instance,
                config,
                object: Value::null(),
            };
            one.object = self.complete(&one);
            self.hold(&one, &scope);
            made.push(one);
        }
        let value = match made.first() {
            Some(only) if single => only.object.clone(),
            _ if named => {
                let mut map = Map::default();
                for one in &made {
                    if let Key::Name(name) = &one.key {
                        map.put(name, one.object.clone());
                    }
                }
                Value::map(map)
            }
            _ => Value::list(made.iter().map(|one| one.object.clone()).collect()),
        };
        self.made.borrow_mut().insert((instance, name), Rc::new(made));
        value
    }
}
