//! The parts of a page between which F6 goes.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent};
use yew::Callback;

const REGION: &str = "[data-region]";

/// Takes F6, and Shift+F6, to the next region and back.
#[must_use]
pub fn on_key() -> Callback<KeyboardEvent> {
    Callback::from(|event: KeyboardEvent| {
        if event.key() == "F6" && !event.is_composing() && go(event.shift_key()).is_some() {
            event.prevent_default();
        }
    })
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
