//! One file in the text editor of `editor/`.
//!
//! The editor owns the text and its own undo; it is written only where the state has another text.
//! It is put in when its file is first opened, and stays, so that its history does.

use std::cell::RefCell;
use std::rc::Rc;

use irsa_engine::{Span, Text};
use irsa_words::fill;
use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;
use web_sys::HtmlElement;
use web_sys::js_sys::Array;
use yew::prelude::*;

use super::tabs;
use crate::browser::code::{Editor, Module, Told, object};
use crate::links;
use crate::marks::{FieldOffsets, byte_offset};
use crate::squiggles::{Sign, Squiggle};
use crate::state::Action;
use crate::view::{View, use_view};

/// One file.
#[derive(Properties, PartialEq, Clone)]
pub struct Props {
    /// The editor's module.
    pub module: Module,
    /// The file's index.
    pub index: usize,
    /// Its name.
    pub name: Text,
    /// Its text.
    pub text: Text,
    /// Whether it is the open one.
    pub shown: bool,
    /// Whether what follows is about this very text; else the editor keeps what it has.
    pub fresh: bool,
    /// The remarks on it.
    pub squiggles: Vec<Squiggle>,
    /// What came out of the checks of it.
    pub signs: Vec<(Span, Sign)>,
    /// Its characters that have counterparts.
    pub linked: Vec<Span>,
    /// Characters to select, and the number of the request.
    pub look: Option<(Span, u32)>,
    /// Whether the page is dark.
    pub dark: bool,
}

/// The editor, what it is about, and the text it is known to have.
struct Desk {
    editor: RefCell<Option<Editor>>,
    latest: RefCell<Props>,
    told: RefCell<String>,
}

/// The file's editor, as the panel of its tab.
#[component]
pub fn Code(props: &Props) -> Html {
    let view = use_view();
    let host = use_node_ref();
    let desk = use_memo((), |()| Desk {
        editor: RefCell::new(None),
        latest: RefCell::new(props.clone()),
        told: RefCell::new(String::new()),
    });
    desk.latest.replace(props.clone());
    use_editor(&host, &desk, props.shown, &view);
    use_shown(&desk, props, &view);
    html! {
        <div class="panel" role="tabpanel" id={tabs::panel_id(props.index)} hidden={!props.shown}
            aria-labelledby={tabs::tab_id(props.index)} data-file={props.name.clone()}>
            <div class="code" ref={host} translate="no"></div>
        </div>
    }
}

/// Puts the editor in when the file is first shown, and takes it off with the file.
#[hook]
fn use_editor(host: &NodeRef, desk: &Rc<Desk>, shown: bool, view: &View) {
    let (host, at, view) = (host.clone(), Rc::clone(desk), view.clone());
    use_effect_with(shown, move |shown| {
        let element = host.cast::<HtmlElement>().filter(|_| *shown);
        if let Some(element) = element.filter(|_| at.editor.borrow().is_none()) {
            let props = at.latest.borrow().clone();
            let lines = props.text.replace("\r\n", "\n");
            at.told.replace(lines.clone());
            let options = [
                ("doc", JsValue::from_str(&lines)),
                ("language", language(&props.name, &lines).into()),
                ("label", label(&props, &view).into()),
                ("dark", props.dark.into()),
                ("phrases", phrases(&view)),
            ];
            let editor = props.module.create(&element, told(&at, &view), &options);
            at.editor.replace(editor);
        }
    });
    let at = Rc::clone(desk);
    use_effect_with((), move |()| move || drop(at.editor.take()));
}

fn label(props: &Props, view: &View) -> String {
    fill(view.ui().editor_label, &[("file", props.name.to_string())])
}

/// What the editor says of its own, by its English.
fn phrases(view: &View) -> JsValue {
    let ui = view.ui();
    let words = [
        ("Matched", ui.sign_matched),
        ("Failed", ui.sign_failed),
        ("Not reached", ui.sign_unreached),
        ("Find", ui.find),
        ("Replace", ui.find_replace),
        ("next", ui.find_next),
        ("previous", ui.find_previous),
        ("all", ui.find_all),
        ("match case", ui.find_case),
        ("regexp", ui.find_regexp),
        ("by word", ui.find_word),
        ("replace", ui.find_replace_one),
        ("replace all", ui.find_replace_all),
        ("close", ui.close),
    ];
    object(&words.map(|(english, words)| (english, JsValue::from_str(words))))
}

/// What a text of Terraform begins with.
const BLOCKS: [&str; 4] = ["resource \"", "data \"", "module \"", "locals {"];

/// The language of a text: by its name, else by how it begins.
#[must_use]
pub fn language(name: &str, text: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, extension)| extension) {
        Some("json") => "json",
        Some("yaml" | "yml") => "yaml",
        Some("tf" | "tfvars" | "hcl") => "hcl",
        _ if text.trim_start().starts_with(['{', '[']) => "json",
        _ if BLOCKS.iter().any(|block| text.trim_start().starts_with(block)) => "hcl",
        _ => "text",
    }
}

