//! What happened, the last first.

use yew::prelude::*;

use super::Scene;
use crate::cluster_state::ClusterAction;
use crate::cluster_view::clock;
use crate::components::prose::prose;
use crate::flow_view::Item;

/// More lines than these say nothing more to somebody who looks.
const LINES_MAX: usize = 200;

/// The log.
pub fn log(scene: &Scene) -> Html {
    let events: Vec<Item<'_>> = scene.told.events(scene.state.at).rev().take(LINES_MAX).collect();
    let none = events.is_empty();
    html! {
        <section class="card log" aria-labelledby="log">
            <h2 id="log" class="card-title">{ scene.word("log") }</h2>
            if none {
                <p class="label">{ scene.word("log_empty") }</p>
            } else {
                <ol tabindex="0" aria-labelledby="log">
                    { for events.into_iter().map(|event| line(event, scene)) }
                </ol>
            }
        </section>
    }
}

fn line(event: Item<'_>, scene: &Scene) -> Html {
    let at = u32::try_from(event.number("t")).unwrap_or_default();
    let own = event.text("own") == "true";
    let warning = event.text("warning") == "true";
    let (about, text) = (event.text("about"), event.text("text"));
    // A sentence of the page's own names what it is about.
    let named = own && text.contains(about);
    html! {
        <li data-event={event.text("kind").to_owned()} class={warning.then_some("warning")}>
            <button class="link-time" onclick={scene.click(ClusterAction::Seek(at))}>
                { clock(at) }
            </button>
            <span>
                if warning { <b aria-hidden="true">{ "✕ " }</b> }
                if !named { <code translate="no">{ about }</code>{ " " } }
                if own { { prose(text) } } else { <span lang="en">{ text }</span> }
            </span>
        </li>
    }
}
