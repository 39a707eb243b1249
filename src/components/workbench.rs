//! The texts on the workbench: their tabs, the open one in its editor, and what belongs to it.

use std::rc::Rc;

use irsa_engine::{Span, Text};
use irsa_words::explain::Explanation;
use yew::prelude::*;

use super::code::Code;
use super::editor::Editor;
use super::{filebar::FileBar, findings, linked, tabs};
use crate::answer::Answer;
use crate::browser::{self, code::Module};
use crate::links;
use crate::marks;
use crate::squiggles::{self, Sign};
use crate::state::{Action, State};
use crate::view::View;

/// The texts. Until the editor's module is there, plain fields hold them.
pub fn workbench(
    state: &State,
    answer: &Answer,
    explanation: &Explanation,
    module: Option<&Module>,
    view: &View,
) -> Html {
    let ui = view.ui();
    let panels = (0..state.files.len()).map(|index| match module {
        Some(module) => code(state, answer, explanation, module, index),
        None => field(state, answer, explanation, index),
    });
    html! {
        <section class="artefacts" aria-label={ui.artefacts} data-region="" tabindex="-1">
            if state.files.is_empty() {
                <p class="empty">{ ui.no_files }</p>
            } else {
                { tabs::tabs(state, explanation, view) }
            }
            <FileBar name={state.files.get(state.open).map(|file| file.name.clone())}
                index={state.open} />
            { for panels }
            { linked::linked(state, answer, view) }
            <div class="artefacts-foot">
                { findings::findings(explanation, view) }
            </div>
            <p class="keys-hint">{ ui.keys_hint }</p>
        </section>
    }
}

fn code(
    state: &State,
    answer: &Answer,
    explanation: &Explanation,
    module: &Module,
    index: usize,
) -> Html {
    let Some(file) = state.files.get(index) else { return Html::default() };
    let shown = index == state.open;
    let few = |max: usize| shown && file.text.len() <= max;
    let fresh = is_about(answer, index, &file.text);
    let mut signs = Vec::new();
    if few(MARKED_MAX) {
        signs = squiggles::signs(&answer.report, index);
        let lit = linked::lit(state, answer).into_iter().filter(|place| place.file == index);
        signs.extend(lit.map(|place| (first_line(&file.text, place.span), Sign::Linked)));
    }
    let remarks = if few(MARKED_MAX) { squiggles::squiggles(explanation, index) } else { vec![] };
    let spans = if shown { links::linked_spans(&answer.report, index) } else { Vec::new() };
    let look = state.look.filter(|look| look.file == index);
    html! {
        <Code key={&*file.name} module={module.clone()} {index} name={&file.name}
            text={&file.text} {shown} {fresh} squiggles={remarks} {signs} linked={spans}
            look={look.map(|look| (look.span, look.serial))}
            dark={browser::is_dark(state.theme)} />
    }
}

/// Whether the answer is about this text of a file. Where a worker has to read it first, that is so
/// a moment after it was typed.
fn is_about(answer: &Answer, index: usize, text: &Text) -> bool {
    let file = answer.report.files.get(index);
    file.is_some_and(|file| Rc::ptr_eq(&file.text, text) || file.text == *text)
}

/// A span up to the end of its first line: a whole object that is lit would hide its parts.
fn first_line(text: &str, span: Span) -> Span {
    let length = span.of(text).find('\n').unwrap_or(span.end - span.start);
    Span::new(span.start, span.start + length)
}

/// Above this many bytes a text is shown without marks: their places take too long to count.
const MARKED_MAX: usize = 500_000;

fn field(state: &State, answer: &Answer, explanation: &Explanation, index: usize) -> Html {
    let Some(file) = state.files.get(index) else { return Html::default() };
    let shown = index == state.open;
    let decided = explanation.decided.as_ref().map(|(_, line)| line);
    let marks = if shown && is_about(answer, index, &file.text) {
        marks::of_file(&answer.report, index, decided)
    } else {
        Vec::new()
    };
    let look = state.look.filter(|look| look.file == index);
    html! {
        <Editor key={&*file.name} {index} name={&file.name} text={&file.text} {shown}
            {marks} look={look.map(|look| (look.span, look.serial))} />
    }
}

/// Where a pointer or the focus goes among the gates, lights the places of that check.
pub fn pointing(answer: &Rc<Answer>, view: &View) -> Callback<web_sys::Event> {
    let (answer, act) = (Rc::clone(answer), view.act.clone());
    Callback::from(move |event: web_sys::Event| {
        if let Some((gate, index)) = browser::check_under(&event)
            && let Some(place) = links::of_check(&answer.report, &gate, index)
        {
            act.emit(Action::Point(Some(place)));
        }
    })
}
