//! What the modelled modules of the registry make: the addresses that their plans show.
//!
//! Source: the modules' own code, at <https://github.com/terraform-aws-modules>, and the plans that
//! people publish in their issues.

use expect_test::{Expect, expect};
use irsa_cluster::{State, plan};

/// What a plan of a call makes, block by block with the keys of its instances, an ARN by its end;
/// and what is said besides.
fn check(call: &str, expected: Expect) {
    let planned = plan(&[("main.tf", call)], &State::default());
    assert_eq!(planned.errors, Vec::<String>::new());
    let mut out = String::new();
    let mut last = "";
    for change in &planned.changes {
        let (block, key) = change.address.rsplit_once('[').unwrap_or((&change.address, ""));
        let key = key.trim_end_matches(']');
        let short = key.trim_matches('"').rsplit('/').next().unwrap_or(key);
        if block != last {
            out.push_str(&format!("{block}\n"));
            last = block;
        }
        // An only instance needs no line of its own.
        if short != "0" {
            out.push_str(&format!("  {short}\n"));
        }
    }
    let [add, ..] = planned.counts();
    out.push_str(&format!("{add} to add\n"));
    for (_, finding) in &planned.findings {
        out.push_str(&format!("{} {:?}\n", finding.reason.rule().id, finding.reason.data()));
    }
    expected.assert_eq(&out);
}

fn eks(version: &str, inputs: &str) -> String {
    format!(
        "module \"eks\" {{\n  source = \"terraform-aws-modules/eks/aws\"\n  version = {version:?}\n  \
         vpc_id = \"vpc-1\"\n  subnet_ids = [\"subnet-a\", \"subnet-b\"]\n  {inputs}\n}}\n"
    )
}

