//! What can be tested without a browser: state, views, the preset, and the house rules.

mod fixture;
mod guide;
mod marks;
mod state;
mod tidy;
mod views;
