//! Every difference between the engine and the crate `iam-rs` belongs to a class that says who is
//! right, and every class occurs.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::cases::{Asked, Case, case};
use crate::classes::{CLASSES, Difference, Operator};
use crate::equal::engine;
use crate::peer::{self, Refusal};

/// A release build, which the scheduled job makes, tries more.
const CASES: u64 = if cfg!(debug_assertions) { 4_000 } else { 200_000 };

/// The class of a whole policy, not of a part.
const UNVERSIONED: &str = "version-absent";

/// What the other says where the engine says something else.
fn difference(case: &Case) -> Option<Result<&'static str, Refusal>> {
    let text = case.policy.to_string();
    peer::decide(&text, &case.asked).filter(|peer| *peer != Ok(engine(&text, &case.asked)))
}

/// The parts on which the two differ, with one value each where one alone makes the difference.
fn smallest(whole: &Case) -> Vec<Case> {
    let parts = whole.parts().into_iter().filter(|part| difference(part).is_some());
    let smallest = parts.flat_map(|part| {
        let singles = part.singles().into_iter().filter(|it| difference(it).is_some());
        let singles: Vec<Case> = singles.collect();
        if singles.is_empty() { vec![part] } else { singles }
    });
    smallest.collect()
}

/// The class of the smallest difference.
fn class(part: &Case) -> Result<&'static str, String> {
    let statement = part.policy["Statement"].as_object().unwrap();
    let is_asked = |element: &str| match element {
        "Effect" => false,
        "Principal" | "Action" | "Resource" => statement[element] != "*",
        _ => true,
    };
    let element = statement.keys().find(|element| is_asked(element)).map_or("Principal", |it| it);
    let mut value = &statement[element];
    let (mut operator, mut key) = (Operator::default(), "");
    if let ("Condition", Some((name, keys))) = (element, first(value)) {
        operator = Operator::of(name);
        if let Some((name, values)) = first(keys) {
            (key, value) = (name, values);
        }
    }
    let variables = part.policy["Version"] == "2012-10-17";
    let peer = difference(part).unwrap();
    let it = Difference { element, value, operator, key, variables, asked: &part.asked, peer };
    let found = CLASSES.iter().find(|(_, _, explains)| explains(&it));
    found.map(|(id, ..)| *id).ok_or_else(|| {
        let Asked { who, account, resource, .. } = &part.asked;
        let actual = part.asked.values(key);
        format!(
            "{peer:?} of {statement:?} for {who:?} in {account} on {resource:?} with {actual:?}"
        )
    })
}

fn first(value: &Value) -> Option<(&str, &Value)> {
    value.as_object()?.iter().next().map(|(key, value)| (&**key, value))
}

/// The class of each difference in the case of that number, or what no class explains.
fn classes(number: u64) -> Vec<Result<&'static str, String>> {
    let mut whole = case(number);
    let mut found = Vec::new();
    if whole.policy.get("Version").is_none() {
        found
            .extend((difference(&whole) == Some(Err(Refusal::NotRead))).then_some(Ok(UNVERSIONED)));
        whole.policy["Version"] = json!("2008-10-17");
    }
    if difference(&whole).is_some() {
        let smallest = smallest(&whole);
        assert!(!smallest.is_empty(), "case {number} differs, and no part of it: {whole:#?}");
        found.extend(smallest.iter().map(class));
    }
    found
}

#[test]
fn every_difference_is_of_a_class() {
    let mut seen = BTreeMap::<&str, (u64, u64)>::new();
    let mut unexplained = Vec::new();
    for number in 0..CASES {
        for class in classes(number) {
            match class {
                Ok(id) => seen.entry(id).or_insert((0, number)).0 += 1,
                Err(difference) => unexplained.push(difference),
            }
        }
    }
    let first = unexplained.iter().take(20).cloned().collect::<Vec<_>>().join("\n");
    assert!(unexplained.is_empty(), "{} that no class explains:\n{first}", unexplained.len());
    println!("{CASES} cases; how often each class occurs, and where first:\n{seen:#?}");
}

#[test]
fn every_class_occurs() {
    for (id, number, _) in CLASSES {
        let found = classes(*number);
        assert!(
            found.iter().any(|class| class == &Ok(*id)),
            "{id} not in case {number}: {found:?}"
        );
    }
}

#[test]
fn the_table_lists_the_classes() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/differential.md");
    let text = String::from_utf8(std::fs::read(path).unwrap()).unwrap();
    let rows: Vec<&str> = text.lines().filter(|line| line.starts_with("| `")).collect();
    let ids: Vec<&str> = rows.iter().filter_map(|row| row.split('`').nth(1)).collect();
    let classes: Vec<&str> = CLASSES.iter().map(|(id, ..)| *id).collect();
    assert_eq!(ids, classes);
    for row in rows {
        assert!(
            row.contains("](https://docs.aws.amazon.com/")
                || row.contains("](https://www.w3.org/")
                || row.contains("](../ARCHITECTURE.md#"),
            "no source: {row}"
        );
    }
}
