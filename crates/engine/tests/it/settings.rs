//! What is said about settings that can't be read.

use irsa_engine::{Reason, parse};

/// The keys that a warning names, in the order of the text.
fn invalid(text: &str) -> Vec<String> {
    let findings = parse("settings.yaml", text).findings;
    let key = |reason: &Reason| match reason {
        Reason::SettingInvalid { key, .. } => key.to_string(),
        other => panic!("{text}: {other:?}"),
    };
    findings.iter().map(|finding| key(&finding.reason)).collect()
}

#[test]
fn a_setting_of_another_shape_is_named() {
    let table = [
        ("webhook: false", "webhook"),
        ("providers: all", "providers"),
        ("request: 3600", "request"),
        ("sts: [regional]", "sts"),
        ("sts: {endpoint: local}", "endpoint"),
        ("sts: {reach: maybe}", "reach"),
        ("imds: {reach: maybe}", "reach"),
        ("quotas: 2048", "quotas"),
    ];
    for (text, expected) in table {
        assert_eq!(invalid(text), [expected], "{text}");
    }
}

#[test]
fn a_setting_that_can_be_read_is_not() {
    let table = [
        "webhook: {}",
        "webhook:",
        "providers: {\"111122223333\": []}",
        "sts: {endpoint: regional, reach: dns}",
        "sts: {endpoint: \"https://sts.eu-west-1.amazonaws.com\"}",
        "imds: {reach: timeout}",
    ];
    for text in table {
        assert_eq!(invalid(text), [""; 0], "{text}");
    }
}