/// Passes on what somebody typed, and which characters with counterparts are under the cursor or
/// the pointer.
fn told(desk: &Rc<Desk>, view: &View) -> Told {
    let (typed, act) = (Rc::clone(desk), view.act.clone());
    let change = Closure::new(move |text: String| {
        let (file, crlf) = {
            let props = typed.latest.borrow();
            (props.name.clone(), props.text.contains("\r\n"))
        };
        typed.told.replace(text.clone());
        let text = if crlf { text.replace('\n', "\r\n") } else { text };
        act.emit(Action::Type { file, text });
    });
    let (selected, act) = (pointing(desk), view.act.clone());
    let select = Closure::new(move |from: u32, _: u32| {
        act.emit(Action::Point(selected(from)));
    });
    let (hovered, act) = (pointing(desk), view.act.clone());
    let mut last = None;
    let hover = Closure::new(move |at: Option<u32>| {
        let place = at.and_then(&hovered);
        if place.is_some() && place != last {
            act.emit(Action::Point(place));
        }
        last = place;
    });
    Told { change, select, hover }
}

/// Which characters with counterparts are at an offset of the field.
fn pointing(desk: &Rc<Desk>) -> impl Fn(u32) -> Option<irsa_engine::Place> + 'static {
    let desk = Rc::clone(desk);
    move |offset| {
        let props = desk.latest.borrow();
        let span = links::around(&props.linked, byte_offset(&props.text, offset))?;
        Some(irsa_engine::Place { file: props.index, span })
    }
}

/// Keeps text, remarks, signs, selection, colours and words of the editor those of the page.
#[hook]
fn use_shown(desk: &Rc<Desk>, props: &Props, view: &View) {
    let Props { shown, text, fresh, squiggles, signs, look, dark, name, .. } = props.clone();
    let at = Rc::clone(desk);
    use_effect_with((text.clone(), shown), move |(text, _)| {
        let lines = text.replace("\r\n", "\n");
        if at.told.replace(lines.clone()) != lines {
            at.tell("setText", &Array::of1(&lines.into()));
        }
    });
    let at = Rc::clone(desk);
    let found = (text.clone(), shown, fresh, squiggles, signs);
    use_effect_with(found, move |(text, _, fresh, squiggles, signs)| {
        if *fresh {
            at.tell("setFindings", &Array::of1(&findings(text, squiggles)));
            at.tell("setMarks", &Array::of1(&marks(text, signs)));
        }
    });
    let at = Rc::clone(desk);
    use_effect_with((look, shown), move |(look, shown)| {
        if let Some((span, _)) = look.filter(|_| *shown) {
            let at_field = FieldOffsets::new(&text, vec![span.start, span.end]);
            let ends = [span.start, span.end].map(|end| JsValue::from(at_field.of(end)));
            at.tell("select", &ends.iter().collect());
        }
    });
    let (at, view, props) = (Rc::clone(desk), view.clone(), props.clone());
    use_effect_with((dark, view.words.lang, name), move |(dark, ..)| {
        at.tell("setDark", &Array::of1(&(*dark).into()));
        at.tell("setLabel", &Array::of1(&label(&props, &view).into()));
        at.tell("setPhrases", &Array::of1(&phrases(&view)));
    });
}

impl Desk {
    fn tell(&self, method: &str, arguments: &Array) {
        if let Some(editor) = &*self.editor.borrow() {
            editor.tell(method, arguments);
        }
    }
}

/// A range with more fields, as the editor takes it.
type Ranged<'a> = (Span, Vec<(&'static str, &'a str)>);

fn findings(text: &str, squiggles: &[Squiggle]) -> JsValue {
    let all = squiggles.iter().map(|Squiggle { span, severity, sentence }| {
        (*span, vec![("severity", severity.id()), ("message", sentence.as_str())])
    });
    ranges(text, all.collect())
}

fn marks(text: &str, signs: &[(Span, Sign)]) -> JsValue {
    ranges(text, signs.iter().map(|(span, sign)| (*span, vec![("kind", sign.kind())])).collect())
}

fn ranges(text: &str, all: Vec<Ranged<'_>>) -> JsValue {
    let offsets = all.iter().flat_map(|(span, _)| [span.start, span.end]).collect();
    let at_field = FieldOffsets::new(text, offsets);
    let end = |offset: usize| JsValue::from(at_field.of(offset));
    let list: Array = all
        .into_iter()
        .map(|(span, fields)| {
            let fields = fields.into_iter().map(|(name, value)| (name, JsValue::from_str(value)));
            let place = [("from", end(span.start)), ("to", end(span.end))];
            object(&place.into_iter().chain(fields).collect::<Vec<_>>())
        })
        .collect();
    list.into()
}
