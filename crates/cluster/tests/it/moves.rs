//! What exists and gets another address, is taken over, or is managed no more.

use expect_test::{Expect, expect};
use irsa_cluster::{State, apply, plan};

use crate::keyed::roles;
use crate::planned;

/// A role at the root and what else stands there, and a module that makes one.
fn folder(root: &str, role: &str) -> [(&'static str, String); 2] {
    let module = roles("", "var.name").replacen("\"r\"", &format!("\"{role}\""), 1);
    [("main.tf", root.to_owned()), ("m/main.tf", format!("variable \"name\" {{}}\n{module}"))]
}

fn named<'f>(files: &'f [(&'static str, String)]) -> Vec<(&'static str, &'f str)> {
    files.iter().map(|(name, text)| (*name, text.as_str())).collect()
}

/// What changes from one folder to another, a line each.
fn check(before: &[(&'static str, String)], after: &[(&'static str, String)], expected: Expect) {
    let state = State::of(&named(before));
    let planned = plan(&named(after), &state);
    let mut out = String::new();
    for change in &planned.changes {
        let (action, because) = (change.action.id(), &change.because);
        out.push_str(format!("{action} {} {because}", change.address).trim_end());
        out.push('\n');
    }
    planned.errors.iter().for_each(|error| out.push_str(&format!("{}\n", narrow(error))));
    expected.assert_eq(&out);
    // Once it is applied there is nothing left to do.
    if planned.errors.is_empty() {
        let applied = apply(&named(after), &state, None);
        assert!(plan(&named(after), &applied.state).is_empty(), "{expected:?}");
    }
}

/// The plan as Terraform prints it, with its long sentences on several lines.
fn check_text(before: &str, after: &str, expected: Expect) {
    let state = State::of(&[("main.tf", before)]);
    expected.assert_eq(&narrow(&plan(&[("main.tf", after)], &state).to_string()));
}

/// A text with a line for each part of a long sentence.
fn narrow(text: &str) -> String {
    let mut text = text.to_owned();
    for (at, part) in [("plan,", "Terraform"), ("objects,", "but"), ("objects.", "You")] {
        text = text.replace(&format!("{at} {part}"), &format!("{at}\n{part}"));
    }
    text.replace("removed, but", "removed,\nbut").replace("exists: ", "exists:\n")
}

const TWO: &str = "module \"m\" {\n  source   = \"./m\"\n  for_each = toset([\"x\", \"y\"])\n  \
                   name     = each.key\n}\n";
const MOVED: &str = "moved {\n  from = aws_iam_role.r\n  to = aws_iam_role.q\n}\n";

#[test]
fn moved_within_a_module() {
    let mut after = folder(TWO, "q");
    after[1].1.push_str(MOVED);
    check(
        &folder(TWO, "r"),
        &after,
        expect![[r#"
            no-op module.m["x"].aws_iam_role.q moved from module.m["x"].aws_iam_role.r
            no-op module.m["y"].aws_iam_role.q moved from module.m["y"].aws_iam_role.r
        "#]],
    );
}

#[test]
fn moved_on_in_any_order() {
    let role = |name| roles("", "\"role\"").replacen("\"r\"", &format!("\"{name}\""), 1);
    let on = "moved {\n  from = aws_iam_role.q\n  to = aws_iam_role.s\n}\n";
    planned::check(
        &role("r"),
        &format!("{on}{MOVED}{}", role("s")),
        expect![[r#"
            Terraform will perform the following actions:

              # aws_iam_role.r has moved to aws_iam_role.s
                resource "aws_iam_role" "s" {
                    # (2 unchanged attributes hidden)
                }

            Plan: 0 to add, 0 to change, 0 to destroy.
        "#]],
    );
    planned::check(
        &role("r"),
        &format!("{MOVED}{}", role("q").replace("\"role\"", "\"other\"")),
        expect![[r#"
            Resource actions are indicated with the following symbols:
            -/+ destroy and then create replacement

            Terraform will perform the following actions:

              # aws_iam_role.q must be replaced
              # (moved from aws_iam_role.r)
            -/+ resource "aws_iam_role" "q" {
                  ~ name = "role" -> "other" # forces replacement
                    # (1 unchanged attribute hidden)
                }

            Plan: 1 to add, 0 to change, 1 to destroy.
        "#]],
    );
}

#[test]
fn an_instance_of_a_module_goes() {
    check(
        &folder(TWO, "r"),
        &folder(&TWO.replace("\"x\", \"y\"", "\"x\""), "r"),
        expect![[r#"
            no-op module.m["x"].aws_iam_role.r
            delete module.m["y"].aws_iam_role.r because module.m["y"] is not in configuration
        "#]],
    );
}

#[test]
fn removed_and_kept() {
    let removed = |from: &str| {
        format!("removed {{\n  from = {from}\n  lifecycle {{\n    destroy = false\n  }}\n}}\n")
    };
    check_text(
        &roles("", "\"role\""),
        &removed("aws_iam_role.r"),
        expect![[r#"
            Terraform will perform the following actions:

             # aws_iam_role.r will no longer be managed by Terraform, but will not be destroyed
             # (destroy = false is set in the configuration)
             . resource "aws_iam_role" "r" {
                    # (2 unchanged attributes hidden)
                }

            Plan: 0 to add, 0 to change, 0 to destroy.

            Warning: Some objects will no longer be managed by Terraform

            If you apply this plan,
            Terraform will discard its tracking information for the following objects,
            but it will not delete them:
             - aws_iam_role.r

            After applying this plan,
            Terraform will no longer manage these objects.
            You will need to import them into Terraform to manage them again.
        "#]],
    );
    check(
        &folder(TWO, "r"),
        &folder(&removed("module.m"), "r")[..1],
        expect![[r#"
            forget module.m["x"].aws_iam_role.r destroy = false is set in the configuration
            forget module.m["y"].aws_iam_role.r destroy = false is set in the configuration
        "#]],
    );
    check(
        &folder(TWO, "r"),
        &folder(&removed("module.m").replace("false", "true"), "r")[..1],
        expect![[r#"
            delete module.m["x"].aws_iam_role.r because module.m["x"].aws_iam_role.r is not in configuration
            delete module.m["y"].aws_iam_role.r because module.m["y"].aws_iam_role.r is not in configuration
        "#]],
    );
    check(
        &folder(TWO, "r"),
        &folder(&format!("{TWO}{}", removed("module.m.aws_iam_role.r")), "r"),
        expect![[r#"
            no-op module.m["x"].aws_iam_role.r
            no-op module.m["y"].aws_iam_role.r
            Removed resource still exists:
            This statement declares that module.m.aws_iam_role.r was removed,
            but it is still declared in configuration. (on main.tf line 6)
        "#]],
    );
}

#[test]
fn imported_as_it_is() {
    let import = "import {\n  to = aws_iam_role.r\n  id = \"role\"\n}\n";
    planned::check(
        "",
        &format!("{import}{}", roles("", "\"role\"")),
        expect![[r#"
            Terraform will perform the following actions:

              # aws_iam_role.r will be imported
                resource "aws_iam_role" "r" {
                    # (2 unchanged attributes hidden)
                }

            Plan: 1 to import, 0 to add, 0 to change, 0 to destroy.
        "#]],
    );
    let each = "import {\n  for_each = toset([\"x\", \"y\"])\n  to = module.m[each.key].aws_iam_role.r\n  id = each.key\n}\n";
    check(
        &[],
        &folder(&format!("{TWO}{each}"), "r"),
        expect![[r#"
            no-op module.m["x"].aws_iam_role.r will be imported
            no-op module.m["y"].aws_iam_role.r will be imported
        "#]],
    );
}

#[test]
fn one_way_of_counting_instead_of_another() {
    let (count, each) = ("count = 1", "for_each = toset([\"a\"])");
    let check_keys = |before: &str, after: &str, expected: Expect| {
        // Another name, since both are there for a moment.
        let of = |meta: &str, name| [("main.tf", roles(meta, name))];
        check(&of(before, "\"old\""), &of(after, "\"new\""), expected);
    };
    check_keys(
        count,
        each,
        expect![[r#"
            create aws_iam_role.r["a"]
            delete aws_iam_role.r[0] because resource does not use count
        "#]],
    );
    check_keys(
        each,
        count,
        expect![[r#"
            delete aws_iam_role.r["a"] because resource does not use for_each
            create aws_iam_role.r[0]
        "#]],
    );
    check_keys(
        each,
        "",
        expect![[r#"
            create aws_iam_role.r
            delete aws_iam_role.r["a"] because resource does not use for_each
        "#]],
    );
}

#[test]
fn an_ignored_key_of_a_map() {
    let with = |tags: &str| {
        roles(
            &format!("tags = {tags}\n  lifecycle {{ ignore_changes = [tags[\"a/b\"]] }}"),
            "\"role\"",
        )
    };
    let of = |tags| [("main.tf", with(tags))];
    check(
        &of("{ \"a/b\" = \"1\", c = \"1\" }"),
        &of("{ \"a/b\" = \"2\", c = \"1\" }"),
        expect![[r#"
            no-op aws_iam_role.r
        "#]],
    );
    planned::check(
        &with("{ \"a/b\" = \"1\", c = \"1\" }"),
        &with("{ \"a/b\" = \"2\", c = \"2\" }"),
        expect![[r#"
            Resource actions are indicated with the following symbols:
              ~ update in-place

            Terraform will perform the following actions:

              # aws_iam_role.r will be updated in-place
              ~ resource "aws_iam_role" "r" {
                  ~ tags = {"a/b":"1","c":"1"} -> {"a/b":"1","c":"2"}
                    # (2 unchanged attributes hidden)
                }

            Plan: 0 to add, 1 to change, 0 to destroy.
        "#]],
    );
}

#[test]
fn a_broken_block_is_not_gone() {
    let two = roles("", "\"a\"") + &roles("", "\"b\"").replacen("\"r\"", "\"s\"", 1);
    check(
        &[("main.tf", two.clone())],
        &[("main.tf", two.replace("name = \"b\"", "name = "))],
        expect![[r#"
            no-op aws_iam_role.r
            Invalid syntax: invalid expression; expected '"', '[', '{', '-', '!', '(', '_', '<', letter or digit (on main.tf line 8)
        "#]],
    );
}
