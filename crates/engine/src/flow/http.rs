//! Messages as their parts, their text on the wire, and how a value in one is read or edited.

use serde_json::Value;

/// What goes from one party to another.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Http {
    /// The first line, or what stands for it.
    pub(super) start: Start,
    /// The headers in order, without the length of the body.
    pub(super) headers: Vec<(String, String)>,
    /// What follows.
    pub(super) body: Body,
}

/// What kind of message it is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Start {
    /// A request.
    Request {
        /// `GET` or `POST`.
        method: &'static str,
        /// Where it goes.
        url: Url,
    },
    /// A response.
    Response {
        /// The status.
        status: u16,
        /// Where it sends the browser on to.
        location: Option<Url>,
    },
    /// No HTTP: a file that is written or read.
    File {
        /// Where it lies.
        path: String,
    },
}

/// A URL with its query taken apart.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Url {
    /// Scheme, host and path.
    pub(super) base: String,
    /// The query's parameters.
    pub(super) query: Vec<(String, String)>,
}

/// A message's body.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Body {
    /// None.
    Empty,
    /// `application/x-www-form-urlencoded`.
    Form(Vec<(String, String)>),
    /// A page that sends these fields on as a form, without the user's doing: OAuth 2.0 Form Post
    /// Response Mode.
    FormPost(Url, Vec<(String, String)>),
    /// `application/json`.
    Json(Value),
    /// Anything else, with its media type.
    Text(&'static str, String),
}

/// Names and values, as they are written into a message.
pub(super) fn pairs(from: &[(&str, &str)]) -> Vec<(String, String)> {
    from.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

/// The value of a name in a list of them.
pub(super) fn find<'a>(list: &'a [(String, String)], name: &str) -> Option<&'a str> {
    list.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
}

impl Url {
    /// A URL without a query, or one to take apart.
    #[must_use]
    pub(super) fn new(text: &str) -> Self {
        let (base, query) = text.split_once('?').unwrap_or((text, ""));
        Self { base: base.to_owned(), query: parse_form(query) }
    }

    pub(super) fn with(mut self, name: &str, value: &str) -> Self {
        self.query.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(super) fn get(&self, name: &str) -> Option<&str> {
        find(&self.query, name)
    }

    /// Host, and path with query.
    #[must_use]
    pub(super) fn parts(&self) -> (&str, String) {
        let rest = crate::oidc::issuer::without_scheme(&self.base);
        let (host, path) =
            rest.split_at_checked(rest.find('/').unwrap_or(rest.len())).unwrap_or((rest, ""));
        let path = if path.is_empty() { "/" } else { path };
        (host, join(path, &self.query))
    }

    /// The whole URL.
    #[must_use]
    pub(super) fn text(&self) -> String {
        join(&self.base, &self.query)
    }
}

fn join(base: &str, query: &[(String, String)]) -> String {
    if query.is_empty() { base.to_owned() } else { format!("{base}?{}", form(query)) }
}

/// Parameters as a form writes them.
pub(super) fn form(list: &[(String, String)]) -> String {
    let mut text = String::new();
    for (name, value) in list {
        if !text.is_empty() {
            text.push('&');
        }
        percent(name, &mut text);
        text.push('=');
        percent(value, &mut text);
    }
    text
}

/// `text` with all but the unreserved characters of RFC 3986 as `%XX`.
pub(super) fn percent(text: &str, into: &mut String) {
    use std::fmt::Write;
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'_' | b'.' | b'-' | b'~' => {
                into.push(char::from(byte));
            }
            // Writing to a string can't fail.
            _ => drop(write!(into, "%{byte:02X}")),
        }
    }
}

/// The parameters of a form.
pub(super) fn parse_form(text: &str) -> Vec<(String, String)> {
    let pairs = text.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (unescape(name), unescape(value))
        })
        .collect()
}

