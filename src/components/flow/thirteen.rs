//! The thirteen checks of an ID token beside those of STS.

use yew::prelude::*;

use super::message::compared;
use super::{Scene, outcome};
use crate::components::prose::prose;
use crate::flow_view::Item;

/// The table, as the checks came out.
pub fn thirteen(scene: &Scene) -> Html {
    let row = |pair: Item<'_>| {
        html! {
            <tr>
                if pair.get("number").is_there() {
                <th scope="row">{ pair.text("number") }</th>
            } else {
                <td class="thirteen-none">{ "–" }</td>
            }
                { side(pair.get("client"), "client_checks", scene) }
                { side(pair.get("sts"), "sts_checks", scene) }
            </tr>
        }
    };
    html! {
        <section class="card thirteen" aria-labelledby="thirteen">
            <h2 id="thirteen" class="card-title">{ scene.word("thirteen") }</h2>
            <p class="label">{ scene.word("thirteen_lead") }</p>
            <table aria-labelledby="thirteen">
                <thead>
                    <tr>
                        <th scope="col">{ scene.word("number") }</th>
                        <th scope="col">{ scene.word("client_checks") }</th>
                        <th scope="col">{ scene.word("sts_checks") }</th>
                    </tr>
                </thead>
                <tbody>{ for scene.told.all().list("pairs").map(row) }</tbody>
            </table>
        </section>
    }
}

fn side(check: Item<'_>, column: &str, scene: &Scene) -> Html {
    let name = html! { <p class="thirteen-side label">{ scene.word(column) }</p> };
    if !check.is_there() {
        return html! { <td>{ name }<p class="label">{ scene.word("no_pair") }</p></td> };
    }
    html! {
        <td data-state={check.text("state").to_owned()}>
            { name }
            <p>
                <code translate="no">{ check.text("id") }</code>{ " " }
                { outcome(check.text("state"), check.text("word")) }
            </p>
            <p class="label">{ prose(check.text("text")) }</p>
            { compared(check, scene) }
        </td>
    }
}
