//! What changes of a configuration come to: the plan as Terraform prints it.

use expect_test::{Expect, expect};
use irsa_cluster::{State, plan};

/// The plan from one configuration to another.
fn check(before: &str, after: &str, expected: Expect) {
    let state = State::of(&[("main.tf", before)]);
    expected.assert_eq(&plan(&[("main.tf", after)], &state).to_string());
}

const CLUSTER: &str = r#"
resource "aws_eks_cluster" "main" {
  name     = "demo"
  role_arn = "arn:aws:iam::111122223333:role/cluster"
  version  = "1.33"
  vpc_config {
    subnet_ids = ["subnet-a", "subnet-b"]
  }
}

resource "aws_eks_node_group" "worker" {
  cluster_name    = aws_eks_cluster.main.name
  node_group_name = "worker"
  node_role_arn   = "arn:aws:iam::111122223333:role/node"
  subnet_ids      = ["subnet-a", "subnet-b"]
  instance_types  = ["t3.medium"]
  scaling_config {
    min_size     = 1
    max_size     = 3
    desired_size = 2
  }
}

resource "aws_iam_openid_connect_provider" "eks" {
  url            = aws_eks_cluster.main.identity[0].oidc[0].issuer
  client_id_list = ["sts.amazonaws.com"]
}
"#;

/// The cluster with something else in it.
fn cluster(from: &str, to: &str) -> String {
    assert!(CLUSTER.contains(from), "{from}");
    CLUSTER.replace(from, to)
}

#[test]
fn create() {
    check("", CLUSTER, expect![[""]]);
}

#[test]
fn nothing_to_do() {
    check(CLUSTER, CLUSTER, expect![[""]]);
}

#[test]
fn update_in_place() {
    check(CLUSTER, &cluster("\"1.33\"", "\"1.34\""), expect![[""]]);
}

#[test]
fn update_within_a_block() {
    check(CLUSTER, &cluster("desired_size = 2", "desired_size = 3"), expect![[""]]);
}

#[test]
fn replace() {
    check(CLUSTER, &cluster("t3.medium", "m5.large"), expect![[""]]);
}

#[test]
fn replace_what_others_depend_on() {
    check(CLUSTER, &cluster("name     = \"demo\"", "name     = \"other\""), expect![[""]]);
}

#[test]
fn create_before_destroy() {
    let with = |kind: &str| {
        let lifecycle = "lifecycle { create_before_destroy = true }\n  scaling_config {";
        cluster("scaling_config {", lifecycle).replace("t3.medium", kind)
    };
    check(&with("t3.medium"), &with("m5.large"), expect![[""]]);
}

#[test]
fn destroy() {
    let without = CLUSTER.split("resource \"aws_iam_openid").next().unwrap();
    check(CLUSTER, without, expect![[""]]);
}

#[test]
fn prevent_destroy_is_refused() {
    let with = |name: &str| {
        let lifecycle = "lifecycle { prevent_destroy = true }\n  vpc_config {";
        cluster("vpc_config {", lifecycle).replace("\"demo\"", name)
    };
    check(&with("\"demo\""), &with("\"other\""), expect![[""]]);
}

#[test]
fn ignored_changes_stay() {
    let with = |count: &str| {
        let lifecycle =
            "lifecycle { ignore_changes = [scaling_config[0].desired_size] }\n  scaling_config {";
        let text = cluster("scaling_config {", lifecycle);
        text.replace("desired_size = 2", &format!("desired_size = {count}"))
    };
    check(&with("2"), &with("3"), expect![[""]]);
}

fn roles(meta: &str, name: &str) -> String {
    format!(
        "resource \"aws_iam_role\" \"r\" {{\n  {meta}\n  name = {name}\n  \
         assume_role_policy = jsonencode({{}})\n}}\n"
    )
}

#[test]
fn count_goes_down() {
    let name = "\"role-${count.index}\"";
    check(&roles("count = 3", name), &roles("count = 2", name), expect![[""]]);
}

