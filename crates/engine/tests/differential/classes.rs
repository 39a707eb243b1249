//! Where the crate `iam-rs` answers otherwise: the rows of `docs/differential.md`, each with what
//! tells such a difference from others.

use serde_json::Value;

use crate::cases::{Asked, Who};
use crate::peer::Refusal;

/// One part of a policy, as small as it gets, on which the two differ.
#[derive(Debug)]
pub(crate) struct Difference<'a> {
    /// `Principal`, `NotAction`, …
    pub(crate) element: &'a str,
    /// What stands there; of a condition its values.
    pub(crate) value: &'a Value,
    /// The condition's operator, in parts; empty ones where there is none.
    pub(crate) operator: Operator<'a>,
    /// The condition's key; empty where there is none.
    pub(crate) key: &'a str,
    /// Whether `${…}` is a variable.
    pub(crate) variables: bool,
    pub(crate) asked: &'a Asked,
    /// What the other says, or why it says nothing.
    pub(crate) peer: Result<&'static str, Refusal>,
}

/// An operator's name, taken apart.
#[derive(Debug, Default)]
pub(crate) struct Operator<'a> {
    pub(crate) text: &'a str,
    set: &'a str,
    name: &'a str,
    if_exists: bool,
}

impl<'a> Operator<'a> {
    pub(crate) fn of(text: &'a str) -> Self {
        let (set, rest) = text.split_once(':').unwrap_or(("", text));
        let (name, if_exists) = match rest.strip_suffix("IfExists") {
            Some(name) => (name, true),
            None => (rest, false),
        };
        Self { text, set, name, if_exists }
    }

    fn is_of(&self, sorts: &[&str]) -> bool {
        sorts.iter().any(|sort| self.name.contains(sort))
    }
}

