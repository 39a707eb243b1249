//! Where what is said about Terraform stands: places, broken blocks, limits.

use expect_test::{Expect, expect};
use irsa_cluster::expand;
use irsa_engine::source::lines::Lines;

/// The findings of the texts given, each with its place and the text there.
fn check(files: &[(&str, &str)], expected: Expect) {
    let expansion = expand(files);
    let mut out = String::new();
    for file in expansion.files.iter().take(files.len()) {
        for finding in &file.findings {
            let (start, _) = Lines::new(&file.text).range(&file.text, finding.span);
            let id = finding.reason.rule().id;
            let data: Vec<String> =
                finding.reason.data().into_iter().map(|(_, value)| value).collect();
            let text = finding.span.of(&file.text).lines().next().unwrap_or_default();
            out.push_str(&format!("{} {start} {id} {data:?} at {text:?}\n", file.name));
        }
    }
    expected.assert_eq(&out);
}

#[test]
fn each_broken_block_is_named_at_its_line() {
    let text = "resource \"aws_vpc\" \"a\" {\n  cidr_block = \n}\n\n\
                resource \"aws_vpc\" \"b\" {\n  cidr_block = \"10.0.0.0/16\"\n}\n\n\
                locals {\n  c = [1, 2\n}\n\nlocals {\n  d = upper(1, nothing.at.all)\n}\n";
    check(
        &[("main.tf", text)],
        expect![[r#"
        main.tf 2:16 hcl-syntax ["invalid expression; expected '\"', '[', '{', '-', '!', '(', '_', '<', letter or digit"] at ""
        main.tf 11:1 hcl-syntax ["expected ']'"] at "}"
        main.tf 14:16 terraform-reference ["nothing.at"] at "nothing.at.all"
    "#]],
    );
}

#[test]
fn what_is_not_modelled_is_named_where_it_is_used() {
    let text = "locals {\n  a = bcrypt(\"x\")\n  b = random_thing.x.value\n}\n\
                resource \"random_thing\" \"x\" {}\n\
                module \"m\" {\n  source = \"example.com/m\"\n}\n\
                output \"o\" {\n  value = [module.m.x, provider::a::b(1), local.a]\n}\n";
    check(
        &[("main.tf", text)],
        expect![[r#"
        main.tf 2:7 terraform-not-modelled ["bcrypt()"] at "bcrypt(\"x\")"
        main.tf 6:1 terraform-not-modelled ["module example.com/m"] at "module \"m\""
        main.tf 3:7 terraform-not-modelled ["random_thing.x.value"] at "random_thing.x.value"
        main.tf 10:24 terraform-not-modelled ["provider function b()"] at "provider::a::b(1)"
    "#]],
    );
}

#[test]
fn files_of_several_roots_are_expanded_apart() {
    let role = |name: &str| {
        format!(
            "resource \"aws_iam_role\" \"r\" {{\n  name = \"{name}\"\n  assume_role_policy = \"{{}}\"\n}}\n"
        )
    };
    let (one, two) = (role("one"), role("two"));
    let expansion = expand(&[("a/main.tf", &one), ("b/main.tf", &two)]);
    let names: Vec<&str> = expansion.rendered().map(|file| &*file.name).collect();
    assert_eq!(names, ["terraform.json", "terraform-2.json"]);
    check(&[("a/main.tf", &one), ("b/main.tf", &two)], expect![[""]]);
}

#[test]
fn deep_nesting_and_long_chains_are_read_or_refused() {
    let deep = format!("locals {{\n  a = {}1{}\n}}\n", "(".repeat(5_000), ")".repeat(5_000));
    let sum = format!("locals {{\n  a = {}1\n}}\n", "1 + ".repeat(5_000));
    let choice = format!("locals {{\n  a = {}1\n}}\n", "true ? 1 : ".repeat(5_000));
    let chain: String = (0..2_000).map(|n| format!("  l{} = local.l{n}\n", n + 1)).collect();
    let chain = format!(
        "locals {{\n  l0 = \"end\"\n{chain}}}\noutput \"o\" {{\n  value = local.l2000\n}}\n"
    );
    for text in [deep, sum, choice, chain] {
        let _ = expand(&[("main.tf", &text)]);
    }
}

/// The module for clusters made no provider before its version 18, unless it was asked to.
#[test]
fn a_module_as_its_version_has_it() {
    let providers = |version: &str, more: &str| {
        let text = format!(
            "module \"eks\" {{\n  source = \"terraform-aws-modules/eks/aws\"\n  version = \
             {version:?}\n  cluster_name = \"demo\"\n  subnets = [\"a\", \"b\"]\n  {more}\n}}\n"
        );
        let planned = irsa_cluster::plan(&[("main.tf", &text)], &irsa_cluster::State::default());
        assert_eq!(planned.errors, Vec::<String>::new());
        let made = planned.changes.iter().filter(|change| change.address.contains("oidc_provider"));
        made.count()
    };
    assert_eq!(providers("17.24.0", ""), 0);
    assert_eq!(providers("17.24.0", "enable_irsa = true"), 1);
    assert_eq!(providers("~> 20.8", ""), 1);
    assert_eq!(providers("~> 20.8", "enable_irsa = false"), 0);
}
