//! Plans of blocks that make several: `count`, `for_each` and what moves between them.

use expect_test::expect;

use crate::planned::check;

/// A statement that IAM saves.
pub(crate) const POLICY: &str = "{ Effect = \"Allow\", Action = \"sts:AssumeRole\", Principal = { Service = \"ec2.amazonaws.com\" } }";

/// Roles with something of `count` or `for_each`, each of that name.
pub(crate) fn roles(meta: &str, name: &str) -> String {
    format!(
        "resource \"aws_iam_role\" \"r\" {{\n  {meta}\n  name = {name}\n  \
         assume_role_policy = jsonencode({{ Statement = [{POLICY}] }})\n}}\n"
    )
}

#[test]
fn count_goes_down() {
    let name = "\"role-${count.index}\"";
    check(
        &roles("count = 3", name),
        &roles("count = 2", name),
        expect![[r#"
        Resource actions are indicated with the following symbols:
          - destroy

        Terraform will perform the following actions:

          # aws_iam_role.r[2] will be destroyed
          # (because index [2] is out of range for count)
          - resource "aws_iam_role" "r" {
                # (2 unchanged attributes hidden)
            }

        Plan: 0 to add, 0 to change, 1 to destroy.
    "#]],
    );
}

// As in <https://developer.hashicorp.com/terraform/tutorials/configuration-language/move-config>.
#[test]
fn a_count_keeps_the_one_that_was_there() {
    let (one, two) = (roles("", "\"role\""), roles("count = 1", "\"role\""));
    check(
        &one,
        &two,
        expect![[r#"
        Terraform will perform the following actions:

          # aws_iam_role.r has moved to aws_iam_role.r[0]
            resource "aws_iam_role" "r" {
                # (2 unchanged attributes hidden)
            }

        Plan: 0 to add, 0 to change, 0 to destroy.
    "#]],
    );
    check(
        &two,
        &one,
        expect![[r#"
        Terraform will perform the following actions:

          # aws_iam_role.r[0] has moved to aws_iam_role.r
            resource "aws_iam_role" "r" {
                # (2 unchanged attributes hidden)
            }

        Plan: 0 to add, 0 to change, 0 to destroy.
    "#]],
    );
}

#[test]
fn for_each_by_another_key() {
    let before = roles("for_each = toset([\"a\", \"b\"])", "each.key");
    let after = roles("for_each = toset([\"b\", \"c\"])", "each.key");
    check(
        &before,
        &after,
        expect![[r#"
        Resource actions are indicated with the following symbols:
          + create
          - destroy

        Terraform will perform the following actions:

          # aws_iam_role.r["a"] will be destroyed
          # (because key ["a"] is not in for_each map)
          - resource "aws_iam_role" "r" {
                # (2 unchanged attributes hidden)
            }

          # aws_iam_role.r["c"] will be created
          + resource "aws_iam_role" "r" {
              + arn                   = (known after apply)
              + assume_role_policy    = "{\"Statement\":[{\"Action\":\"sts:AssumeRole\",\"Effect\":\"Allow\",\"Principal\":{\"Service\":\"ec2.amazonaws.com\"}}]}"
              + create_date           = (known after apply)
              + force_detach_policies = false
              + id                    = (known after apply)
              + max_session_duration  = 3600
              + name                  = "c"
              + path                  = "/"
              + unique_id             = (known after apply)
            }

        Plan: 1 to add, 0 to change, 1 to destroy.
    "#]],
    );
}

#[test]
fn moved_to_another_address() {
    let before = roles("count = 1", "\"role\"");
    let after = roles("for_each = toset([\"x\"])", "\"role\"")
        + "moved {\n  from = aws_iam_role.r[0]\n  to   = aws_iam_role.r[\"x\"]\n}\n";
    check(
        &before,
        &after,
        expect![[r#"
        Terraform will perform the following actions:

          # aws_iam_role.r[0] has moved to aws_iam_role.r["x"]
            resource "aws_iam_role" "r" {
                # (2 unchanged attributes hidden)
            }

        Plan: 0 to add, 0 to change, 0 to destroy.
    "#]],
    );
}