#[test]
fn a_count_keeps_the_one_that_was_there() {
    let (one, two) = (roles("", "\"role\""), roles("count = 1", "\"role\""));
    check(&one, &two, expect![[""]]);
    check(&two, &one, expect![[""]]);
}

#[test]
fn for_each_by_another_key() {
    let before = roles("for_each = toset([\"a\", \"b\"])", "each.key");
    let after = roles("for_each = toset([\"b\", \"c\"])", "each.key");
    check(&before, &after, expect![[""]]);
}

#[test]
fn moved_to_another_address() {
    let before = roles("count = 1", "\"role\"");
    let after = roles("for_each = toset([\"x\"])", "\"role\"")
        + "moved {\n  from = aws_iam_role.r[0]\n  to   = aws_iam_role.r[\"x\"]\n}\n";
    check(&before, &after, expect![[""]]);
}

#[test]
fn replaced_by_a_trigger() {
    let with = |version: &str| {
        format!(
            "resource \"null_resource\" \"version\" {{\n  triggers = {{ v = \"{version}\" }}\n}}\n{}",
            roles("lifecycle { replace_triggered_by = [null_resource.version] }", "\"role\"")
        )
    };
    check(&with("1"), &with("2"), expect![[""]]);
}

#[test]
fn a_launch_template_gets_another_version() {
    let with = |kind: &str| {
        format!(
            r#"
resource "aws_launch_template" "worker" {{
  name          = "worker"
  instance_type = "{kind}"
}}

resource "aws_eks_node_group" "worker" {{
  cluster_name    = "demo"
  node_group_name = "worker"
  node_role_arn   = "arn:aws:iam::111122223333:role/node"
  subnet_ids      = ["subnet-a", "subnet-b"]
  scaling_config {{
    min_size     = 1
    max_size     = 3
    desired_size = 2
  }}
  launch_template {{
    id      = aws_launch_template.worker.id
    version = aws_launch_template.worker.latest_version
  }}
}}
"#
        )
    };
    check(&with("t3.medium"), &with("m5.large"), expect![[""]]);
}

#[test]
fn a_policy_that_says_the_same_is_no_change() {
    let role = |policy: &str| {
        format!(
            "resource \"aws_iam_role\" \"r\" {{\n  name = \"r\"\n  assume_role_policy = {policy}\n}}\n"
        )
    };
    let before = role("jsonencode({ Statement = [{ Action = [\"sts:AssumeRole\"] }] })");
    let after = role("\"{ \\\"Statement\\\": { \\\"Action\\\": \\\"sts:AssumeRole\\\" } }\"");
    check(&before, &after, expect![[""]]);
}

#[test]
fn what_terraform_refuses() {
    let check = |text: &str, expected: Expect| check("", text, expected);
    check("output \"a\" {\n  value = aws_vpc.none.id\n}\n", expect![[""]]);
    check("variable \"a\" {}\nresource \"aws_vpc\" \"v\" {\n  cidr_block = var.a\n}\n", expect![[""]]);
    check(
        "resource \"aws_vpc\" \"a\" {\n  cidr_block = aws_vpc.b.id\n}\n\
         resource \"aws_vpc\" \"b\" {\n  cidr_block = aws_vpc.a.id\n}\n",
        expect![[""]],
    );
    check(
        "resource \"aws_vpc\" \"a\" {\n  cidr_block = \"10.0.0.0/16\"\n}\n\
         resource \"aws_subnet\" \"b\" {\n  for_each = toset([aws_vpc.a.id])\n  vpc_id = each.key\n}\n",
        expect![[""]],
    );
    check(
        "resource \"aws_subnet\" \"b\" {\n  for_each = [\"a\"]\n  vpc_id = each.key\n}\n",
        expect![[""]],
    );
    check("resource \"aws_vpc\" \"a\" {\n  cidr_block = \n}\n", expect![[""]]);
}
