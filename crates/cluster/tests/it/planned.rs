//! What changes of a configuration come to: the plan as Terraform prints it.

use expect_test::{Expect, expect};
use irsa_cluster::{State, plan};

use crate::keyed::{POLICY, roles};

/// The plan from one configuration to another.
pub(crate) fn check(before: &str, after: &str, expected: Expect) {
    let state = State::of(&[("main.tf", before)]);
    expected.assert_eq(&plan(&[("main.tf", after)], &state).to_string());
}

pub(crate) const CLUSTER: &str = r#"
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
    check(
        "",
        CLUSTER,
        expect![[r#"
        Resource actions are indicated with the following symbols:
          + create

        Terraform will perform the following actions:

          # aws_eks_cluster.main will be created
          + resource "aws_eks_cluster" "main" {
              + arn                           = (known after apply)
              + bootstrap_self_managed_addons = true
              + certificate_authority         = (known after apply)
              + created_at                    = (known after apply)
              + endpoint                      = (known after apply)
              + id                            = (known after apply)
              + identity                      = (known after apply)
              + name                          = "demo"
              + platform_version              = (known after apply)
              + role_arn                      = "arn:aws:iam::111122223333:role/cluster"
              + status                        = (known after apply)
              + version                       = "1.33"
              + vpc_config                    = [{"cluster_security_group_id":(known after apply),"subnet_ids":["subnet-a","subnet-b"],"vpc_id":(known after apply)}]
            }

          # aws_eks_node_group.worker will be created
          + resource "aws_eks_node_group" "worker" {
              + arn             = (known after apply)
              + cluster_name    = "demo"
              + id              = (known after apply)
              + instance_types  = ["t3.medium"]
              + node_group_name = "worker"
              + node_role_arn   = "arn:aws:iam::111122223333:role/node"
              + scaling_config  = [{"desired_size":2,"max_size":3,"min_size":1}]
              + status          = (known after apply)
              + subnet_ids      = ["subnet-a","subnet-b"]
            }

          # aws_iam_openid_connect_provider.eks will be created
          + resource "aws_iam_openid_connect_provider" "eks" {
              + arn            = (known after apply)
              + client_id_list = ["sts.amazonaws.com"]
              + id             = (known after apply)
              + url            = (known after apply)
            }

        Plan: 3 to add, 0 to change, 0 to destroy.
    "#]],
    );
}

#[test]
fn nothing_to_do() {
    check(
        CLUSTER,
        CLUSTER,
        expect![[r#"
        No changes. Your infrastructure matches the configuration.
    "#]],
    );
}

#[test]
fn update_in_place() {
    check(
        CLUSTER,
        &cluster("\"1.33\"", "\"1.34\""),
        expect![[r#"
        Resource actions are indicated with the following symbols:
          ~ update in-place

        Terraform will perform the following actions:

          # aws_eks_cluster.main will be updated in-place
          ~ resource "aws_eks_cluster" "main" {
              ~ version = "1.33" -> "1.34"
                # (3 unchanged attributes hidden)
            }

        Plan: 0 to add, 1 to change, 0 to destroy.
    "#]],
    );
}

#[test]
fn update_within_a_block() {
    check(
        CLUSTER,
        &cluster("desired_size = 2", "desired_size = 3"),
        expect![[r#"
        Resource actions are indicated with the following symbols:
          ~ update in-place

        Terraform will perform the following actions:

          # aws_eks_node_group.worker will be updated in-place
          ~ resource "aws_eks_node_group" "worker" {
              ~ scaling_config.desired_size = 2 -> 3
                # (5 unchanged attributes hidden)
            }

        Plan: 0 to add, 1 to change, 0 to destroy.
    "#]],
    );
}

#[test]
fn replace() {
    check(
        CLUSTER,
        &cluster("t3.medium", "m5.large"),
        expect![[r#"
        Resource actions are indicated with the following symbols:
        -/+ destroy and then create replacement

        Terraform will perform the following actions:

          # aws_eks_node_group.worker must be replaced
        -/+ resource "aws_eks_node_group" "worker" {
              ~ instance_types = ["t3.medium"] -> ["m5.large"] # forces replacement
                # (5 unchanged attributes hidden)
            }

        Plan: 1 to add, 0 to change, 1 to destroy.
    "#]],
    );
}

#[test]
fn replace_what_others_depend_on() {
    check(
        CLUSTER,
        &cluster("name     = \"demo\"", "name     = \"other\""),
        expect![[r#"
        Resource actions are indicated with the following symbols:
        -/+ destroy and then create replacement

        Terraform will perform the following actions:

          # aws_eks_cluster.main must be replaced
        -/+ resource "aws_eks_cluster" "main" {
              ~ name = "demo" -> "other" # forces replacement
                # (3 unchanged attributes hidden)
            }

          # aws_eks_node_group.worker must be replaced
        -/+ resource "aws_eks_node_group" "worker" {
              ~ cluster_name = "demo" -> "other" # forces replacement
                # (5 unchanged attributes hidden)
            }

          # aws_iam_openid_connect_provider.eks must be replaced
        -/+ resource "aws_iam_openid_connect_provider" "eks" {
              ~ url = "oidc.eks.us-east-1.amazonaws.com/id/EXAMPLE89E495E7941CF9E40E6980D14" -> (known after apply) # forces replacement
                # (1 unchanged attribute hidden)
            }

        Plan: 3 to add, 0 to change, 3 to destroy.
    "#]],
    );
}

#[test]
fn a_tainted_resource_and_what_depends_on_it() {
    let mut state = State::of(&[("main.tf", CLUSTER)]);
    assert!(state.taint("aws_eks_cluster.main"));
    let expected = expect![[r#"
        Resource actions are indicated with the following symbols:
        -/+ destroy and then create replacement

        Terraform will perform the following actions:

          # aws_eks_cluster.main is tainted, so must be replaced
        -/+ resource "aws_eks_cluster" "main" {
                # (4 unchanged attributes hidden)
            }

          # aws_iam_openid_connect_provider.eks must be replaced
        -/+ resource "aws_iam_openid_connect_provider" "eks" {
              ~ url = "oidc.eks.us-east-1.amazonaws.com/id/EXAMPLE89E495E7941CF9E40E6980D14" -> (known after apply) # forces replacement
                # (1 unchanged attribute hidden)
            }

        Plan: 2 to add, 0 to change, 2 to destroy.
    "#]];
    expected.assert_eq(&plan(&[("main.tf", CLUSTER)], &state).to_string());
}

#[test]
fn create_before_destroy() {
    let with = |kind: &str| {
        let lifecycle = "lifecycle { create_before_destroy = true }\n  scaling_config {";
        cluster("scaling_config {", lifecycle).replace("t3.medium", kind)
    };
    check(
        &with("t3.medium"),
        &with("m5.large"),
        expect![[r#"
        Resource actions are indicated with the following symbols:
        +/- create replacement and then destroy

        Terraform will perform the following actions:

          # aws_eks_node_group.worker must be replaced
        +/- resource "aws_eks_node_group" "worker" {
              ~ instance_types = ["t3.medium"] -> ["m5.large"] # forces replacement
                # (5 unchanged attributes hidden)
            }

        Plan: 1 to add, 0 to change, 1 to destroy.
    "#]],
    );
}

#[test]
fn destroy() {
    let without = CLUSTER.split("resource \"aws_iam_openid").next().unwrap();
    check(
        CLUSTER,
        without,
        expect![[r#"
        Resource actions are indicated with the following symbols:
          - destroy

        Terraform will perform the following actions:

          # aws_iam_openid_connect_provider.eks will be destroyed
          # (because aws_iam_openid_connect_provider.eks is not in configuration)
          - resource "aws_iam_openid_connect_provider" "eks" {
                # (2 unchanged attributes hidden)
            }

        Plan: 0 to add, 0 to change, 1 to destroy.
    "#]],
    );
}

#[test]
fn ignored_changes_stay() {
    let with = |count: &str| {
        let lifecycle =
            "lifecycle { ignore_changes = [scaling_config[0].desired_size] }\n  scaling_config {";
        let text = cluster("scaling_config {", lifecycle);
        text.replace("desired_size = 2", &format!("desired_size = {count}"))
    };
    check(
        &with("2"),
        &with("3"),
        expect![[r#"
        No changes. Your infrastructure matches the configuration.
    "#]],
    );
}

#[test]
fn replaced_by_a_trigger() {
    let with = |version: &str| {
        format!(
            "resource \"null_resource\" \"version\" {{\n  triggers = {{ v = \"{version}\" }}\n}}\n{}",
            roles("lifecycle { replace_triggered_by = [null_resource.version] }", "\"role\"")
        )
    };
    check(
        &with("1"),
        &with("2"),
        expect![[r#"
        Resource actions are indicated with the following symbols:
        -/+ destroy and then create replacement

        Terraform will perform the following actions:

          # aws_iam_role.r will be replaced due to changes in replace_triggered_by
        -/+ resource "aws_iam_role" "r" {
                # (2 unchanged attributes hidden)
            }

          # null_resource.version must be replaced
        -/+ resource "null_resource" "version" {
              ~ triggers = {"v":"1"} -> {"v":"2"} # forces replacement
            }

        Plan: 2 to add, 0 to change, 2 to destroy.
    "#]],
    );
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
    check(
        &with("t3.medium"),
        &with("m5.large"),
        expect![[r#"
        Resource actions are indicated with the following symbols:
          ~ update in-place

        Terraform will perform the following actions:

          # aws_eks_node_group.worker will be updated in-place
          ~ resource "aws_eks_node_group" "worker" {
              ~ launch_template.version = 1 -> (known after apply)
                # (5 unchanged attributes hidden)
            }

          # aws_launch_template.worker will be updated in-place
          ~ resource "aws_launch_template" "worker" {
              ~ instance_type = "t3.medium" -> "m5.large"
                # (1 unchanged attribute hidden)
            }

        Plan: 0 to add, 2 to change, 0 to destroy.
    "#]],
    );
}

#[test]
fn a_policy_that_says_the_same_is_no_change() {
    let role = |policy: &str| {
        format!(
            "resource \"aws_iam_role\" \"r\" {{\n  name = \"r\"\n  assume_role_policy = {policy}\n}}\n"
        )
    };
    let before = role(&format!("jsonencode({{ Statement = [{POLICY}] }})"));
    let after = role(
        "<<EOF\n{ \"Statement\": { \"Action\": [\"sts:AssumeRole\"], \"Effect\": \"Allow\",\n\
         \"Principal\": { \"Service\": \"ec2.amazonaws.com\" } } }\nEOF\n",
    );
    check(
        &before,
        &after,
        expect![[r#"
            No changes. Your infrastructure matches the configuration.
        "#]],
    );
}
