//! What the page keeps in the browser and reads from it. Storage that is refused is no error: the
//! choice then lasts as long as the page.

use irsa_words::Lang;
use wasm_bindgen::{JsCast, JsValue};
use yew::prelude::*;

use crate::saved;
use crate::state::{State, Theme};

pub mod answering;
mod autosave;
pub mod cluster;
pub mod code;
pub mod dropped;
mod fetched;
pub mod files;
pub mod flows;
pub mod handover;
pub mod island;
pub mod links;
mod packing;
mod reference;
pub mod regions;
mod requests;
mod routes;
pub mod signer;
pub mod terraform;
pub mod words;
mod worker;

pub use autosave::use_autosave;
pub use reference::{Fetched, term_element, use_reference};
pub use requests::use_requests;
pub use routes::{PAGE_TITLE, use_route};

const LANG: &str = "irsa.lang";
const THEME: &str = "irsa.theme";

/// The state that a visit starts with.
#[must_use]
pub fn first_state() -> State {
    let theme = chosen(THEME).and_then(|id| Theme::from_id(&id));
    let route = routes::asked().unwrap_or_default();
    let state = State { route, ..State::new(first_lang(), theme.unwrap_or_default()) };
    let received = handover::received(&state);
    received.unwrap_or_else(|| saved::restore(state, &autosave::LocalStorage))
}

/// `?lang=`, the saved choice, the browser's languages, English.
fn first_lang() -> Lang {
    let window = gloo::utils::window();
    let asked = window.location().search().ok().and_then(|search| query(&search)?.get("lang"));
    let languages = window.navigator().languages();
    let spoken = languages.iter().filter_map(|tag| Lang::from_tag(&tag.as_string()?)).next();
    let chosen = asked.or_else(|| chosen(LANG)).and_then(|tag| Lang::from_tag(&tag));
    chosen.or(spoken).unwrap_or_default()
}

fn query(search: &str) -> Option<web_sys::UrlSearchParams> {
    web_sys::UrlSearchParams::new_with_str(search).ok()
}

fn storage() -> Option<web_sys::Storage> {
    gloo::utils::window().local_storage().ok().flatten()
}

fn stored(key: &str) -> Option<String> {
    storage()?.get_item(key).ok().flatten()
}

/// What was chosen in this tab, or else in an earlier visit.
fn chosen(key: &str) -> Option<String> {
    handover::choice(key).or_else(|| stored(key))
}

fn store(key: &str, value: &str) {
    if let Some(storage) = storage() {
        // A full or refused storage only means that the choice is not kept.
        let _ = storage.set_item(key, value);
    }
}

fn mark(element: &web_sys::Element, name: &str, value: &str) {
    // Fails for no name that is an identifier, and all of ours are.
    let _ = element.set_attribute(name, value);
}

/// Tells the document its language, saves the choice, and keeps `?lang=` true where it is given.
#[hook]
pub fn use_language(lang: Lang) {
    let first = use_mut_ref(|| true);
    use_effect_with(lang, move |lang| {
        let tag = lang.tag();
        let document = gloo::utils::document();
        if let Some(html) = document.document_element() {
            mark(&html, "lang", tag);
            mark(&html, "data-lang", tag);
        }
        if !std::mem::take(&mut *first.borrow_mut()) {
            store(LANG, tag);
            set_query(tag);
        }
    });
}

fn set_query(tag: &str) -> Option<()> {
    let window = gloo::utils::window();
    let location = window.location();
    let asked = query(&location.search().ok()?)?;
    asked.get("lang")?;
    asked.set("lang", tag);
    let url = format!("?{}{}", String::from(asked.to_string()), location.hash().ok()?);
    window.history().ok()?.replace_state_with_url(&JsValue::NULL, "", Some(&url)).ok()
}

/// Tells the document its theme, and saves the choice.
#[hook]
pub fn use_theme(theme: Theme) {
    let first = use_mut_ref(|| true);
    use_effect_with(theme, move |theme| {
        if let Some(html) = gloo::utils::document().document_element() {
            mark(&html, "data-theme", theme.id());
        }
        if !std::mem::take(&mut *first.borrow_mut()) {
            store(THEME, theme.id());
        }
    });
}

/// Puts the focus on the element of that id.
pub fn focus(id: &str) {
    let element = gloo::utils::document().get_element_by_id(id);
    if let Some(element) =
        element.and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok())
    {
        // An element that can't take the focus keeps it where it is.
        let _ = element.focus();
    }
}

/// The text editor's module, loaded once it is wanted, after the page is ready.
#[hook]
pub fn use_module(wanted: bool) -> Option<code::Module> {
    let module = use_state(|| None);
    let set = module.setter();
    use_effect_with(wanted, move |wanted| {
        // The next frame comes after the effects that say that the page is ready.
        let frame = wanted.then(|| {
            gloo::render::request_animation_frame(move |_| {
                yew::platform::spawn_local(async move {
                    if let Some(module) = code::load().await {
                        set.set(Some(module));
                    }
                });
            })
        });
        move || drop(frame)
    });
    (*module).clone()
}

/// Whether the visitor wants as little to move as can be.
#[must_use]
pub fn is_still() -> bool {
    let query = gloo::utils::window().match_media("(prefers-reduced-motion: reduce)");
    query.ok().flatten().is_some_and(|query| query.matches())
}

/// Whether the page is dark, by choice or as the system is.
#[must_use]
pub fn is_dark(theme: Theme) -> bool {
    let system = || {
        let query = gloo::utils::window().match_media("(prefers-color-scheme: dark)");
        query.ok().flatten().is_some_and(|query| query.matches())
    };
    theme == Theme::Dark || theme == Theme::System && system()
}

/// The gate, and the number of its check, that an event happened on.
#[must_use]
pub fn check_under(event: &web_sys::Event) -> Option<(String, usize)> {
    let target: web_sys::Element = event.target()?.dyn_into().ok()?;
    let gate = target.closest("[data-gate]").ok()??.get_attribute("data-gate")?;
    let check = target.closest(".check").ok()??;
    let before = std::iter::successors(check.previous_element_sibling(), |element| {
        element.previous_element_sibling()
    });
    Some((gate, before.count()))
}
