//! Flows as text: what is run, and how it comes out.

mod attacks;
mod edits;
mod properties;
mod vectors;

use super::*;

/// A setup from its one line.
fn setup(text: &str) -> Setup {
    text.parse().unwrap_or_else(|error: setup::SetupError| panic!("{} in {text}", error.0))
}

#[test]
fn a_setup_is_a_line() {
    let table = [
        ("oidc", Ok("oidc")),
        ("oidc public jwt", Ok("oidc")),
        ("oidc wait=5 front-channel confidential", Ok("oidc confidential front-channel wait=5")),
        (
            "oauth opaque without=exp,aud attack=mix-up",
            Ok("oauth opaque attack=mix-up without=exp,aud"),
        ),
        ("irsa 3:a.b=c%20d 1:e=", Ok("irsa 3:a.b=c%20d 1:e=")),
        ("", Err("")),
        ("saml", Err("saml")),
        ("oidc attack=phishing", Err("attack=phishing")),
        ("oidc without=azp", Err("without=azp")),
        ("oidc x:a=b", Err("x:a=b")),
        ("oidc quietly", Err("quietly")),
    ];
    for (text, expected) in table {
        let found = text.parse::<Setup>().map(|setup| setup.to_string());
        let found = found.as_ref().map(String::as_str).map_err(|error| error.0.as_str());
        assert_eq!(found, expected, "{text}");
    }
}

/// The rows of a table, without comments and empty lines.
fn rows(table: &str) -> impl Iterator<Item = &str> {
    table.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
}

#[test]
fn every_lane_comes_to_its_end_in_every_form() {
    for lane in Lane::ALL {
        for client in ClientKind::ALL {
            for access_token in AccessToken::ALL {
                let setup =
                    Setup { client: *client, access_token: *access_token, ..Setup::new(*lane) };
                let flow = run(&setup);
                assert_eq!(flow.refused, None, "{setup:?}");
                assert!(flow.messages.len() > 5, "{setup:?}");
                let json: serde_json::Value = serde_json::from_str(&flow.to_json()).unwrap();
                assert_eq!(json["messages"].as_array().unwrap().len(), flow.messages.len());
                assert!(json["attack"].is_null());
                for check in Check::SWITCHES {
                    let listed = json["checks"].as_array().unwrap().iter();
                    let of_check = listed.filter(|one| one["check"] == check.id()).count();
                    assert_eq!(of_check, 1, "{}", check.id());
                }
            }
        }
    }
}

#[test]
fn the_thirteen_checks_are_made_in_order() {
    let made = |text: &str| -> Vec<String> {
        let flow = run(&setup(text));
        let numbered = flow.verifications.iter().filter_map(|made| {
            Some(format!("{} {} {}", made.number?, made.check.id(), made.state.id()))
        });
        numbered.collect()
    };
    let all = made("oidc without=exp 10:id_token.azp=app 10:id_token.nonce=other");
    assert_eq!(
        all,
        [
            "1 encryption not-applicable",
            "2 iss pass",
            "3 aud pass",
            "4 azp-present not-applicable",
            "5 azp pass",
            "6 signature pass",
            "7 alg pass",
            "8 mac-key not-applicable",
            "9 exp off",
            "10 iat pass",
            "11 nonce fail",
            "12 acr not-applicable",
            "13 auth-time not-applicable",
        ]
    );
    assert_eq!(made("oauth"), Vec::<String>::new());
}

#[test]
fn a_client_and_sts_side_by_side() {
    let pairs: Vec<String> = check::pairs()
        .iter()
        .map(|pair| {
            let number = pair.number.map_or("-".to_owned(), |number| number.to_string());
            let name = |check: Option<Check>| check.map_or("-", Check::id);
            format!("{number} {} {}", name(pair.client), name(pair.sts))
        })
        .collect();
    assert_eq!(
        pairs,
        [
            "1 encryption -",
            "2 iss iss",
            "3 aud aud",
            "4 azp-present -",
            "5 azp azp",
            "6 signature signature",
            "7 alg alg",
            "8 mac-key -",
            "9 exp exp",
            "10 iat -",
            "11 nonce -",
            "12 acr -",
            "13 auth-time -",
            "- - parameters",
            "- - format",
            "- - trust",
        ]
    );
}

#[test]
fn tokens_say_who_reads_them_and_whom_they_are_for() {
    let mut seen: Vec<String> = Vec::new();
    for text in ["oidc", "oidc opaque", "irsa", "refresh", "token-exchange"] {
        for token in run(&setup(text)).messages.iter().flat_map(|message| &message.tokens) {
            let party = |actor: Option<Actor>| actor.map_or("-", Actor::id);
            let line = format!(
                "{}: for [{}], read by {}, issued by {}",
                token.kind.id(),
                token.audience.join(" "),
                party(token.read_by),
                party(token.issued_by),
            );
            if !seen.contains(&line) {
                seen.push(line);
            }
        }
    }
    seen.sort();
    assert_eq!(
        seen,
        [
            "access-token: for [], read by authorization-server, issued by -",
            "access-token: for [https://api.example], read by api, issued by authorization-server",
            "access-token: for [https://billing.example], read by billing, issued by authorization-server",
            "code: for [], read by authorization-server, issued by -",
            "id-token: for [app], read by client, issued by authorization-server",
            "projected-token: for [sts.amazonaws.com], read by sts, issued by api-server",
            "refresh-token: for [], read by authorization-server, issued by -",
            "session-token: for [], read by s3, issued by -",
        ]
    );
}
