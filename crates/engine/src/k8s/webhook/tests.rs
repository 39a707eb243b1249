use proptest::prelude::*;

use super::*;
use crate::finding::Severity;
use crate::k8s::Objects;
use crate::source::{Node, Value, yaml};

/// One case of `tests/rules.txt`: the lines of each section by its first word.
struct Case<'a> {
    sections: Vec<(&'a str, String)>,
}

impl<'a> Case<'a> {
    fn parse(text: &'a str) -> Self {
        let mut sections: Vec<(&str, String)> = Vec::new();
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            if let Some(line) = line.strip_prefix("  ") {
                let (_, body) = sections.last_mut().expect("a section before its lines");
                body.push_str(line);
                body.push('\n');
            } else {
                let (head, rest) = line.split_once(' ').unwrap_or((line, ""));
                sections.push((head, rest.to_owned()));
            }
        }
        Self { sections }
    }

    fn get(&self, head: &str) -> Option<&str> {
        self.sections.iter().find(|(one, _)| *one == head).map(|(_, body)| body.as_str())
    }

    fn settings(&self) -> WebhookSettings {
        settings(self.get("settings").unwrap_or("{}"))
    }

    fn account(&self) -> Option<ServiceAccount> {
        let annotations = self.get("account").expect("an account");
        (annotations != "unknown").then(|| account(annotations))
    }

    /// The webhook in its mode for the pod's account.
    fn admit(&self, pod: &Pod) -> Admitted {
        mode(self.get("associated").is_some())(pod, self.account().as_ref(), &self.settings())
    }
}

type Mode = fn(&Pod, Option<&ServiceAccount>, &WebhookSettings) -> Admitted;

fn mode(associated: bool) -> Mode {
    if associated { agent::admit } else { admit }
}

fn root(text: &str) -> Node {
    let mut tree = yaml::parse(text);
    assert_eq!(tree.findings, [], "{text}");
    tree.documents.remove(0).root
}

fn objects(text: &str) -> Objects {
    let (mut objects, mut findings) = (Objects::default(), Vec::new());
    objects.add(&root(text), &mut findings);
    assert!(findings.iter().all(|one| one.severity == Severity::Warning), "{text}: {findings:?}");
    objects
}

fn settings(text: &str) -> WebhookSettings {
    let mut findings = Vec::new();
    let settings = WebhookSettings::read(&root(text), &mut findings);
    assert_eq!(findings, [], "{text}");
    settings
}

/// An account whose annotations are written without their prefix.
fn account(annotations: &str) -> ServiceAccount {
    let mut text = String::from("kind: ServiceAccount\nmetadata:\n  annotations:\n    none: ''\n");
    for entry in root(annotations).entries() {
        let value = entry.value.text().expect("a word");
        text.push_str(&format!("    eks.amazonaws.com/{}: '{value}'\n", entry.key));
    }
    objects(&text).accounts.remove(0)
}

fn pod(text: &str) -> Pod {
    objects(&format!("kind: Pod\n{text}")).pods.remove(0)
}

/// The decision, a line for each thing it adds or leaves.
fn lines(decision: &Decision) -> String {
    let mutation = match decision {
        Decision::Untouched(why) => {
            let why = match why {
                Untouched::WebhookAbsent => "webhook-absent",
                Untouched::OptedOut(_) => "opted-out",
                Untouched::AccountUnknown => "account-unknown",
                Untouched::NoRole => "no-role",
            };
            return format!("untouched {why}\n");
        }
        Decision::Mutated(mutation) => mutation,
    };
    let mut lines = Vec::new();
    lines.extend(mutation.label.map(|(key, value)| format!("label {key}={value}")));
    if let Some(volume) = &mutation.volume {
        let (name, file) = (mutation.volume_name, volume.file);
        let name = format!("{name}/{file} ");
        let name = if name == "aws-iam-token/token " { "" } else { &name };
        lines.push(format!("volume {name}{} {}", volume.audience, volume.expiration_seconds));
    }
    for change in &mutation.containers {
        let name = format!("{}{}", if change.init { "init " } else { "" }, change.container);
        match &change.outcome {
            Outcome::Skipped => lines.push(format!("{name} skipped")),
            Outcome::Complete => lines.push(format!("{name} complete")),
            Outcome::Added { env, mount: None } if env.is_empty() => {
                lines.push(format!("{name} nothing"));
            }
            Outcome::Added { env, mount } => {
                lines.extend(env.iter().map(|(key, value)| format!("{name} env {key}={value}")));
                lines.extend(mount.iter().map(|path| format!("{name} mount {path}")));
            }
        }
    }
    lines.into_iter().map(|line| line + "\n").collect()
}

