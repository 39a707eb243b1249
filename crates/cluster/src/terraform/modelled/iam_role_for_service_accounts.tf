variable "create" { default = true }
variable "name" { default = "" }
variable "use_name_prefix" { default = true }
variable "path" { default = "/" }
variable "description" { default = null }
variable "permissions_boundary" { default = null }
variable "max_session_duration" { default = null }
variable "policies" { default = {} }
variable "oidc_providers" { default = {} }
variable "trust_condition_test" { default = "StringEquals" }
variable "tags" { default = {} }
variable "attach_amazon_managed_service_prometheus_policy" { default = false }
variable "attach_aws_gateway_controller_policy" { default = false }
variable "attach_cert_manager_policy" { default = false }
variable "attach_cluster_autoscaler_policy" { default = false }
variable "attach_ebs_csi_policy" { default = false }
variable "attach_efs_csi_policy" { default = false }
variable "attach_external_dns_policy" { default = false }
variable "attach_external_secrets_policy" { default = false }
variable "attach_fsx_lustre_csi_policy" { default = false }
variable "attach_load_balancer_controller_policy" { default = false }
variable "attach_mountpoint_s3_csi_policy" { default = false }
variable "attach_node_termination_handler_policy" { default = false }
variable "attach_velero_policy" { default = false }
variable "attach_vpc_cni_policy" { default = false }
variable "attach_fsx_openzfs_csi_policy" { default = false }
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
variable "policy_name" { default = null }
variable "policy_path" { default = null }
variable "policy_description" { default = null }
variable "source_inline_policy_documents" { default = null }
variable "override_inline_policy_documents" { default = null }
variable "inline_policy_permissions" { default = null }
variable "create_policy" { default = true }
variable "create_inline_policy" { default = false }
variable "source_policy_documents" { default = [] }
variable "override_policy_documents" { default = [] }
variable "permissions" { default = null }
variable "source_trust_policy_documents" { default = [] }
variable "override_trust_policy_documents" { default = [] }

locals {
  # The first that is asked for names the policy.
  attached = compact([
    var.attach_amazon_managed_service_prometheus_policy ? "Managed_Service_Prometheus" : "",
    var.attach_aws_gateway_controller_policy ? "AWS_Gateway_Controller" : "",
    var.attach_cert_manager_policy ? "Cert_Manager" : "",
    var.attach_cluster_autoscaler_policy ? "Cluster_Autoscaler" : "",
    var.attach_ebs_csi_policy ? "EBS_CSI" : "",
    var.attach_efs_csi_policy ? "EFS_CSI" : "",
    var.attach_external_dns_policy ? "External_DNS" : "",
    var.attach_external_secrets_policy ? "External_Secrets" : "",
    var.attach_fsx_lustre_csi_policy ? "FSx_Lustre_CSI" : "",
    var.attach_load_balancer_controller_policy ? "AWS_Load_Balancer_Controller" : "",
    var.attach_mountpoint_s3_csi_policy ? "Mountpoint_S3_CSI" : "",
    var.attach_node_termination_handler_policy ? "Node_Termination_Handler" : "",
    var.attach_velero_policy ? "Velero" : "",
    var.attach_vpc_cni_policy ? "CNI" : "",
    var.attach_fsx_openzfs_csi_policy ? "FSX_OpenZFS_CSI" : "",
  ])
  permits     = var.create && var.create_policy && (length(local.attached) + length(var.source_policy_documents) + length(var.override_policy_documents) > 0 || var.permissions != null)
  policy_name = try(coalesce(concat([var.policy_name], local.attached, [var.name, "default"])...))
}

data "aws_iam_policy_document" "assume" {
  count = var.create ? 1 : 0

  source_policy_documents   = var.source_trust_policy_documents
  override_policy_documents = var.override_trust_policy_documents

  dynamic "statement" {
    for_each = var.oidc_providers
    content {
      actions = ["sts:AssumeRoleWithWebIdentity"]
      principals {
        type        = "Federated"
        identifiers = [statement.value.provider_arn]
      }
      condition {
        test     = var.trust_condition_test
        variable = "${replace(statement.value.provider_arn, "/^(.*provider/)/", "")}:sub"
        values   = [for account in statement.value.namespace_service_accounts : "system:serviceaccount:${account}"]
      }
      condition {
        test     = var.trust_condition_test
        variable = "${replace(statement.value.provider_arn, "/^(.*provider/)/", "")}:aud"
        values   = ["sts.amazonaws.com"]
      }
    }
  }
}

resource "aws_iam_role" "this" {
  count = var.create ? 1 : 0

  name                  = var.use_name_prefix ? null : var.name
  name_prefix           = var.use_name_prefix ? "${var.name}-" : null
  path                  = var.path
  description           = var.description
  assume_role_policy    = data.aws_iam_policy_document.assume[0].json
  max_session_duration  = var.max_session_duration
  permissions_boundary  = var.permissions_boundary
  force_detach_policies = true
  tags                  = var.tags
}

resource "aws_iam_role_policy_attachment" "additional" {
  for_each = { for name, arn in var.policies : name => arn if var.create }

  role       = aws_iam_role.this[0].name
  policy_arn = each.value
}

resource "aws_iam_policy" "this" {
  count = local.permits ? 1 : 0

  name        = var.use_name_prefix ? null : local.policy_name
  name_prefix = var.use_name_prefix ? "${local.policy_name}-" : null
  path        = coalesce(var.policy_path, var.path)
  description = var.policy_description
  tags        = var.tags
}

resource "aws_iam_role_policy_attachment" "this" {
  count = local.permits ? 1 : 0

  role       = aws_iam_role.this[0].name
  policy_arn = aws_iam_policy.this[0].arn
}

resource "aws_iam_role_policy" "inline" {
  count = var.create && var.create_inline_policy ? 1 : 0

  role        = aws_iam_role.this[0].name
  name        = var.use_name_prefix ? null : var.name
  name_prefix = var.use_name_prefix ? "${var.name}-" : null
}

output "arn" { value = try(aws_iam_role.this[0].arn, null) }
output "name" { value = try(aws_iam_role.this[0].name, null) }
output "path" { value = try(aws_iam_role.this[0].path, null) }
output "unique_id" { value = try(aws_iam_role.this[0].unique_id, null) }
output "iam_policy_arn" { value = try(aws_iam_policy.this[0].arn, null) }
