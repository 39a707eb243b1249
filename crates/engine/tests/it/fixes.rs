//! Of every scenario that is broken: is there a way out, is it one when the edits are applied, and
//! does none let in more than another has to?

use std::rc::Rc;

use irsa_engine::fix::{self, Edit, Fix};
use irsa_engine::goal::files;
use irsa_engine::iam::reach::who_else;
use irsa_engine::model::Parsed;
use irsa_engine::scenario::Scenario;
use irsa_engine::{Ask, Gate, Report, State, Verdict, parse, run};

use crate::cases::{ask, below, root, scenarios, text};

/// Broken scenarios without a way out in their texts, and why there is none.
const WITHOUT: [(&str, &str); 3] = [
    (
        "field/prov-self-hosted-internal-issuer",
        "the API server signs with an issuer that exists inside the cluster alone; it has to be \
         started with another one, which no text given here sets",
    ),
    (
        "field/tp-size-permission-policy-pasted-as-trust",
        "what a role may do stands where its trust policy belongs, and nobody who asks is given \
         whom a statement could name",
    ),
    (
        "gates/admission/ephemeral-container",
        "no webhook is asked about a container that comes into a running pod, whose variables \
         nobody can change afterwards; a copy of the pod is another pod",
    ),
];

/// Every scenario of the repository by its path.
fn all() -> Vec<(String, Scenario)> {
    let mut all = Vec::new();
    for folder in ["field", "gates"] {
        let named = |(name, scenario)| (format!("{folder}/{name}"), scenario);
        all.extend(scenarios(folder).into_iter().map(named));
    }
    for path in below(&root().join("content/scenarios")) {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        all.push((format!("content/{name}"), Scenario::parse(&text(&path)).unwrap()));
    }
    all
}

fn denies_call(report: &Report) -> bool {
    report.gate(Gate::Permission).is_some_and(|gate| gate.state == State::Fail)
}

fn is_broken(report: &Report) -> bool {
    match report.verdict() {
        Verdict::Allow => denies_call(report),
        Verdict::Unknown => false,
        Verdict::Deny | Verdict::Error | Verdict::OtherIdentity => true,
    }
}

/// Whether something is open although nothing fails for it: no edit can decide that.
fn is_open(report: &Report) -> bool {
    let unknown = |gate: &irsa_engine::report::GateReport| {
        gate.state == State::Unknown && gate.gate < Gate::Identity
    };
    report.gates.iter().any(unknown)
}

/// The files with the edits of a fix, as whoever applies them has them: new ones are added.
fn applied(files: &[Rc<Parsed>], fix: &Fix) -> Vec<Rc<Parsed>> {
    let mut edited: Vec<Rc<Parsed>> = Vec::new();
    for file in files {
        let own: Vec<&Edit> = fix.edits.iter().filter(|edit| edit.file == file.name).collect();
        edited.push(Rc::new(parse(&file.name, &fix::apply(&file.text, &own))));
    }
    for edit in &fix.edits {
        if !files.iter().any(|file| file.name == edit.file) {
            edited.push(Rc::new(parse(&edit.file, &edit.text)));
        }
    }
    edited
}

fn broken() -> Vec<(String, Vec<Rc<Parsed>>, Report)> {
    let run = |(name, scenario): (String, Scenario)| {
        let files = files(&scenario);
        let report = run(&files, &ask());
        (name, files, report)
    };
    all().into_iter().map(run).filter(|(_, _, report)| is_broken(report)).collect()
}

#[test]
fn every_broken_scenario_has_a_way_out() {
    let broken = broken();
    assert!(broken.len() >= 245, "{}", broken.len());
    let mut without = Vec::new();
    for (name, files, report) in &broken {
        let fixes = fix::search(files, &ask(), report);
        let wanted = |fix: &Fix| match fix.verdict {
            Verdict::Allow => true,
            Verdict::Unknown => is_open(report),
            Verdict::Deny | Verdict::Error | Verdict::OtherIdentity => false,
        };
        if !fixes.iter().any(wanted) {
            without.push(name.as_str());
        }
        for fix in &fixes {
            assert_proven(name, files, report, fix);
        }
        assert_narrow(name, &fixes);
    }
    assert_eq!(without, WITHOUT.map(|(name, _)| name));
}

