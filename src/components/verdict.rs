//! The verdict: a word, a shape, one sentence, and what STS would say.

use irsa_engine::report::Report;
use irsa_engine::{Place, Verdict};
use irsa_words::explain::{CheckLine, Explanation, GateLine, Location};
use yew::prelude::*;

use super::compare::compare;
use super::spoken::Spoken;
use super::tone::{state_tone, tone};
use super::{icon, place::place, prose::prose};
use crate::answer::Answer;
use crate::marks;
use crate::view::View;

/// The verdict. Every line keeps its room, so that nothing jumps while somebody types.
pub fn verdict(answer: &Answer, explanation: &Explanation, view: &View) -> Html {
    verdict_of(answer, explanation, explanation.verdict, view)
}

/// The same, where something else is known of the texts as they are now.
pub fn verdict_of(answer: &Answer, explanation: &Explanation, now: Verdict, view: &View) -> Html {
    let ui = view.ui();
    let verdict = explanation.verdict;
    let decided = explanation.decided.as_ref();
    let compared = decided.and_then(|(gate, line)| Some((*gate, line.comparison.as_ref()?)));
    html! {
        <section class={classes!("verdict", "card", tone(verdict))} data-verdict={now.id()}
            aria-labelledby="verdict-word">
            { who(&answer.report, view) }
            <div class="verdict-head">
                { icon::verdict(verdict) }
                <h2 id="verdict-word">
                    <span class="verdict-word">{ view.words.verdict(verdict) }</span>
                    if let Some((gate, _)) = decided {
                        <span class="verdict-gate">
                            { ui.at_gate }{ " " }{ view.words.gate(*gate) }
                        </span>
                    }
                </h2>
            </div>
            { chain(explanation) }
            <div class="verdict-body">
                if let Some((gate, comparison)) = compared {
                    { compare(gate, comparison, view) }
                }
                <p class="verdict-why">{ prose(&explanation.headline) }</p>
                { detail(answer, explanation, view) }
            </div>
            <div class="verdict-sts">
                <span class="label">{ ui.sts_says }</span>
                <code lang="en" translate="no">
                    { explanation.sts.as_deref().unwrap_or(ui.sts_not_called) }
                </code>
            </div>
            <Spoken text={spoken(explanation, view)} />
        </section>
    }
}

/// Who asks for which role.
fn who(report: &Report, view: &View) -> Html {
    let asker = report.asker.as_ref().and_then(|asker| {
        Some(format!("{}/{}", asker.namespace.as_ref()?, asker.account.as_ref()?))
    });
    let unknown = view.ui().somebody;
    let role = report.role.as_deref().unwrap_or(unknown);
    let name = role.rsplit(':').next().unwrap_or(role).to_owned();
    html! {
        <p class="verdict-who" translate="no">
            <span>{ asker.unwrap_or_else(|| unknown.to_owned()) }</span>
            <span aria-hidden="true">{ "→" }</span>
            <span title={role.to_owned()}>{ name }</span>
        </p>
    }
}

/// A mark for each gate, for the eye; the list of gates says the same in words.
fn chain(explanation: &Explanation) -> Html {
    let mark = |gate: &GateLine| {
        let reach = (!gate.reached).then_some("mark-unreached");
        html! {
            <span class={classes!("mark", state_tone(gate.state), reach)}>
                { icon::state(gate.state) }
            </span>
        }
    };
    html! {
        <p class="marks" aria-hidden="true">{ for explanation.gates.iter().map(mark) }</p>
    }
}

/// The verdict in one line, which stays in sight on a narrow screen while the text is edited.
pub fn pin(explanation: &Explanation, view: &View) -> Html {
    html! {
        <div class={classes!("pin", tone(explanation.verdict))} aria-hidden="true">
            { icon::verdict(explanation.verdict) }
            <strong>{ view.words.verdict(explanation.verdict) }</strong>
            { chain(explanation) }
        </div>
    }
}

/// What the sentence stands on: two values, the identity, or the command that would tell.
fn detail(answer: &Answer, explanation: &Explanation, view: &View) -> Html {
    let ui = view.ui();
    let identity = answer.report.identity.arn.as_deref();
    let missing = explanation.missing.first().filter(|_| explanation.verdict == Verdict::Unknown);
    html! {
        <>
            if let Some((_, line)) = &explanation.decided {
                if let Some(location) = &line.at {
                    <p>{ place(&narrowed(answer, line, location), view) }</p>
                }
            } else if let Some((artefact, command)) = missing {
                <p><span class="label">{ ui.would_decide }{ " " }{ *artefact }</span></p>
                <pre class="command" translate="no">{ command }</pre>
            }
            if let Some(arn) = identity {
                <p><span class="label">{ ui.works_as }</span>{ " " }
                    <code class="arn" translate="no">{ arn }</code></p>
            }
        </>
    }
}

/// The place of the characters that differ within what decided, so that typing replaces them.
fn narrowed(answer: &Answer, line: &CheckLine, location: &Location) -> Location {
    let Place { file, span } = location.place;
    let differing = marks::differing(answer.report.text_at(location.place), span, line);
    Location { place: Place { file, span: differing.unwrap_or(span) }, ..location.clone() }
}

/// The words for a screen reader; they change only when the verdict does.
fn spoken(explanation: &Explanation, view: &View) -> String {
    let verdict = view.words.verdict(explanation.verdict);
    match &explanation.decided {
        Some((gate, _)) => {
            format!("{verdict}. {} {}", view.ui().at_gate, view.words.gate(*gate))
        }
        None => verdict.to_owned(),
    }
}
