//! What a screen reader says of the verdict, once somebody stops typing: the one live region.

use gloo::timers::callback::Timeout;
use yew::prelude::*;

/// Milliseconds without a change after which the words are said.
const REST: u32 = 500;

/// The words.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// Those of the verdict as it is now.
    pub text: AttrValue,
}

/// The live region. What it held on the first showing is not said.
#[component]
pub fn Spoken(props: &Props) -> Html {
    let said = use_state_eq(|| props.text.clone());
    let say = said.setter();
    use_effect_with(props.text.clone(), move |text| {
        let text = text.clone();
        let rest = Timeout::new(REST, move || say.set(text));
        move || drop(rest)
    });
    html! { <p class="visually-hidden" role="status">{ &*said }</p> }
}
