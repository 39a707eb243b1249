//! A program of the machine's own.
#![expect(clippy::print_stdout, reason = "a benchmark's output is what it is run for")]

use std::sync::LazyLock;
use std::time::Instant;

/// The host's name in the names of figures.
pub(crate) const NAME: &str = "native";

static START: LazyLock<Instant> = LazyLock::new(Instant::now);

/// Seconds since some fixed instant.
pub(crate) fn now() -> f64 {
    START.elapsed().as_secs_f64()
}

/// The words after the program's name.
pub(crate) fn arguments() -> Vec<String> {
    std::env::args().skip(1).collect()
}

/// Bytes of memory taken so far; none where the host does not say.
pub(crate) const fn memory() -> Option<usize> {
    None
}

pub(crate) fn print(line: &str) {
    println!("{line}");
}
