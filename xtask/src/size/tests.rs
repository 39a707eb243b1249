use super::*;

fn weight(file: &str, brotli: u64, first_load: bool) -> Weight {
    Weight { file: file.to_owned(), raw: 4 * brotli, gzip: 2 * brotli, brotli, first_load }
}

#[test]
fn the_first_load_is_what_the_page_names_for_itself() {
    let html = r#"<link rel="icon" href="./icon.svg"><link rel="stylesheet" href="./app.css">
        <link rel="modulepreload" href="./app.js"><link rel="home" href="./app_bg.wasm">
        <link rel="workbench" href="./other.js"><link rel="words" href="./words.en.txt"><link rel="words" href="./words.ko.txt">
        <link rel="prefetch" href="./lessons.json"><link rel="manifest" href="./app.webmanifest">
        <script src="./boot.js"></script><script type="module">import './app.js';</script>
        <script type="module">globalThis.loadEditor = () => import("./editor.js");</script>"#;
    let expected = ["app.css", "app.js", "app_bg.wasm", "boot.js", "index.html", "words.ko.txt"];
    assert_eq!(fetched_by(html, "home"), BTreeSet::from(expected));
}

#[test]
fn a_total_adds_every_column() {
    let files = [weight("a", 1, true), weight("b", 10, false)];
    assert_eq!(total(&files), Weight { raw: 44, gzip: 22, brotli: 11, ..Weight::default() });
}

#[test]
fn the_budget_is_for_the_first_load_alone() {
    let fits = |files: &[Weight]| within_budget(files).is_ok();
    assert!(fits(&[weight("app.js", FIRST_LOAD_BUDGET, true), weight("editor.js", 1, false)]));
    assert!(!fits(&[weight("app.js", FIRST_LOAD_BUDGET, true), weight("app.css", 1, true)]));
    assert!(fits(&[weight("app.wasm", WASM_BUDGET, true)]));
    assert!(!fits(&[weight("app.wasm", WASM_BUDGET + 1, true)]));
}

#[test]
fn what_compresses_gets_smaller() {
    let text = "subject ".repeat(1000).into_bytes();
    assert!(gzip(&text).unwrap().len() < 200);
    assert!(brotli(&text).unwrap().len() < gzip(&text).unwrap().len());
}
