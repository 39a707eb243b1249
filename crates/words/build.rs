//! Compiles `content/i18n/*.json` into statics: nothing is parsed while the page loads.
//!
//! The keys of `ui` become the fields of a struct, so the use of a missing key does not compile;
//! every other section becomes a sorted table. A key that only one language has stops the build.

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
    code += &keys(&english);
    code += &language("EN", &english);
    code += &language("KO", &korean);
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

/// The sections that are looked up by key.
fn tables(sections: &Sections) -> impl Iterator<Item = (&String, &Section)> {
    sections.iter().filter(|(section, _)| *section != "ui")
}

/// The keys of each table, which all languages share.
fn keys(sections: &Sections) -> String {
    let mut code = "static KEYS: &[(&str, &[&str])] = &[\n".to_owned();
    for (section, entries) in tables(sections) {
        let keys: Vec<&String> = entries.keys().collect();
        let _ = writeln!(code, "    ({section:?}, &{keys:?}),");
    }
    code + "];\n"
}

/// A language's texts in the order of the keys, as one, with the places they are cut at: a pointer
/// and a length for each would be kilobytes of the page.
fn language(name: &str, sections: &Sections) -> String {
    let mut all = String::new();
    let mut cuts = vec![0];
    for text in tables(sections).flat_map(|(_, entries)| entries.values()) {
        all += text;
        cuts.push(all.len());
    }
    let mut code =
        format!("static {name}_TEXTS: Texts = Texts {{ all: {all:?}, cuts: &{cuts:?} }};\n");
    let _ = writeln!(code, "static {name}_UI: Ui = Ui {{");
    for (key, text) in sections.get("ui").into_iter().flatten() {
        let _ = writeln!(code, "    {key}: {text:?},");
    }
    code + "};\n"
}
