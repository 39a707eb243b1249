//! Other ways to the same cluster: Terraform as commands and as eksctl's ClusterConfig, and the
//! forms of the management console: as Terraform, and as a configuration fills them in.

mod cluster_config;
mod commands;
mod console;
mod hcl;
mod made;

pub use cluster_config::cluster_config;
pub use commands::commands;
pub use console::{
    Blank, Choice, FIELDS, Field, Filled, Form, Kind, Literal, Slot, Takes, Why, console, filled,
};
