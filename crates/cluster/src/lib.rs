//! A cluster from its Terraform: what a configuration makes, what an apply would change, and when.
//!
//! [`expand`] turns Terraform, eksctl's ClusterConfig, CloudFormation and pasted commands into the
//! artefacts that `aws` and `kubectl` would show, so that the engine judges them, and carries what
//! the engine says back to the text. [`plan`] compares it
//! with what exists, and [`apply`] makes it so on a simulated clock. [`eks`] is the cluster that
//! comes of it, second by second.

mod apply;
pub mod eks;
mod expand;
mod formats;
mod plan;
mod terraform;
pub mod ways;

pub use apply::{Applied, Event, Progress, apply};
pub use expand::{Expansion, SourceMap, expand, misses};
pub use plan::{Action, Plan, Planned, State, plan};
pub use terraform::{Part, is_hcl};
