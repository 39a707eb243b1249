//! Turns `content/i18n/*.json` into code that knows the keys and, for each language, a file that
//! holds the texts alone, in the order of the keys.
//!
//! The keys of `ui` become the fields of a struct, so the use of a missing key does not compile;
//! every other section becomes a sorted table. A key that only one language has stops the build.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, process};

/// What ASCII has for it: the record separator, as `src/texts.rs` reads it.
const SEPARATOR: &str = "\u{1e}";

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
    let out = PathBuf::from(env::var("OUT_DIR").map_err(|error| error.to_string())?);
    let write = |name: &str, content: String| {
        fs::write(out.join(name), content).map_err(|error| error.to_string())
    };
    write("keys.rs", fields(&english) + &keys(&english))?;
    write("en.txt", texts(&english)?)?;
    write("ko.txt", texts(&korean)?)
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

/// The struct of `ui`, documented with the English text, and how it is filled.
fn fields(english: &Sections) -> String {
    let mut code = "/// The fixed texts of the page and the command line.\n\
                    #[derive(Debug, PartialEq, Eq)]\npub struct Ui {\n"
        .to_owned();
    for (key, text) in english.get("ui").into_iter().flatten() {
        let text = text.replace('\n', " ").replace('[', "\\[");
        let _ = writeln!(code, "    #[doc = {text:?}]\n    pub {key}: &'static str,");
    }
    code += "}\n\nimpl Ui {\n    \
             #[expect(clippy::too_many_lines, reason = \"a line for each text\")]\n    \
             fn read(mut next: impl FnMut() -> &'static str) -> Self {\n        Self {\n";
    for key in english.get("ui").into_iter().flat_map(Section::keys) {
        let _ = writeln!(code, "            {key}: next(),");
    }
    code + "        }\n    }\n}\n"
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
    let all: usize = sections.values().map(Section::len).sum();
    code + &format!("];\n\n/// How many texts a language has.\nconst ALL: usize = {all};\n")
}

/// A language's texts: those of `ui`, then those of the tables.
fn texts(sections: &Sections) -> Result<String, String> {
    let ui = sections.get("ui").into_iter();
    let all = ui.chain(tables(sections).map(|(_, entries)| entries)).flat_map(Section::values);
    let all: Vec<&str> = all.map(String::as_str).collect();
    match all.iter().find(|text| text.contains(SEPARATOR)) {
        Some(text) => Err(format!("content/i18n: a text holds the separator U+001E: {text}")),
        None => Ok(all.join(SEPARATOR)),
    }
}
