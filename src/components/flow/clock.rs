//! The clock: stepping, seeking, and predicting what comes.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::Scene;
use crate::components::prose::prose;
use crate::flow_state::{FlowAction, Guess};
use crate::flow_view::{Prediction, prediction};

/// The clock of all lanes.
pub fn clock(scene: &Scene) -> Html {
    let (tick, last) = (scene.tick(), scene.told.last_tick());
    let act = scene.act.clone();
    let oninput = Callback::from(move |event: InputEvent| {
        let value = event.target_unchecked_into::<HtmlInputElement>().value();
        act.emit(FlowAction::Seek(value.parse().unwrap_or_default()));
    });
    let sent = scene.sent();
    let now = scene.lane().list("messages").nth(sent.saturating_sub(1));
    let title = now.map_or("", |message| message.text("title")).to_owned();
    let said = scene.filled(
        "step",
        &[("n", (tick + 1).to_string()), ("of", (last + 1).to_string()), ("title", title)],
    );
    html! {
        <section class="card clock" aria-labelledby="clock">
            <h2 id="clock" class="visually-hidden">{ scene.word("clock") }</h2>
            <div class="clock-hand">
                <button class="button-quiet" disabled={tick == 0}
                    onclick={scene.click(FlowAction::Seek(tick.saturating_sub(1)))}>
                    { scene.word("back") }
                </button>
                <input type="range" data-timeline="" min="0" max={last.to_string()} step="1"
                    value={tick.to_string()} aria-label={scene.word("clock").to_owned()}
                    aria-valuetext={said.clone()} {oninput} />
                <button class="button" disabled={tick == last}
                    onclick={scene.click(FlowAction::Seek(tick + 1))}>
                    { scene.word("forward") }
                </button>
            </div>
            <p class="clock-says">{ said }</p>
            { predict(scene, sent) }
        </section>
    }
}

fn predict(scene: &Scene, sent: usize) -> Html {
    html! {
        <div class="predict" role="group" aria-labelledby="predict">
            <div role="status">
                if let Some(guess) = &scene.state.guess { { revealed(guess, scene) } }
            </div>
            <h3 id="predict" class="label">{ scene.word("predict") }</h3>
            if let Some(asked) = prediction(scene.lane(), sent) {
                { question(&asked, scene) }
            } else {
                <p>{ scene.word("guess_ends") }</p>
            }
        </div>
    }
}

fn question(asked: &Prediction, scene: &Scene) -> Html {
    let question = scene.word(asked.question);
    let choice = |choice: &String| {
        let guess = Guess {
            question: question.to_owned(),
            said: choice.clone(),
            came: asked.answer.clone(),
        };
        html! {
            <button class="button-quiet" onclick={scene.click(FlowAction::Guess(guess))}>
                { choice }
            </button>
        }
    };
    html! {
        <>
            <p>{ question }</p>
            if !asked.about.is_empty() {
                <p class="predict-about">{ prose(&asked.about) }</p>
            }
            <div class="predict-choices">{ for asked.choices.iter().map(choice) }</div>
        </>
    }
}

fn revealed(guess: &Guess, scene: &Scene) -> Html {
    let right = guess.said == guess.came;
    let (key, came) = match right {
        true => ("right", "right"),
        false => ("not_so", "wrong"),
    };
    let text = scene.filled(key, &[("guess", guess.said.clone()), ("answer", guess.came.clone())]);
    html! {
        <p class="guess" data-guess={came}>
            <span class="label">{ &guess.question }</span>{ " " }{ text }
        </p>
    }
}
