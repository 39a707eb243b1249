//! A policy of any text: read, judged, explained, and asked through the line protocol.

#![no_main]

use irsa_engine::State;
use irsa_engine::iam::authorize::answer;
use irsa_engine::iam::quota::quota_finding;
use irsa_engine::iam::{Caller, Context, Kind, Policy, Request, Silent, Trace, decide};
use irsa_engine::source::json;
use irsa_fuzz::check_span;
use libfuzzer_sys::fuzz_target;

const PROVIDER: &str = "arn:aws:iam::111122223333:oidc-provider/a.b";

fuzz_target!(|text: &str| {
    assert!(!answer(text).contains('\n'));
    let _ = quota_finding(text, 2048);
    let context = Context::default()
        .of_issuer("a.b")
        .with("a.b:sub", "system:serviceaccount:shop:orders")
        .with("a.b:aud", "sts.amazonaws.com")
        .with("aws:CurrentTime", "2026-01-01T00:00:00Z")
        .with("aws:SourceIp", "10.1.2.3")
        .with("aws:username", "a*")
        .with_values("aws:TagKeys", ["a".into(), "b".into()])
        .with_unknown("aws:UserAgent");
    for document in json::parse(text).documents {
        for kind in [Kind::Trust, Kind::Resource] {
            let (policy, findings) = Policy::read(&document.root, kind);
            for finding in findings {
                check_span(text, finding.span);
            }
            for caller in [Caller::Federated(PROVIDER), Caller::Anonymous] {
                let request = Request {
                    action: "sts:AssumeRoleWithWebIdentity",
                    caller,
                    account: "111122223333",
                    resource: (kind == Kind::Resource)
                        .then_some("arn:aws:iam::111122223333:role/r"),
                    context: &context,
                };
                check_decision(&policy, &request);
            }
        }
    }
});

/// The plain decision and the trace say the same.
fn check_decision(policy: &Policy, request: &Request<'_>) {
    let mut trace = Trace::new(0);
    let traced = decide(policy, request, &mut trace);
    assert_eq!(traced, decide(policy, request, &mut Silent));
    for statement in trace.statements() {
        let passes = statement.checks.iter().all(|check| check.state == State::Pass);
        assert_eq!(statement.applies, passes);
    }
}
