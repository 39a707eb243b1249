//! Links: what is written can be read for ever, and what is wrong with one is said.

use std::fs;
use std::path::Path;

use irsa_engine::scenario::{Scenario, ScenarioFile};
use irsa_playground::presets::{PRESETS, Preset};
use irsa_playground::share::{Inflated, Kind, LENGTH_MAX, Link, LinkError, Shared};
use miniz_oxide::deflate::compress_to_vec;
use miniz_oxide::inflate::decompress_to_vec_with_limit;
use proptest::prelude::*;

/// Packs as a browser does.
fn encode(page: &str, shared: &Shared) -> Result<String, LinkError> {
    let packed = compress_to_vec(shared.text().as_bytes(), 9);
    let link = Link { page: page.to_owned(), kind: shared.kind(), packed, view: String::new() };
    link.write()
}

fn open(link: &Link) -> Result<Shared, LinkError> {
    let bytes = decompress_to_vec_with_limit(&link.packed, 4 << 20);
    let mut inflated = Inflated::default();
    for chunk in bytes.map_err(|_| LinkError::NotDeflate)?.chunks(1000) {
        inflated.take(chunk)?;
    }
    inflated.shared(link.kind)
}

fn decode(fragment: &str) -> Option<Result<Shared, LinkError>> {
    Link::read(fragment).map(|link| open(&link?))
}

fn scenario(files: &[(&str, &str)]) -> Scenario {
    let file =
        |(name, text): &(&str, &str)| ScenarioFile { name: (*name).into(), text: (*text).into() };
    Scenario { description: String::new(), files: files.iter().map(file).collect() }
}

/// The text as a link of this kind.
fn link_of(kind: char, text: &[u8]) -> String {
    let link = Link {
        page: String::new(),
        kind: Kind::Scenario,
        packed: compress_to_vec(text, 9),
        view: String::new(),
    };
    link.write().unwrap_or_default().replacen(".s.", &format!(".{kind}."), 1)
}

#[test]
fn what_is_no_link_is_left_to_the_router() {
    for fragment in
        ["", "#", "#/", "#/lab", "#/lab?x=1.s.a", "#gates", "#/learn/1", "#1.s.AA", "/1.s."]
    {
        assert_eq!(Link::read(fragment), None, "{fragment}");
    }
}

#[test]
fn page_and_view_are_taken_apart() {
    let table = [
        ("#/1.s.AwA", "", ""),
        ("#/lab/1.s.AwA", "lab", ""),
        ("#/learn/x/1.s.AwA?a=1?b", "learn/x", "a=1?b"),
    ];
    for (fragment, page, view) in table {
        let link = Link::read(fragment).unwrap().unwrap();
        assert_eq!((&*link.page, &*link.view), (page, view), "{fragment}");
        assert_eq!(link.write().as_deref(), Ok(fragment));
    }
}

#[test]
fn each_fault_is_named() {
    let long = format!("#/1.s.{}", "A".repeat(LENGTH_MAX));
    let too_large = link_of('s', &vec![b'#'; (1 << 20) + 1]);
    let table: [(&str, &str); 12] = [
        (&long, "too-long"),
        ("#/2.s.AwA", "version"),
        ("#/1.x.AwA", "kind"),
        ("#/1", "-"),
        ("#/1.", "kind"),
        ("#/1.s.A+A", "not-base64"),
        ("#/1.s.AwA=", "not-base64"),
        ("#/1.s._____w", "not-deflate"),
        (&too_large, "too-large"),
        (&link_of('s', b"\xff"), "not-text"),
        (&link_of('s', b"no header"), "not-scenario"),
        (&link_of('p', b"home\nno header"), "not-scenario"),
    ];
    for (fragment, id) in table {
        let found = decode(fragment);
        let found = found.as_ref().map_or("-", |found| found.as_ref().unwrap_err().id());
        assert_eq!(found, id, "{}", fragment.get(..40.min(fragment.len())).unwrap());
    }
    let cut_off = link_of('s', b"# some words\n--- a.json\n{}\n");
    let cut_off = cut_off.get(..cut_off.len() - 12).unwrap();
    assert_eq!(decode(cut_off), Some(Err(LinkError::NotDeflate)));
}

