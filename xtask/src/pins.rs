//! The versions of the build tools, each read from the one file that names it.

use crate::project::root;
use anyhow::{Context, Result};
use std::fs;
use toml::{Table, Value};

/// Trunk's version: `trunk-version` in `Trunk.toml`, which Trunk itself insists on.
pub(crate) fn trunk() -> Result<String> {
    trunk_in(&read("Trunk.toml")?).context("Trunk.toml names no `trunk-version = \"=…\"`")
}

/// Binaryen's version: `wasm_opt` in `Trunk.toml`, which Trunk itself insists on.
pub(crate) fn binaryen() -> Result<String> {
    binaryen_in(&read("Trunk.toml")?).context("Trunk.toml names no `wasm_opt = \"version_…\"`")
}

/// wasm-bindgen's version: the library's and the tool's have to be the same.
pub(crate) fn wasm_bindgen() -> Result<String> {
    locked(&read("Cargo.lock")?, "wasm-bindgen").context("Cargo.lock names no wasm-bindgen")
}

/// The Python packages of the tests, each with its version.
pub(crate) const REQUIREMENTS: &str = "tests/interop/requirements.txt";

/// Botocore's version: the one in [`REQUIREMENTS`].
pub(crate) fn botocore() -> Result<String> {
    required(&read(REQUIREMENTS)?, "botocore").context("the requirements name no botocore==…")
}

fn read(file: &str) -> Result<String> {
    fs::read_to_string(root().join(file)).with_context(|| format!("cannot read {file}"))
}

fn trunk_in(trunk_toml: &str) -> Option<String> {
    let table: Table = trunk_toml.parse().ok()?;
    Some(table.get("trunk-version")?.as_str()?.strip_prefix('=')?.to_owned())
}

fn binaryen_in(trunk_toml: &str) -> Option<String> {
    let table: Table = trunk_toml.parse().ok()?;
    let wasm_opt = table.get("tools")?.get("wasm_opt")?.as_str()?;
    Some(wasm_opt.strip_prefix("version_")?.to_owned())
}

fn required(requirements: &str, name: &str) -> Option<String> {
    let mut pins = requirements.lines().filter_map(|line| line.trim().split_once("=="));
    pins.find(|(package, _)| *package == name).map(|(_, version)| version.to_owned())
}

fn locked(cargo_lock: &str, name: &str) -> Option<String> {
    let table: Table = cargo_lock.parse().ok()?;
    let packages = table.get("package")?.as_array()?;
    let package = packages.iter().find(|p| p.get("name").and_then(Value::as_str) == Some(name))?;
    Some(package.get("version")?.as_str()?.to_owned())
}

#[cfg(test)]
mod tests;
