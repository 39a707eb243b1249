//! The forms of the console as a configuration fills them in, and what is written where somebody
//! fills in something else.

use std::collections::BTreeSet;

use expect_test::{Expect, expect, expect_file};
use irsa_cluster::ways::{Blank, FIELDS, Filled, Form, Kind, Takes, console, filled};
use irsa_cluster::{State, plan};
use irsa_engine::fix::{self, Edit};
use irsa_engine::scenario::Scenario;
use proptest::prelude::*;

const PRESET: &str = include_str!("../../../../content/scenarios/provisioning.scenario");

type Texts = Vec<(String, String)>;

fn preset() -> Texts {
    let files = Scenario::parse(PRESET).unwrap().files;
    files.into_iter().map(|file| (file.name, file.text)).collect()
}

fn forms(texts: &Texts) -> Vec<Filled> {
    filled(&texts.iter().map(|(name, text)| (&**name, &**text)).collect::<Vec<_>>())
}

fn one(text: &str) -> Texts {
    vec![("main.tf".to_owned(), text.to_owned())]
}

/// What commas separate, each once: Terraform keeps no order where it makes a set of them.
fn all_of(text: &str) -> BTreeSet<&str> {
    text.split(',').map(str::trim).collect()
}

/// A line for each field: what stands in it, where that is written, and how it takes something
/// else.
fn show(texts: &Texts) -> String {
    let mut out = String::new();
    for form in forms(texts) {
        out += &format!("{} {} ({})\n", form.form.id(), form.about, form.name);
        for blank in &form.blanks {
            let place = blank.place.map_or_else(String::new, |at| {
                let (name, text) = &texts[at.file];
                let line = text[..at.span.start].matches('\n').count() + 1;
                format!(" {name}:{line}")
            });
            let takes = match &blank.takes {
                Takes::Text(slot) => slot.literal.id().to_owned(),
                Takes::Choices(all) => {
                    let choice = |one: &irsa_cluster::ways::Choice| match one.edits.is_empty() {
                        false => one.value.clone(),
                        true => format!("({})", one.value),
                    };
                    all.iter().map(choice).collect::<Vec<_>>().join("|")
                }
                Takes::Nothing(why) => format!("nothing: {}", why.id()),
            };
            let set = if blank.set { "=" } else { "~" };
            out += &format!("  {} {set} {}{place} <- {takes}\n", blank.field.id, blank.value);
        }
    }
    out
}

fn blank<'f>(forms: &'f [Filled], about: &str, id: &str) -> &'f Blank {
    let all = || forms.iter().filter(|form| about.is_empty() || form.about == about);
    let found = all().flat_map(|form| &form.blanks).find(|blank| blank.field.id == id);
    found.unwrap_or_else(|| panic!("no {id} of {about}"))
}

/// What makes a field say something else.
fn edits(blank: &Blank, value: &str) -> Vec<Edit> {
    match &blank.takes {
        Takes::Text(slot) => slot.edit(value).into_iter().collect(),
        Takes::Choices(all) => all
            .iter()
            .find(|one| one.value == value)
            .map(|one| one.edits.clone())
            .unwrap_or_default(),
        Takes::Nothing(_) => Vec::new(),
    }
}

fn apply(texts: &Texts, edits: &[Edit]) -> Texts {
    let text = |(name, text): &(String, String)| {
        let mine: Vec<&Edit> = edits.iter().filter(|edit| *edit.file == **name).collect();
        (name.clone(), fix::apply(text, &mine))
    };
    texts.iter().map(text).collect()
}

/// The lines that go and come where a field is filled in.
fn check(texts: &Texts, about: &str, id: &str, value: &str, expected: Expect) {
    let forms = forms(texts);
    let edits = edits(blank(&forms, about, id), value);
    assert!(!edits.is_empty(), "{id} takes no {value:?}");
    let after = apply(texts, &edits);
    let mut out = String::new();
    for ((name, before), (_, after)) in texts.iter().zip(&after).filter(|(a, b)| a != b) {
        out += &format!("{name}\n");
        let (old, new): (Vec<_>, Vec<_>) = (before.lines().collect(), after.lines().collect());
        let head = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
        let same = |(a, b): &(&&str, &&str)| a == b;
        let tail = old[head..].iter().rev().zip(new[head..].iter().rev()).take_while(same).count();
        old[head..old.len() - tail].iter().for_each(|line| out += &format!("-{line}\n"));
        new[head..new.len() - tail].iter().for_each(|line| out += &format!("+{line}\n"));
    }
    expected.assert_eq(&out);
    parses(&after);
}

