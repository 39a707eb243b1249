//! WebAssembly in Node.js, whose engine is that of Chromium.

use wasm_bindgen::{JsCast, JsValue};
use web_sys::js_sys::{self, Array, Function, Reflect};

/// The host's name in the names of figures.
pub(crate) const NAME: &str = "wasm";

const PAGE_BYTES: usize = 65_536;

/// Seconds on the processor since some fixed instant, which leaves out what others do on a busy
/// machine.
pub(crate) fn now() -> f64 {
    let process = member(&js_sys::global(), "process");
    let usage = member(&process, "cpuUsage").dyn_into::<Function>();
    let usage = usage.ok().and_then(|usage| usage.call0(&process).ok()).unwrap_or_default();
    let microseconds = |of| member(&usage, of).as_f64().unwrap_or(f64::NAN);
    (microseconds("user") + microseconds("system")) / 1e6
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
