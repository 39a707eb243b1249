//! Compiles `content/i18n/*.json` into statics: nothing is parsed while the page loads.
//!
//! The keys of `ui` become the fields of a struct, so the use of a missing key does not compile;
//! every other section becomes a sorted table. A key that only one language has stops the build.
//!
//! Sections that begin with `flow_` become tables of their own: what the page loads first looks
//! nothing up in them, so it does not carry them.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, process};

type Section = BTreeMap<String, String>;
type Sections = BTreeMap<String, Section>;

fn main() {
    if let Err(problem) = compile() {
        eprintln!("error: {problem}");
        process::exit(1);
    }
}

fn compile() -> Result<(), String> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").map_err(|error| error.to_string())?);
    let folder = root.join("../../content/i18n");
    println!("cargo:rerun-if-changed={}", folder.display());
    let english = read(&folder.join("en.json"))?;
    let korean = read(&folder.join("ko.json"))?;
    same_keys(&english, &korean)?;
    let mut code = fields(&english);
    for of_flows in [false, true] {
        code += &keys(&english, of_flows);
        code += &texts("EN", &english, of_flows);
        code += &texts("KO", &korean, of_flows);
    }
    code += &ui("EN", &english);
    code += &ui("KO", &korean);
    let out = env::var("OUT_DIR").map_err(|error| error.to_string())?;
    fs::write(Path::new(&out).join("tables.rs"), code).map_err(|error| error.to_string())
}

fn read(path: &Path) -> Result<Sections, String> {
    let text = fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    serde_json::from_str(&text).map_err(|error| format!("{}:{error}", path.display()))
}

fn same_keys(english: &Sections, korean: &Sections) -> Result<(), String> {
    let keys = |sections: &Sections| -> Vec<String> {
        let all = sections
            .iter()
            .flat_map(|(name, section)| section.keys().map(move |key| format!("{name}.{key}")));
        all.collect()
    };
    let (english, korean) = (keys(english), keys(korean));
    let missing = |from: &[String], other: &[String]| {
        other.iter().filter(|key| !from.contains(key)).cloned().collect::<Vec<_>>().join(", ")
    };
    let (in_korean, in_english) = (missing(&korean, &english), missing(&english, &korean));
    if in_korean.is_empty() && in_english.is_empty() {
        return Ok(());
    }
    Err(format!("content/i18n: ko.json lacks [{in_korean}], en.json lacks [{in_english}]"))
}

/// The struct of `ui`, documented with the English text.
fn fields(english: &Sections) -> String {
    let mut code = "/// The fixed texts of the page and the command line.\n\
                    #[derive(Debug, PartialEq, Eq)]\npub struct Ui {\n"
        .to_owned();
    for (key, text) in english.get("ui").into_iter().flatten() {
        let text = text.replace('\n', " ").replace('[', "\\[");
        let _ = writeln!(code, "    #[doc = {text:?}]\n    pub {key}: &'static str,");
    }
    code + "}\n"
}

/// The sections that are looked up by key: those of flows, or the others.
fn tables(sections: &Sections, of_flows: bool) -> impl Iterator<Item = (&String, &Section)> {
    let all = sections.iter().filter(|(section, _)| *section != "ui");
    all.filter(move |(section, _)| section.starts_with("flow_") == of_flows)
}

const fn prefix(of_flows: bool) -> &'static str {
    if of_flows { "FLOW_" } else { "" }
}

/// The keys of each table, which all languages share.
fn keys(sections: &Sections, of_flows: bool) -> String {
    let mut code = format!("static {}KEYS: &[(&str, &[&str])] = &[\n", prefix(of_flows));
    for (section, entries) in tables(sections, of_flows) {
        let keys: Vec<&String> = entries.keys().collect();
        let _ = writeln!(code, "    ({section:?}, &{keys:?}),");
    }
    code + "];\n"
}

/// A language's texts in the order of the keys, as one, with the places they are cut at: a pointer
/// and a length for each would be kilobytes of the page.
fn texts(name: &str, sections: &Sections, of_flows: bool) -> String {
    let mut all = String::new();
    let mut cuts = vec![0];
    for text in tables(sections, of_flows).flat_map(|(_, entries)| entries.values()) {
        all += text;
        cuts.push(all.len());
    }
    let name = format!("{name}_{}TEXTS", prefix(of_flows));
    format!("static {name}: Texts = Texts {{ all: {all:?}, cuts: &{cuts:?} }};\n")
}

/// A language's texts of `ui`.
fn ui(name: &str, sections: &Sections) -> String {
    let mut code = format!("static {name}_UI: Ui = Ui {{\n");
    for (key, text) in sections.get("ui").into_iter().flatten() {
        let _ = writeln!(code, "    {key}: {text:?},");
    }
    code + "};\n"
}
