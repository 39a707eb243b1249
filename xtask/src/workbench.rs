//! The workbench, and the pages within it that are apps of their own: as Trunk leaves them, named
//! after their content.

use crate::named;
use anyhow::{Context, Result};
use std::fs;
use std::path::Path;

/// Their code, their WebAssemblies, and styles of their own, as `index.html` links to them.
const FILES: [&str; 9] = [
    "workbench.js",
    "workbench_bg.wasm",
    "flowpage.js",
    "flowpage_bg.wasm",
    "clusterpage.js",
    "clusterpage_bg.wasm",
    "cluster.css",
    "cluster-map.css",
    "cluster-ways.css",
];

/// Renames the files in a build.
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
