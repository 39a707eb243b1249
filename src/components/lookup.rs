//! Fields that narrow down a list.

use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

/// A field for words to look for. What is typed into it is what it is given back, so nothing is
/// written into it while a syllable is being composed.
pub fn search(id: &'static str, label: &'static str, text: &str, find: Callback<String>) -> Html {
    let oninput = Callback::from(move |event: InputEvent| {
        find.emit(event.target_unchecked_into::<HtmlInputElement>().value());
    });
    html! {
        <div class="field field-search">
            <label for={id}>{ label }</label>
            <input {id} type="search" autocomplete="off" spellcheck="false"
                value={text.to_owned()} {oninput} />
        </div>
    }
}

/// A choice of one, by id and name.
pub fn choose(
    id: &'static str,
    label: &'static str,
    chosen: &'static str,
    options: impl Iterator<Item = (&'static str, &'static str)>,
    choose: Callback<String>,
) -> Html {
    let onchange = Callback::from(move |event: Event| {
        choose.emit(event.target_unchecked_into::<HtmlSelectElement>().value());
    });
    let option = |(value, name): (&'static str, &'static str)| {
        html! { <option {value} selected={value == chosen}>{ name }</option> }
    };
    html! {
        <div class="field">
            <label for={id}>{ label }</label>
            <select {id} {onchange}>{ for options.map(option) }</select>
        </div>
    }
}
