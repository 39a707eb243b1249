//! Set-ups as people write them, in Terraform and in other formats: the trust policies that they
//! render, and the verdict.
//!
//! Each case is a scenario. `expect` is what the engine says of it, at its place in the Terraform;
//! `trust` has a line for each role: its name and its trust policy, `?` where that is not known.
//! `UPDATE_EXPECT=1` rewrites `trust`.

use std::fs;
use std::path::{Path, PathBuf};

use irsa_engine::Ask;
use irsa_engine::irsa::whole::WHOLE;
use irsa_engine::model::Content;
use irsa_engine::scenario::Scenario;
use irsa_engine::source::{Node, Style, Value, json};

fn cases(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases").join(folder);
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

/// A JSON text on one line, in its own order.
fn compact(text: &str) -> String {
    fn write(node: &Node, out: &mut String) {
        match &node.value {
            Value::Map(entries) => {
                out.push('{');
                for (index, entry) in entries.iter().enumerate() {
                    out.push_str(if index > 0 { "," } else { "" });
                    out.push_str(&format!("{:?}:", entry.key));
                    write(&entry.value, out);
                }
                out.push('}');
            }
            Value::List(items) => {
                out.push('[');
                for (index, item) in items.iter().enumerate() {
                    out.push_str(if index > 0 { "," } else { "" });
                    write(item, out);
                }
                out.push(']');
            }
            Value::Scalar(text, Style::Quoted) => out.push_str(&format!("{text:?}")),
            Value::Scalar(text, Style::Plain) => out.push_str(text),
            Value::Null | Value::Missing | Value::Alias(_) => out.push_str("null"),
        }
    }
    let mut out = String::new();
    json::parse(text).documents.iter().for_each(|document| write(&document.root, &mut out));
    out
}

/// A line for each role that was rendered.
fn trust(scenario: &Scenario) -> String {
    let texts: Vec<(&str, &str)> =
        scenario.files.iter().map(|file| (file.name.as_str(), file.text.as_str())).collect();
    let expansion = irsa_cluster::expand(&texts);
    let mut lines = Vec::new();
    for artefact in expansion.rendered().flat_map(|file| &file.artefacts) {
        let Content::Role(role) = &artefact.content else { continue };
        let arn = role.arn.as_ref().map_or("", |arn| &*arn.value);
        let name = arn.rsplit('/').next().unwrap_or_default();
        let policy =
            role.trust.as_ref().map_or_else(|| "?".to_owned(), |trust| compact(&trust.text));
        lines.push(format!("{name} {policy}\n"));
    }
    lines.sort();
    lines.concat()
}

/// Every scenario of a folder, of which there are at least so many.
fn check(folder: &str, least: usize) {
    let update = std::env::var_os("UPDATE_EXPECT").is_some();
    let mut problems = Vec::new();
    let ask = Ask { whole: Some(WHOLE), ..Ask::default() };
    let cases = cases(folder);
    assert!(cases.len() >= least, "only {} cases", cases.len());
    for path in cases {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let mut scenario = Scenario::parse(&fs::read_to_string(&path).unwrap()).unwrap();
        let at = scenario.files.iter().position(|file| file.name == "trust").unwrap();
        let expected = scenario.files.remove(at);
        for miss in irsa_cluster::misses(&scenario, &ask) {
            problems.push(format!("{name}: {miss}"));
        }
        let actual = trust(&scenario);
        if update {
            let mut trust = expected.clone();
            trust.text = actual;
            scenario.files.insert(at, trust);
            fs::write(&path, scenario.serialise()).unwrap();
        } else if actual != expected.text {
            problems.push(format!("{name}: trust\n{actual}instead of\n{}", expected.text));
        }
    }
    assert!(problems.is_empty(), "\n{}", problems.join("\n"));
}

#[test]
fn real_world_shapes() {
    check("irsa", 40);
}

#[test]
fn other_formats() {
    check("formats", 24);
}
