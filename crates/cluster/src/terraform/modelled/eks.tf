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
variable "enable_irsa" { default = MAJOR >= 18 }
variable "openid_connect_audiences" { default = [] }
variable "include_oidc_root_ca_thumbprint" { default = true }
variable "custom_oidc_thumbprints" { default = [] }
variable "enable_cluster_creator_admin_permissions" { default = false }
variable "access_entries" { default = {} }
variable "addons" { default = {} }
variable "cluster_addons" { default = {} }
variable "eks_managed_node_groups" { default = {} }
variable "node_groups" { default = {} }
variable "eks_managed_node_group_defaults" { default = {} }
variable "fargate_profiles" { default = {} }
variable "create_iam_role" { default = true }
variable "iam_role_arn" { default = null }
variable "iam_role_name" { default = null }
variable "tags" { default = {} }
variable "cluster_tags" { default = {} }
variable "prefix_separator" { default = "-" }
variable "iam_role_use_name_prefix" { default = true }
variable "iam_role_additional_policies" { default = {} }
variable "enable_security_groups_for_pods" { default = MAJOR < 21 }
variable "create_cloudwatch_log_group" { default = true }
variable "cloudwatch_log_group_retention_in_days" { default = 90 }
variable "enabled_log_types" { default = ["audit", "api", "authenticator"] }
variable "cluster_enabled_log_types" { default = null }
variable "create_kms_key" { default = MAJOR >= 19 }
variable "encryption_config" { default = MAJOR >= 19 ? { resources = ["secrets"] } : null }
variable "cluster_encryption_config" { default = MAJOR >= 19 ? { resources = ["secrets"] } : null }
variable "attach_encryption_policy" { default = true }
variable "attach_cluster_encryption_policy" { default = true }
variable "create_security_group" { default = true }
variable "create_cluster_security_group" { default = true }
variable "security_group_id" { default = "" }
variable "cluster_security_group_id" { default = "" }
variable "additional_security_group_ids" { default = [] }
variable "cluster_additional_security_group_ids" { default = [] }
variable "security_group_additional_rules" { default = {} }
variable "cluster_security_group_additional_rules" { default = {} }
variable "create_node_security_group" { default = true }
variable "node_security_group_id" { default = "" }
variable "node_security_group_additional_rules" { default = {} }
variable "node_security_group_enable_recommended_rules" { default = true }
variable "node_security_group_tags" { default = {} }
variable "create_primary_security_group_tags" { default = true }
variable "create_cluster_primary_security_group_tags" { default = true }
variable "compute_config" { default = null }
variable "cluster_compute_config" { default = null }
variable "endpoint_public_access_cidrs" { default = null }
variable "cluster_endpoint_public_access_cidrs" { default = null }
variable "service_ipv4_cidr" { default = null }
variable "cluster_service_ipv4_cidr" { default = null }
variable "ip_family" { default = null }
variable "cluster_ip_family" { default = null }
variable "upgrade_policy" { default = null }
variable "cluster_upgrade_policy" { default = null }
variable "zonal_shift_config" { default = null }
variable "cluster_zonal_shift_config" { default = null }
variable "fargate_profile_defaults" { default = {} }
variable "self_managed_node_groups" { default = {} }
variable "dataplane_wait_duration" { default = "30s" }
variable "manage_aws_auth_configmap" { default = false }
variable "putin_khuylo" { default = true }
variable "timeouts" { default = {} }
variable "cluster_timeouts" { default = {} }
variable "addons_timeouts" { default = {} }
variable "cluster_addons_timeouts" { default = {} }

data "aws_partition" "current" {}
data "aws_caller_identity" "current" {}

