//! The counterparts of the characters that are pointed at, as a row that leads to them.

use irsa_engine::Place;
use irsa_words::explain::{Location, Locator};
use yew::prelude::*;

use super::place::place;
use crate::answer::Answer;
use crate::links;
use crate::state::State;
use crate::view::View;

/// More characters than these of a value are left out.
const SAMPLE_MAX: usize = 48;

/// The places that are lit: the one pointed at, and its counterparts. None without counterparts.
#[must_use]
pub fn lit(state: &State, answer: &Answer) -> Vec<Place> {
    let Some(pointed) = state.pointed else { return Vec::new() };
    let counterparts = links::counterparts(&answer.report, pointed);
    let first = (!counterparts.is_empty()).then_some(pointed);
    first.into_iter().chain(counterparts).collect()
}

/// The row. It keeps its room, so that nothing moves when it fills.
pub fn linked(state: &State, answer: &Answer, view: &View) -> Html {
    let ui = view.ui();
    let places = lit(state, answer);
    let locator = Locator::new(&answer.report);
    let others = places.iter().skip(1).filter_map(|place| locator.locate(*place));
    html! {
        <div class="linked">
            if places.is_empty() {
                <p class="linked-none">{ ui.linked_none }</p>
            } else {
                <span class="label">{ ui.linked }</span>
                <ul>{ for others.map(|location| row(&location, answer, view)) }</ul>
            }
        </div>
    }
}

fn row(location: &Location, answer: &Answer, view: &View) -> Html {
    let text = answer.report.text_at(location.place);
    let line = text.lines().next().unwrap_or_default();
    let short: String = line.chars().take(SAMPLE_MAX).collect();
    let cut = if short.len() < text.len() { "…" } else { "" };
    html! {
        <li>{ place(location, view) }<code translate="no">{ short }{ cut }</code></li>
    }
}
