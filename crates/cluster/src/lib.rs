//! A cluster from its Terraform: what a configuration makes.
//!
//! [`expand`] turns Terraform into the artefacts that `aws` and `kubectl` would show, so that the
//! engine judges them, and carries what the engine says back to the Terraform.

mod expand;
mod terraform;

pub use expand::{Expansion, expand};
pub use terraform::is_hcl;