#[test]
fn a_cluster_of_version_21() {
    let inputs = "name = \"demo\"\n  kubernetes_version = \"1.34\"\n  \
                  enable_cluster_creator_admin_permissions = true\n  \
                  addons = { coredns = {}, vpc-cni = { before_compute = true } }\n  \
                  eks_managed_node_groups = { worker = {} }\n  tags = { team = \"a\" }";
    check(
        &eks("~> 21.0", inputs),
        expect![[r#"
            module.eks.aws_cloudwatch_log_group.this
            module.eks.aws_ec2_tag.cluster_primary_security_group
              team
            module.eks.aws_eks_access_entry.this
              cluster_creator
            module.eks.aws_eks_access_policy_association.this
              cluster_creator_admin
            module.eks.aws_eks_addon.before_compute
              vpc-cni
            module.eks.aws_eks_addon.this
              coredns
            module.eks.aws_eks_cluster.this
            module.eks.aws_iam_openid_connect_provider.oidc_provider
            module.eks.aws_iam_policy.cluster_encryption
            module.eks.aws_iam_role.this
            module.eks.aws_iam_role_policy_attachment.cluster_encryption
            module.eks.aws_iam_role_policy_attachment.this
              AmazonEKSClusterPolicy
            module.eks.aws_security_group.cluster
            module.eks.aws_security_group.node
            module.eks.aws_security_group_rule.cluster
              ingress_nodes_443
            module.eks.aws_security_group_rule.node
              egress_all
              ingress_cluster_10251_webhook
              ingress_cluster_443
              ingress_cluster_4443_webhook
              ingress_cluster_6443_webhook
              ingress_cluster_8443_webhook
              ingress_cluster_9443_webhook
              ingress_cluster_kubelet
              ingress_nodes_ephemeral
              ingress_self_coredns_tcp
              ingress_self_coredns_udp
            module.eks.module.eks_managed_node_group["worker"].aws_eks_node_group.this
            module.eks.module.eks_managed_node_group["worker"].aws_iam_role.this
            module.eks.module.eks_managed_node_group["worker"].aws_iam_role_policy_attachment.this
              AmazonEC2ContainerRegistryReadOnly
              AmazonEKSWorkerNodePolicy
              AmazonEKS_CNI_Policy
            module.eks.module.eks_managed_node_group["worker"].aws_launch_template.this
            module.eks.module.kms.aws_kms_alias.this
              cluster
            module.eks.module.kms.aws_kms_key.this
            module.eks.time_sleep.this
            35 to add
        "#]],
    );
}

#[test]
fn a_cluster_of_version_20_with_fargate() {
    let inputs = "cluster_name = \"demo\"\n  \
                  fargate_profiles = { system = { selectors = [{ namespace = \"kube-system\" }] } }";
    check(
        &eks("20.37.1", inputs),
        expect![[r#"
            module.eks.aws_cloudwatch_log_group.this
            module.eks.aws_eks_cluster.this
            module.eks.aws_iam_openid_connect_provider.oidc_provider
            module.eks.aws_iam_policy.cluster_encryption
            module.eks.aws_iam_role.this
            module.eks.aws_iam_role_policy_attachment.cluster_encryption
            module.eks.aws_iam_role_policy_attachment.this
              AmazonEKSClusterPolicy
              AmazonEKSVPCResourceController
            module.eks.aws_security_group.cluster
            module.eks.aws_security_group.node
            module.eks.aws_security_group_rule.cluster
              ingress_nodes_443
            module.eks.aws_security_group_rule.node
              egress_all
              ingress_cluster_443
              ingress_cluster_4443_webhook
              ingress_cluster_6443_webhook
              ingress_cluster_8443_webhook
              ingress_cluster_9443_webhook
              ingress_cluster_kubelet
              ingress_nodes_ephemeral
              ingress_self_coredns_tcp
              ingress_self_coredns_udp
            module.eks.module.fargate_profile["system"].aws_eks_fargate_profile.this
            module.eks.module.fargate_profile["system"].aws_iam_role.this
            module.eks.module.fargate_profile["system"].aws_iam_role_policy_attachment.this
              AmazonEKSFargatePodExecutionRolePolicy
              AmazonEKS_CNI_Policy
            module.eks.module.kms.aws_kms_alias.this
              cluster
            module.eks.module.kms.aws_kms_key.this
            module.eks.time_sleep.this
            28 to add
        "#]],
    );
}

#[test]
fn a_cluster_of_version_18() {
    let inputs = "cluster_name = \"demo\"\n  eks_managed_node_groups = { worker = {} }";
    check(
        &eks("18.31.2", inputs),
        expect![[r#"
            module.eks.aws_cloudwatch_log_group.this
            module.eks.aws_eks_cluster.this
            module.eks.aws_iam_openid_connect_provider.oidc_provider
            module.eks.aws_iam_role.this
            module.eks.aws_iam_role_policy_attachment.this
              AmazonEKSClusterPolicy
              AmazonEKSVPCResourceController
            module.eks.aws_security_group.cluster
            module.eks.aws_security_group.node
            module.eks.aws_security_group_rule.cluster
              ingress_nodes_443
            module.eks.aws_security_group_rule.node
              egress_cluster_443
              egress_https
              egress_ntp_tcp
              egress_ntp_udp
              egress_self_coredns_tcp
              egress_self_coredns_udp
              ingress_cluster_443
              ingress_cluster_kubelet
              ingress_self_coredns_tcp
              ingress_self_coredns_udp
            module.eks.module.eks_managed_node_group["worker"].aws_eks_node_group.this
            module.eks.module.eks_managed_node_group["worker"].aws_iam_role.this
            module.eks.module.eks_managed_node_group["worker"].aws_iam_role_policy_attachment.this
              AmazonEC2ContainerRegistryReadOnly
              AmazonEKSWorkerNodePolicy
              AmazonEKS_CNI_Policy
            module.eks.module.eks_managed_node_group["worker"].aws_launch_template.this
            25 to add
        "#]],
    );
}

#[test]
fn what_is_not_known_of_a_module_is_named() {
    check(
        &eks("~> 21.0", "name = \"demo\"\n  identity_providers = { x = {} }"),
        expect![[r#"
            module.eks.aws_cloudwatch_log_group.this
            module.eks.aws_eks_cluster.this
            module.eks.aws_iam_openid_connect_provider.oidc_provider
            module.eks.aws_iam_policy.cluster_encryption
            module.eks.aws_iam_role.this
            module.eks.aws_iam_role_policy_attachment.cluster_encryption
            module.eks.aws_iam_role_policy_attachment.this
              AmazonEKSClusterPolicy
            module.eks.aws_security_group.cluster
            module.eks.aws_security_group.node
            module.eks.aws_security_group_rule.cluster
              ingress_nodes_443
            module.eks.aws_security_group_rule.node
              egress_all
              ingress_cluster_10251_webhook
              ingress_cluster_443
              ingress_cluster_4443_webhook
              ingress_cluster_6443_webhook
              ingress_cluster_8443_webhook
              ingress_cluster_9443_webhook
              ingress_cluster_kubelet
              ingress_nodes_ephemeral
              ingress_self_coredns_tcp
              ingress_self_coredns_udp
            module.eks.module.kms.aws_kms_alias.this
              cluster
            module.eks.module.kms.aws_kms_key.this
            module.eks.time_sleep.this
            24 to add
            terraform-not-modelled [("name", "argument identity_providers")]
        "#]],
    );
}

#[test]
fn a_network() {
    check(
        r#"
module "vpc" {
  source             = "terraform-aws-modules/vpc/aws"
  version            = "~> 5.0"
  name               = "demo"
  azs                = ["us-east-1a", "us-east-1b"]
  private_subnets    = ["10.0.1.0/24", "10.0.2.0/24"]
  public_subnets     = ["10.0.101.0/24", "10.0.102.0/24"]
  intra_subnets      = ["10.0.201.0/24"]
  enable_nat_gateway = true
  single_nat_gateway = true
}
"#,
        expect![[r#"
            module.vpc.aws_default_network_acl.this
            module.vpc.aws_default_route_table.default
            module.vpc.aws_default_security_group.this
            module.vpc.aws_eip.nat
            module.vpc.aws_internet_gateway.this
            module.vpc.aws_nat_gateway.this
            module.vpc.aws_route.private_nat_gateway
            module.vpc.aws_route.public_internet_gateway
            module.vpc.aws_route_table.intra
            module.vpc.aws_route_table.private
            module.vpc.aws_route_table.public
            module.vpc.aws_route_table_association.intra
            module.vpc.aws_route_table_association.private
              1
            module.vpc.aws_route_table_association.public
              1
            module.vpc.aws_subnet.intra
            module.vpc.aws_subnet.private
              1
            module.vpc.aws_subnet.public
              1
            module.vpc.aws_vpc.this
            22 to add
        "#]],
    );
}

#[test]
fn a_role_with_a_policy_before_and_from_version_6() {
    check(
        r#"
module "old" {
  source                = "terraform-aws-modules/iam/aws//modules/iam-role-for-service-accounts-eks"
  version               = "~> 5.0"
  role_name             = "ebs"
  attach_ebs_csi_policy = true
  role_policy_arns      = { more = "arn:aws:iam::aws:policy/ReadOnlyAccess" }
}

module "new" {
  source                = "terraform-aws-modules/iam/aws//modules/iam-role-for-service-accounts"
  version               = "~> 6.0"
  name                  = "ebs"
  attach_ebs_csi_policy = true
  policies              = { more = "arn:aws:iam::aws:policy/ReadOnlyAccess" }
}
"#,
        expect![[r#"
            module.new.aws_iam_policy.this
            module.new.aws_iam_role.this
            module.new.aws_iam_role_policy_attachment.additional
              more
            module.new.aws_iam_role_policy_attachment.this
            module.old.aws_iam_policy.ebs_csi
            module.old.aws_iam_role.this
            module.old.aws_iam_role_policy_attachment.ebs_csi
            module.old.aws_iam_role_policy_attachment.this
              more
            8 to add
        "#]],
    );
}

#[test]
fn karpenter_before_and_from_version_20() {
    check(
        r#"
module "old" {
  source       = "terraform-aws-modules/eks/aws//modules/karpenter"
  version      = "~> 19.0"
  cluster_name = "demo"
}

module "new" {
  source       = "terraform-aws-modules/eks/aws//modules/karpenter"
  version      = "~> 21.0"
  cluster_name = "demo"
}
"#,
        expect![[r#"
            module.new.aws_cloudwatch_event_rule.this
              health_event
              instance_rebalance
              instance_state_change
              spot_interrupt
            module.new.aws_cloudwatch_event_target.this
              health_event
              instance_rebalance
              instance_state_change
              spot_interrupt
            module.new.aws_eks_access_entry.node
            module.new.aws_eks_pod_identity_association.karpenter
            module.new.aws_iam_policy.controller
            module.new.aws_iam_role.controller
            module.new.aws_iam_role.node
            module.new.aws_iam_role_policy_attachment.controller
            module.new.aws_iam_role_policy_attachment.node
              AmazonEC2ContainerRegistryReadOnly
              AmazonEKSWorkerNodePolicy
              AmazonEKS_CNI_Policy
            module.new.aws_sqs_queue.this
            module.new.aws_sqs_queue_policy.this
            module.old.aws_cloudwatch_event_rule.this
              health_event
              instance_rebalance
              instance_state_change
              spot_interupt
            module.old.aws_cloudwatch_event_target.this
              health_event
              instance_rebalance
              instance_state_change
              spot_interupt
            module.old.aws_iam_instance_profile.this
            module.old.aws_iam_policy.irsa
            module.old.aws_iam_role.irsa
            module.old.aws_iam_role.this
            module.old.aws_iam_role_policy_attachment.irsa
            module.old.aws_iam_role_policy_attachment.this
              AmazonEC2ContainerRegistryReadOnly
              AmazonEKSWorkerNodePolicy
              AmazonEKS_CNI_Policy
            module.old.aws_sqs_queue.this
            module.old.aws_sqs_queue_policy.this
            37 to add
        "#]],
    );
}
