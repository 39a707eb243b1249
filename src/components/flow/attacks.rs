//! What is in place, and what attacks come to against it.

use irsa_engine::flow::{AccessToken, Attack, Check, ClientKind, Delivery};
use web_sys::HtmlSelectElement;
use yew::prelude::*;

use super::{Scene, outcome};
use crate::components::prose::prose;
use crate::flow_state::FlowAction;
use crate::flow_view::Item;

/// The kinds of client, the ways of tokens, and the checks, each of which can be left out.
pub fn switches(scene: &Scene) -> Html {
    let common = &scene.state.common;
    let client = choice("client", common.client.id(), &["public", "confidential"], scene, |id| {
        ClientKind::from_id(id).map(FlowAction::Client)
    });
    let ways = ["whichever", "token-endpoint", "front-channel"];
    let way = common.delivery.map_or("whichever", Delivery::id);
    let delivery = choice("delivery", way, &ways, scene, |id| {
        Some(FlowAction::Delivery(Delivery::from_id(id)))
    });
    let form = common.access_token.id();
    let form = choice("access_token", form, &["jwt", "opaque"], scene, |id| {
        AccessToken::from_id(id).map(FlowAction::AccessToken)
    });
    html! {
        <section class="card flow-switches" aria-labelledby="switches">
            <div class="lane-head">
                <h2 id="switches" class="card-title">{ scene.word("switches") }</h2>
                <button class="button-quiet" onclick={scene.click(FlowAction::StartOver)}>
                    { scene.word("start_over") }
                </button>
            </div>
            <div class="fields">{ client }{ delivery }{ form }</div>
            <p class="label">{ scene.word("switches_lead") }</p>
            <ul>{ for scene.told.all().list("switches").map(|one| switch(one, scene)) }</ul>
        </section>
    }
}

fn choice(
    name: &'static str,
    chosen: &'static str,
    options: &[&'static str],
    scene: &Scene,
    action: fn(&str) -> Option<FlowAction>,
) -> Html {
    let act = scene.act.clone();
    let onchange = Callback::from(move |event: Event| {
        let select = event.target_unchecked_into::<HtmlSelectElement>();
        if let Some(action) = action(&select.value()) {
            act.emit(action);
        }
    });
    let id = format!("choose-{name}");
    html! {
        <div class="field">
            <label for={id.clone()}>{ scene.word(name) }</label>
            <select {id} {onchange}>{ for options.iter().map(|option| html! {
                <option value={*option} selected={*option == chosen}>
                    { scene.word(option) }
                </option>
            }) }</select>
        </div>
    }
}

fn switch(one: Item<'_>, scene: &Scene) -> Html {
    let Some(check) = Check::from_id(one.text("id")) else { return html! {} };
    let act = scene.act.clone();
    let onchange = Callback::from(move |_: Event| act.emit(FlowAction::Switch(check)));
    html! {
        <li>
            <label class="switch-check">
                <input type="checkbox" data-switch={check.id()}
                    checked={scene.state.common.makes(check)} {onchange} />
                <span>
                    <code translate="no">{ check.id() }</code>{ " " }
                    { outcome(one.text("state"), one.text("word")) }
                    <span class="label">{ prose(one.text("text")) }</span>
                </span>
            </label>
        </li>
    }
}

/// The attacks, each tried against what is in place.
pub fn attacks(scene: &Scene) -> Html {
    html! {
        <section class="card attacks" aria-labelledby="attacks">
            <h2 id="attacks" class="card-title">{ scene.word("attacks") }</h2>
            <p class="label">{ scene.word("attacks_lead") }</p>
            <ul>{ for scene.told.all().list("attacks").map(|one| attack(one, scene)) }</ul>
        </section>
    }
}

fn attack(one: Item<'_>, scene: &Scene) -> Html {
    let Some(attack) = Attack::from_id(one.text("id")) else { return html! {} };
    let runs = scene.state.common.attack == Some(attack);
    let next = FlowAction::Attack((!runs).then_some(attack));
    let state = one.text("outcome");
    let (class, word) = if runs { ("button", "stop") } else { ("button-quiet", "watch") };
    html! {
        <li key={attack.id()} data-attack={attack.id()} data-outcome={state.to_owned()}
            data-by={one.text("by").to_owned()}>
            <div class="lane-head">
                <h3>{ one.text("name") }</h3>
                if state != "not-applicable" || runs {
                    <button {class}
                        onclick={scene.click(next)}>
                        { scene.word(word) }
                        <span class="visually-hidden">{ ": " }{ one.text("name") }</span>
                    </button>
                }
            </div>
            <p>
                { outcome(state, one.text("word")) }
                if one.get("by").is_there() {
                    <span class="label">{ " " }{ scene.word("stopped_by") }{ ": " }
                        <code translate="no">{ one.text("by") }</code>{ " · " }
                        <span translate="no">{ one.text("section") }</span></span>
                }
            </p>
            if state != "not-applicable" {
                <p class="label">{ prose(one.text("story")) }</p>
                <p>{ prose(one.text("why")) }</p>
            }
        </li>
    }
}
