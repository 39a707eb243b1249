//! A second evaluator, written from AWS's rules alone and as plainly as they read, to be compared
//! with the engine's. It shares no code with it: it reads `serde_json`'s tree, keeps nothing
//! prepared, tries every way a wildcard may match, and counts years one by one.
//!
//! The rules: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html>
//! and the pages below it. Where they are silent it follows "What AWS does not publish" in
//! ARCHITECTURE.md.

use std::net::IpAddr;

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use serde_json::Value;

use crate::cases::{Asked, Who};

/// `allow`, `deny` or `explicit-deny`.
pub(crate) fn decide(policy: &Value, asked: &Asked) -> &'static str {
    let variables = policy["Version"] == "2012-10-17";
    let applying: Vec<&Value> =
        many(&policy["Statement"]).filter(|it| applies(it, asked, variables)).collect();
    if applying.iter().any(|statement| statement["Effect"] == "Deny") {
        "explicit-deny"
    } else if applying.iter().any(|statement| statement["Effect"] == "Allow") {
        "allow"
    } else {
        "deny"
    }
}

/// A list's items, or the one value in its place.
fn many(value: &Value) -> impl Iterator<Item = &Value> {
    let (one, list) = match value {
        Value::Null => (None, [].iter()),
        Value::Array(items) => (None, items.iter()),
        one => (Some(one), [].iter()),
    };
    one.into_iter().chain(list)
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn applies(statement: &Value, asked: &Asked, variables: bool) -> bool {
    let named = |element: &str, matches: &dyn Fn(&Value) -> bool| match statement.get(element) {
        Some(value) => many(value).any(matches),
        None => !many(&statement[format!("Not{element}")]).any(matches),
    };
    let action = |pattern: &Value| {
        let pattern = expand(&text(pattern).to_lowercase(), asked, false);
        pattern.is_some_and(|pattern| like(&pattern, &asked.action.to_lowercase()))
    };
    let resource =
        |pattern: &Value| match (&asked.resource, expand(&text(pattern), asked, variables)) {
            (Some(resource), Some(pattern)) => arn_like(&pattern, resource),
            _ => false,
        };
    named("Principal", &|principals| principal(principals, asked))
        && named("Action", &action)
        && (asked.resource.is_none() || named("Resource", &resource))
        && statement["Condition"].as_object().into_iter().flatten().all(|(operator, keys)| {
            let keys = keys.as_object().into_iter().flatten();
            keys.into_iter().all(|(key, values)| condition(operator, key, values, asked, variables))
        })
}

fn principal(principals: &Value, asked: &Asked) -> bool {
    let listed = |sort: &str| many(&principals[sort]).map(text).collect::<Vec<_>>();
    if principals == "*" || listed("AWS").contains(&"*".to_owned()) {
        return true;
    }
    match &asked.who {
        Who::Anonymous => false,
        Who::Service(name) => listed("Service").contains(name),
        // A provider serves the roles of its own account; one that is no ARN is AWS's own.
        Who::Federated(provider) => {
            let own = provider.split(':').nth(4).is_none_or(|account| account == asked.account);
            own && listed("Federated").contains(provider)
        }
        Who::Aws(arn) => listed("AWS").iter().any(|value| value == arn || stands_for(value, arn)),
    }
}

/// An account stands for everybody in it, a role for its sessions, which do not repeat its path.
fn stands_for(value: &str, arn: &str) -> bool {
    let value: Vec<&str> = value.split(':').collect();
    let arn: Vec<&str> = arn.split(':').collect();
    match (&*value, &*arn) {
        ([account] | [_, _, "iam", _, account, "root"], [theirs] | [_, _, _, _, theirs, _]) => {
            account == theirs
        }
        ([_, partition, "iam", _, account, role], [_, own, "sts", _, theirs, session]) => {
            let name = role.strip_prefix("role/").and_then(|path| path.rsplit('/').next());
            let of = session.strip_prefix("assumed-role/").and_then(|it| it.split('/').next());
            partition == own && account == theirs && name.is_some() && name == of
        }
        _ => false,
    }
}

fn condition(operator: &str, key: &str, values: &Value, asked: &Asked, variables: bool) -> bool {
    let operator = operator.to_lowercase();
    let (set, rest) = match operator.split_once(':') {
        Some((set, rest)) => (set, rest),
        None => ("", &*operator),
    };
    let (name, if_exists) = match rest.strip_suffix("ifexists") {
        Some(name) => (name, true),
        None => (rest, false),
    };
    let actual = asked.values(key);
    // For `Null` and the set operators an empty string is as good as nothing.
    let empty = actual.iter().all(|value| value.is_empty());
    if name == "null" {
        return many(values).any(|value| text(value).to_lowercase() == empty.to_string());
    }
    let positive = name.replacen("not", "", 1);
    let negated = positive != name;
    let holds = |actual: &String| {
        let one = |value| compare(&positive, &text(value), actual, asked, variables);
        many(values).any(one) != negated
    };
    match set {
        _ if !is_operator(&positive) => false,
        _ if actual.is_empty() && if_exists => true,
        "forallvalues" => empty || actual.iter().all(holds),
        "foranyvalue" => !empty && actual.iter().any(holds),
        "" if actual.is_empty() => negated,
        "" => actual.len() == 1 && actual.iter().all(holds),
        _ => false,
    }
}

fn is_operator(positive: &str) -> bool {
    let order = ["equals", "lessthan", "lessthanequals", "greaterthan", "greaterthanequals"];
    let ordered = ["numeric", "date"].iter().find_map(|sort| positive.strip_prefix(sort));
    let others = ["stringequals", "stringequalsignorecase", "stringlike", "arnequals", "arnlike"];
    others.contains(&positive)
        || ["bool", "binaryequals", "ipaddress"].contains(&positive)
        || ordered.is_some_and(|rest| order.contains(&rest))
}

/// Whether one value of the policy is matched by one of the request. What can't be read is not.
fn compare(name: &str, value: &str, actual: &str, asked: &Asked, variables: bool) -> bool {
    let takes_variables = ["string", "arn", "bool"].iter().any(|sort| name.starts_with(sort));
    let Some(pattern) = expand(value, asked, variables && takes_variables) else { return false };
    let value: String = pattern.iter().map(|token| token.plain()).collect();
    match name {
        "stringequals" => value == actual,
        "stringequalsignorecase" => value.to_lowercase() == actual.to_lowercase(),
        "stringlike" => like(&pattern, actual),
        "arnequals" | "arnlike" => arn_like(&pattern, actual),
        "bool" => {
            let value = value.to_lowercase();
            ["true", "false"].contains(&&*value) && value == actual.to_lowercase()
        }
        "binaryequals" => {
            let bytes = |text: &str| STANDARD_NO_PAD.decode(text.trim_end_matches('=')).ok();
            bytes(&value).is_some() && bytes(&value) == bytes(actual)
        }
        "ipaddress" => address(&value).zip(address(actual)).is_some_and(|(network, host)| {
            host.1 == host.2 && network.2 == host.2 && {
                let bits = network.2 - network.1;
                network.0.checked_shr(bits).unwrap_or(0) == host.0.checked_shr(bits).unwrap_or(0)
            }
        }),
        _ => {
            let (order, read): (_, fn(&str) -> Option<i128>) = match name.strip_prefix("numeric") {
                Some(order) => (order, number),
                None => (name.strip_prefix("date").unwrap_or_default(), instant),
            };
            read(actual).zip(read(&value)).is_some_and(|(actual, value)| match order {
                "equals" => actual == value,
                "lessthan" => actual < value,
                "lessthanequals" => actual <= value,
                "greaterthan" => actual > value,
                _ => actual >= value,
            })
        }
    }
}

/// A part of a pattern.
#[derive(Clone, Copy, PartialEq)]
enum Token {
    Char(char),
    /// `?`
    One,
    /// `*`
    Any,
}

impl Token {
    fn plain(self) -> char {
        match self {
            Self::Char(char) => char,
            Self::One => '?',
            Self::Any => '*',
        }
    }
}

/// The pattern with its variables filled in; none where one has no value.
fn expand(text: &str, asked: &Asked, variables: bool) -> Option<Vec<Token>> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(char) = rest.chars().next() {
        let variable = rest.strip_prefix("${").and_then(|rest| rest.split_once('}'));
        if let (true, Some((inside, after))) = (variables, variable) {
            let (key, default) = match inside.split_once(", '") {
                Some((key, default)) => (key, default.strip_suffix('\'')),
                None => (inside, None),
            };
            let value = match (inside, &*asked.values(key)) {
                ("*" | "?" | "$", _) => inside.to_owned(),
                (_, [value]) => value.clone(),
                _ => default?.to_owned(),
            };
            tokens.extend(value.chars().map(Token::Char));
            rest = after;
        } else {
            tokens.push(match char {
                '*' => Token::Any,
                '?' => Token::One,
                char => Token::Char(char),
            });
            rest = rest.split_at(char.len_utf8()).1;
        }
    }
    Some(tokens)
}

