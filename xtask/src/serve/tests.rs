use super::*;
use crate::project::root;

const HEADERS: &str =
    "/*\n  Content-Security-Policy: default-src 'none'; img-src data:\n\n/x\n  A: b\n";

/// The workspace as a site: it has an `index.html`, and there is something outside it.
fn site(mount: &str) -> Site {
    let headers = headers_for_all(HEADERS);
    Site { folder: root().to_owned(), mount: mount.to_owned(), headers }
}

#[test]
fn only_files_of_the_site_are_found() {
    let site = site("/");
    for url in ["/", "/index.html", "/xtask/Cargo.toml", "/index.html?v=1"] {
        assert!(site.path(url).is_some(), "{url}");
    }
    let name = root().file_name().unwrap().to_str().unwrap();
    let outside = format!("/../{name}/Cargo.toml");
    let absolute = format!("/{}/Cargo.toml", root().display());
    for url in [&outside, &absolute, "/%2e%2e/a", "/xtask/../Cargo.toml", "/xtask", "/none"] {
        assert!(site.path(url).is_none(), "{url}");
    }
}

#[test]
fn a_mounted_site_is_found_below_its_mount_only() {
    let site = site("/some/folder/");
    assert!(site.path("/some/folder/").is_some());
    assert!(site.path("/some/folder/Cargo.toml").is_some());
    assert!(site.path("/Cargo.toml").is_none());
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
    let first = start(site("/"), 28080).unwrap();
    let second = start(site("/"), 28080).unwrap();
    assert_ne!(first.url, second.url);

    // What a browser opens ahead of need and then leaves silent keeps nobody waiting.
    let address = second.url.trim_start_matches("http://").trim_end_matches('/');
    let silent: Vec<TcpStream> = (0..16).map(|_| TcpStream::connect(address).unwrap()).collect();
    let mut stream = TcpStream::connect(address).unwrap();
    write!(stream, "GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert!(answer.contains("Content-Type: text/html; charset=utf-8\r\n"), "{answer}");
    assert!(answer.contains("Content-Security-Policy: default-src 'none'; img-src data:\r\n"));
    assert!(!answer.contains("A: b"), "{answer}");
    drop(silent);
}
