variable "cluster_name" {}
variable "cluster_endpoint" { default = null }
variable "cluster_version" { default = null }
variable "oidc_provider_arn" {}
variable "create_delay_duration" { default = "30s" }
variable "create_delay_dependencies" { default = [] }
variable "create_kubernetes_resources" { default = true }
variable "eks_addons" { default = {} }
variable "eks_addons_timeouts" { default = {} }
variable "external_dns_route53_zone_arns" { default = [] }
variable "cert_manager_route53_hosted_zone_arns" { default = ["arn:aws:route53:::hostedzone/*"] }
variable "external_secrets_ssm_parameter_arns" { default = [] }
variable "external_secrets_secrets_manager_arns" { default = [] }
variable "external_secrets_kms_key_arns" { default = [] }
variable "tags" { default = {} }
variable "enable_aws_load_balancer_controller" { default = false }
variable "aws_load_balancer_controller" { default = {} }
variable "enable_external_dns" { default = false }
variable "external_dns" { default = {} }
variable "enable_cert_manager" { default = false }
variable "cert_manager" { default = {} }
variable "enable_cluster_autoscaler" { default = false }
variable "cluster_autoscaler" { default = {} }
variable "enable_external_secrets" { default = false }
variable "external_secrets" { default = {} }
variable "enable_metrics_server" { default = false }
variable "metrics_server" { default = {} }
variable "enable_argocd" { default = false }
variable "argocd" { default = {} }
variable "enable_ingress_nginx" { default = false }
variable "ingress_nginx" { default = {} }
variable "enable_kube_prometheus_stack" { default = false }
variable "kube_prometheus_stack" { default = {} }

resource "time_sleep" "this" {
  create_duration = var.create_delay_duration
  triggers = {
    cluster_name      = var.cluster_name
    oidc_provider_arn = var.oidc_provider_arn
  }
}

resource "aws_eks_addon" "this" {
  for_each = var.eks_addons

  cluster_name             = time_sleep.this.triggers["cluster_name"]
  addon_name               = try(each.value.name, each.key)
  addon_version            = try(each.value.addon_version, null)
  service_account_role_arn = try(each.value.service_account_role_arn, null)
  configuration_values     = try(each.value.configuration_values, null)
}

module "aws_load_balancer_controller" {
  source = "aws-ia/eks-blueprints-addon/aws"

  create               = var.enable_aws_load_balancer_controller
  create_release       = var.create_kubernetes_resources
  name                 = try(var.aws_load_balancer_controller.name, "aws-load-balancer-controller")
  namespace            = try(var.aws_load_balancer_controller.namespace, "kube-system")
  create_namespace     = try(var.aws_load_balancer_controller.create_namespace, false)
  chart                = try(var.aws_load_balancer_controller.chart, "aws-load-balancer-controller")
  chart_version        = try(var.aws_load_balancer_controller.chart_version, null)
  repository           = try(var.aws_load_balancer_controller.repository, "https://aws.github.io/eks-charts")
  values               = try(var.aws_load_balancer_controller.values, [])
  set                  = concat([{ name = "serviceAccount.name", value = try(var.aws_load_balancer_controller.service_account_name, "aws-load-balancer-controller-sa") }, { name = "clusterName", value = var.cluster_name }], try(var.aws_load_balancer_controller.set, []))
  set_irsa_names       = ["serviceAccount.annotations.eks\\.amazonaws\\.com/role-arn"]
  create_role          = try(var.aws_load_balancer_controller.create_role, true) && true
  role_name            = try(var.aws_load_balancer_controller.role_name, "alb-controller")
  role_name_use_prefix = try(var.aws_load_balancer_controller.role_name_use_prefix, true)
  role_path            = try(var.aws_load_balancer_controller.role_path, "/")
  role_policies        = try(var.aws_load_balancer_controller.role_policies, {})
  unlisted             = true
  oidc_providers = {
    this = {
      provider_arn    = time_sleep.this.triggers["oidc_provider_arn"]
      service_account = try(var.aws_load_balancer_controller.service_account_name, "aws-load-balancer-controller-sa")
    }
  }
}

output "aws_load_balancer_controller" { value = module.aws_load_balancer_controller }

module "external_dns" {
  source = "aws-ia/eks-blueprints-addon/aws"

