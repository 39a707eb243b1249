//! The bar on top: the name, the pages, the promise, language and theme.

use irsa_words::Lang;
use yew::prelude::*;

use crate::route::Route;
use crate::state::{Action, State, Theme};
use crate::view::{View, count};

/// The bar.
pub fn header(state: &State, requests: usize, view: &View) -> Html {
    let ui = view.ui();
    html! {
        <header class="bar">
            <a class="wordmark" href="#/" translate="no">
                { wordmark() }{ ui.title }
            </a>
            { pages(state.route, view) }
            <p class="promise" title={ui.requests_why}>
                { count(ui.requests, &[("n", requests)]) }
            </p>
            <div class="switches">
                <div class="switch" role="group" aria-label={ui.language}>
                    { for Lang::ALL.into_iter().map(|lang| language(lang, state.lang, view)) }
                </div>
                <div class="switch" role="group" aria-label={ui.theme}>
                    { for Theme::ALL.into_iter().map(|each| theme(each, state.theme, view)) }
                </div>
            </div>
        </header>
    }
}

fn pages(here: Route, view: &View) -> Html {
    let link = |route: Route| {
        let current = (route == here).then_some("page");
        html! { <a href={route.fragment()} aria-current={current}>{ route.name(view.ui()) }</a> }
    };
    html! {
        <nav class="pages" aria-label={view.ui().nav}>{ for Route::ALL.into_iter().map(link) }</nav>
    }
}

/// A gate that stands open.
fn wordmark() -> Html {
    html! {
        <svg viewBox="0 0 24 24" aria-hidden="true">
            <path d="M4 21V8l8-5 8 5v13M9 21v-8l6 2.500V21" />
        </svg>
    }
}

fn language(lang: Lang, chosen: Lang, view: &View) -> Html {
    html! {
        <button lang={lang.tag()} aria-pressed={(lang == chosen).to_string()}
            onclick={view.click(Action::Speak(lang))}>
            { lang.name() }
        </button>
    }
}

fn theme(theme: Theme, chosen: Theme, view: &View) -> Html {
    let ui = view.ui();
    let (name, sign) = match theme {
        Theme::System => (ui.theme_system, "M3 5h18v11H3zM9 20h6M12 16v4"),
        Theme::Light => (
            ui.theme_light,
            "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2v2M12 20v2M2 12h2M20 12h2M5 5l1.500 1.500 \
             M17.500 17.500L19 19M5 19l1.500-1.500M17.500 6.500L19 5",
        ),
        Theme::Dark => {
            (ui.theme_dark, "M20 14.500A8.500 8.500 0 0 1 9.500 4 8.500 8.500 0 1 0 20 14.500z")
        }
    };
    html! {
        <button aria-pressed={(theme == chosen).to_string()} title={name}
            onclick={view.click(Action::Paint(theme))}>
            <svg viewBox="0 0 24 24" aria-hidden="true"><path d={sign} /></svg>
            <span class="visually-hidden">{ name }</span>
        </button>
    }
}
