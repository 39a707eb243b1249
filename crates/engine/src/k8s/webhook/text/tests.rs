    use crate::k8s::webhook::{WebhookSettings, admit_text};
    use expect_test::{Expect, expect};

    const ACCOUNTS: &str = "\
apiVersion: v1
kind: List
items:
- kind: ServiceAccount
  metadata: {name: default}
- kind: ServiceAccount
  metadata:
    name: orders
    namespace: shop
    annotations:
      eks.amazonaws.com/role-arn: arn:aws:iam::111122223333:role/orders
";

    fn check(pods: &str, expected: &Expect) {
        let said = match admit_text(pods, ACCOUNTS, &WebhookSettings::default()) {
            Ok(text) => text,
            Err(refused) => {
                let findings = refused.pods.iter().chain(&refused.accounts);
                findings.map(|one| format!("{}\n", one.reason.rule().id)).collect()
            }
        };
        expected.assert_eq(&said);
    }

#[test]
fn a_pod_is_printed_as_admitted() {
    check(
        "# kept in mind, not in the text\nkind: Pod\nmetadata:\n  name: orders\n  namespace: shop\nspec:\n  serviceAccountName: orders\n  containers:\n  - name: app\n    image: app\n  restartPolicy: Never\n",
        &expect![[""]],
    );
}

#[test]
fn json_is_read_too() {
    check(
        r#"{"kind": "Pod", "metadata": {"name": "orders"}, "spec": {"containers": [{"name": "app"}]}}"#,
        &expect![[""]],
    );
}

#[test]
fn workloads_and_lists_are_changed_inside_and_other_documents_stay() {
    check(
        "kind: ConfigMap\n---\nkind: PodList\nitems:\n- metadata: {namespace: shop}\n  spec: {serviceAccountName: orders, containers: []}\n---\nkind: CronJob\nmetadata: {namespace: shop}\nspec:\n  schedule: '@daily'\n  jobTemplate:\n    spec:\n      template:\n        spec: {serviceAccountName: orders, containers: []}\n",
        &expect![[""]],
    );
}

#[test]
fn a_text_without_a_pod_is_refused() {
    check("", &expect![[""]]);
    check("kind: ConfigMap", &expect![[""]]);
    check("kind: Pod\nmetadata: {annotations: {a: 1}}", &expect![[""]]);
    check("kind: [", &expect![[""]]);
}
