//! Other ways to the same cluster: the forms of the console and the Terraform that they come to,
//! and Terraform as commands and as a ClusterConfig.

use std::collections::BTreeSet;

use expect_test::{Expect, expect, expect_file};
use irsa_cluster::ways::{FIELDS, Kind, cluster_config, commands, console};
use irsa_cluster::{State, expand, plan};
use irsa_engine::model::Content;
use irsa_engine::scenario::Scenario;
use irsa_engine::{Ask, run};
use proptest::prelude::*;

/// The lines that a choice takes away and those that it brings.
fn check(given: &[(&str, &str)], expected: Expect) {
    let (before, after) = (console(&[]), console(given));
    let lines = |text: &str| text.lines().map(str::to_owned).collect::<BTreeSet<_>>();
    let (old, new) = (lines(&before), lines(&after));
    let mut out = String::new();
    before
        .lines()
        .filter(|line| !new.contains(*line))
        .for_each(|line| out += &format!("-{line}\n"));
    after.lines().filter(|line| !old.contains(*line)).for_each(|line| out += &format!("+{line}\n"));
    expected.assert_eq(&out);
}

#[test]
fn forms_as_the_console_opens_them() {
    let text = console(&[]);
    expect_file!["../cases/ways/console.tf"].assert_eq(&text);
    let planned = plan(&[("main.tf", &text)], &State::default());
    assert_eq!(planned.errors, Vec::<String>::new());
    expect!["[21, 0, 0]"].assert_eq(&format!("{:?}", planned.counts()));
}

