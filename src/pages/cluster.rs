//! A cluster from Terraform to a pod with its role, on a clock: an app of its own
//! (`src/bin/clusterpage.rs`) within the workbench, which has no room for it.

use std::rc::Rc;

use yew::prelude::*;

use crate::browser;
use crate::browser::cluster as worker;
use crate::browser::island::IslandProps;
use crate::cluster_state::{ClusterAction, ClusterState};
use crate::components::cluster::{
    Scene, clock, experiment, files, graph, log, map, orders, plan, thread, ways::Ways,
};
use crate::view::View;

/// The page. What somebody did stays for as long as the document does.
#[component]
pub fn Cluster(props: &IslandProps) -> Html {
    let state = use_reducer_eq(worker::kept);
    let act = {
        let dispatcher = state.dispatcher();
        use_callback((), move |action: ClusterAction, ()| dispatcher.dispatch(action))
    };
    worker::use_keeping(&state);
    let worker::Answer { told, fresh, failed } = worker::use_told(&state, props.lang);
    let end = told.as_ref().filter(|_| fresh).map(|told| told.end());
    worker::use_playing(&state, end, &act);
    let speaks = browser::words::use_words(props.lang);
    let module = browser::use_module(told.is_some());
    let (Some(told), true) = (told, speaks) else {
        let refused = failed && speaks;
        return html! {
            if refused { <p class="label">{ props.lang.words().ui().fetch_failed }</p> }
        };
    };
    let desk = act.reform(ClusterAction::Desk);
    let view = View { words: props.lang.words(), act: desk };
    let state: Rc<ClusterState> = Rc::new((*state).clone());
    html! {
        <ContextProvider<View> context={view}>
            <div class="page cluster" data-at={told.moment().text("t").to_owned()}>
                <p class="flows-lead">{ told.word("lead") }</p>
                { parts(&Scene { told, fresh, state, act, module, dark: props.dark }) }
            </div>
        </ContextProvider<View>>
    }
}

/// All parts of the page.
pub fn parts(scene: &Scene) -> Html {
    html! {
        <>
            { thread::thread(scene) }
            { clock::clock(scene) }
            <div class="cluster-columns">
                { map::map(scene) }
                { log::log(scene) }
            </div>
            <div class="cluster-columns">
                { orders::faults(scene) }
                { orders::commands(scene) }
            </div>
            <div class="cluster-columns">
                { files::files(scene) }
                { plan::plan(scene) }
            </div>
            <Ways scene={scene.clone()} />
            { graph::graph(scene) }
            { experiment::experiment(scene) }
        </>
    }
}
