//! What holds of every configuration: an apply leaves nothing to plan, a second one changes
//! nothing, one that was interrupted ends where the whole ends, and no text stops the reader.

use irsa_cluster::{Action, State, apply, expand, plan};
use proptest::prelude::*;

/// A configuration of a few blocks of each kind that may refer to those before them.
fn configuration() -> impl Strategy<Value = String> {
    let block = (0..6_u8, 0..4_u8, 0..3_u8, any::<bool>(), 0..3_u8);
    proptest::collection::vec(block, 1..8).prop_map(|blocks| {
        let mut text = String::new();
        for (index, (kind, variant, count, first, back)) in blocks.into_iter().enumerate() {
            let lifecycle = if first { "lifecycle { create_before_destroy = true }" } else { "" };
            let meta = match count {
                0 => String::new(),
                1 => "count = 2".to_owned(),
                _ => "for_each = toset([\"a\", \"b\"])".to_owned(),
            };
            let key = match count {
                0 => "only",
                1 => "${count.index}",
                _ => "${each.key}",
            };
            let earlier = index.checked_sub(usize::from(back) + 1);
            let tag = earlier.map_or("\"none\"".to_owned(), |at| format!("join(\",\", flatten([local.id{at}]))"));
            let body = match kind {
                0 => format!("cidr_block = \"10.{variant}.0.0/16\"\n  tags = {{ of = {tag} }}"),
                1 => format!("vpc_id = {tag}\n  cidr_block = \"10.0.{variant}.0/24\""),
                2 => format!("name_prefix = \"r{index}-{key}-\"\n  description = {tag}\n  path = \"/{variant}/\"\n  assume_role_policy = jsonencode({{ Version = \"2012-10-17\", Statement = [{{ Effect = \"Allow\", Action = \"sts:AssumeRole\", Principal = {{ AWS = \"*\" }} }}] }})"),
                3 => format!("name_prefix = \"lt{index}-{key}\"\n  image_id = \"ami-{variant}\"\n  user_data = base64encode({tag})"),
                4 => format!("name = \"q{index}-{key}-{variant}\"\n  tags = {{ of = {tag} }}"),
                _ => format!("triggers = {{ of = {tag}, v = \"{variant}\" }}"),
            };
            let kind = ["aws_vpc", "aws_subnet", "aws_iam_role", "aws_launch_template", "aws_sqs_queue", "null_resource"][usize::from(kind)];
            text.push_str(&format!(
                "resource \"{kind}\" \"b{index}\" {{\n  {meta}\n  {body}\n  {lifecycle}\n}}\n\
                 locals {{\n  id{index} = try(values({kind}.b{index})[*].id, {kind}.b{index}[*].id)\n}}\n"
            ));
        }
        text
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    #[test]
    fn after_an_apply_there_is_nothing_to_plan(
        before in configuration(),
        after in configuration(),
    ) {
        for start in [State::default(), State::of(&[("main.tf", &before)])] {
            let applied = apply(&[("main.tf", &after)], &start, None);
            prop_assert!(applied.finished && applied.errors.is_empty(), "{:?}", applied.errors);
            let again = plan(&[("main.tf", &after)], &applied.state);
            prop_assert!(again.is_empty() && again.errors.is_empty(), "{again}");
        }
    }

    #[test]
    fn a_second_apply_changes_nothing(before in configuration(), after in configuration()) {
        let start = State::of(&[("main.tf", &before)]);
        let once = apply(&[("main.tf", &after)], &start, None);
        let twice = apply(&[("main.tf", &after)], &once.state, None);
        prop_assert_eq!(&once.state, &twice.state);
        prop_assert!(twice.events.is_empty());
    }

    #[test]
    fn an_interrupted_apply_ends_where_the_whole_ends(
        before in configuration(),
        after in configuration(),
        at in any::<prop::sample::Index>(),
    ) {
        let start = State::of(&[("main.tf", &before)]);
        let texts = [("main.tf", after.as_str())];
        let whole = apply(&texts, &start, None);
        // When something happens is when a cut may tear it apart.
        let times: Vec<u32> = whole.events.iter().map(|event| event.t).collect();
        let until = if times.is_empty() { 0 } else { *at.get(&times) };
        let prefix = apply(&texts, &start, Some(until));
        let rest = apply(&texts, &prefix.state, None);
        let names = |state: &State| state.addresses().map(str::to_owned).collect::<Vec<_>>();
        prop_assert_eq!(names(&rest.state), names(&whole.state));
        prop_assert_eq!(&rest.state, &whole.state);
    }

    #[test]
    fn a_plan_counts_what_it_lists(before in configuration(), after in configuration()) {
        let plan = plan(&[("main.tf", &after)], &State::of(&[("main.tf", &before)]));
        let count = |action: Action| {
            plan.changes.iter().filter(|change| change.action == action).count()
        };
        let replaced = count(Action::Replace) + count(Action::CreateThenDestroy);
        let (added, destroyed) = (count(Action::Create), count(Action::Delete));
        let expected = [added + replaced, count(Action::Update), destroyed + replaced];
        prop_assert_eq!(plan.counts(), expected);
    }

    #[test]
    fn no_text_stops_the_reader(text in "(resource \"aws_iam_role\" \"a\" \\{\n|name = |[a-z\"$\\{}()\\[\\]\n=%<-]{1,6}|EOF\n|}\n){0,30}") {
        let _ = expand(&[("main.tf", &text)]);
    }
}

/// Texts of the other formats, and a template that another text is cut into.
const FORMATS: [&str; 4] = [
    include_str!("../cases/formats/cloudformation-conditions.scenario"),
    include_str!("../cases/formats/commands-user-guide.scenario"),
    include_str!("../cases/formats/eksctl-accounts.scenario"),
    include_str!("../cases/formats/shown-state.scenario"),
];

proptest! {
    /// Whatever is typed into a text of any format, there is an answer, and every place in it lies
    /// in one of the texts given.
    #[test]
    fn any_text_of_any_format_is_answered(
        format in 0..FORMATS.len(),
        at in 0.0..1.0_f64,
        cut in 0_usize..40,
        typed in "([${}!()'\"|<>:\\[\\],\\\\ \n-]|Ref|Sub|EOF|é){0,6}",
    ) {
        let scenario = irsa_engine::scenario::Scenario::parse(FORMATS[format]).unwrap();
        let text = &scenario.files[0].text;
        #[expect(clippy::cast_sign_loss, clippy::cast_possible_truncation, reason = "in the text")]
        let mut start = (at * text.len() as f64) as usize;
        while !text.is_char_boundary(start) {
            start -= 1;
        }
        let mut end = (start + cut).min(text.len());
        while !text.is_char_boundary(end) {
            end += 1;
        }
        let edited = [text.get(..start).unwrap(), &typed, text.get(end..).unwrap()].concat();
        let expansion = irsa_cluster::expand(&[("a.yaml", &edited)]);
        let report = irsa_engine::run(&expansion.files, &irsa_engine::Ask::default());
        let report = expansion.translate(report);
        for check in report.gates.iter().flat_map(|gate| &gate.checks) {
            if let Some(place) = check.at.filter(|place| place.file == 0) {
                prop_assert!(edited.get(place.span.start..place.span.end).is_some());
            }
        }
    }
}