/// Whoever applies the edits gets the verdict and the reach that the fix promises.
fn assert_proven(name: &str, files: &[Rc<Parsed>], report: &Report, fix: &Fix) {
    let edited = applied(files, fix);
    let after = run(&edited, &Ask { now: Some(report.now), ..ask() });
    assert_eq!(after.verdict(), fix.verdict, "{name}: {fix:#?}");
    let role = report.verdict() != Verdict::Allow;
    assert!(role || !denies_call(&after), "{name}: the call is still denied: {fix:#?}");
    let who = who_else(&after).map_or(0, |who| who.accounts.len());
    assert_eq!(who, fix.who_else.after, "{name}: {fix:#?}");
    assert!(fix.edits.iter().any(|edit| !edit.text.is_empty() || edit.span.start < edit.span.end));
    assert!(!fix.command.as_deref().unwrap_or("x").is_empty(), "{name}");
}

/// None lets in more than the narrowest that works, and they come in order.
fn assert_narrow(name: &str, fixes: &[Fix]) {
    let reach = |fix: &Fix| (fix.who_else.open, fix.who_else.after);
    let allowing = fixes.iter().filter(|fix| fix.verdict == Verdict::Allow).map(reach).min();
    let narrowest = allowing.or_else(|| fixes.iter().map(reach).min());
    for fix in fixes {
        assert!(Some(reach(fix)) <= narrowest, "{name} widens: {fix:#?}");
    }
    assert!(fixes.is_sorted_by_key(reach), "{name}: {fixes:#?}");
}

#[test]
fn a_fix_leaves_the_rest_of_the_texts_alone() {
    for (name, files, report) in broken() {
        for fix in fix::search(&files, &ask(), &report) {
            for file in &files {
                let own: Vec<&Edit> =
                    fix.edits.iter().filter(|edit| edit.file == file.name).collect();
                let edited = parse(&file.name, &fix::apply(&file.text, &own));
                let errors = |parsed: &Parsed| {
                    let error =
                        |it: &&irsa_engine::Finding| it.severity == irsa_engine::Severity::Error;
                    parsed.findings.iter().filter(error).count()
                };
                assert!(errors(&edited) <= errors(file), "{name}: {} {fix:#?}", edited.text);
            }
        }
    }
}

/// The kinds of the fixes of a scenario, in order.
fn kinds(name: &str) -> String {
    let (_, scenario) = all().into_iter().find(|(other, _)| other == name).unwrap();
    let files = files(&scenario);
    let report = run(&files, &ask());
    let fixes = fix::search(&files, &ask(), &report);
    let told = fixes.iter().map(|fix| format!("{} {}", fix.action.id(), fix.kind.id()));
    told.collect::<Vec<_>>().join(", ")
}

#[test]
fn each_gate_has_its_own_ways_out() {
    let table = [
        ("gates/pod/service-account-missing", "create-file create-account"),
        ("gates/binding/annotation-missing", "run annotate-account"),
        ("gates/admission/pod-not-injected", "recreate-pod recreate-pod"),
        ("gates/admission/webhook-opted-out", "edit lift-opt-out"),
        ("gates/admission/webhook-absent", "edit restore-webhook, edit set-by-hand"),
        ("gates/sdk/static-keys-win", "edit remove-variables"),
        ("gates/sdk/duration-over-maximum", "edit shorten-session, run lengthen-session"),
        ("field/sdk-too-old-go", "run upgrade-sdk"),
        ("field/sdk-java-missing-sts-module", "edit add-sdk-module"),
        ("gates/token/token-expired", "run new-token"),
        ("gates/token/audience-annotation", "run correct-audience, run add-client-id"),
        ("gates/network/endpoint-unreachable", "run reach-endpoint"),
        ("field/net-networkpolicy-stale-sts-cidr", "run open-network-policy"),
        ("field/prov-thumbprint-unset-or-wrong", "run update-thumbprint"),
        ("content/explicit-deny", "edit except-from-deny"),
        ("field/perm-rcp-blocks-unknown-issuers", "edit except-from-deny"),
        ("gates/trust/tag-session-missing", "edit allow-tag-session"),
        ("gates/trust/role-missing", "create-file create-role"),
        ("field/perm-identity-policy-missing-action", "run grant-action"),
        ("field/pi-race-falls-back-to-irsa-env", "recreate-pod recreate-pod"),
        ("gates/admission/pod-identity-address-alone", "edit remove-variables"),
        ("gates/admission/timeline-account-late", "recreate-pod recreate-pod"),
        ("gates/permission/chain-over-hour", "edit shorten-session"),
        ("gates/admission/webhook-selects-others", "edit correct-labels, edit set-by-hand"),
        ("gates/admission/webhook-opted-out-live", "recreate-pod lift-opt-out"),
        ("gates/binding/role-arn-line", "edit correct-role"),
        ("gates/binding/association-of-another-namespace", "run create-association"),
        ("gates/trust/role-name-taken-case", "recreate-pod correct-role"),
        ("gates/trust/endpoint-policy-narrow", "edit allow-beyond"),
        ("gates/trust/policy-encoded-mismatch", "edit use-actual-value"),
        ("gates/audience/token-of-the-api", "run add-client-id, run new-token"),
        ("gates/sdk/session-arn-incomplete", "edit correct-policy"),
        ("gates/sdk/module-missing-listed", "edit add-sdk-module"),
        ("gates/permission/boundary-of-another-service", "edit allow-beyond"),
        ("gates/permission/session-policy-of-association", "run allow-beyond"),
    ];
    for (name, expected) in table {
        let actual = kinds(name);
        assert!(actual.starts_with(expected), "{name}: {actual}");
    }
}