fn parses(texts: &Texts) {
    let named: Vec<(&str, &str)> =
        texts.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let planned = plan(&named, &State::default());
    let syntax = planned.errors.iter().find(|error| error.contains("Invalid syntax"));
    assert_eq!(syntax, None, "{texts:?}");
}

#[test]
fn the_set_up_of_the_page_fills_the_forms_in() {
    expect_file!["../cases/ways/filled-preset.txt"].assert_eq(&show(&preset()));
}

#[test]
fn what_the_forms_come_to_fills_them_in_again() {
    let given = [
        ("logs", "api, audit"),
        ("labels", "team=shop"),
        ("taints", "dedicated=jenkins:NO_SCHEDULE"),
        ("association_namespace", "shop"),
        ("association_account", "orders"),
    ];
    let texts = one(&console(&given));
    expect_file!["../cases/ways/filled-console.txt"].assert_eq(&show(&texts));
    let forms = forms(&texts);
    for field in FIELDS.iter().filter(|field| !field.default.is_empty() && field.id != "zones") {
        let (default, there) = (field.default, &blank(&forms, "", field.id).value);
        assert_eq!(all_of(there), all_of(default), "{}", field.id);
    }
    for (id, value) in given {
        assert_eq!(blank(&forms, "", id).value, value, "{id}");
    }
}

