//! The gates, top to bottom as the story, each with what it checked.

use irsa_engine::{Evidence, Gate, State};
use irsa_words::explain::{CheckLine, Explanation, GateLine};
use yew::prelude::*;

use super::compare::compare;
use super::tone::state_tone;
use super::{icon, place::place, prose::prose};
use crate::view::View;

/// Every gate; the one that decided is open.
pub fn gates(explanation: &Explanation, view: &View) -> Html {
    let ui = view.ui();
    let decided = explanation.decided.as_ref().map(|(gate, _)| *gate);
    let gates = explanation.gates.iter().map(|line| gate(line, decided == Some(line.gate), view));
    html! {
        <section class="gates card" id="gates" aria-labelledby="gates-title">
            <h2 id="gates-title" class="card-title">{ ui.gates }</h2>
            <ol class="chain">{ for gates }</ol>
            if !explanation.assumed.is_empty() {
                { assumed(explanation, view) }
            }
        </section>
    }
}

fn gate(line: &GateLine, open: bool, view: &View) -> Html {
    let ui = view.ui();
    let reach = (!line.reached).then_some("gate-unreached");
    let class = classes!("gate", state_tone(line.state), reach);
    html! {
        <li {class} data-gate={line.gate.id()} data-state={line.state.id()}>
            <details {open}>
                <summary>
                    <span class="gate-mark">{ icon::state(line.state) }</span>
                    <span class="gate-name">{ view.words.gate(line.gate) }</span>
                    <span class="gate-state">{ view.words.state(line.state) }</span>
                    if !line.reached {
                        <span class="gate-reach">{ ui.not_reached }</span>
                    }
                </summary>
                <p class="gate-question">{ prose(view.words.question(line.gate)) }</p>
                <ul class="checks">
                    { for line.checks.iter().map(|check| self::check(line.gate, check, view)) }
                </ul>
            </details>
        </li>
    }
}

fn check(gate: Gate, line: &CheckLine, view: &View) -> Html {
    let rule = line.reason.rule();
    let places = line.at.iter().chain(&line.related);
    html! {
        <li class={classes!("check", state_tone(line.state))}>
            <span class="check-mark" title={view.words.state(line.state)}>
                { icon::state(line.state) }
                <span class="visually-hidden">{ view.words.state(line.state) }</span>
            </span>
            <div class="check-body">
                <p>
                    { prose(&line.sentence) }{ " " }
                    <span class="check-links">
                        { for places.map(|location| place(location, view)) }
                        { evidence(rule.evidence, rule.source_url, view) }
                    </span>
                </p>
                if let Some(comparison) = &line.comparison {
                    { compare(gate, comparison, view) }
                }
            </div>
        </li>
    }
}

/// How well the rule is known, and where that can be read. What the simulator chose itself has no
/// page to lead to.
fn evidence(evidence: Evidence, url: &'static str, view: &View) -> Html {
    if !url.starts_with("https://") {
        return html! {
            <span class="evidence" data-evidence={evidence.id()}>
                { view.words.evidence(evidence) }
            </span>
        };
    }
    html! {
        <a class="evidence" href={url} target="_blank" rel="noreferrer"
            data-evidence={evidence.id()}>
            { view.words.evidence(evidence) }
            <span class="visually-hidden">{ " " }{ view.ui().new_tab }</span>
        </a>
    }
}

fn assumed(explanation: &Explanation, view: &View) -> Html {
    let rows = explanation.assumed.iter().map(|(what, value)| {
        html! { <><dt>{ *what }</dt><dd translate="no">{ value }</dd></> }
    });
    html! {
        <details class="assumed">
            <summary>
                <span class="gate-mark">{ icon::state(State::Assumed) }</span>
                { crate::view::count(view.ui().assumed_count, &[("n", explanation.assumed.len())]) }
            </summary>
            <dl>{ for rows }</dl>
        </details>
    }
}
