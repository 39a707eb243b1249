//! A program of the machine's own.
#![expect(clippy::print_stdout, reason = "a benchmark's output is what it is run for")]

use std::sync::LazyLock;
use std::time::Instant;

/// The host's name in the names of figures.
pub(crate) const NAME: &str = "native";

static START: LazyLock<Instant> = LazyLock::new(Instant::now);

/// Seconds on the processor since some fixed instant, where the system tells, which leaves out what
/// others do on a busy machine; else seconds of the clock.
pub(crate) fn now() -> f64 {
    processor_time().unwrap_or_else(|| START.elapsed().as_secs_f64())
}

/// Linux counts nanoseconds for each thread, up to when it last was off the processor.
fn processor_time() -> Option<f64> {
    std::thread::yield_now();
    let counted = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    let nanoseconds: f64 = counted.split(' ').next()?.parse().ok()?;
    Some(nanoseconds / 1e9)
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
