//! What can be tested without a browser: state, views, the preset, and the house rules.

#![cfg(not(target_arch = "wasm32"))]

#[cfg(test)]
mod cluster;
mod fixture;
mod flows;
mod guide;
mod lab;
mod marks;
mod readme;
mod reference;
mod rule_filter;
mod saved;
mod share;
mod state;
#[cfg(test)]
mod terraform;
mod tidy;
mod views;
