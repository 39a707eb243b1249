//! All policy types together: a table of requests, each with its source, and what holds for any.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::quoted;
use crate::iam::authorize::answer;

const TABLE: &str = include_str!("../../../tests/cases/authorize.txt");

/// The short names of the table.
const NAMES: [(&str, &str); 11] = [
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
                    "web" => "Federated",
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
    fn a_session_policy_never_adds(question in questions(), session in statements()) {
        let mut without = question;
        without.types.retain(|(kind, _)| *kind != "session");
        let mut with = without.clone();
        with.types.push(("session", session));
        prop_assert!(with.answer() != "allow" || without.answer() == "allow");
    }
}