locals {
  name    = var.name != "" ? var.name : var.cluster_name
  version = var.kubernetes_version != null ? var.kubernetes_version : var.cluster_version
  role_prefixed = var.iam_role_use_name_prefix && (local.modern || var.iam_role_name == null)
  public  = try(coalesce(var.endpoint_public_access, var.cluster_endpoint_public_access), false)
  private = try(coalesce(var.endpoint_private_access, var.cluster_endpoint_private_access), true)
  addons  = { for name, addon in(length(var.addons) > 0 ? var.addons : var.cluster_addons) : name => addon if addon != null }
  modern  = MAJOR >= 18
  auto    = try(coalesce(var.compute_config, var.cluster_compute_config).enabled, false)
  secrets = try(length(coalesce(MAJOR >= 21 ? var.encryption_config : var.cluster_encryption_config)) > 0, false) && MAJOR >= 19
  kms     = var.create && var.create_kms_key && local.secrets
  encrypt = var.create && var.create_iam_role && local.secrets && var.attach_encryption_policy && var.attach_cluster_encryption_policy
  groups  = { for name, group in var.eks_managed_node_groups : name => group if var.create && local.modern }
  older   = { for name, group in merge(var.node_groups, var.eks_managed_node_groups) : name => group if var.create && !local.modern }
  aws     = "arn:${data.aws_partition.current.partition}:iam::aws:policy"

  cluster_policies = toset(!local.modern ? [] : concat(
    ["AmazonEKSClusterPolicy"],
    local.auto ? ["AmazonEKSBlockStoragePolicy", "AmazonEKSComputePolicy", "AmazonEKSLoadBalancingPolicy", "AmazonEKSNetworkingPolicy"] : [],
    var.enable_security_groups_for_pods && MAJOR < 21 ? ["AmazonEKSVPCResourceController"] : [],
  ))

  own_group  = local.modern && var.create && var.create_security_group && var.create_cluster_security_group
  node_group = local.modern && var.create && var.create_node_security_group
  group_id   = local.own_group ? aws_security_group.cluster[0].id : coalesce(var.security_group_id, var.cluster_security_group_id, "none")
  node_id    = local.node_group ? aws_security_group.node[0].id : var.node_security_group_id

  cluster_rules = merge(
    { for name in ["ingress_nodes_443"] : name => { type = "ingress", protocol = "tcp", from_port = 443, to_port = 443, source_node_security_group = true } if local.node_group },
    MAJOR >= 21 ? var.security_group_additional_rules : var.cluster_security_group_additional_rules,
  )

  # Each from the cluster, from the nodes themselves, or to everybody.
  from_cluster = merge({ ingress_cluster_443 = 443, ingress_cluster_kubelet = 10250 }, {
    for name, port in { ingress_cluster_4443_webhook = 4443, ingress_cluster_6443_webhook = 6443, ingress_cluster_8443_webhook = 8443, ingress_cluster_9443_webhook = 9443, ingress_cluster_10251_webhook = 10251 } :
    name => port if var.node_security_group_enable_recommended_rules && MAJOR >= 19 && (port != 10251 || MAJOR >= 21)
  })
  node_rules = merge(
    { for name, port in local.from_cluster : name => { type = "ingress", protocol = "tcp", from_port = port, to_port = port, source_cluster_security_group = true } },
    { for protocol in ["tcp", "udp"] : "ingress_self_coredns_${protocol}" => { type = "ingress", protocol = protocol, from_port = 53, to_port = 53, self = true } },
    { for name in ["ingress_nodes_ephemeral"] : name => { type = "ingress", protocol = "tcp", from_port = 1025, to_port = 65535, self = true } if var.node_security_group_enable_recommended_rules && MAJOR >= 19 },
    { for name in ["egress_all"] : name => { type = "egress", protocol = "-1", from_port = 0, to_port = 0, cidr_blocks = ["0.0.0.0/0"] } if var.node_security_group_enable_recommended_rules && MAJOR >= 19 },
    { for name in ["egress_cluster_443"] : name => { type = "egress", protocol = "tcp", from_port = 443, to_port = 443, source_cluster_security_group = true } if MAJOR < 19 },
    { for protocol in ["tcp", "udp"] : "egress_self_coredns_${protocol}" => { type = "egress", protocol = protocol, from_port = 53, to_port = 53, self = true } if MAJOR < 19 },
    { for protocol in ["tcp", "udp"] : "egress_ntp_${protocol}" => { type = "egress", protocol = protocol, from_port = 123, to_port = 123, cidr_blocks = ["0.0.0.0/0"] } if MAJOR < 19 },
    { for name in ["egress_https"] : name => { type = "egress", protocol = "tcp", from_port = 443, to_port = 443, cidr_blocks = ["0.0.0.0/0"] } if MAJOR < 19 },
    var.node_security_group_additional_rules,
  )
  key_arn = local.kms ? module.kms.key_arn : try(coalesce(var.encryption_config, var.cluster_encryption_config).provider_key_arn, null)
  entries = merge(
    {
      for name in ["cluster_creator"] : name => {
        principal_arn = data.aws_caller_identity.current.arn
        policy_associations = {
          admin = {
            policy_arn   = "arn:${data.aws_partition.current.partition}:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy"
            access_scope = { type = "cluster" }
          }
        }
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

  name               = local.role_prefixed ? null : coalesce(var.iam_role_name, "${local.name}-cluster")
  name_prefix        = local.role_prefixed ? "${coalesce(var.iam_role_name, "${local.name}-cluster")}${var.prefix_separator}" : null
  assume_role_policy = data.aws_iam_policy_document.cluster.json
  tags               = var.tags
}

resource "aws_iam_role_policy_attachment" "this" {
  for_each = toset(var.create && var.create_iam_role ? (local.modern ? local.cluster_policies : ["AmazonEKSClusterPolicy"]) : [])

  role       = aws_iam_role.this[0].name
  policy_arn = "${local.aws}/${each.key}"
}

resource "aws_iam_role_policy_attachment" "additional" {
  for_each = { for name, arn in var.iam_role_additional_policies : name => arn if var.create && var.create_iam_role }

  role       = aws_iam_role.this[0].name
  policy_arn = each.value
}

module "kms" {
  source = "terraform-aws-modules/kms/aws"

  create = local.kms
  name   = local.name
  tags   = var.tags
}

resource "aws_iam_policy" "cluster_encryption" {
  count = local.encrypt ? 1 : 0

  name_prefix = "${coalesce(var.iam_role_name, "${local.name}-cluster")}-ClusterEncryption"
  description = "Cluster encryption policy to allow cluster role to utilize CMK provided"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Action   = ["kms:Encrypt", "kms:Decrypt", "kms:ListGrants", "kms:DescribeKey"]
      Effect   = "Allow"
      Resource = local.key_arn
    }]
  })
}