#[test]
fn without_the_whole_only_what_sts_refuses_is_mended() {
    let (_, scenario) =
        all().into_iter().find(|(name, _)| name == "gates/binding/annotation-missing").unwrap();
    let files = files(&scenario);
    let report = run(&files, &Ask::default());
    assert_eq!(fix::search(&files, &Ask::default(), &report), []);
}

#[test]
fn a_search_that_is_cut_short_says_so_and_proposes_nothing_else() {
    let mut cut = 0;
    for (name, scenario) in all() {
        let files = files(&scenario);
        let report = run(&files, &ask());
        let all = fix::search_within(&files, &ask(), &report, usize::MAX);
        assert_eq!(all.untried, 0, "{name}");
        let first = fix::search_within(&files, &ask(), &report, 0);
        if first.untried == 0 {
            assert_eq!(first, all, "{name}");
            continue;
        }
        cut += 1;
        assert!(first.fixes.len() <= 1, "{name}: {:?}", first.fixes);
    }
    assert!(cut >= 50, "{cut}");
}

const HOST: &str = "oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLE0000000000000000000000001";

/// A token, and a trust policy that lets another one in: the texts that its fixes make of it, each
/// of which mends it.
fn mended(policy: &str) -> Vec<String> {
    let claims = format!(
        r#"{{"iss": "https://{HOST}", "sub": "system:serviceaccount:shop:orders",
            "aud": ["sts.amazonaws.com"], "iat": 1767225600, "exp": 1767312000}}"#
    );
    let provider = format!("{{\"Url\": \"{HOST}\", \"ClientIDList\": [\"sts.amazonaws.com\"]}}");
    let texts = [("claims.json", &*claims), ("provider.json", &provider), ("trust.json", policy)];
    let files: Vec<_> = texts.into_iter().map(|(name, text)| Rc::new(parse(name, text))).collect();
    let report = run(&files, &ask());
    let fixes = fix::search(&files, &ask(), &report);
    assert!(!fixes.is_empty(), "{policy}");
    let text = |fix: &Fix| {
        assert_proven(policy, &files, &report, fix);
        let own: Vec<&Edit> = fix.edits.iter().filter(|it| &*it.file == "trust.json").collect();
        fix::apply(policy, &own)
    };
    fixes.iter().map(text).collect()
}

/// A trust policy with a line for each part.
fn policy(host: &str, subject: &str, more: &str) -> String {
    format!(
        r#"{{
  "Version": "2012-10-17",
  "Statement": [
    {{
      "Effect": "Allow",
      "Principal": {{
        "Federated": "arn:aws:iam::111122223333:oidc-provider/{host}"
      }},
      "Action": "sts:AssumeRoleWithWebIdentity",
      "Condition": {{
        "StringEquals": {{
          "{host}:sub": {subject}
        }}
      }}
    }}{more}
  ]
}}
"#
    )
}

/// Each line's indent, of two blanks a level, with another unit.
fn indented(text: &str, unit: &str) -> String {
    let line = |line: &str| {
        let text = line.trim_start();
        unit.repeat((line.len() - text.len()) / 2) + text
    };
    text.split('\n').map(line).collect::<Vec<_>>().join("\n")
}

