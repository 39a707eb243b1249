//! Fetches the build's own file of terms and error texts, once a page shows them.

use std::cell::Cell;
use std::rc::Rc;

use gloo::events::EventListener;
use irsa_words::Lang;
use web_sys::Element;
use yew::prelude::*;

use super::fetched;
use crate::reference::Reference;
use crate::route::Route;

/// How far fetching is.
#[derive(Debug, Clone, PartialEq)]
pub enum Fetched {
    /// Asked for, or not wanted yet.
    Waiting,
    /// The file did not come; a click asks again.
    Failed(Callback<MouseEvent>),
    /// It came.
    Here(Rc<Reference>),
}

/// The reference in a language, once a page needs it. Another language's stays until the one asked
/// for is here, so that nothing jumps. Then, and whenever the address changes, the term that the
/// address ends in is shown, as in `#/glossary/sts`.
#[hook]
pub fn use_reference(route: Route, lang: Lang) -> Fetched {
    let fetched = use_state_eq(|| Fetched::Waiting);
    let attempt = use_state_eq(|| 0_u32);
    let needed = matches!(route, Route::Model | Route::Glossary);
    let set = fetched.setter();
    let again = Callback::from({
        let (set, attempts, next) = (set.clone(), attempt.setter(), *attempt + 1);
        move |_: MouseEvent| {
            set.set(Fetched::Waiting);
            attempts.set(next);
        }
    });
    use_effect_with((needed.then_some(lang), *attempt), move |(lang, _)| {
        let wanted = Rc::new(Cell::new(true));
        let still = Rc::clone(&wanted);
        if let Some(lang) = *lang {
            yew::platform::spawn_local(async move {
                let text = fetched::linked("glossary", lang).await;
                if still.get() {
                    let here = text.map(|text| Fetched::Here(Rc::new(Reference::read(&text))));
                    set.set(here.unwrap_or(Fetched::Failed(again)));
                }
            });
        }
        move || wanted.set(false)
    });
    use_effect_with((route, (*fetched).clone()), |_| {
        show_term();
        let listener = EventListener::new(&gloo::utils::window(), "hashchange", |_| {
            show_term();
        });
        move || drop(listener)
    });
    (*fetched).clone()
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
