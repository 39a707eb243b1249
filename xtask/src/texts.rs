//! The texts that the page fetches, a file for each language: its words, and those of
//! `content/pages`, only where it shows them.

use crate::named;
use crate::project::root;
use anyhow::{Context, Result};
use irsa_words::Lang;
use std::fs;
use std::path::Path;

/// Puts the texts into a build.
pub(crate) fn add_to(folder: &Path) -> Result<()> {
    named::add(folder, &texts()?)
}

/// Every text with the name that `index.html` links to.
fn texts() -> Result<Vec<(String, Vec<u8>)>> {
    let name = |lang: Lang| format!("words.{}.txt", lang.tag());
    let words = |lang: Lang| (name(lang), irsa_words::file(lang).as_bytes().to_vec());
    let mut texts = Vec::from(Lang::ALL.map(words));
    for entry in fs::read_dir(root().join("content/pages")).context("no content/pages")? {
        let entry = entry?;
        let file = entry.path();
        let text = fs::read(&file).with_context(|| format!("cannot read {}", file.display()))?;
        texts.push((entry.file_name().to_string_lossy().into_owned(), text));
    }
    Ok(texts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn index_html_has_a_link_to_every_text() {
        let html = fs::read_to_string(root().join("index.html")).unwrap();
        let texts = texts().unwrap();
        assert!(texts.len() > Lang::ALL.len());
        for (name, _) in texts {
            assert!(named::linking(&html, &name, "x").is_some(), "{name}");
        }
    }
}
