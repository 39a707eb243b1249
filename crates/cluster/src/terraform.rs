//! Terraform: read, evaluated, and expanded to what it makes.
//!
//! A text becomes blocks (`source`), blocks the declarations of a module (`config`), modules a
//! graph (`graph`), and `interp` evaluates what the graph orders: expressions (`eval`), functions
//! and the objects of blocks (`body`). Each value remembers the place that it comes from.

mod body;
mod condition;
mod config;
mod constraint;
mod data;
mod diff;
mod differing;
mod documents;
mod entries;
mod eval;
mod evaluation;
mod facts;
mod fault;
mod functions;
mod graph;
mod instances;
mod interp;
mod json;
mod modelled;
mod origin;
mod policy_document;
mod provider;
mod reference;
mod schema;
mod source;
mod state;
mod template;
mod value;
mod write;

pub use diff::Action;
pub use origin::Part;
pub use source::is_hcl;
pub use state::State;

pub(crate) use config::{Declared, is_read};
pub(crate) use diff::{Change, Difference, Read, lifecycle, shown};
pub(crate) use evaluation::Evaluation;
pub(crate) use facts::{Facts, digits};
pub(crate) use fault::Fault;
pub(crate) use functions::{scalar_value, tree};
pub(crate) use graph::Name;
pub(crate) use interp::{Interp, Mode};
pub(crate) use origin::{origin, parts};
pub(crate) use schema::{applied, schema};
pub(crate) use source::{
    Source, Sources, block_span, header, is_values, label, span as range_span,
};
pub(crate) use state::{Output, Stored};
pub(crate) use value::{Entry, Kind, Map, Piece, Str, Value, Why};
pub(crate) use write::{Writer, json_str};

/// Whether a text is a JSON object without an error in it.
pub(crate) fn json_is_sound(text: &str) -> bool {
    let tree = irsa_engine::source::json::parse(text);
    let errors = tree.findings.iter().any(|found| found.severity == irsa_engine::Severity::Error);
    !errors && text.trim_start().starts_with('{')
}
