//! Fetches the build's own file of terms and error texts, once a page shows them.

use std::rc::Rc;

use gloo::events::EventListener;
use irsa_words::Lang;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Element, Response};
use yew::prelude::*;

use crate::reference::Reference;

/// How far fetching is.
#[derive(Debug, Clone, PartialEq)]
pub enum Fetched {
    /// Asked for.
    Waiting,
    /// The file did not come.
    Failed,
    /// It came.
    Here(Rc<Reference>),
}

/// The reference in a language, and a way to ask again where it failed. Another language's stays
/// until the one asked for is here, so that nothing jumps.
#[hook]
pub fn use_reference(lang: Lang) -> (Fetched, Callback<MouseEvent>) {
    let fetched = use_state_eq(|| Fetched::Waiting);
    let attempt = use_state_eq(|| 0_u32);
    let set = fetched.setter();
    use_effect_with((lang, *attempt), move |(lang, _)| {
        let wanted = Rc::new(std::cell::Cell::new(true));
        let (lang, still) = (*lang, Rc::clone(&wanted));
        yew::platform::spawn_local(async move {
            let text = fetch(lang).await;
            if still.get() {
                let reference = text.map(|text| Fetched::Here(Rc::new(Reference::read(&text))));
                set.set(reference.unwrap_or(Fetched::Failed));
            }
        });
        move || wanted.set(false)
    });
    let again = {
        let fetched = fetched.setter();
        Callback::from(move |_: MouseEvent| {
            fetched.set(Fetched::Waiting);
            attempt.set(*attempt + 1);
        })
    };
    ((*fetched).clone(), again)
}

/// The text of the file, which the page names in a link of the language.
async fn fetch(lang: Lang) -> Option<String> {
    let document = gloo::utils::document();
    let link = format!("link[rel=glossary][hreflang={}]", lang.tag());
    let address = document.query_selector(&link).ok()??.get_attribute("href")?;
    let answer = JsFuture::from(gloo::utils::window().fetch_with_str(&address)).await.ok()?;
    let answer: Response = answer.dyn_into().ok()?;
    answer.ok().then_some(())?;
    JsFuture::from(answer.text().ok()?).await.ok()?.as_string()
}

/// Shows the term that the address ends in, as in `#/glossary/sts`, once it is there, and whenever
/// the address changes.
#[hook]
pub fn use_term_of_address(here: bool) {
    use_effect_with(here, |here| {
        if *here {
            show_term();
        }
        let listener = EventListener::new(&gloo::utils::window(), "hashchange", |_| {
            show_term();
        });
        move || drop(listener)
    });
}

/// The id of a term's element.
#[must_use]
pub fn term_element(id: &str) -> String {
    format!("term-{id}")
}

fn show_term() -> Option<()> {
    let fragment = gloo::utils::window().location().hash().ok()?;
    let id = term_element(fragment.strip_prefix("#/glossary/")?);
    let element: Element = gloo::utils::document().get_element_by_id(&id)?;
    element.scroll_into_view();
    super::focus(&id);
    Some(())
}
