//! Functions that encode and decode.

use std::rc::Rc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use irsa_engine::Severity;
use irsa_engine::source::{self, json, yaml};
use md5::Md5;
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
        "csvdecode" => decode_csv(args),
        "uuidv5" => uuid(args),
        "urldecode" => args.text(0).and_then(|text| url_decode(&text, args)),
        "urlencode" => args.text(0).map(|text| Value::text(url_encode(&text))),
        name => {
            let hash = hash(name)?;
            args.text(0).map(|text| Value::text(hash(text.as_bytes())))
        }
    })
}

/// A hash as a text.
type Hash = fn(&[u8]) -> String;

fn hash(name: &str) -> Option<Hash> {
    Some(match name {
        "md5" => |bytes| hex(&Md5::digest(bytes)),
        "sha1" => |bytes| hex(&Sha1::digest(bytes)),
        "sha256" => |bytes| hex(&Sha256::digest(bytes)),
        "sha512" => |bytes| hex(&Sha512::digest(bytes)),
        "base64sha256" => |bytes| base64(&Sha256::digest(bytes)),
        "base64sha512" => |bytes| base64(&Sha512::digest(bytes)),
        _ => return None,
    })
}

/// The hash of what a file holds, as `filesha256` and `filebase64sha256` give it.
pub(super) fn of_file(name: &str) -> Option<Hash> {
    hash(name.strip_prefix("file")?)
}

/// The rows of a table, each a map by the names in its first row.
///
/// Source: <https://developer.hashicorp.com/terraform/language/functions/csvdecode>.
fn decode_csv(args: &Args<'_>) -> Outcome {
    let (text, at) = (args.text(0)?, args.get(0)?.at);
    let mut rows = csv(&text).into_iter();
    let names = rows.next().unwrap_or_default();
    let row = |row: Vec<String>| {
        if row.len() != names.len() {
            return Err(args.wrong("rows with a field for each name"));
        }
        let named = names.iter().map(String::as_str).zip(row);
        Ok(Value::object(named.map(|(name, field)| (name, Value::text(field).at(at)))))
    };
    Ok(Value::list(rows.map(row).collect::<Result<_, _>>()?))
}

/// The fields of each line that holds any; in quotes a field may hold commas, and quotes twice.
fn csv(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut field) = (Vec::new(), Vec::new(), String::new());
    let mut quoted = false;
    let mut chars = text.chars().filter(|char| *char != '\r').chain(['\n']).peekable();
    while let Some(char) = chars.next() {
        match char {
            '"' if quoted && chars.next_if_eq(&'"').is_some() => field.push('"'),
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(std::mem::take(&mut field)),
            '\n' if !quoted => {
                row.push(std::mem::take(&mut field));
                let row = std::mem::take(&mut row);
                if row.iter().any(|field| !field.is_empty()) || row.len() > 1 {
                    rows.push(row);
                }
            }
            char => field.push(char),
        }
    }
    rows
}

/// A UUID made of a namespace and a name.
///
/// Source: <https://www.rfc-editor.org/rfc/rfc4122#section-4.3>.
fn uuid(args: &Args<'_>) -> Outcome {
    let namespace: u32 = match &*args.text(0)? {
        "dns" => 0x6ba7_b810,
        "url" => 0x6ba7_b811,
        "oid" => 0x6ba7_b812,
        "x500" => 0x6ba7_b814,
        _ => return Err(args.wrong("one of dns, url, oid and x500")),
    };
    let rest: u128 = 0x9dad_11d1_80b4_00c0_4fd4_30c8;
    let namespace = (u128::from(namespace) << 96) | rest;
    let name = args.text(1)?;
    let made = Sha1::digest([&namespace.to_be_bytes(), name.as_bytes()].concat());
    let half: [u8; 16] =
        made.iter().copied().take(16).collect::<Vec<_>>().try_into().unwrap_or_default();
    let number = u128::from_be_bytes(half) & !(0xf << 76) & !(0x3 << 62);
    let digits = format!("{:032x}", number | (5 << 76) | (2 << 62));
    let part = |range: std::ops::Range<usize>| digits.get(range).unwrap_or_default().to_owned();
    let parts = [part(0..8), part(8..12), part(12..16), part(16..20), part(20..32)];
    Ok(Value::text(parts.join("-")))
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

/// `%2F` becomes `/`, and `+` a blank.
fn url_decode(text: &str, args: &Args<'_>) -> Outcome {
    let wrong = || args.wrong("a text in URL encoding");
    let mut parts = text.split('%');
    let mut bytes = parts.next().unwrap_or_default().replace('+', " ").into_bytes();
    for part in parts {
        let (code, rest) = part.split_at_checked(2).ok_or_else(wrong)?;
        bytes.push(u8::from_str_radix(code, 16).map_err(|_| wrong())?);
        bytes.extend(rest.replace('+', " ").bytes());
    }
    String::from_utf8(bytes).map(Value::text).map_err(|_| wrong())
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
