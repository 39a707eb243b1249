//! What an apply makes, and when.

use expect_test::{Expect, expect};
use irsa_cluster::{Progress, State, apply, plan};

/// The lines of an apply, but those that say that something goes on.
fn check(before: &State, text: &str, until: Option<u32>, expected: Expect) -> State {
    let applied = apply(&[("main.tf", text)], before, until);
    let events = applied.events.iter().filter(|event| !event.text.starts_with("Still"));
    // What follows in a long error is in no other words.
    let text = |text: &str| text.chars().take(60).collect::<String>();
    let mut out: String = events
        .map(|event| format!("{:<5}{}: {}\n", event.t, event.address, text(&event.text)))
        .collect();
    for (address, progress) in &applied.resources {
        if ![Progress::Created, Progress::Unchanged].contains(progress) {
            out.push_str(&format!("end  {address} {}\n", progress.id()));
        }
    }
    expected.assert_eq(&out);
    applied.state
}

const CLUSTER: &str = r#"
resource "aws_iam_role" "node" {
  name                = "node"
  managed_policy_arns = [for name in ["AmazonEKSWorkerNodePolicy", "AmazonEKS_CNI_Policy"] : "arn:aws:iam::aws:policy/${name}"]

  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } }] })
}

resource "aws_eks_cluster" "main" {
  name     = "demo"
  role_arn = "arn:aws:iam::111122223333:role/cluster"
  vpc_config {
    subnet_ids = ["subnet-a", "subnet-b"]
  }
}

resource "aws_eks_node_group" "worker" {
  for_each        = toset(["worker", "jenkins"])
  cluster_name    = aws_eks_cluster.main.name
  node_group_name = each.key
  node_role_arn   = aws_iam_role.node.arn
  subnet_ids      = ["subnet-a", "subnet-b"]
  scaling_config {
    min_size     = 1
    max_size     = 3
    desired_size = 2
  }
}

resource "aws_eks_addon" "dns" {
  cluster_name = aws_eks_cluster.main.name
  addon_name   = "coredns"
  depends_on   = [aws_eks_node_group.worker]
}
"#;