resource "aws_iam_role_policy_attachment" "cluster_encryption" {
  count = local.encrypt ? 1 : 0

  role       = aws_iam_role.this[0].name
  policy_arn = aws_iam_policy.cluster_encryption[0].arn
}

resource "aws_cloudwatch_log_group" "this" {
  count = local.modern && var.create && var.create_cloudwatch_log_group ? 1 : 0

  name              = "/aws/eks/${local.name}/cluster"
  retention_in_days = var.cloudwatch_log_group_retention_in_days
  tags              = var.tags
}

resource "aws_security_group" "cluster" {
  count = local.own_group ? 1 : 0

  name_prefix = "${local.name}-cluster${var.prefix_separator}"
  description = "EKS cluster security group"
  vpc_id      = var.vpc_id
  lifecycle { create_before_destroy = true }
}

resource "aws_security_group_rule" "cluster" {
  for_each = { for name, rule in local.cluster_rules : name => rule if local.own_group }

  security_group_id        = aws_security_group.cluster[0].id
  type                     = try(each.value.type, "ingress")
  protocol                 = try(each.value.protocol, "tcp")
  from_port                = each.value.from_port
  to_port                  = each.value.to_port
  description              = try(each.value.description, null)
  cidr_blocks              = try(each.value.cidr_blocks, null)
  self                     = try(each.value.self, null)
  source_security_group_id = try(each.value.source_node_security_group, false) ? local.node_id : try(each.value.source_security_group_id, null)
}

resource "aws_security_group" "node" {
  count = local.node_group ? 1 : 0

  name_prefix = "${local.name}-node${var.prefix_separator}"
  description = "EKS node shared security group"
  vpc_id      = var.vpc_id
  tags        = merge(var.tags, { "kubernetes.io/cluster/${local.name}" = "owned" }, var.node_security_group_tags)
  lifecycle { create_before_destroy = true }
}

resource "aws_security_group_rule" "node" {
  for_each = { for name, rule in local.node_rules : name => rule if local.node_group }

  security_group_id        = aws_security_group.node[0].id
  type                     = try(each.value.type, "ingress")
  protocol                 = try(each.value.protocol, "tcp")
  from_port                = each.value.from_port
  to_port                  = each.value.to_port
  description              = try(each.value.description, null)
  cidr_blocks              = try(each.value.cidr_blocks, null)
  self                     = try(each.value.self, null)
  source_security_group_id = try(each.value.source_cluster_security_group, false) ? local.group_id : try(each.value.source_security_group_id, null)
}

