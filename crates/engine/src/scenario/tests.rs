use proptest::prelude::*;

use super::*;

fn file(name: &str, text: &str) -> ScenarioFile {
    ScenarioFile { name: name.into(), text: text.into() }
}

#[test]
fn reads_files_and_description() {
    let text = "# Two\n# lines\n\n--- a.yaml\nx: 1\n--- b noeol\nend\n--- empty\n";
    let expected = Scenario {
        description: "Two\nlines".into(),
        files: vec![file("a.yaml", "x: 1\n"), file("b", "end"), file("empty", "")],
    };
    assert_eq!(Scenario::parse(text).unwrap(), expected);
}

#[test]
fn keeps_what_would_read_as_a_header() {
    let yaml = "a: 1\n---\nb: 2\n--- # comment\n--- pod.yaml\r\n\\--- pod.yaml noeol\nx";
    let scenario = Scenario { description: String::new(), files: vec![file("a", yaml)] };
    assert_eq!(Scenario::parse(&scenario.serialise()).unwrap(), scenario);
}

#[test]
fn says_what_is_wrong() {
    let table = [
        ("hello\n--- a\n", "1: expected `# text` or a header such as `--- pod.yaml`"),
        ("--- a\n--- ../b\n", "2: `../b` can't be a file's name"),
        ("--- a\n--- a\n", "2: a second file is named `a`"),
    ];
    for (text, expected) in table {
        assert_eq!(Scenario::parse(text).unwrap_err().to_string(), expected);
    }
}

fn texts() -> impl Strategy<Value = String> {
    let line = prop_oneof![
        Just("--- a".to_owned()),
        Just("\\--- a noeol".to_owned()),
        Just("\\\\--- b/c.yaml\r".to_owned()),
        Just("---".to_owned()),
        Just(String::new()),
        "[ -~가-힣\r\\\\-]{0,12}",
    ];
    (prop::collection::vec(line, 0..6), any::<bool>())
        .prop_map(|(lines, end)| lines.join("\n") + if end { "\n" } else { "" })
}

proptest! {
    #[test]
    fn parse_inverts_serialise(
        description in "[ -~가-힣\r\n#-]{0,40}",
        texts in prop::collection::btree_map("[A-Za-z0-9_/-]{1,8}", texts(), 0..5),
    ) {
        let files = texts.iter().map(|(name, text)| file(name, text)).collect();
        let scenario = Scenario { description, files };
        prop_assert_eq!(Scenario::parse(&scenario.serialise()).unwrap(), scenario);
    }

    #[test]
    fn any_text_is_read_or_refused(text in ".{0,200}") {
        let _ = Scenario::parse(&text);
    }
}
