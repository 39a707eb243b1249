//! The page that the address names, and going from one to another.

use gloo::events::EventListener;
use irsa_words::Lang;
use yew::prelude::*;

use crate::route::Route;
use crate::state::Action;

/// The id of a page's main heading.
pub const PAGE_TITLE: &str = "page-title";

/// The page of the address; none where its fragment is an anchor.
pub(super) fn asked() -> Option<Route> {
    Route::parse(&gloo::utils::window().location().hash().ok()?)
}

/// Follows the address, titles the window, and starts a page that was gone to at its heading.
#[hook]
pub fn use_route(route: Route, lang: Lang, act: &Callback<Action>) {
    let first = use_mut_ref(|| !super::handover::follows());
    use_effect_with(act.clone(), |act| {
        let act = act.clone();
        let listener = EventListener::new(&gloo::utils::window(), "hashchange", move |_| {
            if let Some(route) = asked() {
                act.emit(Action::Go(route));
            }
        });
        move || drop(listener)
    });
    use_effect_with((route, lang), |(route, lang)| {
        let ui = lang.words().ui();
        let title = match route {
            Route::Home => ui.title.to_owned(),
            route => format!("{} · {}", route.name(ui), ui.title),
        };
        gloo::utils::document().set_title(&title);
    });
    use_effect_with(route, move |_| {
        if !std::mem::take(&mut *first.borrow_mut()) {
            super::focus(PAGE_TITLE);
            gloo::utils::window().scroll_to_with_x_and_y(0.0, 0.0);
        }
    });
}
