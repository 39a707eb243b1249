//! From home, which loads first and alone, to the workbench: another WebAssembly, which takes over
//! the document and the visitor's texts. Nothing is lost on the way, whatever the browser keeps.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo::events::EventListener;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::js_sys::{Function, Object, Promise, Reflect};
use yew::prelude::*;

use crate::app::{App, Pages};
use crate::saved::{self, Refused, Store};
use crate::state::{Action, Notice, State};

/// The object of the document that the texts are handed over in.
const HANDED_OVER: &str = "handedOver";
/// The function of `index.html` that loads an app, and gives what starts it.
const LOAD: &str = "loadApp";
/// The app that has every page, as `index.html` calls it.
const WORKBENCH: &str = "workbench";

thread_local! {
    /// Whether another app was here before, from which the visitor came.
    static FOLLOWS: Cell<bool> = const { Cell::new(false) };
    /// Takes the running app off the document.
    static LEAVE: RefCell<Option<Box<dyn FnOnce()>>> = RefCell::default();
}

/// Mounts an app on the body.
pub fn mount<P: Pages>() {
    let app = yew::Renderer::<App<P>>::new().render();
    LEAVE.set(Some(Box::new(move || app.destroy())));
}

/// The object that an app hands its texts over in, to the one that follows it in the document.
struct HandedOver(JsValue);

impl Store for HandedOver {
    const LEAVES_THE_TAB: bool = false;

    fn get(&self, key: &str) -> Option<String> {
        Reflect::get(&self.0, &key.into()).ok()?.as_string()
    }

    fn set(&self, key: &str, text: Option<&str>) -> Result<(), Refused> {
        let text = text.map_or(JsValue::UNDEFINED, JsValue::from_str);
        let set = Reflect::set(&self.0, &key.into(), &text);
        set.map(|_| ()).map_err(|_| Refused)
    }
}

/// What the app that was here before chose, if one was.
pub(super) fn choice(key: &str) -> Option<String> {
    let texts = Reflect::get(&gloo::utils::window(), &HANDED_OVER.into()).ok()?;
    texts.is_object().then(|| HandedOver(texts).get(key))?
}

/// The state with the texts of the app that was here before, if one was.
#[must_use]
pub fn received(state: &State) -> Option<State> {
    let window = gloo::utils::window();
    let texts = Reflect::get(&window, &HANDED_OVER.into()).ok().filter(JsValue::is_object)?;
    // The texts are this app's from now on.
    Reflect::delete_property(&window, &HANDED_OVER.into()).ok()?;
    FOLLOWS.set(true);
    Some(saved::take_over(state.clone(), &HandedOver(texts)))
}

/// Whether the visitor came from another app in this document.
pub(super) fn follows() -> bool {
    FOLLOWS.get()
}

/// Whether the address asks for more than home, which is then fetched and takes over.
#[hook]
pub fn use_way_out(state: &State, act: &Callback<Action>) -> bool {
    let away = use_state_eq(is_away);
    let latest = use_mut_ref(|| state.clone());
    latest.replace(state.clone());
    {
        let away = away.setter();
        use_effect_with((), move |()| {
            let listener = EventListener::new(&gloo::utils::window(), "hashchange", move |_| {
                away.set(is_away());
            });
            move || drop(listener)
        });
    }
    let act = act.clone();
    use_effect_with(*away, move |away| {
        let wanted = Rc::new(Cell::new(*away));
        if *away {
            yew::platform::spawn_local(leave(latest, Rc::clone(&wanted), act));
        }
        move || wanted.set(false)
    });
    *away
}

/// Whether the address names a page other than home, or holds a link.
fn is_away() -> bool {
    let fragment = gloo::utils::window().location().hash().unwrap_or_default();
    fragment.strip_prefix("#/").is_some_and(|page| !page.is_empty())
}

async fn leave(state: Rc<RefCell<State>>, wanted: Rc<Cell<bool>>, act: Callback<Action>) {
    let start = load(WORKBENCH).await;
    if !wanted.get() {
        return;
    }
    let Some(start) = start else {
        act.emit(Action::Tell(Some(Notice::WorkbenchRefused)));
        // The way is open again to whoever wants to try it again.
        let _ = gloo::utils::window().location().set_hash("/");
        return;
    };
    let texts = HandedOver(Object::new().into());
    // A plain object takes every text.
    let _ = saved::hand_over(&state.borrow(), &texts);
    let _ = texts.set(super::LANG, Some(state.borrow().lang.tag()));
    let _ = texts.set(super::THEME, Some(state.borrow().theme.id()));
    let _ = Reflect::set(&gloo::utils::window(), &HANDED_OVER.into(), &texts.0);
    // Fails for no name that is an identifier.
    let _ = gloo::utils::body().remove_attribute("data-ready");
    if let Some(leave) = LEAVE.take() {
        leave();
    }
    let _ = start.call0(&JsValue::UNDEFINED);
}

/// Fetches an app of `index.html`; what starts it.
pub(super) async fn load(app: &str) -> Option<Function> {
    let window = gloo::utils::window();
    let load: Function = Reflect::get(&window, &LOAD.into()).ok()?.dyn_into().ok()?;
    let loading: Promise = load.call1(&window, &app.into()).ok()?.dyn_into().ok()?;
    JsFuture::from(loading).await.ok()?.dyn_into().ok()
}
