//! The page in a real browser: what only a browser can show.
#![cfg(target_arch = "wasm32")]

use gloo::utils::{body, document};
use irsa_playground::App;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{Element, Event, HtmlElement, HtmlTextAreaElement};
use yew::{Renderer, scheduler};

wasm_bindgen_test_configure!(run_in_browser);

/// Mounts the page in an element of its own: the body holds the test runner's report.
async fn mount() -> Element {
    let root = document().create_element("div").unwrap();
    body().append_child(&root).unwrap();
    Renderer::<App>::with_root(root.clone()).render();
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

/// What a frame does, as the field is read in one.
async fn frame() {
    let (sender, receiver) = futures_of_a_frame();
    let _frame = gloo::render::request_animation_frame(move |_| sender());
    receiver.await;
    scheduler::flush().await;
}

fn futures_of_a_frame() -> (impl FnOnce(), impl Future<Output = ()>) {
    let mut resolve = None;
    let promise = web_sys::js_sys::Promise::new(&mut |done, _| resolve = Some(done));
    let sender = move || {
        let undefined = wasm_bindgen::JsValue::UNDEFINED;
        resolve.map(|done: web_sys::js_sys::Function| done.call0(&undefined));
    };
    let receiver = async move {
        let _ = wasm_bindgen_futures::JsFuture::from(promise).await;
    };
    (sender, receiver)
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