type Explains = fn(&Difference<'_>) -> bool;

/// The classes in the order they are tried, since the first that explains a difference takes it;
/// each with the number of a case in which it occurs, as `every_difference_is_of_a_class` prints it
/// with `--nocapture`.
pub(crate) const CLASSES: &[(&str, u64, Explains)] = &[
    ("version-absent", 15, |_| false),
    ("principal-several-keys", 13, |it| it.is_unread("Principal") && it.keys() > 1),
    ("principal-everyone", 9, |it| it.named("Principal", "AWS") == Some("*")),
    ("principal-provider-prefix", 34, |it| {
        it.federated().is_some_and(|(name, caller)| caller.starts_with(name) && caller != name)
    }),
    ("principal-provider-account", 44, |it| {
        it.federated().is_some_and(|(name, caller)| {
            caller == name && name.starts_with("arn:") && !name.contains(&*it.asked.account)
        })
    }),
    ("principal-account", 317, |it| {
        let is_account = |name: &str| name.ends_with(":root") || !name.contains(':');
        it.named("Principal", "AWS").is_some_and(is_account)
    }),
    ("principal-wildcard", 1_245, |it| {
        it.named("Principal", "AWS").is_some_and(|name| name.contains('*'))
    }),
    ("principal-session", 574, |it| {
        let Who::Aws(caller) = &it.asked.who else { return false };
        let is_role = |name: &str| name.contains(":role/");
        it.named("Principal", "AWS").is_some_and(is_role) && caller.contains(":assumed-role/")
    }),
    ("resource-incomplete", 13, |it| it.is_error("Resource") && it.text().split(':').count() < 6),
    ("resource-variable", 1_375, |it| it.is_about("Resource") && it.text().contains("${")),
    ("operator-unknown", 11, |it| it.is_unread("Condition") && it.operator.is_of(&["Nonsense"])),
    ("operator-letter-case", 3, |it| it.is_unread("Condition") && it.is_shouted()),
    ("operator-combined", 3, |it| {
        let sets = it.operator.if_exists || !it.operator.is_of(&["String", "Arn", "Bool"]);
        it.is_unread("Condition") && !it.operator.set.is_empty() && sets
    }),
    ("value-list-of-numbers", 34, |it| {
        let mixed = it.value.as_array().is_some_and(|all| !all.iter().all(Value::is_string));
        it.is_unread("Condition") && mixed
    }),
    ("value-no-string", 55, |it| it.is_error("Condition") && it.is_plain()),
    ("value-bool-in-quotes", 28, |it| {
        let set = it.operator.is_of(&["Bool"]) && !it.operator.set.is_empty();
        it.is_error("Condition") && set && matches!(it.text(), "true" | "false")
    }),
    ("value-date-form", 3, |it| {
        it.operator.is_of(&["Date"])
            && (it.has_short_date() || it.actual().iter().any(|it| short_date(it)))
    }),
    ("value-date-seconds", 240, |it| {
        let seconds = |text: &String| !text.contains('-') && text.parse::<f64>().is_ok();
        it.operator.is_of(&["Date"]) && it.actual().iter().any(seconds)
    }),
    ("value-unreadable", 6, |it| {
        it.is_error("Condition") && it.operator.is_of(&["Numeric", "Date", "Bool", "Ip", "Null"])
    }),
    ("key-letter-case", 53, |it| {
        it.is_about("Condition") && it.asked.context.iter().all(|(key, _)| key != it.key)
    }),
    ("null-list", 27_278, |it| it.operator.is_of(&["Null"]) && it.value.is_array()),
    ("null-empty-value", 859, |it| it.operator.is_of(&["Null"]) && it.is_empty_set()),
    ("set-empty-value", 34, |it| !it.operator.set.is_empty() && it.is_empty_set()),
    ("if-exists-no-values", 874, |it| {
        let absent = it.operator.if_exists && it.actual().is_empty();
        absent && it.value.as_array().is_some_and(Vec::is_empty)
    }),
    ("several-values", 16, |it| it.operator.set.is_empty() && it.actual().len() > 1),
    ("variable-unfilled", 1_284, |it| {
        it.variables && it.operator.is_of(&["String", "Arn", "Bool"]) && it.says("${")
    }),
    ("context-types", 350, |it| {
        let flag = it.key.eq_ignore_ascii_case("k:flag");
        it.operator.is_of(&["Bool"])
            || flag && it.actual().iter().all(|it| it.parse::<bool>().is_ok())
    }),
    ("arn-parts", 26, |it| it.operator.is_of(&["Arn"])),
    ("binary-letter-case", 34, |it| it.operator.is_of(&["Binary"])),
    ("numeric-exponent", 159, |it| it.operator.is_of(&["Numeric"]) && it.mentions('e')),
    ("numeric-precision", 184, |it| {
        it.operator.is_of(&["Numeric"])
            && (it.says("9007199254740993")
                || it.actual().iter().any(|it| it == "9007199254740993"))
    }),
];

/// A date that RFC 3339 has no such form for, but the W3C's note has.
fn short_date(text: &str) -> bool {
    text.starts_with("20") && text.contains('-') && text.len() < "2026-01-01T00:00:00Z".len()
}

impl Difference<'_> {
    fn is_about(&self, element: &str) -> bool {
        self.element.trim_start_matches("Not") == element
    }

    fn is_unread(&self, element: &str) -> bool {
        self.is_about(element) && self.peer == Err(Refusal::NotRead)
    }

    fn is_error(&self, element: &str) -> bool {
        self.is_about(element) && self.peer == Err(Refusal::Error)
    }

    fn keys(&self) -> usize {
        self.value.as_object().map_or(0, serde_json::Map::len)
    }

    /// The name under a key of the `Principal` map, of which there is one.
    fn named(&self, element: &str, sort: &str) -> Option<&str> {
        self.value[sort].as_str().filter(|_| self.is_about(element))
    }

    /// A provider that is trusted, and the one that asks.
    fn federated(&self) -> Option<(&str, &str)> {
        let Who::Federated(caller) = &self.asked.who else { return None };
        self.named("Principal", "Federated").map(|name| (name, &**caller))
    }

    fn text(&self) -> &str {
        self.value.as_str().unwrap_or_default()
    }

    /// The values of the request.
    fn actual(&self) -> Vec<String> {
        self.asked.values(self.key)
    }

    fn is_empty_set(&self) -> bool {
        self.actual().iter().all(String::is_empty) && !self.actual().is_empty()
    }

    fn is_plain(&self) -> bool {
        self.value.is_number() || self.value.is_boolean()
    }

    fn is_shouted(&self) -> bool {
        let text = self.operator.text;
        text == text.to_uppercase() || text == text.to_lowercase()
    }

    fn says(&self, part: &str) -> bool {
        self.value.to_string().contains(part)
    }

    fn mentions(&self, char: char) -> bool {
        self.says(&char.to_string()) || self.actual().iter().any(|it| it.contains(char))
    }

    fn has_short_date(&self) -> bool {
        let texts = self.value.as_array().map_or(std::slice::from_ref(self.value), |all| all);
        texts.iter().filter_map(Value::as_str).any(short_date)
    }
}
