//! Values of conditions, taken apart when the policy is read.

mod date;
mod decimal;
mod network;
mod template;

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;

use crate::{
    Span, Text,
    glob::{self, Glob, Piece},
    iam::{Context, Operator, Version, operator::Test},
    same::same,
};
use date::Instant;
pub(crate) use decimal::Decimal;
use network::Network;
use template::Template;

/// One value of a condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Value {
    /// As written.
    pub text: Text,
    /// Where it stands.
    pub span: Span,
    parsed: Parsed,
}

/// What a value demands of the text it is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Beginning<'a> {
    /// To be this.
    Whole(&'a Text),
    /// To begin with this.
    Of(&'a Text),
}

/// A value as its operator reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Parsed {
    /// The text itself.
    Text(Text),
    /// A pattern.
    Pattern(Glob),
    /// Six patterns.
    Arn(Vec<Glob>),
    Number(Decimal),
    Bytes(Vec<u8>),
    Instant(Instant),
    Bool(bool),
    Network(Network),
    /// Text with variables, to be filled in for each request.
    Template(Template),
    /// Nothing this operator can compare with: matches nothing.
    Invalid,
}

impl Value {
    /// Reads `text` for `operator`, in a policy of `version`.
    #[must_use]
    pub fn read(text: Text, span: Span, operator: Option<Operator>, version: Version) -> Self {
        let parsed = operator.map_or(Parsed::Invalid, |operator| parse(&text, operator, version));
        Self { text, span, parsed }
    }

    /// Reads the ARN of a resource: patterns and variables as under `ArnLike`.
    #[must_use]
    pub fn resource(text: Text, span: Span, version: Version) -> Self {
        Self::read(text, span, Some(Operator::ARN_LIKE), version)
    }

    /// Reads the ARN of a resource in a policy of a principal's own: AWS fills what is missing
    /// of six parts with `*`: `arn:aws:sqs` stands for `arn:aws:sqs:*:*:*`. See
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html>.
    #[must_use]
    pub fn resource_completed(text: Text, span: Span, version: Version) -> Self {
        let missing = 5_usize.saturating_sub(text.matches(':').count());
        if missing == 0 || !text.starts_with("arn:") {
            return Self::resource(text, span, version);
        }
        let whole = format!("{text}{}", ":*".repeat(missing));
        Self { text, ..Self::resource(whole.into(), span, version) }
    }

    /// Whether the operator can make nothing of it.
    #[must_use]
    pub fn is_invalid(&self) -> bool {
        self.parsed == Parsed::Invalid
    }

    /// Whether what it stands for is only known with a request.
    #[must_use]
    pub const fn has_variables(&self) -> bool {
        matches!(self.parsed, Parsed::Template(_))
    }

    /// `Null`'s value: whether the key has to be absent.
    #[must_use]
    pub fn wants_absent(&self) -> Option<bool> {
        match self.parsed {
            Parsed::Bool(absent) => Some(absent),
            _ => None,
        }
    }

    /// Whether `actual` matches, the operator's negation left aside. Only a value with variables
    /// allocates.
    #[must_use]
    pub fn matches(&self, test: Test, actual: &str, context: &Context) -> bool {
        match &self.parsed {
            Parsed::Text(text) => match test {
                Test::StringEqualsIgnoreCase => equal_folded(text, actual),
                _ => same(text, actual),
            },
            Parsed::Pattern(pattern) => pattern.matches(actual),
            Parsed::Arn(parts) => arn_matches(parts, actual),
            Parsed::Number(number) => match (test, Decimal::parse(actual)) {
                (Test::Numeric(order), Some(actual)) => order.holds(actual.cmp(number)),
                _ => false,
            },
            Parsed::Bytes(bytes) => base64(actual).as_ref() == Some(bytes),
            Parsed::Instant(instant) => match (test, Instant::parse(actual)) {
                (Test::Date(order), Some(actual)) => order.holds(actual.cmp(instant)),
                _ => false,
            },
            Parsed::Bool(value) => boolean(actual) == Some(*value),
            Parsed::Network(network) => network.contains(actual),
            Parsed::Template(template) => {
                template.fill(context).is_some_and(|pieces| filled_matches(&pieces, test, actual))
            }
            Parsed::Invalid => false,
        }
    }

    /// How every value begins that matches; none where no beginning has to be the value's own.
    #[must_use]
    pub fn beginning(&self, test: Test) -> Option<Beginning<'_>> {
        match (&self.parsed, test) {
            (Parsed::Text(text), Test::StringEquals) => Some(Beginning::Whole(text)),
            (Parsed::Pattern(glob), _) if glob.is_literal() => Some(Beginning::Whole(glob.head())),
            (Parsed::Pattern(glob), _) if !glob.head().is_empty() => {
                Some(Beginning::Of(glob.head()))
            }
            _ => None,
        }
    }

    /// Whether `actual` would match if wildcards counted: what an author expects who writes `*`
    /// under an operator that has none.
    #[must_use]
    pub fn would_match_as_pattern(&self, test: Test, actual: &str) -> bool {
        test != Test::StringLike
            && self.text.bytes().any(|byte| matches!(byte, b'*' | b'?'))
            && glob::like(&self.text, actual)
    }

    /// Whether `actual` would match if letter case did not count.
    #[must_use]
    pub fn would_match_in_other_case(&self, test: Test, actual: &str) -> bool {
        match test {
            Test::StringEquals => equal_folded(&self.text, actual),
            // Most differ before the first wildcard, and that is cheaper to see.
            Test::StringLike => {
                let head = self.text.split(['*', '?', '$']).next().unwrap_or_default();
                let begun = actual.get(..head.len()).is_some_and(|text| equal_folded(head, text));
                let lower = |text: &str| text.to_ascii_lowercase();
                begun && glob::like(&lower(&self.text), &lower(actual))
            }
            _ => false,
        }
    }
}

