//! The text editor in `editor/`, as its module gives it: CodeMirror behind a few calls.
//!
//! Places are counted there in UTF-16 code units, a line break as one. A call that is refused
//! leaves the text as it is, and the page goes on.

use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::HtmlElement;
use web_sys::js_sys::{Array, Function, Object, Promise, Reflect};

/// The nonce that the page's policy has for the editor's style sheets.
const NONCE: &str = "editor";

/// The editor's module, once it is loaded.
#[derive(Debug, Clone, PartialEq)]
pub struct Module(JsValue);

/// What an editor tells of.
#[derive(Debug)]
pub struct Told {
    /// The text that somebody typed.
    pub change: Closure<dyn FnMut(String)>,
    /// Where the selection starts and ends.
    pub select: Closure<dyn FnMut(u32, u32)>,
    /// Where the pointer is, if it is over the text.
    pub hover: Closure<dyn FnMut(Option<u32>)>,
}

/// An editor on the page. It is taken off when this is dropped.
#[derive(Debug)]
pub struct Editor {
    editor: JsValue,
    _told: Told,
}

/// A value for the editor: an object of these fields.
#[must_use]
pub fn object(fields: &[(&str, JsValue)]) -> JsValue {
    let object = Object::new();
    for (name, value) in fields {
        // Fails for no plain object.
        let _ = Reflect::set(&object, &JsValue::from_str(name), value);
    }
    object.into()
}

fn call(on: &JsValue, name: &str, arguments: &Array) -> Option<JsValue> {
    let function: Function = Reflect::get(on, &name.into()).ok()?.dyn_into().ok()?;
    function.apply(on, arguments).ok()
}

/// Loads the module; none where there is none, as in a build without it.
pub async fn load() -> Option<Module> {
    let global = gloo::utils::window().into();
    let promise: Promise = call(&global, "loadEditor", &Array::new())?.dyn_into().ok()?;
    JsFuture::from(promise).await.ok().map(Module)
}

impl Module {
    /// Puts an editor with the options of `create` into an element.
    #[must_use]
    pub fn create(
        &self,
        parent: &HtmlElement,
        told: Told,
        options: &[(&str, JsValue)],
    ) -> Option<Editor> {
        let told_options = [
            ("onChange", told.change.as_ref().clone()),
            ("onSelect", told.select.as_ref().clone()),
            ("onHover", told.hover.as_ref().clone()),
            ("nonce", NONCE.into()),
            ("readOnly", JsValue::FALSE),
        ];
        let options = object(&[options, told_options.as_slice()].concat());
        let editor = call(&self.0, "create", &Array::of2(parent, &options))?;
        Some(Editor { editor, _told: told })
    }
}

impl Editor {
    /// Calls a method of the editor.
    pub fn tell(&self, method: &str, arguments: &Array) {
        // A method that fails leaves the text as it was, and there is nothing to do about it.
        let _ = call(&self.editor, method, arguments);
    }
}

impl Drop for Editor {
    fn drop(&mut self) {
        self.tell("destroy", &Array::new());
    }
}
