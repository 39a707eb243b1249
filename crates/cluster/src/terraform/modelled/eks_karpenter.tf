variable "create" { default = true }
variable "cluster_name" { default = "" }
variable "create_iam_role" { default = true }
variable "iam_role_name" { default = MAJOR >= 20 ? "KarpenterController" : null }
variable "iam_role_use_name_prefix" { default = true }
variable "iam_role_path" { default = "/" }
variable "iam_role_description" { default = null }
variable "iam_role_arn" { default = null }
variable "iam_role_policies" { default = {} }
variable "iam_role_additional_policies" { default = {} }
variable "iam_policy_name" { default = "KarpenterController" }
variable "policies" { default = {} }
variable "create_irsa" { default = true }
variable "enable_irsa" { default = false }
variable "enable_v1_permissions" { default = false }
variable "irsa_name" { default = null }
variable "irsa_use_name_prefix" { default = true }
variable "irsa_path" { default = "/" }
variable "irsa_oidc_provider_arn" { default = "" }
variable "irsa_namespace_service_accounts" { default = ["karpenter:karpenter"] }
variable "irsa_assume_role_condition_test" { default = "StringEquals" }
variable "enable_pod_identity" { default = true }
variable "create_pod_identity_association" { default = MAJOR >= 21 }
variable "namespace" { default = "kube-system" }
variable "service_account" { default = "karpenter" }
variable "enable_spot_termination" { default = true }
variable "queue_name" { default = null }
variable "create_node_iam_role" { default = true }
variable "node_iam_role_name" { default = null }
variable "node_iam_role_use_name_prefix" { default = true }
variable "node_iam_role_additional_policies" { default = {} }
variable "node_iam_role_arn" { default = null }
variable "create_access_entry" { default = true }
variable "create_instance_profile" { default = MAJOR < 20 }
variable "tags" { default = {} }

data "aws_partition" "current" {}

locals {
  old        = MAJOR < 20
  policies   = "arn:${data.aws_partition.current.partition}:iam::aws:policy"
  host       = replace(var.irsa_oidc_provider_arn, "/^(.*provider/)/", "")
  controller = var.create && (local.old ? var.create_irsa : var.create_iam_role)
  irsa       = local.old ? local.controller : local.controller && var.enable_irsa && MAJOR < 21
  node       = var.create && (local.old ? var.create_iam_role : var.create_node_iam_role)
  node_name  = coalesce(local.old ? var.iam_role_name : var.node_iam_role_name, "Karpenter-${var.cluster_name}")
  events     = toset(var.create && var.enable_spot_termination ? ["health_event", "instance_rebalance", "instance_state_change", MAJOR < 20 ? "spot_interupt" : "spot_interrupt"] : [])
  attached   = { AmazonEKSWorkerNodePolicy = 1, AmazonEC2ContainerRegistryReadOnly = 1, AmazonEKS_CNI_Policy = 1 }
}

data "aws_iam_policy_document" "controller" {
  count = local.controller ? 1 : 0

  dynamic "statement" {
    for_each = !local.old && var.enable_pod_identity ? [1] : []
    content {
      actions = ["sts:AssumeRole", "sts:TagSession"]
      principals {
        type        = "Service"
        identifiers = ["pods.eks.amazonaws.com"]
      }
    }
  }

  dynamic "statement" {
    for_each = local.irsa ? [1] : []
    content {
      actions = ["sts:AssumeRoleWithWebIdentity"]
      principals {
        type        = "Federated"
        identifiers = [var.irsa_oidc_provider_arn]
      }
      condition {
        test     = var.irsa_assume_role_condition_test
        variable = "${local.host}:sub"
        values   = [for account in var.irsa_namespace_service_accounts : "system:serviceaccount:${account}"]
      }
      condition {
        test     = var.irsa_assume_role_condition_test
        variable = "${local.host}:aud"
        values   = ["sts.amazonaws.com"]
      }
    }
  }
}

data "aws_iam_policy_document" "node" {
  statement {
    sid     = "EKSNodeAssumeRole"
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["ec2.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "CONTROLLER" {
  count = local.controller ? 1 : 0

  name                  = local.prefixed ? null : local.name
  name_prefix           = local.prefixed ? "${local.name}-" : null
  path                  = local.old ? var.irsa_path : var.iam_role_path
  description           = var.iam_role_description
  assume_role_policy    = data.aws_iam_policy_document.controller[0].json
  force_detach_policies = true
  tags                  = var.tags
}

locals {
  prefixed = local.old ? var.irsa_use_name_prefix : var.iam_role_use_name_prefix
  name     = local.old ? coalesce(var.irsa_name, "KarpenterIRSA-${var.cluster_name}") : coalesce(var.iam_role_name, "KarpenterController")
}

resource "aws_iam_policy" "CONTROLLER" {
  count = local.controller ? 1 : 0

  name_prefix = "${local.old ? local.name : var.iam_policy_name}-"
  policy      = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "ec2:DescribeInstances", Resource = "*" }] })
}

