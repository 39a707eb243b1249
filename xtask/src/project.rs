//! Where things are, and how programs are run.

use anyhow::{Context, Error, Result, ensure};
use std::env::{self, consts::EXE_SUFFIX};
use std::io::stderr;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The folder of the workspace.
pub(crate) fn root() -> &'static Path {
    let xtask = Path::new(env!("CARGO_MANIFEST_DIR"));
    xtask.parent().unwrap_or(xtask)
}

/// The folder of the built page.
pub(crate) fn dist_folder() -> PathBuf {
    root().join("dist")
}

/// The first program of this name on `PATH`.
pub(crate) fn on_path(program: &str) -> Option<PathBuf> {
    let folders = env::var_os("PATH")?;
    env::split_paths(&folders)
        .map(|folder| folder.join(format!("{program}{EXE_SUFFIX}")))
        .find(|file| file.is_file())
}

/// A command that runs in the folder of the workspace.
pub(crate) fn command(program: impl AsRef<Path>) -> Command {
    let mut command = Command::new(program.as_ref());
    command.current_dir(root());
    command
}

/// Runs a step whose output is a report: shown as it comes, on standard output.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    eprintln!("$ {}", shown(command));
    let status = command.status().with_context(|| format!("cannot run {}", shown(command)))?;
    ensure!(status.success(), "{} failed ({status})", shown(command));
    Ok(())
}

/// Runs a step of setting up or building: shown as it comes, but on standard error, so that
/// standard output stays the command's own (`size --json`).
pub(crate) fn run_aside(command: &mut Command) -> Result<()> {
    run(command.stdout(stderr()))
}

/// What a program prints, if it runs and succeeds.
pub(crate) fn output(command: &mut Command) -> Option<String> {
    let output = command.output().ok().filter(|output| output.status.success())?;
    String::from_utf8(output.stdout).ok()
}

/// An error for a person: what is the matter, then what led to it.
pub(crate) fn told(error: &Error) -> String {
    let causes = error.chain().skip(1).map(|cause| format!("\n  because: {cause}"));
    format!("error: {error}{}", causes.collect::<String>())
}

fn shown(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let words = command.get_args().map(|argument| argument.to_string_lossy());
    let name = program.file_name().unwrap_or(command.get_program()).to_string_lossy();
    std::iter::once(name).chain(words).collect::<Vec<_>>().join(" ")
}
