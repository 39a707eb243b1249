//! The workbench: every text, and everything that follows from them.

use std::rc::Rc;

use yew::prelude::*;

use crate::app::Shown;
use crate::browser::PAGE_TITLE;
use crate::browser::code::Module;
use crate::components::inspectors::Inspectors;
use crate::components::made::Made;
use crate::components::workbench::{pointing, workbench};
use crate::components::{doors, fixes, gates, reading, tools, verdict, who_else};
use crate::expanded::Reading;
use crate::route::Route;

/// The page. Files dropped anywhere on it are brought.
pub fn lab(shown: &Shown, reading: &Reading, module: Option<&Module>) -> Html {
    let Shown { state, answer, explanation, view } = shown;
    let ui = view.ui();
    html! {
        <main class="page lab" data-reading={reading.id()} ondragover={doors::allow_drop()}
            ondrop={doors::on_drop(view)}>
            <div class="lab-head">
                <h1 id={PAGE_TITLE} tabindex="-1">{ ui.nav_lab }</h1>
                <p class="lab-lead">
                    { ui.lab_lead }{ " " }
                    <a href={Route::Cluster.fragment()}>{ ui.to_cluster }</a>
                </p>
                { tools::tools(state, view) }
            </div>
            <div class="lab-columns">
                <div class="lab-work">
                    { verdict::pin(explanation, view) }
                    { workbench(state, answer, explanation, module, view) }
                    <div class="lab-ways" data-region="" tabindex="-1">
                        { fixes::fixes(answer, view) }
                        { fixes::untried(answer, view) }
                        { who_else::who_else(answer, view) }
                        { for reading.expanded().map(|expanded| html! {
                            <Made expanded={Rc::clone(expanded)} />
                        }) }
                    </div>
                </div>
                { side(shown, reading) }
            </div>
            <Inspectors answer={Rc::clone(answer)} open={state.inspector} />
        </main>
    }
}

fn side(shown: &Shown, reading: &Reading) -> Html {
    let Shown { answer, explanation, view, .. } = shown;
    let point = pointing(answer, view);
    let (over, focused) = (point.clone(), point);
    html! {
        <div class="lab-side" data-region="" tabindex="-1"
            onmouseover={move |event: MouseEvent| over.emit(event.into())}
            onfocusin={move |event: FocusEvent| focused.emit(event.into())}>
            { reading::verdict_or_not(shown, reading) }
            if matches!(reading, Reading::Earlier(_)) {
                <p class="reading-earlier label" aria-hidden="true">
                    { view.ui().reading_earlier }
                </p>
            }
            { gates::gates(explanation, view) }
        </div>
    }
}
