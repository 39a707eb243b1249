//! Expressions into values.

use std::rc::Rc;

use hcl_edit::Span as _;
use hcl_edit::expr::{BinaryOperator, Expression, ForExpr, Object, ObjectKey, UnaryOperator};
use irsa_engine::Place;

use super::fault::Fault;
use super::interp::Interp;
use super::source::span;
use super::value::{Entry, Kind, Map, Value, Why};

/// What names mean where an expression stands.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scope<'s> {
    /// The instance of the module.
    pub(crate) instance: usize,
    /// The file.
    pub(crate) file: usize,
    /// The place to name instead, in a module whose text is not the visitor's.
    pub(crate) stand_in: Option<Place>,
    /// The key and value of `each`.
    pub(crate) each: Option<&'s (Value, Value)>,
    /// The number of `count.index`.
    pub(crate) count: Option<usize>,
    /// The variables of `for` and `dynamic`, the innermost first.
    pub(crate) names: Option<&'s Names<'s>>,
}

/// A variable of `for` or `dynamic`.
#[derive(Debug)]
pub(crate) struct Names<'s> {
    /// Its name.
    pub(crate) name: &'s str,
    /// Its value.
    pub(crate) value: Value,
    /// Those around it.
    pub(crate) outer: Option<&'s Names<'s>>,
}

impl<'s> Scope<'s> {
    /// The variable of that name.
    pub(crate) fn variable(&self, name: &str) -> Option<&Value> {
        let mut names = self.names;
        while let Some(found) = names {
            if found.name == name {
                return Some(&found.value);
            }
            names = found.outer;
        }
        None
    }

    /// The place of a range of this file.
    pub(crate) fn place(&self, range: Option<std::ops::Range<usize>>) -> Option<Place> {
        let written = range.map(|range| Place { file: self.file, span: span(Some(range)) });
        self.stand_in.or(written)
    }
}

type Outcome = Result<Value, Fault>;

