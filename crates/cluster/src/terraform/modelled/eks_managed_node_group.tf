variable "create" { default = true }
variable "key" { default = null }
variable "settings" { default = {} }
variable "name" { default = null }
variable "use_name_prefix" { default = true }
variable "cluster_name" { default = null }
variable "cluster_version" { default = null }
variable "kubernetes_version" { default = null }
variable "wanted" { default = null }
variable "subnet_ids" { default = null }
variable "min_size" { default = 1 }
variable "max_size" { default = 3 }
variable "desired_size" { default = 1 }
variable "instance_types" { default = null }
variable "ami_type" { default = null }
variable "capacity_type" { default = "ON_DEMAND" }
variable "labels" { default = null }
variable "taints" { default = {} }
variable "create_iam_role" { default = true }
variable "iam_role_arn" { default = null }
variable "iam_role_additional_policies" { default = {} }
variable "create_launch_template" { default = true }
variable "use_custom_launch_template" { default = true }
variable "vpc_security_group_ids" { default = [] }
variable "cluster_primary_security_group_id" { default = null }
variable "cluster_service_cidr" { default = null }
variable "groups" { default = [] }
variable "tags" { default = {} }

data "aws_partition" "current" {}

locals {
  # What the cluster's module hands on of a group, else what a caller gives by itself.
  own      = var.settings
  name     = try(coalesce(try(local.own.name, null), var.name, var.key), "")
  prefixed = try(local.own.use_name_prefix, var.use_name_prefix)
  version  = try(coalesce(try(local.own.kubernetes_version, null), try(local.own.cluster_version, null), var.kubernetes_version, var.cluster_version, var.wanted), null)
  role     = var.create && try(local.own.create_iam_role, var.create_iam_role)
  template = var.create && try(local.own.create_launch_template, var.create_launch_template) && try(local.own.use_custom_launch_template, var.use_custom_launch_template)
  primary  = try(local.own.attach_cluster_primary_security_group, false) || var.cluster_primary_security_group_id != null
  policies = "arn:${data.aws_partition.current.partition}:iam::aws:policy"
  taints   = try(local.own.taints, var.taints)
}

data "aws_iam_policy_document" "assume_role_policy" {
  count = local.role ? 1 : 0

  statement {
    sid     = "EKSNodeAssumeRole"
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["ec2.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "this" {
  count = local.role ? 1 : 0

  name_prefix           = "${try(coalesce(local.own.iam_role_name), "${local.name}-eks-node-group")}-"
  assume_role_policy    = data.aws_iam_policy_document.assume_role_policy[0].json
  force_detach_policies = true
  tags                  = var.tags
}

resource "aws_iam_role_policy_attachment" "this" {
  for_each = toset(local.role ? (MAJOR >= 20 ? ["AmazonEC2ContainerRegistryReadOnly", "AmazonEKSWorkerNodePolicy", "AmazonEKS_CNI_Policy"] : ["${local.policies}/AmazonEC2ContainerRegistryReadOnly", "${local.policies}/AmazonEKSWorkerNodePolicy", "${local.policies}/AmazonEKS_CNI_Policy"]) : [])

  role       = aws_iam_role.this[0].name
  policy_arn = startswith(each.key, "arn:") ? each.key : "${local.policies}/${each.key}"
}

resource "aws_iam_role_policy_attachment" "additional" {
  for_each = { for name, arn in try(local.own.iam_role_additional_policies, var.iam_role_additional_policies) : name => arn if local.role }

  role       = aws_iam_role.this[0].name
  policy_arn = each.value
}

resource "aws_launch_template" "this" {
  count = local.template ? 1 : 0

  name_prefix            = "${try(local.own.launch_template_name, local.name)}-"
  vpc_security_group_ids = compact(concat(var.groups, try(local.own.vpc_security_group_ids, var.vpc_security_group_ids), var.cluster_primary_security_group_id == null ? [] : [var.cluster_primary_security_group_id]))
  user_data              = try(local.own.user_data, null)

  metadata_options {
    http_endpoint               = try(local.own.metadata_options.http_endpoint, "enabled")
    http_tokens                 = try(local.own.metadata_options.http_tokens, "required")
    http_put_response_hop_limit = try(local.own.metadata_options.http_put_response_hop_limit, MAJOR >= 21 ? 1 : 2)
  }

  lifecycle { create_before_destroy = true }
  depends_on = [aws_iam_role_policy_attachment.this]
}

resource "aws_eks_node_group" "this" {
  count = var.create ? 1 : 0

  cluster_name           = var.cluster_name
  node_group_name        = local.prefixed ? null : local.name
  node_group_name_prefix = local.prefixed ? "${local.name}-" : null
  node_role_arn          = local.role ? aws_iam_role.this[0].arn : try(local.own.iam_role_arn, var.iam_role_arn)
  subnet_ids             = var.subnet_ids
  version                = local.version
  ami_type               = try(coalesce(try(local.own.ami_type, null), var.ami_type), MAJOR >= 20 ? "AL2023_x86_64_STANDARD" : null)
  capacity_type          = try(local.own.capacity_type, var.capacity_type)
  instance_types         = try(local.own.instance_types, var.instance_types)
  labels                 = try(local.own.labels, var.labels)

  scaling_config {
    min_size     = try(local.own.min_size, var.min_size)
    max_size     = try(local.own.max_size, var.max_size)
    desired_size = try(local.own.desired_size, var.desired_size)
  }

  dynamic "launch_template" {
    for_each = aws_launch_template.this
    content {
      id      = launch_template.value.id
      version = launch_template.value.latest_version
    }
  }

  dynamic "taint" {
    for_each = local.taints == null ? {} : local.taints
    content {
      key    = taint.value.key
      value  = try(taint.value.value, null)
      effect = taint.value.effect
    }
  }

  update_config {
    max_unavailable_percentage = try(local.own.update_config.max_unavailable_percentage, 33)
  }

  lifecycle {
    create_before_destroy = true
    ignore_changes        = [scaling_config[0].desired_size]
  }
}

output "node_group_arn" { value = try(aws_eks_node_group.this[0].arn, null) }
output "node_group_id" { value = try(aws_eks_node_group.this[0].id, null) }
output "node_group_status" { value = try(aws_eks_node_group.this[0].status, null) }
output "node_group_labels" { value = try(aws_eks_node_group.this[0].labels, {}) }
output "iam_role_arn" { value = try(aws_iam_role.this[0].arn, var.iam_role_arn) }
output "iam_role_name" { value = try(aws_iam_role.this[0].name, null) }
output "launch_template_id" { value = try(aws_launch_template.this[0].id, null) }
