//! The functions of the language that configurations of clusters and roles use.
//!
//! Source: <https://developer.hashicorp.com/terraform/language/functions>.

mod arn;
mod collection;
mod encoding;
pub(super) mod glob;
mod network;
mod set;
mod text;
mod time;

use std::rc::Rc;

pub(crate) use encoding::{hex, scalar_value, tree};

use hcl_edit::Span as _;
use hcl_edit::expr::{Expression, FuncCall, Object};
use hcl_edit::parser::parse_template;
use irsa_engine::Place;

use super::config::join;
use super::eval::{Names, Scope};
use super::fault::Fault;
use super::interp::Interp;
use super::value::{Kind, Map, Piece, Str, Value, Why};

type Outcome = Result<Value, Fault>;

/// The arguments of a call.
pub(crate) struct Args<'a> {
    /// The function's name, for messages.
    name: &'a str,
    values: &'a [Value],
    at: Option<Place>,
}

impl<'a> Args<'a> {
    fn wrong(&self, what: &str) -> Fault {
        let name = self.name;
        Fault::invalid(self.at, format!("Invalid function argument: {name} needs {what}"))
    }

    fn get(&self, index: usize) -> Result<&'a Value, Fault> {
        self.values.get(index).ok_or_else(|| {
            let name = self.name;
            let message = format!("Not enough function arguments: {name} takes more than {index}");
            Fault::invalid(self.at, message)
        })
    }

    fn text(&self, index: usize) -> Result<Rc<str>, Fault> {
        self.get(index)?.as_text().ok_or_else(|| self.wrong("a string"))
    }

    fn number(&self, index: usize) -> Result<f64, Fault> {
        self.get(index)?.as_number().ok_or_else(|| self.wrong("a number"))
    }

    fn index(&self, index: usize) -> Result<i64, Fault> {
        self.get(index)?.as_index().ok_or_else(|| self.wrong("a whole number"))
    }

    fn items(&self, index: usize) -> Result<&'a [Value], Fault> {
        self.get(index)?.items().ok_or_else(|| self.wrong("a list"))
    }

    fn map(&self, index: usize) -> Result<&'a Map, Fault> {
        self.get(index)?.as_map().ok_or_else(|| self.wrong("a map"))
    }

    fn texts(&self, index: usize) -> Result<Vec<Rc<str>>, Fault> {
        let texts = self.items(index)?.iter().map(Value::as_text);
        texts.collect::<Option<_>>().ok_or_else(|| self.wrong("a list of strings"))
    }

    /// Why a part of any argument is not known.
    fn unknown_within(&self) -> Option<Why> {
        self.values.iter().filter_map(Value::unknown_within).max()
    }
}

/// The functions that take a value which is not known without themselves becoming so.
const TOLERANT: [&str; 5] = ["coalesce", "nonsensitive", "sensitive", "merge", "concat"];

