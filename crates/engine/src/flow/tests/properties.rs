//! What holds of every flow.

use proptest::prelude::*;

use super::*;

fn one_of<T: Copy + std::fmt::Debug>(all: &'static [T]) -> impl Strategy<Value = T> {
    prop::sample::select(all)
}

fn setups() -> impl Strategy<Value = Setup> {
    let without = prop::sample::subsequence(&Check::SWITCHES[..], 0..4);
    let attack = prop::option::of(one_of(Attack::ALL));
    let lanes = one_of(Lane::ALL);
    let forms = (one_of(ClientKind::ALL), prop::option::of(one_of(Delivery::ALL)));
    let fields = ["state", "code", "id_token.nonce", "status.token.sub", "Authorization", "exp"];
    let edit = (0_usize..20, prop::sample::select(fields.to_vec()), "[a-z0-9]{0,4}");
    let edits = prop::collection::vec(edit, 0..3);
    (lanes, forms, without, attack, one_of(AccessToken::ALL), edits, 0_i64..100_000).prop_map(
        |(lane, (client, delivery), without, attack, access_token, edits, wait)| Setup {
            client,
            delivery,
            access_token,
            without,
            attack,
            wait,
            edits: edits
                .into_iter()
                .map(|(step, field, value)| Edit { step, field: field.to_owned(), value })
                .collect(),
            ..Setup::new(lane)
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::with_cases(24)
    })]

    #[test]
    fn the_same_setup_gives_the_same_flow(setup in setups()) {
        prop_assert_eq!(run(&setup), run(&setup));
    }

    #[test]
    fn a_setup_is_read_back(setup in setups(), field in "\\PC{1,8}", value in ".{0,8}") {
        let mut setup = setup;
        setup.edits.push(Edit { step: 3, field, value });
        prop_assert_eq!(setup.to_string().parse(), Ok(setup));
    }

    #[test]
    fn any_step_can_be_computed_alone(setup in setups(), count in 0_usize..24) {
        let (whole, part) = (run(&setup), run_until(&setup, count));
        let count = count.min(whole.messages.len());
        prop_assert_eq!(&part.messages[..], &whole.messages[..count]);
        let made = part.verifications.len();
        prop_assert_eq!(&part.verifications[..], &whole.verifications[..made]);
        let later = whole.verifications.iter().skip(made);
        prop_assert!(later.clone().all(|one| one.step + 1 >= count), "{:?}", later.collect::<Vec<_>>());
    }

    #[test]
    fn an_edit_changes_nothing_before_itself(setup in setups(), step in 0_usize..16) {
        let edit = Edit { step, field: "state".to_owned(), value: "edited".to_owned() };
        let plain = Setup { edits: Vec::new(), ..setup.clone() };
        let edited = Setup { edits: vec![edit], ..setup };
        let (plain, edited) = (run(&plain), run(&edited));
        let until = step.min(plain.messages.len());
        prop_assert_eq!(&edited.messages[..until], &plain.messages[..until]);
    }

    #[test]
    fn a_check_that_is_left_out_never_stops_anything(setup in setups()) {
        let flow = run(&setup);
        for made in &flow.verifications {
            let off = setup.without.contains(&made.check);
            prop_assert!(!off || made.state != State::Fail && made.state != State::Pass, "{:?}", made);
            prop_assert!(made.state != State::Fail || made.holds == Some(false), "{:?}", made);
        }
        prop_assert!(flow.refused.is_none_or(|check| !setup.without.contains(&check)));
        if let Some(attack) = flow.attack {
            prop_assert!(attack.by.is_none_or(|check| !setup.without.contains(&check)));
            prop_assert_eq!(attack.by.is_some(), attack.outcome == Outcome::Stopped);
        }
    }

    #[test]
    fn time_goes_on_and_steps_are_counted(setup in setups()) {
        let flow = run(&setup);
        for (at, message) in flow.messages.iter().enumerate() {
            prop_assert_eq!(message.step, at);
        }
        prop_assert!(flow.messages.windows(2).all(|pair| pair[0].time < pair[1].time));
    }
}
