//! Files that are named after their content, so that a browser may keep them for ever and never
//! takes one of another build. The page finds the name in the `<link>` that points at the file.

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};
use std::fs;
use std::path::Path;

/// Puts files, by name and content, into a build, and tells its page what they are called there.
pub(crate) fn add(folder: &Path, files: &[(String, Vec<u8>)]) -> Result<()> {
    let page = folder.join("index.html");
    let mut html =
        fs::read_to_string(&page).with_context(|| format!("cannot read {}", page.display()))?;
    for (name, content) in files {
        let hashed = hashed(name, content);
        html = linking(&html, name, &hashed)
            .with_context(|| format!("{} has no link to {name}", page.display()))?;
        fs::write(folder.join(hashed), content)?;
    }
    fs::write(page, html)?;
    Ok(())
}

/// `reference.en.json` with the hash of its content before the ending.
pub(crate) fn hashed(name: &str, content: &[u8]) -> String {
    let hash = Sha256::digest(content);
    let hash: String = hash.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
    format!("{stem}-{hash}.{ending}")
}

/// The page, with its link to a file pointing at the file's new name.
pub(crate) fn linking(html: &str, name: &str, hashed: &str) -> Option<String> {
    let (head, rest) = html.split_once(&format!("href=\"./{name}\""))?;
    Some(format!("{head}href=\"./{hashed}\"{rest}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_named_after_its_content() {
        // The first eight bytes of <https://www.di-mgt.com.au/sha_testvectors.html>'s SHA-256 of "abc".
        assert_eq!(hashed("reference.en.json", b"abc"), "reference.en-ba7816bf8f01cfea.json");
    }

    #[test]
    fn the_page_links_to_the_file_by_its_name() {
        let page = |file: &str| format!("<link rel=\"glossary\" href=\"./{file}\">");
        assert_eq!(linking(&page("a.json"), "a.json", "a-1.json"), Some(page("a-1.json")));
        assert_eq!(linking(&page("b.json"), "a.json", "a-1.json"), None);
    }
}
