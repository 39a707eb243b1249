//! Sharing: exactly what is shared, without secrets, as a link or as a file; and opening a file.

use std::rc::Rc;

use irsa_engine::redact::{Removed, redact};
use irsa_engine::scenario::Scenario;
use irsa_words::fill;
use wasm_bindgen_futures::JsFuture;
use web_sys::{File, HtmlInputElement};
use yew::prelude::*;

use super::{dialog::Dialog, kept::bring_back, prose::prose};
use crate::browser::{files, links};
use crate::share::{LENGTH_MAX, LinkError, Shared};
use crate::state::{Action, Files, Notice, Origin, State};
use crate::view::{View, count, use_view};

/// The name of the file that is downloaded.
const FILE_NAME: &str = "playground.scenario";

/// The most bytes of a file that are read, as in `irsa_engine::source::limits`.
const FILE_MAX: i32 = 8 * 1024 * 1024;

/// What can be shared.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The texts.
    pub files: Files,
    /// Where they came from.
    pub origin: Origin,
    /// The page that a link opens, as in `lab`.
    pub page: &'static str,
}

/// What would be shared of the texts as they are.
#[derive(PartialEq)]
struct Safe {
    scenario: Scenario,
    shared: Shared,
    removed: Vec<Removed>,
}

impl Safe {
    fn of(files: &Files, origin: &Origin) -> Self {
        let (scenario, removed) = redact(&origin.scenario(files));
        let original = origin.original();
        let preset = origin.preset.as_deref().map(|id| (id, &original));
        Self { shared: Shared::of(scenario.clone(), preset), scenario, removed }
    }
}

/// The dialog that shares, and its button.
#[component]
pub fn Share(props: &Props) -> Html {
    let ui = use_view().ui();
    let open = use_state_eq(|| false);
    let ontoggle = {
        let open = open.setter();
        Callback::from(move |is| open.set(is))
    };
    html! {
        <Dialog button={ui.share} title={ui.share_title} id="share" {ontoggle} closes=0>
            if *open {
                <Content files={props.files.clone()} origin={props.origin.clone()}
                    page={props.page} />
            }
        </Dialog>
    }
}

#[component]
fn Content(props: &Props) -> Html {
    let view = use_view();
    let ui = view.ui();
    let safe = use_memo((props.files.clone(), props.origin.clone()), |(files, origin)| {
        Safe::of(files, origin)
    });
    let link = use_link(&safe, props.page);
    let text = safe.scenario.serialise();
    let download = {
        let text = text.clone();
        move |_: MouseEvent| {
            // Where the browser takes no files there is still the content to copy.
            let _ = files::download(FILE_NAME, &text);
        }
    };
    html! {
        <>
            <p class="dialog-lead">{ prose(ui.share_lead) }</p>
            { removed(&safe.removed, &view) }
            <Link {link} />
            <details class="share-content">
                <summary>{ ui.share_content }</summary>
                <pre tabindex="0" translate="no">{ text }</pre>
            </details>
            <button class="button-quiet" data-download="" onclick={download}>
                { ui.download }
            </button>
        </>
    }
}

/// The link; none while it is packed.
#[hook]
fn use_link(safe: &Rc<Safe>, page: &'static str) -> Option<Result<String, LinkError>> {
    let link = use_state(|| None);
    let set = link.setter();
    use_effect_with((Rc::clone(safe), page), move |(safe, page)| {
        let (safe, page) = (Rc::clone(safe), *page);
        yew::platform::spawn_local(async move {
            set.set(Some(links::write(page, &safe.shared).await));
        });
    });
    (*link).clone()
}

/// Where secrets were, and what they were.
fn removed(removed: &[Removed], view: &View) -> Html {
    let ui = view.ui();
    if removed.is_empty() {
        return html! { <p class="share-removed">{ ui.share_removed_none }</p> };
    }
    let place = |removed: &Removed| {
        let file = if removed.file.is_empty() { ui.description_place } else { &removed.file };
        let line = fill(ui.line, &[("line", removed.line.to_string())]);
        html! {
            <li>
                <span translate="no">{ file.to_owned() }</span>{ " " }{ line }{ ": " }
                { view.words.entry("secrets", removed.secret.id()) }
            </li>
        }
    };
    html! {
        <div class="share-removed" data-removed={removed.len().to_string()}>
            <p><strong>{ count(ui.share_removed, &[("n", removed.len())]) }</strong></p>
            <ul>{ for removed.iter().map(place) }</ul>
        </div>
    }
}

