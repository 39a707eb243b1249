//! Turns `content/i18n/*.json` into code that knows the keys and, for each language, a file that
//! holds the texts alone, in the order of the keys.
//!
//! The keys of `ui` become the fields of a struct, so the use of a missing key does not compile;
//! every other section becomes a sorted table. A key that only one language has stops the build.
//!
//! Sections that begin with `flow_` or `cluster_` become tables and files of their own: what the
//! page loads first looks nothing up in them, so it does not carry them.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, process};

/// What ASCII has for it: the record separator, as `src/texts.rs` reads it.
const SEPARATOR: &str = "\u{1e}";

/// The families of tables that are kept apart, by what their names begin with.
const APART: [&str; 2] = ["cluster", "flow"];

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
    let apart = APART.map(|family| {
        keys(&format!("{}_KEYS", family.to_uppercase()), tables(&english, Some(family)))
    });
    let tables = keys("KEYS", tables(&english, None)) + &apart.concat();
    write("keys.rs", fields(&english) + &tables)?;
    for (tag, sections) in [("en", &english), ("ko", &korean)] {
        let ui = sections.get("ui").into_iter();
        write(&format!("{tag}.txt"), texts(ui.chain(tables_of(sections, None)))?)?;
        for family in APART {
            let name = format!("{tag}.{family}.txt");
            write(&name, texts(tables_of(sections, Some(family)))?)?;
        }
    }
    Ok(())
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
    let all: usize =
        tables_of(english, None).chain(english.get("ui")).map(|section| section.len()).sum();
    code + "        }\n    }\n}\n"
        + &format!(
            "\n/// How many texts the file of a language has.\nconst ALL: usize = {all};\n\n"
        )
}

/// The sections that are looked up by key: those of a family that is kept apart, or of none.
fn tables<'s>(
    sections: &'s Sections,
    of: Option<&'s str>,
) -> impl Iterator<Item = (&'s String, &'s Section)> {
    let family = |section: &str| {
        let (family, _) = section.split_once('_')?;
        APART.into_iter().find(|apart| *apart == family)
    };
    let all = sections.iter().filter(|(section, _)| *section != "ui");
    all.filter(move |(section, _)| family(section) == of)
}

fn tables_of<'s>(sections: &'s Sections, of: Option<&'s str>) -> impl Iterator<Item = &'s Section> {
    tables(sections, of).map(|(_, entries)| entries)
}

/// The keys of each table, which all languages share.
fn keys<'s>(name: &str, tables: impl Iterator<Item = (&'s String, &'s Section)>) -> String {
    let mut code = format!("static {name}: &[(&str, &[&str])] = &[\n");
    for (section, entries) in tables {
        let keys: Vec<&String> = entries.keys().collect();
        let _ = writeln!(code, "    ({section:?}, &{keys:?}),");
    }
    code + "];\n\n"
}

/// Texts in the order of their keys, as one.
fn texts<'a>(sections: impl Iterator<Item = &'a Section>) -> Result<String, String> {
    let all: Vec<&str> = sections.flat_map(Section::values).map(String::as_str).collect();
    match all.iter().find(|text| text.contains(SEPARATOR)) {
        Some(text) => Err(format!("content/i18n: a text holds the separator U+001E: {text}")),
        None => Ok(all.join(SEPARATOR)),
    }
}