  create               = var.enable_external_dns
  create_release       = var.create_kubernetes_resources
  name                 = try(var.external_dns.name, "external-dns")
  namespace            = try(var.external_dns.namespace, "external-dns")
  create_namespace     = try(var.external_dns.create_namespace, true)
  chart                = try(var.external_dns.chart, "external-dns")
  chart_version        = try(var.external_dns.chart_version, null)
  repository           = try(var.external_dns.repository, "https://kubernetes-sigs.github.io/external-dns/")
  values               = try(var.external_dns.values, [])
  set                  = concat([{ name = "serviceAccount.name", value = try(var.external_dns.service_account_name, "external-dns-sa") }], try(var.external_dns.set, []))
  set_irsa_names       = ["serviceAccount.annotations.eks\\.amazonaws\\.com/role-arn"]
  create_role          = try(var.external_dns.create_role, true) && length(var.external_dns_route53_zone_arns) > 0
  role_name            = try(var.external_dns.role_name, "external-dns")
  role_name_use_prefix = try(var.external_dns.role_name_use_prefix, true)
  role_path            = try(var.external_dns.role_path, "/")
  role_policies        = try(var.external_dns.role_policies, {})
  unlisted             = true
  oidc_providers = {
    this = {
      provider_arn    = time_sleep.this.triggers["oidc_provider_arn"]
      service_account = try(var.external_dns.service_account_name, "external-dns-sa")
    }
  }
}

output "external_dns" { value = module.external_dns }

module "cert_manager" {
  source = "aws-ia/eks-blueprints-addon/aws"

  create               = var.enable_cert_manager
  create_release       = var.create_kubernetes_resources
  name                 = try(var.cert_manager.name, "cert-manager")
  namespace            = try(var.cert_manager.namespace, "cert-manager")
  create_namespace     = try(var.cert_manager.create_namespace, true)
  chart                = try(var.cert_manager.chart, "cert-manager")
  chart_version        = try(var.cert_manager.chart_version, null)
  repository           = try(var.cert_manager.repository, "https://charts.jetstack.io")
  values               = try(var.cert_manager.values, [])
  set                  = concat([{ name = "serviceAccount.name", value = try(var.cert_manager.service_account_name, "cert-manager") }], try(var.cert_manager.set, []))
  set_irsa_names       = ["serviceAccount.annotations.eks\\.amazonaws\\.com/role-arn"]
  create_role          = try(var.cert_manager.create_role, true) && length(var.cert_manager_route53_hosted_zone_arns) > 0
  role_name            = try(var.cert_manager.role_name, "cert-manager")
  role_name_use_prefix = try(var.cert_manager.role_name_use_prefix, true)
  role_path            = try(var.cert_manager.role_path, "/")
  role_policies        = try(var.cert_manager.role_policies, {})
  unlisted             = true
  oidc_providers = {
    this = {
      provider_arn    = time_sleep.this.triggers["oidc_provider_arn"]
      service_account = try(var.cert_manager.service_account_name, "cert-manager")
    }
  }
}

output "cert_manager" { value = module.cert_manager }

module "cluster_autoscaler" {
  source = "aws-ia/eks-blueprints-addon/aws"

  create               = var.enable_cluster_autoscaler
  create_release       = var.create_kubernetes_resources
  name                 = try(var.cluster_autoscaler.name, "cluster-autoscaler")
  namespace            = try(var.cluster_autoscaler.namespace, "kube-system")
  create_namespace     = try(var.cluster_autoscaler.create_namespace, false)
  chart                = try(var.cluster_autoscaler.chart, "cluster-autoscaler")
  chart_version        = try(var.cluster_autoscaler.chart_version, null)
  repository           = try(var.cluster_autoscaler.repository, "https://kubernetes.github.io/autoscaler")
  values               = try(var.cluster_autoscaler.values, [])
  set                  = concat([{ name = "rbac.serviceAccount.name", value = try(var.cluster_autoscaler.service_account_name, "cluster-autoscaler-sa") }], try(var.cluster_autoscaler.set, []))
  set_irsa_names       = ["rbac.serviceAccount.annotations.eks\\.amazonaws\\.com/role-arn"]
  create_role          = try(var.cluster_autoscaler.create_role, true) && true
  role_name            = try(var.cluster_autoscaler.role_name, "cluster-autoscaler")
  role_name_use_prefix = try(var.cluster_autoscaler.role_name_use_prefix, true)
  role_path            = try(var.cluster_autoscaler.role_path, "/")
  role_policies        = try(var.cluster_autoscaler.role_policies, {})
  unlisted             = true
  oidc_providers = {
    this = {
      provider_arn    = time_sleep.this.triggers["oidc_provider_arn"]
      service_account = try(var.cluster_autoscaler.service_account_name, "cluster-autoscaler-sa")
    }
  }
}

output "cluster_autoscaler" { value = module.cluster_autoscaler }

module "external_secrets" {
  source = "aws-ia/eks-blueprints-addon/aws"

