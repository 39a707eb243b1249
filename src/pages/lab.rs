//! The workbench: every text, and everything that follows from them.

use std::rc::Rc;

use irsa_words::explain::Explanation;
use yew::prelude::*;

use crate::answer::Answer;
use crate::app::Shown;
use crate::browser::PAGE_TITLE;
use crate::browser::code::Module;
use crate::components::inspectors::Inspectors;
use crate::components::workbench::{pointing, workbench};
use crate::components::{doors, fixes, gates, tools, verdict, who_else};
use crate::route::Route;
use crate::view::View;

/// The page. Files dropped anywhere on it are brought.
pub fn lab(shown: &Shown, module: Option<&Module>) -> Html {
    let Shown { state, answer, explanation, view } = shown;
    let ui = view.ui();
    html! {
        <main class="page lab" ondragover={doors::allow_drop()}
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
                        { who_else::who_else(answer, view) }
                    </div>
                </div>
                { side(answer, explanation, view) }
            </div>
            <Inspectors answer={Rc::clone(answer)} open={state.inspector} />
        </main>
    }
}

fn side(answer: &Rc<Answer>, explanation: &Explanation, view: &View) -> Html {
    let point = pointing(answer, view);
    let (over, focused) = (point.clone(), point);
    html! {
        <div class="lab-side" data-region="" tabindex="-1"
            onmouseover={move |event: MouseEvent| over.emit(event.into())}
            onfocusin={move |event: FocusEvent| focused.emit(event.into())}>
            { verdict::verdict(answer, explanation, view) }
            { gates::gates(explanation, view) }
        </div>
    }
}
