//! What is wrong, or worth saying, about the texts.

use irsa_words::explain::{Explanation, FindingLine};
use yew::prelude::*;

use super::{place::place, prose::prose};
use crate::view::{View, count};

/// The findings, or that there are none: one line is always there.
pub fn findings(explanation: &Explanation, view: &View) -> Html {
    let ui = view.ui();
    let number = explanation.findings.len();
    if number == 0 {
        return html! { <p class="findings findings-none">{ ui.findings_none }</p> };
    }
    html! {
        <details class="findings" open=true>
            <summary>{ count(ui.findings_count, &[("n", number)]) }</summary>
            <ul>{ for explanation.findings.iter().map(|line| finding(line, view)) }</ul>
        </details>
    }
}

fn finding(line: &FindingLine, view: &View) -> Html {
    html! {
        <li class="finding" data-severity={line.severity.id()}>
            <span class="finding-severity">{ view.words.severity(line.severity) }</span>
            <span>{ prose(&line.sentence) }</span>
            { for line.reach.iter().map(|reach| html! { <span class="reach">{ reach }</span> }) }
            { for line.at.iter().map(|location| place(location, view)) }
        </li>
    }
}
