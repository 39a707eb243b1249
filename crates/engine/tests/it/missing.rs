//! What is open names the one command whose output would decide it.

use std::collections::{BTreeMap, BTreeSet};

use irsa_engine::goal::files;
use irsa_engine::{Gate, State, run};

use crate::cases::{ask, scenarios};

/// For each reason that a gate is open: how the commands begin that may close it. Where a gate
/// waits for an earlier one, what closes that is named.
const COMMANDS: [(&str, &[&str]); 25] = [
    ("asker-not-found", &["kubectl get pod "]),
    ("asker-not-given", &["kubectl get pod "]),
    ("service-account-not-given", &["kubectl get serviceaccount "]),
    ("binding-not-given", &["kubectl get serviceaccount "]),
    ("variables-elsewhere", &["kubectl get configmap ", "kubectl get secret ", "kubectl exec "]),
    ("sdk-source-unknown", &["aws cloudtrail lookup-events "]),
    ("duration-maximum-not-given", &["aws iam get-role "]),
    ("token-not-given", &["aws eks describe-cluster ", "kubectl get "]),
    ("network-policy-narrow", &["kubectl exec "]),
    ("network-policy-agent", &["kubectl exec "]),
    ("security-group-agent", &["kubectl exec "]),
    ("security-group-narrow", &["kubectl exec "]),
    ("endpoints-not-given", &["aws ec2 describe-vpc-endpoints "]),
    ("association-not-given", &["aws eks list-pod-identity-associations "]),
    ("issuer-not-given", &["aws eks describe-cluster ", "kubectl get pod "]),
    ("provider-not-given", &["aws iam list-open-id-connect-providers"]),
    ("audience-not-given", &["aws iam get-open-id-connect-provider ", "aws eks describe-cluster "]),
    ("role-differs", &["aws iam get-role "]),
    ("role-not-given", &["aws iam get-role "]),
    ("role-policy-not-given", &["aws iam get-role "]),
    ("role-unknown", &["aws iam get-role ", "aws eks describe-cluster "]),
    ("condition-key-unknown", &["aws cloudtrail lookup-events "]),
    ("endpoint-elsewhere", &["kubectl exec "]),
    ("guard-unknown", &["aws cloudtrail lookup-events "]),
    (
        "permission-unknown",
        &[
            "aws iam list-attached-role-policies ",
            "aws iam get-policy-version ",
            "aws iam list-role-policies ",
            "aws iam get-role-policy ",
            "aws iam get-role ",
            "aws cloudtrail lookup-events ",
        ],
    ),
];

/// Reasons that no command decides, and what does.
const WITHOUT: [(&str, &str); 2] = [
    ("text-broken", "whoever types goes on to the end of the text"),
    ("policy-too-long", "IAM refuses a policy of that length anyway"),
];

/// For each reason that a gate is open in some scenario, the commands named for that gate or, where
/// it waits for an earlier one, for that.
fn named() -> BTreeMap<&'static str, BTreeSet<String>> {
    let mut named: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for folder in ["gates", "field"] {
        for (_, scenario) in scenarios(folder) {
            let report = run(&files(&scenario), &ask());
            for gate in &report.gates {
                let open = gate.state == State::Unknown && gate.gate != Gate::Identity;
                if !open || !gate.reached {
                    continue;
                }
                let reason = gate.deciding().unwrap().reason.rule().id;
                let mut missing = report.missing.iter().filter(|it| it.gate <= gate.gate);
                let own = report.missing.iter().find(|it| it.gate == gate.gate);
                let command = own.or_else(|| missing.next()).map(|it| it.command.clone());
                named.entry(reason).or_default().insert(command.unwrap_or_default());
            }
        }
    }
    named
}

#[test]
fn every_reason_for_not_knowing_names_the_command_that_decides() {
    let named = named();
    for (reason, commands) in &named {
        if WITHOUT.iter().any(|(known, _)| known == reason) {
            continue;
        }
        let row = COMMANDS.iter().find(|(known, _)| known == reason);
        let (_, starts) = row.unwrap_or_else(|| panic!("{reason} is in no table: {named:#?}"));
        for command in commands {
            let fits = starts.iter().any(|start| command.starts_with(start));
            assert!(fits, "{reason}: {command:?}");
        }
    }
    for (reason, _) in COMMANDS {
        assert!(named.contains_key(reason), "no scenario shows {reason}: {named:#?}");
    }
}
