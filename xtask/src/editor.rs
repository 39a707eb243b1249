//! The page's text editor: `editor/` and what it imports from npm, bundled into one file.
//!
//! The file is named after its content, as the build's other files are. The page imports it by that
//! name, once it is ready: it is no part of the first load.

use crate::named;
use crate::project::{command, root};
use crate::setup;
use anyhow::{Context, Result, ensure};
use std::fs;
use std::path::Path;
use std::process::Stdio;

/// The import in `index.html`, which gets the file's name.
const IMPORT: &str = "import(\"./editor.js\")";

/// Bundles the editor into a build, and tells its page the name.
pub(crate) fn add_to(folder: &Path) -> Result<()> {
    let code = bundle()?;
    let name = name(&code);
    let page = folder.join("index.html");
    let html =
        fs::read_to_string(&page).with_context(|| format!("cannot read {}", page.display()))?;
    let html =
        importing(&html, &name).with_context(|| format!("{} has no `{IMPORT}`", page.display()))?;
    fs::write(folder.join(name), code)?;
    fs::write(page, html)?;
    Ok(())
}

fn bundle() -> Result<Vec<u8>> {
    let programs = setup::npm_packages()?;
    let notice = fs::read_to_string(root().join("editor/NOTICE")).context("no editor/NOTICE")?;
    let mut esbuild = command(programs.join("esbuild"));
    esbuild.args(["editor/editor.mjs", "--bundle", "--minify", "--format=esm"]);
    esbuild.args(["--target=es2022", "--log-level=warning"]).arg(format!("--banner:js={notice}"));
    let output = esbuild.stderr(Stdio::inherit()).output().context("cannot run esbuild")?;
    ensure!(output.status.success(), "esbuild could not bundle editor/editor.mjs");
    Ok(output.stdout)
}

fn name(code: &[u8]) -> String {
    named::hashed("editor.js", code)
}

fn importing(html: &str, name: &str) -> Option<String> {
    let (head, rest) = html.split_once(IMPORT)?;
    Some(format!("{head}import(\"./{name}\"){rest}"))
}

#[cfg(test)]
mod tests;
