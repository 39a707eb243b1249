variable "create_role" { default = true }
variable "role_name" { default = null }
variable "role_name_prefix" { default = null }
variable "role_path" { default = "/" }
variable "role_description" { default = null }
variable "role_permissions_boundary_arn" { default = null }
variable "role_policy_arns" { default = {} }
variable "max_session_duration" { default = null }
variable "oidc_providers" { default = {} }
variable "assume_role_condition_test" { default = "StringEquals" }
variable "allow_self_assume_role" { default = false }
variable "policy_name_prefix" { default = "AmazonEKS_" }
variable "tags" { default = {} }
variable "attach_amazon_managed_service_prometheus_policy" { default = false }
variable "attach_appmesh_controller_policy" { default = false }
variable "attach_appmesh_envoy_proxy_policy" { default = false }
variable "attach_aws_gateway_controller_policy" { default = false }
variable "attach_cert_manager_policy" { default = false }
variable "attach_cluster_autoscaler_policy" { default = false }
variable "attach_ebs_csi_policy" { default = false }
variable "attach_efs_csi_policy" { default = false }
variable "attach_external_dns_policy" { default = false }
variable "attach_external_secrets_policy" { default = false }
variable "attach_fsx_lustre_csi_policy" { default = false }
variable "attach_karpenter_controller_policy" { default = false }
variable "attach_load_balancer_controller_policy" { default = false }
variable "attach_mountpoint_s3_csi_policy" { default = false }
variable "attach_node_termination_handler_policy" { default = false }
variable "attach_velero_policy" { default = false }
variable "attach_vpc_cni_policy" { default = false }
variable "amazon_managed_service_prometheus_workspace_arns" { default = null }
variable "cert_manager_hosted_zone_arns" { default = null }
variable "cluster_autoscaler_cluster_ids" { default = null }
variable "cluster_autoscaler_cluster_names" { default = null }
variable "ebs_csi_kms_cmk_ids" { default = null }
variable "ebs_csi_kms_cmk_arns" { default = null }
variable "external_dns_hosted_zone_arns" { default = null }
variable "external_secrets_kms_key_arns" { default = null }
variable "external_secrets_secrets_manager_arns" { default = null }
variable "external_secrets_ssm_parameter_arns" { default = null }
variable "external_secrets_secrets_manager_create_permission" { default = null }
variable "fsx_lustre_csi_service_role_arns" { default = null }
variable "karpenter_controller_cluster_id" { default = null }
variable "karpenter_controller_cluster_ids" { default = null }
variable "karpenter_controller_cluster_name" { default = null }
variable "karpenter_controller_node_iam_role_arns" { default = null }
variable "karpenter_controller_ssm_parameter_arns" { default = null }
variable "karpenter_sqs_queue_arn" { default = null }
variable "karpenter_subnet_account_id" { default = null }
variable "karpenter_tag_key" { default = null }
variable "enable_karpenter_instance_profile_creation" { default = null }
variable "load_balancer_controller_targetgroup_arns" { default = null }
variable "mountpoint_s3_csi_bucket_arns" { default = null }
variable "mountpoint_s3_csi_path_arns" { default = null }
variable "mountpoint_s3_csi_kms_arns" { default = null }
variable "node_termination_handler_sqs_queue_arns" { default = null }
variable "velero_s3_bucket_arns" { default = null }
variable "velero_s3_bucket_path_arns" { default = null }
variable "velero_s3_kms_key_arns" { default = null }
variable "vpc_cni_enable_ipv4" { default = null }
variable "vpc_cni_enable_ipv6" { default = null }
variable "vpc_cni_enable_cloudwatch_logs" { default = null }
variable "force_detach_policies" { default = null }

data "aws_partition" "current" {}
data "aws_caller_identity" "current" {}

locals {
  role_name_condition = var.role_name != null ? var.role_name : "${coalesce(var.role_name_prefix, "irsa-")}*"
  policies            = try({ for index, arn in tolist(var.role_policy_arns) : tostring(index) => arn }, var.role_policy_arns)
}

