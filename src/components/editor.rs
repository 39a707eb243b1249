//! A text field over its own text with marks.
//!
//! The field owns what is typed: it is written only where the state has another text, and never
//! while somebody composes a character. The marks lie under it in the same grid cell, so both wrap
//! alike and scroll as one.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo::events::EventListener;
use gloo::render::{AnimationFrame, request_animation_frame};
use irsa_engine::{Span, Text};
use irsa_words::fill;
use web_sys::{FocusOptions, HtmlTextAreaElement, ScrollIntoViewOptions, ScrollLogicalPosition};
use yew::prelude::*;

use super::tone::state_tone;
use super::{icon, tabs};
use crate::marks::{self, Mark, Piece};
use crate::state::Action;
use crate::view::{View, use_view};

/// Above this many bytes a text is shown without marks: a line each would make typing slow.
const MARKED_MAX: usize = 100_000;

/// One file.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// Its index.
    pub index: usize,
    /// Its name.
    pub name: Text,
    /// Its text.
    pub text: Text,
    /// Whether it is the open one.
    pub shown: bool,
    /// What is marked in it.
    pub marks: Vec<Mark>,
    /// Characters to select, and the number of the request.
    pub look: Option<(Span, u32)>,
}

/// The editor of a file, as the panel of its tab.
#[component]
pub fn Editor(props: &Props) -> Html {
    let view = use_view();
    let area = use_node_ref();
    let typing = use_memo((), |()| Typing::default());
    use_typing(&area, &typing, props, &view);
    use_text(&area, &typing, &props.text);
    use_look(&area, props);
    use_sight(&area, props.shown);
    let label = fill(view.ui().editor_label, &[("file", props.name.to_string())]);
    let plain = props.text.len() > MARKED_MAX;
    html! {
        <div class="panel" role="tabpanel" id={tabs::panel_id(props.index)} hidden={!props.shown}
            aria-labelledby={tabs::tab_id(props.index)} data-file={props.name.clone()}>
            <div class={classes!("editor", plain.then_some("editor-plain"))}>
                if props.shown && !plain {
                    { underlay(props, &view) }
                }
                <textarea ref={area} aria-label={label} spellcheck="false" autocapitalize="off"
                    autocomplete="off" autocorrect="off" translate="no" lang="en" />
            </div>
        </div>
    }
}

/// What is going on in a field.
#[derive(Default)]
struct Typing {
    composing: Cell<bool>,
    /// Something was typed since the text was read.
    unread: Cell<bool>,
    /// The frame that is waited for since then.
    frame: RefCell<Option<AnimationFrame>>,
}

impl Typing {
    /// Calls `read` at once, so that the answer is there when the next frame is painted. However
    /// many events come before that frame, it is called once more, with the frame.
    fn typed(self: &Rc<Self>, read: impl Fn() + 'static) {
        if self.frame.borrow().is_some() {
            return self.unread.set(true);
        }
        read();
        let typing = Rc::clone(self);
        let frame = request_animation_frame(move |_| {
            typing.frame.take();
            if typing.unread.take() {
                read();
            }
        });
        *self.frame.borrow_mut() = Some(frame);
    }
}

/// Listens to the field, and emits its text as it is typed; of a composition, when it ends.
#[hook]
fn use_typing(area: &NodeRef, typing: &Rc<Typing>, props: &Props, view: &View) {
    let (area, typing, act) = (area.clone(), Rc::clone(typing), view.act.clone());
    let crlf = props.text.contains("\r\n");
    use_effect_with((props.name.clone(), crlf), move |(name, crlf)| {
        let field = area.cast::<HtmlTextAreaElement>();
        let listening = field.map(|field| {
            let read = {
                let (field, file, crlf) = (field.clone(), name.clone(), *crlf);
                move || {
                    let text = field.value();
                    let text = if crlf { text.replace('\n', "\r\n") } else { text };
                    act.emit(Action::Type { file: file.clone(), text });
                }
            };
            (listen(&field, &typing, read.clone()), read)
        });
        move || {
            let unread = typing.unread.take() || typing.composing.take();
            typing.frame.take();
            // The field may go, as when the editor comes in its place, before its text was read.
            if let Some((_, read)) = listening.filter(|_| unread) {
                read();
            }
        }
    });
}

