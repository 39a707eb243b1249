variable "create" { default = true }
variable "create_release" { default = true }
variable "create_role" { default = false }
variable "create_policy" { default = true }
variable "name" { default = "" }
variable "description" { default = null }
variable "namespace" { default = null }
variable "create_namespace" { default = false }
variable "chart" { default = "" }
variable "chart_version" { default = null }
variable "repository" { default = null }
variable "values" { default = [] }
variable "set" { default = [] }
variable "set_sensitive" { default = [] }
variable "set_irsa_names" { default = [] }
variable "wait" { default = null }
variable "timeout" { default = null }
variable "role_name" { default = null }
variable "role_name_use_prefix" { default = true }
variable "role_path" { default = "/" }
variable "role_description" { default = null }
variable "role_permissions_boundary_arn" { default = null }
variable "role_policies" { default = {} }
variable "max_session_duration" { default = null }
variable "oidc_providers" { default = {} }
variable "assume_role_condition_test" { default = "StringEquals" }
variable "allow_self_assume_role" { default = false }
variable "policy_name" { default = null }
variable "policy_name_use_prefix" { default = true }
variable "policy_path" { default = null }
variable "policy_description" { default = null }
variable "source_policy_documents" { default = [] }
variable "override_policy_documents" { default = [] }
variable "policy_statements" { default = [] }
# Whether there is a policy whose statements are left out.
variable "unlisted" { default = false }
variable "tags" { default = {} }

data "aws_partition" "current" {}
data "aws_caller_identity" "current" {}

locals {
  namespace   = try(coalesce(var.namespace, "default"))
  create_role = var.create && var.create_role
  role_name   = try(coalesce(var.role_name, var.name), "")
  policy_name = try(coalesce(var.policy_name, local.role_name), "")
  documents   = concat(var.source_policy_documents, var.override_policy_documents)
  permits     = local.create_role && var.create_policy && (length(local.documents) + length(var.policy_statements) > 0 || var.unlisted)
}

resource "helm_release" "this" {
  count = var.create && var.create_release ? 1 : 0

  name             = try(coalesce(var.name, var.chart), "")
  description      = var.description
  namespace        = local.namespace
  create_namespace = var.create_namespace
  chart            = var.chart
  version          = var.chart_version
  repository       = var.repository
  values           = var.values
  wait             = var.wait
  timeout          = var.timeout
  set              = concat(var.set, [for name in var.set_irsa_names : { name = name, value = aws_iam_role.this[0].arn } if local.create_role])
  set_sensitive    = var.set_sensitive
}

data "aws_iam_policy_document" "assume" {
  count = local.create_role ? 1 : 0

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
        values   = ["arn:${data.aws_partition.current.partition}:iam::${data.aws_caller_identity.current.account_id}:role${var.role_path}${local.role_name}${var.role_name_use_prefix ? "-*" : ""}"]
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
        values   = ["system:serviceaccount:${try(statement.value.namespace, local.namespace)}:${statement.value.service_account}"]
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
  count = local.create_role ? 1 : 0

  name                  = var.role_name_use_prefix ? null : local.role_name
  name_prefix           = var.role_name_use_prefix ? "${local.role_name}-" : null
  path                  = var.role_path
  description           = var.role_description
  assume_role_policy    = data.aws_iam_policy_document.assume[0].json
  max_session_duration  = var.max_session_duration
  permissions_boundary  = var.role_permissions_boundary_arn
  force_detach_policies = true
  tags                  = var.tags
}

resource "aws_iam_role_policy_attachment" "additional" {
  for_each = { for name, arn in var.role_policies : name => arn if local.create_role }

  role       = aws_iam_role.this[0].name
  policy_arn = each.value
}

data "aws_iam_policy_document" "this" {
  count = local.permits && !var.unlisted ? 1 : 0

  source_policy_documents   = var.source_policy_documents
  override_policy_documents = var.override_policy_documents

  dynamic "statement" {
    for_each = var.policy_statements
    content {
      sid           = try(statement.value.sid, null)
      actions       = try(statement.value.actions, null)
      not_actions   = try(statement.value.not_actions, null)
      effect        = try(statement.value.effect, null)
      resources     = try(statement.value.resources, null)
      not_resources = try(statement.value.not_resources, null)
      dynamic "condition" {
        for_each = try(statement.value.conditions, [])
        content {
          test     = condition.value.test
          variable = condition.value.variable
          values   = condition.value.values
        }
      }
    }
  }
}

resource "aws_iam_policy" "this" {
  count = local.permits ? 1 : 0

  name        = var.policy_name_use_prefix ? null : local.policy_name
  name_prefix = var.policy_name_use_prefix ? "${local.policy_name}-" : null
  path        = coalesce(var.policy_path, var.role_path)
  description = try(coalesce(var.policy_description, var.role_description), null)
  policy      = try(data.aws_iam_policy_document.this[0].json, null)
  tags        = var.tags
}

resource "aws_iam_role_policy_attachment" "this" {
  count = local.permits ? 1 : 0

  role       = aws_iam_role.this[0].name
  policy_arn = aws_iam_policy.this[0].arn
}

output "iam_role_arn" { value = try(aws_iam_role.this[0].arn, null) }
output "iam_role_name" { value = try(aws_iam_role.this[0].name, null) }
output "iam_role_path" { value = try(aws_iam_role.this[0].path, null) }
output "iam_role_unique_id" { value = try(aws_iam_role.this[0].unique_id, null) }
output "iam_policy_arn" { value = try(aws_iam_policy.this[0].arn, null) }
output "name" { value = try(helm_release.this[0].name, null) }
output "chart" { value = try(helm_release.this[0].chart, null) }
output "namespace" { value = try(helm_release.this[0].namespace, null) }
output "values" { value = try(helm_release.this[0].values, []) }
