//! The scenario format: what was read is written and read again as it was, with its secrets and
//! without.

#![no_main]

use irsa_engine::redact::redact;
use irsa_engine::scenario::Scenario;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let Ok(scenario) = Scenario::parse(text) else { return };
    assert_eq!(Scenario::parse(&scenario.serialise()).as_ref(), Ok(&scenario), "{text:?}");
    let (safe, _) = redact(&scenario);
    let (again, more) = redact(&safe);
    assert_eq!((&again, more.len()), (&safe, 0), "{text:?}");
    assert_eq!(Scenario::parse(&safe.serialise()).as_ref(), Ok(&safe), "{text:?}");
});