pub(super) fn unescape(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        let mut ahead = rest.clone();
        let hex = |byte: Option<u8>| char::from(byte?).to_digit(16);
        match (byte, hex(ahead.next()), hex(ahead.next())) {
            (b'%', Some(high), Some(low)) => {
                bytes.push(u8::try_from(high * 16 + low).unwrap_or_default());
                rest = ahead;
            }
            (b'+', _, _) => bytes.push(b' '),
            _ => bytes.push(byte),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

impl Http {
    pub(super) fn get(url: Url) -> Self {
        Self { start: Start::Request { method: "GET", url }, headers: vec![], body: Body::Empty }
    }

    pub(super) fn post(url: &str, body: Body) -> Self {
        let start = Start::Request { method: "POST", url: Url::new(url) };
        Self { start, headers: vec![], body }
    }

    pub(super) fn answer(status: u16, body: Body) -> Self {
        Self { start: Start::Response { status, location: None }, headers: vec![], body }
    }

    pub(super) fn redirect(location: Url) -> Self {
        let start = Start::Response { status: 302, location: Some(location) };
        Self { start, headers: vec![], body: Body::Empty }
    }

    pub(super) fn file(path: &str, text: &str) -> Self {
        let start = Start::File { path: path.to_owned() };
        Self { start, headers: vec![], body: Body::Text("text/plain", text.to_owned()) }
    }

    pub(super) fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The value of a header, whatever its letter case.
    #[must_use]
    pub(super) fn head(&self, name: &str) -> Option<&str> {
        let same = |(key, _): &&(String, String)| key.eq_ignore_ascii_case(name);
        self.headers.iter().find(same).map(|(_, value)| value.as_str())
    }

    /// The URL of a request, or the one that a response sends on to.
    #[must_use]
    pub(super) const fn url(&self) -> Option<&Url> {
        match &self.start {
            Start::Request { url, .. } => Some(url),
            Start::Response { location, .. } => location.as_ref(),
            Start::File { .. } => None,
        }
    }

    /// The token of an `Authorization: Bearer` header.
    #[must_use]
    pub(super) fn bearer(&self) -> Option<&str> {
        self.head("authorization")?.strip_prefix("Bearer ")
    }

    /// The body's text.
    #[must_use]
    pub(super) fn body_text(&self) -> String {
        match &self.body {
            Body::Empty => String::new(),
            Body::Form(fields) => form(fields),
            Body::FormPost(action, fields) => form_page(action, fields),
            Body::Json(value) => serde_json::to_string_pretty(value).unwrap_or_default(),
            Body::Text(_, text) => text.clone(),
        }
    }

    /// The message as it is on the wire, with line feeds alone.
    #[must_use]
    pub(super) fn text(&self) -> String {
        let mut text = match &self.start {
            Start::Request { method, url } => {
                let (host, path) = url.parts();
                format!("{method} {path} HTTP/1.1\nHost: {host}\n")
            }
            Start::Response { status, location } => {
                let mut text = format!("HTTP/1.1 {status} {}\n", phrase(*status));
                if let Some(location) = location {
                    text += &format!("Location: {}\n", location.text());
                }
                text
            }
            Start::File { path } => return format!("{path}\n\n{}", self.body_text()),
        };
        for (name, value) in &self.headers {
            if !name.eq_ignore_ascii_case("host") {
                text += &format!("{name}: {value}\n");
            }
        }
        let media = match &self.body {
            Body::Empty => return text + "\n",
            Body::Form(_) => "application/x-www-form-urlencoded",
            Body::FormPost(..) => "text/html; charset=utf-8",
            Body::Json(_) => "application/json",
            Body::Text(media, _) => media,
        };
        let body = self.body_text();
        text + &format!("Content-Type: {media}\nContent-Length: {}\n\n{body}", body.len())
    }

    /// The value that a name stands for: of the URL's query, the form, the JSON body by a path with
    /// dots, or a header. `token` is the whole text of a file or the token of a bearer header.
    #[must_use]
    pub(super) fn field(&self, name: &str) -> Option<String> {
        if let Some(value) = self.url().and_then(|url| url.get(name)) {
            return Some(value.to_owned());
        }
        match &self.body {
            Body::Form(fields) | Body::FormPost(_, fields) => {
                if let Some(value) = find(fields, name) {
                    return Some(value.to_owned());
                }
            }
            Body::Json(value) => {
                if let Some(found) = value.pointer(&pointer(name)) {
                    return Some(plain(found));
                }
            }
            Body::Text(_, text) if name == "body" => return Some(text.clone()),
            Body::Text(..) | Body::Empty => {}
        }
        self.head(name).map(str::to_owned)
    }

    /// The names of all values, in order.
    #[must_use]
    pub(super) fn names(&self) -> Vec<String> {
        let query = self.url().map_or(&[][..], |url| &url.query);
        let mut names: Vec<String> = query.iter().map(|(name, _)| name.clone()).collect();
        match &self.body {
            Body::Form(fields) | Body::FormPost(_, fields) => {
                names.extend(fields.iter().map(|(name, _)| name.clone()));
            }
            Body::Json(value) => leaves(value, "", &mut names),
            Body::Text(..) => names.push("body".to_owned()),
            Body::Empty => {}
        }
        names.extend(self.headers.iter().map(|(name, _)| name.clone()));
        names
    }

    /// Writes another value for a name; whether there was one.
    pub(super) fn set(&mut self, name: &str, value: &str) -> bool {
        let own = |(key, _): &&mut (String, String)| key == name;
        let url = match &mut self.start {
            Start::Request { url, .. } => Some(url),
            Start::Response { location, .. } => location.as_mut(),
            Start::File { .. } => None,
        };
        let in_url = url.and_then(|url| url.query.iter_mut().find(own));
        let in_body = match &mut self.body {
            _ if in_url.is_some() => None,
            Body::Form(fields) | Body::FormPost(_, fields) => fields.iter_mut().find(own),
            Body::Json(json) => {
                if let Some(found) = json.pointer_mut(&pointer(name)) {
                    *found = read(value);
                    return true;
                }
                None
            }
            Body::Text(_, text) if name == "body" => {
                value.clone_into(text);
                return true;
            }
            Body::Text(..) | Body::Empty => None,
        };
        let mut headers = self.headers.iter_mut();
        let header = || headers.find(|(key, _)| key.eq_ignore_ascii_case(name));
        match in_url.or(in_body).or_else(header) {
            Some((_, found)) => {
                value.clone_into(found);
                true
            }
            None => false,
        }
    }
}

fn pointer(name: &str) -> String {
    format!("/{}", name.replace('.', "/"))
}

/// A JSON value from what somebody typed: a string where it is no JSON.
pub(super) fn read(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|_| Value::String(text.to_owned()))
}

/// A JSON value as somebody would type it.
pub(super) fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn leaves(value: &Value, path: &str, names: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            for (key, inner) in map {
                let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                leaves(inner, &path, names);
            }
        }
        _ => names.push(path.to_owned()),
    }
}

fn form_page(action: &Url, fields: &[(String, String)]) -> String {
    let mut page = format!(
        "<html><body onload=\"document.forms[0].submit()\">\n\
         <form method=\"post\" action=\"{}\">\n",
        action.text()
    );
    for (name, value) in fields {
        page += &format!("<input type=\"hidden\" name=\"{name}\" value=\"{value}\"/>\n");
    }
    page + "</form></body></html>\n"
}

const fn phrase(status: u16) -> &'static str {
    match status {
        200 => "OK",
        201 => "Created",
        302 => "Found",
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        _ => "",
    }
}
