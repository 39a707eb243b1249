//! `irsa authorize`: JSON lines in, one word out for each.

use std::io::BufRead as _;

use irsa_engine::iam::authorize::answer;

use crate::{Outcome, Usage};

pub(crate) fn run(arguments: &mut lexopt::Parser) -> Result<Outcome, Usage> {
    if let Some(argument) = arguments.next()? {
        return Err(argument.unexpected().into());
    }
    let mut lines = std::io::stdin().lock();
    let mut line = Vec::new();
    loop {
        line.clear();
        let read = lines.read_until(b'\n', &mut line);
        match read.map_err(|error| Usage(format!("standard input: {error}")))? {
            0 => return Ok(Outcome::Good),
            // Text that is not UTF-8 becomes a string that is no JSON, so it gets its own error.
            _ => crate::print(&format!("{}\n", answer(String::from_utf8_lossy(&line).trim_end()))),
        }
    }
}
