//! The message at the clock: whose its tokens are, what is checked, what follows from what, its
//! text, and a way to change it.

use irsa_engine::flow::Edit;
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

use super::lanes::{made, who};
use super::{Scene, outcome};
use crate::components::prose::prose;
use crate::flow_state::FlowAction;
use crate::flow_view::Item;

/// The message of the lane that is looked into.
pub fn message(scene: &Scene) -> Html {
    let lane = scene.lane();
    let step = scene.sent().saturating_sub(1);
    let Some(message) = lane.list("messages").nth(step) else { return html! {} };
    html! {
        <section class="card message" aria-labelledby="message" data-step={step.to_string()}>
            <div>
                <h2 id="message" class="card-title">
                    <span class="step">{ step + 1 }</span>{ " " }{ message.text("title") }
                </h2>
                <p>{ who(message) }</p>
            </div>
            <div class="message-parts">
                <div>
                    { tokens(message, scene) }
                    { checks(lane, step, scene) }
                    { links(lane, step, scene) }
                </div>
                <div>
                    <h3>{ scene.word("http") }</h3>
                    <pre class="command http" translate="no" tabindex="0"><code>
                        { message.text("http") }
                    </code></pre>
                    <Change scene={scene.clone()} {step} />
                </div>
            </div>
        </section>
    }
}

fn tokens(message: Item<'_>, scene: &Scene) -> Html {
    let nobody = |name: &str| match name {
        "" => scene.word("nobody").to_owned(),
        name => name.to_owned(),
    };
    let token = |token: Item<'_>| {
        let pretty = ["header", "claims"].map(|part| token.text(part)).join("\n");
        html! {
            <div class="token">
                <p><b>{ token.text("name") }</b>{ " " }
                    <code translate="no">{ token.text("field") }</code></p>
                <p class="label">{ prose(token.text("meaning")) }</p>
                <dl class="token-who">
                    <div><dt>{ scene.word("read_by") }</dt>
                        <dd data-reader="">{ nobody(token.text("readBy")) }</dd></div>
                    <div><dt>{ scene.word("for") }</dt>
                        <dd translate="no">{ nobody(token.text("for")) }</dd></div>
                    <div><dt>{ scene.word("issued_by") }</dt>
                        <dd>{ nobody(token.text("issuedBy")) }</dd></div>
                </dl>
                if !pretty.trim().is_empty() {
                    <details>
                        <summary>{ scene.word("decoded") }</summary>
                        <pre class="command" translate="no"><code>{ pretty }</code></pre>
                    </details>
                }
            </div>
        }
    };
    let none = message.list("tokens").next().is_none();
    html! {
        <>
            <h3>{ scene.word("tokens") }</h3>
            { for message.list("tokens").map(token) }
            if none { <p class="label">{ scene.word("no_token") }</p> }
        </>
    }
}

fn checks(lane: Item<'_>, step: usize, scene: &Scene) -> Html {
    let none = made(lane, step).next().is_none();
    html! {
        <>
            <h3>{ scene.word("checks_here") }</h3>
            <ul class="made">{ for made(lane, step).map(|made| check(made, scene)) }</ul>
            if none { <p class="label">{ scene.word("no_check") }</p> }
        </>
    }
}

fn check(made: Item<'_>, scene: &Scene) -> Html {
    html! {
        <li data-check={made.text("id").to_owned()} data-state={made.text("state").to_owned()}>
            <p>{ outcome(made.text("state"), made.text("word")) }{ " " }
                { made.text("by") }{ ": " }{ prose(made.text("text")) }</p>
            { compared(made, scene) }
            <p class="label" translate="no">{ made.text("section") }</p>
        </li>
    }
}

/// What a check compared.
pub fn compared(made: Item<'_>, scene: &Scene) -> Html {
    if made.text("expected").is_empty() {
        return html! {};
    }
    let found = match made.text("actual") {
        "" => scene.word("absent"),
        found => found,
    };
    html! {
        <p class="label">
            <code translate="no">{ made.text("claim") }</code>{ ": " }
            { scene.word("expected") }{ " " }
            <code translate="no">{ made.text("expected") }</code>{ ", " }
            { scene.word("found") }{ " " }<code translate="no">{ found }</code>
        </p>
    }
}

