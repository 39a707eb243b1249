//! The command as a person or a CI job runs it: arguments, input, output and exit status.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use serde_json::Value;

pub(crate) struct Ran {
    pub(crate) status: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

pub(crate) fn irsa(arguments: &[&str], input: &str) -> Ran {
    let mut child = Command::new(env!("CARGO_BIN_EXE_irsa"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A command that needs no input may have gone already.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    let output = child.wait_with_output().unwrap();
    Ran {
        status: output.status.code().unwrap(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// A folder of files, removed when the test ends.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new(name: &str, files: &[(&str, &str)]) -> Self {
        let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _ = std::fs::remove_dir_all(&path);
        for (file, text) in files {
            let file = path.join(file);
            std::fs::create_dir_all(file.parent().unwrap()).unwrap();
            std::fs::write(file, text).unwrap();
        }
        Self(path)
    }

    pub(crate) fn path(&self) -> &str {
        self.0.to_str().unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

const ACCOUNTS: &str = "\
apiVersion: v1
kind: ServiceAccount
metadata:
  namespace: store
  name: orders
  annotations:
    eks.amazonaws.com/role-arn: arn:aws:iam::111122223333:role/S3Reader
";
const POD: &str = "\
apiVersion: v1
kind: Pod
metadata: {namespace: store, name: orders-1}
spec:
  serviceAccountName: orders
  containers:
  - {name: app, image: app}
";
const PROVIDER: &str =
    r#"{"Url": "oidc.eks.eu-west-1.amazonaws.com/id/A", "ClientIDList": ["sts.amazonaws.com"]}"#;
const POLICY: &str = r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
  "Principal": {"Federated": "arn:aws:iam::111122223333:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/A"},
  "Action": "sts:AssumeRoleWithWebIdentity",
  "Condition": {"StringEquals": {"oidc.eks.eu-west-1.amazonaws.com/id/A:sub": "system:serviceaccount:shop:orders"}}}]}"#;

fn broken(name: &str) -> Folder {
    let files = [
        ("service-account.yaml", ACCOUNTS),
        ("pod.yaml", POD),
        ("oidc-provider.json", PROVIDER),
        ("trust-policy.json", POLICY),
    ];
    Folder::new(name, &files)
}

#[test]
fn explain_denies_with_status_1_and_names_the_clause() {
    let folder = broken("explain-denies");
    let ran = irsa(&["explain", folder.path()], "");
    assert_eq!(ran.status, 1, "{}", ran.err);
    assert!(ran.out.starts_with("DENY  store/orders-1 → arn:aws:iam::111122223333:role/S3Reader"));
    assert!(ran.out.contains("trust-policy.json 4:79-4:114"), "{}", ran.out);
    assert!(
        ran.out.contains("AccessDenied: Not authorized to perform sts:AssumeRoleWithWebIdentity")
    );
}

#[test]
fn explain_speaks_korean() {
    let folder = broken("explain-korean");
    let ran = irsa(&["explain", "--lang", "ko", folder.path()], "");
    assert!(ran.out.starts_with("거부  store/orders-1"), "{}", ran.out);
}

#[test]
fn explain_allows_with_status_0() {
    let folder = broken("explain-allows");
    let mended = POLICY.replace("shop:orders", "store:orders");
    std::fs::write(folder.0.join("trust-policy.json"), mended).unwrap();
    assert_eq!(irsa(&["explain", folder.path()], "").status, 0);
}

#[test]
fn explain_is_unknown_with_status_2_and_says_what_would_decide() {
    let ran = irsa(&["explain", "-"], POLICY);
    assert_eq!(ran.status, 2);
    assert!(ran.out.contains("kubectl get pod"), "{}", ran.out);
}

#[test]
fn json_has_every_key_of_the_contract() {
    let folder = broken("json-keys");
    let ran = irsa(&["explain", "--json", folder.path()], "");
    let answer: Value = serde_json::from_str(&ran.out).unwrap();
    let keys: Vec<&str> = answer.as_object().unwrap().keys().map(String::as_str).collect();
    let expected = [
        "version", "engine", "pod", "role", "verdict", "gate", "reason", "sts", "identity", "call",
        "gates", "findings", "assumed", "missing", "observed", "fixes",
    ];
    for key in expected {
        assert!(keys.contains(&key), "{key} is missing");
    }
    assert_eq!(answer["version"], 1);
    assert_eq!(answer["verdict"], "deny");
    assert_eq!(answer["gate"], "trust");
    assert_eq!(answer["reason"], "subject-mismatch");
    assert_eq!(answer["sts"]["code"], "AccessDenied");
    assert_eq!(answer["sts"]["status"], 403);
    assert_eq!(answer["pod"]["serviceAccount"], "orders");
    assert_eq!(answer["call"], Value::Null);
    assert_eq!(answer["gates"].as_array().unwrap().len(), 11);
}

#[test]
fn the_narrowest_fix_applied_by_bytes_allows() {
    let folder = broken("json-fix");
    let ran = irsa(&["explain", "--json", folder.path()], "");
    let answer: Value = serde_json::from_str(&ran.out).unwrap();
    let fix = &answer["fixes"][0];
    assert_eq!(fix["verdict"], "allow");
    for edit in fix["edits"].as_array().unwrap() {
        let path = folder.0.join(edit["file"].as_str().unwrap());
        let text = std::fs::read_to_string(&path).unwrap();
        let at = |end: usize| usize::try_from(edit["bytes"][end].as_u64().unwrap()).unwrap();
        let (before, after) = (text.get(..at(0)).unwrap(), text.get(at(1)..).unwrap());
        let text = [before, edit["text"].as_str().unwrap(), after].concat();
        std::fs::write(&path, text).unwrap();
    }
    assert_eq!(irsa(&["explain", folder.path()], "").status, 0);
}

#[test]
fn several_pods_get_an_answer_each_and_pod_picks_one() {
    let folder = broken("several-pods");
    let other = POD.replace("orders", "billing");
    std::fs::write(folder.0.join("billing.yaml"), other).unwrap();
    let ran = irsa(&["explain", "--json", folder.path()], "");
    assert_eq!(ran.out.lines().count(), 2);
    let ran = irsa(&["explain", "--json", "--pod", "store/billing-1", folder.path()], "");
    let answer: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(answer["pod"]["serviceAccount"], "billing");
}

#[test]
fn a_scenario_stands_for_its_files() {
    let scenario = format!("--- pod.yaml\n{POD}--- sa.yaml\n{ACCOUNTS}");
    let ran = irsa(&["explain", "--json", "-"], &scenario);
    let answer: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(answer["gates"][1]["state"], "pass");
    assert_eq!(answer["gates"][1]["checks"][0]["at"]["file"], "sa.yaml");
}

#[test]
fn bad_usage_is_status_64_and_says_how() {
    let table: [(&[&str], &str); 7] = [
        (&[], "which command?"),
        (&["explode"], "there is no command `explode`"),
        (&["explain"], "explain what?"),
        (&["explain", "--lang", "fr", "x"], "there is no language `fr`"),
        (&["explain", "--now", "soon", "x"], "`soon` is no time"),
        (&["explain", "/nonexistent/path"], "/nonexistent/path: "),
        (&["admit"], "which accounts?"),
    ];
    for (arguments, message) in table {
        let ran = irsa(arguments, "");
        assert_eq!(ran.status, 64, "{arguments:?}");
        assert!(ran.err.contains(message), "{arguments:?}: {}", ran.err);
        assert_eq!(ran.out, "", "{arguments:?}");
    }
}

#[test]
fn authorize_answers_each_line_with_one_word() {
    let question = |subject: &str| {
        format!(
            r#"{{"policy": {}, "principal": "arn:aws:iam::111122223333:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/A", "context": {{"oidc.eks.eu-west-1.amazonaws.com/id/A:sub": "{subject}"}}}}"#,
            POLICY.replace('\n', " ")
        )
    };
    let (good, bad) = (question("system:serviceaccount:shop:orders"), question("x"));
    let input = format!("{good}\n{bad}\n{{\n");
    let ran = irsa(&["authorize"], &input);
    let lines: Vec<&str> = ran.out.lines().collect();
    assert_eq!(lines[..2], ["allow", "deny"]);
    assert!(lines[2].starts_with("error: "), "{}", lines[2]);
    assert_eq!(lines.len(), 3);
}

#[test]
fn admit_prints_the_mutated_pod_with_upstream_defaults() {
    let folder = broken("admit");
    let accounts = folder.0.join("service-account.yaml");
    let accounts = accounts.to_str().unwrap();
    let ran = irsa(&["admit", "--service-accounts", accounts], POD);
    assert_eq!(ran.status, 0, "{}", ran.err);
    assert!(ran.out.contains("name: AWS_ROLE_ARN"), "{}", ran.out);
    assert!(!ran.out.contains("AWS_REGION"));
    std::fs::write(folder.0.join("s.yaml"), "webhook: {profile: eks, region: eu-west-1}\n")
        .unwrap();
    let settings = folder.0.join("s.yaml");
    let settings = settings.to_str().unwrap();
    let ran = irsa(&["admit", "--service-accounts", accounts, "--settings", settings], POD);
    assert!(ran.out.contains("value: eu-west-1"), "{}", ran.out);
}

#[test]
fn admit_points_accounts_with_an_association_to_the_agent() {
    let folder = broken("associated");
    let path = |name: &str| folder.0.join(name).to_str().unwrap().to_owned();
    let accounts = path("service-account.yaml");
    let listed = r#"{"associations": [{"namespace": "store", "serviceAccount": "orders"}]}"#;
    std::fs::write(path("associations.json"), listed).unwrap();
    std::fs::write(path("none.json"), "{}").unwrap();
    let admit = |file: &str| {
        let associations = ["--pod-identity-associations", &path(file)];
        irsa(&[&["admit", "--service-accounts", &accounts], &associations[..]].concat(), POD)
    };
    let ran = admit("associations.json");
    assert_eq!(ran.status, 0, "{}", ran.err);
    assert!(ran.out.contains("value: http://169.254.170.23/v1/credentials"), "{}", ran.out);
    assert!(ran.out.contains("eks.amazonaws.com/pod-identity: enabled"), "{}", ran.out);
    assert!(!ran.out.contains("AWS_ROLE_ARN"), "{}", ran.out);
    let ran = admit("none.json");
    assert_eq!(ran.status, 64);
    assert!(ran.err.contains("no list of Pod Identity associations"), "{}", ran.err);
}

#[test]
fn check_runs_what_scenarios_expect_of_themselves() {
    let files = format!(
        "--- pod.yaml\n{POD}--- sa.yaml\n{ACCOUNTS}--- p.json\n{PROVIDER}\n--- t.json\n{POLICY}\n"
    );
    let good = format!(
        "{files}--- expect\nverdict deny\nbecause subject-mismatch\n--- checks\nallow shop/orders\n"
    );
    let bad = format!("{files}--- expect\nverdict allow\n");
    let folder = Folder::new("check", &[("good.scenario", &good), ("sub/bad.scenario", &bad)]);
    let ran = irsa(&["check", folder.path()], "");
    assert_eq!(ran.status, 1);
    assert!(ran.out.contains("expect:1: expected `verdict allow`, got `deny`"), "{}", ran.out);
    assert!(ran.out.ends_with("1 passed, 1 failed\n"), "{}", ran.out);
}

#[test]
fn rules_are_listed_with_evidence_and_source() {
    let ran = irsa(&["rules", "--json"], "");
    for line in ran.out.lines() {
        let rule: Value = serde_json::from_str(line).unwrap();
        let evidence = rule["evidence"].as_str().unwrap();
        let source = rule["source_url"].as_str().unwrap();
        let own = evidence == "model" && source.starts_with("ARCHITECTURE.md#");
        assert!(own || source.starts_with("https://"), "{line}");
        assert!(["aws-doc", "source", "observed", "model"].contains(&evidence), "{line}");
    }
    assert!(ran.out.lines().count() > 150);
}

#[test]
fn the_readme_shows_what_the_command_prints() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");
    let readme = std::fs::read_to_string(format!("{root}/README.md")).unwrap();
    let command = "$ irsa explain content/scenarios/home.scenario\n";
    let (_, shown) = readme.split_once(command).unwrap();
    let (shown, _) = shown.split_once("```").unwrap();
    let shown = shown.trim_end().trim_end_matches('…').trim_end();
    let ran = irsa(&["explain", &format!("{root}/content/scenarios/home.scenario")], "");
    assert!(ran.out.starts_with(shown), "the README shows\n{shown}\nnot\n{}", ran.out);
}

#[test]
fn two_that_share_a_name_get_an_answer_each() {
    let folder = broken("one-name");
    let job = "apiVersion: batch/v1\nkind: CronJob\nmetadata: {namespace: store, name: orders-1}\nspec:\n  jobTemplate:\n    spec:\n      template:\n        spec: {serviceAccountName: migrate, containers: [{name: app}]}\n";
    std::fs::write(folder.0.join("job.yaml"), job).unwrap();
    for arguments in [&["explain", "--json"][..], &["explain", "--json", "--pod", "store/orders-1"]]
    {
        let ran = irsa(&[arguments, &[folder.path()]].concat(), "");
        let account = |line: &str| {
            let answer: Value = serde_json::from_str(line).unwrap();
            answer["pod"]["serviceAccount"].as_str().unwrap().to_owned()
        };
        let accounts: Vec<String> = ran.out.lines().map(account).collect();
        assert_eq!(accounts, ["migrate", "orders"], "{arguments:?}");
    }
}

#[test]
fn a_list_that_jq_made_is_read() {
    let ran = irsa(
        &["explain", "--json", "-"],
        r#"[{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a"}, "spec": {"containers": [{"name": "c"}]}}]"#,
    );
    let answer: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(answer["pod"]["name"], "a");
    let assumed = answer["assumed"].as_array().unwrap();
    let assumed: Vec<&str> = assumed.iter().map(|it| it["what"].as_str().unwrap()).collect();
    assert!(assumed.contains(&"namespace") && assumed.contains(&"account"), "{assumed:?}");
}

#[test]
fn files_of_one_name_are_told_apart() {
    let folder = broken("same-name");
    for (from, to) in [("oidc-provider.json", "a/p.json"), ("trust-policy.json", "b/p.json")] {
        let to = folder.0.join(to);
        std::fs::create_dir_all(to.parent().unwrap()).unwrap();
        std::fs::rename(folder.0.join(from), to).unwrap();
    }
    let paths: Vec<String> = ["a", "b", "pod.yaml", "service-account.yaml"]
        .map(|name| folder.0.join(name).to_str().unwrap().to_owned())
        .to_vec();
    let arguments: Vec<&str> =
        ["explain", "--json"].into_iter().chain(paths.iter().map(String::as_str)).collect();
    let ran = irsa(&arguments, "");
    let answer: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(answer["verdict"], "deny", "{}", ran.out);
    let file = answer["fixes"][0]["edits"][0]["file"].as_str().unwrap();
    assert!(file.ends_with("b/p.json"), "{file}");
}
