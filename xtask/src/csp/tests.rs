use super::*;
use std::env;

/// The hash is the example of <https://www.w3.org/TR/CSP3/#external-hash>'s neighbour, MDN's
/// `script-src` page: `alert('Hello, world.');`.
const GREETING: &str = "alert('Hello, world.');";
const GREETING_HASH: &str = "'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='";

fn page(body: &str) -> String {
    format!("<head><meta charset=\"utf-8\"><title>t</title></head><body>{body}</body>")
}

#[test]
fn a_script_in_the_page_is_named_by_its_hash() {
    let html = page(&format!("<script type=\"module\">{GREETING}</script>"));
    assert_eq!(script_hashes(&html), BTreeSet::from([GREETING_HASH.to_owned()]));
}

#[test]
fn a_loaded_script_needs_no_hash() {
    assert_eq!(script_hashes(&page("<script src=\"./a.js\"></script>")), BTreeSet::new());
}

#[test]
fn the_policy_comes_before_what_it_governs() {
    let secured = with_policy(&page(""), &policy(&BTreeSet::new())).unwrap();
    assert!(secured.find("Content-Security-Policy") < secured.find("<title>"));
    assert!(secured.contains("script-src 'self' 'wasm-unsafe-eval';"));
    assert_eq!(with_policy("<head></head>", ""), None);
}

#[test]
fn the_reload_script_has_its_last_form_when_it_is_hashed() {
    let script = "const a = '{{__TRUNK_ADDRESS__}}', b = '{{__TRUNK_WS_BASE__}}';";
    assert_eq!(settled(script), "const a = window.location.host, b = '/';");
}

#[test]
fn every_page_gets_its_own_hashes_and_the_header_all_of_them() {
    let folder = env::temp_dir().join(format!("irsa-playground-csp-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("index.html"), page(&format!("<script>{GREETING}</script>"))).unwrap();
    fs::write(folder.join("all.html"), page("<script>other()</script>")).unwrap();

    apply(&folder).unwrap();

    let [index, all, headers] = ["index.html", "all.html", "_headers"]
        .map(|file| fs::read_to_string(folder.join(file)).unwrap());
    fs::remove_dir_all(&folder).unwrap();
    assert!(index.contains(GREETING_HASH) && !all.contains(GREETING_HASH));
    assert!(headers.contains(GREETING_HASH) && headers.matches("'sha256-").count() == 2);
}
