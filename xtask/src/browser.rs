//! The browser that the tests run in, its driver, and fonts that have Hangul: installed with the
//! system's package manager where they are missing.

use crate::project::{command, on_path, output, run_aside};
use anyhow::{Context, Result, bail};
use std::env;
use std::path::PathBuf;
use std::process::Command;

const CHROMIUM: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "chrome"];

/// A browser and its driver, of the same version.
pub(crate) struct Browser {
    /// Chromium or Chrome.
    pub(crate) chromium: PathBuf,
    /// ChromeDriver.
    pub(crate) chromedriver: PathBuf,
}

/// Finds the browser, after installing what is missing of it.
pub(crate) fn ensure() -> Result<Browser> {
    let mut packages = Vec::new();
    if chromium().is_none() {
        packages.push("chromium");
    }
    if chromedriver().is_none() {
        packages.push("chromium-driver");
    }
    if fonts_are_missing() {
        packages.push("fonts-noto-cjk");
    }
    if !packages.is_empty() {
        install(&packages)?;
    }
    Ok(Browser {
        chromium: chromium().context("there is still no Chromium on PATH")?,
        chromedriver: chromedriver().context("there is still no ChromeDriver on PATH")?,
    })
}

fn chromium() -> Option<PathBuf> {
    let named = env::var_os("CHROME").map(PathBuf::from);
    named.or_else(|| CHROMIUM.into_iter().find_map(on_path))
}

fn chromedriver() -> Option<PathBuf> {
    let named = env::var_os("CHROMEDRIVER").map(PathBuf::from);
    named.or_else(|| on_path("chromedriver"))
}

/// Linux draws boxes for Hangul if no font has it; elsewhere the system brings one.
fn fonts_are_missing() -> bool {
    let list = || output(command("fc-list").args([":lang=ko", "family"]));
    cfg!(target_os = "linux") && list().is_none_or(|families| families.trim().is_empty())
}

fn install(packages: &[&str]) -> Result<()> {
    let wanted = packages.join(" ");
    let by_hand = format!("apt-get install {wanted}");
    if on_path("apt-get").is_none() {
        bail!(
            "{wanted} missing, which the tests in a browser need.\nInstall Chromium, ChromeDriver \
             and a font with Hangul with your package manager, or name the programs in CHROME and \
             CHROMEDRIVER"
        );
    }
    eprintln!("Installing {wanted}, which the tests in a browser need.");
    let failed = || format!("{wanted} could not be installed: do `{by_hand}` yourself");
    run_aside(as_root(&by_hand)?.args(["apt-get", "update"])).with_context(failed)?;
    let install = ["apt-get", "install", "--yes", "--no-install-recommends"];
    run_aside(as_root(&by_hand)?.args(install).args(packages)).with_context(failed)
}

/// The beginning of a command that changes the system and asks nothing.
fn as_root(by_hand: &str) -> Result<Command> {
    let quiet = "DEBIAN_FRONTEND=noninteractive";
    if output(command("id").arg("-u")).is_some_and(|id| id.trim() == "0") {
        let mut env = command("env");
        env.arg(quiet);
        return Ok(env);
    }
    if output(command("sudo").args(["-n", "true"])).is_some() {
        let mut sudo = command("sudo");
        sudo.args(["-n", "env", quiet]);
        return Ok(sudo);
    }
    bail!("the tests in a browser need packages that only root may install: `sudo {by_hand}`")
}
