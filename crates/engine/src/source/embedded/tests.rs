use expect_test::{Expect, expect};

use super::super::tests::{check_spans, show};
use super::super::{json, yaml};
use super::*;

/// Reads the policy at `Policy` of an outer text; shows the tree, and how the value of its `k` or
/// else the first finding is written in the outer text.
#[track_caller]
fn check(outer: &str, expected: Expect) {
    let read = if outer.starts_with('{') { json::parse } else { yaml::parse };
    let tree = read(outer);
    let node = tree.documents[0].root.get("Policy").unwrap();
    let Some(inner) = parse_json(outer, node) else { return expected.assert_eq("none") };
    check_spans(outer, &inner);
    let mut shown = show(&inner);
    let value = inner.documents[0].root.get("k").map(|node| node.span);
    let spans = value.into_iter().chain(inner.findings.iter().map(|finding| finding.span));
    for span in spans {
        shown += &format!("{}\n", span.of(outer).replace('\n', "⏎"));
    }
    expected.assert_eq(&shown);
}

#[test]
fn a_json_string_may_hold_a_policy() {
    check(
        r#"{"Policy": "{\"k\": \"한\\n\\u00e9\\\"\", \"l\": [1]}"}"#,
        expect![[r#"
        {"k"@13..18: "한\né\""@20..41, "l"@43..48: [1@51..52]@50..53}@12..54
        \"한\\n\\u00e9\\\"\"
    "#]],
    );
    check(
        r#"{"Policy": "\u007b\"k\": \"\ud83d\ude00\u002C\"\n}"}"#,
        expect![[r#"
        {"k"@18..23: "😀,"@25..47}@12..50
        \"\ud83d\ude00\u002C\"
    "#]],
    );
    check(
        r#"{"Policy": "{\"k\": tru, \"l\""}"#,
        expect![[r#"
        {"k"@13..18: tru@20..23, "l"@25..30: ?@30..30}@12..30 broken
        12..13 error json-unclosed ["{"]
        20..23 error json-unexpected ["tru", "value"]
        30..30 error json-unexpected ["", ":"]
        tru
        {
        tru

    "#]],
    );
}

#[test]
fn percent_escapes_are_taken_back() {
    check(
        r#"{"Policy": "%7B%22k%22%3A%20%22%ED%95%9C%22%7D"}"#,
        expect![[r#"
        {"k"@15..22: "한"@28..43}@12..46
        %22%ED%95%9C%22
    "#]],
    );
    check(
        r#"{"Policy": "%0a %7b\"k\": \"100%\", \"l\": \"%ff%2\"}"}"#,
        expect![[r#"
        {"k"@19..24: "100%"@26..34, "l"@36..41: "�%2"@43..52}@16..53
        \"100%\"
    "#]],
    );
    check(
        "Policy: '%7B%22k%22%3A1,%7D'\n",
        expect![[r#"
        {"k"@12..19: 1@22..23}@9..27 broken
        23..24 error json-trailing-comma []
        1
        ,
    "#]],
    );
}

#[test]
fn every_yaml_scalar_may_hold_a_policy() {
    check(
        "Policy: \"{\\\"k\\\": \\x22v\\\n   w\\U0001F600\\\"}\"\n",
        expect![[r#"
        {"k"@10..15: "vw😀"@17..40}@9..41
        \x22v\⏎   w\U0001F600\"
    "#]],
    );
    check(
        "Policy: '{\"k\": \"it''s\",\n  \"l\": 1}'\n",
        expect![[r#"
        {"k"@10..13: "it's"@15..22, "l"@26..29: 1@31..32}@9..33
        "it''s"
    "#]],
    );
    check(
        "Policy: |-\n  {\n    \"k\": \"값\",\n  }\nother: 1\n",
        expect![[r#"
        {"k"@19..22: "값"@24..29}@13..34 broken
        29..30 error json-trailing-comma []
        "값"
        ,
    "#]],
    );
    check(
        "Policy: >\n  {\"k\":\n  \"v\"}\n",
        expect![[r#"
        {"k"@13..16: "v"@20..23}@12..24
        "v"
    "#]],
    );
    check(
        "other: &p '{\"k\": 1}'\nPolicy: *p\n",
        expect![[r#"
        {"k"@12..15: 1@17..18}@11..19
        1
    "#]],
    );
}

#[test]
fn anything_else_holds_none() {
    check(r#"{"Policy": "[1]"}"#, expect![["none"]]);
    check(r#"{"Policy": "100%"}"#, expect![["none"]]);
    check(r#"{"Policy": "%5B1%5D"}"#, expect![["none"]]);
    check(r#"{"Policy": ""}"#, expect![["none"]]);
    check(r#"{"Policy": {"k": 1}}"#, expect![["none"]]);
    check("Policy: null\n", expect![["none"]]);
}
