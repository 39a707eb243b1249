//! Clusters of real people in which a pod did not get its role, or did: what the files hold was
//! rebuilt from a public thread, what came of it was reported there.

use std::collections::BTreeMap;

use irsa_engine::goal::{files, misses};
use irsa_engine::{Ask, Gate, Verdict, run};

use crate::cases::scenarios;

/// What a thread reports.
struct Reported {
    name: &'static str,
    /// Whether the pod got its role.
    gets_role: bool,
    /// The error code of STS, where the thread shows or implies one.
    code: Option<&'static str>,
    /// The error's text, where the thread shows it.
    message: Option<&'static str>,
    /// The gates that may be named for it.
    gates: &'static [Gate],
}

const NOT_AUTHORIZED: &str = "Not authorized to perform sts:AssumeRoleWithWebIdentity";
const NOT_INJECTED: &[Gate] = &[Gate::Pod, Gate::Binding, Gate::Admission];

const fn allowed(name: &'static str) -> Reported {
    Reported { name, gets_role: true, code: None, message: None, gates: &[] }
}

const fn refused(
    name: &'static str,
    code: Option<&'static str>,
    message: Option<&'static str>,
    gates: &'static [Gate],
) -> Reported {
    Reported { name, gets_role: false, code, message, gates }
}

const REPORTED: [Reported; 32] = [
    refused(
        "ann-backslash-in-arn",
        Some("ValidationError"),
        Some("Request ARN is invalid"),
        &[Gate::Binding],
    ),
    refused(
        "ann-extra-colon-in-arn",
        Some("ValidationError"),
        Some("Request ARN is invalid"),
        &[Gate::Binding],
    ),
    refused("ann-key-eks-amazon-com", None, None, NOT_INJECTED),
    refused("ann-on-pod-not-sa", None, None, NOT_INJECTED),
    refused(
        "aud-china-provider-cn-suffix",
        Some("InvalidIdentityToken"),
        Some("Incorrect token audience"),
        &[Gate::Audience],
    ),
    refused(
        "aud-typo-sts-amazon-com",
        Some("InvalidIdentityToken"),
        Some("Incorrect token audience"),
        &[Gate::Audience],
    ),
    allowed("ctl-positive-no-aud-condition"),
    allowed("ctl-positive-subject-list"),
    refused("prov-deleted-by-failed-cloudformation-duplicate", None, None, &[Gate::Provider]),
    refused(
        "prov-new-message-could-not-be-validated",
        Some("InvalidIdentityToken"),
        None,
        &[Gate::Provider],
    ),
    refused("prov-recreated-cluster-roadmap", Some("AccessDenied"), None, &[Gate::Trust]),
    refused(
        "sub-chart-generated-sa-name",
        Some("AccessDenied"),
        Some(NOT_AUTHORIZED),
        &[Gate::Trust],
    ),
    refused(
        "sub-helm-release-name-not-karpenter",
        Some("AccessDenied"),
        Some(NOT_AUTHORIZED),
        &[Gate::Trust],
    ),
    refused("sub-namespace-moved-by-platform", Some("AccessDenied"), None, &[Gate::Trust]),
    refused("sub-sa-suffix-changes-on-upgrade", Some("AccessDenied"), None, &[Gate::Trust]),
    refused(
        "sub-terraform-names-differ",
        Some("AccessDenied"),
        Some(NOT_AUTHORIZED),
        &[Gate::Trust],
    ),
    refused(
        "token-expired-after-idle-weekend",
        Some("ExpiredTokenException"),
        Some(
            "Token expired: current date/time 1704727025 must be before the expiration date/time 1704574064",
        ),
        &[Gate::Token, Gate::Audience],
    ),
    refused(
        "token-sdk-does-not-reread-file",
        Some("ExpiredTokenException"),
        None,
        &[Gate::Token, Gate::Audience],
    ),
    refused(
        "tp-arn-used-as-condition-key",
        Some("AccessDenied"),
        Some(NOT_AUTHORIZED),
        &[Gate::Trust],
    ),
    refused(
        "tp-china-aud-condition-cn-suffix",
        Some("AccessDenied"),
        Some(NOT_AUTHORIZED),
        &[Gate::Trust],
    ),
    refused("tp-docs-region-left-in", Some("AccessDenied"), Some(NOT_AUTHORIZED), &[Gate::Trust]),
    refused("tp-federated-without-arn", None, Some(NOT_AUTHORIZED), &[Gate::Trust]),
    allowed("tp-forallvalues-on-single-valued-claims"),
    refused(
        "tp-github-environment-changes-sub",
        Some("AccessDenied"),
        Some(NOT_AUTHORIZED),
        &[Gate::Trust],
    ),
    refused("tp-github-sub-without-suffix", Some("AccessDenied"), None, &[Gate::Trust]),
    refused("tp-https-scheme-in-condition-key", Some("AccessDenied"), None, &[Gate::Trust]),
    refused("tp-only-ec2-trusted", Some("AccessDenied"), Some(NOT_AUTHORIZED), &[Gate::Trust]),
    refused("tp-stringequals-and-stringlike-same-key", Some("AccessDenied"), None, &[Gate::Trust]),
    refused(
        "tp-stringequals-wildcard-crossplane",
        Some("AccessDenied"),
        Some(NOT_AUTHORIZED),
        &[Gate::Trust],
    ),
    refused(
        "tp-stringequals-wildcard-s3-csi-node-role-fallback",
        Some("AccessDenied"),
        None,
        &[Gate::Trust],
    ),
    refused("tp-sub-case-mismatch", Some("AccessDenied"), Some(NOT_AUTHORIZED), &[Gate::Trust]),
    refused("tp-trailing-slash-in-issuer", None, None, &[Gate::Provider]),
];

#[test]
fn every_field_case_comes_out_as_reported() {
    let mut cases: BTreeMap<_, _> = scenarios("field").into_iter().collect();
    for reported in &REPORTED {
        let name = reported.name;
        let scenario = cases.remove(name).unwrap_or_else(|| panic!("{name}.scenario is missing"));
        let report = run(&files(&scenario), &Ask::default());
        assert_eq!(report.verdict() == Verdict::Allow, reported.gets_role, "{name}");
        let sts = report.sts.as_ref();
        if reported.code.is_some() {
            assert_eq!(sts.and_then(|sts| sts.code), reported.code, "{name}");
        }
        if reported.message.is_some() {
            let message = sts.and_then(|sts| sts.message.as_deref());
            assert_eq!(message, reported.message, "{name}");
        }
        let gate = report.deciding().map(|check| check.gate);
        assert!(gate.is_none_or(|gate| reported.gates.contains(&gate)), "{name}: {gate:?}");
    }
    assert!(cases.is_empty(), "not in the table: {:?}", cases.keys());
}

#[test]
fn every_field_case_comes_out_as_it_expects() {
    for (name, scenario) in scenarios("field") {
        let misses: Vec<String> =
            misses(&scenario, &crate::cases::ask()).iter().map(ToString::to_string).collect();
        assert!(misses.is_empty(), "{name}: {misses:#?}");
        let expected = scenario.file("expect").unwrap_or_default();
        for fact in ["verdict ", "sts ", "identity "] {
            assert!(expected.lines().any(|line| line.starts_with(fact)), "{name}: no {fact}");
        }
        let source = scenario.description.lines().last().unwrap_or_default();
        assert!(source.starts_with("https://"), "{name}: the description names no source");
    }
}
