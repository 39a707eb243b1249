//! Sentences in which backticks set names apart.

use yew::prelude::*;

/// The sentence with what stands in backticks as code, which no translator touches.
pub fn prose(sentence: &str) -> Html {
    let pieces = sentence.split('`').enumerate().map(|(index, piece)| {
        if index % 2 == 1 {
            html! { <code translate="no">{ piece }</code> }
        } else {
            html! { piece }
        }
    });
    html! { <>{ for pieces }</> }
}