data "aws_iam_policy_document" "this" {
  count = var.create_role ? 1 : 0

  dynamic "statement" {
    for_each = var.allow_self_assume_role ? [1] : []
    content {
      sid     = "ExplicitSelfRoleAssumption"
      actions = ["sts:AssumeRole"]
      principals {
        type        = "AWS"
        identifiers = ["*"]
      }
      condition {
        test     = "ArnLike"
        variable = "aws:PrincipalArn"
        values   = ["arn:${data.aws_partition.current.partition}:iam::${data.aws_caller_identity.current.account_id}:role${var.role_path}${local.role_name_condition}"]
      }
    }
  }

  dynamic "statement" {
    for_each = var.oidc_providers
    content {
      actions = ["sts:AssumeRoleWithWebIdentity"]
      principals {
        type        = "Federated"
        identifiers = [statement.value.provider_arn]
      }
      condition {
        test     = var.assume_role_condition_test
        variable = "${replace(statement.value.provider_arn, "/^(.*provider/)/", "")}:sub"
        values   = [for account in statement.value.namespace_service_accounts : "system:serviceaccount:${account}"]
      }
      condition {
        test     = var.assume_role_condition_test
        variable = "${replace(statement.value.provider_arn, "/^(.*provider/)/", "")}:aud"
        values   = ["sts.amazonaws.com"]
      }
    }
  }
}

resource "aws_iam_role" "this" {
  count = var.create_role ? 1 : 0

  name                  = var.role_name
  name_prefix           = var.role_name_prefix
  path                  = var.role_path
  description           = var.role_description
  assume_role_policy    = data.aws_iam_policy_document.this[0].json
  max_session_duration  = var.max_session_duration
  permissions_boundary  = var.role_permissions_boundary_arn
  force_detach_policies = true
  tags                  = var.tags
}

resource "aws_iam_role_policy_attachment" "this" {
  for_each = { for name, arn in local.policies : name => arn if var.create_role }

  role       = aws_iam_role.this[0].name
  policy_arn = each.value
}

resource "aws_iam_policy" "amazon_managed_service_prometheus" {
  count       = var.create_role && var.attach_amazon_managed_service_prometheus_policy ? 1 : 0
  name_prefix = "${var.policy_name_prefix}Managed_Service_Prometheus_Policy-"
  path        = var.role_path
}

resource "aws_iam_role_policy_attachment" "amazon_managed_service_prometheus" {
  count      = var.create_role && var.attach_amazon_managed_service_prometheus_policy ? 1 : 0
  role       = aws_iam_role.this[0].name
  policy_arn = aws_iam_policy.amazon_managed_service_prometheus[0].arn
}

resource "aws_iam_policy" "appmesh_controller" {
  count       = var.create_role && var.attach_appmesh_controller_policy ? 1 : 0
  name_prefix = "${var.policy_name_prefix}Appmesh_Controller_Policy-"
  path        = var.role_path
}

resource "aws_iam_role_policy_attachment" "appmesh_controller" {
  count      = var.create_role && var.attach_appmesh_controller_policy ? 1 : 0
  role       = aws_iam_role.this[0].name
  policy_arn = aws_iam_policy.appmesh_controller[0].arn
}

resource "aws_iam_policy" "appmesh_envoy_proxy" {
  count       = var.create_role && var.attach_appmesh_envoy_proxy_policy ? 1 : 0
  name_prefix = "${var.policy_name_prefix}Appmesh_Envoy_Proxy_Policy-"
  path        = var.role_path
}

resource "aws_iam_role_policy_attachment" "appmesh_envoy_proxy" {
  count      = var.create_role && var.attach_appmesh_envoy_proxy_policy ? 1 : 0
  role       = aws_iam_role.this[0].name
  policy_arn = aws_iam_policy.appmesh_envoy_proxy[0].arn
}

