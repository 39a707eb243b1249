use expect_test::{Expect, expect};

use super::super::{json, yaml as reader};
use super::*;

#[track_caller]
fn check(json: &str, expected: Expect) {
    let tree = json::parse(json);
    assert_eq!(tree.findings, []);
    expected.assert_eq(&yaml(&tree.documents[0].root));
}

#[test]
fn containers_are_laid_out_as_kubectl_does() {
    check(
        r#"{"kind": "Pod", "metadata": {"labels": {}, "name": "a"}, "spec": {"containers":
            [{"args": ["--x=1", "-v"], "env": []}, {"name": "b"}]}, "list": [[1, [2]], {}, null]}"#,
        expect![[r#"
            kind: Pod
            metadata:
              labels: {}
              name: a
            spec:
              containers:
              - args:
                - --x=1
                - -v
                env: []
              - name: b
            list:
            - - 1
              - - 2
            - {}
            - null
        "#]],
    );
    check(
        "[]",
        expect![[r#"
        []
    "#]],
    );
}

#[test]
fn strings_are_quoted_where_they_must_be() {
    check(
        r#"["a b", "", "true", "123", "0777", "1e3", "null", "~", "yes", "N", "2026-01-01",
            "12:30", "0x1F", "-1", ".5", "+.inf", "10Gi", "*", "- a", "-a", "a: b", "a:b", "a:", "a #b", "a#b",
            "{\"a\": 1}", "it's", " a", "a ", "\u0000", "a\tb", "---", "arn:aws:iam::1:role/x",
            "한글", true, 12, 1.50]"#,
        expect![[r#"
            - a b
            - ""
            - "true"
            - "123"
            - "0777"
            - "1e3"
            - "null"
            - "~"
            - "yes"
            - "N"
            - "2026-01-01"
            - "12:30"
            - "0x1F"
            - "-1"
            - ".5"
            - "+.inf"
            - 10Gi
            - "*"
            - "- a"
            - "-a"
            - "a: b"
            - a:b
            - "a:"
            - "a #b"
            - a#b
            - '{"a": 1}'
            - it's
            - " a"
            - "a "
            - "\u0000"
            - "a\tb"
            - "---"
            - arn:aws:iam::1:role/x
            - 한글
            - true
            - 12
            - 1.50
        "#]],
    );
    check(
        r#"{"true": 1, "1": 2, "": 3, "a\nb": 4, "<<": {"x": 1}}"#,
        expect![[r#"
        "true": 1
        "1": 2
        "": 3
        "a\nb": 4
        <<:
          x: 1
    "#]],
    );
}

#[test]
fn lines_become_a_block_where_that_gives_them_back() {
    check(
        r#"{"a": "one\n  two\n\nthree\n", "b": ["x\ny"], "c": "\n", "d": " x\ny", "e": "x\n\n",
            "f": "x \ny"}"#,
        expect![[r#"
            a: |
              one
                two

              three
            b:
            - |-
              x
              y
            c: "\n"
            d: " x\ny"
            e: "x\n\n"
            f: "x \ny"
        "#]],
    );
    check(
        r#""x\ny\n""#,
        expect![[r#"
        |
          x
          y
    "#]],
    );
}

#[test]
fn plain_scalars_and_aliases_keep_their_values() {
    let text = "a: &x\n  k: yes\n  l: 0777\nb: *x\nc: 1.50\n";
    let tree = reader::parse(text);
    let emitted = yaml(&tree.documents[0].root);
    expect![[r#"
        a:
          k: yes
          l: 0777
        b:
          k: yes
          l: 0777
        c: 1.50
    "#]]
    .assert_eq(&emitted);
}
