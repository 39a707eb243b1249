//! The same cluster by other ways: the console's forms, commands, and a ClusterConfig.

use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

use super::{Scene, console::forms};
use crate::browser::files;
use crate::cluster_state::{ClusterAction, Way};
use crate::components::prose::prose;
use crate::flow_view::Item;

/// What the card is given.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The page as it stands.
    pub scene: Scene,
}

/// The card. One way is open, or none.
#[component]
pub fn Ways(props: &Props) -> Html {
    let scene = &props.scene;
    let open = scene.state.way;
    let told = scene.told.whole().get("way");
    let choice = |way: Way| {
        let chosen = open == Some(way);
        let next = ClusterAction::Way(Some(way).filter(|_| !chosen));
        html! {
            <button class="button-quiet" aria-expanded={chosen.to_string()} aria-controls="way"
                data-way={way.id()} onclick={scene.click(next)}>
                { scene.word(name(way)) }
            </button>
        }
    };
    // What is told may still be that of the way before.
    let there = open.filter(|way| told.text("id") == way.id());
    html! {
        <section class="card ways" aria-labelledby="ways">
            <h2 id="ways" class="card-title">{ scene.word("ways") }</h2>
            <p>{ prose(scene.word("ways_lead")) }</p>
            <div class="ways-choice">{ for Way::ALL.into_iter().map(choice) }</div>
            <div id="way" class="way" hidden={open.is_none()}>
                if let Some(way) = there {
                    { shown(way, told, scene) }
                }
            </div>
        </section>
    }
}

fn shown(way: Way, told: Item<'_>, scene: &Scene) -> Html {
    let (scene, text) = (scene.clone(), told.text("text").to_owned());
    match way {
        Way::Console => forms(told, &scene),
        Way::Commands | Way::ClusterConfig => {
            html! { <Written key={way.id()} {scene} {way} {text} /> }
        }
    }
}

const fn name(way: Way) -> &'static str {
    match way {
        Way::Console => "way_console",
        Way::Commands => "way_commands",
        Way::ClusterConfig => "way_cluster_config",
    }
}

/// A way that is a text.
#[derive(Properties, PartialEq)]
pub struct WrittenProps {
    /// The page as it stands.
    pub scene: Scene,
    /// Which way.
    pub way: Way,
    /// The text.
    pub text: String,
}

/// A text to read and to copy.
#[component]
pub fn Written(props: &WrittenProps) -> Html {
    let WrittenProps { scene, way, text } = props;
    let field = use_node_ref();
    let copied = use_state(|| None::<bool>);
    let said =
        copied.map(|done| if done { scene.word("copied") } else { scene.word("copy_refused") });
    let lead = match way {
        Way::Console | Way::Commands => scene.word("way_commands_says"),
        Way::ClusterConfig => scene.word("way_cluster_config_says"),
    };
    if text.is_empty() {
        return html! { <p class="label">{ scene.word("way_none") }</p> };
    }
    html! {
        <>
            <p class="label" id="way-says">{ prose(lead) }</p>
            <textarea ref={field.clone()} class="command way-text" readonly=true wrap="off"
                spellcheck="false" translate="no" lang="en" rows={rows(text)}
                aria-label={scene.word(name(*way)).to_owned()} aria-describedby="way-says"
                value={text.clone()} />
            <p class="way-foot">
                <button class="button" data-copy=""
                    onclick={copy(text.clone(), field, copied.setter())}>
                    { scene.word("copy") }
                </button>
                <span role="status">{ said.unwrap_or_default() }</span>
            </p>
        </>
    }
}

/// Most lines that are shown at once.
const ROWS_MAX: usize = 22;

fn rows(text: &str) -> String {
    text.lines().count().clamp(2, ROWS_MAX).to_string()
}

/// Copies the text; where that is refused, selects it.
fn copy(
    text: String,
    field: NodeRef,
    copied: UseStateSetter<Option<bool>>,
) -> Callback<MouseEvent> {
    Callback::from(move |_| {
        let (text, field, copied) = (text.clone(), field.clone(), copied.clone());
        yew::platform::spawn_local(async move {
            let done = files::copy(&text).await;
            if let Some(field) = field.cast::<HtmlTextAreaElement>().filter(|_| !done) {
                // A field that can't take the focus can still be copied from by hand.
                let _ = field.focus();
                field.select();
            }
            copied.set(Some(done));
        });
    })
}
