//! The IRSA Playground: how it looks. What is true lives in `irsa-engine`.
//!
//! [`state`] holds what the visitor typed and chose; [`answer`] is what the engine makes of it;
//! `pages` and `components` show that in the words of `irsa-words`. Nothing derived is stored.

pub mod answer;
pub mod app;
pub mod browser;
pub mod cluster;
pub mod cluster_state;
pub mod cluster_told;
pub mod cluster_view;
pub mod components;
pub mod diff;
pub mod expanded;
pub mod flow_state;
pub mod flow_view;
pub mod guide;
pub mod links;
pub mod marks;
pub mod pages;
pub mod presets;
pub mod reference;
pub mod route;
pub mod rule_filter;
pub mod saved;
pub mod share;
pub mod squiggles;
pub mod state;
pub mod told;
pub mod view;

pub use app::App;

/// Mounts an app on the body, once the words of its language are here.
pub fn start<P: app::Pages>() {
    yew::platform::spawn_local(browser::words::before(browser::handover::mount::<P>));
}
