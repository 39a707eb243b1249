//! What every part of the page is given: the words, and a way to act.

use irsa_words::{Ui, Words, fill};
use yew::prelude::*;

use crate::state::Action;

/// The words of the visitor's language, and where actions go. Both change rarely, so that a reader
/// of the context is rendered anew only when the language changes.
#[derive(Debug, Clone, PartialEq)]
pub struct View {
    /// The words.
    pub words: Words,
    /// Takes an action.
    pub act: Callback<Action>,
}

impl View {
    /// The fixed texts.
    #[must_use]
    pub fn ui(&self) -> &'static Ui {
        self.words.ui()
    }

    /// A handler of clicks.
    #[must_use]
    pub fn click(&self, action: Action) -> Callback<MouseEvent> {
        let act = self.act.clone();
        Callback::from(move |_| act.emit(action.clone()))
    }
}

/// The view of the page this component is in.
///
/// # Panics
/// Outside a page: `App` provides it to everything.
#[hook]
#[expect(clippy::expect_used, reason = "without a provider there is nothing to show")]
pub fn use_view() -> View {
    use_context().expect("a component that uses the view stands inside its provider")
}

/// A template with numbers filled in.
#[must_use]
pub fn count(template: &str, numbers: &[(&'static str, usize)]) -> String {
    let data: Vec<_> = numbers.iter().map(|(name, number)| (*name, number.to_string())).collect();
    fill(template, &data)
}
