//! Terraform on the command line: explained, planned, applied.

use serde_json::{Value, json};

use crate::command::{Folder, irsa};

const CLUSTER: &str = r#"
resource "aws_eks_cluster" "main" {
  name     = "demo"
  role_arn = "arn:aws:iam::111122223333:role/cluster"
  vpc_config {
    subnet_ids = ["subnet-a", "subnet-b"]
  }
}

resource "aws_iam_openid_connect_provider" "eks" {
  url            = aws_eks_cluster.main.identity[0].oidc[0].issuer
  client_id_list = ["sts.amazonaws.com"]
}
"#;

const ROLE: &str = r#"
resource "aws_iam_role" "orders" {
  name = "orders"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRoleWithWebIdentity"
      Principal = { Federated = aws_iam_openid_connect_provider.eks.arn }
      Condition = {
        StringEquals = {
          "${aws_iam_openid_connect_provider.eks.url}:sub" = "system:serviceaccount:shop:order"
        }
      }
    }]
  })
}
"#;

const POD: &str = "\
apiVersion: v1
kind: ServiceAccount
metadata:
  namespace: shop
  name: orders
  annotations: {eks.amazonaws.com/role-arn: arn:aws:iam::111122223333:role/orders}
---
apiVersion: v1
kind: Pod
metadata: {namespace: shop, name: orders-1}
spec:
  serviceAccountName: orders
  containers:
  - {name: app, image: app}
";

fn folder(name: &str) -> Folder {
    Folder::new(name, &[("cluster.tf", CLUSTER), ("irsa.tf", ROLE), ("k8s/pod.yaml", POD)])
}

fn line(text: &str) -> Value {
    assert_eq!(text.lines().count(), 1, "{text}");
    serde_json::from_str(text).unwrap()
}

#[test]
fn what_decides_and_what_mends_it_stand_in_the_terraform() {
    let folder = folder("terraform-explain");
    let ran = irsa(&["explain", "--json", folder.path()], "");
    assert_eq!(ran.status, 1, "{}{}", ran.out, ran.err);
    let answer = line(&ran.out);
    assert_eq!(answer["reason"], "subject-mismatch");
    let gates = answer["gates"].as_array().unwrap();
    let trust = gates.iter().find(|gate| gate["gate"] == "trust").unwrap();
    let failing = trust["checks"].as_array().unwrap().iter().find(|check| check["state"] == "fail");
    let at = &failing.unwrap()["at"];
    assert_eq!((&at["file"], &at["start"]), (&json!("irsa.tf"), &json!([12, 62])));

    let edit = &answer["fixes"][0]["edits"][0];
    assert_eq!(edit["file"], "irsa.tf");
    let bytes = |index: usize| usize::try_from(edit["bytes"][index].as_u64().unwrap()).unwrap();
    let (before, after) = (ROLE.get(..bytes(0)).unwrap(), ROLE.get(bytes(1)..).unwrap());
    let mended = format!("{before}{}{after}", edit["text"].as_str().unwrap());
    let files = [("cluster.tf", CLUSTER), ("irsa.tf", &*mended), ("pod.yaml", POD)];
    let folder = Folder::new("terraform-mended", &files);
    let ran = irsa(&["explain", folder.path()], "");
    assert_eq!(ran.status, 0, "{}{}", ran.out, ran.err);
}

