//! The table of condition rules.

use std::collections::BTreeMap;

use super::{list, quoted, read};
use crate::iam::{Caller, Context, Decision, Kind, Request, Silent, decide};

const TABLE: &str = include_str!("../../../tests/cases/conditions.txt");

#[test]
fn every_row_of_the_table_holds() {
    let (mut sources, mut version, mut rows) = (BTreeMap::new(), "", 0);
    let mut wrong = Vec::new();
    let lines = TABLE.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    for line in lines {
        if let Some((name, url)) = line.strip_prefix("= ").and_then(|it| it.split_once(' ')) {
            let own = name == "model" && url.starts_with("ARCHITECTURE.md#");
            assert!(own || url.starts_with("https://"), "{line}");
            sources.insert(name, url);
        } else if let Some(set) = line.strip_prefix("@ ") {
            version = set;
        } else {
            let columns: Vec<_> = line.split(" | ").collect();
            let [operator, expected, actual, outcome, source] = columns[..] else {
                panic!("five columns: {line}");
            };
            assert!(sources.contains_key(source), "no such source: {line}");
            rows += 1;
            if holds(version, operator, &values(expected), actual) != (outcome == "true") {
                wrong.push(line);
            }
        }
    }
    assert!(wrong.is_empty(), "wrong:\n{}", wrong.join("\n"));
    assert!(rows >= 80, "{rows} rows");
}

fn values(column: &str) -> Vec<&str> {
    column.split(';').map(|value| if value == "''" { "" } else { value }).collect()
}

fn holds(version: &str, operator: &str, expected: &[&str], actual: &str) -> bool {
    let text = format!(
        r#"{{"Version": {}, "Statement": {{"Effect": "Allow", "Principal": "*", "Action": "*",
           "Condition": {{{}: {{"test:Key": {}}}}}}}}}"#,
        quoted(version),
        quoted(operator),
        list(expected)
    );
    let (policy, _) = read(&text, Kind::Resource);
    let context = Context::default()
        .with("aws:username", "kim")
        .with("test:star", "a*")
        .with_values("test:two", ["x".into(), "y".into()])
        .with_values("test:empty", []);
    let context = match actual {
        "-" => context,
        "[]" => context.with_values("TEST:key", []),
        given => {
            let given = values(given).into_iter().map(Into::into);
            context.with_values("TEST:key", given)
        }
    };
    let request = Request {
        action: "sts:AssumeRole",
        caller: Caller::Anonymous,
        account: "111122223333",
        resource: None,
        context: &context,
    };
    decide(&policy, &request, &mut Silent) == Decision::Allow
}

#[test]
fn all_keys_of_all_operators_have_to_hold() {
    let text = r#"{"Version": "2012-10-17", "Statement": {
        "Effect": "Allow", "Principal": "*", "Action": "*",
        "Condition": {
            "StringEquals": {"test:a": "1", "test:b": "2"},
            "Null": {"test:c": "true"}
        }}}"#;
    let (policy, findings) = read(text, Kind::Resource);
    assert!(findings.is_empty(), "{findings:?}");
    let table = [
        (&[("test:a", "1"), ("test:b", "2")][..], Decision::Allow),
        (&[("test:a", "1"), ("test:b", "3")], Decision::Deny),
        (&[("test:a", "1")], Decision::Deny),
        (&[("test:a", "1"), ("test:b", "2"), ("test:c", "3")], Decision::Deny),
    ];
    for (keys, expected) in table {
        let context = keys.iter().fold(Context::default(), |it, (key, value)| it.with(key, *value));
        let request = Request {
            action: "s3:GetObject",
            caller: Caller::Anonymous,
            account: "",
            resource: None,
            context: &context,
        };
        assert_eq!(decide(&policy, &request, &mut Silent), expected, "{keys:?}");
    }
}
