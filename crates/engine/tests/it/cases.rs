//! The scenarios under `tests/cases` of the repository.

use std::fs;
use std::path::{Path, PathBuf};

use irsa_engine::Ask;
use irsa_engine::irsa::whole::WHOLE;
use irsa_engine::oidc::verify::{Verifier, verify};
use irsa_engine::scenario::Scenario;

/// The question with everything judged that can be, as the command line puts it.
pub(crate) fn ask() -> Ask {
    Ask { verifier: Some(Verifier(verify)), whole: Some(WHOLE), ..Ask::default() }
}

/// The repository's root.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The text of a file.
pub(crate) fn text(path: &Path) -> String {
    String::from_utf8(fs::read(path).unwrap()).unwrap()
}

/// Every file below a folder, in order.
pub(crate) fn below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(below(&path));
        } else {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// The scenarios of `tests/cases/FOLDER` and below, by their path from there without the ending.
pub(crate) fn scenarios(folder: &str) -> Vec<(String, Scenario)> {
    let folder = root().join("tests/cases").join(folder);
    let read = |path: PathBuf| {
        let name = path.strip_prefix(&folder).unwrap().with_extension("");
        let scenario = Scenario::parse(&text(&path));
        (name.display().to_string(), scenario.unwrap_or_else(|e| panic!("{}:{e}", path.display())))
    };
    let is_scenario = |path: &PathBuf| path.extension().is_some_and(|it| it == "scenario");
    below(&folder).into_iter().filter(is_scenario).map(read).collect()
}
