//! Planning and applying Terraform of thousands of resources.

use irsa_cluster::{State, apply, plan};
use std::hint::black_box;

use crate::figure::Figure;
use crate::timing::seconds;

/// How many resources there are.
const SIZES: [usize; 3] = [500, 1_000, 2_000];
/// The budgets of the largest, in milliseconds.
const PLAN: f64 = 100.0;
const APPLY: f64 = 300.0;
/// How much longer twice as much may take: twice, and what a busy machine adds.
const TWICE: f64 = 2.5;
/// Resources of one team, of [`team`] and [`COUNTED`] alike.
const TEAM: usize = 10;

/// What every configuration starts with: the cluster, its provider and its network.
const SHARED: &str = r#"
locals {
  oidc = replace(aws_eks_cluster.main.identity[0].oidc[0].issuer, "https://", "")
  tags = { Project = "platform", ManagedBy = "terraform" }
}

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_eks_cluster" "main" {
  name     = "platform"
  role_arn = "arn:aws:iam::111122223333:role/cluster"
  vpc_config {
    subnet_ids = ["subnet-a", "subnet-b"]
  }
}

resource "aws_iam_openid_connect_provider" "eks" {
  url             = aws_eks_cluster.main.identity[0].oidc[0].issuer
  client_id_list  = ["sts.amazonaws.com"]
  thumbprint_list = ["9e99a48a9960b14926bb7f3b02e22da2b0ab7280"]
}
"#;

/// The resources of one team in blocks of their own.
fn team(at: usize) -> String {
    TEAM_BLOCKS.replace("@", &at.to_string())
}

const TEAM_BLOCKS: &str = r#"
data "aws_iam_policy_document" "team@" {
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]
    principals {
      type        = "Federated"
      identifiers = [aws_iam_openid_connect_provider.eks.arn]
    }
    condition {
      test     = "StringEquals"
      variable = "${local.oidc}:sub"
      values   = ["system:serviceaccount:team@:app"]
    }
  }
}

resource "aws_iam_role" "team@" {
  name               = "team@"
  assume_role_policy = data.aws_iam_policy_document.team@.json
  tags               = merge(local.tags, { Team = "team@" })
}

resource "aws_iam_policy" "team@" {
  name   = "team@"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = ["s3:GetObject"], Resource = "arn:aws:s3:::team@/*" }]
  })
}

resource "aws_iam_role_policy_attachment" "team@" {
  role       = aws_iam_role.team@.name
  policy_arn = aws_iam_policy.team@.arn
}

resource "kubernetes_namespace" "team@" {
  metadata {
    name = "team@"
  }
}

resource "kubernetes_service_account" "team@" {
  metadata {
    name        = "app"
    namespace   = kubernetes_namespace.team@.metadata[0].name
    annotations = { "eks.amazonaws.com/role-arn" = aws_iam_role.team@.arn }
  }
}

resource "aws_ecr_repository" "team@" {
  name = "team@/app"
}

resource "aws_subnet" "team@" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.1.0/24"
  tags       = { for key, value in local.tags : lower(key) => value }
}

resource "aws_security_group" "team@" {
  name   = "team@"
  vpc_id = aws_vpc.main.id
}

resource "aws_iam_role_policy" "team@" {
  name   = "inline"
  role   = aws_iam_role.team@.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [] })
}

resource "aws_eks_pod_identity_association" "team@" {
  cluster_name    = aws_eks_cluster.main.name
  namespace       = kubernetes_namespace.team@.metadata[0].name
  service_account = "other"
  role_arn        = aws_iam_role.team@.arn
}
"#;

/// The same number of resources of each team, by `for_each` and `count`.
fn counted(teams: usize) -> String {
    COUNTED.replace("@", &teams.to_string())
}

const COUNTED: &str = r#"
locals {
  teams = { for index in range(@) : format("counted%d", index) => { index = index } }
}

resource "aws_iam_role" "counted" {
  for_each           = local.teams
  name               = each.key
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRoleWithWebIdentity"
      Principal = { Federated = aws_iam_openid_connect_provider.eks.arn }
      Condition = {
        StringEquals = { "${local.oidc}:sub" = "system:serviceaccount:${each.key}:app" }
      }
    }]
  })
}

resource "kubernetes_namespace" "counted" {
  for_each = local.teams
  metadata {
    name = each.key
  }
}

resource "kubernetes_service_account" "counted" {
  for_each = local.teams
  metadata {
    name        = "app"
    namespace   = kubernetes_namespace.counted[each.key].metadata[0].name
    annotations = { "eks.amazonaws.com/role-arn" = aws_iam_role.counted[each.key].arn }
  }
}

resource "aws_iam_role_policy_attachment" "counted" {
  for_each   = aws_iam_role.counted
  role       = each.value.name
  policy_arn = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"
}

resource "aws_ecr_repository" "counted" {
  for_each = local.teams
  name     = "${each.key}/app"
}

