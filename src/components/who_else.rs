//! Who else gets the role.

use irsa_engine::iam::reach::{AccountName, Open, WhoElse};
use yew::prelude::*;

use crate::answer::Answer;
use crate::view::{View, count};

/// Namespaces beyond this many are folded.
const SHOWN_MAX: usize = 4;

/// The other accounts that get in, by namespace.
pub fn who_else(answer: &Answer, view: &View) -> Html {
    let ui = view.ui();
    html! {
        <section class="who card" aria-labelledby="who">
            <h2 id="who" class="card-title">{ ui.who_else }</h2>
            if let Some(who_else) = &answer.who_else {
                { known(who_else, view) }
            } else {
                <p>{ ui.who_unknown }</p>
            }
        </section>
    }
}

fn known(who_else: &WhoElse, view: &View) -> Html {
    let ui = view.ui();
    let others = who_else.accounts.len();
    let class = classes!("who-count", (others > 0).then_some("who-some"));
    html! {
        <>
            <p {class}>
                <strong>{ others }</strong>
                <span>{ count(ui.who_count, &[("of", who_else.of)]) }</span>
            </p>
            if who_else.open != Open::None {
                <p class="open">{ view.words.entry("open", who_else.open.id()) }</p>
            }
            if others > 0 {
                { namespaces(&who_else.accounts, view) }
            }
        </>
    }
}

fn namespaces(accounts: &[AccountName], view: &View) -> Html {
    let rows: Vec<Html> = by_namespace(accounts).into_iter().map(namespace).collect();
    let (shown, folded) = rows.split_at(rows.len().min(SHOWN_MAX));
    html! {
        <>
            <ul class="namespaces" translate="no">{ for shown.iter().cloned() }</ul>
            if !folded.is_empty() {
                <details class="more">
                    <summary>{ count(view.ui().more_namespaces, &[("n", folded.len())]) }</summary>
                    <ul class="namespaces" translate="no">{ for folded.iter().cloned() }</ul>
                </details>
            }
        </>
    }
}

fn by_namespace(accounts: &[AccountName]) -> Vec<(&str, Vec<&str>)> {
    let mut namespaces: Vec<(&str, Vec<&str>)> = Vec::new();
    for AccountName { namespace, name } in accounts {
        match namespaces.binary_search_by(|(other, _)| other.cmp(&&**namespace)) {
            Ok(at) => namespaces.get_mut(at).into_iter().for_each(|(_, names)| names.push(name)),
            Err(at) => namespaces.insert(at, (namespace, vec![name])),
        }
    }
    namespaces
}

fn namespace((namespace, names): (&str, Vec<&str>)) -> Html {
    html! {
        <li key={namespace.to_owned()}>
            <strong>{ namespace.to_owned() }</strong>
            <span class="number">{ names.len() }</span>
            <span class="names">{ names.join(", ") }</span>
        </li>
    }
}