/// A name, and a way to write the same text.
type Style = (&'static str, fn(&str) -> String);

#[test]
fn a_fix_is_written_as_the_text_around_it() {
    let another = HOST.replace("01", "02");
    let list = "[\n            \"system:serviceaccount:shop:a\",\n            \
                \"system:serviceaccount:shop:b\"\n          ]";
    let deny = format!(
        ",\n    {{\n      \"Effect\": \"Deny\",\n      \"Principal\": \"*\",\n      \
         \"Action\": \"sts:AssumeRoleWithWebIdentity\",\n      \"Condition\": {{\n        \
         \"StringNotEquals\": {{\n          \"{HOST}:sub\": \"x\"\n        }}\n      }}\n    }}"
    );
    let own = "\"system:serviceaccount:shop:orders\"";
    let broken = [
        policy(HOST, "\"system:serviceaccount:shop:carts\"", ""),
        policy(HOST, "\"system:serviceaccount:shop:*\"", ""),
        policy(HOST, list, ""),
        policy(&another, own, ""),
        policy(HOST, own, &deny),
    ];
    let styles: [Style; 3] = [
        ("CRLF", |text| text.replace('\n', "\r\n")),
        ("tabs", |text| indented(text, "\t")),
        ("four blanks", |text| indented(text, "    ")),
    ];
    for text in &broken {
        let mut plain = mended(text);
        plain.sort();
        for (name, style) in styles {
            let mut expected: Vec<String> = plain.iter().map(|it| style(it)).collect();
            let mut styled = mended(&style(text));
            expected.sort();
            styled.sort();
            assert_eq!(styled, expected, "{name}: {text}");
        }
        let flat: String = text.lines().map(str::trim).collect();
        for edited in mended(&flat) {
            assert!(!edited.contains('\n'), "{edited}");
        }
    }
    let grown = list.replace("b\"\n", "b\",\n            \"system:serviceaccount:shop:orders\"\n");
    assert!(mended(&broken[2])[0].contains(&grown), "{:?}", mended(&broken[2]));
}

#[test]
fn a_fix_has_no_edit_that_it_does_not_need() {
    for (name, files, report) in broken() {
        let fixes = fix::search(&files, &ask(), &report);
        for (at, fix) in fixes.iter().enumerate() {
            let others = fixes.iter().enumerate().filter(|(other, _)| *other != at);
            for (_, other) in others {
                let within = other.edits.iter().all(|edit| fix.edits.contains(edit));
                let same = other.verdict == fix.verdict;
                assert!(!(within && same), "{name}: {fix:#?}\n{other:#?}");
            }
        }
        let reach = |fix: &Fix| (fix.who_else.open, fix.who_else.after);
        for whole in fixes.iter().filter(|fix| is_anew(fix)) {
            let does = |it: &&Fix| {
                it.verdict == whole.verdict && reach(it) <= reach(whole) && !is_anew(it)
            };
            assert!(!fixes.iter().any(|it| does(&it)), "{name}: {fixes:#?}");
        }
    }
}

fn is_anew(fix: &Fix) -> bool {
    fix.kind.id() == "rewrite-policy"
}

/// A part that is corrected leaves open whether the address is one of those asked for; a policy
/// anew does not ask.
#[test]
fn a_policy_anew_is_offered_where_a_part_leaves_the_verdict_open() {
    let account = "apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: orders\n  \
                   namespace: shop\n  annotations:\n    \
                   eks.amazonaws.com/role-arn: arn:aws:iam::111122223333:role/app\n";
    let host = "oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLE0000000000000000000000001";
    let offered = |more: &str| {
        let policy = format!(
            r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Permit","Principal":
            {{"Federated":"arn:aws:iam::111122223333:oidc-provider/{host}"}},
            "Action":"sts:AssumeRoleWithWebIdentity","Condition":{{"StringEquals":
            {{"{host}:sub":"system:serviceaccount:shop:orders"}}{more}}}}}]}}"#
        );
        let provider = format!(r#"{{"Url":"{host}","ClientIDList":["sts.amazonaws.com"]}}"#);
        let files = [
            Rc::new(parse("account.yaml", account)),
            Rc::new(parse("trust-policy.json", &policy)),
            Rc::new(parse("provider.json", &provider)),
        ];
        let fixes = fix::search(&files, &ask(), &run(&files, &ask()));
        let ids = fixes.iter().map(|fix| format!("{} {}", fix.kind.id(), fix.verdict.id()));
        ids.collect::<Vec<_>>()
    };
    assert_eq!(offered(""), ["correct-policy allow"]);
    let address = r#","IpAddress":{"aws:SourceIp":"203.0.113.0/24"}"#;
    assert_eq!(offered(address), ["correct-policy unknown", "rewrite-policy allow"]);
}

#[test]
fn a_fix_leaves_the_comment_behind_a_quoted_value() {
    let account = "apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: orders\n  \
                   namespace: shop\n  annotations:\n    \
                   eks.amazonaws.com/role-arn: 'arn:aws:iam:::111122223333:role/app'  # whose?\n";
    let files = [Rc::new(parse("account.yaml", account))];
    let report = run(&files, &ask());
    let fixes = fix::search(&files, &ask(), &report);
    let edits: Vec<&Edit> = fixes.first().unwrap().edits.iter().collect();
    let edited = fix::apply(account, &edits);
    assert!(edited.ends_with("\"arn:aws:iam::111122223333:role/app\"  # whose?\n"), "{edited}");
}
