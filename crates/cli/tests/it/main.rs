//! The command as a person or a CI job runs it.

#[cfg(test)]
mod command;
#[cfg(test)]
mod flow;
#[cfg(test)]
mod reach;
#[cfg(test)]
mod terraform;