resource "aws_iam_role_policy_attachment" "CONTROLLER" {
  count = local.controller ? 1 : 0

  role       = aws_iam_role.CONTROLLER[0].name
  policy_arn = aws_iam_policy.CONTROLLER[0].arn
}

resource "aws_iam_role_policy_attachment" "CONTROLLER_additional" {
  for_each = { for name, arn in(local.old ? var.policies : var.iam_role_policies) : name => arn if local.controller }

  role       = aws_iam_role.CONTROLLER[0].name
  policy_arn = each.value
}

resource "aws_eks_pod_identity_association" "karpenter" {
  count = local.controller && !local.old && var.enable_pod_identity && var.create_pod_identity_association ? 1 : 0

  cluster_name    = var.cluster_name
  namespace       = var.namespace
  service_account = var.service_account
  role_arn        = aws_iam_role.CONTROLLER[0].arn
}

resource "aws_sqs_queue" "this" {
  count = var.create && var.enable_spot_termination ? 1 : 0

  name                      = coalesce(var.queue_name, "Karpenter-${var.cluster_name}")
  message_retention_seconds = 300
}

resource "aws_sqs_queue_policy" "this" {
  count = var.create && var.enable_spot_termination ? 1 : 0

  queue_url = aws_sqs_queue.this[0].url
  policy    = jsonencode({ Version = "2012-10-17", Statement = [{ Sid = "SqsWrite", Effect = "Allow", Action = "sqs:SendMessage", Principal = { Service = ["events.amazonaws.com", "sqs.amazonaws.com"] }, Resource = aws_sqs_queue.this[0].arn }] })
}

resource "aws_cloudwatch_event_rule" "this" {
  for_each    = local.events
  name_prefix = "Karpenter-"
}

resource "aws_cloudwatch_event_target" "this" {
  for_each  = local.events
  rule      = aws_cloudwatch_event_rule.this[each.key].name
  target_id = "KarpenterInterruptionQueueTarget"
  arn       = aws_sqs_queue.this[0].arn
}

resource "aws_iam_role" "NODE" {
  count = local.node ? 1 : 0

  name                  = local.node_prefixed ? null : local.node_name
  name_prefix           = local.node_prefixed ? "${local.node_name}-" : null
  assume_role_policy    = data.aws_iam_policy_document.node.json
  force_detach_policies = true
  tags                  = var.tags
}

locals {
  node_prefixed = local.old ? var.iam_role_use_name_prefix : var.node_iam_role_use_name_prefix
}

resource "aws_iam_role_policy_attachment" "NODE" {
  for_each = { for name, one in local.attached : (local.old ? "${local.policies}/${name}" : name) => "${local.policies}/${name}" if local.node }

  role       = aws_iam_role.NODE[0].name
  policy_arn = each.value
}

resource "aws_iam_role_policy_attachment" "NODE_additional" {
  for_each = { for name, arn in(local.old ? var.iam_role_additional_policies : var.node_iam_role_additional_policies) : name => arn if local.node }

  role       = aws_iam_role.NODE[0].name
  policy_arn = each.value
}

resource "aws_eks_access_entry" "node" {
  count = var.create && !local.old && var.create_access_entry ? 1 : 0

  cluster_name  = var.cluster_name
  principal_arn = local.node ? aws_iam_role.NODE[0].arn : var.node_iam_role_arn
  type          = "EC2_LINUX"
}

resource "aws_iam_instance_profile" "this" {
  count = var.create && var.create_instance_profile ? 1 : 0

  name_prefix = "${local.node_name}-"
  role        = aws_iam_role.NODE[0].name
}

output "iam_role_arn" { value = try(aws_iam_role.controller[0].arn, null) }
output "iam_role_name" { value = try(aws_iam_role.controller[0].name, null) }
output "irsa_arn" { value = try(aws_iam_role.CONTROLLER[0].arn, null) }
output "irsa_name" { value = try(aws_iam_role.CONTROLLER[0].name, null) }
output "role_arn" { value = try(aws_iam_role.NODE[0].arn, null) }
output "role_name" { value = try(aws_iam_role.NODE[0].name, null) }
output "node_iam_role_arn" { value = try(aws_iam_role.NODE[0].arn, var.node_iam_role_arn) }
output "node_iam_role_name" { value = try(aws_iam_role.NODE[0].name, null) }
output "instance_profile_name" { value = try(aws_iam_instance_profile.this[0].name, null) }
output "instance_profile_arn" { value = try(aws_iam_instance_profile.this[0].arn, null) }
output "queue_arn" { value = try(aws_sqs_queue.this[0].arn, null) }
output "queue_name" { value = try(aws_sqs_queue.this[0].name, null) }
output "queue_url" { value = try(aws_sqs_queue.this[0].url, null) }
output "namespace" { value = var.namespace }
output "service_account" { value = var.service_account }
