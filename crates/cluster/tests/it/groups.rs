//! What EKS refuses of node groups, launch templates and clusters, when an apply comes to it.
//!
//! Each row of the tables changes a set-up that is made, and says how the apply ends.

use irsa_cluster::{State, apply};

const SETUP: &str = r#"
resource "aws_eks_cluster" "main" {
  name     = "demo"
  role_arn = "arn:aws:iam::111122223333:role/cluster"
  version  = "1.33"
  access_config {
    authentication_mode = "API_AND_CONFIG_MAP"
  }
  vpc_config {
    subnet_ids = ["subnet-a", "subnet-b"]
  }
}

resource "aws_launch_template" "node" {
  name = "node"
  # template
}

resource "aws_eks_node_group" "worker" {
  cluster_name    = aws_eks_cluster.main.name
  node_group_name = "worker"
  node_role_arn   = "arn:aws:iam::111122223333:role/node"
  subnet_ids      = ["subnet-a", "subnet-b"]
  # group
  launch_template {
    id      = aws_launch_template.node.id
    version = aws_launch_template.node.latest_version
  }
  scaling_config {
    min_size     = 1
    max_size     = 3
    desired_size = 2
  }
}
"#;

/// The errors of an apply, each without its address.
fn errors(state: &State, text: &str) -> Vec<String> {
    let applied = apply(&[("main.tf", text)], state, None);
    let bare = |error: &String| error.split_once(": ").map_or(error.clone(), |(_, e)| e.to_owned());
    applied.errors.iter().map(bare).collect()
}

/// `what` is put in place of a text; the apply ends with an error that starts so, or with none.
fn check(state: &State, rows: &[(&str, &str, &str)]) {
    let mut problems = Vec::new();
    for (place, what, expected) in rows {
        assert!(SETUP.contains(place), "{place}");
        let found = errors(state, &SETUP.replace(place, what));
        let holds = match found.as_slice() {
            [] => expected.is_empty(),
            [only] => !expected.is_empty() && only.contains(expected),
            _ => false,
        };
        if !holds {
            problems.push(format!("{what}\n  {found:?}\n  instead of {expected:?}"));
        }
    }
    assert!(problems.is_empty(), "\n{}", problems.join("\n"));
}

const TEMPLATE: &str = "# template";
const GROUP: &str = "# group";

#[test]
fn a_launch_template_and_its_group() {
    check(
        &State::default(),
        &[
            (TEMPLATE, "", ""),
            (TEMPLATE, "instance_type = \"m5.large\"", ""),
            (GROUP, "instance_types = [\"m5.large\"]", ""),
            (GROUP, "disk_size = 50", "Disk size must be specified within the launch template."),
            (GROUP, "remote_access {\n ec2_ssh_key = \"k\"\n}", "Remote access configuration"),
            (TEMPLATE, "iam_instance_profile {\n name = \"p\"\n}", "instance profile"),
            (TEMPLATE, "instance_market_options {\n market_type = \"spot\"\n}", "market options"),
            (TEMPLATE, "hibernation_options {\n configured = true\n}", "hibernation options"),
            (TEMPLATE, "instance_initiated_shutdown_behavior = \"stop\"", "shutdown behavior"),
            (TEMPLATE, "disable_api_termination = true", "termination protection"),
            (TEMPLATE, "disable_api_termination = false", ""),
            (TEMPLATE, "network_interfaces {\n subnet_id = \"subnet-a\"\n}", "interface subnets"),
            (TEMPLATE, "network_interfaces {\n security_groups = [\"sg-1\"]\n}", ""),
            (
                TEMPLATE,
                "vpc_security_group_ids = [\"sg-1\"]\nnetwork_interfaces {\n security_groups = \
                 [\"sg-1\"]\n}",
                "security groups cannot be specified both",
            ),
            (TEMPLATE, "user_data = \"#!/bin/bash\"", "InvalidUserData.Malformed"),
            (TEMPLATE, "user_data = base64encode(\"MIME-Version: 1.0\")", ""),
        ],
    );
    // What is said in both places.
    let both = [
        (
            "instance_type = \"m5.large\"",
            "instance_types = [\"t3.large\"]",
            "instance types in both",
        ),
        ("image_id = \"ami-1\"", "ami_type = \"AL2023_x86_64_STANDARD\"", "an AMI type"),
        // It is taken, but its nodes are told nothing of their cluster.
        ("image_id = \"ami-1\"", "ami_type = \"CUSTOM\"", "NodeCreationFailure"),
        ("image_id = \"ami-1\"", "version = \"1.33\"", "a version with a launch template"),
        ("image_id = \"ami-1\"", "release_version = \"1.33.0-1\"", "a version with a launch"),
    ];
    for (template, group, expected) in both {
        let text = SETUP.replace(TEMPLATE, template).replace(GROUP, group);
        let found = errors(&State::default(), &text).join("\n");
        assert_eq!(found.is_empty(), expected.is_empty(), "{template} {group}: {found}");
        assert!(found.contains(expected), "{template} {group}: {found}");
    }
}

