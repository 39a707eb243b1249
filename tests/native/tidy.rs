//! House rules, checked on the sources: sizes, names, dependencies, words.

use std::fs;
use std::path::{Path, PathBuf};

const FILE_LINES_MAX: usize = 500;
const FUNCTION_LINES_MAX: usize = 70;
const HTML_LINES_MAX: usize = 40;
const LINE_WIDTH_MAX: usize = 100;

/// Folders whose name would say nothing of the field.
const NAMES_FORBIDDEN: [&str; 6] = ["utils", "common", "helpers", "services", "types", "manager"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every file of the project with one of these extensions, by its path in it.
fn sources(extensions: &[&str]) -> Vec<(PathBuf, String)> {
    let mut folders: Vec<PathBuf> =
        ["src", "crates", "xtask", "tests", "static", "content", "fuzz"]
            .map(PathBuf::from)
            .to_vec();
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        let Ok(entries) = fs::read_dir(root().join(&folder)) else { continue };
        for entry in entries.flatten() {
            let path = folder.join(entry.file_name());
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            let extension = path.extension().and_then(|name| name.to_str()).unwrap_or_default();
            if entry.path().is_dir() && !["target", "node_modules"].contains(&name) {
                folders.push(path);
            } else if extensions.contains(&extension)
                && let Ok(text) = fs::read_to_string(entry.path())
            {
                found.push((path, text));
            }
        }
    }
    assert!(found.len() > 4, "no sources found below {}", root().display());
    found
}

fn is_test(path: &Path) -> bool {
    path.iter().any(|part| part.to_str().is_some_and(|part| part.starts_with("tests")))
}

fn report(problems: Vec<String>) {
    assert!(problems.is_empty(), "\n{}", problems.join("\n"));
}

#[test]
fn files_are_short_and_lines_are_narrow() {
    let mut problems = Vec::new();
    for (path, text) in sources(&["rs", "css", "mjs"]) {
        let lines = text.lines().count();
        if lines > FILE_LINES_MAX {
            problems.push(format!("{}: {lines} lines", path.display()));
        }
        for (index, line) in text.lines().enumerate() {
            let width = line.chars().count();
            // An address can't be broken, and neither can what a test compares with.
            let whole = line.contains("https://") || is_test(&path) && line.contains('"');
            if width > LINE_WIDTH_MAX && !whole {
                problems.push(format!("{}:{}: {width} wide", path.display(), index + 1));
            }
        }
    }
    report(problems);
}

/// From each start to the line that closes it at the same indent: its line, and how many lines of
/// code it holds.
fn blocks(text: &str, starts: impl Fn(&str) -> bool) -> Vec<(usize, usize)> {
    let lines: Vec<&str> = text.lines().collect();
    let indent = |line: &str| line.len() - line.trim_start().len();
    let mut blocks = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        if !starts(line.trim_start()) || line.trim_end().ends_with('}') {
            continue;
        }
        let closes = |other: &str| indent(other) == indent(line) && other.trim().starts_with('}');
        let body = lines.iter().skip(at + 1);
        if let Some(length) = body.clone().position(|line| closes(line)) {
            blocks.push((at + 1, code_lines(body.take(length).copied())));
        }
    }
    blocks
}

/// Lines that are neither empty nor a comment nor the text of an expected answer.
fn code_lines<'a>(lines: impl Iterator<Item = &'a str>) -> usize {
    let mut in_text = false;
    let mut count = 0;
    for line in lines.map(str::trim) {
        in_text = if in_text { !line.contains("\"#") } else { line.contains("r#\"") };
        count += usize::from(!in_text && !line.is_empty() && !line.starts_with("//"));
    }
    count
}

