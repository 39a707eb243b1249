//! What the crate `iam-rs` says, asked as its documentation tells.

use iam_rs::{
    Arn, Context, ContextValue, Decision, EvaluationOptions, IAMPolicy, IAMRequest,
    PolicyEvaluator, Principal, PrincipalId,
};

use crate::cases::{Asked, Who};

/// Why there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// It can't read the policy.
    NotRead,
    /// It gives up on the request.
    Error,
}

/// The answer in the engine's words; nothing for a caller that it can't be told of.
pub(crate) fn decide(policy: &str, asked: &Asked) -> Option<Result<&'static str, Refusal>> {
    let named = |name: &String| PrincipalId::String(name.clone());
    let principal = match &asked.who {
        Who::Federated(name) => Principal::Federated(named(name)),
        Who::Service(name) => Principal::Service(named(name)),
        Who::Aws(name) => Principal::Aws(named(name)),
        Who::Anonymous => return None,
    };
    Some(answer(policy, asked, principal))
}

fn answer(policy: &str, asked: &Asked, principal: Principal) -> Result<&'static str, Refusal> {
    let policy = IAMPolicy::from_json(policy).map_err(|_| Refusal::NotRead)?;
    let is_trust = asked.resource.is_none();
    let resource = asked.resource.as_deref().unwrap_or("arn:aws:iam::111122223333:role/r");
    let resource = Arn::parse(resource).map_err(|_| Refusal::Error)?;
    let request = IAMRequest::new_with_context(principal, &*asked.action, resource, context(asked));
    let options =
        EvaluationOptions { ignore_resource_constraints: is_trust, ..EvaluationOptions::default() };
    let evaluator = PolicyEvaluator::with_policies(vec![policy]).with_options(options);
    match evaluator.evaluate(&request).map_err(|_| Refusal::Error)?.decision {
        Decision::Allow => Ok("allow"),
        Decision::Deny => Ok("explicit-deny"),
        Decision::NotApplicable => Ok("deny"),
    }
}

/// Its context has types: one value is a string, several are a list, and `k:flag` is a boolean
/// wherever it reads as one.
fn context(asked: &Asked) -> Context {
    let mut context = Context::new();
    for (key, values) in &asked.context {
        let flags: Option<Vec<bool>> = values.iter().map(|value| value.parse().ok()).collect();
        let value = match (flags.filter(|_| key.eq_ignore_ascii_case("k:flag")), &**values) {
            (_, []) => continue,
            (Some(flags), [_]) => ContextValue::Boolean(flags[0]),
            (Some(flags), _) => ContextValue::BooleanList(flags),
            (None, [value]) => ContextValue::String(value.clone()),
            (None, several) => ContextValue::StringList(several.to_vec()),
        };
        context.insert(key.clone(), value);
    }
    context
}
