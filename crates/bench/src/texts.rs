//! Reading texts, and what the page does for a keystroke.

use irsa_engine::fix;
use irsa_engine::goal;
use irsa_engine::iam::reach::who_else;
use irsa_engine::iam::{Kind, Policy};
use irsa_engine::model::Parsed;
use irsa_engine::scenario::Scenario;
use irsa_engine::source::{json, yaml};
use irsa_engine::{Ask, Verdict, parse, run};
use std::hint::black_box;
use std::rc::Rc;

use crate::figure::Figure;
use crate::timing::seconds;
use crate::trust::{Form, policy_text};

const HOME: &str = include_str!("../../../content/scenarios/home.scenario");
/// The file of the page's first example that is typed in.
const TYPED: &str = "trust-policy.json";
const ACCOUNTS: &str = "service-accounts.yaml";
/// What the example's policy names where the pod's namespace belongs.
const WRONG: &str = "serviceaccount:shop:";
const KNOWN: usize = 10_000;
const KEYSTROKE: f64 = 8.0;

/// The example's files, with as many service accounts, of which the first is the pod's.
pub(crate) fn home(accounts: usize) -> Result<Vec<Rc<Parsed>>, String> {
    let mut scenario = Scenario::parse(HOME).map_err(|error| error.to_string())?;
    for file in scenario.files.iter_mut().filter(|file| file.name == ACCOUNTS) {
        file.text = accounts_yaml(accounts);
    }
    Ok(goal::files(&scenario))
}

/// What the page does once a file has changed: the run, the ways out, who else gets the role.
pub(crate) fn answer(files: &[Rc<Parsed>]) -> Verdict {
    let ask = Ask::default();
    let report = run(files, &ask);
    black_box(fix::search(files, &ask, &report));
    black_box(who_else(&report));
    report.verdict()
}

fn accounts_yaml(count: usize) -> String {
    let mut text = String::from("apiVersion: v1\nkind: List\nitems:\n");
    for at in 0..count {
        let (name, namespace) = match at {
            0 => ("orders".to_owned(), "store".to_owned()),
            _ => (format!("app-{}", at % 10), format!("team-{}", at / 10)),
        };
        text += "  - apiVersion: v1\n    kind: ServiceAccount\n    metadata:\n";
        text += &format!("      name: {name}\n      namespace: {namespace}\n");
        if at == 0 {
            text += "      annotations:\n        eks.amazonaws.com/role-arn: ";
            text += "arn:aws:iam::111122223333:role/S3Reader\n";
        }
    }
    text
}

fn accounts_json(count: usize) -> String {
    let account = |at: usize| {
        format!(
            r#"{{"apiVersion":"v1","kind":"ServiceAccount","metadata":{{"name":"app-{}",
            "namespace":"team-{}","creationTimestamp":"2026-01-01T00:00:00Z"}}}}"#,
            at % 10,
            at / 10
        )
    };
    let items: Vec<String> = (0..count).map(account).collect();
    format!(r#"{{"apiVersion":"v1","kind":"List","items":[{}]}}"#, items.join(","))
}

/// One keystroke among ten thousand accounts, and how fast texts are read.
pub(crate) fn figures() -> Result<Vec<Figure>, String> {
    let mut figures = keystrokes()?;
    let (json, yaml) = (accounts_json(2_000), accounts_yaml(2_000));
    let policy = policy_text(40, Form::Exact);
    let speed = |name: &str, text: &str, seconds: f64| {
        Figure::new(name, "MB/s", text.len() as f64 / 1e6 / seconds)
    };
    figures.push(speed("JSON to a tree", &json, seconds(|| json::parse(&json))));
    figures.push(speed("YAML to a tree", &yaml, seconds(|| yaml::parse(&yaml))));
    figures.push(speed(
        "service accounts as JSON",
        &json,
        seconds(|| parse("accounts.json", &json)),
    ));
    figures.push(speed(
        "service accounts as YAML",
        &yaml,
        seconds(|| parse("accounts.yaml", &yaml)),
    ));
    let read = || {
        let tree = json::parse(&policy);
        tree.documents.first().map(|document| Policy::read(&document.root, Kind::Trust))
    };
    figures.push(speed("a policy of 40 statements", &policy, seconds(read)));
    Ok(figures)
}

/// Somebody types the right namespace in place of the wrong one, letter by letter.
fn keystrokes() -> Result<Vec<Figure>, String> {
    let files = home(KNOWN)?;
    let at = files.iter().position(|file| &*file.name == TYPED).ok_or("there is no policy")?;
    let text = files.get(at).map(|file| file.text.to_string()).unwrap_or_default();
    let mut slowest = 0.0_f64;
    let mut stroke = |namespace: &str, expected: Verdict| {
        let typed = text.replace(WRONG, &format!("serviceaccount:{namespace}:"));
        let press = || {
            let mut files = files.clone();
            let edited = Rc::new(parse(TYPED, &typed));
            files.iter_mut().filter(|file| &*file.name == TYPED).for_each(|file| {
                file.clone_from(&edited);
            });
            answer(&files)
        };
        let verdict = press();
        slowest = slowest.max(seconds(press));
        if verdict == expected { Ok(()) } else { Err(format!("{namespace:?}: {verdict:?}")) }
    };
    for namespace in ["shop", "", "s", "st", "sto", "stor", "*"] {
        stroke(namespace, Verdict::Deny)?;
    }
    stroke("store", Verdict::Allow)?;
    let name = format!("a keystroke among {KNOWN} service accounts, the slowest");
    Ok(vec![Figure::new(&name, "ms", slowest * 1e3).budget(KEYSTROKE)])
}
