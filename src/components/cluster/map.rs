//! The zones side by side: the control plane in a network of AWS's own, and below it the subnets,
//! nodes and pods.

use yew::prelude::*;

use super::{Scene, twin, zone};
use crate::flow_view::Item;

/// The map, with a text twin.
pub fn map(scene: &Scene) -> Html {
    let moment = scene.told.moment();
    let none = moment.list("zones").next().is_none();
    let sizes = zone::Sizes::of(scene);
    html! {
        <section class="card map" aria-labelledby="map">
            <div class="map-head">
                <h2 id="map" class="card-title">{ scene.word("map") }</h2>
                { plane(scene) }
            </div>
            if none {
                <p class="label map-empty">{ scene.word("map_empty") }</p>
            } else {
                <div class="zones">{ for moment.list("zones")
                    .map(|zone| column(zone, &sizes, scene)) }</div>
            }
            { waiting(scene) }
            if !none { { twin::twin(scene) } }
        </section>
    }
}

/// How the cluster stands, as `describe-cluster` would say.
fn plane(scene: &Scene) -> Html {
    let plane = scene.told.moment().get("control_plane");
    if !plane.is_there() {
        return Html::default();
    }
    let writes = match (plane.text("readable"), plane.text("writable")) {
        (_, "true") => "api_writes",
        ("true", _) => "api_reads",
        _ => "api_none",
    };
    html! {
        <p class="plane" data-cluster={plane.text("status").to_owned()}
            data-api={writes.trim_start_matches("api_").to_owned()}>
            <code translate="no">{ plane.text("name") }</code>{ " " }
            <span translate="no">{ plane.text("version") }</span>{ " " }
            { scene.standing(plane.text("status")) }
            if plane.text("status") != "CREATING" {
                <span class="label">{ " · " }{ scene.word(writes) }</span>
            }
        </p>
    }
}

fn column(zone: Item<'_>, sizes: &zone::Sizes, scene: &Scene) -> Html {
    let name = zone.text("name").to_owned();
    let heading = format!("az-{name}");
    let state = zone.text("state").to_owned();
    html! {
        <section class={classes!("zone", state.clone())} key={name.clone()}
            data-az={name.clone()} data-state={state.clone()} aria-labelledby={heading.clone()}>
            <h3 id={heading} translate="no">
                { name }{ " " }<span class="label">{ zone.text("id") }</span>
            </h3>
            <p>
                { scene.standing(&state) }
                if zone.text("capacity") == "false" {
                    <span class="label">{ " · " }{ scene.word("no_capacity") }</span>
                }
            </p>
            { zone::drawing(zone, sizes, scene) }
        </section>
    }
}

/// The pods that no node has, and why.
fn waiting(scene: &Scene) -> Html {
    let unplaced =
        || scene.told.of("pods", "node", "").filter(|pod| pod.text("phase") == "Pending");
    if unplaced().next().is_none() {
        return Html::default();
    }
    let row = |pod: Item<'_>| {
        let key = format!("{}/{}", pod.text("namespace"), pod.text("name"));
        html! {
            <li key={key.clone()} data-waiting={key.clone()}>
                <code translate="no">{ key }</code>
                <p class="label" lang="en">{ pod.text("message") }</p>
            </li>
        }
    };
    html! {
        <div class="unplaced">
            <h3>{ scene.word("unplaced") }</h3>
            <ul>{ for unplaced().map(row) }</ul>
        </div>
    }
}
