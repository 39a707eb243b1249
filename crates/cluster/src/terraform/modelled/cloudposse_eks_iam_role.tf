variable "enabled" { default = true }
variable "namespace" { default = null }
variable "tenant" { default = null }
variable "environment" { default = null }
variable "stage" { default = null }
variable "name" { default = null }
variable "attributes" { default = [] }
variable "delimiter" { default = "-" }
variable "tags" { default = {} }
variable "context" { default = {} }
variable "aws_account_number" { default = null }
variable "aws_partition" { default = "aws" }
variable "aws_iam_policy_document" { default = [] }
variable "eks_cluster_oidc_issuer_url" {}
variable "service_account_name" { default = null }
variable "service_account_namespace" { default = null }
variable "service_account_namespace_name_list" { default = [] }
variable "managed_policy_arns" { default = [] }
variable "permissions_boundary" { default = null }

data "aws_caller_identity" "current" {}

locals {
  host      = replace(var.eks_cluster_oidc_issuer_url, "https://", "")
  account   = coalesce(var.aws_account_number, data.aws_caller_identity.current.account_id)
  given     = var.service_account_name == null && var.service_account_namespace == null && length(var.service_account_namespace_name_list) > 0
  single    = local.given ? [] : ["${coalesce(var.service_account_namespace, "*")}:${coalesce(var.service_account_name, "*")}"]
  accounts  = concat(local.single, var.service_account_namespace_name_list)
  # The first of them names the role.
  first     = [for part in split(":", local.accounts[0]) : replace(part, "*", "all")]
  own       = local.first[0] == local.first[1] ? local.first[1] : "${local.first[1]}@${local.first[0]}"
  named     = { for key in ["namespace", "tenant", "environment", "stage", "name"] : key => try(coalesce({ namespace = var.namespace, tenant = var.tenant, environment = var.environment, stage = var.stage, name = var.name }[key], try(var.context[key], null)), "") }
  labels    = compact(concat([for key in ["namespace", "tenant", "environment", "stage", "name"] : local.named[key]], try(var.context.attributes, []), var.attributes, [local.own]))
  id        = join(var.delimiter, [for label in local.labels : lower(replace(label, "/[^-a-zA-Z0-9@_]/", ""))])
  policies  = [for policy in flatten([var.aws_iam_policy_document]) : policy if policy != null && policy != ""]
}

data "aws_iam_policy_document" "service_account_assume_role" {
  count = var.enabled ? 1 : 0

  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]
    principals {
      type        = "Federated"
      identifiers = ["arn:${var.aws_partition}:iam::${local.account}:oidc-provider/${local.host}"]
    }
    condition {
      test     = "StringLike"
      variable = "${local.host}:sub"
      values   = [for account in local.accounts : "system:serviceaccount:${account}"]
    }
    condition {
      test     = "StringEquals"
      variable = "${local.host}:aud"
      values   = ["sts.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "service_account" {
  count = var.enabled ? 1 : 0

  name                 = local.id
  assume_role_policy   = data.aws_iam_policy_document.service_account_assume_role[0].json
  permissions_boundary = var.permissions_boundary
  tags                 = var.tags
}

resource "aws_iam_policy" "service_account" {
  count = var.enabled && length(local.policies) > 0 ? 1 : 0

  name   = local.id
  policy = local.policies[0]
  tags   = var.tags
}

resource "aws_iam_role_policy_attachment" "service_account" {
  count = var.enabled && length(local.policies) > 0 ? 1 : 0

  role       = aws_iam_role.service_account[0].name
  policy_arn = aws_iam_policy.service_account[0].arn
}

resource "aws_iam_role_policy_attachment" "managed" {
  for_each = toset(var.enabled ? var.managed_policy_arns : [])

  role       = aws_iam_role.service_account[0].name
  policy_arn = each.key
}

output "service_account_name" { value = var.service_account_name }
output "service_account_namespace" { value = var.service_account_namespace }
output "service_account_role_name" { value = try(aws_iam_role.service_account[0].name, null) }
output "service_account_role_arn" { value = try(aws_iam_role.service_account[0].arn, null) }
output "service_account_role_unique_id" { value = try(aws_iam_role.service_account[0].unique_id, null) }
output "service_account_policy_name" { value = try(aws_iam_policy.service_account[0].name, null) }
