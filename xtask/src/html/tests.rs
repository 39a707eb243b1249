use super::*;

#[test]
fn scripts_are_inline_or_loaded() {
    let html = r#"<head><script type="module">let a = "b";</script>
        <script src="./c.js" defer></script><script>d()</script></head>"#;
    let inline: Vec<_> = scripts(html).filter_map(|script| script.inline()).collect();
    let loaded: Vec<_> = scripts(html).filter_map(|script| script.source()).collect();
    assert_eq!(inline, [r#"let a = "b";"#, "d()"]);
    assert_eq!(loaded, ["./c.js"]);
}

#[test]
fn links_say_what_they_are_for() {
    let html = r#"<link rel="stylesheet" href="./a.css" integrity="x"/>
        <link crossorigin href="./b.js" rel="modulepreload"><link rel="icon">"#;
    let found: Vec<_> = links(html).collect();
    assert_eq!(found, [("stylesheet", "./a.css"), ("modulepreload", "./b.js")]);
}
