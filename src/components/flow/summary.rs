//! The summary that the learner fills, and what is often confused.

use web_sys::HtmlSelectElement;
use yew::prelude::*;

use super::{Scene, outcome};
use crate::components::prose::prose;
use crate::flow_state::{FlowAction, LANES};
use crate::flow_view::Item;

/// The summary: what the lanes are compared by, to be chosen for each.
pub fn summary(scene: &Scene) -> Html {
    let revealed = scene.state.revealed;
    let button = match revealed {
        true => "hide",
        false => "reveal",
    };
    let sums = ["sum_oauth", "sum_oidc", "sum_irsa"].into_iter();
    let answers = ["sum_oauth_is", "sum_oidc_is", "sum_irsa_is"];
    html! {
        <section class="card summary" aria-labelledby="summary">
            <div class="lane-head">
                <h2 id="summary" class="card-title">{ scene.word("summary") }</h2>
                <button class="button-quiet" aria-expanded={revealed.to_string()}
                    onclick={scene.click(FlowAction::Reveal(!revealed))}>
                    { scene.word(button) }
                </button>
            </div>
            <p class="label">{ scene.word("summary_lead") }</p>
            <div class="summary-rows">
                { for scene.told.all().list("compared").map(|row| compare(row, scene)) }
            </div>
            if revealed {
                <dl class="sums">{ for sums.zip(answers).map(|(sum, answer)| html! {
                    <div><dt>{ scene.word(sum) }</dt><dd>{ prose(scene.word(answer)) }</dd></div>
                }) }</dl>
            }
        </section>
    }
}

fn compare(row: Item<'_>, scene: &Scene) -> Html {
    let id = row.text("id").to_owned();
    // In an order that gives nothing away.
    let mut texts = LANES.map(|lane| row.text(lane.id()));
    if texts.first() > texts.last() {
        texts.swap(0, 2);
    }
    texts.rotate_left(id.len() % 3);
    html! {
        <fieldset key={id.clone()} data-row={id.clone()}>
            <legend>{ row.text("name") }</legend>
            { for LANES.iter().map(|lane| cell(row, lane.id(), texts, scene)) }
        </fieldset>
    }
}

fn cell(row: Item<'_>, lane: &'static str, texts: [&str; 3], scene: &Scene) -> Html {
    let id = row.text("id").to_owned();
    let right = row.text(lane);
    let chosen = scene.state.filled.iter().find(|(of, column, _)| *of == id && column == lane);
    let chosen = chosen.map_or("", |(_, _, text)| text.as_str());
    let act = scene.act.clone();
    let (field, of) = (format!("fill-{id}-{lane}"), id);
    let onchange = Callback::from(move |event: Event| {
        let text = event.target_unchecked_into::<HtmlSelectElement>().value();
        act.emit(FlowAction::Fill(of.clone(), lane.to_owned(), text));
    });
    let plain = |text: &str| text.replace('`', "");
    let option = |text: &str| {
        html! {
            <option value={text.to_owned()} selected={text == chosen}>{ plain(text) }</option>
        }
    };
    let name = scene.told.lane(lane).text("name");
    let name = name.split_once(':').map_or(name, |(name, _)| name);
    html! {
        <div class="field">
            <label for={field.clone()}>{ name }</label>
            <select id={field} {onchange}>
                <option value="" selected={chosen.is_empty()}>{ scene.word("choose") }</option>
                { for texts.into_iter().map(option) }
            </select>
            if scene.state.revealed || !chosen.is_empty() {
                { verdict(chosen, right, scene) }
            }
        </div>
    }
}

fn verdict(chosen: &str, right: &str, scene: &Scene) -> Html {
    let state = match chosen == right {
        true => "pass",
        false => "fail",
    };
    html! {
        <p class="label" data-filled={if chosen.is_empty() { "" } else { state }}>
            if chosen == right {
                { outcome(state, scene.word("holds")) }
            } else if !chosen.is_empty() {
                { outcome(state, scene.word("broken")) }
            }
            if scene.state.revealed && chosen != right { { " " }{ prose(right) } }
        </p>
    }
}

/// What is often confused, with the answers.
pub fn confusions(scene: &Scene) -> Html {
    let one = |one: Item<'_>| {
        html! {
            <details data-confusion={one.text("id").to_owned()}>
                <summary>{ one.text("question") }</summary>
                <p>{ prose(one.text("answer")) }</p>
            </details>
        }
    };
    html! {
        <section class="card confusions" aria-labelledby="confusions">
            <h2 id="confusions" class="card-title">{ scene.word("confusions") }</h2>
            { for scene.told.all().list("confusions").map(one) }
        </section>
    }
}
