//! Conditions on who signed a call, where a statement is about everyone.

use super::{is_for_all, is_positive};
use crate::iam::Condition;
use crate::iam::operator::Test;

/// Whether a condition keeps out who signs with credentials of somebody else's account. What
/// anybody can have in an account of their own does not: a tag, a name, a sort of principal, a
/// service that acts for them.
pub(super) fn names_owner(condition: &Condition) -> bool {
    let Some(operator) = condition.operator else { return false };
    // `ForAllValues:` holds where the key is absent, as an organization is to whoever has none.
    if !is_positive(condition) || is_for_all(condition) {
        return false;
    }
    let exact = matches!(operator.test, Test::StringEquals | Test::StringEqualsIgnoreCase);
    let names = |value: &str| {
        let head = if exact { value } else { value.split(['*', '?']).next().unwrap_or_default() };
        let whole = head.len() == value.len();
        match &*condition.lower_key {
            // The account stands before the fifth colon.
            "aws:principalarn" => head.matches(':').count() > 4,
            "aws:principalorgpaths" => head.contains('/'),
            // A role's id comes before the name of the session, an account before a user's.
            "aws:userid" => whole && value != "*" || head.contains(':'),
            "aws:principalaccount" | "aws:principalorgid" => whole && value != "*",
            _ => false,
        }
    };
    condition.values.iter().all(|value| names(&value.text))
}