resource "aws_iam_policy" "aws_gateway_controller" {
  count       = var.create_role && var.attach_aws_gateway_controller_policy ? 1 : 0
  name_prefix = "${var.policy_name_prefix}AWSGatewayControllerPolicy-"
  path        = var.role_path
}

resource "aws_iam_role_policy_attachment" "aws_gateway_controller" {
  count      = var.create_role && var.attach_aws_gateway_controller_policy ? 1 : 0
  role       = aws_iam_role.this[0].name
  policy_arn = aws_iam_policy.aws_gateway_controller[0].arn
}

resource "aws_iam_policy" "cert_manager" {
  count       = var.create_role && var.attach_cert_manager_policy ? 1 : 0
  name_prefix = "${var.policy_name_prefix}Cert_Manager_Policy-"
  path        = var.role_path
}

resource "aws_iam_role_policy_attachment" "cert_manager" {
  count      = var.create_role && var.attach_cert_manager_policy ? 1 : 0
  role       = aws_iam_role.this[0].name
  policy_arn = aws_iam_policy.cert_manager[0].arn
}

resource "aws_iam_policy" "cluster_autoscaler" {
  count       = var.create_role && var.attach_cluster_autoscaler_policy ? 1 : 0
  name_prefix = "${var.policy_name_prefix}Cluster_Autoscaler_Policy-"
  path        = var.role_path
}

resource "aws_iam_role_policy_attachment" "cluster_autoscaler" {
  count      = var.create_role && var.attach_cluster_autoscaler_policy ? 1 : 0
  role       = aws_iam_role.this[0].name
  policy_arn = aws_iam_policy.cluster_autoscaler[0].arn
}

resource "aws_iam_policy" "ebs_csi" {
  count       = var.create_role && var.attach_ebs_csi_policy ? 1 : 0
  name_prefix = "${var.policy_name_prefix}EBS_CSI_Policy-"
  path        = var.role_path
}

resource "aws_iam_role_policy_attachment" "ebs_csi" {
  count      = var.create_role && var.attach_ebs_csi_policy ? 1 : 0
  role       = aws_iam_role.this[0].name
  policy_arn = aws_iam_policy.ebs_csi[0].arn
}

resource "aws_iam_policy" "efs_csi" {
  count       = var.create_role && var.attach_efs_csi_policy ? 1 : 0
  name_prefix = "${var.policy_name_prefix}EFS_CSI_Policy-"
  path        = var.role_path
}

resource "aws_iam_role_policy_attachment" "efs_csi" {
  count      = var.create_role && var.attach_efs_csi_policy ? 1 : 0
  role       = aws_iam_role.this[0].name
  policy_arn = aws_iam_policy.efs_csi[0].arn
}

resource "aws_iam_policy" "external_dns" {
  count       = var.create_role && var.attach_external_dns_policy ? 1 : 0
  name_prefix = "${var.policy_name_prefix}External_DNS_Policy-"
  path        = var.role_path
}

resource "aws_iam_role_policy_attachment" "external_dns" {
  count      = var.create_role && var.attach_external_dns_policy ? 1 : 0
  role       = aws_iam_role.this[0].name
  policy_arn = aws_iam_policy.external_dns[0].arn
}

resource "aws_iam_policy" "external_secrets" {
  count       = var.create_role && var.attach_external_secrets_policy ? 1 : 0
  name_prefix = "${var.policy_name_prefix}External_Secrets_Policy-"
  path        = var.role_path
}

resource "aws_iam_role_policy_attachment" "external_secrets" {
  count      = var.create_role && var.attach_external_secrets_policy ? 1 : 0
  role       = aws_iam_role.this[0].name
  policy_arn = aws_iam_policy.external_secrets[0].arn
}

resource "aws_iam_policy" "fsx_lustre_csi" {
  count       = var.create_role && var.attach_fsx_lustre_csi_policy ? 1 : 0
  name_prefix = "${var.policy_name_prefix}FSx_Lustre_CSI_Policy-"
  path        = var.role_path
}