#[test]
fn adds_what_the_rules_say() {
    let rules = include_str!("tests/rules.txt");
    let cases = rules.split("\n\n").filter(|case| case.starts_with("case ")).map(Case::parse);
    let mut count = 0;
    for case in cases {
        let title = case.get("case").unwrap();
        assert!(case.get("source").is_some_and(|url| !url.is_empty()), "{title}: no source");
        let pod = pod(case.get("pod").unwrap());
        let admitted = case.admit(&pod);
        assert_eq!(lines(&admitted.decision), case.get("adds").unwrap(), "{title}");
        check_only_added(&pod, &admitted);
        check_settled(&admitted, |pod| case.admit(pod));
        count += 1;
    }
    assert_eq!(count, rules.matches("\ncase ").count());
}

/// Takes what the decision added out of the pod's text again: the text from before remains.
fn check_only_added(before: &Pod, admitted: &Admitted) {
    let (mut before, mut after) = ((*before.node).clone(), (*admitted.pod.node).clone());
    if let Some(mutation) = admitted.decision.mutation() {
        take_out(&mut after, mutation);
        for pod in [&mut before, &mut after] {
            take_off(pod, mutation.label);
        }
    }
    assert_eq!(bare(&after), bare(&before));
}

/// Takes a label off, and what is empty then.
fn take_off(pod: &mut Node, label: Option<(&str, &str)>) {
    let Some((key, _)) = label else { return };
    if pod.path(&["metadata", "labels"]).is_some() {
        let metadata = value_mut(pod, "metadata");
        entries_mut(value_mut(metadata, "labels")).retain(|entry| &*entry.key != key);
        let is_empty = |node: &Node| node.entries().is_empty();
        entries_mut(metadata).retain(|one| &*one.key != "labels" || !is_empty(&one.value));
        entries_mut(pod).retain(|one| &*one.key != "metadata" || !is_empty(&one.value));
    }
}

fn take_out(pod: &mut Node, mutation: &Mutation) {
    let spec = value_mut(pod, "spec");
    if let Some(volume) = &mutation.volume {
        let first = list_mut(spec, "volumes").remove(0);
        assert_eq!(
            first.get("name").and_then(Node::text).map(|name| &**name),
            Some(mutation.volume_name)
        );
        let token = first.get("projected").and_then(|projected| projected.get("sources"));
        let token = token.unwrap().items()[0].get("serviceAccountToken").unwrap();
        // An empty audience is left out.
        let audience = token.get("audience").and_then(Node::text);
        assert_eq!(audience, Some(&volume.audience).filter(|audience| !audience.is_empty()));
        let seconds = token.get("expirationSeconds").and_then(Node::integer);
        assert_eq!(seconds, Some(volume.expiration_seconds));
        drop_if_empty(spec, "volumes");
    }
    let mut index = [0, 0];
    for change in &mutation.containers {
        let list = list_mut(spec, if change.init { "initContainers" } else { "containers" });
        let container = &mut list[index[usize::from(change.init)]];
        index[usize::from(change.init)] += 1;
        let Outcome::Added { env, mount } = &change.outcome else { continue };
        for (name, value) in env.iter().rev() {
            let last = list_mut(container, "env").pop().unwrap();
            assert_eq!(last.get("name").unwrap().text().unwrap().as_ref(), *name);
            assert_eq!(last.get("value").unwrap().text().unwrap(), value);
        }
        if let Some(path) = mount {
            let last = list_mut(container, "volumeMounts").pop().unwrap();
            assert_eq!(last.get("mountPath").unwrap().text().unwrap(), path);
            assert_eq!(last.get("readOnly").unwrap().boolean(), Some(true));
        }
        drop_if_empty(container, "env");
        drop_if_empty(container, "volumeMounts");
    }
}

fn entries_mut(node: &mut Node) -> &mut Vec<crate::source::Entry> {
    match &mut node.value {
        Value::Map(entries) => entries,
        other => panic!("no map: {other:?}"),
    }
}

fn value_mut<'a>(node: &'a mut Node, key: &str) -> &'a mut Node {
    let entry = entries_mut(node).iter_mut().find(|entry| &*entry.key == key);
    &mut entry.unwrap_or_else(|| panic!("no {key}")).value
}