impl Interp<'_> {
    /// The value of an expression.
    pub(crate) fn eval(&self, expr: &Expression, scope: &Scope<'_>) -> Outcome {
        let at = scope.place(expr.span());
        match expr {
            Expression::Null(_) => Ok(Value::null().at(at)),
            Expression::Bool(value) => Ok(Value::bool(**value).at(at)),
            Expression::Number(number) => {
                Ok(Value::number(number.value().as_f64().unwrap_or_default()).at(at))
            }
            Expression::String(text) => Ok(Value::text(text.as_str()).at(at)),
            Expression::Array(array) => {
                let items = array.iter().map(|item| self.eval(item, scope));
                Ok(Value::list(items.collect::<Result<_, _>>()?).at(at))
            }
            Expression::Object(object) => self.object(object, scope, at),
            Expression::StringTemplate(template) => {
                self.template(template.iter(), scope, at, false)
            }
            Expression::HeredocTemplate(heredoc) => {
                self.template(heredoc.template.iter(), scope, at, true)
            }
            Expression::Parenthesis(inner) => self.eval(inner.inner(), scope),
            Expression::Variable(name) => self.root(name.as_str(), &[], scope, at).map(|(v, _)| v),
            Expression::Conditional(choice) => {
                let condition = self.eval(&choice.cond_expr, scope)?;
                match (condition.as_bool(), condition.why_unknown()) {
                    (_, Some(why)) => Ok(Value::unknown(why).at(at)),
                    (Some(true), _) => self.eval(&choice.true_expr, scope),
                    (Some(false), _) => self.eval(&choice.false_expr, scope),
                    (None, None) => Err(Fault::invalid(
                        scope.place(choice.cond_expr.span()),
                        "Incorrect condition type: The condition expression must be of type bool.",
                    )),
                }
            }
            Expression::FuncCall(call) => self.call(call, scope, at),
            Expression::Traversal(traversal) => self.traverse(traversal, scope, at),
            Expression::UnaryOp(operation) => {
                let value = self.eval(&operation.expr, scope)?;
                self.unary(*operation.operator, &value, at)
            }
            Expression::BinaryOp(operation) => {
                let left = self.eval(&operation.lhs_expr, scope)?;
                // What the left side decides does not need the right one, which may not even hold.
                if let Some(decided) = decided(*operation.operator, &left) {
                    return Ok(Value::bool(decided).at(at));
                }
                let right = self.eval(&operation.rhs_expr, scope)?;
                binary(*operation.operator, &left, &right, at)
            }
            Expression::ForExpr(each) => self.for_each_of(each, scope, at),
        }
    }

    /// The value of an expression; what is wrong with it is reported, and it is then not known.
    pub(crate) fn value(&self, expr: &Expression, scope: &Scope<'_>) -> Value {
        let place = scope.place(expr.span());
        self.eval(expr, scope).unwrap_or_else(|fault| {
            self.report(&fault, place);
            Value::unknown(Why::NotModelled).at(fault.at.or(place))
        })
    }

    fn object(&self, object: &Object, scope: &Scope<'_>, at: Option<Place>) -> Outcome {
        let mut map = Map::default();
        for (key, value) in object.iter() {
            let (name, key_at) = match key {
                ObjectKey::Ident(ident) => (Rc::from(ident.as_str()), scope.place(ident.span())),
                ObjectKey::Expression(Expression::Variable(ident)) => {
                    (Rc::from(ident.as_str()), scope.place(ident.span()))
                }
                ObjectKey::Expression(expr) => {
                    let place = scope.place(expr.span());
                    let key = self.eval(expr, scope)?;
                    if let Some(why) = key.why_unknown() {
                        return Ok(Value::unknown(why).at(at));
                    }
                    let text = key.as_text().ok_or_else(|| {
                        Fault::invalid(place, "Incorrect key type: a string is required")
                    })?;
                    (text, place)
                }
            };
            let value = self.eval(value.expr(), scope)?;
            map.entries.insert(name, Entry { key_at, value });
        }
        Ok(Value::map(map).at(at))
    }

    fn for_each_of(&self, each: &ForExpr, scope: &Scope<'_>, at: Option<Place>) -> Outcome {
        let collection = self.eval(&each.intro.collection_expr, scope)?;
        let place = scope.place(each.intro.collection_expr.span());
        let Some(pairs) = pairs(&collection) else {
            return match collection.why_unknown() {
                Some(why) => Ok(Value::unknown(why).at(at)),
                None => Err(Fault::invalid(place, "Iteration over non-iterable value")),
            };
        };
        let mut items = Vec::new();
        let mut map: Vec<(Rc<str>, Option<Place>, Value)> = Vec::new();
        for (key, value) in pairs {
            let outer = Names {
                name: each.intro.key_var.as_ref().map_or("", |name| name.as_str()),
                value: key,
                outer: scope.names,
            };
            let names = Names { name: each.intro.value_var.as_str(), value, outer: Some(&outer) };
            let inner = Scope { names: Some(&names), ..*scope };
            if let Some(condition) = &each.cond {
                let held = self.eval(&condition.expr, &inner)?;
                match (held.as_bool(), held.why_unknown()) {
                    (_, Some(why)) => return Ok(Value::unknown(why).at(at)),
                    (Some(true), _) => {}
                    _ => continue,
                }
            }
            let value = self.eval(&each.value_expr, &inner)?;
            let Some(key_expr) = &each.key_expr else {
                items.push(value);
                continue;
            };
            let key = self.eval(key_expr, &inner)?;
            let Some(key_text) = key.as_text() else {
                return Ok(Value::unknown(key.why_unknown().unwrap_or(Why::NotModelled)).at(at));
            };
            map.push((key_text, key.at, value));
        }
        if each.key_expr.is_none() {
            return Ok(Value::list(items).at(at));
        }
        gather(map, each.grouping, at)
    }

    fn unary(&self, operator: UnaryOperator, value: &Value, at: Option<Place>) -> Outcome {
        if let Some(why) = value.why_unknown() {
            return Ok(Value::unknown(why).at(at));
        }
        let made = match operator {
            UnaryOperator::Not => value.as_bool().map(|value| Value::bool(!value)),
            UnaryOperator::Neg => value.as_number().map(|value| Value::number(-value)),
        };
        made.map(|value| value.at(at)).ok_or_else(|| {
            Fault::invalid(at, "Invalid operand: Unsuitable value for unary operand")
        })
    }
}