#[test]
fn functions_and_markup_fit_a_screen() {
    let function = |line: &str| {
        let words =
            ["fn ", "pub fn ", "pub(crate) fn ", "pub(super) fn ", "const fn ", "async fn "];
        words.iter().any(|word| line.starts_with(word))
    };
    let mut problems = Vec::new();
    for (path, text) in sources(&["rs"]) {
        let functions = blocks(&text, function).into_iter();
        let markup = blocks(&text, |line| line.contains("html! {")).into_iter();
        let long = functions
            .map(|block| (block, "function", FUNCTION_LINES_MAX))
            .chain(markup.map(|block| (block, "html!", HTML_LINES_MAX)))
            .filter(|((_, length), _, max)| length > max);
        for ((line, length), what, _) in long {
            problems.push(format!("{}:{line}: {what} of {length} lines", path.display()));
        }
    }
    report(problems);
}

#[test]
fn names_are_of_the_field() {
    let mut problems = Vec::new();
    for (path, _) in sources(&["rs"]) {
        let bad = |part: &str| NAMES_FORBIDDEN.contains(&part.trim_end_matches(".rs"));
        if path.iter().any(|part| part.to_str().is_some_and(bad)) {
            problems.push(path.display().to_string());
        }
    }
    report(problems);
}

#[test]
fn nothing_is_put_off() {
    let marks = ["TO", "FIX", "XX"].iter().zip(["DO", "ME", "X"]);
    let marks: Vec<String> = marks.map(|(start, end)| [*start, end].concat()).collect();
    let mut problems = Vec::new();
    for (path, text) in sources(&["rs", "css", "mjs", "json", "scenario"]) {
        for (index, line) in text.lines().enumerate() {
            if marks.iter().any(|mark| line.contains(mark.as_str())) {
                problems.push(format!("{}:{}: {line}", path.display(), index + 1));
            }
        }
    }
    report(problems);
}

#[test]
fn the_engine_knows_neither_a_page_nor_its_words() {
    let manifest = fs::read_to_string(root().join("crates/engine/Cargo.toml")).unwrap();
    for name in ["yew", "web-sys", "wasm-bindgen", "gloo", "irsa-words", "irsa-cli"] {
        assert!(!manifest.contains(name), "crates/engine/Cargo.toml names {name}");
    }
    let words = fs::read_to_string(root().join("crates/words/Cargo.toml")).unwrap();
    assert!(!words.contains("yew") && !words.contains("web-sys"));
}

#[test]
fn pages_hold_no_words_of_their_own() {
    let mut problems = Vec::new();
    for (path, text) in sources(&["rs"]) {
        if !path.starts_with("src/pages") && !path.starts_with("src/components") {
            continue;
        }
        for (index, line) in text.lines().enumerate() {
            if has_words(line) {
                problems.push(format!("{}:{}: {}", path.display(), index + 1, line.trim()));
            }
        }
    }
    report(problems);
}

/// Whether a line has a literal in braces, as markup takes text, that holds a letter; or an
/// attribute that a person reads or hears.
fn has_words(line: &str) -> bool {
    let text = line.split("{ \"").skip(1).filter_map(|rest| rest.split_once("\" }"));
    let heard = ["aria-label=\"", "title=\"", "alt=\"", "placeholder=\""];
    let heard = heard.iter().flat_map(|name| line.split(name).skip(1));
    let heard = heard.filter_map(|rest| rest.split_once('"'));
    text.chain(heard).any(|(text, _)| text.chars().any(char::is_alphabetic))
}

#[test]
fn words_in_markup_are_found() {
    assert!(has_words(r#"<p>{ "Hello" }</p>"#));
    assert!(has_words(r#"<p title="Hello"></p>"#));
    assert!(has_words(r#"<p>{ " " }{ "안녕" }</p>"#));
    assert!(!has_words(r#"<p>{ "→" }{ " " }{ ui.title }</p>"#));
}

#[test]
fn styles_are_classes_alone() {
    for (path, text) in sources(&["rs"]) {
        let styled = path.starts_with("src") && text.contains("style=");
        assert!(!styled, "{}: the content security policy drops inline styles", path.display());
    }
}
