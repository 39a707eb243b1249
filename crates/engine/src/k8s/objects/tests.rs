use super::*;
use crate::source::yaml;

fn read(text: &str) -> (Objects, Vec<Finding>) {
    let tree = yaml::parse(text);
    let (mut objects, mut findings) = (Objects::default(), tree.findings);
    for document in &tree.documents {
        objects.add(&document.root, &mut findings);
    }
    (objects, findings)
}

fn check_pods(text: &str, expected: &[&str]) {
    let (objects, findings) = read(text);
    assert_eq!(findings, [], "{text}");
    let pods = objects.pods.iter().map(|pod| {
        let live = if pod.live { " live" } else { "" };
        let owner = pod.owner.as_ref().map_or("", |owner| &owner.kind);
        let meta = &pod.metadata;
        let (namespace, name) = (meta.namespace(), &meta.name.value);
        format!("{owner} {namespace}/{name} as {}{live}", pod.account_name())
    });
    assert_eq!(pods.collect::<Vec<_>>(), expected, "{text}");
}

#[test]
fn a_pod_names_its_account_or_is_default() {
    check_pods("{kind: Pod, metadata: {name: a}}", &[" default/a as default"]);
    check_pods(
        "{kind: Pod, metadata: {name: a, namespace: shop}, spec: {serviceAccountName: orders}}",
        &[" shop/a as orders"],
    );
    check_pods(
        "{kind: Pod, metadata: {name: a}, spec: {serviceAccount: old}}",
        &[" default/a as old"],
    );
    check_pods(
        "{kind: Pod, metadata: {name: a}, spec: {serviceAccount: old, serviceAccountName: new}}",
        &[" default/a as new"],
    );
    check_pods(
        "{kind: Pod, metadata: {generateName: a-}, spec: {serviceAccountName: ''}}",
        &[" default/a- as default"],
    );
}

#[test]
fn a_stored_pod_is_live() {
    check_pods("{kind: Pod, metadata: {name: a, uid: 1-2}}", &[" default/a as default live"]);
    check_pods(
        "{kind: Pod, metadata: {name: a}, status: {phase: Running}}",
        &[" default/a as default live"],
    );
    // What `kubectl create --dry-run=client -o yaml` prints.
    check_pods(
        "{kind: Pod, metadata: {name: a, creationTimestamp: null}, status: {}}",
        &[" default/a as default"],
    );
}

