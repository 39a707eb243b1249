//! Which colour a verdict or a state has.

use irsa_engine::{State, Verdict};

/// The class that sets the colours of a verdict.
#[must_use]
pub const fn tone(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Allow => "tone-allow",
        Verdict::Deny => "tone-deny",
        Verdict::Error => "tone-error",
        Verdict::OtherIdentity => "tone-other",
        Verdict::Unknown => "tone-unknown",
    }
}

/// The class that sets the colours of a state.
#[must_use]
pub const fn state_tone(state: State) -> &'static str {
    match state {
        State::Pass => "tone-allow",
        State::Fail => "tone-deny",
        State::Unknown => "tone-error",
        State::Assumed | State::Skipped | State::NotApplicable => "tone-quiet",
    }
}
