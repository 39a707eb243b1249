//! What the built page weighs, file by file, as a static host sends it.

use crate::{dist, html, project};
use anyhow::{Context, Result, ensure};
use flate2::{Compression, write::GzEncoder};
use serde::Serialize;
use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::Path;

/// Bytes, after brotli, that may pass before the page answers.
const FIRST_LOAD_BUDGET: u64 = 350_000;
/// The same for whoever opens a link to another page, and so the app that has every page and judges
/// every gate, and looks for a way out at every gate.
const WORKBENCH_BUDGET: u64 = 445_000;
/// A visitor fetches the words of one language: those of the heavier one are counted.
const LIGHTER_WORDS: &str = "/words.en";
/// Bytes, after brotli, of the WebAssembly among them.
const WASM_BUDGET: u64 = 250_000;

/// Prints the report; fails if the first load is over its budget.
pub(crate) fn command(as_json: bool) -> Result<()> {
    dist::build()?;
    let folder = project::dist_folder();
    let files = weigh(&folder)?;
    let workbench = first_load(&folder, "workbench")?;
    let other = total(files.iter().filter(|file| workbench.contains(&file.file)));
    match as_json {
        true => print_json(&files)?,
        false => print_table(&files, &other),
    }
    ensure!(
        other.brotli <= WORKBENCH_BUDGET,
        "a link to the workbench takes {} bytes after brotli, over its budget of \
         {WORKBENCH_BUDGET}",
        other.brotli
    );
    within_budget(&files)
}

/// The names of the files that opening the page fetches, where the address asks for an app: `home`
/// or `workbench`.
pub(crate) fn first_load(folder: &Path, app: &str) -> Result<BTreeSet<String>> {
    let page = folder.join("index.html");
    let html =
        fs::read_to_string(&page).with_context(|| format!("cannot read {}", page.display()))?;
    Ok(fetched_by(&html, app).into_iter().map(str::to_owned).collect())
}

/// One file, or a sum of them, in bytes.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
struct Weight {
    /// Its path below `dist/`.
    file: String,
    raw: u64,
    gzip: u64,
    brotli: u64,
    first_load: bool,
}

/// Weighs every file that a visitor's browser may fetch.
fn weigh(folder: &Path) -> Result<Vec<Weight>> {
    let first_load = first_load(folder, "home")?;
    let mut weights = Vec::new();
    for file in files(folder)? {
        let name = file.strip_prefix(folder)?.to_string_lossy().replace('\\', "/");
        if name == "_headers" {
            continue;
        }
        let content = fs::read(&file)?;
        weights.push(Weight {
            raw: length(&content),
            gzip: length(&gzip(&content)?),
            brotli: length(&brotli(&content)?),
            first_load: first_load.contains(&name),
            file: name,
        });
    }
    Ok(weights)
}

fn files(folder: &Path) -> Result<Vec<std::path::PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        match path.is_dir() {
            true => found.extend(files(&path)?),
            false => found.push(path),
        }
    }
    found.sort();
    Ok(found)
}

/// The page, and what it makes a browser fetch as soon as it is read: scripts, styles, what is
/// preloaded for them, the app, and its words. Icons, the manifest and prefetched files come after
/// the page's own work.
fn fetched_by<'a>(html: &'a str, app: &str) -> BTreeSet<&'a str> {
    let at_once = ["stylesheet", "modulepreload", "preload", "words", app];
    let links = html::links(html)
        .filter(|(rel, href)| at_once.contains(rel) && !href.contains(LIGHTER_WORDS))
        .map(|(_, href)| href);
    let scripts = html::scripts(html).filter_map(|script| script.source());
    let fetched = links.chain(scripts).map(|file| file.trim_start_matches("./"));
    fetched.chain(["index.html"]).collect()
}

fn gzip(content: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(content)?;
    Ok(encoder.finish()?)
}

fn brotli(content: &[u8]) -> Result<Vec<u8>> {
    let best = brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 22, ..Default::default() };
    let mut compressed = Vec::new();
    brotli::BrotliCompress(&mut &*content, &mut compressed, &best)?;
    Ok(compressed)
}

fn length(content: &[u8]) -> u64 {
    content.len() as u64
}

fn total<'a>(files: impl IntoIterator<Item = &'a Weight>) -> Weight {
    files.into_iter().fold(Weight::default(), |sum, file| Weight {
        raw: sum.raw + file.raw,
        gzip: sum.gzip + file.gzip,
        brotli: sum.brotli + file.brotli,
        ..sum
    })
}

fn within_budget(files: &[Weight]) -> Result<()> {
    let first = || files.iter().filter(|file| file.first_load);
    let all = total(first()).brotli;
    let wasm = total(first().filter(|file| file.file.ends_with(".wasm"))).brotli;
    ensure!(
        all <= FIRST_LOAD_BUDGET,
        "the first load is {all} bytes after brotli, over its budget of {FIRST_LOAD_BUDGET}"
    );
    ensure!(
        wasm <= WASM_BUDGET,
        "the first load's WebAssembly is {wasm} bytes after brotli, over its budget of \
         {WASM_BUDGET}"
    );
    Ok(())
}

/// The last line of the report: all files, and what the first load comes to.
#[derive(Serialize)]
struct Total {
    #[serde(flatten)]
    all: Weight,
    first_load_raw: u64,
    first_load_gzip: u64,
    first_load_brotli: u64,
}

/// A line per file, then the total.
fn print_json(files: &[Weight]) -> Result<()> {
    for file in files {
        println!("{}", serde_json::to_string(file)?);
    }
    let first = total(files.iter().filter(|file| file.first_load));
    let total = Total {
        all: Weight { file: "total".to_owned(), ..total(files) },
        first_load_raw: first.raw,
        first_load_gzip: first.gzip,
        first_load_brotli: first.brotli,
    };
    println!("{}", serde_json::to_string(&total)?);
    Ok(())
}

fn print_table(files: &[Weight], workbench: &Weight) {
    let print = |name: &str, weight: &Weight, mark: &str| {
        let Weight { raw, gzip, brotli, .. } = weight;
        println!("{name:<48} {raw:>10} {gzip:>10} {brotli:>10}  {mark}");
    };
    println!("{:<48} {:>10} {:>10} {:>10}", "file", "raw", "gzip", "brotli");
    for file in files {
        print(&file.file, file, if file.first_load { "first load" } else { "" });
    }
    let first = total(files.iter().filter(|file| file.first_load));
    print("first load", &first, &format!("of {FIRST_LOAD_BUDGET} after brotli"));
    print("a link to the workbench", workbench, &format!("of {WORKBENCH_BUDGET} after brotli"));
    print("total", &total(files), "");
}

#[cfg(test)]
mod tests;
