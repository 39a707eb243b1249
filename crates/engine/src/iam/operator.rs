//! Condition operators: the name taken apart into set operator, comparison, negation and
//! `IfExists`.

use std::cmp::Ordering;

/// A condition operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Operator {
    /// How the values of the request are to be taken.
    pub set: Set,
    /// What is compared with what.
    pub test: Test,
    /// Whether a match makes the condition true or false.
    pub sense: Sense,
    /// What a key that is not in the request means.
    pub absent: Absent,
}

/// The set operator before the colon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Set {
    /// None: the request's only value.
    Single,
    /// `ForAllValues:` every value of the request; true where there is none.
    All,
    /// `ForAnyValue:` at least one value of the request; false where there is none.
    Any,
}

/// A comparison, in its positive form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Test {
    /// The same characters. `*` and `?` are ordinary characters.
    StringEquals,
    /// The same characters but for letter case.
    StringEqualsIgnoreCase,
    /// A pattern with `*` and `?`.
    StringLike,
    /// Decimal numbers in this order.
    Numeric(Order),
    /// Instants in this order.
    Date(Order),
    /// `true` or `false`.
    Bool,
    /// The same bytes, both sides in base 64.
    Binary,
    /// An address within a range.
    Ip,
    /// Six parts, each a pattern. `ArnEquals` and `ArnLike` are the same.
    Arn,
    /// Whether the key is absent.
    Null,
}

/// Where the request's value has to stand, seen from the policy's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// Equal.
    Equal,
    /// Less, earlier.
    Less,
    /// Less or equal.
    LessOrEqual,
    /// Greater, later.
    Greater,
    /// Greater or equal.
    GreaterOrEqual,
}

/// Whether the operator is negated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sense {
    /// True when some value of the policy matches.
    Positive,
    /// True when none does.
    Negated,
}

/// What happens when the key is not in the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Absent {
    /// The operator decides: a positive one is false, a negated one true.
    Decided,
    /// `IfExists`: the condition is true.
    True,
}

/// Every comparison under each of its names.
const NAMES: [(&str, Test, Sense); 27] = [
    ("StringEquals", Test::StringEquals, Sense::Positive),
    ("StringNotEquals", Test::StringEquals, Sense::Negated),
    ("StringEqualsIgnoreCase", Test::StringEqualsIgnoreCase, Sense::Positive),
    ("StringNotEqualsIgnoreCase", Test::StringEqualsIgnoreCase, Sense::Negated),
    ("StringLike", Test::StringLike, Sense::Positive),
    ("StringNotLike", Test::StringLike, Sense::Negated),
    ("NumericEquals", Test::Numeric(Order::Equal), Sense::Positive),
    ("NumericNotEquals", Test::Numeric(Order::Equal), Sense::Negated),
    ("NumericLessThan", Test::Numeric(Order::Less), Sense::Positive),
    ("NumericLessThanEquals", Test::Numeric(Order::LessOrEqual), Sense::Positive),
    ("NumericGreaterThan", Test::Numeric(Order::Greater), Sense::Positive),
    ("NumericGreaterThanEquals", Test::Numeric(Order::GreaterOrEqual), Sense::Positive),
    ("DateEquals", Test::Date(Order::Equal), Sense::Positive),
    ("DateNotEquals", Test::Date(Order::Equal), Sense::Negated),
    ("DateLessThan", Test::Date(Order::Less), Sense::Positive),
    ("DateLessThanEquals", Test::Date(Order::LessOrEqual), Sense::Positive),
    ("DateGreaterThan", Test::Date(Order::Greater), Sense::Positive),
    ("DateGreaterThanEquals", Test::Date(Order::GreaterOrEqual), Sense::Positive),
    ("Bool", Test::Bool, Sense::Positive),
    ("BinaryEquals", Test::Binary, Sense::Positive),
    ("IpAddress", Test::Ip, Sense::Positive),
    ("NotIpAddress", Test::Ip, Sense::Negated),
    ("ArnEquals", Test::Arn, Sense::Positive),
    ("ArnLike", Test::Arn, Sense::Positive),
    ("ArnNotEquals", Test::Arn, Sense::Negated),
    ("ArnNotLike", Test::Arn, Sense::Negated),
    ("Null", Test::Null, Sense::Positive),
];

