//! Which changes of which attribute replace a resource, update it where it is, or are none: the
//! resources and the changes of `tests/cases/fixed.txt`.

use irsa_cluster::{State, plan};

/// What a change of a part of a resource comes to, in one word.
fn outcome(kind: &str, base: &str, from: &str, to: &str) -> String {
    if from.is_empty() || !base.contains(from) {
        return format!("nothing to change: {from}");
    }
    let of = |body: &str| format!("resource \"{kind}\" \"r\" {{\n{body}\n}}\n");
    let state = State::of(&[("main.tf", &of(base))]);
    let planned = plan(&[("main.tf", &of(&base.replace(from, to)))], &state);
    let actions = planned.changes.iter().map(|change| change.action.id().to_owned());
    actions.chain(planned.errors.iter().cloned()).collect::<Vec<_>>().join(", ")
}

/// Every change of a text that is not what it says.
fn check(text: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    let outcomes = ["replace", "update", "no-op"];
    for part in text.split("\n--- ").skip(1) {
        let (kind, lines) = part.split_once('\n').unwrap();
        let change =
            |line: &str| outcomes.iter().any(|word| line.starts_with(&format!("{word}: ")));
        let (changes, base): (Vec<&str>, Vec<&str>) = lines.lines().partition(|line| change(line));
        assert!(!changes.is_empty(), "{kind}");
        for line in changes {
            let (expected, edit) = line.split_once(": ").unwrap();
            let (from, to) = edit.split_once(" =>").unwrap();
            let lines = |text: &str| text.trim_start().replace("\\n", "\n");
            let actual = outcome(kind, &base.join("\n"), &lines(from), &lines(to));
            if actual != expected {
                wrong.push(format!("{kind}: {line}: {actual}"));
            }
        }
    }
    wrong
}

#[test]
fn as_the_providers_have_it() {
    let text = include_str!("../cases/fixed.txt");
    assert!(text.matches(" => ").count() >= 100);
    assert_eq!(check(text), [""; 0]);
}
