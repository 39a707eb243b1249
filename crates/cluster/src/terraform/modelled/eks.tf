variable "create" { default = true }
variable "name" { default = "" }
variable "cluster_name" { default = "" }
variable "kubernetes_version" { default = null }
variable "cluster_version" { default = null }
variable "vpc_id" { default = null }
variable "subnet_ids" { default = [] }
variable "subnets" { default = [] }
variable "control_plane_subnet_ids" { default = [] }
variable "endpoint_public_access" { default = null }
variable "cluster_endpoint_public_access" { default = null }
variable "endpoint_private_access" { default = null }
variable "cluster_endpoint_private_access" { default = null }
variable "authentication_mode" { default = "API_AND_CONFIG_MAP" }
variable "enable_irsa" { default = true }
variable "openid_connect_audiences" { default = [] }
variable "include_oidc_root_ca_thumbprint" { default = true }
variable "custom_oidc_thumbprints" { default = [] }
variable "enable_cluster_creator_admin_permissions" { default = false }
variable "access_entries" { default = {} }
variable "addons" { default = {} }
variable "cluster_addons" { default = {} }
variable "eks_managed_node_groups" { default = {} }
variable "eks_managed_node_group_defaults" { default = {} }
variable "fargate_profiles" { default = {} }
variable "create_iam_role" { default = true }
variable "iam_role_arn" { default = null }
variable "iam_role_name" { default = null }
variable "tags" { default = {} }

data "aws_partition" "current" {}
data "aws_caller_identity" "current" {}

locals {
  name    = var.name != "" ? var.name : var.cluster_name
  version = var.kubernetes_version != null ? var.kubernetes_version : var.cluster_version
  public  = try(coalesce(var.endpoint_public_access, var.cluster_endpoint_public_access), false)
  private = try(coalesce(var.endpoint_private_access, var.cluster_endpoint_private_access), true)
  addons  = length(var.addons) > 0 ? var.addons : var.cluster_addons
  entries = merge(
    {
      for name in ["cluster_creator"] : name => {
        principal_arn = data.aws_caller_identity.current.arn
      } if var.enable_cluster_creator_admin_permissions
    },
    var.access_entries,
  )
}

data "aws_iam_policy_document" "cluster" {
  statement {
    actions = ["sts:AssumeRole", "sts:TagSession"]
    principals {
      type        = "Service"
      identifiers = ["eks.amazonaws.com"]
    }
  }
}

data "aws_iam_policy_document" "node" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["ec2.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "this" {
  count = var.create && var.create_iam_role ? 1 : 0

  name               = var.iam_role_name
  name_prefix        = var.iam_role_name == null ? "${local.name}-cluster-" : null
  assume_role_policy = data.aws_iam_policy_document.cluster.json
  tags               = var.tags
}

resource "aws_iam_role_policy_attachment" "this" {
  count = var.create && var.create_iam_role ? 1 : 0

  role       = aws_iam_role.this[0].name
  policy_arn = "arn:${data.aws_partition.current.partition}:iam::aws:policy/AmazonEKSClusterPolicy"
}

resource "aws_eks_cluster" "this" {
  count = var.create ? 1 : 0

  name                          = local.name
  role_arn                      = try(aws_iam_role.this[0].arn, var.iam_role_arn)
  version                       = local.version
  bootstrap_self_managed_addons = var.name == ""

  access_config {
    authentication_mode                         = var.authentication_mode
    bootstrap_cluster_creator_admin_permissions = false
  }

  vpc_config {
    subnet_ids              = length(var.control_plane_subnet_ids) > 0 ? var.control_plane_subnet_ids : concat(var.subnets, var.subnet_ids)
    endpoint_public_access  = local.public
    endpoint_private_access = local.private
  }

  tags       = var.tags
  depends_on = [aws_iam_role_policy_attachment.this]
}

data "tls_certificate" "this" {
  count = var.create && var.enable_irsa ? 1 : 0
  url   = aws_eks_cluster.this[0].identity[0].oidc[0].issuer
}

resource "aws_iam_openid_connect_provider" "oidc_provider" {
  count = var.create && var.enable_irsa ? 1 : 0

  client_id_list  = distinct(compact(concat(["sts.amazonaws.com"], var.openid_connect_audiences)))
  thumbprint_list = concat(data.tls_certificate.this[0].certificates[*].sha1_fingerprint, var.custom_oidc_thumbprints)
  url             = aws_eks_cluster.this[0].identity[0].oidc[0].issuer
  tags            = var.tags
}

resource "aws_eks_access_entry" "this" {
  for_each = { for name, entry in local.entries : name => entry if var.create }

  cluster_name      = aws_eks_cluster.this[0].name
  principal_arn     = each.value.principal_arn
  kubernetes_groups = try(each.value.kubernetes_groups, null)
  type              = try(each.value.type, "STANDARD")
}

resource "aws_iam_role" "node" {
  for_each = { for name, group in var.eks_managed_node_groups : name => group if var.create }

  name_prefix        = "${each.key}-eks-node-group-"
  assume_role_policy = data.aws_iam_policy_document.node.json
}

