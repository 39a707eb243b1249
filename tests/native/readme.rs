//! What the two READMEs show and lead to is there.

use std::fs;
use std::path::Path;

/// A picture heavier than this is a burden to whoever clones.
const PICTURE_BYTES_MAX: u64 = 150_000;

const READMES: [&str; 2] = ["README.md", "README.ko.md"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The targets of the links and pictures that lie in the project, without anchors.
fn targets(text: &str) -> Vec<&str> {
    let after = text.split("](").skip(1).filter_map(|rest| rest.split([')', '#']).next());
    after.filter(|target| !target.is_empty() && !target.contains("://")).collect()
}

#[test]
fn what_they_link_to_exists() {
    for readme in READMES {
        let text = fs::read_to_string(root().join(readme)).unwrap();
        for target in targets(&text) {
            assert!(root().join(target).exists(), "{readme}: {target}");
        }
        for other in READMES.iter().filter(|other| **other != readme) {
            assert!(targets(&text).contains(other), "{readme} does not lead to {other}");
        }
    }
}

#[test]
fn both_show_the_page() {
    let picture = fs::metadata(root().join("docs/home.png")).unwrap();
    assert!(picture.len() < PICTURE_BYTES_MAX, "docs/home.png has {} bytes", picture.len());
    for readme in READMES {
        let text = fs::read_to_string(root().join(readme)).unwrap();
        assert!(text.contains("](docs/home.png)"), "{readme} shows no docs/home.png");
    }
}

#[test]
fn both_show_the_same_commands() {
    let commands = |readme| -> Vec<String> {
        let text = fs::read_to_string(root().join(readme)).unwrap();
        let blocks = text.split("```sh\n").skip(1).filter_map(|rest| rest.split("```").next());
        let lines = blocks.flat_map(str::lines).map(|line| line.split('#').next());
        lines.map(|line| line.unwrap_or_default().trim().to_owned()).collect()
    };
    let [english, korean] = READMES.map(commands);
    assert!(english.len() > 2);
    assert_eq!(english, korean);
}
