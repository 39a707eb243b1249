//! The page of flows within the workbench: an app of its own, fetched when its page is opened.
//!
//! The two know each other by one function of the document, which takes the element to show the
//! page in, or none to take it away, and the tag of the language.

use std::cell::RefCell;

use irsa_words::Lang;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::js_sys::{Function, Reflect};
use yew::prelude::*;

use super::PAGE_TITLE;
use super::handover::load;
use crate::pages::flows::{Flows, FlowsProps};
use crate::view::use_view;

/// The function.
const SHOW: &str = "showFlows";
/// The app, as `index.html` calls it.
const APP: &str = "flowpage";

thread_local! {
    static SHOWN: RefCell<Option<yew::AppHandle<Flows>>> = RefCell::default();
}

/// Offers the page to whoever calls the function. It is called as long as the document lives.
pub fn listen() {
    // Yew tells apps apart by numbers, which each WebAssembly counts from 1: events of an app with
    // the number of the workbench, around it, would be taken for the workbench's own.
    if let Ok(nowhere) = gloo::utils::document().create_element("div") {
        yew::Renderer::<Nothing>::with_root(nowhere).render().destroy();
    }
    let show = Closure::<dyn FnMut(JsValue, String)>::new(|element: JsValue, tag: String| {
        let lang = Lang::from_tag(&tag).unwrap_or_default();
        show(element.dyn_into().ok(), lang);
    });
    // Fails for no name that is an identifier.
    let _ = Reflect::set(&gloo::utils::window(), &SHOW.into(), show.as_ref());
    show.forget();
}

#[component]
fn Nothing() -> Html {
    Html::default()
}

fn show(element: Option<web_sys::Element>, lang: Lang) {
    let props = FlowsProps { lang };
    SHOWN.with_borrow_mut(|shown| match (element, shown.take()) {
        (Some(_), Some(mut app)) => {
            app.update(props);
            *shown = Some(app);
        }
        (Some(element), None) => {
            *shown = Some(yew::Renderer::<Flows>::with_root_and_props(element, props).render());
        }
        (None, Some(app)) => app.destroy(),
        (None, None) => {}
    });
}

fn call(element: &JsValue, lang: Lang) -> Option<()> {
    let window = gloo::utils::window();
    let show: Function = Reflect::get(&window, &SHOW.into()).ok()?.dyn_into().ok()?;
    show.call2(&window, element, &lang.tag().into()).ok().map(drop)
}

/// What the workbench is given for it.
#[derive(Debug, PartialEq, Properties)]
pub struct RoomProps {
    /// The visitor's language.
    pub lang: Lang,
}

/// The room that the workbench makes for the page.
#[component]
pub fn Room(props: &RoomProps) -> Html {
    let ui = use_view().ui();
    let room = use_node_ref();
    let here = use_state_eq(|| None::<bool>);
    {
        let here = here.setter();
        use_effect_with((), move |()| {
            yew::platform::spawn_local(async move {
                let known = Reflect::has(&gloo::utils::window(), &SHOW.into());
                let start = if known == Ok(true) { None } else { load(APP).await };
                let started = start.map(|start| start.call0(&JsValue::UNDEFINED));
                if let Some(Ok(starting)) = started {
                    // It resolves when the app has started.
                    let starting = web_sys::js_sys::Promise::resolve(&starting);
                    let _ = wasm_bindgen_futures::JsFuture::from(starting).await;
                }
                here.set(Some(Reflect::has(&gloo::utils::window(), &SHOW.into()) == Ok(true)));
            });
        });
    }
    {
        let room = room.clone();
        use_effect_with((*here, props.lang), move |(here, lang)| {
            if *here == Some(true)
                && let Some(element) = room.get()
            {
                call(&element, *lang);
            }
        });
    }
    use_effect_with((), |()| {
        || {
            // Where the app never came, there is nothing to take away.
            let _ = call(&JsValue::NULL, Lang::default());
        }
    });
    html! {
        <main class="page">
            <h1 id={PAGE_TITLE} class="flows-title" tabindex="-1">{ ui.nav_flows }</h1>
            if *here == Some(false) {
                <p class="label">{ ui.fetch_failed }</p>
            }
            <div ref={room} class="flows-room" />
        </main>
    }
}
