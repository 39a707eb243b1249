//! All policy types together: a table of requests, each with its source, and what holds for any.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::quoted;
use crate::iam::authorize::answer;

const TABLE: &str = include_str!("../../../tests/cases/authorize.txt");

/// The short names of the table.
const NAMES: [(&str, &str); 14] = [
    ("role", "arn:aws:iam::111122223333:role/app"),
    ("session", "arn:aws:sts::111122223333:assumed-role/app/s"),
    ("user", "arn:aws:iam::111122223333:user/kim"),
    ("account", "arn:aws:iam::111122223333:root"),
    ("service", "ec2.amazonaws.com"),
    ("web", "arn:aws:iam::111122223333:oidc-provider/oidc.eks.us-east-1.amazonaws.com/id/EXAMPLE"),
    ("other", "arn:aws:sts::444455556666:assumed-role/app/s"),
    ("bucket", "arn:aws:s3:::data/key"),
    ("queue", "arn:aws:sqs:us-east-1:111122223333:jobs"),
    ("key", "arn:aws:kms:us-east-1:111122223333:key/k"),
    ("target", "arn:aws:iam::111122223333:role/target"),
    ("linked", "arn:aws:iam::111122223333:role/aws-service-role/autoscaling.amazonaws.com/Linked"),
    ("cognito", "cognito-identity.amazonaws.com"),
    ("google", "accounts.google.com"),
];

fn named(name: &str) -> &str {
    NAMES.iter().find(|(short, _)| *short == name).map_or(name, |(_, long)| *long)
}

