//! The terms of the field, and what each error text means.

use irsa_engine::Gate;
use yew::prelude::*;

use crate::browser::{Fetched, PAGE_TITLE, term_element};
use crate::components::fetched::fetched;
use crate::components::lookup::search;
use crate::components::prose::prose;
use crate::reference::{ErrorText, Group, Reference, Term};
use crate::state::{Action, State};
use crate::view::{View, count};

/// As many errors as this are shown with all that is said of them.
const ERRORS_OPEN: usize = 3;

/// The page.
pub fn glossary(state: &State, reference: &Fetched, view: &View) -> Html {
    let ui = view.ui();
    let act = view.act.clone();
    let find = Callback::from(move |text| act.emit(Action::Search(text)));
    html! {
        <main class="page">
            <div class="title">
                <h1 id={PAGE_TITLE} tabindex="-1">{ ui.glossary_title }</h1>
                <p>{ ui.glossary_lead }</p>
            </div>
            <div class="fields card" role="search">
                { search("glossary-search", ui.glossary_search, &state.query, find) }
            </div>
            { fetched(reference, view, |all| found(all, &state.query, view)) }
        </main>
    }
}

fn found(reference: &Reference, query: &str, view: &View) -> Html {
    let ui = view.ui();
    let errors = reference.find_errors(query);
    let groups = reference.find_terms(query);
    if errors.is_empty() && groups.is_empty() {
        return html! { <p class="card nothing">{ ui.glossary_none }</p> };
    }
    let open = errors.len() <= ERRORS_OPEN;
    html! {
        <>
            if !errors.is_empty() {
                <section class="errors card" aria-labelledby="errors">
                    <h2 id="errors" class="card-title">{ ui.glossary_errors }</h2>
                    <p class="label">{ count(ui.glossary_errors_lead, &[("n", errors.len())]) }</p>
                    <ul>{ for errors.iter().map(|error| error_text(error, open, view)) }</ul>
                </section>
            }
            { for groups.iter().map(|group| terms(group, reference, view)) }
        </>
    }
}

fn error_text(error: &ErrorText, open: bool, view: &View) -> Html {
    let ui = view.ui();
    let leaves = error.sign.leaves;
    let gate = |gate: &Gate| html! { <li>{ view.words.gate(*gate) }</li> };
    html! {
        <li key={&*error.example} class="error-text" data-error={error.sign.text}>
            <details {open}>
                <summary>
                    <code lang="en" translate="no">{ shortened(error) }</code>
                    <span class="error-gates">
                        <span class="visually-hidden">{ ui.error_gates }{ " " }</span>
                        <ul class="chips">{ for leaves.gates.iter().map(gate) }</ul>
                    </span>
                </summary>
                <div class="error-body">
                    <pre class="command" lang="en" translate="no">{ &*error.example }</pre>
                    <h3>{ ui.error_means }</h3>
                    <p>{ prose(&error.means) }</p>
                    <h3>{ ui.error_check }</h3>
                    <p>{ prose(&error.check) }</p>
                    <pre class="command" lang="en" translate="no">{ leaves.command }</pre>
                    { source(leaves.source_url, view) }
                </div>
            </details>
        </li>
    }
}

/// The words an error is known by.
fn shortened(error: &ErrorText) -> String {
    let sign = error.sign;
    let pieces = match sign.also {
        "" => vec![sign.text],
        also => vec![sign.text, also],
    };
    pieces.join(" … ")
}

fn terms(group: &Group, reference: &Reference, view: &View) -> Html {
    let id = format!("terms-{}", group.id);
    html! {
        <section class="terms" key={&*group.id} aria-labelledby={id.clone()}>
            <h2 {id}>{ &*group.name }</h2>
            <dl>{ for group.terms.iter().map(|term| self::term(term, reference, view)) }</dl>
        </section>
    }
}

fn term(term: &Term, reference: &Reference, view: &View) -> Html {
    let see = term.see.iter().filter_map(|id| reference.term(id)).map(|other| {
        let address = format!("#/glossary/{}", other.id);
        html! { <li><a href={address}>{ prose(&other.name) }</a></li> }
    });
    html! {
        <div class="term card" key={&*term.id} id={term_element(&term.id)} tabindex="-1"
            data-term={term.id.to_string()}>
            <dt>
                <span>{ prose(&term.name) }</span>
                if !term.english.is_empty() {
                    <span class="term-english" lang="en">{ &*term.english }</span>
                }
            </dt>
            <dd>
                <p>{ prose(&term.text) }</p>
                <div class="term-links">
                    <ul class="see" aria-label={view.ui().see_also}>{ for see }</ul>
                    { source(&term.source, view) }
                </div>
            </dd>
        </div>
    }
}

fn source(url: &str, view: &View) -> Html {
    html! {
        <a class="source" href={url.to_owned()} target="_blank" rel="noreferrer">
            { view.ui().source }
            <span class="visually-hidden">{ " " }{ view.ui().new_tab }</span>
        </a>
    }
}
