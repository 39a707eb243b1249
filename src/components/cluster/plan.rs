//! What an apply would do, in Terraform's own symbols and words.

use irsa_engine::{Place, Span};
use yew::prelude::*;

use super::{APPLY, KUBECTL, Scene};
use crate::cluster_state::ClusterAction;
use crate::flow_view::Item;
use crate::state::Action;

/// More changes than these are in the whole text alone.
const ROWS_MAX: usize = 300;

/// The plan.
pub fn plan(scene: &Scene) -> Html {
    let plan = scene.told.whole().get("plan");
    let broken = plan.list("errors").next().is_some();
    html! {
        <section class="card plan" aria-labelledby="plan">
            <h2 id="plan" class="card-title">{ scene.word("plan") }</h2>
            if broken {
                <ul class="plan-errors">{ for plan.list("errors").map(|it| error(it, scene)) }</ul>
            } else {
                <p class="plan-says" lang="en" translate="no" data-plan="">{ plan.text("says") }</p>
                <p class="plan-legend" lang="en" translate="no">
                    { for plan.list("symbols").map(symbol) }
                </p>
                <ul class="changes-planned" tabindex="0" aria-labelledby="plan" translate="no">
                    { for plan.list("changes").take(ROWS_MAX).map(change) }
                </ul>
                <div class="plan-foot">
                    <button class="button" data-do="apply"
                        onclick={scene.begin(ClusterAction::Apply)}>
                        <code translate="no">{ APPLY }</code>
                    </button>
                    <button class="button-quiet" data-do="kubectl"
                        onclick={scene.begin(ClusterAction::Kubectl)}>
                        <code translate="no">{ KUBECTL }</code>
                    </button>
                </div>
                <details>
                    <summary>{ scene.word("plan_whole") }</summary>
                    <pre class="command plan-text" translate="no" lang="en" tabindex="0"><code>
                        { plan.text("text") }
                    </code></pre>
                </details>
            }
        </section>
    }
}

fn symbol(symbol: Item<'_>) -> Html {
    html! {
        <span><code>{ symbol.first() }</code>{ " " }{ symbol.second() }{ "  " }</span>
    }
}

fn change(change: Item<'_>) -> Html {
    let action = change.text("action").to_owned();
    html! {
        <li data-change={action} data-address={change.text("address").to_owned()}>
            <code class="symbol">{ change.text("symbol") }</code>
            <code>{ change.text("address") }</code>
            if !change.text("because").is_empty() {
                <span class="label" lang="en">{ change.text("because") }</span>
            }
        </li>
    }
}

/// Why there is no plan, with the place where it is written.
fn error(error: Item<'_>, scene: &Scene) -> Html {
    let place = Place {
        file: error.number("file"),
        span: Span::new(error.number("from"), error.number("to")),
    };
    let show = scene.click(ClusterAction::Desk(Action::Show(place)));
    html! {
        <li data-error="">
            <span class="standing bad" aria-hidden="true">{ "✕ " }</span>
            <span lang={(error.text("own") != "true").then_some("en")}>{ error.text("text") }</span>
            <button class="link-end" onclick={show} translate="no">
                { error.text("name") }{ ":" }{ error.text("line") }
            </button>
        </li>
    }
}
