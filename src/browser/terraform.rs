//! The worker that expands Terraform (`src/bin/cluster.rs`), and what the pages show with it.

use std::rc::Rc;

use irsa_words::explain::explain;
use yew::prelude::*;

use super::routes;
use super::worker::use_worker;
use crate::answer::Answer;
use crate::app::Shown;
use crate::expanded::{Expanded, Reading, question, wants};
use crate::route::Route;
use crate::state::{Action, Files, State};
use crate::view::View;

/// Where the build puts the worker, with its version, so that none of an earlier build is taken.
const WORKER: &str = concat!("./cluster_loader.js?v=", env!("CARGO_PKG_VERSION"));

/// Files, and what was made of them.
#[derive(Clone)]
struct Basis {
    files: Files,
    expanded: Rc<Expanded>,
}

impl PartialEq for Basis {
    fn eq(&self, other: &Self) -> bool {
        self.files == other.files && Rc::ptr_eq(&self.expanded, &other.expanded)
    }
}

impl Basis {
    /// Whether other texts of these files may still be what somebody is typing in them.
    fn leads_to(&self, files: &Files) -> bool {
        let same = self.files.iter().zip(files.iter()).all(|(was, is)| was.name == is.name);
        same && self.files.len() == files.len()
    }
}

/// What is shown, with what Terraform among the texts makes of it. While the worker reads what was
/// just typed, that is the answer to the texts before, which nothing can be applied from; before
/// the first answer it is that nothing is known.
#[hook]
pub fn use_terraform(shown: &Shown) -> (Shown, Reading) {
    let files = &shown.state.files;
    let question = use_memo(files.clone(), question);
    let heard = use_worker(WORKER, question.is_some(), (*question).clone());
    let expanded = use_memo(heard.answered.clone(), |answered| {
        let (_, answer) = answered.as_ref()?;
        Expanded::read(answer).map(Rc::new)
    });
    let answers = heard.answered.is_some_and(|(to, _)| Some(&to) == question.as_ref().as_ref());
    let last = use_mut_ref(|| None::<Basis>);
    if let Some(expanded) = (*expanded).clone().filter(|_| answers) {
        last.replace(Some(Basis { files: files.clone(), expanded }));
    }
    let basis = last.borrow().clone().filter(|basis| question.is_some() && basis.leads_to(files));
    last.replace(basis.clone());
    let answer = use_memo((basis.clone(), question.is_some()), |(basis, _)| match basis {
        Some(basis) => Answer::expanded(&basis.files, &basis.expanded),
        None => Answer::open(),
    });
    let words = shown.view.words;
    let explanation = {
        let answer = Rc::clone(&answer);
        use_memo((basis.clone(), words), move |_| explain(&answer.report, words))
    };
    let careful = use_memo(shown.view.clone(), |view| View { act: careful(&view.act), ..*view });
    let reading = match (&*question, basis) {
        (None, _) => return (shown.clone(), Reading::Absent),
        (_, Some(basis)) if answers => Reading::Current(basis.expanded),
        (_, Some(basis)) if !heard.failed => Reading::Earlier(basis.expanded),
        _ if heard.failed => Reading::Failed,
        _ => Reading::Waiting,
    };
    let view = match reading {
        Reading::Earlier(_) => (*careful).clone(),
        _ => shown.view.clone(),
    };
    let (answer, explanation) = (Rc::clone(&answer), Rc::clone(&explanation));
    (Shown { answer, explanation, view, state: shown.state.clone() }, reading)
}

/// Acts on what does not depend on places in texts that are no longer there.
fn careful(act: &Callback<Action>) -> Callback<Action> {
    let act = act.clone();
    Callback::from(move |action: Action| {
        if !matches!(action, Action::Apply(_) | Action::Show(_)) {
            act.emit(action);
        }
    })
}

/// Goes from home to the lab, where texts have come to hold Terraform.
#[hook]
pub fn use_lab(state: &State) {
    use_effect_with(wants(&state.files), |wanted| {
        if *wanted && routes::asked() == Some(Route::Home) {
            // An address that the browser refuses leaves the page as it is.
            let _ = gloo::utils::window().location().set_hash("/lab");
        }
    });
}
