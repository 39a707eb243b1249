//! What is written, and where, when somebody fills in a field.

use expect_test::{Expect, expect};
use irsa_cluster::ways::console;

use super::{Texts, apply, blank, edits, forms, one, parses, preset};

/// The lines that go and come where a field is filled in.
fn check(texts: &Texts, [about, id, value]: [&str; 3], expected: Expect) {
    let forms = forms(texts);
    let edits = edits(blank(&forms, about, id), value);
    assert!(!edits.is_empty(), "{id} takes no {value:?}");
    let after = apply(texts, &edits);
    let mut out = String::new();
    for ((name, before), (_, after)) in texts.iter().zip(&after).filter(|(a, b)| a != b) {
        out += &format!("{name}\n");
        let (old, new): (Vec<_>, Vec<_>) = (before.lines().collect(), after.lines().collect());
        let head = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
        let same = |(a, b): &(&&str, &&str)| a == b;
        let tail = old[head..].iter().rev().zip(new[head..].iter().rev()).take_while(same).count();
        old[head..old.len() - tail].iter().for_each(|line| out += &format!("-{line}\n"));
        new[head..new.len() - tail].iter().for_each(|line| out += &format!("+{line}\n"));
    }
    expected.assert_eq(&out);
    parses(&after);
}

#[test]
fn a_value_is_written_where_it_stands() {
    let worker = "aws_eks_node_group.worker";
    check(
        &preset(),
        ["aws_eks_cluster.main", "name", "shop"],
        expect![[r#"
        cluster.tf
        -  name     = "demo"
        +  name     = "shop"
    "#]],
    );
    // Through a local value, which the group refers to.
    check(
        &preset(),
        [worker, "min", "3"],
        expect![[r#"
        nodes.tf
        -    worker  = { type = "t3.medium", disk = 20, min = 2, max = 4, desired = 2 }
        +    worker  = { type = "t3.medium", disk = 20, min = 3, max = 4, desired = 2 }
    "#]],
    );
    // In the launch template, which the group takes its machines from.
    check(
        &preset(),
        [worker, "instances", "m5.large"],
        expect![[r#"
        nodes.tf
        -    worker  = { type = "t3.medium", disk = 20, min = 2, max = 4, desired = 2 }
        +    worker  = { type = "m5.large", disk = 20, min = 2, max = 4, desired = 2 }
    "#]],
    );
}

#[test]
fn lists_and_blocks_are_written_as_a_whole() {
    let (worker, jenkins) = ("aws_eks_node_group.worker", "aws_eks_node_group.jenkins");
    check(
        &preset(),
        [worker, "labels", "role=worker, tier=web"],
        expect![[r#"
        nodes.tf
        -  labels     = { role = "worker" }
        +  labels     = { "role" = "worker", "tier" = "web" }
    "#]],
    );
    check(
        &preset(),
        [jenkins, "taints", "only=ci:NO_EXECUTE"],
        expect![[r#"
        nodes.tf
        -    key    = "dedicated"
        -    value  = "jenkins"
        -    effect = "NO_SCHEDULE"
        +    key    = "only"
        +    value  = "ci"
        +    effect = "NO_EXECUTE"
    "#]],
    );
    check(
        &preset(),
        [jenkins, "taints", ""],
        expect![[r#"
        nodes.tf
        -  taint {
        -    key    = "dedicated"
        -    value  = "jenkins"
        -    effect = "NO_SCHEDULE"
        -  }
    "#]],
    );
    // The zones of a list that subnets are counted from.
    let zones = "ap-northeast-2a, ap-northeast-2b, ap-northeast-2c";
    check(
        &preset(),
        ["aws_eks_cluster.main", "zones", zones],
        expect![[r#"
        network.tf
        -  zones = ["ap-northeast-2a", "ap-northeast-2c"]
        +  zones = ["ap-northeast-2a", "ap-northeast-2b", "ap-northeast-2c"]
    "#]],
    );
    // A condition of the trust policy, in the statement of a data source.
    let subject = "system:serviceaccount:shop:billing";
    check(
        &preset(),
        ["aws_iam_role.orders", "subject", subject],
        expect![[r#"
        irsa.tf
        -      values   = ["system:serviceaccount:shop:orders"]
        +      values   = ["system:serviceaccount:shop:billing"]
    "#]],
    );
}

#[test]
fn a_value_that_nobody_set_gets_a_place() {
    let cluster = "aws_eks_cluster.main";
    check(
        &preset(),
        [cluster, "authentication", "API"],
        expect![[r#"
        cluster.tf
        +  access_config {
        +    authentication_mode = "API"
        +  }
    "#]],
    );
    check(
        &preset(),
        [cluster, "endpoint", "private"],
        expect![[r#"
        cluster.tf
        +    endpoint_public_access = false
        +    endpoint_private_access = true
    "#]],
    );
    check(
        &preset(),
        [cluster, "secrets_key", "arn:aws:kms:us-east-1:111122223333:key/k"],
        expect![[r#"
        cluster.tf
        +  encryption_config {
        +    resources = ["secrets"]
        +    provider {
        +      key_arn = "arn:aws:kms:us-east-1:111122223333:key/k"
        +    }
        +  }
    "#]],
    );
    check(
        &preset(),
        [cluster, "logs", "audit"],
        expect![[r#"
        cluster.tf
        +  enabled_cluster_log_types = ["audit"]
    "#]],
    );
}

#[test]
fn what_is_not_there_gets_a_block() {
    let cluster = "aws_eks_cluster.main";
    check(
        &preset(),
        [cluster, "addons", "coredns"],
        expect![[r#"
        cluster.tf
        +
        +resource "aws_eks_addon" "coredns" {
        +  cluster_name = aws_eks_cluster.main.name
        +  addon_name   = "coredns"
        +}
    "#]],
    );
    check(
        &preset(),
        ["aws_eks_node_group.worker", "taints", "a=b:NO_EXECUTE"],
        expect![[r#"
        nodes.tf
        +  taint {
        +    key    = "a"
        +    value  = "b"
        +    effect = "NO_EXECUTE"
        +  }
    "#]],
    );
    check(
        &preset(),
        ["aws_eks_node_group.worker", "capacity", "SPOT"],
        expect![[r#"
        nodes.tf
        +  capacity_type   = "SPOT"
    "#]],
    );
    let policy = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess";
    check(
        &preset(),
        ["aws_iam_role.orders", "policies", policy],
        expect![[r#"
        irsa.tf
        +resource "aws_iam_role_policy_attachment" "orders" {
        +  for_each   = toset(["arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"])
        +  role       = aws_iam_role.orders.name
        +  policy_arn = each.key
        +}
        +
    "#]],
    );
}

#[test]
fn a_bare_block_is_opened_and_gets_what_stands_beside_it() {
    let bare = one("resource \"aws_eks_cluster\" \"c\" {}\n");
    check(
        &bare,
        ["", "name", "c"],
        expect![[r#"
        main.tf
        -resource "aws_eks_cluster" "c" {}
        +resource "aws_eks_cluster" "c" {
        +  name = "c"
        +}
    "#]],
    );
    check(
        &bare,
        ["", "region", "eu-west-1"],
        expect![[r#"
        main.tf
        +provider "aws" {
        +  region = "eu-west-1"
        +}
        +
    "#]],
    );
    check(
        &bare,
        ["", "provider", "true"],
        expect![[r#"
        main.tf
        +
        +resource "aws_iam_openid_connect_provider" "main" {
        +  url            = aws_eks_cluster.c.identity[0].oidc[0].issuer
        +  client_id_list = ["sts.amazonaws.com"]
        +}
    "#]],
    );
}

#[test]
fn what_is_taken_out_leaves_nothing_behind() {
    let texts = one(&console(&[
        ("logs", "api"),
        ("secrets_key", "arn:aws:kms:us-east-1:111122223333:key/k"),
        ("addons", "vpc-cni,coredns"),
    ]));
    check(
        &texts,
        ["", "logs", "api"],
        expect![[r#"
        main.tf
        -  enabled_cluster_log_types     = ["api"]
    "#]],
    );
    check(
        &texts,
        ["", "addons", "vpc-cni"],
        expect![[r#"
        main.tf
        -  for_each     = toset(["vpc-cni"])
        +  for_each     = toset([])
    "#]],
    );
    check(
        &texts,
        ["", "addons", "coredns"],
        expect![[r#"
        main.tf
        -  for_each     = toset(["coredns"])
        +  for_each     = toset([])
    "#]],
    );
    check(
        &texts,
        ["", "secrets_key", ""],
        expect![[r#"
        main.tf
        -  encryption_config {
        -    resources = ["secrets"]
        -
        -    provider {
        -      key_arn = "arn:aws:kms:us-east-1:111122223333:key/k"
        -    }
        -  }
    "#]],
    );
}

#[test]
fn a_block_is_taken_out_as_a_whole() {
    let alone = one(&format!(
        "{}\nresource \"aws_eks_addon\" \"cni\" {{\n  cluster_name = aws_eks_cluster.main.name\n  \
         addon_name   = \"vpc-cni\"\n}}\n",
        console(&[("addons", "")])
    ));
    check(
        &alone,
        ["", "addons", "vpc-cni"],
        expect![[r#"
        main.tf
        -
        -resource "aws_eks_addon" "cni" {
        -  cluster_name = aws_eks_cluster.main.name
        -  addon_name   = "vpc-cni"
        -}
    "#]],
    );
}
