//! The verdict while Terraform is still to be read: nothing is known of it, and that is said.

use irsa_engine::Verdict;
use yew::prelude::*;

use super::spoken::Spoken;
use super::tone::tone;
use super::{icon, prose::prose, verdict};
use crate::app::Shown;
use crate::expanded::Reading;

const UNKNOWN: Verdict = Verdict::Unknown;

/// The verdict, or that nothing can be decided yet.
pub fn verdict_or_not(shown: &Shown, reading: &Reading) -> Html {
    let Shown { answer, explanation, view, .. } = shown;
    let ui = view.ui();
    let (title, text) = match reading {
        Reading::Waiting => (ui.reading, ui.reading_text),
        Reading::Failed => (ui.reading_failed, ui.reading_failed_text),
        // While somebody types, the last answer stays in sight, and is told to be old: nothing is
        // known of the texts as they are.
        Reading::Earlier(_) => return verdict::verdict_of(answer, explanation, UNKNOWN, view),
        _ => return verdict::verdict(answer, explanation, view),
    };
    html! {
        <section class={classes!("verdict", "card", tone(UNKNOWN))} data-verdict={UNKNOWN.id()}
            aria-labelledby="verdict-word">
            <div class="verdict-head">
                { icon::verdict(UNKNOWN) }
                <h2 id="verdict-word">
                    <span class="verdict-word">{ view.words.verdict(UNKNOWN) }</span>
                </h2>
            </div>
            <div class="verdict-body">
                <p class="verdict-why">{ prose(title) }</p>
                <p>{ prose(text) }</p>
            </div>
            <Spoken text={title} />
        </section>
    }
}
