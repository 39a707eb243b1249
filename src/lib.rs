//! The IRSA Playground: how it looks. What is true lives in `irsa-engine`.
//!
//! [`state`] holds what the visitor typed and chose; [`answer`] is what the engine makes of it;
//! `pages` and `components` show that in the words of `irsa-words`. Nothing derived is stored.

pub mod answer;
pub mod app;
pub mod browser;
pub mod components;
pub mod diff;
pub mod guide;
pub mod marks;
pub mod pages;
pub mod route;
pub mod state;
pub mod view;

/// Mounts the page.
pub fn start() {
    if let Some(root) = browser::root() {
        yew::Renderer::<app::App>::with_root(root).render();
    }
}
