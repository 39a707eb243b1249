//! Fixes of rendered artefacts, carried back to the Terraform that rendered them.

use expect_test::{Expect, expect};
use irsa_cluster::expand;
use irsa_engine::{Ask, run};

const CLUSTER: &str = r#"
resource "aws_eks_cluster" "main" {
  name     = "demo"
  role_arn = "arn:aws:iam::111122223333:role/cluster"
  vpc_config {
    subnet_ids = ["subnet-a", "subnet-b"]
  }
}
"#;

const PROVIDER: &str = r#"
resource "aws_iam_openid_connect_provider" "eks" {
  url            = aws_eks_cluster.main.identity[0].oidc[0].issuer
  client_id_list = ["sts.amazonaws.com"]
}
"#;

/// The fixes for a pod of one account: what each replaces by what, or the command it takes.
fn check(terraform: &str, account: &str, expected: Expect) {
    let manifest = format!(
        "apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: {account}\n  namespace: shop\n  \
         annotations:\n    eks.amazonaws.com/role-arn: arn:aws:iam::111122223333:role/{account}\n"
    );
    let expansion = expand(&[("main.tf", terraform), ("account.yaml", &manifest)]);
    let ask = Ask { pod: Some(("shop".into(), account.into())), ..Ask::default() };
    let report = run(&expansion.files, &ask);
    let mut out = String::new();
    for fix in expansion.fixes(&ask, &report) {
        out.push_str(fix.kind.id());
        if let Some(command) = &fix.command {
            out.push_str(&format!(" $ {command}"));
        }
        out.push('\n');
        for edit in &fix.edits {
            let file = expansion.files.iter().find(|file| file.name == edit.file).unwrap();
            out.push_str(&format!(
                "  {} {} -> {}\n",
                edit.file,
                edit.span.of(&file.text),
                edit.text
            ));
        }
    }
    expected.assert_eq(&out);
}

fn role(meta: &str, name: &str, subject: &str) -> String {
    format!(
        r#"
resource "aws_iam_role" "this" {{
  {meta}
  name = {name}
  assume_role_policy = jsonencode({{
    Version = "2012-10-17"
    Statement = [{{
      Effect    = "Allow"
      Action    = "sts:AssumeRoleWithWebIdentity"
      Principal = {{ Federated = aws_iam_openid_connect_provider.eks.arn }}
      Condition = {{ StringEquals = {{ "${{aws_iam_openid_connect_provider.eks.url}}:sub" = {subject} }} }}
    }}]
  }})
}}
"#
    )
}

