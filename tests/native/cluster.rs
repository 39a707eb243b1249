//! The page of provisioning without a browser: what the worker tells, how the page reads it, and
//! what it keeps.

use std::rc::Rc;

use irsa_engine::scenario::Scenario;
use irsa_playground::cluster_state::{ClusterAction, ClusterState, Order, SPEEDS, TICKS, Way};
use irsa_playground::cluster_told::Teller;
use irsa_playground::cluster_view::{self, Told, Tone, bytes, clock, dollars, milliseconds};
use irsa_playground::components::cluster::Scene;
use irsa_playground::pages::cluster::parts;
use irsa_playground::state::Action;
use irsa_words::{Lang, cluster as words};
use yew::{Callback, Reducible};

use crate::views::render;

/// A place on the clock at which the whole set-up runs.
const LATER: u32 = 1200;

fn told(state: &ClusterState, lang: Lang) -> Option<Told> {
    Told::read(&Teller::default().tell(&state.question(lang.tag()))?, None)
}

fn after(state: ClusterState, actions: &[ClusterAction]) -> ClusterState {
    let start = Rc::new(state);
    let end = actions.iter().fold(start, |state, action| state.reduce(action.clone()));
    (*end).clone()
}

/// Applied at the start, given its workloads once the cluster is there, and looked at later.
fn running() -> ClusterState {
    let deeds = [ClusterAction::Apply, ClusterAction::Seek(900), ClusterAction::Kubectl];
    after(after(ClusterState::default(), &deeds), &[ClusterAction::Seek(LATER)])
}

/// Types into a file: one text in place of another.
fn edit(state: ClusterState, name: &str, from: &str, to: &str) -> ClusterState {
    let file = state.desk.files.iter().find(|file| &*file.name == name).unwrap();
    assert!(file.text.contains(from), "{from}");
    let (file, text) = (file.name.clone(), file.text.replacen(from, to, 1));
    after(state, &[ClusterAction::Desk(Action::Type { file, text })])
}

/// Renders the page in both languages, and looks for texts in each.
fn check(state: &ClusterState, expected: [&[&str]; 2]) {
    for (lang, expected) in Lang::ALL.into_iter().zip(expected) {
        let state = state.clone();
        let html = render(lang, move |_| {
            let told = Rc::new(told(&state, lang).unwrap());
            let state = Rc::new(state.clone());
            let act = Callback::noop();
            parts(&Scene { told, fresh: true, state, act, module: None, dark: false })
        });
        for text in expected {
            assert!(html.contains(text), "{lang:?}: no {text:?} in {html}");
        }
    }
}

#[test]
fn what_is_done_stands_in_the_order_of_the_clock() {
    let order = |at, line: &str| [ClusterAction::Seek(at), ClusterAction::Order(line.to_owned())];
    let lines = [order(9, "a"), order(3, "b"), order(9, "c")].concat();
    let state = after(ClusterState::default(), &lines);
    let lines = |state: &ClusterState| -> Vec<(u32, String)> {
        let line = |order: &Order| match order {
            Order::Line(line) => line.clone(),
            other => format!("{other:?}"),
        };
        state.deeds().iter().map(|deed| (deed.at, line(&deed.order))).collect()
    };
    let all = [(3, "b"), (9, "a"), (9, "c")].map(|(at, line)| (at, line.to_owned()));
    assert_eq!(lines(&state), all);
    let fewer = after(state.clone(), &[ClusterAction::TakeBack(7), ClusterAction::TakeBack(1)]);
    assert_eq!(lines(&fewer), [all[0].clone(), all[2].clone()]);
    // A fork knows what was done up to now, and leaves the other timeline as it was.
    let forked = after(state, &[ClusterAction::Seek(5), ClusterAction::Fork]);
    assert_eq!(lines(&forked), all[..1]);
    assert_eq!(lines(&after(forked, &[ClusterAction::Timeline(0)])), all);
}

#[test]
fn the_clock_runs_to_its_end_and_stops_where_it_is_taken() {
    let tick = ClusterAction::Tick { end: 100 };
    let step = SPEEDS[1] / TICKS;
    let state = after(ClusterState::default(), &[ClusterAction::Play(true), tick.clone()]);
    assert_eq!((state.at, state.playing), (step, true));
    let state = after(state, &vec![tick; 100]);
    assert_eq!((state.at, state.playing), (100, false));
    let state = after(state, &[ClusterAction::Play(true), ClusterAction::Seek(7)]);
    assert_eq!((state.at, state.playing), (7, false));
    for speed in SPEEDS {
        assert_eq!(speed % TICKS, 0, "{speed}");
    }
}

#[test]
fn texts_are_sent_once_however_often_they_are_used() {
    let state = after(ClusterState::default(), &[ClusterAction::Apply, ClusterAction::Kubectl]);
    let question = state.question("ko");
    assert!(question.starts_with("simulate ko 0\n0 apply 0\n0 kubectl 0\n--- 0/network.tf\n"));
    assert!(!question.contains("--- 1/"));
    let edited = edit(state, "nodes.tf", "t3.medium", "t3.large").question("en");
    assert!(edited.contains("\n0 apply 1\n0 kubectl 1\n"), "{edited}");
    assert!(edited.contains("--- 1/nodes.tf\n") && !edited.contains("--- 2/"));
}

