//! Terraform in the workbench without a browser: what the worker answers, and what the page makes
//! of it.

use std::path::Path;
use std::rc::Rc;

use irsa_cluster::expand;
use irsa_engine::run;
use irsa_engine::scenario::{Scenario, ScenarioFile};
use irsa_playground::answer::{Answer, whole};
use irsa_playground::app::Shown;
use irsa_playground::cluster::{Question, Teller, planning};
use irsa_playground::expanded::{Expanded, Reading, question, wants};
use irsa_playground::pages::lab::lab;
use irsa_playground::state::{Files, State, Theme};
use irsa_words::Lang;
use irsa_words::explain::explain;

use crate::fixture::allowed;
use crate::views::render;

/// What the page answers, by way of the strings that go to the worker and come back.
fn answer(files: &Files) -> Option<Answer> {
    let question = question(files)?;
    let expanded = Expanded::read(&Teller.tell(&question)?)?;
    Some(Answer::expanded(files, &expanded))
}

/// The scenarios of the crate that reads Terraform.
fn cases() -> Vec<(String, Scenario)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("crates/cluster/tests/cases/irsa");
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let read = |path: std::path::PathBuf| {
        let text = std::fs::read_to_string(&path).unwrap_or_default();
        (path.display().to_string(), Scenario::parse(&text).unwrap_or_default())
    };
    let mut cases: Vec<_> = entries.map(|entry| read(entry.path())).collect();
    cases.sort_by(|(a, _), (b, _)| a.cmp(b));
    cases
}

#[test]
fn what_comes_back_from_the_worker_is_what_the_command_says() {
    let (cases, mut fixes) = (cases(), 0);
    assert!(cases.len() > 40, "only {} cases were found", cases.len());
    for (name, scenario) in cases {
        let files = Files::of(&scenario);
        let texts: Vec<(&str, &str)> =
            files.iter().map(|file| (&*file.name, &*file.text)).collect();
        let expansion = expand(&texts);
        let direct = run(&expansion.files, &whole());
        let direct_fixes = expansion.fixes(&whole(), &direct);
        let direct = expansion.translate(direct);
        let answer = answer(&files).unwrap_or_else(|| panic!("{name}: no answer"));
        assert_eq!(answer.report.gates, direct.gates, "{name}");
        assert_eq!(answer.report.findings, direct.findings, "{name}");
        assert_eq!(answer.report.assumed, direct.assumed, "{name}");
        assert_eq!(answer.fixes, direct_fixes, "{name}");
        fixes += direct_fixes.len();
    }
    assert!(fixes > 5, "only {fixes} fixes were compared");
}

fn scenario(files: &[(&str, &str)]) -> Scenario {
    let file = |(name, text): &(&str, &str)| ScenarioFile {
        name: (*name).to_owned(),
        text: (*text).to_owned(),
    };
    Scenario { description: String::new(), files: files.iter().map(file).collect() }
}

#[test]
fn the_worker_is_asked_about_terraform_alone() {
    let cases = [
        ("main.tf", "terraform {}\n", true),
        ("main.tf", "", false),
        ("pasted.txt", "resource \"aws_iam_role\" \"r\" {\n", true),
        ("main.tf.txt", "locals {\n}\n", true),
        ("pod.yaml", "kind: Pod\napiVersion: v1\n", false),
        ("notes.txt", "a resource of ours\n", false),
    ];
    for (name, text, expected) in cases {
        let files = Files::of(&scenario(&[(name, text)]));
        assert_eq!(wants(&files), expected, "{name}: {text:?}");
        assert_eq!(question(&files).is_some(), expected, "{name}: {text:?}");
    }
}

/// The answer to a question as a value.
fn told(question: &str) -> serde_json::Value {
    let answer = Teller.tell(question).unwrap_or_default();
    serde_json::from_str(&answer).unwrap_or_default()
}

const VPC: &str = "resource \"aws_vpc\" \"a\" {\n  cidr_block = \"10.0.0.0/16\"\n}\n";

#[test]
fn a_plan_names_changes_and_counts() {
    let before = scenario(&[("main.tf", VPC)]);
    let moved = VPC.replace("10.0", "10.1");
    let after = scenario(&[("main.tf", &moved)]);
    let fresh = told(&Question::Plan.about(&before));
    assert_eq!(fresh["changes"][0]["address"], "aws_vpc.a");
    assert_eq!(fresh["changes"][0]["action"], "create");
    assert_eq!([&fresh["add"], &fresh["change"], &fresh["destroy"]], [1, 0, 0]);
    let again = told(&planning(&before, &after));
    assert_eq!(again["changes"][0]["action"], "replace");
    assert!(again["text"].as_str().unwrap_or_default().contains("forces replacement"), "{again}");
}

#[test]
fn an_error_of_a_plan_names_its_file_and_line() {
    let broken = "locals {\n  a = local.b\n  b = nothing.at.all\n}\n";
    let plan = told(&Question::Plan.about(&scenario(&[("main.tf", VPC), ("more.tf", broken)])));
    let error = &plan["errors"][0];
    assert_eq!((error["file"].as_str(), error["line"].as_u64()), (Some("more.tf"), Some(3)));
    assert_eq!(plan["findings"][0]["rule"], "terraform-reference");
}

#[test]
fn what_is_no_question_has_no_answer() {
    for text in ["", "expand", "explain\n", "plan\n", "plan 99\n--- a.tf\n", "plan x\n", "é\n"] {
        assert_eq!(Teller.tell(text), None, "{text:?}");
    }
}

/// The lab in a language, as far as Terraform is read.
fn lab_of(lang: Lang, reading: fn(Rc<Expanded>) -> Reading) -> String {
    let files = Files::of(&scenario(&[("main.tf", VPC)]));
    let expanded = question(&files).and_then(|question| Teller.tell(&question));
    let expanded = expanded.and_then(|answer| Expanded::read(&answer));
    let mut state = State::new(lang, Theme::System);
    state.files = files;
    // An answer that would let somebody in, were it about these texts.
    let answer = Rc::new(allowed(0));
    render(lang, move |view| {
        let explanation = explain(&answer.report, view.words).into();
        let (state, answer) = (state.clone(), Rc::clone(&answer));
        let reading = expanded.clone().map_or(Reading::Absent, |made| reading(Rc::new(made)));
        lab(&Shown { state, answer, explanation, view }, &reading, None)
    })
}

#[test]
fn nothing_is_allowed_before_terraform_is_read() {
    type Case = (fn(Rc<Expanded>) -> Reading, &'static str, [&'static str; 2]);
    let cases: [Case; 4] = [
        (Reading::Current, "allow", ["What Terraform makes", "Terraform이 만드는 것"]),
        (Reading::Earlier, "unknown", ["Reading…", "읽는 중…"]),
        (|_| Reading::Waiting, "unknown", ["is still being read", "아직 읽고 있습니다"]),
        (|_| Reading::Failed, "unknown", ["could not be loaded", "불러오지 못했습니다"]),
    ];
    for (reading, verdict, texts) in cases {
        for (lang, text) in Lang::ALL.into_iter().zip(texts) {
            let html = lab_of(lang, reading);
            assert!(html.contains(&format!("data-verdict=\"{verdict}\"")), "{text}: {html}");
            assert!(html.contains(text), "{lang:?}: no {text:?} in {html}");
        }
    }
}
