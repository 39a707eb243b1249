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
fn spans_are_exact() {
    check(
        "a: 1\nb:\n  - \"x\"\n  - 'it''s'\n  - y z # z\n",
        expect![[r#"
        {"a"@0..1: 1@3..4, "b"@5..6: ["x"@12..15, "it's"@20..27, y z@32..35]@10..35}@0..35
    "#]],
    );
    check(
        "# 설명 🛒\n이름: \"주문 😀\" # 장바구니\n다음: {키: [값, \"b\"] , c: d}\n\n",
        expect![[r#"
            {"이름"@14..20: "주문 😀"@22..35, "다음"@51..57: {"키"@60..63: [값@66..69, "b"@71..74]@65..75, "c"@78..79: d@81..82}@59..83}@14..83
        "#]],
    );
    check(
        "\u{feff}a: b",
        expect![[r#"
        {"a"@3..4: b@6..7}@3..7
    "#]],
    );
    check(
        "a: |\n  one\n  two\n\nb: >-\n  three\n  four\nc: x\n  y\n",
        expect![[r#"
        {"a"@0..1: "one\ntwo\n"@7..16, "b"@18..19: "three four"@26..38, "c"@39..40: x y@42..47}@0..47
    "#]],
    );
    check(
        "- - a\n  - b\n- c: 1\n  d: 2\n",
        expect![[r#"
        [[a@4..5, b@10..11]@2..11, {"c"@14..15: 1@17..18, "d"@21..22: 2@24..25}@14..25]@0..25
    "#]],
    );
    check(
        "a: []\nb: {}\nc: [x: 1, y]\n",
        expect![[r#"
        {"a"@0..1: []@3..5, "b"@6..7: {}@9..11, "c"@12..13: [{"x"@16..17: 1@19..20}@16..20, y@22..23]@15..24}@0..24
    "#]],
    );
    check(
        "a: 'it''s' # x\nb: \"a\\\"b\"  # 'y'\nc: [ 'd' , \"e\" # z\n  ]\n",
        expect![[r#"
        {"a"@0..1: "it's"@3..10, "b"@15..16: "a\"b"@18..24, "c"@32..33: ["d"@37..40, "e"@43..46]@35..54}@0..54
    "#]],
    );
    check(
        "a: 1\r\nb: 2\r\n",
        expect![[r#"
        {"a"@0..1: 1@3..4, "b"@6..7: 2@9..10}@0..10
    "#]],
    );
}

#[test]
fn plain_scalars_keep_their_text() {
    check(
        "[yes, 0777, 1e3, 2026-01-01, True]",
        expect![[r#"
        [yes@1..4, 0777@6..10, 1e3@12..15, 2026-01-01@17..27, True@29..33]@0..34
    "#]],
    );
    check(
        "[null, ~, Null, 'null', \"\"]",
        expect![[r#"
        [null@1..5, null@7..8, null@10..14, "null"@16..22, ""@24..26]@0..27
    "#]],
    );
    check(
        "a:\nb: \n\nc:   # later\nd: !!str\ne: !!str 12\nf: ! 12\ng: !own x\n",
        expect![[r#"
        {"a"@0..1: null@2..2, "b"@3..4: null@5..5, "c"@8..9: null@10..10, "d"@21..22: ""@29..29, "e"@30..31: "12"@39..41, "f"@42..43: "12"@47..49, "g"@50..51: x@58..59}@0..59
    "#]],
    );
    check(
        "- \n-\n- {a, b: }\n- [a, ]\n- ? x\n",
        expect![[r#"
        [null@1..1, null@4..4, {"a"@8..9: null@9..9, "b"@11..12: null@13..13}@7..15, [a@19..20]@18..23, {"x"@28..29: null@29..29}@26..29]@0..29
    "#]],
    );
}

#[test]
fn each_marker_starts_a_document() {
    check("", expect![[""]]);
    check("# nothing\n", expect![[""]]);
    check(
        "a: 1\n---\nb: 2\n--- c\n---\n",
        expect![[r#"
        {"a"@0..1: 1@3..4}@0..4
        {"b"@9..10: 2@12..13}@9..13
        c@18..19
        null@23..23
    "#]],
    );
    check(
        "# first\n%YAML 1.2\n---\na: 1\n...\n# between\n---\nb: 2\n...\n",
        expect![[r#"
        {"a"@22..23: 1@25..26}@22..26
        {"b"@45..46: 2@48..49}@45..49
    "#]],
    );
    check(
        "a: |\n  ---\n  x\nb: '---'\n---x: 1\n",
        expect![[r#"
        {"a"@0..1: "---\nx\n"@7..14, "b"@15..16: "---"@18..23, "---x"@24..28: 1@30..31}@0..31
    "#]],
    );
}

#[test]
fn an_error_ends_with_its_document() {
    check(
        "a: 1\nb: [x, {y: z\n---\nc: 2\n",
        expect![[r#"
        {"a"@0..1: 1@3..4, "b"@5..6: [x@9..10, {"y"@13..14: z@16..17}@12..17]@8..17}@0..17 broken
        {"c"@22..23: 2@25..26}@22..26
        18..18 error yaml-syntax ["while parsing a flow mapping, did not find expected ',' or '}'"]
    "#]],
    );
    check(
        "a: 1\n\tb: 2\n---\nc: 2\n",
        expect![[r#"
        {"a"@0..1: ?@1..1}@0..1 broken
        {"c"@15..16: 2@18..19}@15..19
        3..4 error yaml-syntax ["while scanning a plain scalar, found a tab"]
    "#]],
    );
    check(
        "a: \"b\n---\nc: 2\n",
        expect![[r#"
        {"a"@0..1: ?@1..1}@0..1 broken
        {"c"@10..11: 2@13..14}@10..14
        3..4 error yaml-syntax ["while scanning a quoted scalar, found unexpected end of stream"]
    "#]],
    );
    check(
        "a: b: c\n",
        expect![[r#"
        {"a"@0..1: b@3..4}@0..4 broken
        4..5 error yaml-syntax ["mapping values are not allowed in this context"]
    "#]],
    );
    check(
        "apiVersion: v1\nki",
        expect![[r#"
        {"apiVersion"@0..10: v1@12..14}@0..14 broken
        17..17 error yaml-syntax ["simple key expected"]
    "#]],
    );
}

#[test]
fn reading_goes_on_after_the_next_marker() {
    check(
        "한: 1\n글: *없음\n",
        expect![[r#"
        {"한"@0..3: 1@5..6, "글"@7..10: ?@10..10}@0..10 broken
        12..13 error yaml-syntax ["while parsing node, found unknown anchor"]
    "#]],
    );
    check(
        "a: 1\n]\n",
        expect![[r#"
        {"a"@0..1: 1@3..4}@0..4 broken
        5..6 error yaml-syntax ["misplaced bracket"]
    "#]],
    );
    check(
        "---\n@\n---\n%\n---\n`\n",
        expect![[r#"
        ?@0..0 broken
        ?@6..6 broken
        ?@12..12 broken
        4..5 error yaml-syntax ["unexpected character: `@'"]
        11..11 error yaml-syntax ["while scanning a directive, could not find expected directive name"]
        16..17 error yaml-syntax ["unexpected character: ``'"]
    "#]],
    );
    check(
        "a: {b: c\n",
        expect![[r#"
        {"a"@0..1: {"b"@4..5: c@7..8}@3..8}@0..8 broken
        9..9 error yaml-syntax ["while parsing a flow mapping, did not find expected ',' or '}'"]
    "#]],
    );
    check(
        "{",
        expect![[r#"
        {}@0..1 broken
        1..1 error yaml-syntax ["while parsing a node, did not find expected node content"]
    "#]],
    );
}

#[test]
fn keys_are_text() {
    check(
        "a: 1\nb: 2\n'a': 3\n",
        expect![[r#"
        {"a"@0..1: 1@3..4, "b"@5..6: 2@8..9, "a"@10..13: 3@15..16}@0..16
        10..13 warning duplicate-key ["a"]
    "#]],
    );
    check(
        "? [a, b]\n: 1\n~: 2\n: 3\n",
        expect![[r#"
        {"[a, b]"@2..8: 1@11..12, "~"@13..14: 2@16..17, ""@19..19: 3@20..21}@0..21 broken
        2..8 error key-not-text []
        13..14 error key-not-text []
        19..19 error key-not-text []
    "#]],
    );
    check(
        "1: a\ntrue: b\n? |\n  long\n: c\n",
        expect![[r#"
        {"1"@0..1: a@3..4, "true"@5..9: b@11..12, "long\n"@19..23: c@26..27}@0..27
    "#]],
    );
}

#[test]
fn aliases_share_their_node() {
    check(
        "a: &x {k: v}\nb: *x\nc: &y\n  d: 1\n",
        expect![[r#"
        {"a"@0..1: *6..12@6..12, "b"@13..14: *6..12@16..18, "c"@19..20: *27..31@27..31}@0..31
    "#]],
    );
    check(
        "&k a: 1\nb: *k\n*k : 2\n",
        expect![[r#"
        {"a"@3..4: 1@6..7, "b"@8..9: *3..4@11..13, "a"@14..16: 2@19..20}@0..20
        14..16 warning duplicate-key ["a"]
    "#]],
    );
    check(
        "a: &x [1, *x]\n",
        expect![[r#"
        {"a"@0..1: *6..13@6..13}@0..13 broken
        10..12 error aliases-too-many ["10000"]
    "#]],
    );
    let tree = parse("a: &x {k: v}\nb: *x\n");
    let root = &tree.documents[0].root;
    assert!(std::ptr::eq(root.get("a").unwrap(), root.get("b").unwrap()));
}

#[test]
fn merged_maps_give_their_entries() {
    let tree = parse("a: &a {k: 1, l: 1}\nb: &b {<<: *a, l: 2}\nc: {<<: [*b, *a], m: 3}\n");
    assert_eq!(tree.findings, []);
    let c = tree.documents[0].root.get("c").unwrap();
    let of = |key| c.get(key).and_then(Node::integer);
    assert_eq!([of("k"), of("l"), of("m"), of("n")], [Some(1), Some(2), Some(3), None]);
}

#[test]
fn a_bomb_stays_small() {
    let mut bomb = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for level in 1..60 {
        let alias = format!("*a{}", level - 1);
        bomb += &format!("a{level}: &a{level} [{}]\n", [alias.as_str(); 9].join(", "));
    }
    let tree = parse(&bomb);
    assert!(tree.documents[0].broken);
    let limit = limits::ALIASED_NODES;
    assert_eq!(*tree.findings[0].reason, Reason::AliasesTooMany { limit });
    assert_eq!(tree.findings.len(), 1);
    assert!(walk(&tree.documents[0].root) < 2 * limit);
}

/// How many nodes a reader sees that follows every alias.
fn walk(node: &Node) -> usize {
    let node = node.resolve();
    let items: usize = node.items().iter().map(walk).sum();
    let entries: usize = node.entries().iter().map(|entry| walk(&entry.value)).sum();
    1 + items + entries
}

/// `nodes-too-many`: every document counts, and what stands behind the limit is not read.
#[test]
fn nodes_end_at_the_limit() {
    let map = "a: 0\n";
    let documents = |count: usize| format!("{map}---\n").repeat(count);
    assert_eq!(parse(&documents(limits::NODES / 2)).findings, []);
    let tree = parse(&(documents(limits::NODES / 2) + map + "---\n" + map));
    let reason = Reason::NodesTooMany { limit: limits::NODES };
    assert_eq!(tree.findings.iter().map(|it| &*it.reason).collect::<Vec<_>>(), [&reason]);
    assert_eq!(tree.documents.len(), limits::NODES / 2 + 1);
    assert!(tree.documents.last().unwrap().broken);
}

#[test]
fn nesting_ends_at_the_limit() {
    let limit = limits::NESTING;
    let flow = |depth| "[".repeat(depth) + &"]".repeat(depth);
    let aliases = |depth: usize| {
        let levels = (1..depth).map(|at| format!("- &a{at} [*a{}]\n", at - 1));
        "- &a0 []\n".to_owned() + &levels.collect::<String>()
    };
    assert_eq!(parse(&flow(limit)).findings, []);
    assert_eq!(parse(&"- ".repeat(limit)).findings, []);
    assert_eq!(parse(&aliases(limit - 1)).findings, []);
    for text in [
        flow(limit + 1),
        flow(3 * limit),
        "- ".repeat(limit + 1),
        "? ".repeat(limit + 1),
        aliases(limit),
        aliases(100 * limit),
    ] {
        let tree = parse(&text);
        let too_deep = Reason::NestingTooDeep { limit };
        assert!(tree.findings.iter().any(|finding| *finding.reason == too_deep), "{text}");
        assert!(tree.documents[0].broken, "{text}");
    }
}

/// A parser that looked at one byte again and again would not end within a test run.
#[test]
fn long_texts_of_one_token_are_read() {
    let tokens = [
        "[",
        "{",
        "- ",
        "? ",
        "a: ",
        "\"",
        "'",
        "&a ",
        "*a ",
        "!x ",
        "|\n",
        "---\n",
        "---\n[\n",
        "---\n\"\n",
        "...\n",
        "# \n",
        "%\n",
        "\n",
        " ",
        "\t",
        "a\n",
        "a, ",
        "a: 1\n",
        "- a\n",
        "- &a x\n- *a\n",
        "한 ",
        "[],",
        "{a: ",
        "[a: ",
        "\r",
        ":",
        ": ",
        ",",
        "]",
        "a:\n ",
        "\"\"",
        "[a]: b\n",
        "한: {a\n---\n",
    ];
    for token in tokens {
        for before in ["", "[", "a: \"", "a: |\n  ", "- "] {
            let text = before.to_owned() + &token.repeat(limits::FILE_BYTES / 64 / token.len());
            let tree = parse(&text);
            assert!(tree.findings.len() <= 2 * limits::FINDINGS, "{before}{token}");
        }
    }
}