resource "aws_ec2_tag" "cluster_primary_security_group" {
  for_each = { for key, value in merge(var.tags, var.cluster_tags) : key => value if local.modern && var.create && key != "Name" && value != null && var.create_primary_security_group_tags && var.create_cluster_primary_security_group_tags }

  resource_id = aws_eks_cluster.this[0].vpc_config[0].cluster_security_group_id
  key         = each.key
  value       = each.value
}

resource "aws_eks_cluster" "this" {
  count = var.create ? 1 : 0

  name                          = local.name
  role_arn                      = try(aws_iam_role.this[0].arn, var.iam_role_arn)
  version                       = local.version
  bootstrap_self_managed_addons = MAJOR < 21
  enabled_cluster_log_types     = local.modern ? try(coalesce(var.cluster_enabled_log_types), var.enabled_log_types) : null

  access_config {
    authentication_mode                         = var.authentication_mode
    bootstrap_cluster_creator_admin_permissions = false
  }

  vpc_config {
    subnet_ids              = length(var.control_plane_subnet_ids) > 0 ? var.control_plane_subnet_ids : concat(var.subnets, var.subnet_ids)
    endpoint_public_access  = local.public
    endpoint_private_access = local.private
    public_access_cidrs     = try(coalesce(var.endpoint_public_access_cidrs, var.cluster_endpoint_public_access_cidrs), null)
    security_group_ids      = local.modern ? compact(distinct(concat(var.additional_security_group_ids, var.cluster_additional_security_group_ids, local.group_id == "none" ? [] : [local.group_id]))) : null
  }

  dynamic "encryption_config" {
    for_each = local.secrets ? [1] : []
    content {
      provider { key_arn = local.key_arn }
      resources = ["secrets"]
    }
  }

  dynamic "upgrade_policy" {
    for_each = [for policy in [try(coalesce(var.upgrade_policy, var.cluster_upgrade_policy), null)] : policy if policy != null]
    content { support_type = try(upgrade_policy.value.support_type, null) }
  }

  dynamic "zonal_shift_config" {
    for_each = [for config in [try(coalesce(var.zonal_shift_config, var.cluster_zonal_shift_config), null)] : config if config != null]
    content { enabled = try(zonal_shift_config.value.enabled, null) }
  }

  tags       = var.tags
  depends_on = [
    aws_iam_role_policy_attachment.this,
    aws_security_group_rule.cluster,
    aws_security_group_rule.node,
    aws_cloudwatch_log_group.this,
  ]
}

