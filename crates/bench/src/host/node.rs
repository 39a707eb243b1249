//! WebAssembly in Node.js, whose engine is that of Chromium.

use wasm_bindgen::{JsCast, JsValue};
use web_sys::js_sys::{self, Array, Function, Reflect};

/// The host's name in the names of figures.
pub(crate) const NAME: &str = "wasm";

const PAGE_BYTES: usize = 65_536;

/// Seconds since some fixed instant.
pub(crate) fn now() -> f64 {
    let clock = member(&js_sys::global(), "performance");
    let now = member(&clock, "now").dyn_into::<Function>();
    let milliseconds = now.ok().and_then(|now| now.call0(&clock).ok());
    milliseconds.and_then(|time| time.as_f64()).unwrap_or(f64::NAN) / 1000.0
}

/// The words after the script's name.
pub(crate) fn arguments() -> Vec<String> {
    let process = member(&js_sys::global(), "process");
    let words = Array::from(&member(&process, "argv"));
    words.iter().skip(2).filter_map(|word| word.as_string()).collect()
}

/// Bytes of memory taken so far: WebAssembly gives none back.
pub(crate) fn memory() -> Option<usize> {
    Some(core::arch::wasm32::memory_size(0) * PAGE_BYTES)
}

pub(crate) fn print(line: &str) {
    web_sys::console::log_1(&line.into());
}

fn member(of: &JsValue, name: &str) -> JsValue {
    Reflect::get(of, &name.into()).unwrap_or_default()
}
