//! The parts of a page between which F6 goes.

use gloo::events::{EventListener, EventListenerOptions};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent};
use yew::prelude::*;

const REGION: &str = "[data-region]";

/// Takes F6, and Shift+F6, to the next region and back, wherever the focus is.
#[hook]
pub fn use_regions() {
    use_effect_with((), |()| {
        let options = EventListenerOptions::enable_prevent_default();
        let window = gloo::utils::window();
        let listener = EventListener::new_with_options(&window, "keydown", options, |event| {
            let key = event.dyn_ref::<KeyboardEvent>();
            let key = key.filter(|key| key.key() == "F6" && !key.is_composing());
            if key.and_then(|key| go(key.shift_key())).is_some() {
                event.prevent_default();
            }
        });
        move || drop(listener)
    });
}

/// Focuses the region after the one with the focus, or the one before it.
fn go(back: bool) -> Option<()> {
    let document = gloo::utils::document();
    let found = document.query_selector_all(REGION).ok()?;
    let regions: Vec<Element> =
        (0..found.length()).filter_map(|at| found.item(at)?.dyn_into().ok()).collect();
    let active = document.active_element();
    let here = active.and_then(|element| element.closest(REGION).ok().flatten());
    let at = here.and_then(|here| regions.iter().position(|region| *region == here));
    let region = regions.get(next(at, regions.len(), back)?)?;
    region.dyn_ref::<HtmlElement>()?.focus().ok()
}

/// The region to go to, of so many.
#[must_use]
pub fn next(at: Option<usize>, count: usize, back: bool) -> Option<usize> {
    let last = count.checked_sub(1)?;
    Some(match (at, back) {
        (None, false) => 0,
        (None, true) => last,
        (Some(at), false) => {
            if at >= last {
                0
            } else {
                at + 1
            }
        }
        (Some(at), true) => at.checked_sub(1).unwrap_or(last),
    })
}