resource "time_sleep" "this" {
  count = var.create && MAJOR >= 19 ? 1 : 0

  create_duration = var.dataplane_wait_duration
  triggers = {
    cluster_name = aws_eks_cluster.this[0].name
  }
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

locals {
  associations = flatten([for entry, value in local.entries : [for name, association in try(coalesce(value.policy_associations), {}) : { key = "${entry}_${name}", entry = entry, value = association }]])
}

resource "aws_eks_access_policy_association" "this" {
  for_each = { for association in local.associations : association.key => association if var.create }

  cluster_name  = aws_eks_cluster.this[0].name
  principal_arn = local.entries[each.value.entry].principal_arn
  policy_arn    = each.value.value.policy_arn

  access_scope {
    type       = each.value.value.access_scope.type
    namespaces = try(each.value.value.access_scope.namespaces, null)
  }

  depends_on = [aws_eks_access_entry.this]
}

module "eks_managed_node_group" {
  source   = "terraform-aws-modules/eks/aws//modules/eks-managed-node-group"
  version  = "MAJOR"
  for_each = local.groups

  create       = try(each.value.create, true)
  key          = each.key
  settings     = merge(var.eks_managed_node_group_defaults, each.value)
  cluster_name = MAJOR >= 19 ? time_sleep.this[0].triggers["cluster_name"] : aws_eks_cluster.this[0].name
  wanted       = local.version
  subnet_ids   = try(each.value.subnet_ids, var.eks_managed_node_group_defaults.subnet_ids, var.subnet_ids)
  groups       = local.node_group ? [local.node_id] : []
  tags         = var.tags
}

resource "aws_iam_role" "node" {
  for_each = local.older

  name_prefix        = "${each.key}-eks-node-group-"
  assume_role_policy = data.aws_iam_policy_document.node.json
}

resource "aws_iam_role_policy_attachment" "node" {
  for_each = {
    for pair in setproduct(keys(local.older), ["AmazonEKSWorkerNodePolicy", "AmazonEKS_CNI_Policy", "AmazonEC2ContainerRegistryReadOnly"]) :
    "${pair[0]}-${pair[1]}" => pair
  }

  role       = aws_iam_role.node[each.value[0]].name
  policy_arn = "${local.aws}/${each.value[1]}"
}

resource "aws_eks_node_group" "this" {
  for_each = { for name, group in local.older : name => merge(var.eks_managed_node_group_defaults, group) }

  cluster_name           = aws_eks_cluster.this[0].name
  node_group_name_prefix = "${try(each.value.name, each.key)}-"
  node_role_arn          = aws_iam_role.node[each.key].arn
  subnet_ids             = try(each.value.subnet_ids, concat(var.subnets, var.subnet_ids))
  instance_types         = try(each.value.instance_types, null)

  scaling_config {
    min_size     = try(each.value.min_size, each.value.min_capacity, 1)
    max_size     = try(each.value.max_size, each.value.max_capacity, 3)
    desired_size = try(each.value.desired_size, each.value.desired_capacity, 1)
  }

  lifecycle { create_before_destroy = true }
  depends_on = [aws_iam_role_policy_attachment.node]
}

module "fargate_profile" {
  source   = "terraform-aws-modules/eks/aws//modules/fargate-profile"
  version  = "MAJOR"
  for_each = { for name, profile in var.fargate_profiles : name => profile if var.create && local.modern }

  create       = try(each.value.create, true)
  cluster_name = aws_eks_cluster.this[0].name
  name         = try(each.value.name, each.key)
  subnet_ids   = try(each.value.subnet_ids, var.fargate_profile_defaults.subnet_ids, var.subnet_ids)
  selectors    = try(each.value.selectors, var.fargate_profile_defaults.selectors, [])
  tags         = var.tags
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

  depends_on = [
    aws_eks_node_group.this,
    module.eks_managed_node_group,
    module.fargate_profile,
  ]
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
output "cluster_security_group_id" { value = try(aws_security_group.cluster[0].id, aws_eks_cluster.this[0].vpc_config[0].cluster_security_group_id, null) }
output "cluster_security_group_arn" { value = try(aws_security_group.cluster[0].arn, null) }
output "node_security_group_id" { value = try(aws_security_group.node[0].id, aws_eks_cluster.this[0].vpc_config[0].cluster_security_group_id, null) }
output "node_security_group_arn" { value = try(aws_security_group.node[0].arn, null) }
output "cloudwatch_log_group_name" { value = try(aws_cloudwatch_log_group.this[0].name, null) }
output "cloudwatch_log_group_arn" { value = try(aws_cloudwatch_log_group.this[0].arn, null) }
output "kms_key_arn" { value = try(module.kms.key_arn, null) }
output "cluster_dualstack_oidc_issuer_url" { value = try(replace(replace(aws_eks_cluster.this[0].identity[0].oidc[0].issuer, "https://oidc.eks.", "https://oidc-eks."), ".amazonaws.com/", ".api.aws/"), null) }
output "fargate_profiles" { value = module.fargate_profile }
output "cluster_iam_role_arn" { value = try(aws_iam_role.this[0].arn, null) }
output "cluster_iam_role_name" { value = try(aws_iam_role.this[0].name, null) }
output "cluster_tls_certificate_sha1_fingerprint" { value = try(data.tls_certificate.this[0].certificates[0].sha1_fingerprint, null) }
output "oidc_provider" { value = try(replace(aws_eks_cluster.this[0].identity[0].oidc[0].issuer, "https://", ""), null) }
output "oidc_provider_arn" { value = try(aws_iam_openid_connect_provider.oidc_provider[0].arn, null) }
output "access_entries" { value = aws_eks_access_entry.this }
output "cluster_addons" { value = merge(aws_eks_addon.this, aws_eks_addon.before_compute) }
output "eks_managed_node_groups" { value = module.eks_managed_node_group }
output "eks_managed_node_groups_autoscaling_group_names" { value = [for name, group in module.eks_managed_node_group : "eks-${name}"] }
