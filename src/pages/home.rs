//! A broken pod to repair, then the visitor's own.

use irsa_words::explain::Explanation;
use yew::prelude::*;

use crate::answer::Answer;
use crate::app::Shown;
use crate::browser::PAGE_TITLE;
use crate::components::{
    doors, editor::Editor, findings, fixes, gates, guide, kept::bring_back, tabs, verdict, who_else,
};
use crate::marks;
use crate::route::Route;
use crate::state::{Action, State};
use crate::view::View;

/// The page.
pub fn home(shown: &Shown) -> Html {
    let Shown { state, answer, explanation, view } = shown;
    let ui = view.ui();
    html! {
        <main class="page">
            { title(state, explanation, view) }
            <div class="columns">
                <div class="side">
                    { verdict::verdict(answer, explanation, view) }
                    { gates::gates(explanation, view) }
                </div>
                <div class="work">
                    { verdict::pin(explanation, view) }
                    if state.preset {
                        { guide::guide(answer, view) }
                    }
                    { artefacts(state, answer, explanation, view) }
                    { who_else::who_else(answer, view) }
                    { fixes::fixes(answer, view) }
                </div>
            </div>
            <section class="doors" aria-labelledby="doors">
                <h2 id="doors">{ ui.doors }</h2>
                <div class="doors-list">
                    <doors::OwnFiles />
                    { doors::terminal(view) }
                    { doors::how(view) }
                </div>
            </section>
        </main>
    }
}

fn title(state: &State, explanation: &Explanation, view: &View) -> Html {
    let ui = view.ui();
    if !state.preset {
        return html! {
            <div class="title">
                <h1 id={PAGE_TITLE} tabindex="-1">{ ui.own_title }</h1>
                <p>{ ui.own_lead }</p>
            </div>
        };
    }
    let (ending, class) = match explanation.verdict {
        irsa_engine::Verdict::Allow => (ui.home_can, "title-can"),
        _ => (ui.home_cannot, "title-cannot"),
    };
    html! {
        <div class="title">
            <h1 id={PAGE_TITLE} tabindex="-1">
                { ui.home_wants }{ " " }<span {class}>{ ending }</span>
            </h1>
            <p>{ ui.home_lead }</p>
        </div>
    }
}

/// The texts, one of them open.
fn artefacts(state: &State, answer: &Answer, explanation: &Explanation, view: &View) -> Html {
    let ui = view.ui();
    let decided = explanation.decided.as_ref().map(|(_, line)| line);
    let panels = state.files.iter().enumerate().map(|(index, file)| {
        let shown = index == state.open;
        let marks = if shown { marks::of_file(&answer.report, index, decided) } else { Vec::new() };
        let look = state.look.filter(|look| look.file == index);
        html! {
            <Editor key={&*file.name} {index} name={&file.name} text={&file.text} {shown}
                {marks} look={look.map(|look| (look.span, look.serial))} />
        }
    });
    html! {
        <section class="artefacts" aria-label={ui.artefacts}>
            { tabs::tabs(state, explanation, view) }
            { for panels }
            <div class="artefacts-foot">
                { findings::findings(explanation, view) }
                <div class="artefacts-tools">
                    if !state.past.is_empty() {
                        <button class="button-quiet" onclick={view.click(Action::Undo)}>
                            { ui.undo }
                        </button>
                    }
                    <button class="button-quiet" onclick={view.click(Action::Reset)}>
                        { ui.reset }
                    </button>
                    { bring_back(state, view) }
                </div>
            </div>
            <p class="to-lab"><a href={Route::Lab.fragment()}>{ ui.to_lab }</a></p>
        </section>
    }
}
