//! Counts what the page fetches, to show that nothing typed leaves it.

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::js_sys::Array;
use web_sys::{
    PerformanceEntry, PerformanceObserver, PerformanceObserverEntryList, PerformanceObserverInit,
};
use yew::prelude::*;

use super::mark;

const RESOURCE: &str = "resource";

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Count {
    foreign: usize,
    own: usize,
}

/// Marks the page as ready, and counts on `<body>` what is fetched: `data-requests` anything but
/// this build's own files since then, `data-chunks` those files. Gives the former.
#[hook]
pub fn use_requests() -> usize {
    let count = use_state_eq(Count::default);
    let set = count.setter();
    use_effect_with((), move |()| {
        let body = gloo::utils::body();
        mark(&body, "data-ready", "");
        let watch = watch(set);
        move || drop(watch)
    });
    use_effect_with(*count, |count| {
        let body = gloo::utils::body();
        mark(&body, "data-requests", &count.foreign.to_string());
        mark(&body, "data-chunks", &count.own.to_string());
    });
    count.foreign
}

/// An observer with the closure it calls.
struct Watch {
    observer: PerformanceObserver,
    _closure: Closure<dyn FnMut(PerformanceObserverEntryList)>,
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}

fn watch(set: UseStateSetter<Count>) -> Option<Watch> {
    let folder = folder()?;
    let performance = gloo::utils::window().performance()?;
    let ready = performance.now();
    let mut count = Count::default();
    let mut add = move |entries: Array| {
        for entry in entries.iter().map(JsCast::unchecked_into::<PerformanceEntry>) {
            let own = is_own(&entry.name(), &folder);
            count.own += usize::from(own);
            count.foreign += usize::from(!own && entry.start_time() >= ready);
        }
        set.set(count);
    };
    add(performance.get_entries_by_type(RESOURCE));
    let closure = Closure::<dyn FnMut(PerformanceObserverEntryList)>::new(
        move |list: PerformanceObserverEntryList| add(list.get_entries()),
    );
    let observer = PerformanceObserver::new(closure.as_ref().unchecked_ref()).ok()?;
    observer.observe(&PerformanceObserverInit::new(&Array::of1(&RESOURCE.into())));
    Some(Watch { observer, _closure: closure })
}

/// The address that every file of this build starts with.
fn folder() -> Option<String> {
    let base = gloo::utils::document().base_uri().ok()??;
    let page = base.split(['?', '#']).next()?;
    let (folder, _) = page.rsplit_once('/')?;
    Some(format!("{folder}/"))
}

/// Whether an address is of this build's own files: they lie in its folder and are asked for
/// without a query, which could carry data, but for the build's version.
fn is_own(address: &str, folder: &str) -> bool {
    let plain = |path: &str| path.split_once('?').is_none_or(|(_, query)| query.starts_with("v="));
    let embedded = address.starts_with("data:") || address.starts_with("blob:");
    embedded || address.strip_prefix(folder).is_some_and(plain)
}