fn list_mut<'a>(node: &'a mut Node, key: &str) -> &'a mut Vec<Node> {
    match &mut value_mut(node, key).value {
        Value::List(items) => items,
        other => panic!("no list: {other:?}"),
    }
}

fn drop_if_empty(node: &mut Node, key: &str) {
    entries_mut(node).retain(|entry| {
        &*entry.key != key || !matches!(&entry.value.value, Value::List(l) if l.is_empty())
    });
}

/// The tree without its spans.
fn bare(node: &Node) -> String {
    match &node.value {
        Value::Map(entries) => {
            let entries = entries.iter().map(|one| format!("{}: {}", one.key, bare(&one.value)));
            format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
        }
        Value::List(items) => format!("{:?}", items.iter().map(bare).collect::<Vec<_>>()),
        Value::Alias(target) => bare(target),
        other => format!("{other:?}"),
    }
}

/// Kubernetes may call the webhook again after other webhooks; it has nothing more to add.
fn check_settled(admitted: &Admitted, admit: impl Fn(&Pod) -> Admitted) {
    let again = admit(&admitted.pod);
    assert!(again.decision.mutation().is_none_or(Mutation::is_empty), "{:?}", again.decision);
    assert_eq!(again.pod.node, admitted.pod.node);
}

fn containers(min: usize) -> impl Strategy<Value = String> {
    let variable = proptest::sample::select(vec![
        "{name: AWS_ROLE_ARN, value: mine}",
        "{name: AWS_WEB_IDENTITY_TOKEN_FILE, valueFrom: {fieldRef: {fieldPath: metadata.name}}}",
        "{name: AWS_REGION, value: paris}",
        "{name: AWS_DEFAULT_REGION}",
        "{name: AWS_STS_REGIONAL_ENDPOINTS, value: legacy}",
        "{name: AWS_CONTAINER_CREDENTIALS_FULL_URI, value: 'http://localhost'}",
        "{name: AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE}",
        "{name: OTHER, value: '1'}",
    ]);
    let mount = proptest::sample::select(vec![
        "{name: aws-iam-token, mountPath: /mine}",
        "{name: eks-pod-identity-token, mountPath: /mine}",
        "{name: data, mountPath: /data, readOnly: true}",
    ]);
    let env = proptest::collection::vec(variable, 1..5);
    let mounts = proptest::collection::vec(mount, 1..3);
    let container = ("[abc]", proptest::option::of(env), proptest::option::of(mounts));
    let container = container.prop_map(|(name, env, mounts)| {
        let env = env.map_or(String::new(), |env| format!(", env: [{}]", env.join(", ")));
        let mounts =
            mounts.map_or(String::new(), |all| format!(", volumeMounts: [{}]", all.join(", ")));
        format!("{{name: {name}, image: i{env}{mounts}, resources: {{limits: {{cpu: 1}}}}}}")
    });
    proptest::collection::vec(container, min..4).prop_map(|all| format!("[{}]", all.join(", ")))
}

fn pods() -> impl Strategy<Value = String> {
    let volumes = proptest::sample::select(vec![
        "",
        "  volumes: [{name: data, emptyDir: {}}]\n",
        "  volumes: [{name: aws-iam-token, emptyDir: {}}, {name: data}]\n",
    ]);
    let skip = proptest::option::of(proptest::sample::select(vec!["a", "a,b", "\"a\",c", "\"a"]));
    let init = proptest::option::of(containers(1));
    (skip, init, containers(0), volumes).prop_map(|(skip, init, main, volumes)| {
        let skip = skip.map_or(String::new(), |names| {
            format!("metadata: {{annotations: {{eks.amazonaws.com/skip-containers: '{names}'}}}}\n")
        });
        let init = init.map_or(String::new(), |init| format!("  initContainers: {init}\n"));
        format!("{skip}spec:\n  dnsPolicy: Default\n{init}  containers: {main}\n{volumes}")
    })
}

proptest! {
    #[test]
    fn adds_once_and_touches_nothing_else(
        text in pods(),
        eks in any::<bool>(),
        associated in any::<bool>(),
    ) {
        let settings = if eks { WebhookSettings::eks("us-west-2") } else { <_>::default() };
        let account = account("role-arn: arn:aws:iam::111122223333:role/app");
        let pod = pod(&text);
        let admit = |pod: &Pod| mode(associated)(pod, Some(&account), &settings);
        let admitted = admit(&pod);
        check_only_added(&pod, &admitted);
        check_settled(&admitted, admit);
    }
}

