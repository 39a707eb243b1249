//! What waits for what: the resources, each behind those that it needs.

use yew::prelude::*;

use super::Scene;
use crate::cluster_view::Tone;
use crate::flow_view::Item;

/// All lengths are in units of the drawing, of which one is a pixel.
const WIDTH: usize = 200;
const HEIGHT: usize = 40;
const GAP_X: usize = 34;
const GAP_Y: usize = 10;
const PAD: usize = 4;
/// Letters that a box has room for, and that it has beside its sign, where they are bold.
const LETTERS: usize = 26;
const LETTERS_BESIDE: usize = 21;

/// The graph, with a text twin.
pub fn graph(scene: &Scene) -> Html {
    let graph = scene.told.whole().get("graph");
    let states = scene.told.moment();
    let (columns, rows) = (graph.number("columns"), graph.number("rows"));
    let width = 2 * PAD + columns * (WIDTH + GAP_X) - GAP_X.min(columns * GAP_X);
    let height = 2 * PAD + rows * (HEIGHT + GAP_Y);
    let state = |address: &str| {
        let mut all = states.list("resources");
        all.find(|one| one.text("address") == address).map_or("waiting", |one| one.text("state"))
    };
    let left_out = graph.number("left_out");
    html! {
        <section class="card graph" aria-labelledby="graph">
            <h2 id="graph" class="card-title">{ scene.word("graph") }</h2>
            <p class="label">{ scene.word("graph_lead") }</p>
            if left_out > 0 {
                <p class="label">{ scene.filled("left_out", &[("n", left_out.to_string())]) }</p>
            }
            <div class="graph-room" tabindex="0" role="group" aria-labelledby="graph">
                <svg viewBox={format!("0 0 {width} {height}")} width={width.to_string()}
                    height={height.to_string()}>
                    <g aria-hidden="true">{ for graph.list("edges").map(edge) }</g>
                    { for graph.list("nodes").map(|node| {
                        resource(node, state(node.text("address")), scene)
                    }) }
                </svg>
            </div>
            { twin(graph, &state, scene) }
        </section>
    }
}

fn corner(node: Item<'_>) -> (usize, usize) {
    let x = PAD + node.number("column") * (WIDTH + GAP_X);
    (x, PAD + node.number("row") * (HEIGHT + GAP_Y))
}

fn edge(edge: Item<'_>) -> Html {
    let ((from_x, from_y), (to_x, to_y)) = (corner(edge.get("from")), corner(edge.get("to")));
    let (from_x, from_y, to_y) = (from_x + WIDTH, from_y + HEIGHT / 2, to_y + HEIGHT / 2);
    let half = to_x.saturating_sub(from_x) / 2;
    let (before, behind) = (from_x + half, to_x.saturating_sub(half));
    html! {
        <path d={format!("M{from_x} {from_y}C{before} {from_y} {behind} {to_y} {to_x} {to_y}")} />
    }
}

fn resource(node: Item<'_>, state: &str, scene: &Scene) -> Html {
    let (x, y) = corner(node);
    let tone = Tone::of(state);
    let name = shortened(node.text("name"), LETTERS_BESIDE);
    let word = scene.told.named("states", state);
    let address = node.text("address").to_owned();
    html! {
        <g class={classes!("resource", tone.id())} transform={format!("translate({x} {y})")}
            data-resource={address.clone()} data-state={state.to_owned()} role="img"
            aria-label={format!("{address}: {word}")}>
            <rect width={WIDTH.to_string()} height={HEIGHT.to_string()} rx="6" />
            <text class="faint" x="8" y="16">{ shortened(node.text("kind"), LETTERS) }</text>
            <text class="strong" x="8" y="31">{ name }</text>
            <text class="end" x={(WIDTH - 8).to_string()} y="31">{ tone.sign() }</text>
            <title>{ format!("{address}: {word}") }</title>
        </g>
    }
}

fn shortened(text: &str, most: usize) -> String {
    match text.chars().count() {
        count if count > most => text.chars().take(most - 1).chain(std::iter::once('…')).collect(),
        _ => text.to_owned(),
    }
}

fn twin<'a>(graph: Item<'a>, state: &dyn Fn(&str) -> &'a str, scene: &Scene) -> Html {
    let row = |node: Item<'a>| {
        let needs: Vec<&str> = node.list("needs").map(Item::as_text).collect();
        html! {
            <li>
                <code translate="no">{ node.text("address") }</code>{ " " }
                { scene.standing(state(node.text("address"))) }
                if !needs.is_empty() {
                    <span class="label">
                        { " · " }{ scene.word("needs") }{ " " }
                        <code translate="no">{ needs.join(", ") }</code>
                    </span>
                }
            </li>
        }
    };
    html! {
        <details class="twin">
            <summary>{ scene.word("graph_twin") }</summary>
            <ul>{ for graph.list("nodes").map(row) }</ul>
        </details>
    }
}
