//! The page in a real browser: what only a browser can show.
#![cfg(target_arch = "wasm32")]

use gloo::utils::{body, document};
use irsa_playground::App;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::Element;
use yew::{Renderer, scheduler};

wasm_bindgen_test_configure!(run_in_browser);

/// Mounts the page in an element of its own: the body holds the test runner's report.
async fn mount() -> Option<Element> {
    let root = document().create_element("div").ok()?;
    body().append_child(&root).ok()?;
    Renderer::<App>::with_root(root.clone()).render();
    scheduler::flush().await;
    Some(root)
}

#[wasm_bindgen_test]
async fn the_page_mounts() {
    let page = mount().await;
    assert!(page.is_some_and(|page| page.query_selector("main").is_ok_and(|main| main.is_some())));
}
