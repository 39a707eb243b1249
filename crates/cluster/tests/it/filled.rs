//! The forms of the console as a configuration fills them in, and what is written where somebody
//! fills in something else.

use std::collections::BTreeSet;

use expect_test::expect_file;
use irsa_cluster::ways::{Blank, FIELDS, Filled, Form, Kind, Takes, console, filled};
use irsa_cluster::{State, plan};
use irsa_engine::fix::{self, Edit};
use irsa_engine::scenario::Scenario;
use irsa_engine::source::lines::Lines;
use proptest::prelude::*;

#[cfg(test)]
mod written;

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
                let line = Lines::new(text).position(text, at.span.start).line;
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
