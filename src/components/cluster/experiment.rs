//! One, two or three zones, in numbers.

use yew::prelude::*;

use super::Scene;
use super::meters::big;
use crate::cluster_state::ClusterAction;
use crate::cluster_view::{bytes, dollars, milliseconds};
use crate::components::prose::prose;
use crate::flow_view::Item;

/// The experiment.
pub fn experiment(scene: &Scene) -> Html {
    let results: Vec<Item<'_>> = scene.told.whole().list("experiment").collect();
    let none = results.is_empty();
    html! {
        <section class="card experiment" aria-labelledby="experiment">
            <h2 id="experiment" class="card-title">{ scene.word("experiment") }</h2>
            <p>{ prose(scene.word("experiment_lead")) }</p>
            if none {
                <p><button class="button" data-do="experiment" disabled={scene.state.experiment}
                    onclick={scene.click(ClusterAction::Experiment)}>
                    { scene.word("experiment_run") }
                </button></p>
            } else {
                { table(&results, scene) }
                <p>{ prose(scene.word("experiment_so")) }</p>
            }
        </section>
    }
}

fn table(results: &[Item<'_>], scene: &Scene) -> Html {
    let month = |one: &Item<'_>| dollars(big(*one, "per_month"), 0);
    let traffic = |one: &Item<'_>| bytes(big(*one, "cross_zone_bytes"));
    let mean = |one: &Item<'_>| milliseconds(one.number("latency_mean"));
    let worst = |one: &Item<'_>| milliseconds(one.number("latency_p99"));
    let parts = |one: &Item<'_>| one.text("resources").to_owned();
    let left = |one: &Item<'_>| format!("{} / {}", one.text("left"), one.text("pods"));
    let back = |one: &Item<'_>| match one.text("back") {
        "" => scene.word("not_back").to_owned(),
        back => crate::cluster_view::clock(back.parse().unwrap_or_default()),
    };
    let row = |key: &str, cell: &dyn Fn(&Item<'_>) -> String| {
        html! {
            <tr data-row={key.to_owned()}>
                <th scope="row">{ scene.word(key) }</th>
                { for results.iter().map(|one| html! { <td>{ cell(one) }</td> }) }
            </tr>
        }
    };
    html! {
        <div class="table-room" tabindex="0" role="group" aria-labelledby="experiment"><table>
            <thead><tr>
                <th scope="col">{ scene.word("zones") }</th>
                { for results.iter().map(|one| html! {
                    <th scope="col">{ one.text("zones") }</th>
                }) }
            </tr></thead>
            <tbody>
                { row("exp_cost", &month) }
                { row("exp_traffic", &traffic) }
                { row("exp_latency", &mean) }
                { row("exp_p99", &worst) }
                { row("exp_parts", &parts) }
                { row("exp_left", &left) }
                { row("exp_back", &back) }
            </tbody>
        </table></div>
    }
}
