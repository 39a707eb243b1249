//! What must not leave the browser or be kept in it: a scenario without its secrets.
//!
//! Tokens keep their claims, which the run reads, and lose their signature, without which nobody
//! can use them. Keys, passwords and the like become [`REMOVED`]. Both a text's tree and its plain
//! lines are searched, so that a secret in a text that is broken, or of a kind that is not known,
//! is found too.

mod lines;
mod tokens;
mod tree;

use crate::order::in_order;
use crate::scenario::Scenario;
use crate::source::limits;
use crate::{Span, Text};

/// What stands in the place of a secret.
pub const REMOVED: &str = "REMOVED";

/// What a secret is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Secret {
    /// The signature of a JWT.
    Signature,
    /// A key, a password or a token, by the name it stands under.
    Named,
    /// The data of a Kubernetes Secret.
    KubernetesSecret,
    /// An `Authorization` header.
    Authorization,
    /// A private key, as PEM or in a JWK.
    PrivateKey,
    /// A text within the text that holds one of the others.
    Embedded,
}

impl Secret {
    /// Every kind.
    pub const ALL: [Self; 6] = [
        Self::Signature,
        Self::Named,
        Self::KubernetesSecret,
        Self::Authorization,
        Self::PrivateKey,
        Self::Embedded,
    ];

    /// The name, as in the words.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Signature => "signature",
            Self::Named => "named",
            Self::KubernetesSecret => "kubernetes-secret",
            Self::Authorization => "authorization",
            Self::PrivateKey => "private-key",
            Self::Embedded => "embedded",
        }
    }
}

/// A secret that was removed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Removed {
    /// The file it stood in; empty for the scenario's description.
    pub file: Text,
    /// The 1-based line it started in.
    pub line: usize,
    /// What it was.
    pub secret: Secret,
}

/// A secret in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Cut {
    span: Span,
    secret: Secret,
}

/// The scenario without its secrets, and what they were. Doing it again removes nothing more.
#[must_use]
pub fn redact(scenario: &Scenario) -> (Scenario, Vec<Removed>) {
    let mut safe = scenario.clone();
    let mut removed = Vec::new();
    let files = safe.files.iter_mut().map(|file| (&*file.name, &mut file.text));
    for (name, text) in std::iter::once(("", &mut safe.description)).chain(files) {
        let (without, secrets) = redact_text(text);
        let name: Text = name.into();
        let secrets = secrets.into_iter();
        removed.extend(secrets.map(|(line, secret)| Removed { file: name.clone(), line, secret }));
        *text = without;
    }
    (safe, removed)
}

/// How often a text is looked through again. What stands in for a secret may let the rest of a
/// broken text be read otherwise, so that more shows. The line it shows in then goes to its end.
const LOOK_LAST: usize = 63;

/// The text without its secrets, and each with the 1-based line it started in.
#[must_use]
pub fn redact_text(text: &str) -> (String, Vec<(usize, Secret)>) {
    let (mut safe, mut secrets) = (text.to_owned(), Vec::new());
    for look in 0..=LOOK_LAST {
        let found = cuts(&safe, 0);
        if found.is_empty() {
            break;
        }
        safe = without(&safe, &found, look, &mut secrets);
    }
    (safe, secrets)
}

fn without(text: &str, found: &[Cut], look: usize, secrets: &mut Vec<(usize, Secret)>) -> String {
    let mut safe = String::with_capacity(text.len());
    let mut done = 0;
    for &Cut { span, secret } in found {
        if span.start < done {
            continue;
        }
        safe.push_str(Span::new(done, span.start).of(text));
        safe.push_str(&stand_in(span.of(text), secret));
        let line = 1 + text.get(..span.start).unwrap_or_default().matches('\n').count();
        // The rest of one that was told of before is no other.
        if look == 0 || !secrets.contains(&(line, secret)) {
            secrets.push((line, secret));
        }
        done = span.end;
        if look > 0 {
            let rest = text.get(done..).unwrap_or_default();
            done += rest.find('\n').unwrap_or(rest.len());
        }
    }
    safe.push_str(text.get(done..).unwrap_or_default());
    safe
}

/// Every secret, in order and apart from each other; of two that overlap the longer. `depth` is in
/// how many other texts this one stands.
fn cuts(text: &str, depth: usize) -> Vec<Cut> {
    let mut found = tokens::signatures(text);
    found.extend(lines::secrets(text));
    if text.len() <= limits::FILE_BYTES {
        found.extend(tree::secrets(text, depth));
    }
    let kept = |cut: &Cut| {
        let text = cut.span.of(text);
        !text.is_empty() && stand_in(text, cut.secret) != text
    };
    found.retain(kept);
    let mut found = in_order(found, |cut| [cut.span.start, usize::MAX - cut.span.end, 0]);
    let mut end = 0;
    found.retain(|cut| {
        let apart = cut.span.start >= end;
        end = end.max(cut.span.end);
        apart
    });
    found
}

/// What stands in for a secret, in quotes where it was.
fn stand_in(secret: &str, kind: Secret) -> String {
    if kind == Secret::Signature {
        return String::new();
    }
    let quote = match secret.chars().next() {
        Some(quote @ ('"' | '\'')) => quote.to_string(),
        _ => String::new(),
    };
    let end = if secret.ends_with('\n') { "\n" } else { "" };
    format!("{quote}{REMOVED}{quote}{end}")
}

/// Whether a secret stands under this name, as a key, a variable, a header or an element.
fn is_secret_name(name: &str) -> bool {
    let plain: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
    let plain = plain.to_ascii_lowercase();
    let ends = ["secretaccesskey", "sessiontoken", "securitytoken", "password", "clientsecret"];
    let whole = [
        "token",
        "accesstoken",
        "refreshtoken",
        "bearertoken",
        "idtoken",
        "clientkeydata",
        "apikey",
        "passwd",
        "authorizationtoken",
        "awscontainerauthorizationtoken",
        "tokensecret",
    ];
    ends.iter().any(|end| plain.ends_with(end)) || whole.contains(&&*plain)
}

#[cfg(test)]
mod tests;
