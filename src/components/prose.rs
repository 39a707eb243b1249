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

/// The same of a sentence whose `{name}` placeholders are not filled in.
pub fn template(sentence: &str) -> Html {
    let pieces = sentence.split('`').enumerate().map(|(index, piece)| {
        if index % 2 == 1 {
            html! { <code translate="no">{ placeholders(piece) }</code> }
        } else {
            placeholders(piece)
        }
    });
    html! { <>{ for pieces }</> }
}

fn placeholders(text: &str) -> Html {
    let pieces = text.split('{').enumerate().map(|(index, piece)| match piece.split_once('}') {
        Some((name, after)) if index > 0 => html! {
            <><var lang="en" translate="no">{ name.replace('_', " ") }</var>{ after }</>
        },
        _ => html! { piece },
    });
    html! { <>{ for pieces }</> }
}