#[test]
fn a_literal_is_replaced() {
    let role = role("", "\"orders\"", "\"system:serviceaccount:shop:order\"");
    check(
        &[CLUSTER, PROVIDER, &role].concat(),
        "orders",
        expect![[r#"
        use-actual-value
          main.tf "system:serviceaccount:shop:order" -> "system:serviceaccount:shop:orders"
    "#]],
    );
}

#[test]
fn a_literal_in_a_local_value_is_replaced_there() {
    let role = role("", "\"orders\"", "local.subject");
    let local = "locals {\n  subject = \"system:serviceaccount:store:orders\"\n}\n";
    check(
        &[CLUSTER, PROVIDER, &role, local].concat(),
        "orders",
        expect![[r#"
        use-actual-value
          main.tf "system:serviceaccount:store:orders" -> "system:serviceaccount:shop:orders"
    "#]],
    );
}

#[test]
fn a_template_of_one_role_is_replaced() {
    let role = role("", "\"orders\"", "\"system:serviceaccount:${\"store\"}:orders\"");
    check(
        &[CLUSTER, PROVIDER, &role].concat(),
        "orders",
        expect![[r#"
        use-actual-value
          main.tf "system:serviceaccount:${"store"}:orders" -> "system:serviceaccount:shop:orders"
    "#]],
    );
}

#[test]
fn what_a_module_was_given_is_replaced_in_its_call() {
    let module = r#"
module "irsa" {
  source    = "terraform-aws-modules/iam/aws//modules/iam-role-for-service-accounts-eks"
  role_name = "orders"
  oidc_providers = {
    main = {
      provider_arn               = aws_iam_openid_connect_provider.eks.arn
      namespace_service_accounts = ["shop:order"]
    }
  }
}
"#;
    check(
        &[CLUSTER, PROVIDER, module].concat(),
        "orders",
        expect![[r#"
        use-actual-value
          main.tf "shop:order" -> "shop:orders"
    "#]],
    );
}

#[test]
fn nobody_loses_a_role() {
    let meta = "for_each = toset([\"orders\", \"invoices\"])";
    let subject = "\"system:serviceaccount:shop:${replace(each.key, \"orders\", \"order\")}\"";
    let others = "\nresource \"kubernetes_service_account\" \"i\" {\n  metadata {\n    \
                  name = \"invoices\"\n    namespace = \"shop\"\n    annotations = {\n      \
                  \"eks.amazonaws.com/role-arn\" = aws_iam_role.this[\"invoices\"].arn\n    }\n  }\n}\n";
    let role = role(meta, "each.key", subject);
    check(&[CLUSTER, PROVIDER, &role, others].concat(), "orders", expect![[""]]);
}

#[test]
fn a_provider_that_is_missing_takes_a_command() {
    let role = role("", "\"orders\"", "\"system:serviceaccount:shop:orders\"")
        .replace("aws_iam_openid_connect_provider.eks.arn", "local.arn")
        .replace("aws_iam_openid_connect_provider.eks.url", "local.url");
    let local = "locals {\n  url = replace(aws_eks_cluster.main.identity[0].oidc[0].issuer, \"https://\", \"\")\n  \
                 arn = \"arn:aws:iam::111122223333:oidc-provider/${local.url}\"\n}\n";
    check(
        &[CLUSTER, &role, local].concat(),
        "orders",
        expect![[r#"
        create-provider $ aws iam create-open-id-connect-provider --url https://oidc.eks.us-east-1.amazonaws.com/id/EXAMPLE89E495E7941CF9E40E6980D14 --client-id-list sts.amazonaws.com
    "#]],
    );
}

#[test]
fn an_issuer_goes_on_to_follow_its_cluster_without_its_scheme() {
    let role = role("", "\"orders\"", "\"system:serviceaccount:shop:orders\"").replace(
        "aws_iam_openid_connect_provider.eks.url",
        "aws_eks_cluster.main.identity[0].oidc[0].issuer",
    );
    check(
        &[CLUSTER, PROVIDER, &role].concat(),
        "orders",
        expect![[r#"
        correct-key
          main.tf "${aws_eks_cluster.main.identity[0].oidc[0].issuer}:sub" -> "${replace(aws_eks_cluster.main.identity[0].oidc[0].issuer, "https://", "")}:sub"
    "#]],
    );
}

/// The fixes of a scenario in another format: what each replaces by what.
fn check_format(name: &str, expected: Expect) {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/formats");
    let text = std::fs::read_to_string(path.join(format!("{name}.scenario"))).unwrap();
    let scenario = irsa_engine::scenario::Scenario::parse(&text).unwrap();
    let texts: Vec<(&str, &str)> = scenario
        .files
        .iter()
        .filter(|file| !["expect", "checks", "trust"].contains(&file.name.as_str()))
        .map(|file| (file.name.as_str(), file.text.as_str()))
        .collect();
    let expansion = expand(&texts);
    let report = run(&expansion.files, &Ask::default());
    let mut out = String::new();
    for fix in expansion.fixes(&Ask::default(), &report) {
        out.push_str(fix.kind.id());
        out.push('\n');
        for edit in &fix.edits {
            let file = expansion.files.iter().find(|file| file.name == edit.file).unwrap();
            let old = edit.span.of(&file.text);
            out.push_str(&format!("  {} {old} -> {}\n", edit.file, edit.text));
        }
    }
    // An editor of this file would cut what nobody sees.
    let out: String = out.lines().map(|line| format!("{}\n", line.trim_end())).collect();
    expected.assert_eq(&out);
}

#[test]
fn fixes_of_other_formats() {
    check_format(
        "cloudformation-sub-of-json",
        expect![[r#"
            use-actual-value
              template.yaml "system:serviceaccount:${Namespace}:orders" -> "system:serviceaccount:other:orders"
            add-statement
              template.yaml  -> {
                          "Effect": "Allow",
                          "Principal": { "Federated": "arn:aws:iam::111122223333:oidc-provider/oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE" },
                          "Action": "sts:AssumeRoleWithWebIdentity",
                          "Condition": {
                            "StringEquals": {
                              "oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE:sub": "system:serviceaccount:other:orders",
                              "oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE:aud": "sts.amazonaws.com"
                            }
                          }
                        },
            
        "#]],
    );
    check_format(
        "cloudformation-json",
        expect![[r#"
        use-actual-value
          template.json \"system:serviceaccount:${Namespace}:order\" -> \"system:serviceaccount:shop:orders\"
    "#]],
    );
    check_format(
        "commands-policy-replaced",
        expect![[r#"
            use-actual-value
              trust.json "system:serviceaccount:shop:invoices" -> "system:serviceaccount:shop:orders"
            add-statement
              trust.json  -> {
                "Effect": "Allow",
                "Principal": { "Federated": "arn:aws:iam::111122223333:oidc-provider/oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE" },
                "Action": "sts:AssumeRoleWithWebIdentity",
                "Condition": {
                  "StringEquals": {
                    "oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE:sub": "system:serviceaccount:shop:orders",
                    "oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE:aud": "sts.amazonaws.com"
                  }
                }
              },
        "#]],
    );
    check_format("shown-state-subject", expect![]);
}
