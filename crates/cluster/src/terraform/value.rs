//! Values of the Terraform language, each with the place that it was written at.

use std::collections::BTreeMap;
use std::rc::Rc;

use irsa_engine::Place;

use super::entries::Entries;

/// A value and where it comes from.
///
/// A literal, a template and a function call come from where they are written; a reference hands on
/// what it refers to. So a finding about a rendered text leads to the characters to change.
#[derive(Debug, Clone)]
pub(crate) struct Value {
    /// What it is.
    pub(crate) kind: Kind,
    /// Where it comes from; none for what the simulation itself made.
    pub(crate) at: Option<Place>,
}

/// What a value is.
#[derive(Debug, Clone)]
pub(crate) enum Kind {
    /// `null`.
    Null,
    /// A boolean.
    Bool(bool),
    /// A number.
    Number(f64),
    /// A string.
    Text(Str),
    /// A list or tuple.
    List(Rc<Vec<Value>>),
    /// A set of strings: sorted, without duplicates.
    Set(Rc<Vec<Value>>),
    /// A map or object.
    Map(Rc<Map>),
    /// A value that is not known.
    Unknown(Why),
}

/// Why a value is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Why {
    /// Only the apply makes it: `(known after apply)`.
    Later,
    /// It depends on something that is not modelled, which a finding names.
    NotModelled,
}

/// A string whose parts may come from several places.
#[derive(Debug, Clone)]
pub(crate) struct Str {
    /// The characters.
    pub(crate) text: Rc<str>,
    /// Where its parts come from; none where it comes from one place as a whole.
    pub(crate) pieces: Rc<[Piece]>,
}

/// A range of a text and the place that it comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Piece {
    /// First byte in the text.
    pub(crate) start: usize,
    /// Just past the last byte.
    pub(crate) end: usize,
    /// Where it comes from.
    pub(crate) at: Place,
}

/// A map or object. Terraform walks both in the order of their keys.
#[derive(Debug, Clone, Default)]
pub(crate) struct Map {
    /// The entries.
    pub(crate) entries: Entries,
    /// The address of the resource this is the object of: it has attributes that are not listed.
    pub(crate) of: Option<Rc<str>>,
}

/// A value in a map, and where its key was written.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    /// Where the key was written.
    pub(crate) key_at: Option<Place>,
    /// The value.
    pub(crate) value: Value,
}

impl Map {
    /// Sets `key`, in place of what it had.
    pub(crate) fn put(&mut self, key: &str, value: Value) {
        self.entries.insert(key.into(), Entry { key_at: None, value });
    }

    /// The value of `key`.
    pub(crate) fn get(&self, key: &str) -> Option<&Value> {
        self.entries.get(key).map(|entry| &entry.value)
    }
}

impl Value {
    /// A value of this kind from nowhere in the texts.
    pub(crate) const fn made(kind: Kind) -> Self {
        Self { kind, at: None }
    }

    /// `null`.
    pub(crate) const fn null() -> Self {
        Self::made(Kind::Null)
    }

    /// A boolean.
    pub(crate) const fn bool(value: bool) -> Self {
        Self::made(Kind::Bool(value))
    }

    /// A number.
    pub(crate) const fn number(value: f64) -> Self {
        Self::made(Kind::Number(value))
    }

    /// A string of one piece.
    pub(crate) fn text(text: impl Into<Rc<str>>) -> Self {
        Self::made(Kind::Text(Str { text: text.into(), pieces: Rc::new([]) }))
    }

    /// A list.
    pub(crate) fn list(items: Vec<Self>) -> Self {
        Self::made(Kind::List(Rc::new(items)))
    }

    /// A set of what `items` hold: sorted, each once.
    pub(crate) fn set(items: impl IntoIterator<Item = Self>) -> Self {
        let keyed = items.into_iter().map(|item| (item.as_text().unwrap_or_default(), item));
        let sorted: BTreeMap<Rc<str>, Self> = keyed.collect();
        Self::made(Kind::Set(Rc::new(sorted.into_values().collect())))
    }

    /// A map.
    pub(crate) fn map(map: Map) -> Self {
        Self::made(Kind::Map(Rc::new(map)))
    }

