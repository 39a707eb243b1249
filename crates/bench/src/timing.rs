//! How long something takes: the median of rounds, after a warm-up.

use std::hint::black_box;

use crate::host::now;

/// Rounds of which the median is taken.
const ROUNDS: usize = 9;
/// The same for what takes long, which repeats itself more closely.
const LONG_ROUNDS: usize = 3;
/// What takes long, in seconds.
const LONG: f64 = 0.1;
/// How long a round lasts at least, in seconds: far more than the clock's step.
const ROUND: f64 = 0.02;
/// How long everything runs before it is measured, in seconds: a browser compiles hot code twice.
const WARM_UP: f64 = 0.15;

/// Seconds that one run of `work` takes.
pub(crate) fn seconds<T>(mut work: impl FnMut() -> T) -> f64 {
    let (runs, took) = warm_up(&mut work);
    let rounds = if took < LONG { ROUNDS } else { LONG_ROUNDS };
    median((0..rounds).map(|_| round(&mut work, runs)).collect())
}

/// The same for two, round by round in turn: what else the machine does then slows both.
pub(crate) fn side_by_side<T>(
    mut ours: impl FnMut() -> T,
    mut peer: impl FnMut() -> T,
) -> (f64, f64) {
    let ((own_runs, _), (runs, _)) = (warm_up(&mut ours), warm_up(&mut peer));
    let rounds = (0..ROUNDS).map(|_| (round(&mut ours, own_runs), round(&mut peer, runs)));
    let (ours, peer): (Vec<f64>, Vec<f64>) = rounds.unzip();
    (median(ours), median(peer))
}

/// Runs `work` for a while, and finds how many runs make a round, which takes how long.
fn warm_up<T>(work: &mut impl FnMut() -> T) -> (usize, f64) {
    let start = now();
    let mut runs = 1;
    loop {
        let took = round(work, runs) * runs as f64;
        if took < ROUND {
            runs *= 2;
        } else if now() - start >= WARM_UP {
            return (runs, took);
        }
    }
}

/// Seconds for each of `runs` runs.
fn round<T>(work: &mut impl FnMut() -> T, runs: usize) -> f64 {
    let start = now();
    for _ in 0..runs {
        black_box(work());
    }
    (now() - start) / runs as f64
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 2).copied().unwrap_or(f64::NAN)
}
