//! The content security policy of the built page: nothing but the page's own files, and of code
//! written in the page only what the build put there, named by its hash.
//!
//! Each page gets the policy as a `<meta>`, which works on every static host; the `_headers` file
//! (read by Netlify, Cloudflare Pages and `cargo xtask serve`) says it once more as a header, with
//! what only a header can say.

use crate::html::scripts;
use anyhow::{Context, Result};
use base64::prelude::{BASE64_STANDARD, Engine};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

const CHARSET: &str = "<meta charset=\"utf-8\">";

/// Writes the policy into the pages of a build, and into its `_headers`.
pub(crate) fn apply(folder: &Path) -> Result<()> {
    let mut all_hashes = BTreeSet::new();
    for page in pages(folder)? {
        let html = settled(&fs::read_to_string(&page)?);
        let hashes = script_hashes(&html);
        let secured = with_policy(&html, &policy(&hashes)).with_context(|| {
            format!("{} has no {CHARSET}, which the policy goes behind", page.display())
        })?;
        fs::write(&page, secured)?;
        all_hashes.extend(hashes);
    }
    fs::write(folder.join("_headers"), headers(&policy(&all_hashes)))?;
    Ok(())
}

fn pages(folder: &Path) -> Result<Vec<PathBuf>> {
    let files = fs::read_dir(folder)?.map(|entry| Ok(entry?.path()));
    let files: Vec<PathBuf> = files.collect::<std::io::Result<_>>()?;
    Ok(files.into_iter().filter(|f| f.extension().is_some_and(|e| e == "html")).collect())
}

/// `trunk serve` puts a script into the page and fills in its own address only while serving it,
/// which would change the script's hash. Said in terms of the page's address, it needs no filling.
fn settled(html: &str) -> String {
    html.replace("'{{__TRUNK_ADDRESS__}}'", "window.location.host")
        .replace("{{__TRUNK_WS_BASE__}}", "/")
}

/// The sources that allow each script written in a page:
/// <https://www.w3.org/TR/CSP3/#grammardef-hash-source>.
fn script_hashes(html: &str) -> BTreeSet<String> {
    let inline = scripts(html).filter_map(|script| script.inline());
    inline
        .map(|code| format!("'sha256-{}'", BASE64_STANDARD.encode(Sha256::digest(code))))
        .collect()
}

/// `nonce-editor` is for the style sheet that CodeMirror writes at run time: a fixed nonce guards
/// styles no better than `'unsafe-inline'` would, but keeps `style=` attributes out.
fn policy(script_hashes: &BTreeSet<String>) -> String {
    let hashes: String = script_hashes.iter().map(|hash| format!(" {hash}")).collect();
    [
        "default-src 'none'",
        &format!("script-src 'self' 'wasm-unsafe-eval'{hashes}"),
        "style-src 'self' 'nonce-editor'",
        "connect-src 'self'",
        "worker-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "manifest-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
    ]
    .join("; ")
}

/// The page with its policy ahead of everything the policy is about.
fn with_policy(html: &str, policy: &str) -> Option<String> {
    let (head, rest) = html.split_once(CHARSET)?;
    let meta = format!("<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">");
    Some(format!("{head}{CHARSET}\n    {meta}{rest}"))
}

/// Any site may frame the page: embedding is a feature, the route that is for it lies in the
/// fragment, which no server sees, and there is nothing to trick a visitor into.
fn headers(policy: &str) -> String {
    format!(
        "/*\n  Content-Security-Policy: {policy}; frame-ancestors *\n  \
         Referrer-Policy: no-referrer\n  X-Content-Type-Options: nosniff\n"
    )
}

#[cfg(test)]
mod tests;