#[test]
fn a_launch_template_by_its_name() {
    let id = "id      = aws_launch_template.node.id";
    let text = SETUP.replace(id, "name    = aws_launch_template.node.name");
    let text = text.replace(GROUP, "disk_size = 50");
    assert_eq!(errors(&State::default(), &text).len(), 1);
    let (template, rest) = text.split_once("  launch_template {").unwrap();
    let without = format!("{template}{}", rest.split_once('}').unwrap().1);
    assert_eq!(errors(&State::default(), &without), Vec::<String>::new());
}

#[test]
fn a_node_group_by_itself() {
    check(
        &State::default(),
        &[
            ("min_size     = 1", "min_size     = 3", "Minimum capacity 3 can't be greater than"),
            ("desired_size = 2", "desired_size = 4", "desired capacity 4 can't be greater than"),
            ("min_size     = 1", "min_size     = -1", "minSize must be at least 0"),
            ("min_size     = 1", "min_size     = 0", ""),
            (GROUP, "version = \"1.32\"", "Nodegroup Kubernetes version 1.32 should be equal"),
            (GROUP, "version = \"1.33\"", ""),
            (GROUP, "update_config {\n max_unavailable = 0\n}", "from 1 to 100"),
            (GROUP, "update_config {\n max_unavailable_percentage = 101\n}", "from 1 to 100"),
            (GROUP, "update_config {\n max_unavailable_percentage = 50\n}", ""),
            (
                GROUP,
                "update_config {\n max_unavailable = 1\n max_unavailable_percentage = 50\n}",
                "cannot both be specified",
            ),
            (GROUP, "instance_types = [for n in range(21) : \"m5.large\"]", "at most 20"),
            (GROUP, "taint {\n key = \"a\"\n effect = \"NoSchedule\"\n}", "NO_SCHEDULE"),
            (GROUP, "taint {\n key = \"a\"\n effect = \"NO_EXECUTE\"\n}", ""),
            (
                GROUP,
                "dynamic \"taint\" {\n for_each = range(51)\n content {\n key = taint.value\n \
                 effect = \"NO_EXECUTE\"\n}\n}",
                "at most 50 taints",
            ),
            (GROUP, "labels = { (join(\"\", range(64))) = \"a\" }", "1 to 63 characters"),
            (GROUP, "labels = { \"example.com/team\" = \"shop\" }", ""),
            (GROUP, "labels = { team = join(\"\", range(64)) }", "at most 63"),
        ],
    );
}

#[test]
fn a_cluster_by_itself() {
    check(
        &State::default(),
        &[
            ("[\"subnet-a\", \"subnet-b\"]\n  }", "[\"subnet-a\"]\n  }", "two different AZs"),
            (
                "subnet_ids = [\"subnet-a\", \"subnet-b\"]\n  }",
                "subnet_ids = [\"subnet-a\", \"subnet-b\"]\nendpoint_public_access = false\n}",
                "Private and public endpoint access cannot be false.",
            ),
        ],
    );
}

#[test]
fn changes() {
    let made = State::of(&[("main.tf", SETUP)]);
    let version = "version  = \"1.33\"";
    let mode = "\"API_AND_CONFIG_MAP\"";
    check(
        &made,
        &[
            (GROUP, "", ""),
            (version, "version  = \"1.34\"", ""),
            (version, "version  = \"1.35\"", "version update from 1.33 to 1.35"),
            (version, "version  = \"1.32\"", "version update from 1.33 to 1.32"),
            (mode, "\"API\"", ""),
            (mode, "\"CONFIG_MAP\"", "mode update from API_AND_CONFIG_MAP to CONFIG_MAP"),
            // More than are wanted.
            ("min_size     = 1", "min_size     = 3", "Minimum capacity 3 can't be greater than"),
            (GROUP, "update_config {\n max_unavailable = 200\n}", "from 1 to 100"),
            (TEMPLATE, "user_data = \"#!/bin/bash\"", "InvalidUserData.Malformed"),
        ],
    );
}
