//! Pages within the workbench that are apps of their own, fetched when they are opened: those of
//! flows and of provisioning.
//!
//! The two know each other by functions of the document. One is the page's: it takes the element to
//! show itself in, or none to be taken away, the tag of the language, and whether the page is dark.
//! The other is the workbench's: it takes texts to open in the lab.

use std::cell::RefCell;

use irsa_engine::scenario::Scenario;
use irsa_words::Lang;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::js_sys::{Function, Reflect};
use yew::prelude::*;

use super::PAGE_TITLE;
use super::handover::load;
use crate::route::Route;
use crate::state::{Action, Theme};
use crate::view::use_view;

/// The function that texts are handed over to.
const BRING: &str = "openInLab";

/// What such a page is given.
#[derive(Debug, Clone, PartialEq, Properties)]
pub struct IslandProps {
    /// The visitor's language.
    pub lang: Lang,
    /// Whether the page is dark.
    pub dark: bool,
}

/// The app of a page, as `index.html` calls it, and its function.
const fn names(route: Route) -> [&'static str; 2] {
    match route {
        Route::Cluster => ["clusterpage", "showCluster"],
        _ => ["flowpage", "showFlows"],
    }
}

/// Offers the page of a route to whoever calls its function. It is called as long as the document
/// lives.
pub fn listen<P: BaseComponent<Properties = IslandProps>>(route: Route) {
    // Yew tells apps apart by numbers, which each WebAssembly counts from 1: events of an app with
    // the number of the workbench, around it, would be taken for the workbench's own.
    if let Ok(nowhere) = gloo::utils::document().create_element("div") {
        yew::Renderer::<Nothing>::with_root(nowhere).render().destroy();
    }
    let shown = RefCell::new(None::<yew::AppHandle<P>>);
    let show = Closure::<dyn FnMut(JsValue, String, bool)>::new(
        move |element: JsValue, tag: String, dark: bool| {
            let props = IslandProps { lang: Lang::from_tag(&tag).unwrap_or_default(), dark };
            show(&mut shown.borrow_mut(), element.dyn_into().ok(), props);
        },
    );
    // Fails for no name that is an identifier.
    let [_, name] = names(route);
    let _ = Reflect::set(&gloo::utils::window(), &name.into(), show.as_ref());
    show.forget();
}

#[component]
fn Nothing() -> Html {
    Html::default()
}

fn show<P: BaseComponent<Properties = IslandProps>>(
    shown: &mut Option<yew::AppHandle<P>>,
    element: Option<web_sys::Element>,
    props: IslandProps,
) {
    match (element, shown.take()) {
        (Some(_), Some(mut app)) => {
            app.update(props);
            *shown = Some(app);
        }
        (Some(element), None) => {
            *shown = Some(yew::Renderer::<P>::with_root_and_props(element, props).render());
        }
        (None, Some(app)) => app.destroy(),
        (None, None) => {}
    }
}

fn function(name: &str) -> Option<Function> {
    Reflect::get(&gloo::utils::window(), &name.into()).ok()?.dyn_into().ok()
}

fn call(name: &str, element: &JsValue, lang: Lang, dark: bool) -> Option<()> {
    let arguments = [element.clone(), lang.tag().into(), dark.into()];
    let arguments = arguments.iter().collect();
    function(name)?.apply(&JsValue::UNDEFINED, &arguments).ok().map(drop)
}

/// Opens texts, as a scenario, in the lab.
pub fn bring(scenario: &str) {
    if let Some(bring) = function(BRING) {
        // The workbench's own code refuses nothing.
        let _ = bring.call1(&JsValue::UNDEFINED, &scenario.into());
    }
}

/// What the workbench is given for such a page.
#[derive(Debug, PartialEq, Properties)]
pub struct RoomProps {
    /// Which.
    pub route: Route,
    /// The visitor's language.
    pub lang: Lang,
    /// Light or dark.
    pub theme: Theme,
}

/// The room that the workbench makes for the page.
#[component]
pub fn Room(props: &RoomProps) -> Html {
    let RoomProps { route, lang, theme } = *props;
    let view = use_view();
    let ui = view.ui();
    let room = use_node_ref();
    let here = use_here(route);
    {
        let room = room.clone();
        use_effect_with((here, lang, theme), move |(here, lang, theme)| {
            if *here == Some(true)
                && let Some(element) = room.get()
            {
                let [_, name] = names(route);
                call(name, &element, *lang, super::is_dark(*theme));
            }
        });
    }
    use_effect_with((), move |()| {
        let act = view.act.clone();
        let bring = Closure::<dyn FnMut(String)>::new(move |text: String| {
            if let Ok(scenario) = Scenario::parse(&text) {
                act.emit(Action::Load(scenario.into(), None));
                // A fragment is no other document.
                let _ = gloo::utils::window().location().set_hash(Route::Lab.fragment());
            }
        });
        // Fails for no name that is an identifier.
        let _ = Reflect::set(&gloo::utils::window(), &BRING.into(), bring.as_ref());
        move || {
            let [_, name] = names(route);
            // Where the app never came, there is nothing to take away.
            let _ = call(name, &JsValue::NULL, Lang::default(), false);
            let _ = Reflect::delete_property(&gloo::utils::window(), &BRING.into());
            drop(bring);
        }
    });
    html! {
        <main class="page">
            <h1 id={PAGE_TITLE} class="flows-title" tabindex="-1">{ route.name(ui) }</h1>
            if here == Some(false) {
                <p class="label">{ ui.fetch_failed }</p>
            }
            <div ref={room} class="flows-room" />
        </main>
    }
}

/// Whether the app of a page is here; none while it is fetched.
#[hook]
fn use_here(route: Route) -> Option<bool> {
    let here = use_state_eq(|| None::<bool>);
    let set = here.setter();
    use_effect_with((), move |()| {
        let [app, name] = names(route);
        yew::platform::spawn_local(async move {
            let known = Reflect::has(&gloo::utils::window(), &name.into());
            let start = if known == Ok(true) { None } else { load(app).await };
            let started = start.map(|start| start.call0(&JsValue::UNDEFINED));
            if let Some(Ok(starting)) = started {
                // It resolves when the app has started.
                let starting = web_sys::js_sys::Promise::resolve(&starting);
                let _ = wasm_bindgen_futures::JsFuture::from(starting).await;
            }
            set.set(Some(Reflect::has(&gloo::utils::window(), &name.into()) == Ok(true)));
        });
    });
    *here
}