resource "aws_subnet" "counted" {
  count      = @
  vpc_id     = aws_vpc.main.id
  cidr_block = cidrsubnet("10.0.0.0/8", 16, count.index)
}

resource "aws_route_table" "counted" {
  count  = @
  vpc_id = aws_vpc.main.id
}

resource "aws_route_table_association" "counted" {
  count          = length(aws_subnet.counted)
  subnet_id      = aws_subnet.counted[count.index].id
  route_table_id = element(aws_route_table.counted[*].id, count.index)
}

resource "aws_security_group" "counted" {
  count  = @
  name   = "counted-${count.index}"
  vpc_id = aws_vpc.main.id
}

resource "aws_iam_policy" "counted" {
  count  = @
  name   = "counted-${count.index}"
  policy = jsonencode({ Version = "2012-10-17", Statement = [] })
}
"#;

/// A configuration of about as many resources: half of them in blocks of their own.
fn configuration(resources: usize) -> String {
    let teams = resources / TEAM / 2;
    let own: String = (0..teams).map(team).collect();
    [SHARED, &own, &counted(teams)].concat()
}

/// About as many resources by instances of one module, each with an account that refers to it.
fn instances(resources: usize) -> String {
    INSTANCES.replace("@", &(resources / 4).to_string())
}

const INSTANCES: &str = r#"
locals {
  teams = { for index in range(@) : format("team%d", index) => { index = index } }
}

module "team" {
  source   = "./team"
  for_each = local.teams
  name     = each.key
}

resource "kubernetes_service_account" "team" {
  for_each = local.teams
  metadata {
    name        = each.key
    annotations = { "eks.amazonaws.com/role-arn" = module.team[each.key].arn }
  }
}
"#;

const MODULE: &str = r#"
variable "name" {}

resource "aws_iam_role" "this" {
  name               = var.name
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [] })
}

resource "aws_iam_policy" "this" {
  name   = var.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [] })
}

resource "aws_iam_role_policy_attachment" "this" {
  role       = aws_iam_role.this.name
  policy_arn = aws_iam_policy.this.arn
}

output "arn" { value = aws_iam_role.this.arn }
"#;

/// How much longer a plan takes of twice the instances of a module.
fn growth_of_instances() -> Result<Figure, String> {
    let empty = State::default();
    let mut times = Vec::new();
    for size in SIZES {
        let main = instances(size);
        let texts = [("main.tf", main.as_str()), ("team/main.tf", MODULE)];
        let planned = plan(&texts, &empty);
        if planned.changes.len() < size / 4 * 4 || !planned.errors.is_empty() {
            let (made, errors) = (planned.changes.len(), &planned.errors);
            return Err(format!("{size} resources are planned as {made}, with {errors:?}"));
        }
        times.push(seconds(&|| drop(black_box(plan(&texts, &empty)))));
    }
    let growth = match times.as_slice() {
        [.., half, whole] => whole / half,
        _ => 0.0,
    };
    let name = "plan, twice the instances of a module";
    Ok(Figure::new(name, "times", growth).budget(TWICE))
}

/// Plans and applies from nothing, and plans again over what an apply left.
pub(crate) fn figures() -> Result<Vec<Figure>, String> {
    let (mut figures, mut times) = (Vec::new(), Vec::new());
    for size in SIZES {
        let text = configuration(size);
        let texts = [("main.tf", text.as_str())];
        let empty = State::default();
        let planned = plan(&texts, &empty);
        if planned.changes.len() < size || !planned.errors.is_empty() {
            let (made, errors) = (planned.changes.len(), &planned.errors);
            return Err(format!("{size} resources are planned as {made}, with {errors:?}"));
        }
        let applied = apply(&texts, &empty, None);
        let again = plan(&texts, &applied.state);
        if !again.is_empty() || !applied.finished {
            return Err(format!("an apply of {size} resources leaves something to do"));
        }
        let largest = size == SIZES.into_iter().max().unwrap_or(size);
        let mut add = |name: &str, budget: f64, work: &dyn Fn()| {
            let took = seconds(work) * 1e3;
            let figure = Figure::new(&format!("{name} {size} resources"), "ms", took);
            figures.push(if largest { figure.budget(budget) } else { figure });
            took
        };
        let planning = add("plan of", PLAN, &|| drop(black_box(plan(&texts, &empty))));
        add("plan again of", PLAN, &|| drop(black_box(plan(&texts, &applied.state))));
        let applying = add("apply of", APPLY, &|| drop(black_box(apply(&texts, &empty, None))));
        times.push((planning, applying));
    }
    if let [.., (plan_half, apply_half), (plan_whole, apply_whole)] = times.as_slice() {
        let growth = |name, times| Figure::new(name, "times", times).budget(TWICE);
        figures.push(growth("plan, twice the resources", plan_whole / plan_half));
        figures.push(growth("apply, twice the resources", apply_whole / apply_half));
    }
    figures.push(growth_of_instances()?);
    Ok(figures)
}
