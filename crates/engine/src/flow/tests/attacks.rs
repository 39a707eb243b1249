//! Attacks against switches.

use super::*;

const TABLE: &str = include_str!("attacks.txt");

/// How an attack ended: `stopped CHECK` or `succeeds`, and the section that says so.
fn ended(setup: &Setup) -> String {
    let attack = run(setup).attack.unwrap();
    match (attack.outcome, attack.by) {
        (Outcome::Stopped, Some(by)) => {
            format!("stopped {} | {}", by.id(), attack.section.unwrap_or("no section"))
        }
        (outcome, _) => format!("{} | {}", outcome.id(), attack.described),
    }
}

fn expected(row: &str) -> (&str, String) {
    let (text, rest) = row.split_once('|').unwrap_or_else(|| panic!("{row}"));
    let (ended, section) = rest.split_once('|').unwrap_or_else(|| panic!("{row}"));
    (text.trim(), format!("{} | {}", ended.trim(), section.trim()))
}

#[test]
fn each_row() {
    let mut wrong = Vec::new();
    for row in rows(TABLE) {
        let (text, expected) = expected(row);
        let found = ended(&setup(text));
        if found != expected {
            wrong.push(format!("{text}\n  expected {expected}\n  found    {found}"));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// A switch that has no row for itself changes nothing.
#[test]
fn every_other_switch_changes_nothing() {
    let table: Vec<(&str, String)> = rows(TABLE).map(expected).collect();
    let mut wrong = Vec::new();
    let (mut groups, mut cells) = (0, 0);
    let plain = |text: &str| !text.contains("without=") && !text.contains("wait=");
    for (text, base) in table.iter().filter(|(text, _)| plain(text)) {
        groups += 1;
        for check in Check::SWITCHES {
            let without = format!("{text} without={}", check.id());
            let listed = table.iter().find(|(other, _)| *other == without);
            let expected = listed.map_or(base, |(_, expected)| expected);
            let found = ended(&setup(&without));
            cells += 1;
            if found != *expected {
                wrong.push(format!("{without}\n  expected {expected}\n  found    {found}"));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    assert!(groups >= 40 && cells >= 400, "{groups} groups, {cells} cells");
}

#[test]
fn every_attack_is_in_the_table_in_each_lane_that_has_it() {
    for lane in Lane::ALL {
        for attack in Attack::ALL {
            let start = format!("{} ", lane.id());
            let named = format!("attack={}", attack.id());
            let mut of_both = rows(TABLE)
                .filter(|row| row.starts_with(&start) && row.split(' ').any(|word| word == named));
            assert_eq!(of_both.next().is_some(), attack.applies_to(*lane), "{start}{named}");
            if !attack.applies_to(*lane) {
                let setup = Setup { attack: Some(*attack), ..Setup::new(*lane) };
                let result = run(&setup).attack.unwrap();
                assert_eq!(result.outcome, Outcome::NotApplicable, "{start}{named}");
                assert_eq!(result.by, None);
            }
        }
    }
}

/// An ID token that somebody hands in needs the front channel; it is taken where nobody chose.
#[test]
fn the_delivery_that_an_attack_needs() {
    let delivery = |text: &str| run(&setup(text)).delivery.id();
    assert_eq!(delivery("oidc"), "token-endpoint");
    assert_eq!(delivery("oidc attack=code-interception"), "token-endpoint");
    assert_eq!(delivery("oidc attack=id-token-replay"), "front-channel");
    assert_eq!(delivery("oidc attack=id-token-replay token-endpoint"), "token-endpoint");
    assert_eq!(
        ended(&setup("oidc attack=id-token-replay without=nonce")).split(' ').next(),
        Some("succeeds")
    );
}