fn like(pattern: &[Token], text: &str) -> bool {
    let mut chars = text.chars();
    match pattern.split_first() {
        None => text.is_empty(),
        Some((Token::Any, rest)) => {
            like(rest, text) || chars.next().is_some() && like(pattern, chars.as_str())
        }
        Some((Token::One, rest)) => chars.next().is_some() && like(rest, chars.as_str()),
        Some((Token::Char(char), rest)) => {
            chars.next() == Some(*char) && like(rest, chars.as_str())
        }
    }
}

/// The six parts of an ARN are matched each by itself; a lone `*` stands for all of them.
fn arn_like(pattern: &[Token], text: &str) -> bool {
    let patterns: Vec<_> = pattern.splitn(6, |token| *token == Token::Char(':')).collect();
    let texts: Vec<_> = text.splitn(6, ':').collect();
    let each = || patterns.iter().zip(&texts).all(|(pattern, text)| like(pattern, text));
    texts.len() == 6 && (pattern == [Token::Any] || patterns.len() == 6 && each())
}

/// A decimal number, in billionths.
fn number(text: &str) -> Option<i128> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let all = format!("{whole}{fraction:0<9}");
    let plain = !whole.is_empty() && all.bytes().all(|byte| byte.is_ascii_digit());
    let number = plain.then(|| all.parse::<i128>().ok()).flatten()?;
    Some(if digits == text { number } else { -number })
}

