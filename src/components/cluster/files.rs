//! The texts: their tabs, the open one in its editor, and what is wrong with it.

use irsa_engine::{Severity, Span};
use yew::prelude::*;

use super::Scene;
use crate::browser;
use crate::cluster_state::ClusterAction;
use crate::components::code::Code;
use crate::components::editor::Editor;
use crate::components::filebar::FileBar;
use crate::components::tabs;
use crate::flow_view::Item;
use crate::squiggles::Squiggle;
use crate::state::Action;

/// The texts. Until the editor's module is there, plain fields hold them.
pub fn files(scene: &Scene) -> Html {
    let desk = &scene.state.desk;
    let panels = (0..desk.files.len()).map(|index| panel(index, scene));
    html! {
        <section class="artefacts" aria-label={scene.word("files").to_owned()}
            data-region="" tabindex="-1">
            { tablist(scene) }
            <FileBar name={desk.files.get(desk.open).map(|file| file.name.clone())}
                index={desk.open} />
            { for panels }
            <p class="keys-hint">
                { scene.word("keys") }{ " " }
                if desk.edited() {
                    <button class="button-quiet"
                        onclick={scene.click(ClusterAction::Desk(Action::Reset))}>
                        { scene.word("reset") }
                    </button>
                }
            </p>
        </section>
    }
}

fn tablist(scene: &Scene) -> Html {
    let (open, count) = (scene.state.desk.open, scene.state.desk.files.len());
    let tab = |index: usize, name: &str| {
        let chosen = index == open;
        html! {
            <button key={name} role="tab" class="tab" id={tabs::tab_id(index)}
                aria-selected={chosen.to_string()} aria-controls={tabs::panel_id(index)}
                tabindex={if chosen { "0" } else { "-1" }} translate="no"
                onclick={scene.click(ClusterAction::Desk(Action::Open(index)))}>
                { name.to_owned() }
                if remarks(index, scene).any(|one| one.severity == Severity::Error) {
                    <span class="tab-mark" aria-hidden="true"></span>
                    <span class="visually-hidden">{ " " }{ scene.word("has_errors") }</span>
                }
            </button>
        }
    };
    let act = scene.act.clone();
    let onkeydown = Callback::from(move |event: KeyboardEvent| {
        if let Some(to) = tabs::target(&event.key(), open, count) {
            event.prevent_default();
            act.emit(ClusterAction::Desk(Action::Open(to)));
            browser::focus(&tabs::tab_id(to));
        }
    });
    html! {
        <div class="tabs" role="tablist" aria-label={scene.word("files").to_owned()} {onkeydown}>
            { for scene.state.desk.files.iter().enumerate()
                .map(|(index, file)| tab(index, &file.name)) }
        </div>
    }
}

fn panel(index: usize, scene: &Scene) -> Html {
    let desk = &scene.state.desk;
    let Some(file) = desk.files.get(index) else { return Html::default() };
    let shown = index == desk.open;
    let look = desk.look.filter(|look| look.file == index).map(|look| (look.span, look.serial));
    let Some(module) = scene.module.clone() else {
        return html! {
            <Editor key={&*file.name} {index} name={&file.name} text={&file.text} {shown}
                marks={Vec::new()} {look} />
        };
    };
    let squiggles = if shown { remarks(index, scene).collect() } else { Vec::new() };
    html! {
        <Code key={&*file.name} {module} {index} name={&file.name} text={&file.text} {shown}
            fresh={true}
            {squiggles} signs={Vec::new()} linked={Vec::new()} {look} dark={scene.dark} />
    }
}

/// What is wrong with a text, where it is still as it was when that was found.
fn remarks(index: usize, scene: &Scene) -> impl Iterator<Item = Squiggle> + '_ {
    let length = scene.state.desk.files.get(index).map_or(0, |file| file.text.len());
    let here = move |finding: &Item<'_>| finding.number("file") == index;
    let remark = move |finding: Item<'_>| {
        let (from, to) = (finding.number("from"), finding.number("to"));
        let severity = match finding.text("severity") {
            "error" => Severity::Error,
            "warning" => Severity::Warning,
            _ => Severity::Info,
        };
        let sentence = finding.text("text").replace('`', "");
        (to <= length).then_some(Squiggle { span: Span::new(from, to), severity, sentence })
    };
    scene.told.whole().list("findings").filter(here).filter_map(remark)
}
