//! One line of a `Condition`: an operator, a key and its values.

use crate::{
    Span, Text,
    iam::{
        Context, Operator,
        context::{Entry, Values},
        operator::{Sense, Set, Test},
        value::Value,
    },
    same::same,
    source::Spanned,
};

/// One operator with one key. All of a statement's have to hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// The operator; none where its name is unknown, and then the condition never holds.
    pub operator: Option<Operator>,
    /// The operator's name as written.
    pub name: Spanned<Text>,
    /// The key as written.
    pub key: Spanned<Text>,
    /// The key in lower case: names of keys have none.
    pub lower_key: Text,
    /// The values, of which one is enough.
    pub values: Vec<Value>,
    /// Where the values stand, brackets included.
    pub values_span: Span,
}

/// How a condition came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It holds.
    Holds,
    /// It does not.
    Fails,
    /// The key is not in the request, and the operator makes this of it.
    Absent(Truth),
    /// Several values without a set operator, which AWS does not support: taken as no match.
    Several,
    /// The key's value is not known here.
    Unknown,
}

/// What an operator says about an absent key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Truth {
    /// The condition holds.
    True,
    /// It does not.
    False,
}

impl Outcome {
    /// Whether the statement may apply. What is not known does not count as holding.
    #[must_use]
    pub const fn holds(self) -> bool {
        matches!(self, Self::Holds | Self::Absent(Truth::True))
    }
}

impl Condition {
    /// Looks at the request's context.
    #[must_use]
    pub fn outcome(&self, context: &Context) -> Outcome {
        let entry = context.get(&self.lower_key);
        if self.operator.is_some() && entry.is_some_and(|entry| entry.values == Values::Unknown) {
            return Outcome::Unknown;
        }
        self.outcome_of(entry.map(Entry::known).unwrap_or_default(), context)
    }

    /// The same where the values of its key are at hand.
    #[must_use]
    pub fn outcome_of(&self, actual: &[Text], context: &Context) -> Outcome {
        let Some(operator) = self.operator else { return Outcome::Fails };
        if operator.test == Test::Null {
            let absent = is_empty_set(actual);
            return decided(self.values.iter().any(|value| value.wants_absent() == Some(absent)));
        }
        if actual.is_empty() {
            let truth = if operator.when_absent() { Truth::True } else { Truth::False };
            return Outcome::Absent(truth);
        }
        match operator.set {
            Set::Single => match actual {
                [only] => decided(self.compare(operator, only, context)),
                _ => Outcome::Several,
            },
            // An empty string is the empty set here, says AWS's page on multivalued keys: every
            // value of it passes, and not one.
            Set::All => decided(
                is_empty_set(actual)
                    || actual.iter().all(|value| self.compare(operator, value, context)),
            ),
            Set::Any => decided(
                !is_empty_set(actual)
                    && actual.iter().any(|value| self.compare(operator, value, context)),
            ),
        }
    }

    /// Whether the value of a key, given in lower case, may change the outcome.
    #[must_use]
    pub fn depends_on(&self, lower_key: &str) -> bool {
        same(&self.lower_key, lower_key) || self.has_variables()
    }

    /// Whether it compares with values of the request.
    #[must_use]
    pub fn has_variables(&self) -> bool {
        self.values.iter().any(Value::has_variables)
    }

    /// The value of the policy that matches `actual`, the operator's negation left aside.
    #[must_use]
    pub fn matching(&self, actual: &str, context: &Context) -> Option<&Value> {
        let test = self.operator?.test;
        self.values.iter().find(|value| value.matches(test, actual, context))
    }

    /// Whether one value of the request passes. Values of a policy are alternatives; under a
    /// negated operator none of them may match.
    fn compare(&self, operator: Operator, actual: &str, context: &Context) -> bool {
        let found = self.matching(actual, context).is_some();
        match operator.sense {
            Sense::Positive => found,
            Sense::Negated => !found,
        }
    }
}

/// Whether nothing is in it but empty strings, if those.
fn is_empty_set(actual: &[Text]) -> bool {
    actual.iter().all(|value| value.is_empty())
}

const fn decided(holds: bool) -> Outcome {
    if holds { Outcome::Holds } else { Outcome::Fails }
}
