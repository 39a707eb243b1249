//! The four steps from an empty account to a pod with its role, and what comes next.

use irsa_words::fill;
use yew::prelude::*;

use super::{APPLY, KUBECTL, Scene};
use crate::cluster_state::{ClusterAction, Order};
use crate::cluster_view::clock;
use crate::components::prose::prose;
use crate::flow_view::Item;

/// The steps.
pub fn thread(scene: &Scene) -> Html {
    let now = now(scene);
    html! {
        <section class="thread" aria-labelledby="thread">
            <h2 id="thread" class="visually-hidden">{ scene.word("thread") }</h2>
            <ol>{ for scene.told.whole().list("stages").enumerate()
                .map(|(at, stage)| step(at, stage, now, scene)) }</ol>
            { next(scene) }
        </section>
    }
}

/// How many of the steps are behind.
fn now(scene: &Scene) -> usize {
    let at = scene.state.at as usize;
    let done = |stage: &Item<'_>| stage.get("done").is_there() && stage.number("done") <= at;
    scene.told.whole().list("stages").take_while(done).count()
}

fn step(at: usize, stage: Item<'_>, now: usize, scene: &Scene) -> Html {
    let began = scene.state.applied();
    let state = match at.cmp(&now) {
        std::cmp::Ordering::Less => "done",
        std::cmp::Ordering::Equal if began => "going",
        _ => "waiting",
    };
    let done = stage.get("done").is_there().then(|| stage.number("done"));
    html! {
        <li class={classes!("step-card", state)} data-stage={stage.text("id").to_owned()}
            data-state={state} aria-current={(state == "going").then_some("step")}>
            <p class="step-head">
                <span class="step">{ at + 1 }</span>{ " " }<b>{ stage.text("title") }</b>
            </p>
            <p class="label">{ prose(stage.text("says")) }</p>
            <p class="step-foot">
                { scene.standing(state) }
                if let Some(done) = done.and_then(|done| u32::try_from(done).ok()) {
                    <button class="link-time"
                        onclick={scene.click(ClusterAction::Seek(done))}>
                        { clock(done) }
                        <span class="visually-hidden">{ ": " }{ scene.word("go_there") }</span>
                    </button>
                }
            </p>
        </li>
    }
}

/// What to do next, in a sentence and a button.
fn next(scene: &Scene) -> Html {
    let asker = scene.told.whole().get("asker");
    let (key, button) = match whither(scene) {
        Next::Mend => ("next_mend", Html::default()),
        Next::Apply => {
            let said = scene.told.whole().get("plan").text("says");
            ("next_apply", primary("apply", APPLY, said, ClusterAction::Apply, scene))
        }
        Next::Wait => ("next_wait", Html::default()),
        Next::Kubectl => {
            ("next_kubectl", primary("kubectl", KUBECTL, "", ClusterAction::Kubectl, scene))
        }
        Next::Lab => ("next_lab", lab(scene)),
    };
    let values = [("pod", asker.text("pod").to_owned()), ("role", asker.text("role").to_owned())];
    html! {
        <div class="next card" role="status" data-next={key}>
            <p>{ prose(&fill(scene.word(key), &values)) }</p>
            { button }
        </div>
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Next {
    Mend,
    Apply,
    Wait,
    Kubectl,
    Lab,
}

fn whither(scene: &Scene) -> Next {
    let moment = scene.told.moment();
    let past = |wanted: fn(&Order) -> bool| {
        let mut deeds = scene.state.deeds().iter();
        deeds.any(|deed| deed.at <= scene.state.at && wanted(&deed.order))
    };
    let ready =
        moment.list("pods").any(|pod| pod.text("system") == "false" && pod.text("ready") == "true");
    let reached = now(scene) >= 3;
    let errors = scene.told.whole().get("plan").list("errors").next().is_some();
    match () {
        () if errors => Next::Mend,
        () if !past(|order| matches!(order, Order::Apply(_))) => Next::Apply,
        () if ready => Next::Lab,
        () if reached && !past(|order| matches!(order, Order::Kubectl(_))) => Next::Kubectl,
        () => Next::Wait,
    }
}

fn primary(
    id: &'static str,
    command: &'static str,
    more: &str,
    action: ClusterAction,
    scene: &Scene,
) -> Html {
    html! {
        <button class="button" data-do={id} onclick={scene.begin(action)}>
            <code translate="no">{ command }</code>
            if !more.is_empty() { <span class="next-more" translate="no">{ more }</span> }
        </button>
    }
}

fn lab(scene: &Scene) -> Html {
    let scenario = scene.state.scenario();
    let open = Callback::from(move |_: MouseEvent| {
        crate::browser::island::bring(&scenario);
    });
    let asker = scene.told.whole().get("asker");
    html! {
        <>
            <p data-asker={asker.text("verdict").to_owned()}>
                { scene.standing(asker.text("verdict")) }{ " " }
                <code translate="no">{ asker.text("pod") }</code>{ " → " }
                <code translate="no">{ asker.text("role") }</code>
            </p>
            <button class="button" data-lab="" onclick={open}>{ scene.word("to_lab") }</button>
        </>
    }
}