/// A statement of the table as JSON.
fn statement(text: &str) -> String {
    let mut words = text.split(' ');
    let effect = match words.next() {
        Some("A") => "Allow",
        Some("D") => "Deny",
        other => panic!("{text}: {other:?}"),
    };
    let action = words.next().unwrap();
    let action = match action.strip_prefix('!') {
        Some(action) => format!(r#""NotAction":{}"#, quoted(action)),
        None => format!(r#""Action":{}"#, quoted(action)),
    };
    let mut parts = vec![format!(r#""Effect":"{effect}""#), action];
    let mut resource = r#""Resource":"*""#.to_owned();
    for word in words {
        let (key, value) = word.split_once('=').unwrap();
        match key {
            "on" => resource = format!(r#""Resource":{}"#, quoted(value)),
            "on!" => resource = format!(r#""NotResource":{}"#, quoted(value)),
            "to" | "to!" => {
                let name = if key == "to" { "Principal" } else { "NotPrincipal" };
                let kind = match value {
                    "service" => "Service",
                    "web" | "cognito" | "google" => "Federated",
                    _ => "AWS",
                };
                parts.push(format!(r#""{name}":{{"{kind}":{}}}"#, quoted(named(value))));
            }
            "if" => {
                let [operator, key, value] = value.split(',').collect::<Vec<_>>()[..] else {
                    panic!("{word}")
                };
                let test = format!("{}:{}", quoted(key), quoted(value));
                parts.push(format!(r#""Condition":{{"{operator}":{{{test}}}}}"#));
            }
            _ => panic!("{word}"),
        }
    }
    parts.push(resource);
    format!("{{{}}}", parts.join(","))
}

fn policy(text: &str) -> String {
    let statements: Vec<String> = text.split(" ; ").map(statement).collect();
    format!(r#"{{"Version":"2012-10-17","Statement":[{}]}}"#, statements.join(","))
}

fn policies(text: &str) -> String {
    if text == "[]" {
        return text.to_owned();
    }
    format!("[{}]", text.split(" & ").map(policy).collect::<Vec<_>>().join(","))
}

/// The policies of one type as a field of a question.
fn field(text: &str) -> String {
    let (kind, text) = text.split_once(' ').unwrap();
    let value = match kind {
        "policy" => policy(text),
        "scps" | "rcps" if text != "[]" => {
            format!("[{}]", text.split(" / ").map(policies).collect::<Vec<_>>().join(","))
        }
        _ => policies(text),
    };
    format!(r#""{kind}":{value}"#)
}

/// `session on bucket do s3:GetObject of 444455556666 with key=value`.
fn asked(text: &str) -> Vec<String> {
    let (head, context) = text.split_once(" with ").unwrap_or((text, ""));
    let words: Vec<&str> = head.split(' ').collect();
    let [principal, "on", resource, "do", action, rest @ ..] = &words[..] else { panic!("{text}") };
    let mut fields = vec![
        format!(r#""principal":{}"#, quoted(named(principal))),
        format!(r#""resource":{}"#, quoted(named(resource))),
        format!(r#""action":{}"#, quoted(action)),
    ];
    if let ["of", account] = rest {
        fields.push(format!(r#""account":"{account}""#));
    }
    let pairs = context.split(' ').filter_map(|pair| pair.split_once('='));
    let pairs: Vec<String> =
        pairs.map(|(key, value)| format!("{}:{}", quoted(key), quoted(value))).collect();
    fields.push(format!(r#""context":{{{}}}"#, pairs.join(",")));
    fields
}

#[test]
fn every_row_is_answered_as_aws_documents_it() {
    let mut sources = BTreeMap::new();
    let mut rows = 0;
    for line in TABLE.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        if let Some(source) = line.strip_prefix("= ") {
            let (name, url) = source.split_once(' ').unwrap();
            assert!(url.starts_with("https://docs.aws.amazon.com/"), "{line}");
            sources.insert(name, url);
            continue;
        }
        let parts: Vec<&str> = line.split('|').map(str::trim).collect();
        let [expected, source, request, types @ ..] = &parts[..] else { panic!("{line}") };
        assert!(sources.contains_key(source), "{line}");
        let mut fields = asked(request);
        fields.extend(types.iter().map(|text| field(text)));
        assert_eq!(&answer(&format!("{{{}}}", fields.join(","))), expected, "{line}");
        rows += 1;
    }
    assert!(rows >= 120, "{rows}");
}

// ---- properties ------------------------------------------------------------------------------

const TYPES: [&str; 7] = ["policy", "identity", "boundary", "session", "scps", "rcps", "endpoint"];

/// A question: who asks, and the statements of each type that is in play.
#[derive(Debug, Clone)]
struct Question {
    principal: &'static str,
    foreign: bool,
    types: Vec<(&'static str, Vec<String>)>,
}

impl Question {
    fn answer(&self) -> String {
        let account = if self.foreign { " of 444455556666" } else { "" };
        let mut fields = asked(&format!("{} on bucket do s3:GetObject{account}", self.principal));
        for (kind, statements) in &self.types {
            let text = match (statements.is_empty(), *kind) {
                (true, "policy") => "A none:None to=*".to_owned(),
                (true, _) => "[]".to_owned(),
                (false, _) => statements.join(" ; "),
            };
            fields.push(field(&format!("{kind} {text}")));
        }
        answer(&format!("{{{}}}", fields.join(",")))
    }

    fn with(&self, kind: &'static str, statement: &str) -> Option<Self> {
        let mut more = self.clone();
        let (_, statements) = more.types.iter_mut().find(|(known, _)| *known == kind)?;
        statements.push(statement.to_owned());
        Some(more)
    }
}

fn statements() -> impl Strategy<Value = Vec<String>> {
    let effect = prop::sample::select(vec!["A", "A", "A", "D"]);
    let action = prop::sample::select(vec!["s3:*", "s3:GetObject", "ec2:*", "!ec2:*"]);
    let principal = prop::sample::select(vec!["role", "session", "user", "account", "*"]);
    let one = (effect, action, principal)
        .prop_map(|(effect, action, principal)| format!("{effect} {action} to={principal}"));
    prop::collection::vec(one, 0..4)
}

fn questions() -> impl Strategy<Value = Question> {
    let principal = prop::sample::select(vec!["session", "role", "user", "web"]);
    let types = prop::collection::vec(prop::option::of(statements()), TYPES.len());
    (principal, any::<bool>(), types).prop_map(|(principal, foreign, types)| {
        let types = TYPES.into_iter().zip(types);
        let mut types: Vec<_> = types.filter_map(|(kind, it)| Some((kind, it?))).collect();
        if !types.iter().any(|(kind, _)| matches!(*kind, "policy" | "identity")) {
            types.push(("identity", Vec::new()));
        }
        Question { principal, foreign, types }
    })
}

/// A second evaluator, written from the flow chart of AWS alone and as plainly as it reads:
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html>.
/// It shares no code with the engine's: it reads the words of the table.
mod plainly {
    use super::Question;

    /// Whether a statement is about the call, and the principal that it names.
    fn about<'s>(caller: &str, statement: &'s str) -> Option<&'s str> {
        let action = statement.split(' ').nth(1).unwrap();
        let (_, principal) = statement.split_once(" to=").unwrap();
        let meant = matches!(action, "s3:*" | "s3:GetObject" | "!ec2:*");
        let named = match caller {
            "session" => ["session", "role", "account", "*"].contains(&principal),
            "role" => ["role", "account", "*"].contains(&principal),
            "user" => ["user", "account", "*"].contains(&principal),
            _ => principal == "*",
        };
        (meant && named).then_some(principal)
    }

    /// The principals of the statements of this effect that are about the call; none where the type
    /// is not in play.
    fn found<'q>(question: &'q Question, kind: &str, effect: &str) -> Option<Vec<&'q str>> {
        let (_, statements) = question.types.iter().find(|(known, _)| *known == kind)?;
        let mine = statements.iter().filter(|it| it.starts_with(effect));
        Some(mine.filter_map(|it| about(question.principal, it)).collect())
    }

    pub(super) fn answer(question: &Question) -> &'static str {
        let denies = |kind: &&str| found(question, kind, "D").is_some_and(|it| !it.is_empty());
        if super::TYPES.iter().any(denies) {
            return "explicit-deny";
        }
        let within = |kind| found(question, kind, "A").is_none_or(|it| !it.is_empty());
        if !within("rcps") || !within("scps") || !within("endpoint") {
            return "deny";
        }
        let granted = found(question, "policy", "A").unwrap_or_default();
        let limits = within("boundary") && within("session");
        let identity = found(question, "identity", "A").map(|it| !it.is_empty());
        let is_allowed = if question.principal == "web" {
            // A web identity has no policies of its own.
            !granted.is_empty()
        } else if question.foreign {
            !granted.is_empty() && identity != Some(false) && limits
        } else if granted.iter().any(|to| matches!(*to, "session" | "user" | "*")) {
            // Nothing but a denial takes from who is named, or from everybody.
            true
        } else if granted.contains(&"role") {
            limits
        } else {
            // An account that is named hands the decision on to its principals' own policies.
            let own = identity.unwrap_or(!granted.is_empty());
            own && limits
        };
        if is_allowed { "allow" } else { "deny" }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn a_second_evaluator_agrees(question in questions()) {
        prop_assert_eq!(question.answer(), plainly::answer(&question), "{:?}", question);
    }
}

proptest! {
    #[test]
    fn an_explicit_deny_wins(question in questions(), at in 0..TYPES.len()) {
        if let Some(denied) = question.with(TYPES[at], "D s3:GetObject to=*") {
            prop_assert_eq!(denied.answer(), "explicit-deny");
        }
    }

    #[test]
    fn one_more_allow_never_denies(
        question in questions(),
        at in 0..TYPES.len(),
        principal in prop::sample::select(vec!["role", "session", "account", "*"]),
    ) {
        let before = question.answer();
        if let Some(more) = question.with(TYPES[at], &format!("A s3:* to={principal}")) {
            let after = more.answer();
            prop_assert!(before != "allow" || after == "allow", "{} {}", before, after);
            prop_assert_eq!(before == "explicit-deny", after == "explicit-deny");
        }
    }

    #[test]
    fn the_order_of_statements_never_matters(question in questions()) {
        let mut turned = question.clone();
        for (_, statements) in &mut turned.types {
            statements.reverse();
        }
        turned.types.reverse();
        prop_assert_eq!(question.answer(), turned.answer());
    }

    #[test]
    fn the_order_of_policies_and_levels_never_matters(
        question in questions(),
        policies in prop::collection::vec(statements(), 1..4),
        kind in prop::sample::select(vec!["identity", "boundary", "session", "scps", "rcps"]),
    ) {
        let join = |policies: &[Vec<String>], between: &str| {
            let some = policies.iter().filter(|it| !it.is_empty());
            some.map(|it| it.join(" ; ")).collect::<Vec<_>>().join(between)
        };
        let asked = |policies: &[Vec<String>], between: &str| {
            let text = join(policies, between);
            let text = if text.is_empty() { "A none:None to=*".to_owned() } else { text };
            let mut question = question.clone();
            question.types.retain(|(known, _)| *known != kind);
            question.types.push((kind, vec![text]));
            question.answer()
        };
        let mut turned = policies.clone();
        turned.reverse();
        prop_assert_eq!(asked(&policies, " & "), asked(&turned, " & "));
        if matches!(kind, "scps" | "rcps") {
            prop_assert_eq!(asked(&policies, " / "), asked(&turned, " / "));
        }
    }

    #[test]
    fn a_session_policy_never_adds(question in questions(), session in statements()) {
        let mut without = question;
        without.types.retain(|(kind, _)| *kind != "session");
        let mut with = without.clone();
        with.types.push(("session", session));
        prop_assert!(with.answer() != "allow" || without.answer() == "allow");
    }
}