resource "aws_iam_role_policy_attachment" "node" {
  for_each = {
    for pair in setproduct(keys(var.eks_managed_node_groups), ["AmazonEKSWorkerNodePolicy", "AmazonEKS_CNI_Policy", "AmazonEC2ContainerRegistryReadOnly"]) :
    "${pair[0]}-${pair[1]}" => pair if var.create
  }

  role       = aws_iam_role.node[each.value[0]].name
  policy_arn = "arn:${data.aws_partition.current.partition}:iam::aws:policy/${each.value[1]}"
}

resource "aws_eks_node_group" "this" {
  for_each = { for name, group in var.eks_managed_node_groups : name => merge(var.eks_managed_node_group_defaults, group) if var.create }

  cluster_name           = aws_eks_cluster.this[0].name
  node_group_name_prefix = "${try(each.value.name, each.key)}-"
  node_role_arn          = aws_iam_role.node[each.key].arn
  subnet_ids             = try(each.value.subnet_ids, var.subnet_ids)
  version                = local.version
  ami_type               = try(each.value.ami_type, "AL2023_x86_64_STANDARD")
  capacity_type          = try(each.value.capacity_type, "ON_DEMAND")
  instance_types         = try(each.value.instance_types, null)
  labels                 = try(each.value.labels, null)

  scaling_config {
    min_size     = try(each.value.min_size, 1)
    max_size     = try(each.value.max_size, 3)
    desired_size = try(each.value.desired_size, 1)
  }

  lifecycle {
    create_before_destroy = true
    ignore_changes        = [scaling_config[0].desired_size]
  }

  depends_on = [aws_iam_role_policy_attachment.node]
}

resource "aws_eks_addon" "before_compute" {
  for_each = { for name, addon in local.addons : name => addon if var.create && try(addon.before_compute, false) }

  cluster_name             = aws_eks_cluster.this[0].name
  addon_name               = try(each.value.name, each.key)
  addon_version            = try(each.value.addon_version, null)
  service_account_role_arn = try(each.value.service_account_role_arn, null)
  configuration_values     = try(each.value.configuration_values, null)
}

resource "aws_eks_addon" "this" {
  for_each = { for name, addon in local.addons : name => addon if var.create && !try(addon.before_compute, false) }

  cluster_name             = aws_eks_cluster.this[0].name
  addon_name               = try(each.value.name, each.key)
  addon_version            = try(each.value.addon_version, null)
  service_account_role_arn = try(each.value.service_account_role_arn, null)
  configuration_values     = try(each.value.configuration_values, null)

  depends_on = [aws_eks_node_group.this]
}

output "cluster_name" { value = try(aws_eks_cluster.this[0].name, "") }
output "cluster_id" { value = try(aws_eks_cluster.this[0].id, "") }
output "cluster_arn" { value = try(aws_eks_cluster.this[0].arn, null) }
output "cluster_version" { value = try(aws_eks_cluster.this[0].version, null) }
output "cluster_status" { value = try(aws_eks_cluster.this[0].status, null) }
output "cluster_endpoint" { value = try(aws_eks_cluster.this[0].endpoint, null) }
output "cluster_certificate_authority_data" { value = try(aws_eks_cluster.this[0].certificate_authority[0].data, null) }
output "cluster_oidc_issuer_url" { value = try(aws_eks_cluster.this[0].identity[0].oidc[0].issuer, null) }
output "cluster_primary_security_group_id" { value = try(aws_eks_cluster.this[0].vpc_config[0].cluster_security_group_id, null) }
output "cluster_security_group_id" { value = try(aws_eks_cluster.this[0].vpc_config[0].cluster_security_group_id, null) }
output "node_security_group_id" { value = try(aws_eks_cluster.this[0].vpc_config[0].cluster_security_group_id, null) }
output "cluster_iam_role_arn" { value = try(aws_iam_role.this[0].arn, null) }
output "cluster_iam_role_name" { value = try(aws_iam_role.this[0].name, null) }
output "cluster_tls_certificate_sha1_fingerprint" { value = try(data.tls_certificate.this[0].certificates[0].sha1_fingerprint, null) }
output "oidc_provider" { value = try(replace(aws_eks_cluster.this[0].identity[0].oidc[0].issuer, "https://", ""), null) }
output "oidc_provider_arn" { value = try(aws_iam_openid_connect_provider.oidc_provider[0].arn, null) }
output "access_entries" { value = aws_eks_access_entry.this }
output "cluster_addons" { value = merge(aws_eks_addon.this, aws_eks_addon.before_compute) }
output "eks_managed_node_groups" {
  value = {
    for name, group in aws_eks_node_group.this : name => {
      node_group_arn = group.arn
      node_group_id  = group.id
      iam_role_arn   = aws_iam_role.node[name].arn
      iam_role_name  = aws_iam_role.node[name].name
    }
  }
}
output "eks_managed_node_groups_autoscaling_group_names" { value = [for name, group in aws_eks_node_group.this : "eks-${name}"] }
