//! The worst texts that are still read: one for each limit, or as near to it as a text comes.

use irsa_engine::Verdict;
use irsa_engine::model::Parsed;
use irsa_engine::parse;
use irsa_engine::source::limits::{
    ALIASED_NODES, FILE_BYTES, NESTING, OBJECTS, POLICY_BYTES, SCENARIO_BYTES,
};
use std::fmt::Write;
use std::hint::black_box;
use std::rc::Rc;

use crate::figure::Figure;
use crate::texts::{answer, home};
use crate::timing::seconds;
use crate::trust::{Form, policy_text};

/// Milliseconds for reading such a text and answering anew.
const WORST: f64 = 200.0;
/// The service accounts that are known beside it.
const KNOWN: usize = 48;

/// How long the page stands still when such a text is changed.
pub(crate) fn figures() -> Result<Vec<Figure>, String> {
    let files = home(KNOWN)?;
    let mut figures = Vec::new();
    for (name, file, text) in texts() {
        if text.len() > FILE_BYTES {
            return Err(format!("{name} is {} bytes and so is not read", text.len()));
        }
        let time = seconds(|| {
            let others = files.iter().filter(|known| &*known.name != file).cloned();
            let all: Vec<_> = others.chain([Rc::new(parse(file, &text))]).collect();
            answer(&all)
        });
        figures.push(Figure::new(name, "ms", time * 1e3).budget(WORST));
    }
    let full = full_scenario(&files);
    if answer(&full) != Verdict::Deny {
        return Err("the full scenario is not judged".to_owned());
    }
    let time = seconds(|| black_box(answer(&full)));
    let name = "a run of 8 MiB in 4 files, 40000 service accounts";
    figures.push(Figure::new(name, "ms", time * 1e3).budget(WORST));
    Ok(figures)
}

/// The name of the figure, the name of the file, its text.
fn texts() -> Vec<(&'static str, &'static str, String)> {
    let nested = "[".repeat(NESTING - 1) + &"]".repeat(NESTING - 1) + ",";
    let accounts =
        |at| format!("{{\"kind\":\"ServiceAccount\",\"metadata\":{{\"name\":\"a{at}\"}}}},");
    let secrets = "{\"kind\":\"Secret\"},".repeat(OBJECTS - 1);
    vec![
        ("2 MiB of YAML, a line for each node", "a.yaml", fill("", "- a\n", FILE_BYTES)),
        ("2 MiB of YAML, a key on each line", "a.yaml", keys(FILE_BYTES)),
        ("2 MiB of YAML, flow", "a.yaml", fill("- [a", ",a", FILE_BYTES - 1) + "]"),
        ("2 MiB of JSON, a node for each byte", "a.json", fill("[1", ",1", FILE_BYTES - 1) + "]"),
        (
            "2 MiB of JSON, 128 levels again and again",
            "a.json",
            fill("[", &nested, FILE_BYTES - 2) + "1]",
        ),
        ("2 MiB of JSON never closed", "a.json", fill("", "[{\"a\":", FILE_BYTES)),
        ("2 MiB of one string", "a.json", fill("\"", "\\n", FILE_BYTES - 1) + "\""),
        ("2 MiB of an error text", "a.txt", fill("AccessDenied ", "is not a", FILE_BYTES)),
        (
            "2 MiB of a token",
            "a.jwt",
            fill("eyJ", "a", FILE_BYTES / 2) + &fill(".eyJ", "a", FILE_BYTES / 2 - 8) + ".c2ln",
        ),
        ("10000 nodes by alias", "a.yaml", aliases()),
        (
            "50000 objects",
            "a.json",
            format!("{{\"apiVersion\":\"v1\",\"kind\":\"List\",\"items\":[{secrets}{{}}]}}"),
        ),
        (
            "2 MiB of service accounts, the smallest there are",
            "a.json",
            list((0..FILE_BYTES / 56).map(accounts).collect()),
        ),
        ("a policy of 20 KiB", "trust-policy.json", policy()),
        ("a policy of 20 KiB, one pattern", "trust-policy.json", pattern()),
    ]
}

/// `unit` again and again behind `start`, up to that many bytes.
fn fill(start: &str, unit: &str, bytes: usize) -> String {
    start.to_owned() + &unit.repeat((bytes - start.len()) / unit.len())
}

fn keys(bytes: usize) -> String {
    let mut text = String::new();
    let mut at = 0_usize;
    while text.len() + 16 < bytes {
        let _ = writeln!(text, "k{at}: {at}");
        at += 1;
    }
    text
}

fn list(items: String) -> String {
    let items = items.trim_end_matches(',');
    format!("{{\"apiVersion\":\"v1\",\"kind\":\"List\",\"items\":[{items}]}}")
}

/// Aliases of a map of ten nodes, over and over.
fn aliases() -> String {
    let map = "- &a {a: 1, b: 2, c: 3, d: 4, e: 5, f: 6, g: 7, h: 8, i: 9}\n";
    map.to_owned() + &"- *a\n".repeat(ALIASED_NODES / 10)
}

/// As many statements as fit, each for another team.
fn policy() -> String {
    let texts = (1..).map(|teams| policy_text(teams, Form::Pattern));
    texts.take_while(|text| text.len() <= POLICY_BYTES).last().unwrap_or_default()
}

/// One statement whose pattern takes what is left, all of it stars.
fn pattern() -> String {
    let text = policy_text(1, Form::Pattern);
    let left = POLICY_BYTES - text.len();
    text.replace("team-1:", &format!("{}:", "*e".repeat(left / 2)))
}

/// The example with as many service accounts as a scenario holds.
fn full_scenario(files: &[Rc<Parsed>]) -> Vec<Rc<Parsed>> {
    let own: usize = files.iter().map(|file| file.text.len()).sum();
    let bytes = (SCENARIO_BYTES - own) / 4;
    let file = |number: usize| {
        let account = |at: usize| {
            format!(
                "{{\"apiVersion\":\"v1\",\"kind\":\"ServiceAccount\",\"metadata\":{{\"name\":\
                 \"app-{at}\",\"namespace\":\"team-{number}\",\"labels\":{{\"of\":\"{}\"}}}}}},",
                "a".repeat(80)
            )
        };
        let count = 10_000.min(bytes / (account(10_000).len() + 1));
        let text = list((0..count).map(account).collect());
        Rc::new(parse(&format!("accounts-{number}.json"), &text))
    };
    files.iter().cloned().chain((0..4).map(file)).collect()
}