#[test]
fn a_value_is_written_where_it_stands() {
    let worker = "aws_eks_node_group.worker";
    check(
        &preset(),
        "aws_eks_cluster.main",
        "name",
        "shop",
        expect![[r#"
        cluster.tf
        -  name     = "demo"
        +  name     = "shop"
    "#]],
    );
    // Through a local value, which the group refers to.
    check(
        &preset(),
        worker,
        "min",
        "3",
        expect![[r#"
        nodes.tf
        -    worker  = { type = "t3.medium", disk = 20, min = 2, max = 4, desired = 2 }
        +    worker  = { type = "t3.medium", disk = 20, min = 3, max = 4, desired = 2 }
    "#]],
    );
    // In the launch template, which the group takes its machines from.
    check(
        &preset(),
        worker,
        "instances",
        "m5.large",
        expect![[r#"
        nodes.tf
        -    worker  = { type = "t3.medium", disk = 20, min = 2, max = 4, desired = 2 }
        +    worker  = { type = "m5.large", disk = 20, min = 2, max = 4, desired = 2 }
    "#]],
    );
    check(
        &preset(),
        worker,
        "labels",
        "role=worker, tier=web",
        expect![[r#"
        nodes.tf
        -  labels     = { role = "worker" }
        +  labels     = { "role" = "worker", "tier" = "web" }
    "#]],
    );
    check(
        &preset(),
        "aws_eks_node_group.jenkins",
        "taints",
        "only=ci:NO_EXECUTE",
        expect![[r#"
        nodes.tf
        -    key    = "dedicated"
        -    value  = "jenkins"
        -    effect = "NO_SCHEDULE"
        +    key    = "only"
        +    value  = "ci"
        +    effect = "NO_EXECUTE"
    "#]],
    );
    check(
        &preset(),
        "aws_eks_node_group.jenkins",
        "taints",
        "",
        expect![[r#"
        nodes.tf
        -  taint {
        -    key    = "dedicated"
        -    value  = "jenkins"
        -    effect = "NO_SCHEDULE"
        -  }
    "#]],
    );
    // The zones of a list that subnets are counted from.
    let zones = "ap-northeast-2a, ap-northeast-2b, ap-northeast-2c";
    check(
        &preset(),
        "aws_eks_cluster.main",
        "zones",
        zones,
        expect![[r#"
        network.tf
        -  zones = ["ap-northeast-2a", "ap-northeast-2c"]
        +  zones = ["ap-northeast-2a", "ap-northeast-2b", "ap-northeast-2c"]
    "#]],
    );
    // A condition of the trust policy, in the statement of a data source.
    let subject = "system:serviceaccount:shop:billing";
    check(
        &preset(),
        "aws_iam_role.orders",
        "subject",
        subject,
        expect![[r#"
        irsa.tf
        -      values   = ["system:serviceaccount:shop:orders"]
        +      values   = ["system:serviceaccount:shop:billing"]
    "#]],
    );
}

#[test]
fn a_value_that_nobody_set_gets_a_place() {
    let cluster = "aws_eks_cluster.main";
    check(
        &preset(),
        cluster,
        "authentication",
        "API",
        expect![[r#"
        cluster.tf
        +  access_config {
        +    authentication_mode = "API"
        +  }
    "#]],
    );
    check(
        &preset(),
        cluster,
        "endpoint",
        "private",
        expect![[r#"
        cluster.tf
        +    endpoint_public_access = false
        +    endpoint_private_access = true
    "#]],
    );
    check(
        &preset(),
        cluster,
        "secrets_key",
        "arn:aws:kms:us-east-1:111122223333:key/k",
        expect![[r#"
        cluster.tf
        +  encryption_config {
        +    resources = ["secrets"]
        +    provider {
        +      key_arn = "arn:aws:kms:us-east-1:111122223333:key/k"
        +    }
        +  }
    "#]],
    );
    check(
        &preset(),
        cluster,
        "logs",
        "audit",
        expect![[r#"
        cluster.tf
        +  enabled_cluster_log_types = ["audit"]
    "#]],
    );
    check(
        &preset(),
        cluster,
        "addons",
        "coredns",
        expect![[r#"
        cluster.tf
        +
        +resource "aws_eks_addon" "coredns" {
        +  cluster_name = aws_eks_cluster.main.name
        +  addon_name   = "coredns"
        +}
    "#]],
    );
    check(
        &preset(),
        "aws_eks_node_group.worker",
        "taints",
        "a=b:NO_EXECUTE",
        expect![[r#"
        nodes.tf
        +  taint {
        +    key    = "a"
        +    value  = "b"
        +    effect = "NO_EXECUTE"
        +  }
    "#]],
    );
    check(
        &preset(),
        "aws_eks_node_group.worker",
        "capacity",
        "SPOT",
        expect![[r#"
        nodes.tf
        +  capacity_type   = "SPOT"
    "#]],
    );
    let policy = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess";
    check(
        &preset(),
        "aws_iam_role.orders",
        "policies",
        policy,
        expect![[r#"
        irsa.tf
        +resource "aws_iam_role_policy_attachment" "orders" {
        +  for_each   = toset(["arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"])
        +  role       = aws_iam_role.orders.name
        +  policy_arn = each.key
        +}
        +
    "#]],
    );
    let bare = one("resource \"aws_eks_cluster\" \"c\" {}\n");
    check(
        &bare,
        "",
        "name",
        "c",
        expect![[r#"
        main.tf
        -resource "aws_eks_cluster" "c" {}
        +resource "aws_eks_cluster" "c" {
        +  name = "c"
        +}
    "#]],
    );
    check(
        &bare,
        "",
        "region",
        "eu-west-1",
        expect![[r#"
        main.tf
        +provider "aws" {
        +  region = "eu-west-1"
        +}
        +
    "#]],
    );
    check(
        &bare,
        "",
        "provider",
        "true",
        expect![[r#"
        main.tf
        +
        +resource "aws_iam_openid_connect_provider" "main" {
        +  url            = aws_eks_cluster.c.identity[0].oidc[0].issuer
        +  client_id_list = ["sts.amazonaws.com"]
        +}
    "#]],
    );
}

#[test]
fn what_is_taken_out_leaves_nothing_behind() {
    let texts = one(&console(&[
        ("logs", "api"),
        ("secrets_key", "arn:aws:kms:us-east-1:111122223333:key/k"),
        ("addons", "vpc-cni,coredns"),
    ]));
    check(
        &texts,
        "",
        "logs",
        "api",
        expect![[r#"
        main.tf
        -  enabled_cluster_log_types     = ["api"]
    "#]],
    );
    check(
        &texts,
        "",
        "addons",
        "vpc-cni",
        expect![[r#"
        main.tf
        -  for_each     = toset(["vpc-cni"])
        +  for_each     = toset([])
    "#]],
    );
    check(
        &texts,
        "",
        "addons",
        "coredns",
        expect![[r#"
        main.tf
        -  for_each     = toset(["coredns"])
        +  for_each     = toset([])
    "#]],
    );
    check(
        &texts,
        "",
        "secrets_key",
        "",
        expect![[r#"
        main.tf
        -  encryption_config {
        -    resources = ["secrets"]
        -
        -    provider {
        -      key_arn = "arn:aws:kms:us-east-1:111122223333:key/k"
        -    }
        -  }
    "#]],
    );
    let alone = one(&format!(
        "{}\nresource \"aws_eks_addon\" \"cni\" {{\n  cluster_name = aws_eks_cluster.main.name\n  \
         addon_name   = \"vpc-cni\"\n}}\n",
        console(&[("addons", "")])
    ));
    check(
        &alone,
        "",
        "addons",
        "vpc-cni",
        expect![[r#"
        main.tf
        -
        -resource "aws_eks_addon" "cni" {
        -  cluster_name = aws_eks_cluster.main.name
        -  addon_name   = "vpc-cni"
        -}
    "#]],
    );
}

#[test]
fn what_is_not_a_literal_says_why_it_stays() {
    let why = |text: &str, id: &str| {
        let forms = forms(&one(text));
        match &blank(&forms, "", id).takes {
            Takes::Nothing(why) => why.id(),
            _ => "",
        }
    };
    let cluster =
        |name: &str| format!("resource \"aws_eks_cluster\" \"c\" {{\n  name = {name}\n}}\n");
    assert_eq!(why(&cluster("\"demo-${1 + 1}\""), "name"), "computed");
    assert_eq!(why(&cluster("lower(\"DEMO\")"), "name"), "computed");
    assert_eq!(why(&cluster("var.nobody"), "name"), "unknown");
    assert_eq!(why(&console(&[]), "provider"), "referred");
    let module = "module \"eks\" {\n  source             = \"terraform-aws-modules/eks/aws\"\n  \
                  version            = \"21.0.0\"\n  name               = \"demo\"\n}\n";
    assert_eq!(why(module, "zonal_shift"), "module");
    assert_eq!(why(module, "name"), "");
    let subnets = "resource \"aws_subnet\" \"a\" {\n  availability_zone = \"us-east-1a\"\n}\n\
                   resource \"aws_subnet\" \"b\" {\n  availability_zone = \"us-east-1b\"\n}\n\
                   resource \"aws_eks_cluster\" \"c\" {\n  vpc_config {\n    \
                   subnet_ids = [aws_subnet.a.id, aws_subnet.b.id]\n  }\n}\n";
    assert_eq!(why(subnets, "zones"), "apart");
}

#[test]
fn nothing_is_no_value_where_there_has_to_be_one() {
    let all = forms(&preset());
    for (id, edits_made) in [("name", 0), ("desired", 0), ("labels", 1)] {
        assert_eq!(edits(blank(&all, "", id), " ").len(), edits_made, "{id}");
    }
}

#[test]
fn forms_come_in_the_order_of_the_console() {
    let order: Vec<Form> = forms(&preset()).iter().map(|form| form.form).collect();
    assert!(order.is_sorted() && order.len() == 8, "{order:?}");
    assert_eq!(forms(&one("")), []);
}

/// What a field takes.
fn value_for(kind: Kind) -> BoxedStrategy<String> {
    match kind {
        Kind::Number => (0..99u32).prop_map(|number| number.to_string()).boxed(),
        Kind::Text => "[a-z0-9\"$\\\\{}%:*/-]{1,12}".boxed(),
        Kind::List => proptest::collection::vec("[a-z0-9\"$\\\\{}%*/.-]{1,6}", 1..3)
            .prop_map(|items| items.join(", "))
            .boxed(),
        Kind::Toggle => prop_oneof!["true", "false"].boxed(),
        Kind::Choice(all) | Kind::Many(all) => {
            proptest::sample::select(all.to_vec()).prop_map(str::to_owned).boxed()
        }
    }
}

fn some_field() -> impl Strategy<Value = (usize, String)> {
    (0..FIELDS.len()).prop_flat_map(|index| (Just(index), value_for(FIELDS[index].kind)))
}

proptest! {
    // Each case evaluates a configuration three times.
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever is filled in, in either text, stands there afterwards, and the text still parses.
    #[test]
    fn what_is_filled_in_stands_there((index, value) in some_field(), of_console in any::<bool>()) {
        let texts = if of_console { one(&console(&[("logs", "api")])) } else { preset() };
        let field = &FIELDS[index];
        let before = forms(&texts);
        let all = before.iter().flat_map(|form| &form.blanks);
        let Some(blank_before) = all.clone().find(|one| one.field.id == field.id) else {
            return Ok(());
        };
        let made = edits(blank_before, &value);
        let after = apply(&texts, &made);
        parses(&after);
        if made.is_empty() || matches!(field.id, "labels" | "taints" | "audience") {
            return Ok(());
        }
        let forms = forms(&after);
        let there = forms.iter().flat_map(|form| &form.blanks).find(|one| one.field.id == field.id);
        let there = there.map(|one| one.value.clone()).unwrap_or_default();
        match field.kind {
            Kind::Many(_) => {
                let had = blank_before.value.split(", ").any(|one| one == value);
                prop_assert_eq!(there.split(", ").any(|one| one == value), !had, "{:?}", after);
            }
            Kind::List => prop_assert_eq!(all_of(&there), all_of(&value), "{:?}", after),
            _ => prop_assert_eq!(there, value, "{:?}", after),
        }
    }
}