fn links(lane: Item<'_>, step: usize, scene: &Scene) -> Html {
    let sent = scene.sent();
    let here = |end: Item<'_>| end.number("step") == step;
    let end = |end: Item<'_>| {
        let number = end.number("step");
        let message = lane.list("messages").nth(number);
        let tick = message.map_or(0, |message| scene.told.tick_of(message));
        html! {
            <button class="link-end" onclick={scene.click(FlowAction::Seek(tick))}
                disabled={number == step}>
                <span class="step">{ number + 1 }</span>{ " " }
                <code translate="no">{ end.text("field") }</code>
            </button>
        }
    };
    let all = lane.list("links").filter(|link| {
        let (from, to) = (link.get("from"), link.get("to"));
        (here(from) || here(to)) && from.number("step") < sent && to.number("step") < sent
    });
    let rows: Vec<Html> = all
        .map(|link| {
            let holds = link.text("holds") == "true";
            let (state, word) = if holds { ("pass", "holds") } else { ("fail", "broken") };
            html! {
                <li>
                    { end(link.get("from")) }{ " → " }{ end(link.get("to")) }
                    <p class="label">{ prose(link.text("text")) }{ ": " }
                        { outcome(state, scene.word(word)) }</p>
                </li>
            }
        })
        .collect();
    if rows.is_empty() {
        return html! {};
    }
    html! { <><h3>{ scene.word("links") }</h3><ul class="links">{ for rows }</ul></> }
}

#[derive(Debug, Clone, PartialEq, Properties)]
struct ChangeProps {
    scene: Scene,
    step: usize,
}

/// Changes a value of a message.
#[component]
fn Change(props: &ChangeProps) -> Html {
    let ChangeProps { scene, step } = props;
    let typed = use_node_ref();
    let message = scene.lane().list("messages").nth(*step);
    let fields: Vec<(String, String)> = message
        .into_iter()
        .flat_map(|message| message.list("fields").map(|field| (field.first(), field.second())))
        .collect();
    let chosen = scene.state.field.as_ref();
    let chosen = fields.iter().find(|(name, _)| Some(name) == chosen).or(fields.first());
    let Some((name, value)) = chosen.cloned() else { return html! {} };
    let onchange = {
        let act = scene.act.clone();
        Callback::from(move |event: Event| {
            let select = event.target_unchecked_into::<HtmlSelectElement>();
            act.emit(FlowAction::Field(select.value()));
        })
    };
    let onsubmit = {
        let (act, typed, field, step) = (scene.act.clone(), typed.clone(), name.clone(), *step);
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let value = typed.cast::<HtmlInputElement>().map(|input| input.value());
            let (field, value) = (field.clone(), value.unwrap_or_default());
            act.emit(FlowAction::Edit(Edit { step, field, value }));
        })
    };
    let option = |(field, _): &(String, String)| {
        html! { <option value={field.clone()} selected={*field == name}>{ field }</option> }
    };
    html! {
        <form class="change" {onsubmit}>
            <h3>{ scene.word("edit") }</h3>
            <p class="label">{ scene.word("edit_lead") }</p>
            <div class="fields">
                <div class="field">
                    <label for="change-field">{ scene.word("field") }</label>
                    <select id="change-field" translate="no" {onchange}>
                        { for fields.iter().map(option) }
                    </select>
                </div>
                <div class="field">
                    <label for="change-value">{ scene.word("new") }</label>
                    <input id="change-value" key={format!("{step} {name} {value}")} ref={typed}
                        autocomplete="off" spellcheck="false" value={value.clone()} />
                </div>
                <button class="button">{ scene.word("change") }</button>
            </div>
        </form>
    }
}

/// What was changed in any lane, with a way back.
pub fn changes(scene: &Scene) -> Html {
    if scene.state.edits.is_empty() {
        return html! {};
    }
    let row = |(at, (lane, edit)): (usize, &(irsa_engine::flow::Lane, Edit))| {
        html! {
            <li data-edit={edit.field.clone()}>
                <span>
                    { scene.told.lane(lane.id()).text("name") }{ " " }
                    <span class="step">{ edit.step + 1 }</span>{ " " }
                    <code translate="no">{ &edit.field }{ " = " }{ &edit.value }</code>
                </span>
                <button class="button-quiet" onclick={scene.click(FlowAction::TakeBack(at))}>
                    { scene.word("take_back") }
                </button>
            </li>
        }
    };
    html! {
        <section class="card" aria-labelledby="changes">
            <h2 id="changes" class="card-title">{ scene.word("edits") }</h2>
            <ul class="changes">{ for scene.state.edits.iter().enumerate().map(row) }</ul>
        </section>
    }
}
