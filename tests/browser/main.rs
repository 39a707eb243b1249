//! The page in a real browser: what only a browser can show.
#![cfg(target_arch = "wasm32")]
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test ends where the page lacks what it looks for"
)]

use gloo::utils::{body, document, window};
use irsa_playground::App;
use irsa_playground::pages::everything::Everything;
use irsa_words::{Lang, file, load};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::js_sys::Promise;
use web_sys::{Element, Event, HtmlElement, HtmlTextAreaElement};
use yew::{Renderer, scheduler};

wasm_bindgen_test_configure!(run_in_browser);

/// Mounts the page in an element of its own: the body holds the test runner's report.
async fn mount() -> Element {
    for lang in Lang::ALL {
        assert!(load(lang, file(lang).to_owned()));
    }
    let root = document().create_element("div").unwrap();
    body().append_child(&root).unwrap();
    Renderer::<App<Everything>>::with_root(root.clone()).render();
    scheduler::flush().await;
    root
}

fn find<T: JsCast>(page: &Element, selector: &str) -> T {
    let found = page.query_selector(selector).unwrap();
    found.unwrap_or_else(|| panic!("no {selector}")).unchecked_into()
}

fn verdict(page: &Element) -> Option<String> {
    find::<Element>(page, "[data-verdict]").get_attribute("data-verdict")
}

/// Waits for the next frame, in which a field is read, and for what follows from it.
async fn frame() {
    let next = Promise::new(&mut |done, _| {
        window().request_animation_frame(&done).unwrap();
    });
    JsFuture::from(next).await.unwrap();
    scheduler::flush().await;
}

async fn type_policy(page: &Element, change: impl Fn(&str) -> String) {
    let field: HtmlTextAreaElement = find(page, "[data-file='trust-policy.json'] textarea");
    field.set_value(&change(&field.value()));
    field.dispatch_event(&Event::new("input").unwrap()).unwrap();
    frame().await;
}

#[wasm_bindgen_test]
async fn the_page_starts_with_a_verdict() {
    let page = mount().await;
    assert_eq!(verdict(&page).as_deref(), Some("deny"));
    assert!(body().has_attribute("data-ready"));
    assert_eq!(body().get_attribute("data-requests").as_deref(), Some("0"));
}

#[wasm_bindgen_test]
async fn the_verdict_follows_what_is_typed() {
    let page = mount().await;
    type_policy(&page, |policy| policy.replace("shop:orders", "store:orders")).await;
    assert_eq!(verdict(&page).as_deref(), Some("allow"));
    type_policy(&page, |policy| policy.replace("store:orders", "store:order")).await;
    assert_eq!(verdict(&page).as_deref(), Some("deny"));
}

#[wasm_bindgen_test]
async fn the_language_changes_in_place_and_keeps_the_text() {
    let page = mount().await;
    type_policy(&page, |policy| policy.replace("shop", "nowhere")).await;
    find::<HtmlElement>(&page, "button[lang='ko']").click();
    scheduler::flush().await;
    let html = document().document_element().unwrap();
    assert_eq!(html.get_attribute("data-lang").as_deref(), Some("ko"));
    let field: HtmlTextAreaElement = find(&page, "[data-file='trust-policy.json'] textarea");
    assert!(field.value().contains("nowhere"));
    find::<HtmlElement>(&page, "button[lang='en']").click();
    scheduler::flush().await;
}
