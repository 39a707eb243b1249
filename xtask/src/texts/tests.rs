use super::*;

#[test]
fn a_file_is_named_after_its_content() {
    // The first eight bytes of <https://www.di-mgt.com.au/sha_testvectors.html>'s SHA-256 of "abc".
    assert_eq!(hashed("reference.en.json", b"abc"), "reference.en-ba7816bf8f01cfea.json");
}

#[test]
fn the_page_links_to_the_file_by_its_name() {
    let page = |file: &str| format!("<link rel=\"glossary\" href=\"./{file}\">");
    assert_eq!(linking(&page("a.json"), "a.json", "a-1.json"), Some(page("a-1.json")));
    assert_eq!(linking(&page("b.json"), "a.json", "a-1.json"), None);
}

#[test]
fn index_html_has_a_link_to_every_text() {
    let html = fs::read_to_string(root().join("index.html")).unwrap();
    let texts = texts().unwrap();
    assert!(texts.len() > Lang::ALL.len());
    for (name, _) in texts {
        assert!(linking(&html, &name, "x").is_some(), "{name}");
    }
}
