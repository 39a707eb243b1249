//! Every check of the project, cheapest first; the first that fails ends the run.

use crate::project::{command, run, told};
use crate::{browser, dist, e2e, setup, size};
use anyhow::{Result, bail};
use std::process::ExitCode;
use std::time::Instant;

const WASM: [&str; 4] = ["--package", "irsa-playground", "--target", "wasm32-unknown-unknown"];

struct Stage {
    name: &'static str,
    title: &'static str,
    run: fn() -> Result<()>,
}

const STAGES: [Stage; 10] = [
    Stage { name: "format", title: "Formatting", run: format },
    Stage { name: "clippy", title: "Lints, native", run: clippy },
    Stage { name: "clippy-wasm", title: "Lints, in the browser", run: clippy_wasm },
    Stage { name: "native", title: "Native tests", run: native },
    Stage { name: "interop", title: "Tokens, read by another implementation", run: interop },
    Stage { name: "botocore", title: "Answers of STS, read by a real client", run: botocore },
    Stage { name: "browser", title: "Tests in a browser", run: in_browser },
    Stage { name: "dist", title: "The release page", run: dist::build },
    Stage { name: "size", title: "The release page's size", run: weigh },
    Stage { name: "e2e", title: "The release page in a browser", run: e2e::test },
];

/// Runs all stages, or the one named, and closes with how many passed.
pub(crate) fn all_or(only: Option<&str>) -> Result<ExitCode> {
    let chosen = |stage: &&Stage| only.is_none_or(|name| stage.name == name);
    let stages: Vec<&Stage> = STAGES.iter().filter(chosen).collect();
    if stages.is_empty() {
        bail!("there is no such stage; there are {}", STAGES.map(|stage| stage.name).join(", "));
    }
    let passed = stages.iter().take_while(|stage| passes(stage)).count();
    let failed = usize::from(passed < stages.len());
    let skipped = stages.len() - passed - failed;
    println!();
    match skipped {
        0 => println!("{passed} passed, {failed} failed"),
        _ => println!("{passed} passed, {failed} failed, {skipped} skipped"),
    }
    Ok(if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn passes(stage: &Stage) -> bool {
    let Stage { name, title, run } = stage;
    println!("\n=== {title} ({name})");
    let start = Instant::now();
    let result = run();
    let seconds = start.elapsed().as_secs_f32();
    match &result {
        Ok(()) => println!("=== {title}: passed in {seconds:.1} s"),
        Err(error) => println!("{}\n=== {title}: failed after {seconds:.1} s", told(error)),
    }
    result.is_ok()
}

fn format() -> Result<()> {
    run(command("cargo").args(["fmt", "--all", "--check"]))
}

fn clippy() -> Result<()> {
    let clippy = ["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"];
    run(command("cargo").args(clippy))
}

fn clippy_wasm() -> Result<()> {
    setup::wasm_target()?;
    let targets = ["--lib", "--bins", "--test", "browser", "--", "-D", "warnings"];
    run(command("cargo").arg("clippy").args(WASM).args(targets))
}

fn native() -> Result<()> {
    run(command("cargo").args(["test", "--workspace"]))
}

fn interop() -> Result<()> {
    setup::npm_packages()?;
    let test = ["--test", "--test-reporter=spec", "tests/interop/flow.test.mjs"];
    run(command("node").args(test))
}

fn botocore() -> Result<()> {
    let (python, packages) = setup::python_packages()?;
    let mut test = command(python);
    test.arg("tests/interop/sts_answers.py").env("PYTHONPATH", packages);
    run(test.env("PYTHONDONTWRITEBYTECODE", "1"))
}

fn in_browser() -> Result<()> {
    let path = setup::browser_test_tools()?;
    let browser = browser::ensure()?;
    let mut test = command("cargo");
    test.arg("test").args(WASM).args(["--test", "browser"]);
    run(test.env("PATH", path).env("CHROMEDRIVER", browser.chromedriver))
}

fn weigh() -> Result<()> {
    size::command(false)
}