fn listen(
    field: &HtmlTextAreaElement,
    typing: &Rc<Typing>,
    read: impl Fn() + Clone + 'static,
) -> [EventListener; 3] {
    let on = |name: &'static str, react: Box<dyn Fn()>| {
        EventListener::new(field, name, move |_| react())
    };
    let (started, ended, typed) = (Rc::clone(typing), Rc::clone(typing), Rc::clone(typing));
    let read_at_end = read.clone();
    [
        on("compositionstart", Box::new(move || started.composing.set(true))),
        on(
            "compositionend",
            Box::new(move || {
                ended.composing.set(false);
                ended.typed(read_at_end.clone());
            }),
        ),
        on(
            "input",
            Box::new(move || {
                if !typed.composing.get() {
                    typed.typed(read.clone());
                }
            }),
        ),
    ]
}

/// Writes the text into the field where they differ.
#[hook]
fn use_text(area: &NodeRef, typing: &Rc<Typing>, text: &Text) {
    let (area, typing) = (area.clone(), Rc::clone(typing));
    use_effect_with(text.clone(), move |text| {
        let field = area.cast::<HtmlTextAreaElement>().filter(|_| !typing.composing.get());
        if let Some(field) = field {
            let text = text.replace("\r\n", "\n");
            if field.value() != text {
                field.set_value(&text);
            }
        }
    });
}

/// Scrolls what decided into sight within the editor when it is opened; the page stays where it is.
#[hook]
fn use_sight(area: &NodeRef, shown: bool) {
    let area = area.clone();
    use_effect_with(shown, move |shown| {
        let editor = area.cast::<HtmlTextAreaElement>().and_then(|field| field.parent_element());
        if let Some(editor) = editor.filter(|_| *shown) {
            let mark = editor.query_selector(".mark-decides").ok().flatten();
            let below = mark.map_or(0.0, |mark| {
                mark.get_bounding_client_rect().bottom() - editor.get_bounding_client_rect().top()
            });
            let hidden = below - f64::from(editor.client_height());
            if hidden > 0.0 {
                editor.set_scroll_top((hidden + f64::from(editor.client_height()) / 3.0) as i32);
            }
        }
    });
}

/// Selects the characters asked for, and scrolls to them.
#[hook]
fn use_look(area: &NodeRef, props: &Props) {
    let (area, text) = (area.clone(), props.text.clone());
    use_effect_with(props.look, move |look| {
        if let (Some((span, _)), Some(field)) = (look, area.cast::<HtmlTextAreaElement>()) {
            select(&field, &text, *span);
        }
    });
}

fn select(field: &HtmlTextAreaElement, text: &str, span: Span) {
    let options = FocusOptions::new();
    options.set_prevent_scroll(true);
    let (start, end) = (marks::field_offset(text, span.start), marks::field_offset(text, span.end));
    // A field that is not shown takes neither focus nor selection, and there is nothing to show.
    let _ = field.focus_with_options(&options);
    let _ = field.set_selection_range(start, end);
    let line = text.get(..span.start).unwrap_or(text).matches('\n').count();
    let lines = field.previous_element_sibling().map(|underlay| underlay.children());
    if let Some(line) = lines.and_then(|lines| lines.item(u32::try_from(line).unwrap_or(0))) {
        let options = ScrollIntoViewOptions::new();
        options.set_block(ScrollLogicalPosition::Center);
        line.scroll_into_view_with_scroll_into_view_options(&options);
    }
}

/// The text with its marks, a block for each line; for the eye only.
fn underlay(props: &Props, view: &View) -> Html {
    let lines = marks::lines(&props.text, &props.marks);
    html! {
        <div class="underlay" aria-hidden="true">
            { for lines.iter().map(|pieces| line(pieces, view)) }
        </div>
    }
}

fn line(pieces: &[Piece<'_>], view: &View) -> Html {
    let state = marks::gutter(pieces);
    html! {
        <div class={classes!("line", state.map(state_tone))}>
            if let Some(state) = state {
                <span class="line-mark" title={view.words.state(state)}>
                    { icon::state(state) }
                </span>
            }
            { for pieces.iter().map(piece) }
        </div>
    }
}

fn piece(piece: &Piece<'_>) -> Html {
    match piece.kind {
        Some(kind) => html! { <span class={kind.class()}>{ piece.text }</span> },
        None => html! { piece.text },
    }
}
