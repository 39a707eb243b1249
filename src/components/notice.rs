//! What the visitor has to know above the page.

use irsa_words::fill;
use yew::prelude::*;

use crate::share::LinkError;
use crate::state::{Action, Notice, State};
use crate::view::View;

/// The notice, or nothing.
pub fn notice(state: &State, view: &View) -> Html {
    let Some(notice) = &state.notice else { return Html::default() };
    let ui = view.ui();
    let because = |what: &'static str, error: &LinkError| {
        (what.to_owned(), Some(fill(view.words.entry("links", error.id()), &error.data())))
    };
    let (what, why) = match notice {
        Notice::LinkRefused(error) => because(ui.link_refused, error),
        Notice::PresetRefused(error) => because(ui.preset_refused, error),
        Notice::FileRefused(error) => (fill(ui.file_refused, &[("actual", error.clone())]), None),
        Notice::WordsRefused(lang) => {
            (fill(ui.words_refused, &[("actual", lang.name().to_owned())]), None)
        }
        Notice::WorkbenchRefused => (ui.workbench_refused.to_owned(), None),
        Notice::StorageRefused => (ui.storage_refused.to_owned(), None),
    };
    html! {
        <div class="notice" role="alert" data-notice={notice.id()}>
            <p>
                <strong>{ what }</strong>
                if let Some(why) = why {
                    { " " }{ why }
                }
            </p>
            <button class="button-quiet" onclick={view.click(Action::Tell(None))}>
                { ui.dismiss }
            </button>
        </div>
    }
}
