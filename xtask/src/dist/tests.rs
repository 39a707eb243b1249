use super::*;

#[test]
fn a_page_is_known_by_its_sources_and_not_by_its_tests() {
    let folder = env::temp_dir().join(format!("irsa-playground-dist-{}", std::process::id()));
    fs::create_dir_all(folder.join("src/tests")).unwrap();
    fs::create_dir_all(folder.join("dist")).unwrap();
    let digest_after = |file: &str, text: &str| {
        fs::write(folder.join(file), text).unwrap();
        digest(&sources(&folder).unwrap()).unwrap()
    };

    let first = digest_after("src/main.rs", "fn main() {}");
    assert_eq!(first, digest_after("src/tests/main.rs", "a test"));
    assert_eq!(first, digest_after("dist/index.html", "built"));
    assert_ne!(first, digest_after("src/main.rs", "fn main() { }"));
    assert_eq!(first, digest_after("src/main.rs", "fn main() {}"));
    assert_ne!(first, digest_after("src/lib.rs", ""));
    fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn paths_are_shortened_where_cargo_can_be_told() {
    let check = |home: &str, workspace: &str, expected: &str| {
        assert_eq!(shortened(Path::new(home), Path::new(workspace)), expected);
    };
    check(
        "/home/me/.cargo",
        "/home/me/page",
        "--remap-path-prefix=/home/me/.cargo/registry/src=registry \
         --remap-path-prefix=/home/me/page=workspace",
    );
    check("/my home/.cargo", "/work", "--remap-path-prefix=/work=workspace");
}
