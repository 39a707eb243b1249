//! What holds for every policy and request.

use proptest::prelude::*;

use super::read;
use crate::{
    iam::{
        Caller, Context, Decision, Kind, Policy, Prepared, Request, Silent, Trace,
        authorize::answer, decide, prepared::Roles,
    },
    source::json,
};

const SUBJECT: &str = "k:sub";
const PROVIDER: &str = "arn:aws:iam::111122223333:oidc-provider/a.b";

/// A statement of few words, so that requests often match.
fn statement() -> impl Strategy<Value = String> {
    let principal = prop_oneof![
        Just(r#""*""#.to_owned()),
        Just(format!(r#"{{"Federated": "{PROVIDER}"}}"#)),
        Just(r#"{"Federated": "a.b", "Service": ["c.d"]}"#.to_owned()),
    ];
    let action = prop_oneof![Just("sts:*"), Just("sts:AssumeRole"), Just("*")];
    let operator = prop_oneof![
        Just("StringEquals"),
        Just("StringEquals"),
        Just("StringLike"),
        Just("StringNotEquals"),
        Just("StringLikeIfExists"),
        Just("ForAllValues:StringLike"),
        Just("ForAnyValue:StringNotLike"),
        Just("Null"),
        Just("Nonsense"),
    ];
    let key = "k:a|k:b|k:sub|j:sub";
    let condition = (operator, key, "a|a|[ab*?]{0,2}|true|\\$\\{k:[ab]\\}")
        .prop_map(|(operator, key, value)| format!(r#""{operator}": {{"{key}": "{value}"}}"#));
    let conditions = prop::collection::vec(condition, 0..3);
    let conditions = conditions.prop_map(|conditions| format!("{{{}}}", conditions.join(", ")));
    let effect = prop_oneof![Just("Allow"), Just("Deny")];
    (effect, principal, action, conditions).prop_map(|(effect, principal, action, condition)| {
        format!(
            r#"{{"Effect": "{effect}", "Principal": {principal}, "Action": "{action}",
               "Condition": {condition}}}"#
        )
    })
}

fn context() -> impl Strategy<Value = Context> {
    let values = prop::collection::vec("a|[ab]{0,2}", 0..3);
    let key = prop::option::of(values);
    (key.clone(), key.clone(), key.clone(), key).prop_map(|(a, b, sub, other)| {
        let with = |context: Context, key: &str, values: Option<Vec<String>>| match values {
            Some(values) => context.with_values(key, values.into_iter().map(Into::into)),
            None => context.with_unknown(key),
        };
        let context = with(with(Context::default(), "k:a", a), "k:b", b);
        with(with(context, "k:sub", sub), "j:sub", other)
    })
}

fn policy(statements: &[String]) -> Policy {
    let text = format!(r#"{{"Version": "2012-10-17", "Statement": [{}]}}"#, statements.join(", "));
    read(&text, Kind::Trust).0
}

fn decision(statements: &[String], context: &Context) -> Decision {
    decide(&policy(statements), &request(context), &mut Silent)
}

fn request(context: &Context) -> Request<'_> {
    Request {
        action: "sts:AssumeRoleWithWebIdentity",
        caller: Caller::Federated(PROVIDER),
        account: "111122223333",
        resource: None,
        context,
    }
}

proptest! {
    #[test]
    fn an_explicit_deny_always_wins(
        statements in prop::collection::vec(statement(), 0..6),
        at in any::<prop::sample::Index>(),
        context in context(),
    ) {
        let mut statements = statements;
        let deny = r#"{"Effect": "Deny", "Principal": "*", "Action": "*"}"#;
        statements.insert(at.index(statements.len() + 1), deny.to_owned());
        prop_assert_eq!(decision(&statements, &context), Decision::ExplicitDeny);
    }

    #[test]
    fn the_order_of_statements_never_matters(
        statements in prop::collection::vec(statement(), 0..6),
        context in context(),
    ) {
        let mut reversed = statements.clone();
        reversed.reverse();
        prop_assert_eq!(decision(&statements, &context), decision(&reversed, &context));
    }

    #[test]
    fn another_allow_never_denies(
        statements in prop::collection::vec(statement(), 0..6),
        more in statement(),
        context in context(),
    ) {
        let before = decision(&statements, &context);
        let mut statements = statements;
        statements.push(more.replace("\"Deny\"", "\"Allow\""));
        let after = decision(&statements, &context);
        prop_assert!(after == before || (before, after) == (Decision::Deny, Decision::Allow));
    }

    #[test]
    fn both_recorders_see_the_same(
        statements in prop::collection::vec(statement(), 0..6),
        context in context(),
    ) {
        let policy = policy(&statements);
        let mut trace = Trace::new(0);
        let traced = decide(&policy, &request(&context), &mut trace);
        prop_assert_eq!(traced, decide(&policy, &request(&context), &mut Silent));
        prop_assert_eq!(trace.statements().len(), statements.len());
        for statement in trace.statements() {
            let passes = statement.checks.iter().all(|it| it.state == crate::State::Pass);
            prop_assert_eq!(statement.applies, passes);
        }
    }

    #[test]
    fn what_is_prepared_answers_as_the_policy_does(
        policies in prop::collection::vec(prop::collection::vec(statement(), 0..5), 0..4),
        context in context(),
        subjects in prop::collection::vec("a|[ab]{0,2}", 0..4),
    ) {
        let policies: Vec<Policy> = policies.iter().map(|it| policy(it)).collect();
        let asked = request(&context);
        let mut roles = Roles::new(&policies, &asked, SUBJECT);
        let mut found = vec![Vec::new(); subjects.len()];
        let mut expected = found.clone();
        for (role, policy) in policies.iter().enumerate() {
            let decision = decide(policy, &asked, &mut Silent);
            prop_assert_eq!(Prepared::new(policy).decide(&asked), decision);
            let settled = Prepared::settled(policy, &asked, SUBJECT);
            let mut strangers = None;
            for (subject, expected) in subjects.iter().zip(&mut expected) {
                let context = context.clone().with(SUBJECT, subject.as_str());
                let decision = decide(policy, &request(&context), &mut Silent);
                prop_assert_eq!(settled.decide(&request(&context)), decision);
                let of_subject = settled.decide_of(&subject.as_str().into());
                prop_assert_eq!(of_subject.unwrap_or(decision), decision);
                if !settled.names(SUBJECT, subject) {
                    prop_assert_eq!(*strangers.get_or_insert(decision), decision);
                }
                expected.extend((decision == Decision::Allow).then_some(role));
            }
        }
        for (subject, found) in subjects.iter().zip(&mut found) {
            let mut context = context.clone();
            context.put(SUBJECT, subject.as_str().into());
            roles.open_to(&request(&context), |role| found.push(role));
            found.sort_unstable();
        }
        prop_assert_eq!(found, expected);
    }

    #[test]
    fn no_text_panics(
        text in any::<String>(),
        edits in prop::collection::vec(any::<(prop::sample::Index, char)>(), 0..4),
    ) {
        let whole = policy_text();
        let mut chars: Vec<char> = whole.chars().collect();
        for (at, char) in edits {
            let at = at.index(chars.len());
            chars[at] = char;
        }
        for text in [text, chars.into_iter().collect()] {
            prop_assert!(!answer(&text).contains('\n'));
            for document in json::parse(&text).documents {
                for kind in [Kind::Trust, Kind::Resource] {
                    let (policy, _) = Policy::read(&document.root, kind);
                    let context = Context::default().with("k:a", "a");
                    let mut trace = Trace::new(0);
                    let traced = decide(&policy, &request(&context), &mut trace);
                    prop_assert_eq!(traced, decide(&policy, &request(&context), &mut Silent));
                }
            }
        }
    }
}

/// A policy with something of everything, to be damaged.
fn policy_text() -> String {
    format!(
        r#"{{"Version":"2012-10-17","Id":"i","Statement":[{{"Sid":"s","Effect":"Allow",
        "Principal":{{"Federated":["{PROVIDER}"],"AWS":"*"}},"Action":["sts:*"],"Condition":{{
        "StringLike":{{"k:a":["${{k:a}}*","?"]}},"IpAddress":{{"aws:SourceIp":"10.0.0.0/8"}},
        "DateLessThan":{{"aws:CurrentTime":"2026-01-01T00:00:00Z"}},"Null":{{"k:b":"true"}},
        "ForAnyValue:ArnLikeIfExists":{{"k:c":"arn:aws:iam::*:role/a"}},
        "NumericEquals":{{"k:d":"1.5"}}}}}}]}}"#
    )
}

#[test]
fn the_subject_of_another_issuer_is_not_the_one_left_open() {
    let condition = r#""Condition": {"StringEquals": {"j:sub": "a"}}"#;
    let statement = r#"{"Effect": "Allow", "Principal": "*", "Action": "*", CONDITION}"#;
    let policy = policy(&[statement.replace("CONDITION", condition)]);
    let context = Context::default().with("j:sub", "a");
    let settled = Prepared::settled(&policy, &request(&context), SUBJECT);
    assert_eq!(settled.decide(&request(&context)), Decision::Allow);
    assert_eq!(settled.decide_of(&"b".into()), None);
}
