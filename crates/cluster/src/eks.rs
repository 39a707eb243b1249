//! The cluster that an apply makes, second by second: control plane, nodes, pods, faults, money.
//!
//! A [`Simulation`] is made of a [`Setup`], a seed and [`command`]s, and gives a [`snapshot`] of
//! any second. Inside, `world` holds everything that exists and `tick` takes it from one second to
//! the next; each noun has a file that says what becomes of it. `provision` is what an apply asks
//! of the world, `view` what is shown of it.

mod access;
mod add_on;
mod address;
mod balancer;
pub mod command;
mod event;
mod fargate;
mod group;
mod instance;
mod ledger;
mod node;
mod objects;
mod plane;
mod plant;
mod pod;
mod provision;
mod region;
pub mod rules;
mod schedule;
mod setup;
mod simulation;
pub mod snapshot;
mod view;
mod world;

pub use access::{Answer, Call};
pub use event::Kind;
pub use setup::Setup;
pub use simulation::Simulation;

pub(crate) use provision::Begun;
pub(crate) use world::World;

/// The region that a configuration is for.
fn region_of(texts: &[(String, String)]) -> String {
    use std::collections::BTreeMap;

    use crate::terraform::{Evaluation, Sources};
    let texts = texts.iter().map(|(name, text)| (name.as_str(), text.as_str()));
    let sources = Sources::read(texts);
    Evaluation::new(&sources, BTreeMap::new()).region().to_owned()
}
