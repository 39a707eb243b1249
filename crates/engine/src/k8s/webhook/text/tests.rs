use expect_test::{Expect, expect};

use crate::Text;
use crate::k8s::webhook::{WebhookSettings, admit_text, agent};

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

/// The file that EKS hands the webhook.
const ASSOCIATED: &str = r#"{"identities": [
    {"namespace": "shop", "serviceAccount": "baskets"},
    {"namespace": "shop"},
    {"namespace": "default", "serviceAccount": "orders"}
]}"#;

fn identities() -> Vec<(Text, Text)> {
    agent::identities(&crate::source::read(ASSOCIATED).documents[0].root).unwrap()
}

fn check(pods: &str, expected: &Expect) {
    let said = match admit_text(pods, ACCOUNTS, &identities(), &WebhookSettings::default()) {
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

#[test]
fn an_account_with_an_association_is_pointed_to_the_agent() {
    check(
        "\
kind: Deployment
metadata:
  name: baskets
  namespace: shop
spec:
  template:
    metadata:
      labels:
        app: baskets
    spec:
      serviceAccountName: baskets
      containers:
      - name: app
",
        &expect![[r#"
kind: Deployment
metadata:
  name: baskets
  namespace: shop
spec:
  template:
    metadata:
      labels:
        app: baskets
        eks.amazonaws.com/pod-identity: enabled
    spec:
      serviceAccountName: baskets
      containers:
      - name: app
        env:
        - name: AWS_CONTAINER_CREDENTIALS_FULL_URI
          value: http://169.254.170.23/v1/credentials
        - name: AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE
          value: /var/run/secrets/pods.eks.amazonaws.com/serviceaccount/eks-pod-identity-token
        volumeMounts:
        - name: eks-pod-identity-token
          readOnly: true
          mountPath: /var/run/secrets/pods.eks.amazonaws.com/serviceaccount
      volumes:
      - name: eks-pod-identity-token
        projected:
          sources:
          - serviceAccountToken:
              audience: pods.eks.amazonaws.com
              expirationSeconds: 86400
              path: eks-pod-identity-token
"#]],
    );
}

#[test]
fn associations_are_read_from_what_lists_them() {
    let check = |text: &str, expected: &[(&str, &str)]| {
        let root = crate::source::read(text).documents.remove(0).root;
        let found = agent::identities(&root);
        let found = found.iter().flatten().map(|(of, name)| (&**of, &**name));
        assert_eq!(found.collect::<Vec<_>>(), expected, "{text}");
    };
    let one = r#"{"namespace": "shop", "serviceAccount": "orders", "roleArn": "arn:…"}"#;
    check(&format!("{{\"association\": {one}}}"), &[("shop", "orders")]);
    check(&format!("{{\"associations\": [{one}, {{}}]}}"), &[("shop", "orders")]);
    check(&format!("{{\"identities\": [{one}]}}"), &[("shop", "orders")]);
    check("{\"identities\": []}", &[]);
    check(one, &[]);
}
