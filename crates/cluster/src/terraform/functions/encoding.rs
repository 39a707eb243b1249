//! Functions that encode and decode.

use std::rc::Rc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use irsa_engine::Severity;
use irsa_engine::source::{self, json, yaml};
use sha1::Sha1;
use sha2::{Digest as _, Sha256, Sha512};

use super::{Args, Outcome};
use crate::terraform::eval::Scope;
use crate::terraform::fault::Fault;
use crate::terraform::interp::Interp;
use crate::terraform::origin::{Part, origin, parts};
use crate::terraform::source::Sources;
use crate::terraform::value::{Entry, Kind, Map, Str, Value};
use crate::terraform::write::json_str;

/// The outcome of a function of this file.
pub(super) fn apply(name: &str, args: &Args<'_>) -> Option<Outcome> {
    Some(match name {
        // JSON is YAML, too; how it is laid out makes no difference to who reads it.
        "jsonencode" | "yamlencode" => encode(args),
        "base64encode" => args.text(0).map(|text| Value::text(base64(text.as_bytes()))),
        "base64decode" => decode_base64(args),
        "sha1" => args.text(0).map(|text| Value::text(hex(&Sha1::digest(text.as_bytes())))),
        "sha256" => args.text(0).map(|text| Value::text(hex(&Sha256::digest(text.as_bytes())))),
        "sha512" => args.text(0).map(|text| Value::text(hex(&Sha512::digest(text.as_bytes())))),
        "base64sha256" => {
            args.text(0).map(|text| Value::text(base64(&Sha256::digest(text.as_bytes()))))
        }
        "urlencode" => args.text(0).map(|text| Value::text(url_encode(&text))),
        _ => return None,
    })
}

pub(super) fn base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

fn encode(args: &Args<'_>) -> Outcome {
    let value = args.get(0)?;
    if let Some(why) = value.unknown_within() {
        return Ok(Value::unknown(why));
    }
    Ok(Value::made(Kind::Text(json_str(value))))
}

fn decode_base64(args: &Args<'_>) -> Outcome {
    let bytes = STANDARD.decode(args.text(0)?.as_bytes()).ok();
    let text = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
    text.map(Value::text).ok_or_else(|| args.wrong("base64 of a UTF-8 text"))
}

/// Bytes as lower-case hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn url_encode(text: &str) -> String {
    let encode = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
            char::from(byte).to_string()
        }
        b' ' => "+".to_owned(),
        byte => format!("%{byte:02X}"),
    };
    text.bytes().map(encode).collect()
}

impl Interp<'_> {
    /// `jsondecode` and `yamldecode`: each value comes from the characters that spelled it.
    pub(super) fn decode(&self, name: &str, args: &Args<'_>, _scope: &Scope<'_>) -> Outcome {
        let text = args.text(0)?;
        let whole = args.get(0)?.as_str().cloned();
        let whole = whole.unwrap_or(Str { text: text.clone(), pieces: [].into() });
        let read = if name == "jsondecode" { json::parse(&text) } else { yaml::parse(&text) };
        let errors = read.findings.iter().any(|finding| finding.severity == Severity::Error);
        match read.documents.first() {
            Some(document) if !errors => Ok(tree(self.sources, &document.root, &whole)),
            _ => Err(Fault::invalid(args.at, format!("{name}: the text can't be decoded"))),
        }
    }
}

/// A tree of `text` as a value: each part comes from the characters that spelled it.
pub(crate) fn tree(sources: &Sources, node: &source::Node, text: &Str) -> Value {
    tree_of(node, &parts(&text.text, &text.pieces, |place| sources.written(place)))
}

fn tree_of(node: &source::Node, parts: &[Part]) -> Value {
    let at = origin(parts, node.span);
    let value = match &node.resolve().value {
        source::Value::Null | source::Value::Missing | source::Value::Alias(_) => Value::null(),
        source::Value::Scalar(scalar, style) => scalar_value(scalar, *style),
        source::Value::List(items) => {
            Value::list(items.iter().map(|item| tree_of(item, parts)).collect())
        }
        source::Value::Map(entries) => {
            let mut map = Map::default();
            for entry in entries {
                let key_at = origin(parts, entry.key_span);
                let value = tree_of(&entry.value, parts);
                map.entries.insert(entry.key.clone(), Entry { key_at, value });
            }
            Value::map(map)
        }
    };
    value.at(at)
}

/// A scalar as a value: without quotes it may be a boolean or a number.
pub(crate) fn scalar_value(scalar: &Rc<str>, style: source::Style) -> Value {
    match (&**scalar, style) {
        ("true", source::Style::Plain) => Value::bool(true),
        ("false", source::Style::Plain) => Value::bool(false),
        (number, source::Style::Plain) if source::is_decimal(number) => {
            number.parse().map_or_else(|_| Value::text(Rc::clone(scalar)), Value::number)
        }
        _ => Value::text(Rc::clone(scalar)),
    }
}
