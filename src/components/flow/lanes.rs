//! The three lanes side by side: what was sent so far, drawn and as text.

use yew::prelude::*;

use super::sequence::sequence;
use super::{Scene, outcome};
use crate::components::prose::prose;
use crate::flow_state::{FlowAction, LANES};
use crate::flow_view::Item;

/// All lanes.
pub fn lanes(scene: &Scene) -> Html {
    html! { <div class="lanes">{ for LANES.iter().map(|lane| {
        let looked_into = *lane == scene.state.lane;
        let look = scene.click(FlowAction::Look(*lane));
        show(scene.told.lane(lane.id()), looked_into, look, scene)
    }) }</div> }
}

fn show(lane: Item<'_>, looked_into: bool, look: Callback<MouseEvent>, scene: &Scene) -> Html {
    let id = lane.text("id").to_owned();
    let heading = format!("lane-{id}");
    let button = match looked_into {
        true => "looking",
        false => "look",
    };
    let sent = scene.told.sent(lane, scene.tick());
    let over = sent == lane.list("messages").count() && scene.tick() > 0;
    let now = lane.list("messages").nth(sent.saturating_sub(1));
    html! {
        <section class={classes!("card", "lane", looked_into.then_some("lane-in"))}
            key={id.clone()} data-lane={id} aria-labelledby={heading.clone()}>
            <div class="lane-head">
                <h2 id={heading} class="card-title">{ lane.text("name") }</h2>
                <button class="button-quiet" aria-pressed={looked_into.to_string()}
                    onclick={look}>
                    { scene.word(button) }
                </button>
            </div>
            <p class="label">{ prose(lane.text("says")) }</p>
            { sequence(lane, sent, scene) }
            if let Some(now) = now {
                <p class="lane-now">
                    <span class="step">{ sent }</span>
                    <span>{ now.text("title") }<br />{ who(now) }</span>
                </p>
            }
            <p class="label lane-over">{ if over { scene.word("over") } else { "" } }</p>
            <details class="twin">
                <summary>{ scene.word("twin") }</summary>
                <ol>{ for lane.list("messages").take(sent).enumerate()
                    .map(|(step, message)| line(lane, step, message, scene)) }</ol>
            </details>
        </section>
    }
}

/// Who sends a message, and who gets it.
pub fn who(message: Item<'_>) -> Html {
    html! {
        <span class="label">
            { message.text_at("who", 0) }{ " → " }{ message.text_at("who", 1) }
        </span>
    }
}

/// The checks that were made on a message, apart from those with nothing to check.
pub fn made<'a>(lane: Item<'a>, step: usize) -> impl Iterator<Item = Item<'a>> {
    lane.list("checks")
        .filter(move |made| made.number("step") == step && made.text("state") != "not-applicable")
}

fn line(lane: Item<'_>, step: usize, message: Item<'_>, scene: &Scene) -> Html {
    let seek = scene.click(FlowAction::Seek(scene.told.tick_of(message)));
    let failed = made(lane, step).find(|made| made.text("state") == "fail");
    html! {
        <li>
            <button class="twin-step" onclick={seek}>
                <span class="step">{ step + 1 }</span>
                <span>{ message.text("title") }<br />{ who(message) }</span>
            </button>
            if let Some(failed) = failed {
                <p>{ outcome("fail", failed.text("word")) }{ " " }{ prose(failed.text("text")) }</p>
            }
        </li>
    }
}
