//! Paths into named texts: files, folders, scenarios and standard input.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use irsa_engine::scenario::{Scenario, ScenarioFile};

use crate::Usage;

/// More than this is not even looked at; the engine says what it makes of less.
const BYTES_MAX: u64 = 64 * 1024 * 1024;

/// Reads every path. A scenario stands for the files in it.
pub(crate) fn read(paths: &[PathBuf]) -> Result<Vec<ScenarioFile>, Usage> {
    let mut files = Vec::new();
    let several = paths.len() > 1;
    for path in paths {
        if path.as_os_str() == "-" {
            let mut text = String::new();
            let result = std::io::stdin().read_to_string(&mut text);
            result.map_err(|error| Usage(format!("standard input: {error}")))?;
            add(&mut files, "stdin".to_owned(), text);
        } else if path.is_dir() {
            // Two folders may hold files of the same name.
            let root = if several { Path::new("") } else { path };
            folder(&mut files, root, path)?;
        } else {
            add(&mut files, path.display().to_string(), text(path)?);
        }
    }
    Ok(apart(files))
}

/// The files with a number in the names that stand for several, as those of two scenarios.
fn apart(files: Vec<ScenarioFile>) -> Vec<ScenarioFile> {
    let mut seen = BTreeMap::new();
    let number = |mut file: ScenarioFile| {
        let count = seen.entry(file.name.clone()).or_insert(0);
        *count += 1;
        if *count > 1 {
            file.name = format!("{count}:{}", file.name);
        }
        file
    };
    files.into_iter().map(number).collect()
}

/// The scenario files among paths: each itself, or every `.scenario` of a folder.
pub(crate) fn scenarios(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Usage> {
    let mut found = Vec::new();
    for path in paths {
        if path.is_dir() {
            let inside = scenarios(&entries(path)?)?;
            found.extend(inside.into_iter().filter(|file| is_scenario(file)));
        } else {
            found.push(path.clone());
        }
    }
    Ok(found)
}

pub(crate) fn text(path: &Path) -> Result<String, Usage> {
    let failed = |error: &dyn std::fmt::Display| Usage(format!("{}: {error}", path.display()));
    let length = fs::metadata(path).map_err(|error| failed(&error))?.len();
    if length > BYTES_MAX {
        return Err(failed(&format!("{length} bytes are more than this reads")));
    }
    fs::read_to_string(path).map_err(|error| failed(&error))
}

fn add(files: &mut Vec<ScenarioFile>, name: String, text: String) {
    let scenario = Scenario::parse(&text).ok().filter(|scenario| !scenario.files.is_empty());
    match scenario {
        Some(scenario) => files.extend(scenario.files),
        None => files.push(ScenarioFile { name, text }),
    }
}

/// Every text in a folder, hidden ones aside, by its path inside of it.
fn folder(files: &mut Vec<ScenarioFile>, root: &Path, path: &Path) -> Result<(), Usage> {
    for entry in entries(path)? {
        let hidden = entry.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        if hidden {
            continue;
        }
        if entry.is_dir() {
            folder(files, root, &entry)?;
        } else if let Ok(text) = text(&entry) {
            let name = entry.strip_prefix(root).unwrap_or(&entry).display().to_string();
            files.push(ScenarioFile { name, text });
        } else {
            eprintln!("irsa: {}: skipped, since it is no UTF-8 text", entry.display());
        }
    }
    Ok(())
}

fn entries(path: &Path) -> Result<Vec<PathBuf>, Usage> {
    let failed = |error: std::io::Error| Usage(format!("{}: {error}", path.display()));
    let entries = fs::read_dir(path).map_err(failed)?;
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    Ok(paths)
}

fn is_scenario(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "scenario")
}
