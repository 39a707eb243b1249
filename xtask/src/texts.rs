//! The texts that the page fetches, a file for each language: its words, and those of
//! `content/pages`, only where it shows them.
//!
//! The files are named after their content, as the build's other files are. The page finds the name
//! in the `<link>` of `index.html` that points at the file.

use crate::project::root;
use anyhow::{Context, Result};
use irsa_words::Lang;
use sha2::{Digest, Sha256};
use std::fs;
use std::path::Path;

/// Puts the texts into a build, and tells its page their names.
pub(crate) fn add_to(folder: &Path) -> Result<()> {
    let page = folder.join("index.html");
    let mut html =
        fs::read_to_string(&page).with_context(|| format!("cannot read {}", page.display()))?;
    for (name, text) in texts()? {
        let hashed = hashed(&name, &text);
        html = linking(&html, &name, &hashed)
            .with_context(|| format!("{} has no link to {name}", page.display()))?;
        fs::write(folder.join(hashed), text)?;
    }
    fs::write(page, html)?;
    Ok(())
}

/// Every text with the name that `index.html` links to.
fn texts() -> Result<Vec<(String, Vec<u8>)>> {
    let words = |lang: Lang| (words(lang), irsa_words::file(lang).as_bytes().to_vec());
    let mut texts = Vec::from(Lang::ALL.map(words));
    for entry in fs::read_dir(root().join("content/pages")).context("no content/pages")? {
        let entry = entry?;
        let file = entry.path();
        let text = fs::read(&file).with_context(|| format!("cannot read {}", file.display()))?;
        texts.push((entry.file_name().to_string_lossy().into_owned(), text));
    }
    Ok(texts)
}

/// The name of the file of a language's words.
fn words(lang: Lang) -> String {
    format!("words.{}.txt", lang.tag())
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
