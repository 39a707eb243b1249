//! How fast it is: the engine natively and as WebAssembly, beside its peers, and the built page.

use crate::project::{command, output, root, run_aside};
use crate::{e2e, html, setup};
use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};
use std::env;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

const PACKAGE: &str = "irsa-bench";
const WASM: &str = "wasm32-unknown-unknown";
/// What the program can be asked for; each runs by itself, so that memory is its own.
const GROUPS: [&str; 6] = ["trust", "texts", "matrix", "limits", "terraform", "ways"];

/// How code is compiled: as what ships is, or for speed alone.
#[derive(Clone, Copy)]
enum Profile {
    Release,
    Speed,
}

/// A figure as the programs print it.
#[derive(Debug, Deserialize)]
struct Measured {
    name: String,
    unit: String,
    ours: f64,
    peer: Option<f64>,
    peer_name: Option<String>,
    budget: Option<f64>,
}

/// A figure, and what it means.
#[derive(Debug, Serialize)]
struct Figure {
    name: String,
    profile: &'static str,
    unit: String,
    ours: f64,
    peer: Option<f64>,
    peer_name: Option<String>,
    /// How many times better than the peer.
    ratio: Option<f64>,
    budget: Option<f64>,
    within: Option<bool>,
}

/// Measures everything, and prints the figures as lines of JSON or as a table.
pub(crate) fn run(as_json: bool) -> Result<()> {
    let mut figures = Vec::new();
    for profile in [Profile::Release, Profile::Speed] {
        let (native, wasm) = (native(profile)?, wasm(profile)?);
        for group in profile.groups() {
            figures.extend(measured(command(&native).arg(group), profile)?);
            figures.extend(measured(command("node").arg(&wasm).arg(group), profile)?);
        }
    }
    let mut page = e2e::node_on_page()?;
    figures.extend(measured(page.arg("crates/bench/page.mjs"), Profile::Release)?);
    match as_json {
        true => {
            for figure in &figures {
                println!("{}", serde_json::to_string(figure)?);
            }
        }
        false => print!("{}", table(&figures)),
    }
    Ok(())
}

impl Profile {
    const fn name(self) -> &'static str {
        match self {
            Self::Release => "release",
            Self::Speed => "speed",
        }
    }

    /// Beside peers it is also measured how both do where size is no matter.
    const fn groups(self) -> &'static [&'static str] {
        match self {
            Self::Release => &GROUPS,
            Self::Speed => &["trust"],
        }
    }

    const fn wasm_opt_level(self) -> &'static str {
        match self {
            Self::Release => "-Oz",
            Self::Speed => "-O3",
        }
    }
}

/// The program for this machine.
fn native(profile: Profile) -> Result<PathBuf> {
    let mut build = command("cargo");
    run_aside(build.args(["build", "--package", PACKAGE, "--profile", profile.name()]))?;
    let file = format!("{PACKAGE}{}", env::consts::EXE_SUFFIX);
    Ok(target().join(profile.name()).join(file))
}

/// The program for Node.js, made as the page is.
fn wasm(profile: Profile) -> Result<PathBuf> {
    let path = setup::page_tools()?;
    let tool = |name: &str| {
        let mut tool = command(name);
        tool.env("PATH", &path);
        tool
    };
    let mut build = command("cargo");
    build.args(["build", "--package", PACKAGE, "--profile", profile.name(), "--target", WASM]);
    run_aside(&mut build)?;
    let wasm = target().join(WASM).join(profile.name()).join(format!("{PACKAGE}.wasm"));
    let folder = target().join("bench").join(profile.name());
    let mut join = tool("wasm-bindgen");
    run_aside(join.args(["--target", "nodejs", "--out-dir"]).arg(&folder).arg(wasm))?;
    let joined = folder.join(format!("{PACKAGE}_bg.wasm"));
    let page = fs::read_to_string(root().join("index.html"))?;
    let features = html::wasm_opt_parameters(&page).context("index.html has none for wasm-opt")?;
    let mut shrink = tool("wasm-opt");
    // What the page enables, and none of the passes that only make it smaller.
    let features = features.split(' ').filter(|it| it.starts_with("--enable"));
    shrink.arg(profile.wasm_opt_level()).args(features);
    run_aside(shrink.arg(&joined).arg("-o").arg(&joined))?;
    Ok(folder.join(format!("{PACKAGE}.js")))
}

/// Where Cargo puts what it builds.
fn target() -> PathBuf {
    let named = env::var_os("CARGO_TARGET_DIR").filter(|folder| !folder.is_empty());
    root().join(named.map_or_else(|| PathBuf::from("target"), PathBuf::from))
}

/// The figures that a program prints.
fn measured(program: &mut Command, profile: Profile) -> Result<Vec<Figure>> {
    eprintln!("Measuring: {program:?}");
    let printed = output(program).with_context(|| format!("{program:?} failed"))?;
    printed.lines().map(|line| figure(line, profile)).collect()
}

fn figure(line: &str, profile: Profile) -> Result<Figure> {
    let Ok(measured) = serde_json::from_str::<Measured>(line) else {
        bail!("the measurement would mean nothing: {line}");
    };
    let Measured { name, unit, ours, peer, peer_name, budget } = measured;
    let better = |ours: f64, other: f64| match unit.ends_with("/s") {
        true => ours / other,
        false => other / ours,
    };
    let ratio = peer.map(|peer| better(ours, peer));
    let within = budget.map(|budget| better(ours, budget) >= 1.0);
    let profile = profile.name();
    Ok(Figure { name, profile, unit, ours, peer, peer_name, ratio, budget, within })
}

/// The figures for a person, a line each.
fn table(figures: &[Figure]) -> String {
    let mut table = String::new();
    for profile in [Profile::Release, Profile::Speed] {
        table += &match profile {
            Profile::Release => "As it ships (profile `release`)\n".to_owned(),
            Profile::Speed => {
                "\nOpt-level 3, where size is no matter (profile `speed`)\n".to_owned()
            }
        };
        let ours = figures.iter().filter(|figure| figure.profile == profile.name());
        table.extend(ours.map(row));
    }
    table
}

fn row(figure: &Figure) -> String {
    let Figure { name, unit, ours, peer, peer_name, ratio, budget, within, .. } = figure;
    let mut row = format!("  {name:<64} {:>12} {unit:<5}", number(*ours));
    if let (Some(peer), Some(peer_name), Some(ratio)) = (peer, peer_name, ratio) {
        row += &format!("  {ratio:.1} times {} of {peer_name}", number(*peer));
    }
    if let (Some(budget), Some(within)) = (budget, within) {
        let kept = if *within { "within" } else { "NOT within" };
        row += &format!("  {kept} {}", number(*budget));
    }
    row + "\n"
}

/// Three digits are more than a busy machine repeats.
fn number(value: f64) -> String {
    match value.abs() {
        large if large >= 100.0 => format!("{value:.0}"),
        middling if middling >= 10.0 => format!("{value:.1}"),
        _ => format!("{value:.2}"),
    }
}

#[cfg(test)]
mod tests;
