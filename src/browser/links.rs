//! Links that are opened and written, and the examples that they may name.

use std::cell::RefCell;
use std::rc::Rc;

use gloo::events::EventListener;
use irsa_engine::Text;
use irsa_engine::scenario::Scenario;
use wasm_bindgen::JsValue;
use yew::prelude::*;

use super::{fetched, packing};
use crate::presets::Preset;
use crate::share::{Link, LinkError, Shared};
use crate::state::{Action, HOME, HOME_ID, Notice};

/// A scenario to put in the editors, and the preset it is one of.
type Opened = (Scenario, Option<Text>);

fn fragment() -> String {
    gloo::utils::window().location().hash().unwrap_or_default()
}

/// The fragment of the link that was opened last.
type LastOpened = Rc<RefCell<Option<String>>>;

/// Opens the link in the address, when the page is loaded and whenever the address changes. Takes
/// it out of the address once what it opened was edited: the address would no longer say what is
/// shown, and opening it anew would not show the edits.
#[hook]
pub fn use_links(edited: bool, act: &Callback<Action>) {
    let last = use_memo((), |()| RefCell::new(None));
    {
        let last = Rc::clone(&last);
        use_effect_with(act.clone(), move |act| {
            follow(act, &last);
            let act = act.clone();
            let window = gloo::utils::window();
            let listener = EventListener::new(&window, "hashchange", move |_| follow(&act, &last));
            move || drop(listener)
        });
    }
    use_effect_with(edited, move |edited| {
        if *edited && last.borrow().as_ref() == Some(&fragment()) {
            unlink();
        }
    });
}

fn follow(act: &Callback<Action>, last: &LastOpened) {
    let asked = fragment();
    let Some(link) = Link::read(&asked) else { return };
    let (act, last) = (act.clone(), Rc::clone(last));
    yew::platform::spawn_local(async move {
        let opened = open(link).await;
        // Another link may have been opened in the meantime.
        if fragment() != asked {
            return;
        }
        match opened {
            Ok((scenario, preset)) => {
                *last.borrow_mut() = Some(asked);
                act.emit(Action::Load(Rc::new(scenario), preset));
            }
            Err(error) => act.emit(Action::Tell(Some(Notice::LinkRefused(error)))),
        }
    });
}

/// Leaves only the page in the address.
fn unlink() -> Option<()> {
    let link = Link::read(&fragment())?.ok()?;
    let page = format!("#/{}", link.page);
    let history = gloo::utils::window().history().ok()?;
    history.replace_state_with_url(&JsValue::NULL, "", Some(&page)).ok()
}

async fn open(link: Result<Link, LinkError>) -> Result<Opened, LinkError> {
    let link = link?;
    let shared = packing::unpack(&link.packed).await?.shared(link.kind)?;
    let Shared::Preset { id, edits } = shared else {
        return Ok((shared.onto(&Scenario::default()), None));
    };
    let original = preset(&id).await?;
    // With edits it is no preset any more that others could be edits of.
    let preset = edits.files.is_empty().then(|| id.as_str().into());
    Ok((Shared::Preset { id, edits }.onto(&original), preset))
}

/// The scenario of a preset.
///
/// # Errors
/// Where there is none of that id, or it does not come.
pub async fn preset(id: &str) -> Result<Scenario, LinkError> {
    let known = Preset::of(id).ok_or_else(|| LinkError::UnknownPreset(id.to_owned()))?;
    let text = match id {
        HOME_ID => HOME.to_owned(),
        _ => {
            let text = fetched::text(&known.address()).await;
            text.ok_or_else(|| LinkError::PresetNotFetched(id.to_owned()))?
        }
    };
    Scenario::parse(&text).map_err(LinkError::NotScenario)
}

/// The whole address that opens this on a page.
///
/// # Errors
/// Where it is too long, or the browser can't pack.
pub async fn write(page: &str, shared: &Shared) -> Result<String, LinkError> {
    let packed = packing::pack(&shared.text()).await?;
    let (page, kind, view) = (page.to_owned(), shared.kind(), String::new());
    let fragment = Link { page, kind, packed, view }.write()?;
    let here = gloo::utils::window().location().href().unwrap_or_default();
    let page = here.split('#').next().unwrap_or_default();
    Ok(format!("{page}{fragment}"))
}