#[derive(Properties, PartialEq)]
struct LinkProps {
    link: Option<Result<String, LinkError>>,
}

#[component]
fn Link(props: &LinkProps) -> Html {
    let view = use_view();
    let ui = view.ui();
    let field = use_node_ref();
    let copied = use_state_eq(|| None);
    {
        let copied = copied.setter();
        use_effect_with(props.link.clone(), move |_| copied.set(None));
    }
    let link = match &props.link {
        None => return html! { <p class="share-packing">{ ui.share_packing }</p> },
        Some(Err(error)) => {
            let why = fill(view.words.entry("links", error.id()), &error.data());
            return html! { <p class="share-refused" data-refused={error.id()}>{ why }</p> };
        }
        Some(Ok(link)) => link.clone(),
    };
    let length = link.split_once('#').map_or(0, |(_, fragment)| fragment.chars().count() + 1);
    let length = count(ui.share_length, &[("n", length), ("limit", LENGTH_MAX)]);
    let said = match *copied {
        None => length,
        Some(true) => ui.copied.to_owned(),
        Some(false) => ui.copy_refused.to_owned(),
    };
    html! {
        <div class="share-link">
            <label for="share-link">{ ui.share_link }</label>
            <input id="share-link" ref={field.clone()} readonly=true value={link.clone()}
                aria-describedby="share-said" translate="no" />
            <button class="button" onclick={copy(link, field, copied.setter())}>
                { ui.copy_link }
            </button>
            <p id="share-said" role="status">{ said }</p>
        </div>
    }
}

/// Copies the link; where that is refused, selects it.
fn copy(
    link: String,
    field: NodeRef,
    copied: UseStateSetter<Option<bool>>,
) -> Callback<MouseEvent> {
    Callback::from(move |_| {
        let (link, field, copied) = (link.clone(), field.clone(), copied.clone());
        yew::platform::spawn_local(async move {
            let done = files::copy(&link).await;
            if let Some(field) = field.cast::<HtmlInputElement>().filter(|_| !done) {
                // A field that can't take the focus can still be copied from by hand.
                let _ = field.focus();
                field.select();
            }
            copied.set(Some(done));
        });
    })
}

/// Opens a scenario's file in the place of the texts.
pub fn open_file(view: &View) -> Html {
    let act = view.act.clone();
    let onchange = move |event: Event| {
        let Some(input) = event.target_dyn_into::<HtmlInputElement>() else { return };
        let file = input.files().and_then(|files| files.get(0));
        // The same file can be chosen again.
        input.set_value("");
        if let Some(file) = file {
            read(file, act.clone());
        }
    };
    html! {
        <label class="button-quiet">
            { view.ui().open_file }
            <input class="visually-hidden" type="file" accept=".scenario" data-import=""
                {onchange} />
        </label>
    }
}

fn read(file: File, act: Callback<Action>) {
    yew::platform::spawn_local(async move {
        let Ok(start) = file.slice_with_i32_and_i32(0, FILE_MAX) else { return };
        let text = JsFuture::from(start.text()).await.ok().and_then(|text| text.as_string());
        act.emit(match Scenario::parse(&text.unwrap_or_default()) {
            Ok(scenario) if !scenario.files.is_empty() => Action::Load(Rc::new(scenario), None),
            Ok(_) => Action::Tell(Some(Notice::FileRefused(file.name()))),
            Err(error) => {
                Action::Tell(Some(Notice::FileRefused(format!("{}:{error}", file.name()))))
            }
        });
    });
}

/// Everything that is done with the texts as a whole: examples, sharing, files, and the texts that
/// others took the place of.
pub fn exchange(state: &State, view: &View) -> Html {
    html! {
        <>
            <super::presets::Presets />
            { open_file(view) }
            <Share files={state.files.clone()} origin={state.origin.clone()}
                page={state.route.id()} />
            { bring_back(state, view) }
        </>
    }
}
