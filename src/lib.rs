//! The IRSA Playground: how it looks. What is true lives in `irsa-engine`.

use yew::prelude::*;

/// The whole page.
#[component]
pub fn App() -> Html {
    html! { <main data-verdict="unknown">{ irsa_engine::VERSION }</main> }
}

/// Mounts the page on the body.
pub fn start() {
    yew::Renderer::<App>::new().render();
}
