variable "create" { default = true }
variable "cluster_name" { default = null }
variable "name" { default = "" }
variable "subnet_ids" { default = [] }
variable "selectors" { default = [] }
variable "create_iam_role" { default = true }
variable "iam_role_arn" { default = null }
variable "iam_role_additional_policies" { default = {} }
variable "tags" { default = {} }

data "aws_partition" "current" {}

locals {
  role     = var.create && var.create_iam_role
  policies = "arn:${data.aws_partition.current.partition}:iam::aws:policy"
}

data "aws_iam_policy_document" "assume_role_policy" {
  count = local.role ? 1 : 0

  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["eks-fargate-pods.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "this" {
  count = local.role ? 1 : 0

  name_prefix           = "${var.name}-"
  assume_role_policy    = data.aws_iam_policy_document.assume_role_policy[0].json
  force_detach_policies = true
  tags                  = var.tags
}

resource "aws_iam_role_policy_attachment" "this" {
  for_each = toset(local.role ? (MAJOR >= 20 ? ["AmazonEKSFargatePodExecutionRolePolicy", "AmazonEKS_CNI_Policy"] : ["${local.policies}/AmazonEKSFargatePodExecutionRolePolicy", "${local.policies}/AmazonEKS_CNI_Policy"]) : [])

  role       = aws_iam_role.this[0].name
  policy_arn = startswith(each.key, "arn:") ? each.key : "${local.policies}/${each.key}"
}

resource "aws_iam_role_policy_attachment" "additional" {
  for_each = { for name, arn in var.iam_role_additional_policies : name => arn if local.role }

  role       = aws_iam_role.this[0].name
  policy_arn = each.value
}

resource "aws_eks_fargate_profile" "this" {
  count = var.create ? 1 : 0

  cluster_name           = var.cluster_name
  fargate_profile_name   = var.name
  pod_execution_role_arn = local.role ? aws_iam_role.this[0].arn : var.iam_role_arn
  subnet_ids             = var.subnet_ids

  dynamic "selector" {
    for_each = var.selectors
    content {
      namespace = selector.value.namespace
      labels    = try(selector.value.labels, {})
    }
  }
}

output "fargate_profile_arn" { value = try(aws_eks_fargate_profile.this[0].arn, null) }
output "fargate_profile_id" { value = try(aws_eks_fargate_profile.this[0].id, null) }
output "iam_role_arn" { value = try(aws_iam_role.this[0].arn, var.iam_role_arn) }
output "iam_role_name" { value = try(aws_iam_role.this[0].name, null) }