#[test]
fn a_cluster_comes_up() {
    check(
        &State::default(),
        CLUSTER,
        None,
        expect![[r#"
            0    aws_eks_cluster.main: Creating...
            0    aws_iam_role.node: Creating...
            1    aws_iam_role.node: Creation complete after 1s [id=node]
            520  aws_eks_cluster.main: Creation complete after 8m40s [id=demo]
            520  aws_eks_node_group.worker["jenkins"]: Creating...
            520  aws_eks_node_group.worker["worker"]: Creating...
            630  aws_eks_node_group.worker["jenkins"]: Creation complete after 1m50s [id=demo:jenkins]
            630  aws_eks_node_group.worker["worker"]: Creation complete after 1m50s [id=demo:worker]
            630  aws_eks_addon.dns: Creating...
            665  aws_eks_addon.dns: Creation complete after 35s [id=demo:coredns]
        "#]],
    );
}

#[test]
fn the_dns_add_on_without_nodes_is_given_up_and_made_again() {
    let text = CLUSTER.replace("  depends_on   = [aws_eks_node_group.worker]\n", "");
    let (start, rest) = text.split_once("resource \"aws_eks_node_group\"").unwrap();
    let addon = rest.split_once("resource \"aws_eks_addon\"").unwrap().1;
    let without_nodes = format!("{start}resource \"aws_eks_addon\"{addon}");
    let left = check(
        &State::default(),
        &without_nodes,
        None,
        expect![[r#"
            0    aws_eks_cluster.main: Creating...
            0    aws_iam_role.node: Creating...
            1    aws_iam_role.node: Creation complete after 1s [id=node]
            520  aws_eks_cluster.main: Creation complete after 8m40s [id=demo]
            520  aws_eks_addon.dns: Creating...
            1720 aws_eks_addon.dns: Error: waiting for EKS Add-On (coredns) create: timeout whil
            end  aws_eks_addon.dns failed
        "#]],
    );
    let again = plan(&[("main.tf", &without_nodes)], &left);
    let dns = again.changes.iter().find(|change| change.address == "aws_eks_addon.dns").unwrap();
    assert_eq!((dns.action.id(), &*dns.because), ("replace", "is tainted, so must be replaced"));
    check(
        &left,
        CLUSTER,
        None,
        expect![[r#"
            0    aws_eks_addon.dns: Destroying... [id=demo:coredns]
            0    aws_eks_node_group.worker["jenkins"]: Creating...
            0    aws_eks_node_group.worker["worker"]: Creating...
            15   aws_eks_addon.dns: Destruction complete after 15s
            110  aws_eks_node_group.worker["jenkins"]: Creation complete after 1m50s [id=demo:jenkins]
            110  aws_eks_node_group.worker["worker"]: Creation complete after 1m50s [id=demo:worker]
            110  aws_eks_addon.dns: Creating...
            145  aws_eks_addon.dns: Creation complete after 35s [id=demo:coredns]
        "#]],
    );
}

#[test]
fn a_name_that_is_taken_stops_what_waits_for_it() {
    let text = r#"
resource "aws_iam_role" "a" {
  name               = "same"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } }] })
}

resource "aws_iam_role" "b" {
  name               = aws_iam_role.a.name
  assume_role_policy = aws_iam_role.a.assume_role_policy
}

resource "aws_iam_role_policy_attachment" "b" {
  role       = aws_iam_role.b.name
  policy_arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"
}

resource "aws_ecr_repository" "shop" {
  name = "shop"
}
"#;
    check(
        &State::default(),
        text,
        None,
        expect![[r#"
            0    aws_ecr_repository.shop: Creating...
            0    aws_iam_role.a: Creating...
            1    aws_ecr_repository.shop: Creation complete after 1s [id=shop]
            1    aws_iam_role.a: Creation complete after 1s [id=same]
            1    aws_iam_role.b: Creating...
            2    aws_iam_role.b: Error: EntityAlreadyExists: Role with name same already exis
            end  aws_iam_role.b failed
            end  aws_iam_role_policy_attachment.b skipped
        "#]],
    );
}

#[test]
fn a_replacement_goes_down_in_the_other_order() {
    let state = State::of(&[("main.tf", CLUSTER)]);
    check(
        &state,
        &CLUSTER.replace("\"demo\"", "\"other\""),
        None,
        expect![[r#"
            0    aws_eks_addon.dns: Destroying... [id=demo:coredns]
            15   aws_eks_addon.dns: Destruction complete after 15s
            15   aws_eks_node_group.worker["jenkins"]: Destroying... [id=demo:jenkins]
            15   aws_eks_node_group.worker["worker"]: Destroying... [id=demo:worker]
            195  aws_eks_node_group.worker["jenkins"]: Destruction complete after 3m0s
            195  aws_eks_node_group.worker["worker"]: Destruction complete after 3m0s
            195  aws_eks_cluster.main: Destroying... [id=demo]
            435  aws_eks_cluster.main: Destruction complete after 4m0s
            435  aws_eks_cluster.main: Creating...
            955  aws_eks_cluster.main: Creation complete after 8m40s [id=other]
            955  aws_eks_node_group.worker["jenkins"]: Creating...
            955  aws_eks_node_group.worker["worker"]: Creating...
            1065 aws_eks_node_group.worker["jenkins"]: Creation complete after 1m50s [id=other:jenkins]
            1065 aws_eks_node_group.worker["worker"]: Creation complete after 1m50s [id=other:worker]
            1065 aws_eks_addon.dns: Creating...
            1100 aws_eks_addon.dns: Creation complete after 35s [id=other:coredns]
        "#]],
    );
}

#[test]
fn ten_at_a_time() {
    let text =
        "resource \"aws_ecr_repository\" \"r\" {\n  count = 25\n  name = \"r-${count.index}\"\n}\n";
    let texts = [("main.tf", text)];
    let begun = |until| {
        let applied = apply(&texts, &State::default(), Some(until));
        applied.in_progress(Progress::Creating).len()
    };
    assert_eq!([begun(0), begun(1), begun(2), begun(3)], [10, 10, 5, 0]);
}

#[test]
fn an_interrupted_apply_says_how_far_it_is() {
    check(
        &State::default(),
        CLUSTER,
        Some(300),
        expect![[r#"
            0    aws_eks_cluster.main: Creating...
            0    aws_iam_role.node: Creating...
            1    aws_iam_role.node: Creation complete after 1s [id=node]
            end  aws_eks_addon.dns pending
            end  aws_eks_cluster.main creating
            end  aws_eks_node_group.worker["jenkins"] pending
            end  aws_eks_node_group.worker["worker"] pending
        "#]],
    );
}

/// What a block waits for, by address.
fn check_needs(texts: &[(&str, &str)], block: &str, expected: &[&str]) {
    let planned = plan(texts, &State::default());
    let needs = planned.needs().find(|(address, _)| *address == block).unwrap().1;
    assert_eq!(needs, expected, "{block}");
}

// Source: <https://developer.hashicorp.com/terraform/internals/graph>, "Connect resources to their
// associated provider".
#[test]
fn an_object_waits_for_what_its_provider_is_configured_with() {
    let provider = "provider \"kubernetes\" {\n  host = aws_eks_cluster.main.endpoint\n}\n";
    let object =
        "resource \"kubernetes_namespace\" \"shop\" {\n  metadata { name = \"shop\" }\n}\n";
    let role =
        "resource \"aws_iam_role\" \"a\" {\n  name = \"a\"\n  assume_role_policy = \"{}\"\n}\n";
    let root =
        format!("{CLUSTER}{provider}{object}{role}module \"m\" {{\n  source = \"./m\"\n}}\n");
    let texts = [("main.tf", root.as_str()), ("m/main.tf", object)];
    check_needs(&texts, "kubernetes_namespace.shop", &["aws_eks_cluster.main"]);
    check_needs(&texts, "module.m.kubernetes_namespace.shop", &["aws_eks_cluster.main"]);
    check_needs(&texts, "aws_iam_role.a", &[]);
}