#[test]
fn a_plan_lists_every_resource() {
    let (before, after) = (folder("terraform-before"), folder("terraform-after"));
    let ran = irsa(&["plan", "--json", before.path()], "");
    assert_eq!(ran.status, 0, "{}{}", ran.out, ran.err);
    let plan = line(&ran.out);
    let first =
        json!({"address": "aws_eks_cluster.main", "action": "create", "because": Value::Null});
    assert_eq!(plan["changes"][0], first);
    assert_eq!(plan["errors"], json!([]));

    let changed = CLUSTER.replace("\"demo\"", "\"other\"");
    std::fs::write(format!("{}/cluster.tf", after.path()), changed).unwrap();
    let ran = irsa(&["plan", "--json", "--from", before.path(), after.path()], "");
    let plan = line(&ran.out);
    let actions: Vec<&str> = plan["changes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|change| change["action"].as_str().unwrap())
        .collect();
    assert_eq!(actions, ["replace", "replace", "update"]);
    let ran = irsa(&["plan", "--from", before.path(), before.path()], "");
    assert_eq!(ran.out, "No changes. Your infrastructure matches the configuration.\n");
}

#[test]
fn a_plan_with_an_error_lists_it() {
    let folder = Folder::new("terraform-error", &[("main.tf", "locals {\n  a = var.none\n}\n")]);
    let ran = irsa(&["plan", "--json", folder.path()], "");
    assert_eq!(ran.status, 1);
    let errors = line(&ran.out)["errors"].clone();
    assert_eq!(
        errors,
        json!(["Reference to undeclared input variable: var.none (on main.tf line 2)"])
    );
}

#[test]
fn an_apply_is_seen_at_an_instant() {
    let folder = folder("terraform-apply");
    let ran = irsa(&["apply", folder.path(), "--until", "15", "--json"], "");
    assert_eq!(ran.status, 0, "{}{}", ran.out, ran.err);
    let applied = line(&ran.out);
    assert_eq!(applied["t"], 15);
    assert_eq!(
        applied["resources"],
        json!([
            {"address": "aws_eks_cluster.main", "state": "creating"},
            {"address": "aws_iam_openid_connect_provider.eks", "state": "pending"},
            {"address": "aws_iam_role.orders", "state": "pending"},
        ])
    );
    let still = json!({
        "t": 10,
        "address": "aws_eks_cluster.main",
        "text": "Still creating... [00m10s elapsed]",
    });
    assert_eq!(applied["events"][1], still);
    let ran = irsa(&["apply", folder.path(), "--json"], "");
    let ends = line(&ran.out);
    assert_eq!((&ends["t"], &ends["finished"]), (&json!(522), &json!(true)));
}

#[test]
fn the_cluster_of_an_apply_is_shown_where_it_is_asked_for() {
    let folder = folder("terraform-cluster");
    let path = folder.path();
    let ran = irsa(&["apply", path, "--until", "521", "--json", "--cluster"], "");
    let plane = &line(&ran.out)["cluster"]["control_plane"];
    assert_eq!((&plane["status"], &plane["writable"]), (&json!("ACTIVE"), &json!(true)));
    assert_eq!(plane["etcd"].as_array().map(Vec::len), Some(3));
    let without = irsa(&["apply", path, "--until", "521", "--json"], "");
    assert_eq!(line(&without.out).get("cluster"), None);
    let told = irsa(&["apply", path, "--until", "521", "--cluster"], "").out;
    let active = "   520s  demo: The control plane is active, at version 1.34.";
    assert!(told.contains(active), "{told}");
    assert!(
        told.contains("   520s  aws_eks_cluster.main: Creation complete after 8m40s"),
        "{told}"
    );
    assert_eq!(irsa(&["apply", path, "--cluster", "--from", path], "").status, 64);
}

#[test]
fn a_folder_without_terraform_is_bad_usage() {
    let folder = Folder::new("terraform-none", &[("pod.yaml", POD)]);
    for command in ["plan", "apply"] {
        assert_eq!(irsa(&[command, folder.path()], "").status, 64);
        assert_eq!(irsa(&[command], "").status, 64);
    }
    assert_eq!(irsa(&["apply", "--until", "soon", folder.path()], "").status, 64);
}

#[test]
fn a_scenario_with_terraform_is_checked() {
    let scenario = format!(
        "--- main.tf\n{CLUSTER}{ROLE}--- pod.yaml\n{POD}--- expect\nverdict deny\nat main.tf 25:62-25:96\n"
    );
    let folder = Folder::new("terraform-scenario", &[("one.scenario", &scenario)]);
    let ran = irsa(&["check", folder.path()], "");
    assert_eq!(ran.status, 0, "{}", ran.out);
}