  create               = var.enable_external_secrets
  create_release       = var.create_kubernetes_resources
  name                 = try(var.external_secrets.name, "external-secrets")
  namespace            = try(var.external_secrets.namespace, "external-secrets")
  create_namespace     = try(var.external_secrets.create_namespace, true)
  chart                = try(var.external_secrets.chart, "external-secrets")
  chart_version        = try(var.external_secrets.chart_version, null)
  repository           = try(var.external_secrets.repository, "https://charts.external-secrets.io")
  values               = try(var.external_secrets.values, [])
  set                  = concat([{ name = "serviceAccount.name", value = try(var.external_secrets.service_account_name, "external-secrets-sa") }], try(var.external_secrets.set, []))
  set_irsa_names       = ["serviceAccount.annotations.eks\\.amazonaws\\.com/role-arn"]
  create_role          = try(var.external_secrets.create_role, true) && true
  role_name            = try(var.external_secrets.role_name, "external-secrets")
  role_name_use_prefix = try(var.external_secrets.role_name_use_prefix, true)
  role_path            = try(var.external_secrets.role_path, "/")
  role_policies        = try(var.external_secrets.role_policies, {})
  unlisted             = true
  oidc_providers = {
    this = {
      provider_arn    = time_sleep.this.triggers["oidc_provider_arn"]
      service_account = try(var.external_secrets.service_account_name, "external-secrets-sa")
    }
  }
}

output "external_secrets" { value = module.external_secrets }

module "metrics_server" {
  source = "aws-ia/eks-blueprints-addon/aws"

  create           = var.enable_metrics_server
  create_release   = var.create_kubernetes_resources
  name             = try(var.metrics_server.name, "metrics-server")
  namespace        = try(var.metrics_server.namespace, "kube-system")
  create_namespace = try(var.metrics_server.create_namespace, false)
  chart            = try(var.metrics_server.chart, "metrics-server")
  chart_version    = try(var.metrics_server.chart_version, null)
  repository       = try(var.metrics_server.repository, "https://kubernetes-sigs.github.io/metrics-server/")
  values           = try(var.metrics_server.values, [])
  set              = try(var.metrics_server.set, [])
}

output "metrics_server" { value = module.metrics_server }

module "argocd" {
  source = "aws-ia/eks-blueprints-addon/aws"

  create           = var.enable_argocd
  create_release   = var.create_kubernetes_resources
  name             = try(var.argocd.name, "argo-cd")
  namespace        = try(var.argocd.namespace, "argocd")
  create_namespace = try(var.argocd.create_namespace, true)
  chart            = try(var.argocd.chart, "argo-cd")
  chart_version    = try(var.argocd.chart_version, null)
  repository       = try(var.argocd.repository, "https://argoproj.github.io/argo-helm")
  values           = try(var.argocd.values, [])
  set              = try(var.argocd.set, [])
}

output "argocd" { value = module.argocd }

module "ingress_nginx" {
  source = "aws-ia/eks-blueprints-addon/aws"

  create           = var.enable_ingress_nginx
  create_release   = var.create_kubernetes_resources
  name             = try(var.ingress_nginx.name, "ingress-nginx")
  namespace        = try(var.ingress_nginx.namespace, "ingress-nginx")
  create_namespace = try(var.ingress_nginx.create_namespace, true)
  chart            = try(var.ingress_nginx.chart, "ingress-nginx")
  chart_version    = try(var.ingress_nginx.chart_version, null)
  repository       = try(var.ingress_nginx.repository, "https://kubernetes.github.io/ingress-nginx")
  values           = try(var.ingress_nginx.values, [])
  set              = try(var.ingress_nginx.set, [])
}

output "ingress_nginx" { value = module.ingress_nginx }

module "kube_prometheus_stack" {
  source = "aws-ia/eks-blueprints-addon/aws"

  create           = var.enable_kube_prometheus_stack
  create_release   = var.create_kubernetes_resources
  name             = try(var.kube_prometheus_stack.name, "kube-prometheus-stack")
  namespace        = try(var.kube_prometheus_stack.namespace, "kube-prometheus-stack")
  create_namespace = try(var.kube_prometheus_stack.create_namespace, true)
  chart            = try(var.kube_prometheus_stack.chart, "kube-prometheus-stack")
  chart_version    = try(var.kube_prometheus_stack.chart_version, null)
  repository       = try(var.kube_prometheus_stack.repository, "https://prometheus-community.github.io/helm-charts")
  values           = try(var.kube_prometheus_stack.values, [])
  set              = try(var.kube_prometheus_stack.set, [])
}

output "kube_prometheus_stack" { value = module.kube_prometheus_stack }

output "eks_addons" { value = aws_eks_addon.this }
