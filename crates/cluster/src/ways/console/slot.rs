//! How what stands in a field of the console is put into a text of Terraform.

use irsa_engine::fix::Edit;
use irsa_engine::{Span, Text};

use super::super::hcl::{list, quoted};

/// How a value is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Literal {
    /// As a string.
    Quoted,
    /// As a number or a boolean; what is neither as a string, which Terraform refuses by itself.
    Bare,
    /// As a list of strings, which commas separate.
    List,
    /// As a map of strings: `key=value`, separated by commas.
    Pairs,
    /// As `taint` blocks: `key=value:EFFECT`, separated by commas.
    Taints,
}

impl Literal {
    /// Every way.
    pub const ALL: [Self; 5] = [Self::Quoted, Self::Bare, Self::List, Self::Pairs, Self::Taints];

    /// Its name.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Quoted => "quoted",
            Self::Bare => "bare",
            Self::List => "list",
            Self::Pairs => "pairs",
            Self::Taints => "taints",
        }
    }

    /// The way of that name.
    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|literal| literal.id() == id)
    }

    /// The value in Terraform's language.
    #[must_use]
    pub fn write(self, value: &str) -> String {
        let value = value.trim();
        match self {
            Self::Quoted => quoted(value),
            Self::Bare => bare(value),
            Self::List => list(items(value)),
            Self::Pairs => pairs(value),
            Self::Taints => items(value).map(taint).collect::<Vec<_>>().join("\n"),
        }
    }
}

/// What commas separate.
pub(super) fn items(value: &str) -> impl Iterator<Item = &str> {
    value.split(',').map(str::trim).filter(|item| !item.is_empty())
}

/// A number or a boolean as it is, anything else as a string.
pub(super) fn bare(value: &str) -> String {
    let digits = !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit());
    if digits || matches!(value, "true" | "false") { value.to_owned() } else { quoted(value) }
}

/// `key=value`s as a map.
pub(super) fn pairs(value: &str) -> String {
    let pairs = items(value).map(|pair| pair.split_once('=').unwrap_or((pair, "")));
    let pairs = pairs.map(|(key, value)| format!("{} = {}", quoted(key), quoted(value)));
    format!("{{ {} }}", pairs.collect::<Vec<_>>().join(", "))
}

/// The parts of `key=value:EFFECT`.
pub(super) fn taint_parts(text: &str) -> [&str; 3] {
    let (pair, effect) = text.rsplit_once(':').unwrap_or((text, "NO_SCHEDULE"));
    let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
    [key, value, effect]
}

fn taint(text: &str) -> String {
    let [key, value, effect] = taint_parts(text).map(quoted);
    format!("  taint {{\n    key    = {key}\n    value  = {value}\n    effect = {effect}\n  }}")
}

/// A place in a text that takes a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slot {
    /// The file's name.
    pub file: Text,
    /// What is replaced.
    pub span: Span,
    /// What comes before the value.
    pub before: String,
    /// What comes after it.
    pub after: String,
    /// How the value is written.
    pub literal: Literal,
    /// What takes the value out where nothing is given; none where something has to be.
    pub cleared: Option<Edit>,
}

impl Slot {
    /// The edit that puts a value in. Nothing, where something has to be, is no edit.
    #[must_use]
    pub fn edit(&self, value: &str) -> Option<Edit> {
        if value.trim().is_empty() {
            return self.cleared.clone();
        }
        Some(self.filled(value))
    }

    /// The edit that puts a value in, whatever it is.
    pub(super) fn filled(&self, value: &str) -> Edit {
        let text = format!("{}{}{}", self.before, self.literal.write(value), self.after);
        Edit { file: self.file.clone(), span: self.span, text }
    }
}
