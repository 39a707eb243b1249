//! The release page: `dist/`, with relative addresses, for any static host.

use crate::project::{command, dist_folder, root, run_aside};
use crate::setup;
use anyhow::{Context, Result};
use base64::prelude::{BASE64_STANDARD, Engine};
use sha2::{Digest, Sha256};
use std::fs::{self, DirEntry};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, io};

/// Builds the page, unless what is in `dist/` was built from these very sources.
pub(crate) fn build() -> Result<()> {
    let sources = digest(&sources(root())?)?;
    let stamp = root().join("target/dist.stamp");
    let built = fs::read_to_string(&stamp).ok();
    if built.is_some() && built == stamp_of(&sources) {
        eprintln!("dist/ is up to date.");
        return Ok(());
    }
    run_aside(&mut trunk()?).context("the page could not be built: see Trunk's message above")?;
    fs::create_dir_all(root().join("target"))?;
    fs::write(stamp, stamp_of(&sources).context("Trunk left no dist/index.html")?)?;
    Ok(())
}

fn trunk() -> Result<Command> {
    let path = setup::page_tools()?;
    let mut trunk = command("trunk");
    trunk.args(["build", "--release", "--offline", "--skip-version-check"]).env("PATH", path);
    // The custom is that any value means yes; Trunk accepts `true` and `false` alone.
    match env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty()) {
        true => trunk.env("NO_COLOR", "true"),
        false => trunk.env_remove("NO_COLOR"),
    };
    trunk.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", shortened(&cargo_home(), root()));
    Ok(trunk)
}

/// Flags that shorten the paths in the messages of panics: where the sources lie on the machine
/// that built the page is nobody's business, and two machines build the same.
fn shortened(cargo_home: &Path, workspace: &Path) -> String {
    let sources = cargo_home.join("registry").join("src");
    let paths = [(sources.as_path(), "registry"), (workspace, "workspace")];
    let flags = paths.map(|(path, name)| (path.display().to_string(), name));
    // Cargo splits these flags at spaces, and knows no way to write one.
    let flags = flags.into_iter().filter(|(path, _)| !path.contains(char::is_whitespace));
    let flags = flags.map(|(path, name)| format!("--remap-path-prefix={path}={name}"));
    flags.collect::<Vec<_>>().join(" ")
}

/// Where Cargo keeps what it downloads.
fn cargo_home() -> PathBuf {
    let set = env::var_os("CARGO_HOME").filter(|folder| !folder.is_empty());
    let default = || env::home_dir().unwrap_or_default().join(".cargo");
    set.map_or_else(default, PathBuf::from)
}

/// What a build is known by: its sources, and its `index.html`, which names every hashed file. A
/// plain `trunk build` into the same folder changes the second.
fn stamp_of(sources: &str) -> Option<String> {
    let page = digest(&[dist_folder().join("index.html")]).ok()?;
    Some(format!("{sources}\n{page}\n"))
}

/// The files that may have a part in the page: all but those known to have none.
fn sources(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut entries: Vec<DirEntry> = fs::read_dir(folder)?.collect::<io::Result<_>>()?;
    entries.retain(|entry| has_a_part(&entry.file_name().to_string_lossy()));
    entries.sort_by_key(DirEntry::file_name);
    let mut files = Vec::new();
    for entry in entries {
        match entry.file_type()?.is_dir() {
            true => files.extend(sources(&entry.path())?),
            false => files.push(entry.path()),
        }
    }
    Ok(files)
}

fn has_a_part(name: &str) -> bool {
    !name.starts_with('.')
        && ![
            "target",
            "dist",
            "node_modules",
            "tests",
            "bench",
            "fuzz",
            "docs",
            "README.md",
            "README.ko.md",
        ]
        .contains(&name)
}

fn digest(files: &[PathBuf]) -> Result<String> {
    let mut digest = Sha256::new();
    for file in files {
        let content = fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
        digest.update(file.as_os_str().as_encoded_bytes());
        digest.update(content.len().to_le_bytes());
        digest.update(content);
    }
    Ok(BASE64_STANDARD.encode(digest.finalize()))
}

#[cfg(test)]
mod tests;
