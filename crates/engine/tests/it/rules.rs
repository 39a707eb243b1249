//! Every rule is named by a test.

use std::path::Path;

use irsa_engine::rules::RULES;

use crate::cases::{below, root, text};

/// Whether a file of the repository is a test or a case of one.
fn is_test(path: &Path) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    let in_tests = path.components().any(|part| {
        let part = part.as_os_str();
        part == "tests" || part == "tests.rs"
    });
    in_tests && ["rs", "txt", "scenario", "json"].contains(&ending)
}

/// Whether `text` has `id` as a word of its own: not within another rule's id.
fn names(text: &str, id: &str) -> bool {
    let is_word = |char: char| char.is_ascii_alphanumeric() || char == '-';
    text.split(|char| !is_word(char)).any(|word| word == id)
}

#[test]
fn every_rule_is_named_in_a_test() {
    let root = root();
    let folders = [
        "crates/engine",
        "crates/words/tests",
        "crates/cli/tests",
        "crates/cluster/tests",
        "tests/cases",
    ];
    let files = folders.iter().map(|folder| root.join(folder)).filter(|folder| folder.exists());
    let tests = files.flat_map(|folder| below(&folder)).filter(|path| is_test(path));
    let texts: Vec<String> = tests.map(|path| text(&path)).collect();
    let unnamed: Vec<&str> = RULES
        .iter()
        .map(|rule| rule.id)
        .filter(|id| !texts.iter().any(|text| names(text, id)))
        .collect();
    assert!(unnamed.is_empty(), "no test names {unnamed:?}");
}

#[test]
fn a_word_is_not_found_within_another() {
    assert!(names("because role-missing\n", "role-missing"));
    assert!(!names("because role-missing-settings\n", "role-missing"));
    assert!(!names("Reason::RoleMissing", "role-missing"));
}