/// The entries of a `for` over a map; with `...`, the values of one key together.
fn gather(
    entries: Vec<(Rc<str>, Option<Place>, Value)>,
    grouping: bool,
    at: Option<Place>,
) -> Outcome {
    let mut entries = entries;
    entries.sort_by(|(left, ..), (right, ..)| left.cmp(right));
    let mut map = Map::default();
    let mut entries = entries.into_iter().peekable();
    while let Some((key, key_at, value)) = entries.next() {
        let same = |next: &(Rc<str>, Option<Place>, Value)| next.0 == key;
        let Some((_, key_at, second)) = entries.next_if(same) else {
            let value = if grouping { Value::list(vec![value]) } else { value };
            map.entries.insert(key, Entry { key_at, value });
            continue;
        };
        if !grouping {
            let message = format!("Duplicate object key: two different items produced \"{key}\"");
            return Err(Fault::invalid(key_at.or(at), message));
        }
        let mut values = vec![value, second];
        let (mut last_at, mut more) = (key_at, entries.next_if(same));
        while let Some((_, key_at, value)) = more {
            values.push(value);
            (last_at, more) = (key_at, entries.next_if(same));
        }
        map.entries.insert(key, Entry { key_at: last_at, value: Value::list(values) });
    }
    Ok(Value::map(map).at(at))
}

/// What a collection iterates over: keys and values.
pub(crate) fn pairs(value: &Value) -> Option<Vec<(Value, Value)>> {
    #[expect(clippy::cast_precision_loss, reason = "no list is that long")]
    let number = |index: usize| Value::number(index as f64);
    match &value.kind {
        Kind::List(items) => {
            let numbered = items.iter().enumerate();
            Some(numbered.map(|(index, item)| (number(index), item.clone())).collect())
        }
        Kind::Set(items) => Some(items.iter().map(|item| (item.clone(), item.clone())).collect()),
        Kind::Map(map) => {
            let entries = map.entries.iter();
            let key = |key: &Rc<str>, place| Value::text(key.clone()).at(place);
            Some(entries.map(|(k, entry)| (key(k, entry.key_at), entry.value.clone())).collect())
        }
        _ => None,
    }
}

/// What `&&` or `||` comes to by one side alone.
///
/// Source: <https://developer.hashicorp.com/terraform/language/expressions/operators>; the
/// operators stop at a side that decides since Terraform 1.12.
fn decided(operator: BinaryOperator, side: &Value) -> Option<bool> {
    let decides = match operator {
        BinaryOperator::And => false,
        BinaryOperator::Or => true,
        _ => return None,
    };
    (side.as_bool() == Some(decides)).then_some(decides)
}

fn binary(operator: BinaryOperator, left: &Value, right: &Value, at: Option<Place>) -> Outcome {
    // A side that decides makes it no matter that the other is not known.
    if let Some(decided) = decided(operator, right) {
        return Ok(Value::bool(decided).at(at));
    }
    if let Some(why) = left.why_unknown().max(right.why_unknown()) {
        return Ok(Value::unknown(why).at(at));
    }
    let numbers = || left.as_number().zip(right.as_number());
    let bools = || left.as_bool().zip(right.as_bool());
    let number = |of: fn(f64, f64) -> f64| numbers().map(|(l, r)| Value::number(of(l, r)));
    let compare = |of: fn(&f64, &f64) -> bool| numbers().map(|(l, r)| Value::bool(of(&l, &r)));
    let made = match operator {
        BinaryOperator::Eq => Some(Value::bool(left == right)),
        BinaryOperator::NotEq => Some(Value::bool(left != right)),
        BinaryOperator::And => bools().map(|(l, r)| Value::bool(l && r)),
        BinaryOperator::Or => bools().map(|(l, r)| Value::bool(l || r)),
        BinaryOperator::Less => compare(f64::lt),
        BinaryOperator::LessEq => compare(f64::le),
        BinaryOperator::Greater => compare(f64::gt),
        BinaryOperator::GreaterEq => compare(f64::ge),
        BinaryOperator::Plus => number(|l, r| l + r),
        BinaryOperator::Minus => number(|l, r| l - r),
        BinaryOperator::Mul => number(|l, r| l * r),
        BinaryOperator::Div => number(|l, r| l / r),
        BinaryOperator::Mod => number(|l, r| l % r),
    };
    let made = made.map(|value| value.at(at));
    made.ok_or_else(|| {
        let (left, right) = (left.type_name(), right.type_name());
        let message = format!("Invalid operand: {left} and {right} do not suit this operator");
        Fault::invalid(at, message)
    })
}
