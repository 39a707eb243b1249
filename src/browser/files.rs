//! Texts that leave the page by the visitor's own hand: copied, or downloaded.

use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_futures::js_sys::{Array, Reflect};
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, Url};

/// Whether the text is on the clipboard.
pub async fn copy(text: &str) -> bool {
    let navigator = gloo::utils::window().navigator();
    // Without https there is no clipboard, whatever the binding's type says.
    let clipboard = Reflect::get(&navigator, &"clipboard".into());
    if !clipboard.is_ok_and(|clipboard| clipboard.is_object()) {
        return false;
    }
    JsFuture::from(navigator.clipboard().write_text(text)).await.is_ok()
}

/// Hands the text to the browser to save under this name; none where it takes no files.
pub fn download(name: &str, text: &str) -> Option<()> {
    let kind = BlobPropertyBag::new();
    kind.set_type("text/plain;charset=utf-8");
    let parts = Array::of1(&text.into());
    let blob = Blob::new_with_str_sequence_and_options(&parts, &kind).ok()?;
    let address = Url::create_object_url_with_blob(&blob).ok()?;
    let anchor = gloo::utils::document().create_element("a").ok()?;
    let anchor: HtmlAnchorElement = anchor.dyn_into().ok()?;
    anchor.set_href(&address);
    anchor.set_download(name);
    anchor.click();
    // The download has its own hold on the data.
    Url::revoke_object_url(&address).ok()
}
