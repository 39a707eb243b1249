//! What Terraform refuses to plan.

use expect_test::{Expect, expect};
use irsa_cluster::{State, plan};

/// The errors of a configuration, as they are printed.
fn check(text: &str, expected: Expect) {
    check_over(&State::default(), text, expected);
}

/// The errors over what exists, a line for each part of one.
fn check_over(state: &State, text: &str, expected: Expect) {
    let errors = plan(&[("main.tf", text)], state).to_string();
    let lines = errors.replace(": ", ":\n").replace(", but", ",\nbut").replace(" that ", "\nthat ");
    expected.assert_eq(&lines.replace(" (on", "\n(on"));
}

#[test]
fn what_terraform_refuses() {
    check(
        "output \"a\" {\n  value = aws_vpc.none.id\n}\n",
        expect![[r#"
            Error:
            Reference to undeclared resource:
            aws_vpc.none
            (on main.tf line 2)
        "#]],
    );
    check(
        "variable \"a\" {}\nresource \"aws_vpc\" \"v\" {\n  cidr_block = var.a\n}\n",
        expect![[r#"
            Error:
            No value for required variable "a"
            (on main.tf line 1)
        "#]],
    );
    check(
        "resource \"aws_vpc\" \"a\" {\n  cidr_block = aws_vpc.b.id\n}\n\
         resource \"aws_vpc\" \"b\" {\n  cidr_block = aws_vpc.a.id\n}\n",
        expect![[r#"
            Error:
            Cycle:
            aws_vpc.a, aws_vpc.b
            (on main.tf line 1)
        "#]],
    );
    check(
        "resource \"aws_vpc\" \"a\" {\n  cidr_block = \"10.0.0.0/16\"\n}\n\
         resource \"aws_subnet\" \"b\" {\n  for_each = toset([aws_vpc.a.id])\n  vpc_id = each.key\n}\n",
        expect![[r#"
            Error:
            Invalid for_each argument:
            the value depends on resource attributes
            that cannot be determined until apply
            (on main.tf line 5)
        "#]],
    );
    check(
        "resource \"aws_subnet\" \"b\" {\n  for_each = [\"a\"]\n  vpc_id = each.key\n}\n",
        expect![[r#"
            Error:
            Invalid for_each argument:
            a map or a set of strings is required, not tuple
            (on main.tf line 2)
        "#]],
    );
    check(
        "resource \"aws_vpc\" \"a\" {\n  cidr_block = \n}\n",
        expect![[r#"
            Error:
            Invalid syntax:
            invalid expression; expected '"', '[', '{', '-', '!', '(', '_', '<', letter or digit
            (on main.tf line 2)
        "#]],
    );
}

#[test]
fn prevent_destroy() {
    let with = |name: &str| {
        format!(
            "resource \"aws_eks_cluster\" \"main\" {{\n  name = {name:?}\n  role_arn = \"r\"\n  \
             lifecycle {{ prevent_destroy = true }}\n  vpc_config {{\n    \
             subnet_ids = [\"a\", \"b\"]\n  }}\n}}\n"
        )
    };
    let state = State::of(&[("main.tf", &with("demo"))]);
    check_over(
        &state,
        &with("other"),
        expect![[r#"
        Error:
        Instance cannot be destroyed:
        aws_eks_cluster.main has lifecycle.prevent_destroy set,
        but the plan calls for this resource to be destroyed.
        (on main.tf line 1)
    "#]],
    );
}