#[test]
fn just_as_much_as_may_be_is_taken() {
    let text = format!("--- a.txt\n{}\n", "x".repeat((1 << 20) - 11));
    assert_eq!(text.len(), 1 << 20);
    assert!(matches!(decode(&link_of('s', text.as_bytes())), Some(Ok(Shared::Scenario(_)))));
}

#[test]
fn a_link_too_long_is_not_written() {
    let next = |noise: &u32| Some(noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223));
    let noise = std::iter::successors(Some(1), next).map(|noise| noise >> 24);
    let long: String = noise.take(9000).filter_map(char::from_u32).collect();
    let shared = Shared::Scenario(scenario(&[("a.txt", &long)]));
    assert!(
        matches!(encode("lab", &shared), Err(LinkError::TooLong { characters }) if characters > LENGTH_MAX)
    );
}

#[test]
fn an_edited_preset_is_shared_as_its_edits() {
    let original = scenario(&[("a.json", "{}\n"), ("b.yaml", "x: 1\n")]);
    let edited = scenario(&[("a.json", "{}\n"), ("b.yaml", "x: 2\n"), ("c.txt", "new\n")]);
    let shared = Shared::of(edited.clone(), Some(("home", &original)));
    assert_eq!(shared.text(), "home\n--- b.yaml\nx: 2\n--- c.txt\nnew\n");
    assert_eq!(decode(&encode("", &shared).unwrap()).unwrap().unwrap().onto(&original), edited);
    assert_eq!(Shared::of(original.clone(), Some(("home", &original))).text(), "home\n");
}

#[test]
fn a_preset_without_one_of_its_files_is_shared_whole() {
    let original = scenario(&[("a.json", "{}\n"), ("b.yaml", "x: 1\n")]);
    for files in [&[("a.json", "{}\n")][..], &[("b.yaml", "x: 1\n"), ("a.json", "{}\n")]] {
        let shared = Shared::of(scenario(files), Some(("home", &original)));
        assert_eq!(shared, Shared::Scenario(scenario(files)));
    }
}

#[test]
fn every_link_ever_written_can_be_read() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/links.txt");
    let text = fs::read_to_string(path).unwrap();
    let mut seen = 0;
    for case in text.split("\n\n").filter(|case| !case.trim_start().starts_with("# ")) {
        let (fragment, expected) = case.trim_end().split_once('\n').unwrap();
        let link = Link::read(fragment).unwrap().unwrap();
        let shared = open(&link).unwrap();
        let shown = format!("page {:?} view {:?}\n{}", link.page, link.view, shared.text());
        assert_eq!(shown.trim_end(), expected, "{fragment}");
        seen += 1;
    }
    assert!(seen >= 4, "{seen} links");
}

#[test]
fn every_preset_has_its_file_and_its_words() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("content/scenarios");
    let files = fs::read_dir(&folder).unwrap().count();
    // The page of provisioning opens one of its own.
    assert!(folder.join("provisioning.scenario").exists());
    assert_eq!(files - 1, PRESETS.len());
    for preset in PRESETS {
        assert_eq!(Preset::of(preset.id), Some(preset));
        assert!(folder.join(format!("{}.scenario", preset.id)).exists(), "{}", preset.id);
        for lang in irsa_words::Lang::ALL {
            for section in ["preset_titles", "preset_tries"] {
                assert_ne!(lang.words().entry(section, preset.id), preset.id, "{section}");
            }
        }
    }
    assert_eq!(Preset::of("no-such"), None);
}

proptest! {
    #[test]
    fn a_link_carries_any_scenario(
        texts in prop::collection::btree_map("[a-z]{1,4}\\.(json|yaml)", "(?s).{0,200}", 0..4),
        description in "[^\r\n]{0,20}",
    ) {
        let files = texts.into_iter().map(|(name, text)| ScenarioFile { name, text }).collect();
        let shared = Shared::Scenario(Scenario { description, files });
        prop_assert_eq!(decode(&encode("lab", &shared).unwrap()).unwrap().unwrap(), shared);
    }

    #[test]
    fn no_fragment_panics(fragment in "(#/)?([a-z]{0,3}/)?([0-9]\\.)?([sp]\\.)?[A-Za-z0-9_+=.?/가-힣-]{0,60}") {
        let _ = decode(&fragment);
    }
}
