//! The verdict: a word, a shape, one sentence, and what STS would say.

use irsa_engine::Verdict;
use irsa_engine::report::Report;
use irsa_words::explain::Explanation;
use yew::prelude::*;

use super::compare::compare;
use super::{icon, place::place};
use crate::answer::Answer;
use crate::view::View;

/// The verdict. Every line keeps its room, so that nothing jumps while somebody types.
#[must_use]
pub fn verdict(answer: &Answer, explanation: &Explanation, view: &View) -> Html {
    let ui = view.ui();
    let verdict = explanation.verdict;
    let decided = explanation.decided.as_ref();
    html! {
        <section class="verdict card" data-verdict={verdict.id()} aria-labelledby="verdict-word">
            { who(&answer.report, view) }
            <div class="verdict-head">
                { icon::verdict(verdict) }
                <h2 id="verdict-word">
                    <span class="verdict-word">{ view.words.verdict(verdict) }</span>
                    if let Some((gate, _)) = decided {
                        <span class="verdict-gate">{ ui.at_gate }{ " " }{ view.words.gate(*gate) }</span>
                    }
                </h2>
            </div>
            <p class="verdict-why">{ &explanation.headline }</p>
            <div class="verdict-detail">{ detail(answer, explanation, view) }</div>
            <div class="verdict-sts">
                <span class="label">{ ui.sts_says }</span>
                <code lang="en" translate="no">
                    { explanation.sts.as_deref().unwrap_or(ui.sts_not_called) }
                </code>
            </div>
            <p class="visually-hidden" role="status">{ spoken(explanation, view) }</p>
        </section>
    }
}

/// Who asks for which role.
fn who(report: &Report, view: &View) -> Html {
    let asker = report.asker.as_ref().and_then(|asker| {
        Some(format!("{}/{}", asker.namespace.as_ref()?, asker.account.as_ref()?))
    });
    let unknown = view.ui().somebody;
    html! {
        <p class="verdict-who" translate="no">
            <span>{ asker.unwrap_or_else(|| unknown.to_owned()) }</span>
            <span class="arrow" aria-hidden="true">{ "→" }</span>
            <span>{ report.role.as_deref().unwrap_or(unknown) }</span>
        </p>
    }
}

/// What the sentence stands on: two values, the identity, or the command that would tell.
fn detail(answer: &Answer, explanation: &Explanation, view: &View) -> Html {
    let ui = view.ui();
    let identity = answer.report.identity.arn.as_deref();
    let missing = explanation.missing.first().filter(|_| explanation.verdict == Verdict::Unknown);
    html! {
        <>
            if let Some((gate, line)) = &explanation.decided {
                if let Some(comparison) = &line.comparison {
                    { compare(*gate, comparison, view) }
                }
                if let Some(location) = &line.at {
                    <p>{ place(location, view) }</p>
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
