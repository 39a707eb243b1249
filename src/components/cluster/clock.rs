//! The clock: play and pause, speed, seeking, stepping, timelines.

use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

use super::{Scene, meters};
use crate::cluster_state::{ClusterAction, SPEEDS};
use crate::cluster_view;

/// The clock.
pub fn clock(scene: &Scene) -> Html {
    let (at, end) = (scene.state.at, scene.told.end());
    let act = scene.act.clone();
    let oninput = Callback::from(move |event: InputEvent| {
        let value = event.target_unchecked_into::<HtmlInputElement>().value();
        act.emit(ClusterAction::Seek(value.parse().unwrap_or_default()));
    });
    let time = cluster_view::clock(at);
    let said = match scene.told.events(at).next_back() {
        Some(event) => format!("{time}: {} {}", event.text("about"), event.text("text")),
        None => format!("{time}: {}", scene.word("empty")),
    };
    html! {
        <section class="card clock cluster-clock" aria-labelledby="clock">
            <h2 id="clock" class="visually-hidden">{ scene.word("clock") }</h2>
            <div class="cluster-hand">
                { play(scene, end) }
                <input type="range" data-timeline="" min="0" max={end.to_string()} step="1"
                    value={at.to_string()} aria-label={scene.word("clock").to_owned()}
                    aria-valuetext={said} disabled={end == 0} {oninput} />
                <p class="cluster-time">
                    <b>{ time }</b>{ " / " }{ cluster_view::clock(end) }
                </p>
            </div>
            <div class="cluster-hand">
                { step("back", scene.told.last_stop(at), at == 0, scene) }
                { step("forward", scene.told.next_stop(at), at >= end, scene) }
                { speed(scene) }
                { timelines(scene, end) }
            </div>
            { meters::meters(scene) }
        </section>
    }
}

fn play(scene: &Scene, end: u32) -> Html {
    let playing = scene.state.playing;
    let (key, sign) = match playing {
        true => ("pause", "M8 5v14M16 5v14"),
        false => ("play", "M7 4l12 8-12 8z"),
    };
    html! {
        <button class="button play" data-play={playing.to_string()}
            disabled={end == 0 || scene.state.at >= end && !playing}
            onclick={scene.click(ClusterAction::Play(!playing))}>
            <svg viewBox="0 0 24 24" aria-hidden="true"><path d={sign} /></svg>
            { scene.word(key) }
        </button>
    }
}

fn step(key: &'static str, to: u32, disabled: bool, scene: &Scene) -> Html {
    html! {
        <button class="button-quiet" {disabled} onclick={scene.click(ClusterAction::Seek(to))}>
            { scene.word(key) }
        </button>
    }
}

fn speed(scene: &Scene) -> Html {
    let act = scene.act.clone();
    let onchange = Callback::from(move |event: Event| {
        let select = event.target_unchecked_into::<HtmlSelectElement>();
        act.emit(ClusterAction::Speed(select.value().parse().unwrap_or_default()));
    });
    let option = |speed: &u32| {
        html! {
            <option value={speed.to_string()} selected={*speed == scene.state.speed}>
                { format!("{speed}×") }
            </option>
        }
    };
    html! {
        <label class="speed">
            { scene.word("speed") }{ " " }
            <select {onchange}>{ for SPEEDS.iter().map(option) }</select>
        </label>
    }
}

/// The timelines, and how to begin another one.
fn timelines(scene: &Scene, end: u32) -> Html {
    let count = scene.state.timelines.len();
    let choice = |timeline: usize| {
        html! {
            <button class="button-quiet"
                aria-pressed={(timeline == scene.state.timeline).to_string()}
                onclick={scene.click(ClusterAction::Timeline(timeline))}>
                { timeline + 1 }
            </button>
        }
    };
    html! {
        <>
            <button class="button-quiet" data-fork="" disabled={end == 0}
                title={scene.word("fork_says").to_owned()}
                onclick={scene.click(ClusterAction::Fork)}>
                { scene.word("fork") }
            </button>
            if count > 1 {
                <span class="timelines" role="group" aria-labelledby="timelines">
                    <span id="timelines">{ scene.word("timelines") }</span>
                    { for (0..count).map(choice) }
                </span>
            }
            if end > 0 {
                <button class="button-quiet" onclick={scene.click(ClusterAction::StartOver)}>
                    { scene.word("start_over") }
                </button>
            }
        </>
    }
}
