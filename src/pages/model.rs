//! What the answers stand on: every rule with its evidence and source, and what is left out.

use irsa_engine::rules::RULES;
use irsa_engine::{Evidence, Gate, Rule};
use yew::prelude::*;

use crate::browser::{Fetched, PAGE_TITLE};
use crate::components::fetched::fetched;
use crate::components::lookup::{choose, search};
use crate::components::prose::{prose, template};
use crate::reference::Note;
use crate::rule_filter::{GateChoice, RuleFilter, gates};
use crate::state::{Action, State};
use crate::view::{View, count};

/// The page.
pub fn model(state: &State, reference: &Fetched, view: &View) -> Html {
    let ui = view.ui();
    let groups = state.filter.groups(view.words);
    let open = state.filter != RuleFilter::default();
    let found = groups.iter().map(|(_, rules)| rules.len()).sum();
    html! {
        <main class="page">
            <div class="title">
                <h1 id={PAGE_TITLE} tabindex="-1">{ ui.model_title }</h1>
                <p>{ ui.model_lead }</p>
            </div>
            <div class="columns">
                <div class="work">
                    { fields(&state.filter, view) }
                    <p class="label found">
                        { count(ui.model_found, &[("n", found), ("of", RULES.len())]) }
                    </p>
                    if groups.is_empty() {
                        <p class="card nothing">{ ui.model_none }</p>
                    }
                    { for groups.iter().map(|(gate, rules)| group(*gate, rules, open, view)) }
                </div>
                <div class="side side-after">
                    { evidence(view) }
                    <section class="card" aria-labelledby="not-modelled">
                        <h2 id="not-modelled" class="card-title">{ ui.not_modelled }</h2>
                        { fetched(reference, view, |all| notes(&all.not_modelled)) }
                    </section>
                </div>
            </div>
        </main>
    }
}

fn fields(filter: &RuleFilter, view: &View) -> Html {
    let ui = view.ui();
    let change = |change: fn(&mut RuleFilter, String)| {
        let (filter, act) = (filter.clone(), view.act.clone());
        Callback::from(move |value| {
            let mut changed = filter.clone();
            change(&mut changed, value);
            act.emit(Action::Filter(changed));
        })
    };
    let by_gate = change(|filter, id| filter.gate = GateChoice::from_id(&id));
    let by_evidence = change(|filter, id| {
        filter.evidence = Evidence::ALL.into_iter().find(|evidence| evidence.id() == id);
    });
    let every = std::iter::once(("", ui.filter_all));
    let gates = gates().map(|gate| (GateChoice::Only(gate).id(), gate_name(gate, view)));
    let evidence = Evidence::ALL.map(|each| (each.id(), view.words.evidence(each)));
    let chosen = filter.evidence.map_or("", Evidence::id);
    let by_text = change(|filter, text| filter.text = text);
    html! {
        <div class="fields card" role="search">
            { search("filter-text", ui.filter_text, &filter.text, by_text) }
            { choose("filter-gate", ui.filter_gate, filter.gate.id(),
                every.clone().chain(gates), by_gate) }
            { choose("filter-evidence", ui.filter_evidence, chosen,
                every.chain(evidence), by_evidence) }
        </div>
    }
}

fn gate_name(gate: Option<Gate>, view: &View) -> &'static str {
    gate.map_or(view.ui().filter_texts, |gate| view.words.gate(gate))
}

/// The rules of a gate, folded until something is looked for.
fn group(gate: Option<Gate>, rules: &[&'static Rule], open: bool, view: &View) -> Html {
    let ui = view.ui();
    let name = GateChoice::Only(gate).id();
    let id = format!("rules-{name}");
    html! {
        <details class="rules card" key={name} data-rules={name} {open}>
            <summary>
                <h2 id={id.clone()} class="card-title">{ gate_name(gate, view) }</h2>
                <span class="label">{ count(ui.model_rules, &[("n", rules.len())]) }</span>
                if let Some(gate) = gate {
                    <p class="label">{ prose(view.words.question(gate)) }</p>
                }
            </summary>
            <table aria-labelledby={id}>
                <thead>
                    <tr>
                        <th scope="col">{ ui.model_rule }</th>
                        <th scope="col">{ ui.model_evidence }</th>
                    </tr>
                </thead>
                <tbody>{ for rules.iter().map(|rule| row(rule, view)) }</tbody>
            </table>
        </details>
    }
}

fn row(rule: &Rule, view: &View) -> Html {
    let place = rule.source_url.strip_prefix("https://");
    let host = place.and_then(|place| place.split('/').next());
    html! {
        <tr key={rule.id} data-rule={rule.id}>
            <td>
                <p>{ template(view.words.entry("rules", rule.id)) }</p>
                <code class="rule-id" translate="no">{ rule.id }</code>
            </td>
            <td data-evidence={rule.evidence.id()}>
                <span class={classes!("evidence", rule.evidence.id())}>
                    { view.words.evidence(rule.evidence) }
                </span>
                if let Some(host) = host {
                    <a class="rule-source" href={rule.source_url} target="_blank" rel="noreferrer">
                        <span translate="no">{ host }</span>
                        <span class="visually-hidden">{ " " }{ view.ui().new_tab }</span>
                    </a>
                }
            </td>
        </tr>
    }
}

/// The four words, what they mean, and how many rules are known that way.
fn evidence(view: &View) -> Html {
    let ui = view.ui();
    let line = |evidence: Evidence| {
        let rules = RULES.iter().filter(|rule| rule.evidence == evidence).count();
        html! {
            <div>
                <dt>
                    <span class={classes!("evidence", evidence.id())}>
                        { view.words.evidence(evidence) }
                    </span>
                    <span class="label">{ count(ui.model_rules, &[("n", rules)]) }</span>
                </dt>
                <dd>{ view.words.evidence_meaning(evidence) }</dd>
            </div>
        }
    };
    html! {
        <section class="card" aria-labelledby="evidence">
            <h2 id="evidence" class="card-title">{ ui.model_known }</h2>
            <dl class="notes">{ for Evidence::ALL.into_iter().map(line) }</dl>
            <p class="label">
                { ui.rules_version }{ " " }<span translate="no">{ irsa_engine::VERSION }</span>
            </p>
        </section>
    }
}

fn notes(notes: &[Note]) -> Html {
    let line = |note: &Note| {
        html! { <div><dt>{ &*note.name }</dt><dd>{ prose(&note.text) }</dd></div> }
    };
    html! { <dl class="notes">{ for notes.iter().map(line) }</dl> }
}
