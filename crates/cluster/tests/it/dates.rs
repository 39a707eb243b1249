//! Functions of instants, and the encoding of URLs.
//!
//! Source: <https://developer.hashicorp.com/terraform/language/functions/formatdate>.

use expect_test::{Expect, expect};
use irsa_cluster::{State, plan};

/// The values of expressions, a line each; the error where one has none.
fn check(expressions: &[&str], expected: Expect) {
    let mut out = String::new();
    for expression in expressions {
        let text = format!("output \"o\" {{\n  value = {expression}\n}}\n");
        let planned = plan(&[("main.tf", &text)], &State::default()).to_string();
        let shown = planned.lines().find(|line| line.contains("o = ") || line.contains("Error: "));
        let shown = shown.unwrap_or_default().trim().trim_start_matches("+ o = ");
        let shown = shown.trim_start_matches("Error: Invalid function argument: ");
        out.push_str(&format!("{}\n", shown.trim_end_matches(" (on main.tf line 2)")));
    }
    expected.assert_eq(&out);
}

#[test]
fn dates() {
    const AT: &str = "\"2018-01-02T23:12:01Z\"";
    let format = |spec: &str| format!("formatdate(\"{spec}\", {AT})");
    let expressions = [
        format("DD MMM YYYY hh:mm ZZZ"),
        format("EEEE, DD-MMM-YY hh:mm:ss ZZZ"),
        format("EEE, DD MMM YYYY hh:mm:ss ZZZZ"),
        format("MMM DD, YYYY"),
        format("HH:mmaa"),
        format("H 'o''clock' AA, h'h' m's' D/M"),
        format("YYYY-MM-DD'T'hh:mm:ssZ"),
        "formatdate(\"MMMM EEE hh ZZZZZ ZZZ Z\", \"2024-02-29T00:30:00-09:30\")".to_owned(),
        format("QQ"),
        format("'open"),
        "formatdate(\"YYYY\", \"2018-01-02\")".to_owned(),
    ];
    check(
        &expressions.each_ref().map(String::as_str),
        expect![[r#"
            "02 Jan 2018 23:12 UTC"
            "Tuesday, 02-Jan-18 23:12:01 UTC"
            "Tue, 02 Jan 2018 23:12:01 +0000"
            "Jan 02, 2018"
            "11:12pm"
            "11 o'clock PM, 23h 12s 2/1"
            "2018-01-02T23:12:01Z"
            "February Thu 00 -09:30 -0930 -09:30"
            formatdate needs letters that stand for a part of a date
            formatdate needs a closing quote for each that opens
            formatdate needs a timestamp as RFC 3339 has it
        "#]],
    );
}

#[test]
fn instants() {
    check(
        &[
            "timeadd(\"2017-11-22T00:00:00Z\", \"10m\")",
            "timeadd(\"2026-01-01T00:00:00Z\", \"8760h\")",
            "timeadd(\"2026-01-01T00:00:00+09:00\", \"-1h30m0.5s\")",
            "timeadd(\"2026-01-01T00:00:00Z\", \"1d\")",
            "timecmp(\"2017-11-22T00:00:00Z\", \"2017-11-22T01:00:00+01:00\")",
            "timecmp(\"2017-11-22T00:00:00Z\", \"2017-11-22T00:00:00-01:00\")",
            "formatdate(\"YYYY\", timestamp())",
            "urldecode(\"https%3A%2F%2Fa%2Bb+c\")",
            "urldecode(\"%zz\")",
            "format(\"%.4s|%6.2s|%-4s|%.1f\", \"orders\", \"shop\", \"ab\", 1.25)",
        ],
        expect![[r#"
            "2017-11-22T00:10:00Z"
            "2027-01-01T00:00:00Z"
            "2025-12-31T22:29:59+09:00"
            timeadd needs a duration as "1h30m"
            0
            -1
            (known after apply)
            "https://a+b c"
            urldecode needs a text in URL encoding
            "orde|    sh|ab  |1.2"
        "#]],
    );
}