#[test]
fn the_teller_says_the_same_whatever_it_was_asked_before() {
    let mut teller = Teller::default();
    let state = running();
    let seek = |at| after(state.clone(), &[ClusterAction::Seek(at)]).question("en");
    for at in [LATER, 0, 300, 901, 300, LATER] {
        assert_eq!(teller.tell(&seek(at)), Teller::default().tell(&seek(at)), "{at}");
    }
    for question in ["", "simulate", "simulate xx 0\n", "simulate en x\n--- 0/a.tf\n", "expand\n"] {
        assert_eq!(teller.tell(question), None, "{question}");
    }
}

#[test]
fn an_edit_changes_the_plan() {
    let plan = |state: &ClusterState| {
        told(state, Lang::En).unwrap().whole().get("plan").text("says").to_owned()
    };
    let empty = plan(&ClusterState::default());
    assert!(empty.starts_with("Plan: ") && empty.ends_with("0 to change, 0 to destroy."));
    assert_eq!(plan(&running()), "No changes. Your infrastructure matches the configuration.");
    let larger = edit(running(), "nodes.tf", "max = 4", "max = 5");
    assert_eq!(plan(&larger), "Plan: 0 to add, 1 to change, 0 to destroy.");
    // Before it was applied, all of it is still to be made.
    assert_eq!(plan(&edit(ClusterState::default(), "nodes.tf", "max = 4", "max = 5")), empty);
}

#[test]
fn a_broken_file_is_named_and_leaves_the_rest() {
    let broken = edit(running(), "network.tf", "aws_vpc.main.id", "aws_vpc.other.id");
    let told = told(&broken, Lang::En).unwrap();
    let error = told.whole().get("plan").list("errors").next().unwrap();
    assert_eq!(error.text("text"), "Reference to undeclared resource: aws_vpc.other");
    assert_eq!((error.text("name"), error.number("line")), ("network.tf", 13));
    assert_eq!(told.whole().list("findings").next().unwrap().number("file"), 0);
    // What was made stays.
    let nodes = told.moment().list("nodes").filter(|node| node.text("state") == "ready").count();
    assert_eq!(nodes, 3);
}

#[test]
fn the_course_leads_from_an_empty_account_to_a_pod_with_its_role() {
    let state = running();
    let told = told(&state, Lang::En).unwrap();
    let stages: Vec<_> = told.whole().list("stages").map(|stage| stage.number("done")).collect();
    assert!(stages.len() == 4 && stages.is_sorted() && stages[0] > 400, "{stages:?}");
    let pods: Vec<_> =
        told.moment().list("pods").filter(|pod| pod.text("system") == "false").collect();
    assert_eq!(pods.len(), 2);
    for pod in pods {
        assert_eq!(pod.text("ready"), "true", "{} {}", pod.text("reason"), pod.text("message"));
        assert_eq!(pod.text("role_arn"), "arn:aws:iam::111122223333:role/orders");
    }
    let asker = told.whole().get("asker");
    assert_eq!((asker.text("verdict"), asker.text("pod")), ("allow", "shop/orders"));
    assert_eq!(asker.text("role"), "arn:aws:iam::111122223333:role/orders");
}

#[test]
fn a_fault_takes_its_zone_and_healing_brings_it_back() {
    let zone = "ap-northeast-2a";
    let broken =
        [ClusterAction::Order(format!("break zone-down {zone}")), ClusterAction::Seek(LATER + 120)];
    let down = after(running(), &broken);
    let state = |of: &ClusterState| {
        let told = told(of, Lang::En).unwrap();
        told.of("zones", "name", zone).next().unwrap().text("state").to_owned()
    };
    assert_eq!(state(&down), "down");
    let healed = after(
        down.clone(),
        &[ClusterAction::Order(format!("heal zone-down {zone}")), ClusterAction::Seek(LATER + 180)],
    );
    assert_eq!(state(&healed), "up");
    // Before it happened, nothing of it is known.
    assert_eq!(state(&after(down, &[ClusterAction::Seek(LATER - 1)])), "up");
}

#[test]
fn the_page_has_its_hooks_and_speaks_both_languages() {
    let hooks = [
        "data-resource=\"aws_eks_cluster.main\" data-state=\"created\"",
        "data-az=\"ap-northeast-2a\"",
        "data-event=\"Terraform\"",
        "data-timeline",
        "data-fault=\"zone-down\"",
        "data-file=\"nodes.tf\"",
        "data-stage=\"workloads\"",
        "data-cluster=\"ACTIVE\"",
    ];
    let [mut english, mut korean] = [hooks.to_vec(), hooks.to_vec()];
    english.extend(["What happened", "Control plane, in AWS's VPC", "Open it in the lab"]);
    korean.extend(["일어난 일", "컨트롤 플레인 (AWS의 VPC)", "실험실에서 열기"]);
    check(&running(), [&english, &korean]);
    check(&ClusterState::default(), [&["The account is empty"], &["계정이 비어 있습니다"]]);
}

