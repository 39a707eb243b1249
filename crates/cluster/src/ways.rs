//! Other ways to the same cluster: the forms of the management console, written as Terraform.

mod console;
mod hcl;

pub use console::{FIELDS, Field, Form, Kind, console};
