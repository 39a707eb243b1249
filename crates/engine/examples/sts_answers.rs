//! Every answer of STS that the engine can write, as JSON lines for a client that is not ours to
//! read: `tests/interop/sts_answers.py`. Each line has the answer's status and body, and what has
//! to be read from it.

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::{env, fs};

use irsa_engine::goal::files;
use irsa_engine::irsa::view::view;
use irsa_engine::irsa::whole::WHOLE;
use irsa_engine::oidc::verify::{Verifier, verify};
use irsa_engine::scenario::Scenario;
use irsa_engine::sts::answer::{Accepted, Code, StsError, Success};
use irsa_engine::sts::request::{Request, validate};
use irsa_engine::{Ask, Timestamp, run};
use serde_json::{Value, json};

/// Text that XML has to escape, or has no place for.
const HARD: &str = "<a href=\"b\">&amp; R&D ' ]]> \u{1b}\u{0} \t\r\n 한국어 😀";

fn main() -> io::Result<()> {
    let mut out = io::stdout().lock();
    for error in errors() {
        writeln!(out, "{}", refused(&error))?;
    }
    for success in successes() {
        writeln!(out, "{}", granted(&success))?;
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut seen = BTreeSet::new();
    for folder in ["tests/cases", "content/scenarios"] {
        for line in of_scenarios(&root.join(folder))? {
            if seen.insert(line.to_string()) {
                writeln!(out, "{line}")?;
            }
        }
    }
    let codes: Vec<Value> =
        Code::ALL.iter().map(|code| json!([code.wire(), code.status()])).collect();
    writeln!(out, "{}", json!({ "codes": codes }))
}

/// One of every way to refuse, with easy and with hard text where a text comes from outside.
fn errors() -> Vec<StsError> {
    let (early, late) = (Timestamp(1_624_482_335), Timestamp(1_624_482_533));
    let mut errors = vec![
        StsError::request_arn_invalid(),
        StsError::not_a_jwt(),
        StsError::invalid_timestamp(),
        StsError::issued_in_the_future(),
        StsError::incorrect_audience(),
        StsError::several_audiences(),
        StsError::no_verification_key(),
        StsError::too_many_keys(),
        StsError::thumbprint_mismatch(),
        StsError::signature_invalid(),
        StsError::expired(late, early),
        StsError::too_old(441_398),
        StsError::provider_unreachable(),
        StsError::not_authorized(),
        StsError::duration_over_maximum(),
        StsError::packed_tags_too_large(142),
        StsError::malformed_session_policy(),
    ];
    for text in ["www.amazon.com", "graph.facebook.com", "sts.example", HARD] {
        errors.push(StsError::provider_id(text));
        errors.push(StsError::region_disabled(text));
        errors.push(StsError::missing_claim(text));
        errors.push(StsError::no_provider(text));
    }
    errors.extend(requests().iter().filter_map(|request| validate(request).err()));
    errors
}

/// Requests that break every constraint on parameters, one by one and together.
fn requests() -> Vec<Request> {
    let good = Request {
        role_arn: "arn:aws:iam::111122223333:role/orders".into(),
        role_session_name: "session-1".into(),
        web_identity_token: "eyJ…".into(),
        duration_seconds: None,
        provider_id: None,
        policy_arns: Vec::new(),
        policy: None,
    };
    let long = "x".repeat(20_001);
    let bad = |change: &dyn Fn(&mut Request)| {
        let mut request = good.clone();
        change(&mut request);
        request
    };
    vec![
        bad(&|it| it.role_arn = "".into()),
        bad(&|it| it.role_arn = HARD.into()),
        bad(&|it| it.role_arn = "arn:aws:iam::111122223333:user/orders".into()),
        bad(&|it| it.role_session_name = HARD.into()),
        bad(&|it| it.role_session_name = long.as_str().into()),
        bad(&|it| it.web_identity_token = "".into()),
        bad(&|it| it.web_identity_token = long.as_str().into()),
        bad(&|it| it.provider_id = Some("a".into())),
        bad(&|it| it.policy_arns = vec![HARD.into(); 11]),
        bad(&|it| it.policy = Some("\u{100}".into())),
        bad(&|it| it.duration_seconds = Some(899)),
        bad(&|it| it.duration_seconds = Some(43_201)),
        Request {
            role_arn: HARD.into(),
            role_session_name: HARD.into(),
            web_identity_token: "".into(),
            duration_seconds: Some(-1),
            provider_id: Some("".into()),
            policy_arns: vec!["".into()],
            policy: Some("".into()),
        },
    ]
}

fn successes() -> Vec<Success> {
    let request = |arn: &str, seconds| Request {
        role_arn: arn.into(),
        role_session_name: "botocore-session-1767225600".into(),
        web_identity_token: "eyJ…".into(),
        duration_seconds: seconds,
        provider_id: None,
        policy_arns: Vec::new(),
        policy: None,
    };
    let roles = [
        ("arn:aws:iam::111122223333:role/team/shop/orders", None),
        ("arn:aws-cn:iam::111122223333:role/orders", Some(900)),
        ("arn:aws-us-gov:iam::111122223333:role/orders", Some(43_200)),
    ];
    let texts = ["sts.amazonaws.com", HARD];
    let issue = |(arn, seconds), text: &str, id| {
        let accepted = Accepted {
            audience: text.into(),
            subject: format!("system:serviceaccount:shop:{text}").into(),
            provider: format!("arn:aws:iam::111122223333:oidc-provider/{text}").into(),
        };
        Success::issue(&request(arn, seconds), accepted, id, Timestamp(1_767_225_600))
    };
    let pairs = roles.iter().flat_map(|role| texts.iter().map(move |text| (*role, *text)));
    let both =
        pairs.flat_map(|(role, text)| [(role, text, None), (role, text, Some("AROAEXAMPLE"))]);
    both.filter_map(|(role, text, id)| issue(role, text, id)).collect()
}

/// The answers in what runs show.
fn of_scenarios(folder: &Path) -> io::Result<Vec<Value>> {
    let mut lines = Vec::new();
    for path in below(folder)? {
        let Some(scenario) = scenario(&path) else { continue };
        let ask = Ask { verifier: Some(Verifier(verify)), whole: Some(WHOLE), ..Ask::default() };
        let report = run(&files(&scenario), &ask);
        let view = view(&report);
        let Some((status, body)) = view.call.and_then(|call| call.answer) else { continue };
        let line = match (view.credentials, report.sts) {
            (Some(success), _) => granted(&success),
            (None, Some(answer)) => json!({
                "status": status,
                "body": body,
                "code": answer.code,
                "message": answer.message.map(|message| readable(&message)),
            }),
            (None, None) => continue,
        };
        lines.push(line);
    }
    Ok(lines)
}

fn scenario(path: &Path) -> Option<Scenario> {
    let is_one = path.extension().is_some_and(|ending| ending == "scenario");
    let text = String::from_utf8(fs::read(path).ok().filter(|_| is_one)?);
    Scenario::parse(&text.ok()?).ok()
}

fn below(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(below(&path)?);
        } else {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

fn refused(error: &StsError) -> Value {
    json!({
        "status": error.status(),
        "body": error.to_xml(),
        "code": error.code.wire(),
        "message": readable(&error.message),
    })
}

fn granted(success: &Success) -> Value {
    json!({
        "status": 200,
        "body": success.to_xml(),
        "result": {
            "Audience": readable(&success.audience),
            "AssumedRoleUser": {
                "AssumedRoleId": success.assumed_role_id,
                "Arn": success.assumed_role_arn,
            },
            "Provider": readable(&success.provider),
            "Credentials": {
                "AccessKeyId": success.access_key_id,
                "SecretAccessKey": success.secret_access_key,
                "SessionToken": success.session_token,
                "Expiration": success.expiration.0,
            },
            "SubjectFromWebIdentityToken": readable(&success.subject),
        },
    })
}

/// What is left of a text in XML: characters that XML 1.0 has no place for are replaced.
fn readable(text: &str) -> String {
    let has_place = |char: char| {
        matches!(char, '\t' | '\n' | '\r' | ' '..) && char < '\u{fffe}' || char > '\u{ffff}'
    };
    text.chars().map(|char| if has_place(char) { char } else { '\u{fffd}' }).collect()
}
