//! A static server for the built page, on this machine only.
//!
//! It answers as a static host does that knows `_headers` files, so that what is tested here is
//! what visitors get.

use crate::{dist, project};
use anyhow::{Context, Result};
use std::fs;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::Duration;

const PORTS_TRIED: u16 = 100;
/// The longest head of a request that is read.
const HEAD_BYTES_MAX: u64 = 64 * 1024;
/// How long a connection may stay silent: browsers open some that they may never use.
const SILENCE_MAX: Duration = Duration::from_secs(30);

/// Builds the page unless it is up to date, and serves it until it is stopped.
pub(crate) fn command(port: u16) -> Result<()> {
    dist::build()?;
    let running = start(Site::open(project::dist_folder(), "/")?, port)?;
    println!("The IRSA Playground is at {} (Ctrl-C stops it)", running.url);
    // The thread ends only when its process does.
    let _ = running.thread.join();
    Ok(())
}

/// A server at work; it stops with the process.
pub(crate) struct Running {
    /// Where the page is, with a slash at the end.
    pub(crate) url: String,
    thread: JoinHandle<()>,
}

/// Serves a site on the given port of the loopback address, or on the next free one.
pub(crate) fn start(site: Site, port: u16) -> Result<Running> {
    let server = (port..port.saturating_add(PORTS_TRIED))
        .find_map(|port| TcpListener::bind(("127.0.0.1", port)).ok())
        .with_context(|| format!("no port from {port} on is free: name another with --port"))?;
    let url = format!("http://{}{}", server.local_addr()?, site.mount);
    let site = Arc::new(site);
    let thread = thread::spawn(move || {
        for stream in server.incoming().flatten() {
            let site = Arc::clone(&site);
            // A thread for each connection and a connection for each request: none waits for
            // another one's silence. A visitor who goes away is no fault of the server's.
            thread::spawn(move || site.answer(&stream));
        }
    });
    Ok(Running { url, thread })
}

/// A folder of files, and where on its host it is.
pub(crate) struct Site {
    folder: PathBuf,
    /// The path under which the folder is served: begins and ends with a slash.
    mount: String,
    headers: Vec<(String, String)>,
}

impl Site {
    /// A site with the headers that its `_headers` file asks for.
    pub(crate) fn open(folder: PathBuf, mount: &str) -> Result<Self> {
        let file = folder.join("_headers");
        let text =
            fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
        Ok(Self { headers: headers_for_all(&text), folder, mount: mount.to_owned() })
    }

    fn answer(&self, mut stream: &TcpStream) -> io::Result<()> {
        stream.set_read_timeout(Some(SILENCE_MAX))?;
        let Some((method, url)) = request_line(stream)? else { return Ok(()) };
        let file = self.path(&url).and_then(|path| Some((fs::read(&path).ok()?, path)));
        let (status, kind, body) = match file {
            _ if !matches!(method.as_str(), "GET" | "HEAD") => {
                ("405 Method Not Allowed", "text/plain", Vec::new())
            }
            Some((body, path)) => ("200 OK", content_type(&path), body),
            None => ("404 Not Found", "text/plain", b"not found\n".to_vec()),
        };
        let mut head = format!(
            "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n\
             Cache-Control: no-cache\r\nConnection: close\r\n",
            body.len()
        );
        for (name, value) in &self.headers {
            head += &format!("{name}: {value}\r\n");
        }
        stream.write_all(format!("{head}\r\n").as_bytes())?;
        if method != "HEAD" {
            stream.write_all(&body)?;
        }
        stream.flush()
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

/// Method and address of a request, whose head is read to its end; none where nobody asks.
fn request_line(stream: &TcpStream) -> io::Result<Option<(String, String)>> {
    let mut lines = BufReader::new(stream.take(HEAD_BYTES_MAX)).lines();
    let Some(first) = lines.next().transpose()? else { return Ok(None) };
    for line in lines {
        if line?.is_empty() {
            break;
        }
    }
    let mut words = first.split(' ').map(str::to_owned);
    Ok(words.next().zip(words.next()))
}

/// The headers of a `_headers` file that are for every path.
fn headers_for_all(text: &str) -> Vec<(String, String)> {
    let lines = text.lines().skip_while(|line| *line != "/*").skip(1);
    lines
        .take_while(|line| line.starts_with(' '))
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned()))
        .collect()
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
