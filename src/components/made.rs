//! What Terraform makes, as the engine reads it.

use std::rc::Rc;

use irsa_engine::irsa::view::in_lines;
use web_sys::HtmlDetailsElement;
use yew::prelude::*;

use super::prose::prose;
use crate::expanded::Expanded;
use crate::view::use_view;

/// What was made.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// By the worker.
    pub expanded: Rc<Expanded>,
}

/// The texts that were made, folded until somebody wants to see them.
#[component]
pub fn Made(props: &Props) -> Html {
    let ui = use_view().ui();
    let open = use_state_eq(|| false);
    let ontoggle = {
        let open = open.setter();
        move |event: Event| {
            let details = event.target_dyn_into::<HtmlDetailsElement>();
            open.set(details.is_some_and(|details| details.open()));
        }
    };
    let text = |(_, text): (&str, &str)| {
        html! { <pre class="made-text" lang="en" translate="no" tabindex="0">{ in_lines(text) }</pre> }
    };
    html! {
        <details class="made card" data-made="" {ontoggle}>
            <summary class="card-title">{ ui.made }</summary>
            if *open {
                <p>{ prose(ui.made_lead) }</p>
                if props.expanded.made().next().is_none() {
                    <p>{ ui.made_none }</p>
                }
                { for props.expanded.made().map(text) }
            }
        </details>
    }
}
