//! Expected above actual, aligned character by character.

use irsa_engine::Gate;
use irsa_words::compare::{Comparison, Part};
use yew::prelude::*;

use crate::view::View;

/// Two values under each other; what differs is marked and brought to the same length, so that
/// what follows it stays aligned.
pub fn compare(gate: Gate, comparison: &Comparison, view: &View) -> Html {
    let ui = view.ui();
    let expected = match gate {
        Gate::Trust => ui.policy_has,
        Gate::Provider | Gate::Audience => ui.provider_has,
        _ => ui.expected,
    };
    let actual = match gate {
        Gate::Trust | Gate::Provider | Gate::Audience => ui.token_has,
        _ => ui.actual,
    };
    let (left, right) = aligned(comparison);
    html! {
        <dl class="compare">
            <dt>{ expected }</dt>
            <dd translate="no">{ for left.iter().map(part) }</dd>
            <dt>{ actual }</dt>
            <dd translate="no">{ for right.iter().map(part) }</dd>
        </dl>
    }
}

/// A part and how many columns follow it to stay aligned.
type Padded<'a> = (&'a Part, usize);

/// Both values with the columns that each part lacks to its counterpart.
#[must_use]
pub fn aligned(comparison: &Comparison) -> (Vec<Padded<'_>>, Vec<Padded<'_>>) {
    let (mut left, mut right) = (Vec::new(), Vec::new());
    let mut expected = comparison.expected.iter().peekable();
    let mut actual = comparison.actual.iter().peekable();
    while expected.peek().is_some() || actual.peek().is_some() {
        let differing =
            (expected.next_if(|part| part.differs), actual.next_if(|part| part.differs));
        let (a, b) = match differing {
            (None, None) => (expected.next(), actual.next()),
            differing => differing,
        };
        let width = |part: Option<&Part>| part.map_or(0, |part| part.text.chars().count());
        pad(&mut left, a, width(b));
        pad(&mut right, b, width(a));
    }
    (left, right)
}

/// Adds a part; where there is none, the columns go to the part before.
fn pad<'a>(parts: &mut Vec<Padded<'a>>, part: Option<&'a Part>, width: usize) {
    match (part, parts.last_mut()) {
        (Some(part), _) => parts.push((part, width.saturating_sub(part.text.chars().count()))),
        (None, Some((_, columns))) => *columns += width,
        (None, None) => {}
    }
}

fn part((part, columns): &Padded<'_>) -> Html {
    let gap = "\u{a0}".repeat(*columns);
    html! {
        <>
            if part.differs {
                <mark>{ &part.text }</mark>
            } else {
                { &part.text }
            }
            if *columns > 0 {
                <span class="gap" aria-hidden="true">{ gap }</span>
            }
        </>
    }
}
