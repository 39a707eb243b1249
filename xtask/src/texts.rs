//! The texts that the page fetches only where it shows them: `content/pages`, a file for each
//! language.
//!
//! The files are named after their content, as the build's other files are. The page finds the name
//! in the `<link>` of `index.html` that points at the file.

use crate::project::root;
use anyhow::{Context, Result};
use sha2::{Digest, Sha256};
use std::fs;
use std::path::Path;

/// Puts the texts into a build, and tells its page their names.
pub(crate) fn add_to(folder: &Path) -> Result<()> {
    let page = folder.join("index.html");
    let mut html =
        fs::read_to_string(&page).with_context(|| format!("cannot read {}", page.display()))?;
    for entry in fs::read_dir(root().join("content/pages")).context("no content/pages")? {
        let file = entry?.path();
        let name = file.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let text = fs::read(&file).with_context(|| format!("cannot read {}", file.display()))?;
        let hashed = hashed(name, &text);
        html = linking(&html, name, &hashed)
            .with_context(|| format!("{} has no link to {name}", page.display()))?;
        fs::write(folder.join(hashed), text)?;
    }
    fs::write(page, html)?;
    Ok(())
}

/// `reference.en.json` with the hash of its content before the ending.
fn hashed(name: &str, text: &[u8]) -> String {
    let hash = Sha256::digest(text);
    let hash: String = hash.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
    format!("{stem}-{hash}.{ending}")
}

fn linking(html: &str, name: &str, hashed: &str) -> Option<String> {
    let (head, rest) = html.split_once(&format!("href=\"./{name}\""))?;
    Some(format!("{head}href=\"./{hashed}\"{rest}"))
}

#[cfg(test)]
mod tests;