fn parse(text: &Text, operator: Operator, version: Version) -> Parsed {
    let variables = operator.takes_variables() && version == Version::V2012;
    if variables && let Some(template) = Template::parse(text, operator.test) {
        return match template.constant() {
            Some(pieces) => fixed(&pieces, operator.test),
            None => Parsed::Template(template),
        };
    }
    match operator.test {
        Test::StringEquals | Test::StringEqualsIgnoreCase => Parsed::Text(text.clone()),
        Test::Binary => base64(text).map_or(Parsed::Invalid, Parsed::Bytes),
        Test::StringLike => Parsed::Pattern(Glob::read(text)),
        Test::Arn => Parsed::Arn(arn_parts(&glob::pieces(text).collect::<Vec<_>>())),
        Test::Numeric(_) => Decimal::parse(text).map_or(Parsed::Invalid, Parsed::Number),
        Test::Date(_) => Instant::parse(text).map_or(Parsed::Invalid, Parsed::Instant),
        Test::Bool | Test::Null => boolean(text).map_or(Parsed::Invalid, Parsed::Bool),
        Test::Ip => Network::parse(text).map_or(Parsed::Invalid, Parsed::Network),
    }
}

/// A value whose only variables were `${*}`, `${?}` and `${$}`.
fn fixed(pieces: &[Piece], test: Test) -> Parsed {
    match test {
        Test::StringLike => Parsed::Pattern(Glob::new(pieces)),
        Test::Arn => Parsed::Arn(arn_parts(pieces)),
        Test::Bool => boolean(&characters(pieces)).map_or(Parsed::Invalid, Parsed::Bool),
        _ => Parsed::Text(characters(pieces).into()),
    }
}

fn filled_matches(pieces: &[Piece], test: Test, actual: &str) -> bool {
    match test {
        Test::StringLike => glob::matches(pieces, actual),
        Test::Arn => arn_matches(&arn_parts(pieces), actual),
        Test::StringEqualsIgnoreCase => equal_folded(&characters(pieces), actual),
        Test::Bool => boolean(actual).is_some_and(|is| boolean(&characters(pieces)) == Some(is)),
        _ => glob::matches(pieces, actual),
    }
}

/// The text of pieces that are all literal.
fn characters(pieces: &[Piece]) -> String {
    let literal = |piece: &Piece| match piece {
        Piece::Literal(char) => *char,
        Piece::One => '?',
        Piece::Many => '*',
    };
    pieces.iter().map(literal).collect()
}

/// The six parts of a pattern for ARNs; the sixth keeps its colons.
fn arn_parts(pieces: &[Piece]) -> Vec<Glob> {
    pieces.splitn(6, |piece| *piece == Piece::Literal(':')).map(Glob::new).collect()
}

/// Each of the six parts by itself, so that no wildcard reaches across the first five colons. A
/// lone `*` has only one part, and AWS takes it for any ARN, and for the `*` that a call of no
/// resource is about.
fn arn_matches(parts: &[Glob], actual: &str) -> bool {
    if let [only] = parts {
        return only.is_any() && (actual == "*" || actual.splitn(6, ':').count() == 6);
    }
    let mut rest = actual.splitn(6, ':');
    parts.len() == 6 && parts.iter().all(|part| rest.next().is_some_and(|text| part.matches(text)))
}

/// Letters of ASCII alone are folded: what AWS does with others is not published, and ids, ARNs and
/// claims have none.
const fn equal_folded(left: &str, right: &str) -> bool {
    left.eq_ignore_ascii_case(right)
}

/// The bytes of a text in base 64, whose padding is often left out.
fn base64(text: &str) -> Option<Vec<u8>> {
    STANDARD_NO_PAD.decode(text.trim_end_matches('=')).ok()
}

/// AWS documents `true` and `false` only; other letter case is read too.
fn boolean(text: &str) -> Option<bool> {
    if text.eq_ignore_ascii_case("true") {
        return Some(true);
    }
    text.eq_ignore_ascii_case("false").then_some(false)
}

/// Values joined for a sentence; a single one is shared.
#[must_use]
pub fn joined<'a>(values: impl Iterator<Item = &'a Text> + Clone) -> Text {
    let (mut rest, first) = (values.clone().skip(1), values.clone().next());
    match (first, rest.next()) {
        (Some(only), None) => only.clone(),
        _ => {
            let mut all = String::new();
            for value in values {
                if !all.is_empty() {
                    all.push_str(", ");
                }
                all.push_str(value);
            }
            all.into()
        }
    }
}
