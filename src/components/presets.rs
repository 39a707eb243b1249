//! The scenarios to start from, each with what to try.

use std::rc::Rc;

use yew::prelude::*;

use super::{dialog::Dialog, prose::prose};
use crate::browser::links;
use crate::presets::{PRESETS, Preset};
use crate::state::{Action, Notice};
use crate::view::{View, use_view};

/// The menu and its button.
#[component]
pub fn Presets() -> Html {
    let view = use_view();
    let open = use_state_eq(|| false);
    let closes = use_state(|| 0_usize);
    let ontoggle = {
        let open = open.setter();
        Callback::from(move |is| open.set(is))
    };
    let choose = {
        let (act, closes) = (view.act.clone(), closes.clone());
        Callback::from(move |preset: Preset| {
            closes.set(*closes + 1);
            load(preset, act.clone());
        })
    };
    let ui = view.ui();
    html! {
        <Dialog button={ui.presets} title={ui.presets_title} id="presets" {ontoggle}
            closes={*closes}>
            if *open {
                <p class="dialog-lead">{ ui.presets_lead }</p>
                <ul class="preset-list">
                    { for PRESETS.into_iter().map(|preset| card(preset, &choose, &view)) }
                </ul>
            }
        </Dialog>
    }
}

fn card(preset: Preset, choose: &Callback<Preset>, view: &View) -> Html {
    let choose = choose.reform(move |_: MouseEvent| preset);
    html! {
        <li>
            <button class="preset" data-preset={preset.id} onclick={choose}>
                <strong>{ view.words.entry("preset_titles", preset.id) }</strong>
                <span>{ prose(view.words.entry("preset_tries", preset.id)) }</span>
            </button>
        </li>
    }
}

fn load(preset: Preset, act: Callback<Action>) {
    yew::platform::spawn_local(async move {
        act.emit(match links::preset(preset.id).await {
            Ok(scenario) => Action::Load(Rc::new(scenario), Some(preset.id.into())),
            Err(error) => Action::Tell(Some(Notice::PresetRefused(error))),
        });
    });
}
