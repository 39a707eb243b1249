//! What can be done with the files: add, bring, rename, remove.

use irsa_engine::Text;
use web_sys::{HtmlInputElement, SubmitEvent};
use yew::prelude::*;

use super::doors;
use crate::state::Action;
use crate::view::{View, use_view};

/// The open file.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// Its name; none where there is no file.
    pub name: Option<Text>,
    /// Its index.
    pub index: usize,
}

/// What the name being written is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Naming {
    Added,
    Renamed,
}

/// The name that is offered for a new file.
const NEW_FILE: &str = "new.yaml";

/// The buttons; where a name is needed, a field takes their place.
#[component]
pub fn FileBar(props: &Props) -> Html {
    let view = use_view();
    let naming = use_state_eq(|| None::<Naming>);
    let field = use_node_ref();
    {
        let field = field.clone();
        use_effect_with(*naming, move |naming| {
            let input = field.cast::<HtmlInputElement>().filter(|_| naming.is_some());
            if let Some(input) = input {
                input.select();
                // A field that can't take the focus is reached by Tab.
                let _ = input.focus();
            }
        });
    }
    match *naming {
        Some(what) => name_form(props, what, &naming, field, &view),
        None => buttons(props, &naming, &view),
    }
}

fn name_form(
    props: &Props,
    what: Naming,
    naming: &UseStateHandle<Option<Naming>>,
    field: NodeRef,
    view: &View,
) -> Html {
    let ui = view.ui();
    let (value, done) = match (what, &props.name) {
        (Naming::Renamed, Some(name)) => (name.to_string(), ui.rename),
        _ => (NEW_FILE.to_owned(), ui.new_file),
    };
    let close = {
        let naming = naming.setter();
        move || naming.set(None)
    };
    let onsubmit = {
        let (field, act, file, close) =
            (field.clone(), view.act.clone(), props.name.clone(), close.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let name = field.cast::<HtmlInputElement>().map(|input| input.value());
            let name = name.filter(|name| !name.trim().is_empty());
            match (what, name, &file) {
                (Naming::Added, Some(name), _) => act.emit(Action::Add(name)),
                (Naming::Renamed, Some(name), Some(file)) => {
                    act.emit(Action::Rename { file: file.clone(), name });
                }
                _ => {}
            }
            close();
        })
    };
    let onkeydown = {
        let close = close.clone();
        move |event: KeyboardEvent| {
            if event.key() == "Escape" && !event.is_composing() {
                close();
            }
        }
    };
    html! {
        <form class="filebar" {onsubmit} {onkeydown}>
            <label>{ ui.file_name }{ " " }
                <input ref={field} type="text" {value} autocomplete="off" spellcheck="false" />
            </label>
            <button class="button" type="submit">{ done }</button>
            <button class="button-quiet" type="button" onclick={move |_| close()}>
                { ui.cancel }
            </button>
        </form>
    }
}

fn buttons(props: &Props, naming: &UseStateHandle<Option<Naming>>, view: &View) -> Html {
    let ui = view.ui();
    let ask = |what| {
        let naming = naming.setter();
        move |_: MouseEvent| naming.set(Some(what))
    };
    let act = view.act.clone();
    let onchange = Callback::from(move |event: Event| {
        let input = event.target_dyn_into::<HtmlInputElement>();
        if let Some(files) = input.and_then(|input| input.files()) {
            doors::read(&files, act.clone());
        }
    });
    html! {
        <div class="filebar">
            <button class="button-quiet" onclick={ask(Naming::Added)}>{ ui.new_file }</button>
            <label class="button-quiet">
                { ui.choose_files }
                <input class="visually-hidden" type="file" multiple=true {onchange} />
            </label>
            if props.name.is_some() {
                <button class="button-quiet" onclick={ask(Naming::Renamed)}>{ ui.rename }</button>
                <button class="button-quiet" onclick={view.click(Action::Remove(props.index))}>
                    { ui.remove }
                </button>
            }
            <span class="filebar-drop">{ ui.drop_here }</span>
        </div>
    }
}
