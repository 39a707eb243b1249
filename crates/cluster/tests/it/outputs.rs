//! What a plan reads, and what it puts out.

use expect_test::{Expect, expect};
use irsa_cluster::{State, plan};

use crate::planned::CLUSTER;

/// What Terraform says where nothing but outputs changes.
const SAVED: &str = "You can apply this plan to save these new output values to the Terraform state, \
                     without changing any real infrastructure.";

const OUTPUTS: &str = r#"
data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]
    principals {
      type        = "Federated"
      identifiers = [aws_iam_openid_connect_provider.eks.arn]
    }
  }
}

data "aws_caller_identity" "current" {
  depends_on = [aws_eks_cluster.main]
}

data "aws_partition" "current" {}

output "partition" { value = data.aws_partition.current.partition }
output "issuer" { value = aws_eks_cluster.main.identity[0].oidc[0].issuer }
output "token" {
  value     = "secret"
  sensitive = true
}
output "nothing" { value = null }
"#;

/// The plan without the resources in it.
fn check_reads(before: &str, after: &str, expected: Expect) {
    let state = State::of(&[("main.tf", before)]);
    let text = plan(&[("main.tf", after)], &state).to_string();
    let mut out = String::new();
    for part in text.split("\n\n").filter(|part| !part.contains(" resource \"")) {
        out.push_str(part.trim_end());
        out.push('\n');
    }
    expected.assert_eq(&out.replace(SAVED, "(they can be saved)"));
}

#[test]
fn data_sources_and_outputs() {
    let all = format!("{CLUSTER}{OUTPUTS}");
    check_reads(
        "",
        &all,
        expect![[r#"
        Resource actions are indicated with the following symbols:
          + create
         <= read (data resources)
        Terraform will perform the following actions:
          # data.aws_caller_identity.current will be read during apply
          # (depends on a resource or a module with changes pending)
         <= data "aws_caller_identity" "current" {
              + id = (known after apply)
            }
          # data.aws_iam_policy_document.trust will be read during apply
          # (config refers to values not yet known)
         <= data "aws_iam_policy_document" "trust" {
              + id            = (known after apply)
              + json          = (known after apply)
              + minified_json = (known after apply)
              + statement     = [{"actions":["sts:AssumeRoleWithWebIdentity"],"principals":[{"identifiers":[(known after apply)],"type":"Federated"}]}]
            }
        Plan: 3 to add, 0 to change, 0 to destroy.
        Changes to Outputs:
          + issuer    = (known after apply)
          + partition = "aws"
          + token     = (sensitive value)
    "#]],
    );
    check_reads(
        &all,
        &all,
        expect![[r#"
        No changes. Your infrastructure matches the configuration.
    "#]],
    );
}

#[test]
fn outputs_that_change() {
    let all = format!("{CLUSTER}{OUTPUTS}");
    check_reads(
        &all,
        &all.replace("\"secret\"", "\"other\""),
        expect![[r#"
        Changes to Outputs:
          ~ token = (sensitive value) -> (sensitive value)
        (they can be saved)
    "#]],
    );
    check_reads(
        CLUSTER,
        &all,
        expect![[r#"
        Changes to Outputs:
          + issuer    = "https://oidc.eks.us-east-1.amazonaws.com/id/EXAMPLE89E495E7941CF9E40E6980D14"
          + partition = "aws"
          + token     = (sensitive value)
        (they can be saved)
    "#]],
    );
    check_reads(
        &all,
        CLUSTER,
        expect![[r#"
        Changes to Outputs:
          - issuer    = "https://oidc.eks.us-east-1.amazonaws.com/id/EXAMPLE89E495E7941CF9E40E6980D14" -> null
          - partition = "aws" -> null
          - token     = (sensitive value) -> null
        (they can be saved)
    "#]],
    );
    // What it waits for changes.
    check_reads(
        &all,
        &all.replace("\"1.33\"", "\"1.34\""),
        expect![[r#"
        Resource actions are indicated with the following symbols:
          ~ update in-place
         <= read (data resources)
        Terraform will perform the following actions:
          # data.aws_caller_identity.current will be read during apply
          # (depends on a resource or a module with changes pending)
         <= data "aws_caller_identity" "current" {
              + id = (known after apply)
            }
        Plan: 0 to add, 1 to change, 0 to destroy.
    "#]],
    );
}
