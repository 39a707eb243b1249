//! The reason for how a condition came out.

use super::Explained;
use crate::{
    Reason, Span, Text,
    arn::Arn,
    iam::{
        Condition, Context, Request,
        condition::{Outcome, Truth},
        context::Entry,
        operator::{Sense, Test},
        value::{self, Value},
        web_identity::is_sent,
    },
};

/// Keys of STS that other calls carry and this one does not.
const NOT_ON_THIS_CALL: [&str; 2] = ["sts:durationseconds", "sts:externalid"];

pub(super) fn reason(condition: &Condition, outcome: Outcome, request: &Request<'_>) -> Explained {
    let entry = request.context.get(&condition.lower_key);
    let (key, operator) = (condition.key.value.clone(), condition.name.value.clone());
    let at_key = |reason| Explained::new(reason, condition.key.span);
    let mut explained = match outcome {
        Outcome::Unknown => at_key(Reason::ConditionKeyUnknown { key }),
        Outcome::Absent(Truth::True) => at_key(Reason::ConditionHoldsAbsent { key, operator }),
        Outcome::Absent(Truth::False) => at_key(absent(condition, request)),
        Outcome::Several => {
            let values = entry.map_or(0, |it| it.known().len());
            at_key(Reason::ConditionNeedsSetOperator { key, operator, values })
        }
        Outcome::Fails if condition.operator.is_none() => {
            Explained::new(Reason::ConditionOperatorNotRead { operator }, condition.name.span)
        }
        Outcome::Holds => Compared::new(condition, request.context, entry).holds(),
        Outcome::Fails => Compared::new(condition, request.context, entry).fails(),
    };
    explained.related = entry.and_then(|entry| entry.at);
    explained
}

/// Why a key is not in the request, where the key's own text tells.
fn absent(condition: &Condition, request: &Request<'_>) -> Reason {
    let key = condition.key.value.clone();
    if key.contains("://") {
        return Reason::ConditionKeyHasScheme { key };
    }
    if Arn::parse(&key).is_some() {
        return Reason::ConditionKeyIsArn { key };
    }
    if NOT_ON_THIS_CALL.contains(&&*condition.lower_key) {
        return Reason::ConditionKeyNotSent { key };
    }
    let issuer = request.context.issuer();
    if let (Some(issuer), Some((prefix, claim))) = (issuer, key.rsplit_once(':')) {
        if prefix.eq_ignore_ascii_case(issuer) && !is_sent(issuer, claim) {
            return Reason::ConditionKeyNotSent { key };
        }
        if prefix.contains('.') && !prefix.eq_ignore_ascii_case(issuer) {
            return Reason::ConditionKeyOtherIssuer { key, issuer: issuer.clone() };
        }
    }
    Reason::ConditionKeyAbsent { key, operator: condition.name.value.clone() }
}

/// A condition beside the values of the request it was compared with.
struct Compared<'a> {
    condition: &'a Condition,
    context: &'a Context,
    actual: &'a [Text],
}

impl<'a> Compared<'a> {
    fn new(condition: &'a Condition, context: &'a Context, entry: Option<&'a Entry>) -> Self {
        let actual = entry.map(Entry::known).unwrap_or_default();
        Self { condition, context, actual }
    }

    fn holds(&self) -> Explained {
        let matching =
            self.actual.iter().find_map(|actual| self.condition.matching(actual, self.context));
        let (expected, span) = self.expected(matching);
        let (key, operator, actual) = self.data();
        let reason = match self.claim() {
            Claim::Subject => Reason::SubjectMatches { key, operator, expected, actual },
            Claim::Audience => Reason::AudienceConditionMatches { key, operator, expected, actual },
            Claim::Other => Reason::ConditionHolds { key, operator, expected, actual },
        };
        Explained::new(reason, span)
    }

    fn fails(&self) -> Explained {
        let (key, operator, actual) = self.data();
        if let Some(near) = self.near(Value::would_match_as_pattern) {
            let pattern = near.text.clone();
            let reason = Reason::WildcardUnderEquals { pattern, actual, operator };
            return Explained::new(reason, near.span);
        }
        if let Some(near) = self.near(Value::would_match_in_other_case) {
            let expected = near.text.clone();
            let reason = match self.claim() {
                Claim::Subject => Reason::SubjectCaseDiffers { expected, actual },
                _ => Reason::ConditionCaseDiffers { key, expected, actual },
            };
            return Explained::new(reason, near.span);
        }
        let (expected, span) = self.expected(self.forbidden());
        let reason = match self.claim() {
            Claim::Subject => Reason::SubjectMismatch { key, operator, expected, actual },
            Claim::Audience => {
                Reason::AudienceConditionMismatch { key, operator, expected, actual }
            }
            Claim::Other => Reason::ConditionFails { key, operator, expected, actual },
        };
        Explained::new(reason, span)
    }

    /// A value that a positive operator nearly matched.
    fn near(&self, test: impl Fn(&Value, Test, &str) -> bool) -> Option<&'a Value> {
        let operator = self.condition.operator?;
        if operator.sense == Sense::Negated || !is_text(operator.test) {
            return None;
        }
        let is_near =
            |value: &&Value| self.actual.iter().any(|actual| test(value, operator.test, actual));
        self.condition.values.iter().find(is_near)
    }

    /// The value that a negated operator does not allow.
    fn forbidden(&self) -> Option<&'a Value> {
        if self.condition.operator?.sense == Sense::Positive {
            return None;
        }
        self.actual.iter().find_map(|actual| self.condition.matching(actual, self.context))
    }

    /// The value that decided, or all of them.
    fn expected(&self, decisive: Option<&Value>) -> (Text, Span) {
        match (decisive, self.condition.values.as_slice()) {
            (Some(value), _) | (None, [value]) => (value.text.clone(), value.span),
            (None, values) => {
                let texts = values.iter().map(|value| &value.text);
                (value::joined(texts), self.condition.values_span)
            }
        }
    }

    fn data(&self) -> (Text, Text, Text) {
        let condition = self.condition;
        let actual = value::joined(self.actual.iter());
        (condition.key.value.clone(), condition.name.value.clone(), actual)
    }

    fn claim(&self) -> Claim {
        match &*self.condition.lower_key {
            key if key.ends_with(":sub") => Claim::Subject,
            key if key.ends_with(":aud") => Claim::Audience,
            _ => Claim::Other,
        }
    }
}

/// The claims that have sentences of their own.
enum Claim {
    Subject,
    Audience,
    Other,
}

const fn is_text(test: Test) -> bool {
    matches!(test, Test::StringEquals | Test::StringEqualsIgnoreCase | Test::StringLike)
}
