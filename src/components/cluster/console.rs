//! The forms of the management console, as the configuration fills them in. What somebody fills in
//! is written into the configuration, at its place.

use irsa_engine::Place;
use irsa_engine::fix::Edit;
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

use super::Scene;
use crate::cluster_state::ClusterAction;
use crate::cluster_view::{edit, slot, span};
use crate::components::prose::prose;
use crate::flow_view::Item;
use crate::state::Action;

/// The forms, in the order of the console.
pub fn forms(told: Item<'_>, scene: &Scene) -> Html {
    let none = told.list("forms").next().is_none();
    html! {
        if none {
            <p class="label">{ scene.word("way_none") }</p>
        } else {
            <p class="label">{ prose(scene.word("way_console_says")) }</p>
            { for told.list("forms").enumerate().map(|(at, it)| form(at, it, scene)) }
            { said(scene) }
        }
    }
}

/// What comes of what was filled in, and how it is taken back.
fn said(scene: &Scene) -> Html {
    let plan = scene.told.whole().get("plan");
    let broken = plan.list("errors").next().is_some();
    html! {
        <p class="way-foot form-said">
            <button class="button-quiet" data-do="undo"
                onclick={scene.click(ClusterAction::Desk(Action::Undo))}
                disabled={scene.state.desk.past.is_empty()}>
                { scene.word("undo") }
            </button>
            <span role="status">
                if broken {
                    { scene.word("next_mend") }
                } else {
                    <span lang="en" translate="no">{ plan.text("says") }</span>
                }
            </span>
        </p>
    }
}

/// A form; the first is open from the start.
fn form(at: usize, form: Item<'_>, scene: &Scene) -> Html {
    let about = form.text("about");
    let id = format!("form-{}-{about}", form.text("id"));
    let several = matches!(form.text("id"), "node-group" | "role" | "pod-identity");
    html! {
        <details key={id.clone()} class="form" open={at == 0} data-form={form.text("id").to_owned()}
            data-about={about.to_owned()}>
            <summary {id}>
                { form.text("title") }
                if several { { ": " }<code translate="no">{ form.text("name") }</code> }
            </summary>
            <div class="form-fields" role="group" aria-label={form.text("title").to_owned()}>
                { for form.list("blanks").map(|it| blank(it, about, scene)) }
            </div>
        </details>
    }
}

/// A field: its label, what stands in it, and where that is written.
fn blank(blank: Item<'_>, about: &str, scene: &Scene) -> Html {
    let key = format!("{about}-{}", blank.text("id"));
    let id = format!("field-{key}").replace(|char: char| !char.is_ascii_alphanumeric(), "-");
    let says = format!("{id}-says");
    let kind = blank.text("kind");
    let field = blank.text("id").to_owned();
    let fixed = blank.get("why").is_there();
    match kind {
        "many" if !fixed => html! {
            <fieldset {key} class="form-field wide" data-field={field}
                aria-describedby={says.clone()}>
                <legend>{ blank.text("label") }</legend>
                { for blank.list("choices").map(|it| check(it, &id, scene)) }
                { foot(blank, says, scene) }
            </fieldset>
        },
        "toggle" => html! {
            <div {key} class="form-field" data-field={field}>
                { toggle(blank, &id, &says, scene) }
                { foot(blank, says, scene) }
            </div>
        },
        _ => html! {
            <div {key} class="form-field" data-field={field}>
                <label for={id.clone()}>{ blank.text("label") }</label>
                if kind == "choice" && !fixed {
                    { select(blank, &id, &says, scene) }
                } else {
                    { text(blank, &id, &says, scene) }
                }
                { foot(blank, says, scene) }
            </div>
        },
    }
}

/// What a change of a field does to the texts.
type Edits = Vec<Edit>;

fn edits(choice: Item<'_>) -> Edits {
    choice.list("edits").map(edit).collect()
}

