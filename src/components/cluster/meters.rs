//! What it costs, how much goes between zones, and how long a call takes.

use yew::prelude::*;

use super::Scene;
use crate::cluster_view::{bytes, dollars, milliseconds};
use crate::flow_view::Item;

/// The instruments.
pub fn meters(scene: &Scene) -> Html {
    let moment = scene.told.moment();
    let meters = moment.get("meters");
    let money = |key: &str, places| dollars(big(meters, key), places);
    let nodes = |wanted: &str| {
        moment
            .list("nodes")
            .filter(|node| wanted.is_empty() || node.text("state") == wanted)
            .count()
    };
    let pods = |ready: bool| {
        let pods = moment.list("pods");
        pods.filter(|pod| !ready || pod.text("ready") == "true").count()
    };
    let month = big(meters, "per_hour").saturating_mul(HOURS_A_MONTH);
    html! {
        <div class="meters">
            <dl>
                { figure("spent", money("total", 4), "", scene) }
                { figure("per_hour", money("per_hour", 3), &scene.filled("a_month",
                    &[("n", dollars(month, 0))]), scene) }
                { figure("nodes", format!("{} / {}", nodes("ready"), nodes("")), "", scene) }
                { figure("pods", format!("{} / {}", pods(true), pods(false)), "", scene) }
                { figure("cross_zone", bytes(big(meters, "cross_zone_bytes")), "", scene) }
                { figure("latency", milliseconds(meters.number("latency_mean")),
                    &format!("p99 {}", milliseconds(meters.number("latency_p99"))), scene) }
            </dl>
            { bill(meters, scene) }
        </div>
    }
}

/// By which AWS counts: <https://aws.amazon.com/calculator/calculator-assumptions/>.
const HOURS_A_MONTH: u64 = 730;

/// A number that may be beyond what a place counts.
pub(super) fn big(of: Item<'_>, key: &str) -> u64 {
    of.text(key).parse().unwrap_or_default()
}

fn figure(key: &str, value: String, more: &str, scene: &Scene) -> Html {
    html! {
        <div data-meter={key.to_owned()}>
            <dt>{ scene.word(key) }</dt>
            <dd>{ value }</dd>
            if !more.is_empty() { <dd class="label">{ more }</dd> }
        </div>
    }
}

fn bill(meters: Item<'_>, scene: &Scene) -> Html {
    let row = |cost: Item<'_>| {
        html! {
            <tr>
                <th scope="row">
                    { scene.told.named("items", cost.text("item")) }{ " " }
                    <code translate="no">{ cost.text("of") }</code>
                </th>
                <td>{ cost.text("count") }</td>
                <td>{ dollars(big(cost, "per_hour"), 4) }</td>
                <td>{ dollars(big(cost, "spent"), 4) }</td>
            </tr>
        }
    };
    if meters.list("costs").next().is_none() {
        return Html::default();
    }
    let head = |key: &str| html! { <th scope="col">{ scene.word(key) }</th> };
    html! {
        <details class="bill">
            <summary>{ scene.word("bill") }</summary>
            <table>
                <thead><tr>
                    { head("what") }{ head("count") }{ head("per_hour") }{ head("spent") }
                </tr></thead>
                <tbody>{ for meters.list("costs").map(row) }</tbody>
            </table>
            <p class="label">{ scene.word("bill_says") }</p>
        </details>
    }
}
