use super::*;

#[test]
fn the_file_is_named_after_its_content() {
    // The first eight bytes of <https://www.di-mgt.com.au/sha_testvectors.html>'s SHA-256 of "abc".
    assert_eq!(name(b"abc"), "editor-ba7816bf8f01cfea.js");
}

#[test]
fn the_page_imports_the_file_by_its_name() {
    let page = |file: &str| format!("<script>load = () => import(\"./{file}\");</script>");
    assert_eq!(importing(&page("editor.js"), "editor-1.js"), Some(page("editor-1.js")));
    assert_eq!(importing("<script></script>", "editor-1.js"), None);
}

#[test]
fn index_html_has_the_import() {
    let html = fs::read_to_string(root().join("index.html")).unwrap();
    assert!(importing(&html, "editor-1.js").is_some());
}
