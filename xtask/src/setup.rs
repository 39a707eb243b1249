//! Whatever the page is built with, installed if it is not there.
//!
//! Cargo tools go into the user's cache, by name and version, so that neither a second run nor a
//! second clone builds them again. A tool of the right version on `PATH` is used as it is.

use crate::pins;
use crate::project::{command, on_path, output, root, run_aside};
use anyhow::{Context, Result, bail};
use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

const WASM_TARGET: &str = "wasm32-unknown-unknown";

struct CargoTool {
    package: &'static str,
    program: &'static str,
    version: String,
    /// Build it with the versions of its own lock file.
    locked: bool,
    purpose: &'static str,
}

/// Everything a release build needs. Returns the `PATH` on which Trunk finds exactly these tools.
pub(crate) fn page_tools() -> Result<OsString> {
    wasm_target()?;
    let folders = [trunk()?, wasm_bindgen()?, wasm_opt()?];
    npm_packages()?;
    crates()?;
    path_with(&folders)
}

/// What the tests in a browser need. Returns the `PATH` with wasm-bindgen's test runner.
pub(crate) fn browser_test_tools() -> Result<OsString> {
    wasm_target()?;
    path_with(&[wasm_bindgen()?])
}

/// The compiler's standard library for the browser.
pub(crate) fn wasm_target() -> Result<()> {
    let rustc = ["--print", "target-libdir", "--target", WASM_TARGET];
    let library = output(command("rustc").args(rustc)).unwrap_or_default();
    if Path::new(library.trim()).is_dir() {
        return Ok(());
    }
    eprintln!("Adding Rust's {WASM_TARGET} target, which compiles the page.");
    run_aside(command("rustup").args(["target", "add", WASM_TARGET])).with_context(|| {
        format!("Rust's {WASM_TARGET} target is missing: get it with `rustup target add`")
    })
}

/// The npm packages of `package.json`, as its lock file names them. Returns the folder of their
/// programs.
pub(crate) fn npm_packages() -> Result<PathBuf> {
    let modules = root().join("node_modules");
    let lock = root().join("package-lock.json");
    if !is_newer(&modules.join(".package-lock.json"), &lock) {
        if on_path("npm").is_none() {
            bail!(
                "npm is missing. It installs the page's text editor, wasm-opt, which shrinks the \
                 page, and the driver of the browser in the tests.\nInstall Node.js 20 or newer (https://nodejs.org), \
                 then run the same command again."
            );
        }
        eprintln!("Installing the npm packages of package-lock.json.");
        run_aside(command("npm").arg("ci")).context(
            "the npm packages could not be installed: see npm's message above; they come from \
             the npm registry",
        )?;
    }
    Ok(modules.join(".bin"))
}

/// Python, and the folder with the packages of `tests/interop/requirements.txt`, which are
/// installed there once per user and version.
pub(crate) fn python_packages() -> Result<(PathBuf, PathBuf)> {
    let python = on_path("python3").context(
        "python3 is missing. Botocore, which reads the answers of STS in the tests, is written in \
         it.\nInstall Python 3.10 or newer with pip (https://www.python.org), then run the same \
         command again.",
    )?;
    let name = format!("botocore-{}", pins::botocore()?);
    let folder = cache()?.join(&name);
    if folder.is_dir() {
        return Ok((python, folder));
    }
    eprintln!("Installing the Python packages of {}, once per user.", pins::REQUIREMENTS);
    // Renamed when it is whole: what was broken off is installed again.
    let unfinished = cache()?.join(format!("{name}.unfinished"));
    if unfinished.exists() {
        fs::remove_dir_all(&unfinished)?;
    }
    let mut install = command(&python);
    install.args(["-m", "pip", "install", "--quiet", "--no-deps", "--no-compile"]);
    install.args(["--disable-pip-version-check", "--root-user-action=ignore", "--target"]);
    install.arg(&unfinished).args(["--requirement", pins::REQUIREMENTS]);
    run_aside(&mut install).context(
        "the Python packages could not be installed: see pip's message above; they come from PyPI",
    )?;
    fs::rename(&unfinished, &folder)?;
    Ok((python, folder))
}

fn trunk() -> Result<PathBuf> {
    cargo_tool(&CargoTool {
        package: "trunk",
        program: "trunk",
        version: pins::trunk()?,
        locked: true,
        purpose: "bundles the page",
    })
}

fn wasm_bindgen() -> Result<PathBuf> {
    cargo_tool(&CargoTool {
        package: "wasm-bindgen-cli",
        program: "wasm-bindgen",
        version: pins::wasm_bindgen()?,
        locked: false,
        purpose: "joins WebAssembly and JavaScript",
    })
}

fn wasm_opt() -> Result<PathBuf> {
    match installed("wasm-opt", &pins::binaryen()?) {
        Some(folder) => Ok(folder),
        None => npm_packages(),
    }
}

/// The folder of a program that cargo installs.
fn cargo_tool(tool: &CargoTool) -> Result<PathBuf> {
    let CargoTool { package, program, version, purpose, .. } = tool;
    if let Some(folder) = installed(program, version) {
        return Ok(folder);
    }
    let home = cache()?.join(format!("{package}-{version}"));
    let folder = home.join("bin");
    if folder.join(format!("{program}{}", env::consts::EXE_SUFFIX)).is_file() {
        return Ok(folder);
    }
    eprintln!("Installing {package} {version}, which {purpose}: some minutes, once per user.");
    let mut install = command("cargo");
    install.args(["install", package, "--version", version, "--root"]).arg(&home);
    install.args(tool.locked.then_some("--locked"));
    // The tool's build is thrown away: it has no place among the project's own.
    install.env_remove("CARGO_TARGET_DIR");
    run_aside(&mut install).with_context(|| {
        format!(
            "{package} {version} could not be installed. It {purpose}.\nCargo says above why; \
             where crates.io cannot be reached, put {program} {version} on PATH yourself"
        )
    })?;
    Ok(folder)
}

/// The crates that the page is built from; Trunk then builds without the network.
fn crates() -> Result<()> {
    run_aside(command("cargo").args(["fetch", "--target", WASM_TARGET])).context(
        "the crates of Cargo.lock could not be fetched. The page is built from them.\nThey come \
         from crates.io",
    )
}

/// The folder of a program on `PATH` that says it has this version.
fn installed(program: &str, version: &str) -> Option<PathBuf> {
    let file = on_path(program)?;
    let words = output(command(&file).arg("--version"))?;
    let right = words.split_whitespace().any(|word| word == version);
    file.parent().filter(|_| right).map(Path::to_owned)
}

fn path_with(folders: &[PathBuf]) -> Result<OsString> {
    let path = env::var_os("PATH").unwrap_or_default();
    let all = folders.iter().cloned().chain(env::split_paths(&path));
    Ok(env::join_paths(all)?)
}

/// `$XDG_CACHE_HOME/irsa-playground/tools`, by default in `~/.cache`.
fn cache() -> Result<PathBuf> {
    let base = env::var_os("XDG_CACHE_HOME").filter(|folder| !folder.is_empty());
    let base = base.map(PathBuf::from).or_else(|| Some(env::home_dir()?.join(".cache")));
    Ok(base.context("there is no home folder to keep tools in")?.join("irsa-playground/tools"))
}

fn is_newer(file: &Path, than: &Path) -> bool {
    let modified = |file: &Path| fs::metadata(file).and_then(|data| data.modified()).ok();
    modified(file) >= modified(than)
}
