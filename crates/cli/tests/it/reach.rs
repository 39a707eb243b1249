//! Which roles each service account can get, as the command says it.

use expect_test::{Expect, expect};

use crate::command::irsa;

const ISSUER: &str = "oidc.eks.eu-west-1.amazonaws.com/id/A";
const CLUSTER: &str = r#"--- cluster.json
{"cluster": {"name": "c", "arn": "arn:aws:eks:eu-west-1:111122223333:cluster/c",
  "identity": {"oidc": {"issuer": "https://oidc.eks.eu-west-1.amazonaws.com/id/A"}}}}
"#;
const PROVIDERS: &str = r#"--- provider.json
{"Url": "oidc.eks.eu-west-1.amazonaws.com/id/A", "ClientIDList": ["sts.amazonaws.com"]}
--- providers.json
{"OpenIDConnectProviderList": [{"Arn":
  "arn:aws:iam::111122223333:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/A"}]}
"#;

fn account(namespace: &str, name: &str) -> String {
    format!(
        "--- {namespace}-{name}.yaml\napiVersion: v1\nkind: ServiceAccount\n\
         metadata: {{namespace: {namespace}, name: {name}}}\n"
    )
}

fn role(account: &str, name: &str, operator: &str, subject: &str) -> String {
    format!(
        r#"--- {name}.json
{{"Role": {{"RoleName": "{name}", "Arn": "arn:aws:iam::{account}:role/{name}",
  "AssumeRolePolicyDocument": {{"Version": "2012-10-17", "Statement": [{{"Effect": "Allow",
    "Principal": {{"Federated": "arn:aws:iam::{account}:oidc-provider/{ISSUER}"}},
    "Action": "sts:AssumeRoleWithWebIdentity",
    "Condition": {{"{operator}": {{"{ISSUER}:sub": "system:serviceaccount:{subject}"}}}}}}]}}}}}}
"#
    )
}

/// Checks what the command prints of a scenario, and how it ends.
fn check(arguments: &[&str], parts: &[&str], status: i32, expected: &Expect) {
    let arguments = [&["reach"], arguments, &["-"]].concat();
    let ran = irsa(&arguments, &parts.concat());
    expected.assert_eq(&(ran.out + &ran.err));
    assert_eq!(ran.status, status);
}

#[test]
fn every_account_is_listed_with_the_roles_that_let_it_in() {
    let accounts = [account("shop", "orders"), account("shop", "cart"), account("dev", "x")];
    let roles = [
        role("111122223333", "reader", "StringEquals", "shop:orders"),
        role("111122223333", "shop", "StringLike", "shop:*"),
    ];
    let parts: Vec<&str> = accounts.iter().chain(&roles).map(String::as_str).collect();
    let parts = [&parts[..], &[CLUSTER, PROVIDERS]].concat();
    check(
        &[],
        &parts,
        0,
        &expect![[r#"
        shop/orders	arn:aws:iam::111122223333:role/reader
        shop/orders	arn:aws:iam::111122223333:role/shop
        shop/cart	arn:aws:iam::111122223333:role/shop
        dev/x	-
    "#]],
    );
    check(
        &["--json"],
        &parts,
        0,
        &expect![[r#"
        {"namespace":"shop","roles":["arn:aws:iam::111122223333:role/reader","arn:aws:iam::111122223333:role/shop"],"serviceAccount":"orders","unknown":[]}
        {"namespace":"shop","roles":["arn:aws:iam::111122223333:role/shop"],"serviceAccount":"cart","unknown":[]}
        {"namespace":"dev","roles":[],"serviceAccount":"x","unknown":[]}
    "#]],
    );
}

#[test]
fn a_provider_that_is_missing_lets_nobody_in_and_one_not_given_is_unknown() {
    let orders = account("shop", "orders");
    let own = role("111122223333", "reader", "StringEquals", "shop:orders");
    check(
        &[],
        &[&orders, &own, CLUSTER],
        2,
        &expect![[r#"
        shop/orders	arn:aws:iam::111122223333:role/reader	unknown
    "#]],
    );
    let none = "--- providers.json\n{\"OpenIDConnectProviderList\": []}\n";
    check(
        &[],
        &[&orders, &own, CLUSTER, none],
        0,
        &expect![[r#"
        shop/orders	-
    "#]],
    );
}

#[test]
fn without_an_issuer_nothing_is_said_to_be_reached() {
    let orders = account("shop", "orders");
    let own = role("111122223333", "reader", "StringEquals", "shop:orders");
    check(
        &[],
        &[&orders, &own],
        2,
        &expect![[r#"
        shop/orders	arn:aws:iam::111122223333:role/reader	unknown
    "#]],
    );
}

#[test]
fn a_pod_counts_for_its_account_even_where_that_was_not_given() {
    let pod = "--- pod.yaml\napiVersion: v1\nkind: Pod\nmetadata: {namespace: shop, name: p}\n\
               spec: {serviceAccountName: orders, containers: [{name: app, image: app}]}\n";
    let own = role("111122223333", "reader", "StringEquals", "shop:orders");
    check(
        &[],
        &[pod, &own, CLUSTER, PROVIDERS],
        0,
        &expect![[r#"
        shop/orders	arn:aws:iam::111122223333:role/reader
    "#]],
    );
}

#[test]
fn nothing_to_read_is_bad_usage() {
    let ran = irsa(&["reach"], "");
    assert_eq!(ran.status, 64);
    assert!(ran.err.contains("Name files"), "{}", ran.err);
}
