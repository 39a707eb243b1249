//! The workbench: the app that has every page, as Trunk leaves it, named after its content.

use crate::named;
use anyhow::{Context, Result};
use std::fs;
use std::path::Path;

/// Its code and its WebAssembly, as `index.html` links to them.
const FILES: [&str; 2] = ["workbench.js", "workbench_bg.wasm"];

/// Renames its files in a build.
pub(crate) fn name_in(folder: &Path) -> Result<()> {
    let mut files = Vec::new();
    for name in FILES {
        let file = folder.join(name);
        let content =
            fs::read(&file).with_context(|| format!("Trunk left no {}", file.display()))?;
        fs::remove_file(file)?;
        files.push((name.to_owned(), content));
    }
    named::add(folder, &files)
}
