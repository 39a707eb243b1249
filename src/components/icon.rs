//! Shapes: each verdict and each state has its own, so that colour is never alone.

use irsa_engine::{State, Verdict};
use yew::prelude::*;

/// The shape of a verdict.
pub fn verdict(verdict: Verdict) -> Html {
    let (outline, sign) = match verdict {
        Verdict::Allow => ("M24 3a21 21 0 1 0 0 42 21 21 0 0 0 0-42z", "M14 25l7 7 14-15"),
        Verdict::Deny => {
            ("M15.5 3.5h17l12 12v17l-12 12h-17l-12-12v-17z", "M16 16l16 16M32 16L16 32")
        }
        Verdict::Error => ("M24 4L45.500 43h-43z", "M24 18v12M24 36v1"),
        Verdict::OtherIdentity => ("M24 2l22 22-22 22L2 24z", "M15 20h17l-4-4M33 28H16l4 4"),
        Verdict::Unknown => {
            ("M6 4h36v40H6z", "M18.500 18.500a5.500 5.500 0 1 1 8 5c-2 1-2.500 2-2.500 4M24 34v1")
        }
    };
    html! {
        <svg class="shape" viewBox="0 0 48 48" aria-hidden="true">
            <path class="shape-outline" d={outline} />
            <path class="shape-sign" d={sign} />
        </svg>
    }
}

/// The shape of a state.
pub fn state(state: State) -> Html {
    let sign = match state {
        State::Pass => "M4 8.500l3 3 5-6",
        State::Fail => "M5 5l6 6M11 5l-6 6",
        State::Assumed => "M3.500 8c1.500-2.500 3-2.500 4.500 0s3 2.500 4.500 0",
        State::Unknown => "M6 6.500a2 2 0 1 1 2.700 1.800c-.5.2-.7.6-.7 1.200M8 12v.2",
        State::Skipped | State::NotApplicable => "M4.500 8h7",
    };
    html! {
        <svg class="sign" viewBox="0 0 16 16" aria-hidden="true"><path d={sign} /></svg>
    }
}