impl Interp<'_> {
    /// The value of a call.
    pub(crate) fn call(&self, call: &FuncCall, scope: &Scope<'_>, at: Option<Place>) -> Outcome {
        let name = call.name.name.as_str();
        if call.name.is_namespaced() && !arn::is_known(&call.name.namespace) {
            return Ok(self.not_modelled(&format!("provider function {name}()"), at));
        }
        match name {
            "try" => return self.attempt(call, scope, at),
            "can" => {
                let outcome = call.args.get(0).map(|expr| self.eval(expr, scope));
                return Ok(match outcome {
                    Some(Ok(value)) => match value.why_unknown() {
                        Some(why) => Value::unknown(why).at(at),
                        None => Value::bool(true).at(at),
                    },
                    _ => Value::bool(false).at(at),
                });
            }
            "templatefile" | "templatestring" => return self.template_of(name, call, scope, at),
            // Only the apply knows them.
            "timestamp" | "plantimestamp" | "uuid" => {
                return Ok(Value::unknown(Why::Later).at(at));
            }
            _ => {}
        }
        let mut values = Vec::with_capacity(call.args.len());
        for expr in call.args.iter() {
            values.push(self.eval(expr, scope)?);
        }
        if call.args.expand_final()
            && let Some(last) = values.pop()
        {
            if let Some(why) = last.why_unknown() {
                return Ok(Value::unknown(why).at(at));
            }
            values.extend(last.items().unwrap_or_default().iter().cloned());
        }
        let unknown = values.iter().filter_map(Value::why_unknown).max();
        if let Some(why) = unknown.filter(|_| !TOLERANT.contains(&name)) {
            return Ok(Value::unknown(why).at(at));
        }
        let args = Args { name, values: &values, at };
        let outcome = match call.name.is_namespaced() {
            true => arn::apply(name, &args),
            false => self.apply(name, &args, scope),
        };
        match outcome {
            Some(outcome) => Ok(outcome?.or_at(at)),
            None => Ok(self.not_modelled(&format!("{name}()"), at)),
        }
    }

    fn apply(&self, name: &str, args: &Args<'_>, scope: &Scope<'_>) -> Option<Outcome> {
        let files = match name {
            "file" | "filebase64" | "fileexists" => Some(self.file(name, args)),
            "fileset" => Some(self.file_set(args)),
            name if encoding::of_file(name).is_some() => Some(self.file(name, args)),
            "abspath" | "pathexpand" => Some(args.get(0).cloned()),
            "jsondecode" | "yamldecode" => Some(self.decode(name, args, scope)),
            _ => None,
        };
        files
            .or_else(|| text::apply(name, args))
            .or_else(|| collection::apply(name, args))
            .or_else(|| set::apply(name, args))
            .or_else(|| encoding::apply(name, args))
            .or_else(|| network::apply(name, args))
            .or_else(|| time::apply(name, args))
    }

    /// `try`: the first expression that has a value.
    fn attempt(&self, call: &FuncCall, scope: &Scope<'_>, at: Option<Place>) -> Outcome {
        let mut last = None;
        for expr in call.args.iter() {
            match self.eval(expr, scope) {
                Ok(value) => return Ok(value.or_at(at)),
                Err(fault) => last = Some(fault),
            }
        }
        let why = last.map_or(String::new(), |fault| fault.message());
        Err(Fault::invalid(at, format!("no expression succeeded in try(): {why}")))
    }

    /// The index of the file that a path leads to.
    fn find_file(&self, path: &str, at: Option<Place>) -> Result<usize, Fault> {
        let found = self.sources.find(path);
        let index = found.ok_or_else(|| {
            let message = format!("Invalid function argument: no file exists at \"{path}\"");
            Fault::invalid(at, message)
        })?;
        self.used.borrow_mut().insert(index);
        Ok(index)
    }

    fn file(&self, name: &str, args: &Args<'_>) -> Outcome {
        let path = args.text(0)?;
        if name == "fileexists" {
            return Ok(Value::bool(self.sources.find(&path).is_some()));
        }
        let index = self.find_file(&path, args.at)?;
        let text = self.sources.files.get(index).map_or("", |file| file.text.as_str());
        if name == "filebase64" {
            return Ok(Value::text(encoding::base64(text.as_bytes())));
        }
        if let Some(hash) = encoding::of_file(name) {
            return Ok(Value::text(hash(text.as_bytes())));
        }
        let place = Place { file: index, span: irsa_engine::Span::new(0, text.len()) };
        let pieces = [Piece { start: 0, end: text.len(), at: place }; 2];
        // Two pieces say that the text has a structure of its own.
        let kind = Kind::Text(Str { text: text.into(), pieces: pieces.into() });
        Ok(Value { kind, at: Some(place) })
    }

    /// `fileset`: the paths below a folder that a pattern matches.
    fn file_set(&self, args: &Args<'_>) -> Outcome {
        let (folder, pattern) = (join("", &args.text(0)?), args.text(1)?);
        let regex = glob::compile(&pattern).ok_or_else(|| args.wrong("a pattern"))?;
        let given = self.sources.files.iter().filter(|file| !file.modelled);
        let paths = given.filter_map(|file| {
            let path = join("", &file.name);
            let below = match folder.as_str() {
                "" => Some(path.as_str()),
                folder => path.strip_prefix(folder)?.strip_prefix('/'),
            };
            below.filter(|path| regex.is_match(path)).map(str::to_owned)
        });
        Ok(Value::set(paths.map(Value::text)))
    }

    /// `templatefile` and `templatestring`: a text as a template, in which only the given variables
    /// are known.
    fn template_of(
        &self,
        name: &str,
        call: &FuncCall,
        scope: &Scope<'_>,
        at: Option<Place>,
    ) -> Outcome {
        let (Some(source), Some(variables)) = (call.args.get(0), call.args.get(1)) else {
            let message = format!("Not enough function arguments: {name} takes 2");
            return Err(Fault::invalid(at, message));
        };
        let source = self.eval(source, scope)?;
        if let Some(why) = source.why_unknown() {
            return Ok(Value::unknown(why).at(at));
        }
        let variables = self.variables_of(variables, scope)?;
        let given = source.as_text().unwrap_or_default();
        if name == "templatestring" {
            // Its text stands within another one, so what comes of it comes from there.
            let stand_in = scope.stand_in.or(source.at).or(at);
            let inner = Scope { stand_in, each: None, count: None, names: None, ..*scope };
            return Ok(self.filled(&given, variables, &inner)?.or_at(at));
        }
        let index = self.find_file(&given, at)?;
        let text = self.sources.files.get(index).map_or("", |file| file.text.as_str());
        let inner = Scope { file: index, each: None, count: None, names: None, ..*scope };
        self.filled(text, variables, &inner)
    }

    /// A text as a template with these variables.
    pub(super) fn filled(
        &self,
        text: &str,
        variables: Vec<(Rc<str>, Value)>,
        inner: &Scope<'_>,
    ) -> Outcome {
        let template = parse_template(text).map_err(|error| {
            let message = format!("Invalid template: {}", error.message().replace('\n', "; "));
            let offset = error.location().offset();
            Fault::invalid(inner.place(Some(offset..offset)), message)
        })?;
        let elements = || template.iter();
        let mut chain = variables.into_iter();
        self.with_names(&mut chain, inner, &|scope| {
            let place = scope.place(Some(0..text.len()));
            self.template(elements(), scope, place, true)
        })
    }

    fn variables_of(
        &self,
        expr: &Expression,
        scope: &Scope<'_>,
    ) -> Result<Vec<(Rc<str>, Value)>, Fault> {
        let value = match expr {
            Expression::Object(object) if Object::is_empty(object) => Value::map(Map::default()),
            expr => self.eval(expr, scope)?,
        };
        let place = scope.place(expr.span());
        let map = value.as_map().ok_or_else(|| {
            Fault::invalid(place, "Invalid function argument: a template needs a map of values")
        })?;
        Ok(map.entries.iter().map(|(key, entry)| (key.clone(), entry.value.clone())).collect())
    }

    /// Goes on with `then` where the names left in `chain` are known.
    fn with_names(
        &self,
        chain: &mut dyn Iterator<Item = (Rc<str>, Value)>,
        scope: &Scope<'_>,
        then: &dyn Fn(&Scope<'_>) -> Outcome,
    ) -> Outcome {
        match chain.next() {
            None => then(scope),
            Some((name, value)) => {
                let names = Names { name: &name, value, outer: scope.names };
                self.with_names(chain, &Scope { names: Some(&names), ..*scope }, then)
            }
        }
    }
}