resource "aws_iam_role_policy_attachment" "fsx_lustre_csi" {
  count      = var.create_role && var.attach_fsx_lustre_csi_policy ? 1 : 0
  role       = aws_iam_role.this[0].name
  policy_arn = aws_iam_policy.fsx_lustre_csi[0].arn
}

resource "aws_iam_policy" "karpenter_controller" {
  count       = var.create_role && var.attach_karpenter_controller_policy ? 1 : 0
  name_prefix = "${var.policy_name_prefix}Karpenter_Controller_Policy-"
  path        = var.role_path
}

resource "aws_iam_role_policy_attachment" "karpenter_controller" {
  count      = var.create_role && var.attach_karpenter_controller_policy ? 1 : 0
  role       = aws_iam_role.this[0].name
  policy_arn = aws_iam_policy.karpenter_controller[0].arn
}

resource "aws_iam_policy" "load_balancer_controller" {
  count       = var.create_role && var.attach_load_balancer_controller_policy ? 1 : 0
  name_prefix = "${var.policy_name_prefix}AWS_Load_Balancer_Controller-"
  path        = var.role_path
}

resource "aws_iam_role_policy_attachment" "load_balancer_controller" {
  count      = var.create_role && var.attach_load_balancer_controller_policy ? 1 : 0
  role       = aws_iam_role.this[0].name
  policy_arn = aws_iam_policy.load_balancer_controller[0].arn
}

resource "aws_iam_policy" "mountpoint_s3_csi" {
  count       = var.create_role && var.attach_mountpoint_s3_csi_policy ? 1 : 0
  name_prefix = "${var.policy_name_prefix}Mountpoint_S3_CSI_Policy-"
  path        = var.role_path
}

resource "aws_iam_role_policy_attachment" "mountpoint_s3_csi" {
  count      = var.create_role && var.attach_mountpoint_s3_csi_policy ? 1 : 0
  role       = aws_iam_role.this[0].name
  policy_arn = aws_iam_policy.mountpoint_s3_csi[0].arn
}

resource "aws_iam_policy" "node_termination_handler" {
  count       = var.create_role && var.attach_node_termination_handler_policy ? 1 : 0
  name_prefix = "${var.policy_name_prefix}Node_Termination_Handler_Policy-"
  path        = var.role_path
}

resource "aws_iam_role_policy_attachment" "node_termination_handler" {
  count      = var.create_role && var.attach_node_termination_handler_policy ? 1 : 0
  role       = aws_iam_role.this[0].name
  policy_arn = aws_iam_policy.node_termination_handler[0].arn
}

resource "aws_iam_policy" "velero" {
  count       = var.create_role && var.attach_velero_policy ? 1 : 0
  name_prefix = "${var.policy_name_prefix}Velero_Policy-"
  path        = var.role_path
}

resource "aws_iam_role_policy_attachment" "velero" {
  count      = var.create_role && var.attach_velero_policy ? 1 : 0
  role       = aws_iam_role.this[0].name
  policy_arn = aws_iam_policy.velero[0].arn
}

resource "aws_iam_policy" "vpc_cni" {
  count       = var.create_role && var.attach_vpc_cni_policy ? 1 : 0
  name_prefix = "${var.policy_name_prefix}CNI_Policy-"
  path        = var.role_path
}

resource "aws_iam_role_policy_attachment" "vpc_cni" {
  count      = var.create_role && var.attach_vpc_cni_policy ? 1 : 0
  role       = aws_iam_role.this[0].name
  policy_arn = aws_iam_policy.vpc_cni[0].arn
}

output "iam_role_arn" { value = try(aws_iam_role.this[0].arn, "") }
output "iam_role_name" { value = try(aws_iam_role.this[0].name, "") }
output "iam_role_path" { value = try(aws_iam_role.this[0].path, "") }
output "iam_role_unique_id" { value = try(aws_iam_role.this[0].unique_id, "") }