#[test]
fn skip_containers_is_one_csv_record() {
    let table: [(&str, Option<&[&str]>); 17] = [
        ("", Some(&[])),
        ("a", Some(&["a"])),
        ("a,b", Some(&["a", "b"])),
        ("a, b", Some(&["a", " b"])),
        ("a,", Some(&["a", ""])),
        ("a\nb", Some(&["a"])),
        ("a\r\nb", Some(&["a"])),
        ("\n\r\na", Some(&["a"])),
        ("a\r", Some(&["a"])),
        ("\"a\",b", Some(&["a", "b"])),
        ("\"a,b\"", Some(&["a,b"])),
        ("\"a\"\"b\"", Some(&["a\"b"])),
        ("\"a\nb\",c\nd", Some(&["a\nb", "c"])),
        ("a\"b", None),
        ("\"a\"b", None),
        ("\"a", None),
        (" \"a\"", None),
    ];
    for (text, names) in table {
        let read = skip::record(text);
        let read = read.as_ref().map(|all| all.iter().map(String::as_str).collect::<Vec<_>>());
        assert_eq!(read.as_deref(), names, "{text:?}");
    }
}

#[test]
fn settings_say_what_they_can_not_read() {
    let check = |text: &str, ids: &[&str]| {
        let mut findings = Vec::new();
        let settings = WebhookSettings::read(&root(text), &mut findings);
        let found: Vec<_> = findings.iter().map(|one| one.reason.rule().id).collect();
        assert_eq!(found, ids, "{text}");
        assert_eq!(settings, WebhookSettings::default(), "{text}");
    };
    check("{}", &[]);
    check("{region: , audience: null}", &[]);
    check("mountpath: /token", &["setting-unknown"]);
    check("profile: EKS", &["setting-invalid"]);
    check("present: 'yes'", &["setting-invalid"]);
    check("tokenExpiration: 1h", &["setting-invalid"]);
    check("jitterSeconds: 7201", &["setting-invalid"]);
    check(
        "{region: {}, stsRegionalEndpoint: 1, colour: red}",
        &["setting-invalid", "setting-invalid", "setting-unknown"],
    );
}

#[test]
fn profiles_differ_in_region_and_endpoint() {
    let check = |text: &str, region: Option<&str>, endpoint: bool| {
        let settings = settings(text);
        assert_eq!(settings.region().as_deref(), region, "{text}");
        assert_eq!(settings.regional_endpoint(), endpoint, "{text}");
    };
    check("{}", None, false);
    check("profile: upstream", None, false);
    check("profile: eks", Some("us-east-1"), true);
    check("{region: eu-west-1, profile: eks}", Some("eu-west-1"), true);
    check("{profile: eks, stsRegionalEndpoint: false}", Some("us-east-1"), false);
    check("{profile: eks, region: ''}", Some(""), true);
}

#[test]
fn says_what_the_webhook_only_logs() {
    let check = |text: &str, expected: &[(&str, &str)]| {
        let (mut objects, mut findings) = (Objects::default(), Vec::new());
        objects.add(&root(text), &mut findings);
        let found = findings.iter().map(|one| (one.reason.rule().id, one.span.of(text)));
        assert_eq!(found.collect::<Vec<_>>(), expected, "{text}");
    };
    let account = |annotation: &str| {
        format!(
            "kind: ServiceAccount\nmetadata: {{annotations: {{eks.amazonaws.com/{annotation}}}}}"
        )
    };
    check(&account("token-expiration: '600'"), &[]);
    check(&account("token-expiration: '599'"), &[("token-expiration-raised", "'599'")]);
    check(&account("token-expiration: 1h"), &[("token-expiration-ignored", "1h")]);
    check(&account("sts-regional-endpoints: 'true'"), &[]);
    check(&account("sts-regional-endpoints: 'yes'"), &[("regional-endpoints-ignored", "'yes'")]);
    let pod = |list: &str| {
        format!(
            "kind: Pod\nmetadata: {{annotations: {{eks.amazonaws.com/skip-containers: {list}}}}}\n\
             spec: {{initContainers: [{{name: a}}], containers: [{{name: b}}]}}"
        )
    };
    check(&pod("'a,b'"), &[]);
    check(&pod("'a, b'"), &[("skip-list-mismatch", "'a, b'")]);
    check(&pod("'a\"'"), &[("skip-list-ignored", "'a\"'")]);
}
