//! Where to go from the first minute: one's own files, the terminal, the sources.

use wasm_bindgen_futures::JsFuture;
use web_sys::{DragEvent, File, FileList, HtmlInputElement};
use yew::prelude::*;

use crate::browser::dropped;
use crate::state::Action;
use crate::view::{View, use_view};

/// A file's bytes beyond these are not read: the engine judges no longer text, and says so.
const BYTES_MAX: i32 = 2 * 1024 * 1024 + 1;

/// The same question in a terminal.
pub fn terminal(view: &View) -> Html {
    let ui = view.ui();
    html! {
        <section class="door card" aria-labelledby="door-terminal">
            <h3 id="door-terminal">{ ui.door_terminal }</h3>
            <p>{ ui.door_terminal_text }</p>
            <pre class="command" translate="no">{ ui.door_terminal_command }</pre>
        </section>
    }
}

/// What the verdict stands on.
pub fn how(view: &View) -> Html {
    let ui = view.ui();
    html! {
        <section class="door card" aria-labelledby="door-how">
            <h3 id="door-how">{ ui.door_how }</h3>
            <p>{ ui.door_how_text }</p>
            <p><a href="#/model">{ ui.door_how_link }</a></p>
        </section>
    }
}

/// The visitor's own files, chosen, dropped or pasted.
#[component]
pub fn OwnFiles() -> Html {
    let view = use_view();
    let over = use_state_eq(|| false);
    let onchange = {
        let act = view.act.clone();
        Callback::from(move |event: Event| {
            let input = event.target_dyn_into::<HtmlInputElement>();
            let Some(input) = input else { return };
            if let Some(files) = input.files() {
                read(&files, act.clone());
            }
            // Else choosing the same file again would be no change.
            input.set_value("");
        })
    };
    let ondragover = {
        let over = over.setter();
        move |event: DragEvent| {
            event.prevent_default();
            over.set(true);
        }
    };
    let ondragleave = {
        let over = over.setter();
        move |_: DragEvent| over.set(false)
    };
    let ondrop = {
        let (over, drop) = (over.setter(), on_drop(&view));
        move |event: DragEvent| {
            over.set(false);
            drop.emit(event);
        }
    };
    let class = classes!("door", "card", "door-own", (*over).then_some("door-over"));
    html! {
        <section {class} aria-labelledby="door-own" {ondragover} {ondragleave} {ondrop}>
            { own(&view, onchange) }
        </section>
    }
}

/// Says that a drag over the element may end in a drop.
#[must_use]
pub fn allow_drop() -> Callback<DragEvent> {
    Callback::from(|event: DragEvent| event.prevent_default())
}

/// Brings the files that are dropped.
#[must_use]
pub fn on_drop(view: &View) -> Callback<DragEvent> {
    let act = view.act.clone();
    Callback::from(move |event: DragEvent| {
        event.prevent_default();
        let Some(data) = event.data_transfer() else { return };
        let (entries, act) = (dropped::entries(&data), act.clone());
        match data.files().filter(|_| entries.is_empty()) {
            Some(files) => read(&files, act),
            None => yew::platform::spawn_local(async move {
                bring(dropped::files(entries).await, act).await;
            }),
        }
    })
}

fn own(view: &View, onchange: Callback<Event>) -> Html {
    let ui = view.ui();
    let empty = view.click(Action::Bring(vec![(ui.pasted_name.to_owned(), String::new())]));
    html! {
        <>
            <h3 id="door-own">{ ui.door_own }</h3>
            <p>{ ui.door_own_text }</p>
            <div class="door-buttons">
                <label class="button">
                    { ui.choose_files }
                    <input class="visually-hidden" type="file" multiple=true {onchange} />
                </label>
                <button class="button-quiet" onclick={empty}>{ ui.paste_text }</button>
            </div>
            <p class="door-drop">{ ui.drop_here }</p>
        </>
    }
}

/// Reads the files in this tab, and brings them once all are read.
pub fn read(files: &FileList, act: Callback<Action>) {
    let files = (0..files.length()).filter_map(|index| files.get(index));
    let files = files.map(|file| (file.name(), file)).collect();
    yew::platform::spawn_local(bring(files, act));
}

/// Brings the texts of files, each under its name, once all are read.
async fn bring(files: Vec<(String, File)>, act: Callback<Action>) {
    let mut texts = Vec::new();
    for (name, file) in files {
        texts.extend(text(&file).await.map(|text| (name, text)));
    }
    if !texts.is_empty() {
        act.emit(Action::Bring(texts));
    }
}

/// A file's text; none where the browser can't read it, as with a folder.
async fn text(file: &File) -> Option<String> {
    let start = file.slice_with_i32_and_i32(0, BYTES_MAX).ok()?;
    JsFuture::from(start.text()).await.ok()?.as_string()
}
