//! What is done with the built page in a real browser: the end-to-end tests, and screenshots.

use crate::project::{command, dist_folder, root, run};
use crate::serve::{self, Site};
use crate::{browser, dist, setup, size};
use anyhow::{Context, Result};
use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::PathBuf;
use std::process::Command;

/// Not the root of the host: the page has to work wherever it is put.
const MOUNT: &str = "/any/folder/";
const PORT: u16 = 8480;

/// Runs the tests of `tests/e2e`.
pub(crate) fn test() -> Result<()> {
    let mut node = node_on_page()?;
    let first_load: Vec<_> = size::first_load(&dist_folder(), "home")?.into_iter().collect();
    node.args(["--test", "--test-reporter=spec"]).args(tests()?);
    run(node.env("FIRST_LOAD", first_load.join(" ")))
}

/// Takes the pictures of `tests/e2e/shots.mjs`, of the states named or of all.
pub(crate) fn screenshots(states: &[OsString]) -> Result<()> {
    let folder = root().join("target/shots");
    let mut node = node_on_page()?;
    node.arg("tests/e2e/shots.mjs").args(states).env("SHOTS", &folder);
    run(node.env("PICTURE", root().join("docs/home.png")))?;
    println!("The screenshots are in {}", folder.display());
    Ok(())
}

/// Node.js, told where the built page is served and which browser to open it in.
pub(crate) fn node_on_page() -> Result<Command> {
    dist::build()?;
    setup::npm_packages()?;
    let browser = browser::ensure()?;
    let running = serve::start(Site::open(dist_folder(), MOUNT)?, PORT)?;
    let mut node = command("node");
    node.env("PLAYGROUND_URL", running.url).env("CHROME", browser.chromium);
    Ok(node)
}

fn tests() -> Result<Vec<PathBuf>> {
    let folder = root().join("tests/e2e");
    let entries = fs::read_dir(&folder).with_context(|| format!("no {}", folder.display()))?;
    let mut files: Vec<PathBuf> =
        entries.map(|entry| Ok(entry?.path())).collect::<std::io::Result<_>>()?;
    files.retain(|file| {
        file.file_name().and_then(OsStr::to_str).is_some_and(|name| name.ends_with(".test.mjs"))
    });
    files.sort();
    Ok(files)
}