/// Nanoseconds since 1970: Unix seconds, which a bare year can't be told from, or a date as
/// <https://www.w3.org/TR/NOTE-datetime> has it.
fn instant(text: &str) -> Option<i128> {
    if let Some(seconds) = number(text) {
        return Some(seconds);
    }
    const SECOND: i128 = 1_000_000_000;
    let (date, time) = text.split_once('T').unwrap_or((text, "00:00:00Z"));
    let digits = |text: &str, length| {
        let all = text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit());
        all.then(|| text.parse::<i128>().ok()).flatten()
    };
    let mut parts = date.split('-');
    let year = digits(parts.next()?, 4)?;
    let month = parts.next().map_or(Some(1), |part| digits(part, 2))?;
    let day = parts.next().map_or(Some(1), |part| digits(part, 2))?;
    let leap = |year| year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = |month| match month {
        2 => 28 + i128::from(leap(year)),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    let zone = time.find(['Z', '+', '-'])?;
    let (clock, zone) = time.split_at(zone);
    let ahead = match (zone.split_at(1), zone) {
        (_, "Z") => 0,
        ((sign, zone), _) => {
            let (hours, minutes) = zone.split_once(':')?;
            let (hours, minutes) = (digits(hours, 2)?, digits(minutes, 2)?);
            (hours < 24 && minutes < 60).then_some(())?;
            (hours * 3600 + minutes * 60) * if sign == "-" { -1 } else { 1 }
        }
    };
    let (clock, fraction) = clock.split_once('.').unwrap_or((clock, "0"));
    let clock: Option<Vec<i128>> = clock.split(':').map(|part| digits(part, 2)).collect();
    let (hour, minute, second) = match *clock? {
        [hour, minute] if fraction == "0" => (hour, minute, 0),
        [hour, minute, second] => (hour, minute, second),
        _ => return None,
    };
    let valid = parts.next().is_none()
        && (1..=12).contains(&month)
        && (1..=days(month)).contains(&day)
        && hour < 24
        && minute < 60
        && second < 60
        && (1..=9).contains(&fraction.len());
    valid.then_some(())?;
    let years: i128 = if year < 1970 {
        -(year..1970).map(|year| 365 + i128::from(leap(year))).sum::<i128>()
    } else {
        (1970..year).map(|year| 365 + i128::from(leap(year))).sum()
    };
    let whole = years + (1..month).map(days).sum::<i128>() + day - 1;
    let seconds = whole * 86_400 + hour * 3600 + minute * 60 + second - ahead;
    Some(seconds * SECOND + digits(&format!("{fraction:0<9}"), 9)?)
}

/// An address or network: its bits, how many of them count, and how many there are.
fn address(text: &str) -> Option<(u128, u32, u32)> {
    let (address, prefix) = match text.split_once('/') {
        Some((address, prefix)) => (address, Some(prefix.parse::<u32>().ok()?)),
        None => (text, None),
    };
    let (bits, length) = match address.parse::<IpAddr>().ok()? {
        IpAddr::V4(address) => (u128::from(address.to_bits()), 32),
        IpAddr::V6(address) => (address.to_bits(), 128),
    };
    let prefix = prefix.unwrap_or(length);
    (prefix <= length).then_some((bits, prefix, length))
}
