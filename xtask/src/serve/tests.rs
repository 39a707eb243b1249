use super::*;
use std::io::{Read, Write};
use std::net::TcpStream;

const HEADERS: &str =
    "/*\n  Content-Security-Policy: default-src 'none'; img-src data:\n\n/x\n  A: b\n";

/// A site of a page and a WebAssembly file, with a file beside it that is not part of it.
fn site(name: &str, mount: &str) -> Site {
    let outer = std::env::temp_dir().join(format!("irsa-playground-{name}-{}", std::process::id()));
    let folder = outer.join("dist");
    fs::create_dir_all(&folder).unwrap();
    fs::write(outer.join("secret.txt"), "secret").unwrap();
    fs::write(folder.join("index.html"), "<main>").unwrap();
    fs::write(folder.join("a.wasm"), "\0asm").unwrap();
    fs::write(folder.join("_headers"), HEADERS).unwrap();
    Site::open(folder, mount).unwrap()
}

#[test]
fn only_files_of_the_site_are_found() {
    let site = site("paths", "/");
    let found = |url| site.path(url).is_some();
    for url in ["/", "/index.html", "/a.wasm", "/a.wasm?v=1"] {
        assert!(found(url), "{url}");
    }
    for url in ["/../secret.txt", "/./../secret.txt", "//etc/passwd", "/%2e%2e/secret.txt", "/none"]
    {
        assert!(!found(url), "{url}");
    }
}

#[test]
fn a_mounted_site_is_found_below_its_mount_only() {
    let site = site("mount", "/some/folder/");
    assert!(site.path("/some/folder/a.wasm").is_some());
    assert!(site.path("/a.wasm").is_none());
    assert!(site.path("/some/folder/../../secret.txt").is_none());
}

#[test]
fn files_say_what_they_are() {
    let of = |file: &str| content_type(Path::new(file));
    assert_eq!(of("a/b.wasm"), "application/wasm");
    assert_eq!(of("index.html"), "text/html; charset=utf-8");
    assert_eq!(of("LICENSE"), "application/octet-stream");
}

#[test]
fn an_answer_carries_the_headers_of_the_site_and_a_taken_port_is_passed_over() {
    let first = start(site("first", "/"), 28080).unwrap();
    let second = start(site("second", "/"), 28080).unwrap();
    assert_ne!(first.url, second.url);

    let address = second.url.trim_start_matches("http://").trim_end_matches('/');
    let mut stream = TcpStream::connect(address).unwrap();
    write!(stream, "GET /a.wasm HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert!(answer.contains("Content-Type: application/wasm\r\n"), "{answer}");
    assert!(answer.contains("Content-Security-Policy: default-src 'none'; img-src data:\r\n"));
    assert!(!answer.contains("A: b"), "{answer}");
}