#[test]
fn choices_of_a_cluster() {
    check(
        &[("name", "shop")],
        expect![[r#"
        -  name                          = "demo"
        +  name                          = "shop"
    "#]],
    );
    check(
        &[("endpoint", "private")],
        expect![[r#"
        -    endpoint_public_access  = true
        -    public_access_cidrs     = ["0.0.0.0/0"]
        +    endpoint_public_access  = false
    "#]],
    );
    check(
        &[("logs", "api,audit")],
        expect![[r#"
        +  enabled_cluster_log_types     = ["api", "audit"]
    "#]],
    );
    check(
        &[("secrets_key", "arn:aws:kms:us-east-1:111122223333:key/k")],
        expect![[r#"
        +  encryption_config {
        +    resources = ["secrets"]
        +    provider {
        +      key_arn = "arn:aws:kms:us-east-1:111122223333:key/k"
        +    }
    "#]],
    );
    check(
        &[("name", "a\"${b}")],
        expect![[r#"
        -  name                          = "demo"
        +  name                          = "a\"$${b}"
    "#]],
    );
}

#[test]
fn choices_of_a_node_group() {
    check(
        &[("group", "")],
        expect![[r#"
        -  depends_on   = [aws_eks_node_group.main]
        -resource "aws_iam_role" "node" {
        -  name = "eks-node"
        -      Principal = { Service = "ec2.amazonaws.com" }
        -resource "aws_iam_role_policy_attachment" "node" {
        -  for_each   = toset(["AmazonEKSWorkerNodePolicy", "AmazonEKS_CNI_Policy", "AmazonEC2ContainerRegistryPullOnly"])
        -  role       = aws_iam_role.node.name
        -resource "aws_eks_node_group" "main" {
        -  cluster_name    = aws_eks_cluster.main.name
        -  node_group_name = "workers"
        -  node_role_arn   = aws_iam_role.node.arn
        -  subnet_ids      = values(aws_subnet.main)[*].id
        -  ami_type        = "AL2023_x86_64_STANDARD"
        -  capacity_type   = "ON_DEMAND"
        -  instance_types  = ["t3.medium"]
        -  disk_size       = 20
        -  scaling_config {
        -    desired_size = 2
        -    min_size     = 2
        -    max_size     = 2
        -  update_config {
        -    max_unavailable = 1
        -  depends_on = [aws_iam_role_policy_attachment.node]
    "#]],
    );
    check(
        &[("labels", "team=shop"), ("taints", "dedicated=jenkins:NO_SCHEDULE")],
        expect![[r#"
        +  labels          = { "team" = "shop" }
        +  taint {
        +    key    = "dedicated"
        +    value  = "jenkins"
        +    effect = "NO_SCHEDULE"
    "#]],
    );
    check(
        &[("desired", "three")],
        expect![[r#"
        -    desired_size = 2
        +    desired_size = "three"
    "#]],
    );
}

#[test]
fn choices_of_a_role() {
    check(
        &[("subject", "system:serviceaccount:shop:*")],
        expect![[r#"
        -          StringEquals = {
        -            "${replace(aws_eks_cluster.main.identity[0].oidc[0].issuer, "https://", "")}:sub" = "system:serviceaccount:shop:orders"
        +          StringLike = {
        +            "${replace(aws_eks_cluster.main.identity[0].oidc[0].issuer, "https://", "")}:sub" = "system:serviceaccount:shop:*"
    "#]],
    );
    check(
        &[("association_namespace", "shop"), ("association_account", "orders")],
        expect![[r#"
        +        Action    = ["sts:AssumeRole", "sts:TagSession"]
        +        Principal = { Service = "pods.eks.amazonaws.com" }
        +resource "aws_eks_pod_identity_association" "main" {
        +  namespace       = "shop"
        +  service_account = "orders"
        +  role_arn        = aws_iam_role.pod.arn
    "#]],
    );
}

/// The verdict for an account that carries the role of the form.
fn verdict(given: &[(&str, &str)], namespace: &str) -> String {
    let account = format!(
        "apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: orders\n  namespace: {namespace}\n  \
         annotations:\n    eks.amazonaws.com/role-arn: arn:aws:iam::111122223333:role/orders\n"
    );
    let files = [("main.tf", console(given)), ("account.yaml", account)];
    let files = files.each_ref().map(|(name, text)| (*name, text.as_str()));
    run(&expand(&files).files, &Ask::default()).verdict().id().to_owned()
}

#[test]
fn role_of_the_form() {
    assert_eq!(verdict(&[], "shop"), "allow");
    assert_eq!(verdict(&[], "default"), "deny");
    // The console adds no condition on the subject by itself.
    assert_eq!(verdict(&[("subject", "")], "default"), "allow");
    assert_eq!(verdict(&[("audience", "other")], "shop"), "deny");
    assert_eq!(verdict(&[("audiences", "other")], "shop"), "error");
}

#[test]
fn fields_write_what_they_say() {
    let ids: BTreeSet<_> = FIELDS.iter().map(|field| field.id).collect();
    assert_eq!(ids.len(), FIELDS.len());
    let filled = [
        ("logs", "api"),
        ("labels", "a=b"),
        ("taints", "a=b:NO_SCHEDULE"),
        ("service_cidr", "10.100.0.0/16"),
        ("secrets_key", "arn"),
        ("zonal_shift", "true"),
        ("association_namespace", "shop"),
        ("association_account", "orders"),
    ];
    let text = console(&filled);
    for field in FIELDS {
        let mut steps = field.writes.split('.');
        let (kind, name) = (steps.next().unwrap(), steps.next_back().unwrap());
        assert!(text.contains(&format!("\"{kind}\"")) || kind == "provider", "{}", field.id);
        assert!(text.contains(&format!("{name} ")), "{} writes no {name}", field.id);
        if let Kind::Choice(choices) = field.kind {
            assert!(choices.contains(&field.default), "{}", field.id);
        }
    }
}

proptest! {
    #[test]
    fn any_text_in_any_field_is_terraform(index in 0..FIELDS.len(), text in ".{0,20}") {
        let written = console(&[(FIELDS[index].id, &text)]);
        let planned = plan(&[("main.tf", &written)], &State::default());
        let syntax = planned.errors.iter().find(|error| error.contains("Invalid syntax"));
        prop_assert_eq!(syntax, None, "{}", written);
    }
}

#[test]
fn a_cluster_by_commands_and_by_eksctl() {
    let account = r#"
resource "kubernetes_service_account" "orders" {
  metadata {
    name        = "orders"
    namespace   = "shop"
    annotations = { "eks.amazonaws.com/role-arn" = aws_iam_role.pod.arn }
  }
}
"#;
    let given = [("labels", "team=shop"), ("taints", "dedicated=jenkins:NO_SCHEDULE")];
    let text = console(&given) + account;
    let texts = [("main.tf", text.as_str())];
    expect_file!["../cases/ways/commands.sh"].assert_eq(&commands(&texts));
    expect_file!["../cases/ways/cluster-config.yaml"].assert_eq(&cluster_config(&texts));
    let written = commands(&texts);
    assert_eq!(roles(&[("a.sh", &written)]), roles(&texts));
    let asked = |texts: &[(&str, &str)]| run(&expand(texts).files, &Ask::default()).verdict();
    assert_eq!(asked(&[("a.sh", &written)]), asked(&texts));
}

/// Launch templates, a repository, and tags, which the forms of the console do not have.
#[test]
fn the_set_up_of_the_page_by_commands() {
    let preset = include_str!("../../../../content/scenarios/provisioning.scenario");
    let scenario = Scenario::parse(preset).unwrap();
    let texts: Vec<(&str, &str)> =
        scenario.files.iter().map(|file| (file.name.as_str(), file.text.as_str())).collect();
    let written = commands(&texts);
    expect_file!["../cases/ways/commands-preset.sh"].assert_eq(&written);
    assert!(!written.contains("\n# "), "everything has its command");
    assert_eq!(roles(&[("a.sh", &written)]), roles(&texts));
}

/// The roles that texts make, each with its trust policy.
fn roles(texts: &[(&str, &str)]) -> Vec<(String, String)> {
    let expansion = expand(texts);
    let artefacts = expansion.rendered().flat_map(|file| &file.artefacts);
    let roles = artefacts.filter_map(|artefact| match &artefact.content {
        Content::Role(role) => Some(role),
        _ => None,
    });
    let mut roles: Vec<(String, String)> = roles
        .filter_map(|role| {
            let policy = role.trust.as_ref()?.text.split_whitespace().collect::<String>();
            Some((role.arn.as_ref()?.value.to_string(), policy))
        })
        .collect();
    roles.sort();
    roles
}

/// Whatever Terraform makes of roles, the commands for it make the same.
#[test]
fn commands_make_the_same_roles() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/irsa");
    let mut compared = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let scenario = Scenario::parse(&std::fs::read_to_string(&path).unwrap()).unwrap();
        let texts: Vec<(&str, &str)> =
            scenario.files.iter().map(|file| (file.name.as_str(), file.text.as_str())).collect();
        // In another account, region or cluster, names stand for something else.
        let elsewhere = ["provider \"aws\"", "\"cluster\":", "cn-north", "444455556666"];
        if texts.iter().any(|(_, text)| elsewhere.iter().any(|other| text.contains(other))) {
            continue;
        }
        let written = commands(&texts);
        if written.contains("UNKNOWN") || !written.contains("create-role") {
            continue;
        }
        compared += 1;
        assert_eq!(roles(&[("a.sh", &written)]), roles(&texts), "{}", path.display());
    }
    assert!(compared >= 20, "only {compared}");
}