const SETS: [(&str, Set); 2] = [("ForAllValues:", Set::All), ("ForAnyValue:", Set::Any)];
const IF_EXISTS: &str = "IfExists";

impl Operator {
    /// `ArnLike`, by which resources are matched too.
    pub const ARN_LIKE: Self =
        Self { set: Set::Single, test: Test::Arn, sense: Sense::Positive, absent: Absent::Decided };

    /// Reads an operator's name, and whether it is spelled as AWS spells it. No page of AWS says
    /// what another letter case does, so it is read all the same and reported by the caller.
    #[must_use]
    pub fn parse(name: &str) -> Option<(Self, Spelling)> {
        let (set, rest) = SETS
            .iter()
            .find_map(|(prefix, set)| Some((*set, strip_prefix(name, prefix)?)))
            .unwrap_or((Set::Single, name));
        let (absent, bare) = match strip_suffix(rest, IF_EXISTS) {
            Some(bare) => (Absent::True, bare),
            None => (Absent::Decided, rest),
        };
        let (spelled, test, sense) =
            NAMES.into_iter().find(|(spelled, ..)| spelled.eq_ignore_ascii_case(bare))?;
        if test == Test::Null && absent == Absent::True {
            return None;
        }
        let operator = Self { set, test, sense, absent };
        let exact = spelled == bare && operator.affixes_of(name);
        Some((operator, if exact { Spelling::Exact } else { Spelling::OtherCase }))
    }

    /// Whether prefix and suffix of `name` have the documented letter case too.
    fn affixes_of(self, name: &str) -> bool {
        let prefix = match self.set {
            Set::Single => "",
            Set::All => "ForAllValues:",
            Set::Any => "ForAnyValue:",
        };
        let suffix = if self.absent == Absent::True { IF_EXISTS } else { "" };
        name.starts_with(prefix) && name.ends_with(suffix)
    }

    /// Whether `${…}` in this operator's values stands for a value of the request. AWS's page on
    /// variables leaves `Bool` out, its page on operators, which is newer, has it in.
    #[must_use]
    pub const fn takes_variables(self) -> bool {
        matches!(
            self.test,
            Test::StringEquals
                | Test::StringEqualsIgnoreCase
                | Test::StringLike
                | Test::Arn
                | Test::Bool
        )
    }

    /// What the operator says when the request does not have the key.
    #[must_use]
    pub const fn when_absent(self) -> bool {
        match (self.absent, self.set, self.sense) {
            (Absent::True, ..) | (_, Set::All, _) | (_, Set::Single, Sense::Negated) => true,
            (_, Set::Any, _) | (_, Set::Single, Sense::Positive) => false,
        }
    }
}

/// Whether an operator's letter case is the documented one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spelling {
    /// As documented.
    Exact,
    /// Only the letter case differs.
    OtherCase,
}

impl Order {
    /// Whether a value that compares like this to the policy's is where it has to be.
    #[must_use]
    pub fn holds(self, ordering: Ordering) -> bool {
        match self {
            Self::Equal => ordering.is_eq(),
            Self::Less => ordering.is_lt(),
            Self::LessOrEqual => ordering.is_le(),
            Self::Greater => ordering.is_gt(),
            Self::GreaterOrEqual => ordering.is_ge(),
        }
    }
}

fn strip_prefix<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let head = text.get(..prefix.len())?;
    if head.eq_ignore_ascii_case(prefix) { text.get(prefix.len()..) } else { None }
}

fn strip_suffix<'a>(text: &'a str, suffix: &str) -> Option<&'a str> {
    let at = text.len().checked_sub(suffix.len())?;
    if text.get(at..)?.eq_ignore_ascii_case(suffix) { text.get(..at) } else { None }
}
