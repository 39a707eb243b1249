use expect_test::{Expect, expect};

use crate::k8s::webhook::{WebhookSettings, admit_text};

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
        "\
kind: Pod
metadata:
  name: orders
  namespace: shop
spec:
  serviceAccountName: orders
  containers:
  - name: app
    image: app
  restartPolicy: Never
",
        &expect![[r#"
            kind: Pod
            metadata:
              name: orders
              namespace: shop
            spec:
              serviceAccountName: orders
              containers:
              - name: app
                image: app
                env:
                - name: AWS_ROLE_ARN
                  value: arn:aws:iam::111122223333:role/orders
                - name: AWS_WEB_IDENTITY_TOKEN_FILE
                  value: /var/run/secrets/eks.amazonaws.com/serviceaccount/token
                volumeMounts:
                - name: aws-iam-token
                  readOnly: true
                  mountPath: /var/run/secrets/eks.amazonaws.com/serviceaccount
              restartPolicy: Never
              volumes:
              - name: aws-iam-token
                projected:
                  sources:
                  - serviceAccountToken:
                      audience: sts.amazonaws.com
                      expirationSeconds: 86400
                      path: token
        "#]],
    );
}

#[test]
fn an_account_that_is_not_known_changes_nothing() {
    check(
        "{kind: Pod, metadata: {name: a}, spec: {serviceAccountName: b}}",
        &expect![[r#"
            kind: Pod
            metadata:
              name: a
            spec:
              serviceAccountName: b
        "#]],
    );
}

#[test]
fn json_is_read_too() {
    check(
        r#"{"kind": "Pod", "metadata": {"namespace": "shop"},
            "spec": {"serviceAccountName": "orders", "containers": []}}"#,
        &expect![[r#"
            kind: Pod
            metadata:
              namespace: shop
            spec:
              serviceAccountName: orders
              containers: []
              volumes:
              - name: aws-iam-token
                projected:
                  sources:
                  - serviceAccountToken:
                      audience: sts.amazonaws.com
                      expirationSeconds: 86400
                      path: token
        "#]],
    );
}

#[test]
fn workloads_and_lists_are_changed_inside_and_other_documents_stay() {
    check(
        "\
---
kind: ConfigMap
---
---
kind: PodList
items:
- metadata: {namespace: shop}
  spec: {serviceAccountName: orders, containers: []}
---
kind: CronJob
metadata: {namespace: shop}
spec:
  schedule: '@daily'
  jobTemplate:
    spec:
      template:
        spec: {serviceAccountName: orders, containers: []}
",
        &expect![[r#"
            kind: ConfigMap
            ---
            kind: PodList
            items:
            - metadata:
                namespace: shop
              spec:
                serviceAccountName: orders
                containers: []
                volumes:
                - name: aws-iam-token
                  projected:
                    sources:
                    - serviceAccountToken:
                        audience: sts.amazonaws.com
                        expirationSeconds: 86400
                        path: token
            ---
            kind: CronJob
            metadata:
              namespace: shop
            spec:
              schedule: "@daily"
              jobTemplate:
                spec:
                  template:
                    spec:
                      serviceAccountName: orders
                      containers: []
                      volumes:
                      - name: aws-iam-token
                        projected:
                          sources:
                          - serviceAccountToken:
                              audience: sts.amazonaws.com
                              expirationSeconds: 86400
                              path: token
        "#]],
    );
}

#[test]
fn a_text_without_a_pod_is_refused() {
    check(
        "",
        &expect![[r#"
        kind-unknown
    "#]],
    );
    check(
        "kind: ConfigMap",
        &expect![[r#"
        kind-not-read
    "#]],
    );
    check(
        "kind: Pod\nmetadata: {annotations: {a: 1}}",
        &expect![[r#"
        annotation-not-string
    "#]],
    );
    check(
        "kind: [",
        &expect![[r#"
        yaml-syntax
    "#]],
    );
}
