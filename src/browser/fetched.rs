//! Fetches files of this build.

use irsa_words::Lang;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::Response;

/// The text of a file; nothing where it does not come.
pub(super) async fn text(address: &str) -> Option<String> {
    let answer = JsFuture::from(gloo::utils::window().fetch_with_str(address)).await.ok()?;
    let answer: Response = answer.unchecked_into();
    let text = answer.ok().then(|| answer.text().ok())??;
    JsFuture::from(text).await.ok()?.as_string()
}

/// The text of the file that the page names for a language, in a `<link>` of that kind.
pub(super) async fn linked(kind: &str, lang: Lang) -> Option<String> {
    let link = format!("link[rel={kind}][hreflang={}]", lang.tag());
    let link = gloo::utils::document().query_selector(&link).ok()??;
    text(&link.get_attribute("href")?).await
}
