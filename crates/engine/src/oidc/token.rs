//! A JWT taken apart, and the claims of a service account token.
//!
//! Reading only: what STS then makes of a claim, a time or a signature is decided elsewhere.

mod claims;

use std::rc::Rc;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

pub use claims::{Audience, Claim, Claims, Kubernetes, Object, Time};

use crate::source::{Spanned, Value, is_decimal, json};
use crate::{Node, Span, Text};

/// A token in compact form: header, claims and signature, each in base64url, between dots.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Jwt {
    /// The JOSE header.
    pub header: Header,
    /// The claims; each stands where their segment stands, since base64url has no places.
    pub claims: Claims,
    /// The signature's bytes; none where its segment is empty or was cut off.
    pub signature: Option<Vec<u8>>,
    /// Header and claims as they are signed.
    pub signed: Text,
    /// Where the segments stand. That of a signature cut off is empty.
    pub segments: Segments,
}

/// Where the segments of a token stand, dots not included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Segments {
    /// The header's.
    pub header: Span,
    /// The claims'.
    pub claims: Span,
    /// The signature's.
    pub signature: Span,
}

/// The JOSE header of a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// The algorithm: `RS256` for EKS.
    pub alg: Option<Text>,
    /// The id of the key that signed.
    pub kid: Option<Text>,
    /// The type; a cluster sets none.
    pub typ: Option<Text>,
}

/// A part of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The first segment.
    Header,
    /// The second segment.
    Claims,
    /// The third segment.
    Signature,
}

/// Why a text is no JWT.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JwtError {
    /// It has other than two or three segments.
    SegmentCount(usize),
    /// A segment is no base64url, padding and line breaks included.
    NotBase64(Part, Span),
    /// A segment holds no JSON object.
    NotJson(Part, Span),
}

impl Jwt {
    /// Takes a token apart. White space around it is no error, as STS was seen to take a token with
    /// a final line feed: <https://github.com/smithy-lang/smithy-rs>, `aws-config/test-data`.
    ///
    /// # Errors
    ///
    /// If the text is no JWT. A missing signature is none.
    pub fn read(text: &str) -> Result<Self, JwtError> {
        let segments = Segments::of(text)?;
        let Segments { header, claims, signature } = segments;
        let signature = match signature.of(text) {
            "" => None,
            _ => Some(decode(text, Part::Signature, signature)?),
        };
        Ok(Self {
            header: Header::read(&object(text, Part::Header, header)?),
            claims: Claims::read(&object(text, Part::Claims, claims)?),
            signature,
            signed: Rc::from(header.to(claims).of(text)),
            segments,
        })
    }
}

/// Whether `text` is meant as a JWT, though it may be a broken one: it begins as base64url of `{"`
/// and its segments, if any, follow without white space. Behind a whole one may stand what does not
/// belong there.
#[must_use]
pub fn looks_like_jwt(text: &str) -> bool {
    let mut words = text.split_whitespace();
    let token = words.next().unwrap_or_default();
    let segments = token.split('.').count();
    token.starts_with("eyJ")
        && segments > if words.next().is_some() { 2 } else { 1 }
        && token.chars().all(|char| char.is_ascii_alphanumeric() || "-_.=+/".contains(char))
}

impl Segments {
    fn of(text: &str) -> Result<Self, JwtError> {
        let token = text.trim();
        let start = text.len() - text.trim_start().len();
        let mut spans = Vec::with_capacity(3);
        let mut at = start;
        for segment in token.split('.') {
            spans.push(Span::new(at, at + segment.len()));
            at += segment.len() + 1;
        }
        match *spans {
            [header, claims] => Ok(Self { header, claims, signature: Span::at(claims.end) }),
            [header, claims, signature] => Ok(Self { header, claims, signature }),
            _ => Err(JwtError::SegmentCount(spans.len())),
        }
    }
}

impl Header {
    fn read(node: &Node) -> Self {
        let text = |key| node.get(key).and_then(string).map(|text| text.value);
        Self { alg: text("alg"), kid: text("kid"), typ: text("typ") }
    }
}

fn decode(text: &str, part: Part, span: Span) -> Result<Vec<u8>, JwtError> {
    URL_SAFE_NO_PAD.decode(span.of(text)).map_err(|_| JwtError::NotBase64(part, span))
}

/// The JSON object in a segment, every node of it placed where the segment stands.
fn object(text: &str, part: Part, span: Span) -> Result<Node, JwtError> {
    let bytes = decode(text, part, span)?;
    let not_json = JwtError::NotJson(part, span);
    let json = String::from_utf8(bytes).map_err(|_| not_json)?;
    let document = json::parse(&json).documents.into_iter().next().ok_or(not_json)?;
    let is_object = matches!(document.root.value, Value::Map(_));
    if document.broken || !is_object {
        return Err(not_json);
    }
    Ok(placed(document.root, span))
}

/// The tree with every node and key at `span`. It is as deep as the parser lets a text be.
fn placed(node: Node, span: Span) -> Node {
    let value = match node.value {
        Value::List(items) => {
            Value::List(items.into_iter().map(|item| placed(item, span)).collect())
        }
        Value::Map(mut entries) => {
            for entry in &mut entries {
                let value = std::mem::replace(&mut entry.value, Node { span, value: Value::Null });
                entry.value = placed(value, span);
                entry.key_span = span;
            }
            Value::Map(entries)
        }
        other => other,
    };
    Node { span, value }
}

/// A string: not a plain number or boolean, which JSON keeps apart from strings.
fn string(node: &Node) -> Option<Spanned<Text>> {
    let text = node.spanned()?;
    let is_other = is_decimal(&text.value) || node.boolean().is_some();
    (node.is_quoted() || !is_other).then_some(text)
}

#[cfg(test)]
mod tests;
