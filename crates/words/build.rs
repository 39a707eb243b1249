//! Turns `content/i18n/*.json` into a file for each language, as `src/texts.rs` reads it.
//!
//! The keys of `ui` become the fields of a struct, so the use of a missing key does not compile;
//! their texts come first, in that order. Every other text stands behind its section and its key,
//! sorted by them. A key that only one language has stops the build.
//!
//! Sections that begin with `flow_` or `cluster_` become files of their own: what the page loads
//! first looks nothing up in them, so it does not carry them.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, process};

/// What ASCII has for it: the record separator between two texts.
const TEXTS: char = '\u{1e}';
/// The unit separator between a section, a key and their text.
const PARTS: char = '\u{1f}';

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
    write("ui.rs", fields(&english))?;
    for (tag, sections) in [("en", &english), ("ko", &korean)] {
        let ui = sections.get("ui").into_iter().flat_map(Section::values).cloned();
        write(&format!("{tag}.txt"), texts(ui.chain(entries(sections, None)))?)?;
        for family in APART {
            let name = format!("{tag}.{family}.txt");
            write(&name, texts(entries(sections, Some(family)))?)?;
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
             fn read(next: &mut dyn FnMut() -> &'static str) -> Self {\n        Self {\n";
    for key in english.get("ui").into_iter().flat_map(Section::keys) {
        let _ = writeln!(code, "            {key}: next(),");
    }
    code + "        }\n    }\n}\n"
        + &format!(
            "\n/// How many texts the file of a language has.\nconst ALL: usize = {};\n",
            english.get("ui").map_or(0, Section::len) + entries(english, None).count()
        )
}

/// The texts that are looked up by key, each behind its section and its key: those of a family that
/// is kept apart, or of none.
fn entries<'s>(
    sections: &'s Sections,
    of: Option<&'s str>,
) -> impl Iterator<Item = String> + use<'s> {
    let family = |section: &str| {
        let (family, _) = section.split_once('_')?;
        APART.into_iter().find(|apart| *apart == family)
    };
    let tables = sections.iter().filter(|(section, _)| *section != "ui");
    let tables = tables.filter(move |(section, _)| family(section) == of);
    tables.flat_map(|(section, table)| {
        table.iter().map(move |(key, text)| format!("{section}{PARTS}{key}{PARTS}{text}"))
    })
}

/// Texts as one.
fn texts(all: impl Iterator<Item = String>) -> Result<String, String> {
    let all: Vec<String> = all.collect();
    match all.iter().find(|text| text.contains(TEXTS)) {
        Some(text) => Err(format!("content/i18n: a text holds the separator U+001E: {text}")),
        None => Ok(all.join(&TEXTS.to_string())),
    }
}
