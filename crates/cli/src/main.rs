//! The `irsa` command.

fn main() {}
