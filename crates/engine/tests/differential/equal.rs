//! The engine and the naive evaluator agree, whatever is asked.

use std::collections::BTreeMap;

use irsa_engine::iam::context::Values;
use irsa_engine::iam::{Caller, Context, Kind, Policy, Request, Silent, decide};
use irsa_engine::source::json;

use crate::cases::{Asked, Case, Who, case};
use crate::naive;

/// A million in a release build, which the scheduled job makes.
const CASES: u64 = if cfg!(debug_assertions) { 50_000 } else { 1_000_000 };

/// What the engine says.
pub(crate) fn engine(policy: &str, asked: &Asked) -> &'static str {
    let root = json::parse(policy).documents.into_iter().next().unwrap().root;
    let kind = if asked.resource.is_some() { Kind::Resource } else { Kind::Trust };
    let (policy, _) = Policy::read(&root, kind);
    let mut context = Context::default();
    for (key, values) in &asked.context {
        let values = values.iter().map(|value| value.as_str().into()).collect();
        context.insert(key, Values::Known(values), None);
    }
    let caller = match &asked.who {
        Who::Federated(name) => Caller::Federated(name),
        Who::Service(name) => Caller::Service(name),
        Who::Aws(name) => Caller::Aws(name),
        Who::Anonymous => Caller::Anonymous,
    };
    let request = Request {
        action: &asked.action,
        caller,
        account: &asked.account,
        resource: asked.resource.as_deref(),
        context: &context,
    };
    decide(&policy, &request, &mut Silent).id()
}

/// How often the two gave each answer for those cases, which is the same one every time.
fn agreed(numbers: std::ops::Range<u64>) -> BTreeMap<&'static str, u64> {
    let mut seen = BTreeMap::new();
    for number in numbers {
        let Case { policy, asked } = case(number);
        let (expected, text) = (naive::decide(&policy, &asked), policy.to_string());
        assert_eq!(engine(&text, &asked), expected, "case {number}\n{text}\n{asked:#?}");
        *seen.entry(expected).or_default() += 1;
    }
    seen
}

#[test]
fn the_naive_evaluator_agrees() {
    let (half, rest) = std::thread::scope(|scope| {
        let half = scope.spawn(|| agreed(0..CASES / 2));
        let rest = agreed(CASES / 2..CASES);
        (half.join().unwrap(), rest)
    });
    // Each answer is given often enough for agreement to mean something.
    for answer in ["allow", "deny", "explicit-deny"] {
        assert!(half[answer] + rest[answer] > CASES / 20, "{answer}: {half:?} and {rest:?}");
    }
    println!("{CASES} cases: {half:?} and {rest:?}");
}
