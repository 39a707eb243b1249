//! The evaluator against two others: a naive one, written from AWS's rules, and the crate `iam-rs`.

#[cfg(test)]
mod cases;
#[cfg(test)]
mod classes;
#[cfg(test)]
mod differ;
#[cfg(test)]
mod equal;
#[cfg(test)]
mod naive;
#[cfg(test)]
mod peer;
#[cfg(test)]
mod vocabulary;
