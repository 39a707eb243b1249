//! A static server for the built page, on this machine only.
//!
//! It answers as a static host does that knows `_headers` files, so that what is tested here is
//! what visitors get.

use crate::{dist, project};
use anyhow::{Context, Result};
use std::fs::{self, File};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use tiny_http::{Header, Method, Request, Response, Server};

const THREADS: usize = 4;
const PORTS_TRIED: u16 = 100;

/// Builds the page unless it is up to date, and serves it until it is stopped.
pub(crate) fn command(port: u16) -> Result<()> {
    dist::build()?;
    let running = start(Site::open(project::dist_folder(), "/")?, port)?;
    println!("The IRSA Playground is at {} (Ctrl-C stops it)", running.url);
    for thread in running.threads {
        // A thread ends only when its process does.
        let _ = thread.join();
    }
    Ok(())
}

/// A server at work; it stops with the process.
pub(crate) struct Running {
    /// Where the page is, with a slash at the end.
    pub(crate) url: String,
    threads: Vec<JoinHandle<()>>,
}

/// Serves a site on the given port of the loopback address, or on the next free one.
pub(crate) fn start(site: Site, port: u16) -> Result<Running> {
    let server = (port..port.saturating_add(PORTS_TRIED))
        .find_map(|port| Server::http(("127.0.0.1", port)).ok())
        .with_context(|| format!("no port from {port} on is free: name another with --port"))?;
    let url = format!("http://{}{}", server.server_addr(), site.mount);
    let shared = Arc::new((server, site));
    let threads = (0..THREADS).map(|_| {
        let shared = Arc::clone(&shared);
        thread::spawn(move || {
            let (server, site) = &*shared;
            for request in server.incoming_requests() {
                // A visitor who goes away before the answer is no fault of the server's.
                let _ = site.answer(request);
            }
        })
    });
    Ok(Running { url, threads: threads.collect() })
}

/// A folder of files, and where on its host it is.
pub(crate) struct Site {
    folder: PathBuf,
    /// The path under which the folder is served: begins and ends with a slash.
    mount: String,
    headers: Vec<Header>,
}

impl Site {
    /// A site with the headers that its `_headers` file asks for.
    pub(crate) fn open(folder: PathBuf, mount: &str) -> Result<Self> {
        let file = folder.join("_headers");
        let text =
            fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
        Ok(Self { headers: headers_for_all(&text), folder, mount: mount.to_owned() })
    }

    fn answer(&self, request: Request) -> std::io::Result<()> {
        if !matches!(request.method(), Method::Get | Method::Head) {
            return request.respond(Response::empty(405));
        }
        let path = self.path(request.url());
        let Some((path, file)) = path.and_then(|path| Some((path.clone(), File::open(path).ok()?)))
        else {
            return request.respond(Response::from_string("not found\n").with_status_code(404));
        };
        let mut response = Response::from_file(file);
        let own =
            [header("Content-Type", content_type(&path)), header("Cache-Control", "no-cache")];
        for header in own.into_iter().flatten().chain(self.headers.iter().cloned()) {
            response.add_header(header);
        }
        request.respond(response)
    }

    /// The file a request is for. The build's file names need no escaping, so an escaped one is
    /// not found; nothing outside the folder ever is.
    fn path(&self, url: &str) -> Option<PathBuf> {
        let path = url.split(['?', '#']).next()?.strip_prefix(&self.mount)?;
        let path = Path::new(if path.is_empty() { "index.html" } else { path });
        let inside = path.components().all(|part| matches!(part, Component::Normal(_)));
        let file = self.folder.join(path);
        (inside && file.is_file()).then_some(file)
    }
}

/// The lines of a `_headers` file that are for every path.
fn headers_for_all(text: &str) -> Vec<Header> {
    let lines = text.lines().skip_while(|line| *line != "/*").skip(1);
    lines
        .take_while(|line| line.starts_with(' '))
        .filter_map(|line| line.split_once(':'))
        .filter_map(|(name, value)| header(name.trim(), value.trim()))
        .collect()
}

fn header(name: &str, value: &str) -> Option<Header> {
    Header::from_bytes(name, value).ok()
}

/// The type of a file, by the endings a build has. WebAssembly is compiled while it arrives only
/// if it comes as `application/wasm`.
fn content_type(path: &Path) -> &'static str {
    match path.extension().and_then(|ending| ending.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("json") => "application/json",
        Some("webmanifest") => "application/manifest+json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("ico") => "image/x-icon",
        Some("woff2") => "font/woff2",
        Some("txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests;
