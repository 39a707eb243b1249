//! The cluster that an apply makes, second by second: control plane, nodes, pods, faults, money.
//!
//! [`snapshot`] is what is shown of an instant, [`command`] what somebody does to the cluster and
//! when.

pub mod command;
pub mod snapshot;
