//! A text that is not typed to its end is no proof that something is absent.

use std::rc::Rc;

use irsa_engine::goal::files;
use irsa_engine::model::Parsed;
use irsa_engine::{Ask, Report, Severity, Verdict, parse, run};

use crate::cases::scenarios;

/// The files whose text IAM or STS judges as it stands: cut off, they are refused.
const REFUSED: [&str; 3] = ["role.json", "trust-policy.json", "event.json"];

/// Whether the parser noticed that the text is cut off.
fn is_broken(file: &Parsed) -> bool {
    file.findings.iter().any(|finding| finding.severity == Severity::Error)
}

/// The run with one of the files cut off at about a hundred characters that leave it broken.
fn cut(files: &[Rc<Parsed>], at: usize) -> impl Iterator<Item = (usize, Report)> {
    let file = files[at].clone();
    let step = 1 + file.text.len() / 100;
    let ends = file.text.char_indices().map(|(end, _)| end).step_by(step).collect::<Vec<_>>();
    ends.into_iter().filter_map(move |end| {
        let half = parse(&file.name, file.text.get(..end).unwrap());
        is_broken(&half).then(|| {
            let mut files = files.to_vec();
            files[at] = Rc::new(half);
            (end, run(&files, &Ask::default()))
        })
    })
}

#[test]
fn half_a_json_text_never_turns_allow_into_a_refusal() {
    let mut judged = 0;
    for (name, scenario) in ["field", "gates"].into_iter().flat_map(scenarios) {
        let files = files(&scenario);
        // Half a token leaves the other one, which is of another account.
        let several = name == "token/token-of-several";
        if several || run(&files, &Ask::default()).verdict() != Verdict::Allow {
            continue;
        }
        for (at, file) in files.iter().enumerate() {
            if !file.name.ends_with(".json") || REFUSED.contains(&&*file.name) {
                continue;
            }
            for (end, report) in cut(&files, at) {
                judged += 1;
                let verdict = report.verdict();
                assert!(
                    matches!(verdict, Verdict::Allow | Verdict::Unknown),
                    "{name}: {} cut at {end} gives {}: {:?}",
                    file.name,
                    verdict.id(),
                    report.deciding(),
                );
            }
        }
    }
    assert!(judged > 1000, "{judged}");
}

#[test]
fn half_a_trust_policy_never_turns_a_refusal_into_allow() {
    for (name, scenario) in ["field", "gates/trust"].into_iter().flat_map(scenarios) {
        let files = files(&scenario);
        if run(&files, &Ask::default()).verdict() == Verdict::Allow {
            continue;
        }
        let policies = files.iter().enumerate().filter(|(_, file)| REFUSED.contains(&&*file.name));
        for (at, file) in policies {
            for (end, report) in cut(&files, at) {
                assert_ne!(report.verdict(), Verdict::Allow, "{name}: {} at {end}", file.name);
            }
        }
    }
}