/// The state with another way open.
fn with(way: Way) -> ClusterState {
    after(ClusterState::default(), &[ClusterAction::Way(Some(way))])
}

/// Fills in a field of the console, as the page would.
fn fill(state: ClusterState, about: &str, field: &str, value: &str) -> ClusterState {
    let told = told(&state, Lang::En).unwrap();
    let mut forms =
        told.whole().get("way").list("forms").filter(|form| form.text("about") == about);
    let blank =
        forms.find_map(|form| form.list("blanks").find(|blank| blank.text("id") == field)).unwrap();
    let mut choices = blank.list("choices").filter(|choice| choice.text("value") == value);
    let edits = match cluster_view::slot(blank.get("slot")) {
        Some(slot) => slot.edit(value).into_iter().collect(),
        None => choices.next().unwrap().list("edits").map(cluster_view::edit).collect(),
    };
    after(state, &[ClusterAction::Desk(Action::Apply(edits))])
}

#[test]
fn what_is_filled_in_is_written_at_its_place_and_taken_back_at_once() {
    let text = |state: &ClusterState, name: &str| {
        let file = state.desk.files.iter().find(|file| &*file.name == name).unwrap();
        file.text.to_string()
    };
    let start = with(Way::Console);
    let more = fill(start.clone(), "aws_eks_node_group.worker", "max", "6");
    assert!(text(&more, "nodes.tf").contains("min = 2, max = 6, desired = 2"));
    let private = fill(more, "aws_eks_cluster.main", "endpoint", "private");
    assert!(text(&private, "cluster.tf").contains("endpoint_public_access = false"));
    let undo = [ClusterAction::Desk(Action::Undo), ClusterAction::Desk(Action::Undo)];
    let undone = after(private, &undo);
    assert!(undone.desk.files.same_texts(&start.desk.files));
    // What was filled in stands in the form of the text as it is then.
    let told = told(&fill(start, "aws_eks_cluster.main", "name", "shop"), Lang::En).unwrap();
    let form = told.whole().get("way").list("forms").next().unwrap();
    assert_eq!((form.text("name"), form.text("title")), ("shop", "Configure cluster"));
}

#[test]
fn the_other_ways_are_on_the_page_in_both_languages() {
    let fields = ["data-form=\"node-group\"", "data-field=\"subject\"", "irsa.tf:22", "t3.medium"];
    let (mut english, mut korean) = (fields.to_vec(), fields.to_vec());
    english.extend(["Minimum size", "Other blocks refer to it", "Public and private"]);
    korean.extend(["최소 크기", "다른 블록이 참조하므로", "퍼블릭 및 프라이빗"]);
    check(&with(Way::Console), [&english, &korean]);
    let command = "aws eks create-nodegroup";
    check(&with(Way::Commands), [&[command, "in a comment"], &[command, "주석에 이름만"]]);
    let config = "kind: ClusterConfig";
    check(
        &with(Way::ClusterConfig),
        [&[config, "eksctl create cluster -f"], &[config, "파일입니다"]],
    );
    let empty = Scenario::parse("--- main.tf\nlocals {}\n").unwrap();
    let load = ClusterAction::Desk(Action::Load(Rc::new(empty), None));
    let none = after(with(Way::Console), &[load]);
    check(&none, [&["makes no cluster"], &["클러스터가 없습니다"]]);
}

#[test]
fn the_page_has_every_word_it_uses_and_uses_every_word_it_has() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let folder = std::fs::read_dir(root.join("components/cluster")).unwrap();
    let mut files: Vec<_> = folder.map(|entry| entry.unwrap().path()).collect();
    files.push(root.join("pages/cluster.rs"));
    let text: String = files.iter().map(|file| std::fs::read_to_string(file).unwrap()).collect();
    let keys = words::keys("cluster_page");
    assert!(keys.len() > 50);
    for key in &keys {
        assert!(text.contains(&format!("\"{key}\"")), "nobody says {key}");
    }
    for call in ["word(\"", "filled(\"", "head(\"", "figure(\"", "row(\"", "step(\""] {
        for key in text.split(call).skip(1).filter_map(|rest| rest.split('"').next()) {
            assert!(keys.contains(&key), "there is no text {key}");
        }
    }
}

#[test]
fn values_are_told_in_their_units() {
    let times: Vec<String> = [0, 65, 3599, 3600, 36_061].map(clock).to_vec();
    assert_eq!(times, ["0:00", "1:05", "59:59", "1:00:00", "10:01:01"]);
    assert_eq!(dollars(1_234_567_890, 3), "$1.235");
    let sizes: Vec<String> = [0, 999, 1000, 123_456, 5_000_000_000_000].map(bytes).to_vec();
    assert_eq!(sizes, ["0 B", "999 B", "1.0 kB", "123 kB", "5.0 TB"]);
    assert_eq!(milliseconds(830), "0.83 ms");
    assert_eq!(Tone::of("NothingKnown"), Tone::Busy);
}