#[test]
fn workloads_make_the_pod_of_their_template() {
    let template = "template: {metadata: {namespace: not-read}, spec: {serviceAccountName: sa}}";
    let workloads =
        ["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "ReplicationController", "Job"];
    for kind in workloads {
        let metadata = "metadata: {name: a, namespace: n, uid: 1-2}, status: {replicas: 1}";
        let text = format!("{{kind: {kind}, {metadata}, spec: {{{template}}}}}");
        check_pods(&text, &[&format!("{kind} n/a as sa")]);
    }
    let jobs = format!("spec: {{jobTemplate: {{spec: {{{template}}}}}}}");
    check_pods(
        &format!("{{kind: CronJob, metadata: {{name: a}}, {jobs}}}"),
        &["CronJob default/a as sa"],
    );
    check_pods(
        &format!("{{kind: PodTemplate, metadata: {{name: a}}, {template}}}"),
        &["PodTemplate default/a as sa"],
    );
    check_pods("{kind: Deployment, metadata: {name: a}, spec: }", &[]);
}

#[test]
fn labels_and_annotations_are_the_templates() {
    let (objects, _) = read(
        "\
kind: Deployment
metadata: {name: a, labels: {of: workload}, annotations: {of: workload}}
spec: {template: {metadata: {labels: {of: template}, annotations: {of: template}}, spec: {}}}
",
    );
    let metadata = &objects.pods[0].metadata;
    assert_eq!(&*metadata.label("of").unwrap().value.value, "template");
    assert_eq!(&*metadata.annotation("of").unwrap().value.value, "template");
}

#[test]
fn lists_are_flattened_and_kept_as_a_fact() {
    let check = |text: &str, accounts: usize, pods: usize, listings: &[&str]| {
        let (objects, findings) = read(text);
        assert_eq!(findings, [], "{text}");
        let listed: Vec<_> = objects.listings.iter().map(|one| &*one.kind).collect();
        let counts = (objects.accounts.len(), objects.pods.len());
        assert_eq!((counts, &*listed), ((accounts, pods), listings), "{text}");
    };
    check("{kind: ServiceAccount, metadata: {name: a}}", 1, 0, &[]);
    check("{kind: List, items: []}", 0, 0, &["List"]);
    check(
        "{kind: List, items: [{kind: Pod}, {kind: ServiceAccount}, {kind: Pod}]}",
        1,
        2,
        &["Pod", "ServiceAccount"],
    );
    check("{kind: ServiceAccountList, items: [{metadata: {name: a}}]}", 1, 0, &["ServiceAccount"]);
    check("{kind: PodList, items: []}", 0, 0, &["Pod"]);
    check("kind: Pod\n---\nkind: ServiceAccount\n", 1, 1, &[]);
}

#[test]
fn objects_beyond_the_limit_are_not_read() {
    let check = |count: usize, findings_expected: &[&str]| {
        let items = "- {kind: Namespace}\n".repeat(count);
        let (objects, findings) = read(&format!("kind: List\nitems:\n{items}---\nkind: Pod\n"));
        let ids: Vec<_> = findings.iter().map(|one| one.reason.rule().id).collect();
        assert_eq!(ids, findings_expected);
        assert_eq!(objects.namespaces.len() + objects.pods.len(), (count + 1).min(limits::OBJECTS));
    };
    check(limits::OBJECTS - 1, &[]);
    check(limits::OBJECTS, &["objects-too-many"]);
}

#[test]
fn other_kinds_are_named() {
    let (objects, _) = read("kind: ConfigMap\n---\nkind: Namespace\nmetadata: {name: shop}\n");
    assert_eq!(&*objects.others[0].value, "ConfigMap");
    assert_eq!(&*objects.namespaces[0].value, "shop");
}

#[test]
fn an_annotation_is_a_string() {
    let check = |written: &str, read_as: Option<&str>| {
        let text = format!("kind: ServiceAccount\nmetadata: {{annotations: {{k: {written}}}}}\n");
        let (objects, findings) = read(&text);
        let value = objects.accounts[0].metadata.annotation("k");
        assert_eq!(value.map(|pair| &*pair.value.value), read_as, "{text}");
        let ids: Vec<_> = findings
            .iter()
            .map(|one| (one.reason.rule().id, one.span.of(&text).to_owned()))
            .collect();
        match read_as {
            Some(_) => assert_eq!(ids, [], "{text}"),
            None => assert_eq!(ids, [("annotation-not-string", written.to_owned())], "{text}"),
        }
    };
    for word in ["word", "arn:aws:iam::1:role/a", "1h", "1.2.3", "yEs", "inf", "_1", "2026-01-01"] {
        check(word, Some(word));
    }
    check("'3600'", Some("3600"));
    check("\"true\"", Some("true"));
    check("''", Some(""));
    check("null", Some(""));
    let others = [
        "3600", "-1", "+1", "1_000", "0x1F", "0o17", "0b1", "1.5", "1e3", ".5", ".inf", "-.INF",
        "true", "True", "TRUE", "false", "yes", "No", "on", "OFF", "y", "[a]", "{a: b}",
    ];
    for other in others {
        check(other, None);
    }
}

#[test]
fn keys_are_exact_and_the_last_one_counts() {
    let (objects, _) = read(
        "\
kind: ServiceAccount
metadata:
  name: orders
  creationTimestamp: 2026-01-01T00:00:00Z
  annotations:
    eks.amazonaws.com/role-arn: first
    eks.amazonaws.com/Role-arn: other
    eks.amazonaws.com/role-arn: last
    eks.amazonaws.com/audience: aud
",
    );
    let account = &objects.accounts[0];
    assert_eq!(&*account.role_arn().unwrap().value, "last");
    assert_eq!(&*account.audience().unwrap().value, "aud");
    assert_eq!(account.token_expiration(), None);
    assert_eq!(account.regional_endpoints(), None);
    assert_eq!(account.metadata.created.unwrap().to_string(), "2026-01-01T00:00:00Z");
}

#[test]
fn merged_annotations_give_way_to_own_ones() {
    let (objects, _) = read(
        "\
base: &base {a: base, b: base}
kind: ServiceAccount
metadata:
  annotations:
    b: own
    <<: *base
",
    );
    let metadata = &objects.accounts[0].metadata;
    assert_eq!(&*metadata.annotation("a").unwrap().value.value, "base");
    assert_eq!(&*metadata.annotation("b").unwrap().value.value, "own");
}

#[test]
fn a_pod_says_what_runs_in_it() {
    let text = "\
kind: Pod
metadata: {name: a}
spec:
  hostNetwork: true
  nodeSelector: {kubernetes.io/os: windows}
  initContainers: [{name: i}]
  containers:
  - name: c
    envFrom: [{secretRef: {name: s}}]
    env:
    - {name: A, value: first}
    - {name: A, value: last}
    - {name: B, valueFrom: {secretKeyRef: {name: s, key: k}}}
    volumeMounts: [{name: v, mountPath: /v}]
  volumes:
  - name: v
    projected:
      sources:
      - configMap: {name: m}
      - serviceAccountToken: {audience: aud, expirationSeconds: 3600, path: token}
";
    let (objects, findings) = read(text);
    assert_eq!(findings, []);
    let pod = &objects.pods[0];
    assert!(pod.host_network && pod.windows);
    assert_eq!(&*pod.init_containers[0].name, "i");
    let container = &pod.containers[0];
    assert!(container.env_from && !pod.init_containers[0].env_from);
    let a = container.variable("A").unwrap().value.as_ref().unwrap();
    assert_eq!((&*a.value, a.span.of(text)), ("last", "last"));
    let b = container.variable("B").unwrap();
    assert!(b.from && b.value.is_none());
    let mount = &container.mounts[0];
    assert_eq!((&*mount.volume, &*mount.path.as_ref().unwrap().value), ("v", "/v"));
    let token = &pod.volumes[0].tokens[0];
    assert_eq!(&*token.audience.as_ref().unwrap().value, "aud");
    assert_eq!(token.expiration_seconds.as_ref().unwrap().value, 3600);
    assert_eq!(&*token.path.as_ref().unwrap().value, "token");
}
