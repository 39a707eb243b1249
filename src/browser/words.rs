//! The words come as a file of their language: both languages in the WebAssembly would delay
//! everybody's first verdict.

use irsa_words::{Lang, is_loaded, load};
use yew::prelude::*;

use super::fetched;
use crate::state::{Action, Notice};

/// Fetches the words of a language, unless they are here; whether it can be spoken now.
async fn learn(lang: Lang) -> bool {
    if is_loaded(lang) {
        return true;
    }
    fetched::linked("words", lang).await.is_some_and(|file| load(lang, file))
}

/// Whether a language can be spoken, which is learned where it can't.
#[hook]
pub fn use_words(lang: Lang) -> bool {
    let learned = use_state_eq(|| None::<Lang>);
    let set = learned.setter();
    use_effect_with(lang, move |lang| {
        let lang = *lang;
        yew::platform::spawn_local(async move {
            if learn(lang).await {
                set.set(Some(lang));
            }
        });
    });
    is_loaded(lang)
}

/// Learns the language that the visit starts in, then starts it. Without any words there is
/// nothing to show but what `index.html` keeps for that.
pub async fn before(start: impl FnOnce()) {
    if learn(super::first_lang()).await {
        return start();
    }
    let failed = gloo::utils::document().get_element_by_id("failed");
    if let Some(failed) = failed {
        // Fails for no name that is an identifier.
        let _ = failed.remove_attribute("hidden");
    }
}

/// Passes actions on; a change of the language once its words are here.
pub fn learning_first(act: Callback<Action>) -> Callback<Action> {
    Callback::from(move |action| match action {
        Action::Speak(lang) if !is_loaded(lang) => {
            let act = act.clone();
            yew::platform::spawn_local(async move {
                act.emit(match learn(lang).await {
                    true => Action::Speak(lang),
                    false => Action::Tell(Some(Notice::WordsRefused(lang))),
                });
            });
        }
        action => act.emit(action),
    })
}