    /// A map of these entries.
    pub(crate) fn object<'k>(entries: impl IntoIterator<Item = (&'k str, Self)>) -> Self {
        let mut map = Map::default();
        for (key, value) in entries {
            map.put(key, value);
        }
        Self::map(map)
    }

    /// A value that is not known.
    pub(crate) const fn unknown(why: Why) -> Self {
        Self::made(Kind::Unknown(why))
    }

    /// The same value, written at `place`.
    pub(crate) fn at(mut self, place: Option<Place>) -> Self {
        self.at = place;
        self
    }

    /// The same value; where it comes from nowhere, from `place`.
    pub(crate) fn or_at(mut self, place: Option<Place>) -> Self {
        self.at = self.at.or(place);
        self
    }

    /// Whether this is `null`.
    pub(crate) const fn is_null(&self) -> bool {
        matches!(self.kind, Kind::Null)
    }

    /// Why this value itself is not known.
    pub(crate) const fn why_unknown(&self) -> Option<Why> {
        match self.kind {
            Kind::Unknown(why) => Some(why),
            _ => None,
        }
    }

    /// Why this value or one inside of it is not known.
    pub(crate) fn unknown_within(&self) -> Option<Why> {
        match &self.kind {
            Kind::Unknown(why) => Some(*why),
            Kind::List(items) | Kind::Set(items) => {
                items.iter().filter_map(Self::unknown_within).max()
            }
            Kind::Map(map) => {
                map.entries.values().filter_map(|entry| entry.value.unknown_within()).max()
            }
            Kind::Null | Kind::Bool(_) | Kind::Number(_) | Kind::Text(_) => None,
        }
    }

    /// A string, or a number or boolean as a string: what Terraform converts by itself.
    pub(crate) fn as_text(&self) -> Option<Rc<str>> {
        match &self.kind {
            Kind::Text(text) => Some(text.text.clone()),
            Kind::Bool(value) => Some(value.to_string().into()),
            Kind::Number(value) => Some(number_text(*value).into()),
            _ => None,
        }
    }

    /// A string with its pieces.
    pub(crate) const fn as_str(&self) -> Option<&Str> {
        match &self.kind {
            Kind::Text(text) => Some(text),
            _ => None,
        }
    }

    /// A boolean, or a string that spells one.
    pub(crate) fn as_bool(&self) -> Option<bool> {
        match &self.kind {
            Kind::Bool(value) => Some(*value),
            Kind::Text(text) => text.text.parse().ok(),
            _ => None,
        }
    }

    /// A number, or a string that spells one.
    pub(crate) fn as_number(&self) -> Option<f64> {
        match &self.kind {
            Kind::Number(value) => Some(*value),
            Kind::Text(text) if irsa_engine::source::is_decimal(&text.text) => {
                text.text.parse().ok()
            }
            _ => None,
        }
    }

    /// A whole number.
    pub(crate) fn as_index(&self) -> Option<i64> {
        let number = self.as_number()?;
        #[expect(clippy::cast_possible_truncation, reason = "a number out of range is no index")]
        (number.fract() == 0.0 && number.abs() < 1e15).then_some(number as i64)
    }

    /// The items of a list or set.
    pub(crate) fn items(&self) -> Option<&[Self]> {
        match &self.kind {
            Kind::List(items) | Kind::Set(items) => Some(items),
            _ => None,
        }
    }

    /// The map.
    pub(crate) fn as_map(&self) -> Option<&Map> {
        match &self.kind {
            Kind::Map(map) => Some(map),
            _ => None,
        }
    }

    /// The value of `key` in a map.
    pub(crate) fn get(&self, key: &str) -> Option<&Self> {
        self.as_map()?.get(key)
    }

    /// The value at the end of a path; a number leads into a list.
    pub(crate) fn path(&self, path: &[&str]) -> Option<&Self> {
        path.iter().try_fold(self, |value, step| match step.parse::<usize>() {
            Ok(index) => value.items()?.get(index),
            Err(_) => value.get(step),
        })
    }

    /// The items of a list, the value alone where it is none, nothing for `null`.
    pub(crate) fn one_or_many(&self) -> &[Self] {
        match &self.kind {
            Kind::List(items) | Kind::Set(items) => items,
            Kind::Null => &[],
            _ => std::slice::from_ref(self),
        }
    }

    /// What Terraform calls the type.
    pub(crate) const fn type_name(&self) -> &'static str {
        match self.kind {
            Kind::Null => "null",
            Kind::Bool(_) => "bool",
            Kind::Number(_) => "number",
            Kind::Text(_) => "string",
            Kind::List(_) => "tuple",
            Kind::Set(_) => "set of string",
            Kind::Map(_) => "object",
            Kind::Unknown(_) => "dynamic",
        }
    }
}

impl PartialEq for Value {
    fn eq(&self, other: &Self) -> bool {
        match (&self.kind, &other.kind) {
            (Kind::Null, Kind::Null) => true,
            (Kind::Bool(left), Kind::Bool(right)) => left == right,
            (Kind::Number(left), Kind::Number(right)) => left == right,
            (Kind::Text(left), Kind::Text(right)) => left.text == right.text,
            (Kind::List(left) | Kind::Set(left), Kind::List(right) | Kind::Set(right)) => {
                left == right
            }
            (Kind::Map(left), Kind::Map(right)) => {
                left.entries.len() == right.entries.len()
                    && left.entries.iter().all(|(key, entry)| right.get(key) == Some(&entry.value))
            }
            (Kind::Unknown(left), Kind::Unknown(right)) => left == right,
            _ => false,
        }
    }
}

/// A number as Terraform writes it.
pub(crate) fn number_text(value: f64) -> String {
    value.to_string()
}