fn text(blank: Item<'_>, id: &str, says: &str, scene: &Scene) -> Html {
    let (slot, value) = (slot(blank.get("slot")), blank.text("value").to_owned());
    let own = slot.is_none() || blank.text("set") == "true";
    let (value, usual) = if own { (value, String::new()) } else { (String::new(), value) };
    let readonly = slot.is_none();
    let (scene, before) = (scene.clone(), value.clone());
    let onchange = Callback::from(move |event: Event| {
        let input = event.target_unchecked_into::<HtmlInputElement>();
        let edit = slot.as_ref().and_then(|slot| slot.edit(&input.value()));
        // Where there has to be something, what was there stays.
        if !scene.write(Vec::from_iter(edit)) {
            input.set_value(&before);
        }
    });
    html! {
        <input id={id.to_owned()} {value} placeholder={usual} {readonly}
            inputmode={(blank.text("kind") == "number").then_some("numeric")}
            autocomplete="off" autocapitalize="off" spellcheck="false" translate="no"
            aria-describedby={says.to_owned()} {onchange} />
    }
}

fn select(blank: Item<'_>, id: &str, says: &str, scene: &Scene) -> Html {
    let choices: Vec<(String, Edits)> =
        blank.list("choices").map(|it| (it.text("value").to_owned(), edits(it))).collect();
    let (scene, before) = (scene.clone(), blank.text("value").to_owned());
    let onchange = Callback::from(move |event: Event| {
        let select = event.target_unchecked_into::<HtmlSelectElement>();
        let found = choices.iter().find(|(value, _)| *value == select.value());
        if !scene.write(found.map(|(_, edits)| edits.clone()).unwrap_or_default()) {
            select.set_value(&before);
        }
    });
    let option = |choice: Item<'_>| {
        let (value, label) = (choice.text("value").to_owned(), choice.text("label"));
        let selected = choice.text("chosen") == "true";
        let own = label.is_empty().then_some("no");
        html! {
            <option value={value.clone()} {selected} translate={own}>
                { if label.is_empty() { &value } else { label } }
            </option>
        }
    };
    html! {
        <select id={id.to_owned()} aria-describedby={says.to_owned()} {onchange}>
            { for blank.list("choices").map(option) }
        </select>
    }
}

/// What is on or off.
fn toggle(blank: Item<'_>, id: &str, says: &str, scene: &Scene) -> Html {
    let on = blank.text("value") == "true";
    let mut others = blank.list("choices").filter(|it| it.text("chosen") != "true");
    let wanted = others.find(|it| (it.text("value") == "true") != on).map(edits);
    html! {
        <label class="check">
            <input type="checkbox" id={id.to_owned()} checked={on}
                disabled={wanted.as_ref().is_none_or(Vec::is_empty)}
                aria-describedby={says.to_owned()}
                onchange={filling(wanted.unwrap_or_default(), scene)} />
            { " " }{ blank.text("label") }
        </label>
    }
}

/// One of several that may be chosen.
fn check(choice: Item<'_>, id: &str, scene: &Scene) -> Html {
    let edits = edits(choice);
    html! {
        <label class="check" key={choice.text("value").to_owned()}>
            <input type="checkbox" id={format!("{id}-{}", choice.text("value"))}
                checked={choice.text("chosen") == "true"} disabled={edits.is_empty()}
                onchange={filling(edits, scene)} />
            { " " }<span translate="no">{ choice.text("value") }</span>
        </label>
    }
}

fn filling(edits: Edits, scene: &Scene) -> Callback<Event> {
    let scene = scene.clone();
    Callback::from(move |event: Event| {
        let input = event.target_unchecked_into::<HtmlInputElement>();
        if !scene.write(edits.clone()) {
            input.set_checked(!input.checked());
        }
    })
}

/// Where the value is written, why it stays as it is, and how several are written.
fn foot(blank: Item<'_>, id: String, scene: &Scene) -> Html {
    let at = blank.get("at");
    let place = Place { file: at.number("file"), span: span(at) };
    let show = scene.click(ClusterAction::Desk(Action::Show(place)));
    let hint = match blank.get("slot").text("literal") {
        "list" => scene.word("hint_list"),
        "pairs" => scene.word("hint_pairs"),
        "taints" => scene.word("hint_taints"),
        _ => "",
    };
    let unset = match blank.text("value") {
        "" => scene.word("unset"),
        _ => scene.word("unset_usual"),
    };
    html! {
        <p class="form-foot">
            if at.is_there() {
                <button class="link-place" onclick={show} translate="no">
                    { at.text("name") }{ ":" }{ at.text("line") }
                </button>
            }
            <span class="label" {id}>
                if blank.get("why").is_there() {
                    { prose(blank.text("why")) }
                } else if blank.text("set") != "true" {
                    { unset }
                }
                if !hint.is_empty() { { " " }{ prose(hint) } }
            </span>
        </p>
    }
}
