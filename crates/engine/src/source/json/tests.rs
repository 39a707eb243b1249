use expect_test::{Expect, expect};

use super::super::tests::{check_spans, show};
use super::*;

#[track_caller]
fn check(text: &str, expected: Expect) {
    let tree = parse(text);
    check_spans(text, &tree);
    expected.assert_eq(&show(&tree));
}

#[test]
fn spans_hold_quotes_and_brackets() {
    check(
        r#"{"a": [1, true, null, "x"]}"#,
        expect![[r#"
        {"a"@1..4: [1@7..8, true@10..14, null@16..20, "x"@22..25]@6..26}@0..27
    "#]],
    );
    check(
        "  \"한글\\n\\u00e9\\ud83d\\ude00\"  ",
        expect![[r#"
        "한글\né😀"@2..30
    "#]],
    );
    check(
        "\u{feff}{}",
        expect![[r#"
        {}@3..5
    "#]],
    );
    check(
        "-1.5e+3",
        expect![[r#"
        -1.5e+3@0..7
    "#]],
    );
}

#[test]
fn a_repeated_key_is_kept_and_noted_where_it_wins() {
    check(
        r#"{"a": 1, "b": 2, "\u0061": 3}"#,
        expect![[r#"
        {"a"@1..4: 1@6..7, "b"@9..12: 2@14..15, "a"@17..25: 3@27..28}@0..29
        17..25 warning duplicate-key ["a"]
    "#]],
    );
}

#[test]
fn half_typed_text_still_yields_a_tree() {
    check(
        "",
        expect![[r#"
        ?@0..0 broken
        0..0 error json-unexpected ["", "value"]
    "#]],
    );
    check(
        "{",
        expect![[r#"
        {}@0..1 broken
        0..1 error json-unclosed ["{"]
    "#]],
    );
    check(
        "{\"a",
        expect![[r#"
        {"a"@1..3: ?@3..3}@0..3 broken
        0..1 error json-unclosed ["{"]
        1..3 error json-string-unclosed []
        3..3 error json-unexpected ["", ":"]
    "#]],
    );
    check(
        r#"{"a""#,
        expect![[r#"
        {"a"@1..4: ?@4..4}@0..4 broken
        0..1 error json-unclosed ["{"]
        4..4 error json-unexpected ["", ":"]
    "#]],
    );
    check(
        r#"{"a":"#,
        expect![[r#"
        {"a"@1..4: ?@5..5}@0..5 broken
        0..1 error json-unclosed ["{"]
        5..5 error json-unexpected ["", "value"]
    "#]],
    );
    check(
        "{\"a\": \n",
        expect![[r#"
        {"a"@1..4: ?@5..5}@0..5 broken
        0..1 error json-unclosed ["{"]
        5..5 error json-unexpected ["", "value"]
    "#]],
    );
    check(
        r#"{"a": }"#,
        expect![[r#"
        {"a"@1..4: ?@5..5}@0..7 broken
        6..7 error json-unexpected ["}", "value"]
    "#]],
    );
    check(
        r#"{"a": , "b": 1}"#,
        expect![[r#"
        {"a"@1..4: ?@5..5, "b"@8..11: 1@13..14}@0..15 broken
        6..7 error json-unexpected [",", "value"]
    "#]],
    );
}

#[test]
fn a_tree_grows_with_each_half_typed_part() {
    check(
        r#"{"a": 1,"#,
        expect![[r#"
        {"a"@1..4: 1@6..7}@0..8 broken
        0..1 error json-unclosed ["{"]
    "#]],
    );
    check(
        r#"{"a" "b"}"#,
        expect![[r#"
        {"a"@1..4: "b"@5..8}@0..9 broken
        5..6 error json-unexpected ["\"", ":"]
    "#]],
    );
    check(
        "{\"a\"\n\"b\": 1}",
        expect![[r#"
        {"a"@1..4: ?@4..4, "b"@5..8: 1@10..11}@0..12 broken
        5..6 error json-unexpected ["\"", ":"]
        5..6 error json-unexpected ["\"", ","]
    "#]],
    );
    check(
        "{\"a\": \"x\n\"b\": 1}",
        expect![[r#"
        {"a"@1..4: "x"@6..8, "b"@9..12: 1@14..15}@0..16 broken
        6..8 error json-string-unclosed []
        9..10 error json-unexpected ["\"", ","]
    "#]],
    );
    check(
        "{\"a\": \"x\r\n}",
        expect![[r#"
        {"a"@1..4: "x"@6..8}@0..11 broken
        6..8 error json-string-unclosed []
    "#]],
    );
    check(
        r#"{"a": [1, {"b": "c""#,
        expect![[r#"
        {"a"@1..4: [1@7..8, {"b"@11..14: "c"@16..19}@10..19]@6..19}@0..19 broken
        0..1 error json-unclosed ["{"]
        6..7 error json-unclosed ["["]
        10..11 error json-unclosed ["{"]
    "#]],
    );
    check(
        r#"{"a": tru}"#,
        expect![[r#"
        {"a"@1..4: tru@6..9}@0..10 broken
        6..9 error json-unexpected ["tru", "value"]
    "#]],
    );
    check(
        r#"["a\"#,
        expect![[r#"
        ["a\\"@1..4]@0..4 broken
        0..1 error json-unclosed ["["]
        1..4 error json-string-unclosed []
    "#]],
    );
}

#[test]
fn separators_may_be_wrong() {
    check(
        "[1 2]",
        expect![[r#"
        [1@1..2, 2@3..4]@0..5 broken
        3..4 error json-unexpected ["2", ","]
    "#]],
    );
    check(
        "[1, 2,]",
        expect![[r#"
        [1@1..2, 2@4..5]@0..7 broken
        5..6 error json-trailing-comma []
    "#]],
    );
    check(
        "[,1,,2]",
        expect![[r#"
        [1@2..3, 2@5..6]@0..7 broken
        1..2 error json-unexpected [",", "value"]
        4..5 error json-unexpected [",", "value"]
    "#]],
    );
    check(
        r#"{"a": 1, }"#,
        expect![[r#"
        {"a"@1..4: 1@6..7}@0..10 broken
        7..8 error json-trailing-comma []
    "#]],
    );
    check(
        r#"{"a": 1 "b": 2}"#,
        expect![[r#"
        {"a"@1..4: 1@6..7, "b"@8..11: 2@13..14}@0..15 broken
        8..9 error json-unexpected ["\"", ","]
    "#]],
    );
    check(
        r#"["a": 1]"#,
        expect![[r#"
        ["a"@1..4, 1@6..7]@0..8 broken
        4..5 error json-unexpected [":", ","]
    "#]],
    );
    check(
        r#"{"a": "b": 2}"#,
        expect![[r#"
        {"a"@1..4: "b"@6..9}@0..13 broken
        9..10 error json-unexpected [":", "key"]
    "#]],
    );
    check(
        "{: 1}",
        expect![[r#"
        {}@0..5 broken
        1..2 error json-unexpected [":", "key"]
    "#]],
    );
    check(
        "{[1], 2}",
        expect![[r#"
        {"2"@6..7: ?@7..7}@0..8 broken
        1..2 error json-unexpected ["[", "key"]
        6..7 error json-unexpected ["2", "\""]
        7..8 error json-unexpected ["}", ":"]
    "#]],
    );
}

#[test]
fn brackets_may_not_match() {
    check(
        r#"{"a": [1, 2}"#,
        expect![[r#"
        {"a"@1..4: [1@7..8, 2@10..11]@6..11}@0..12 broken
        6..7 error json-unclosed ["["]
    "#]],
    );
    check(
        r#"[{"a": 1]"#,
        expect![[r#"
        [{"a"@2..5: 1@7..8}@1..8]@0..9 broken
        1..2 error json-unclosed ["{"]
    "#]],
    );
    check(
        "[1}, 2]",
        expect![[r#"
        [1@1..2, 2@5..6]@0..7 broken
        2..3 error json-unexpected ["}", "]"]
        3..4 error json-unexpected [",", "value"]
    "#]],
    );
    check(
        r#"{"a": 1]}"#,
        expect![[r#"
        {"a"@1..4: 1@6..7}@0..9 broken
        7..8 error json-unexpected ["]", "}"]
    "#]],
    );
    check(
        "{}}",
        expect![[r#"
        {}@0..2 broken
        2..3 error json-extra-text []
    "#]],
    );
    check(
        "}",
        expect![[r#"
        ?@0..0 broken
        0..1 error json-unexpected ["}", "value"]
        0..1 error json-extra-text []
    "#]],
    );
    check(
        r#"{"a": 1}, {"b": 2}"#,
        expect![[r#"
        {"a"@1..4: 1@6..7}@0..8 broken
        8..18 error json-extra-text []
    "#]],
    );
}

#[test]
fn other_notations_are_read_and_noted() {
    check(
        "{'a': 'it\"s'}",
        expect![[r#"
        {"a"@1..4: "it\"s"@6..12}@0..13 broken
        1..2 error json-unexpected ["'", "\""]
        6..7 error json-unexpected ["'", "\""]
    "#]],
    );
    check(
        "{“a”: “b”}",
        expect![[r#"
        {"a"@1..8: "b"@10..17}@0..18 broken
        1..4 error json-unexpected ["“", "\""]
        10..13 error json-unexpected ["“", "\""]
    "#]],
    );
    check(
        "{a: True, b: arn:aws:iam::111122223333:role/x}",
        expect![[r#"
        {"a"@1..2: True@4..8, "b"@10..11: arn:aws:iam::111122223333:role/x@13..45}@0..46 broken
        1..2 error json-unexpected ["a", "\""]
        4..8 error json-unexpected ["True", "value"]
        10..11 error json-unexpected ["b", "\""]
        13..45 error json-unexpected ["arn:aws:iam::111122223333:role/x", "value"]
    "#]],
    );
    check(
        "[01, +1, .5, 1., 1e, NaN, -]",
        expect![[r#"
        [01@1..3, +1@5..7, .5@9..11, 1.@13..15, 1e@17..19, NaN@21..24, -@26..27]@0..28 broken
        1..3 error json-unexpected ["01", "value"]
        5..7 error json-unexpected ["+1", "value"]
        9..11 error json-unexpected [".5", "value"]
        13..15 error json-unexpected ["1.", "value"]
        17..19 error json-unexpected ["1e", "value"]
        21..24 error json-unexpected ["NaN", "value"]
        26..27 error json-unexpected ["-", "value"]
    "#]],
    );
    check(
        "// one\n{ /* two */ \"a\": 1 # three\n}\n/* four",
        expect![[r#"
        {"a"@19..22: 1@24..25}@7..35 broken
        0..6 error json-comment []
        9..18 error json-comment []
        26..33 error json-comment []
        36..43 error json-comment []
    "#]],
    );
    check(
        "{\u{a0}\"a\": 1}",
        expect![[r#"
        {"a"@3..6: 1@8..9}@0..10 broken
        1..3 error json-unexpected ["U+00A0", " "]
    "#]],
    );
}

#[test]
fn strings_may_hold_what_they_must_not() {
    check(
        r#"["\q", "\u12", "\u12g4"]"#,
        expect![[r#"
        ["\\q"@1..5, "\\u12"@7..13, "\\u12g4"@15..23]@0..24 broken
        2..4 error json-bad-escape ["\\q"]
        8..10 error json-bad-escape ["\\u"]
        16..18 error json-bad-escape ["\\u"]
    "#]],
    );
    check(
        r#"["\ud800", "\udc00x", "\ud800\u0041", "\uFFFD"]"#,
        expect![[r#"
        ["�"@1..9, "�x"@11..20, "�A"@22..36, "�"@38..46]@0..47 broken
        2..8 error json-bad-escape ["\\ud800"]
        12..18 error json-bad-escape ["\\udc00"]
        23..29 error json-bad-escape ["\\ud800"]
    "#]],
    );
    check(
        "[\"a\tb\", \"\u{0}\"]",
        expect![[r#"
        ["a\tb"@1..6, "\0"@8..11]@0..12 broken
        3..4 error json-control-character ["9"]
        9..10 error json-control-character ["0"]
    "#]],
    );
}

const TRUST_POLICY: &str = r#"{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Sid": "주문 🛒",
      "Effect": "Allow",
      "Principal": {
        "Federated": "arn:aws:iam::111122223333:oidc-provider/oidc.eks.us-east-1.amazonaws.com/id/A"
      },
      "Action": ["sts:AssumeRoleWithWebIdentity"],
      "Condition": {
        "StringEquals": {
          "oidc.eks.us-east-1.amazonaws.com/id/A:sub": "system:serviceaccount:shop:orders"
        }
      }
    }
  ]
}
"#;

#[test]
fn every_prefix_of_a_policy_is_read_and_broken() {
    assert_eq!(parse(TRUST_POLICY).findings, []);
    let whole = TRUST_POLICY.trim_end().len();
    for (end, _) in TRUST_POLICY.char_indices().filter(|(end, _)| *end < whole) {
        let prefix = TRUST_POLICY.get(..end).unwrap();
        let tree = parse(prefix);
        check_spans(prefix, &tree);
        assert!(tree.documents[0].broken, "{prefix}");
        if end > TRUST_POLICY.find("Allow").unwrap() {
            let version = tree.documents[0].root.get("Version").and_then(Node::text);
            assert_eq!(version.map(|text| &**text), Some("2012-10-17"), "{prefix}");
        }
    }
}

#[test]
fn nesting_ends_at_the_limit() {
    let nested = |depth| "[".repeat(depth) + &"]".repeat(depth);
    assert_eq!(parse(&nested(limits::NESTING)).findings, []);
    let tree = parse(&nested(limits::NESTING + 1));
    let bracket = Span::new(limits::NESTING, limits::NESTING + 1);
    let reason = Reason::NestingTooDeep { limit: limits::NESTING };
    assert_eq!(tree.findings, [crate::Finding::error(reason, bracket)]);
    assert!(tree.documents[0].broken);
}

/// A parser that looked at one byte again and again would not end within a test run.
#[test]
fn long_texts_of_one_token_are_read() {
    let tokens = [
        "]",
        "}",
        "\"",
        "'",
        ",",
        ":",
        "\\",
        "/",
        "/*",
        "#",
        "# \n",
        "\u{a0}",
        "“",
        "0",
        "a ",
        "[],",
        "\"\\",
        "\"\\ud800",
        "[}",
        "{]",
        "{\"a\"\n",
        "{\"a\":1,",
        "[1 ",
        "\n",
        "\"a\":",
        "\"a\":1,",
        "x:",
        "{[",
        "{:",
    ];
    for token in tokens {
        for before in ["[", "{", "[\""] {
            let text = before.to_owned() + &token.repeat(limits::FILE_BYTES / 16 / token.len());
            let tree = parse(&text);
            assert!(tree.documents[0].broken, "{before}{token}");
            assert!(tree.findings.len() <= 2 * limits::FINDINGS, "{before}{token}");
        }
    }
}

#[test]
fn the_longest_texts_of_brackets_are_read() {
    for token in ["[", "{", "{\"a\":", "[{\"a\":", "\""] {
        let tree = parse(&token.repeat(limits::FILE_BYTES / token.len()));
        assert!(tree.documents[0].broken, "{token}");
    }
}
