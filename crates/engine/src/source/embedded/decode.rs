//! A scalar as it is written, decoded character by character with the place of each.

use super::Span;

/// A decoded text that knows where each of its bytes is written.
pub(super) struct Decoded {
    pub(super) text: String,
    /// Where the character of each byte stands in the outer text.
    places: Vec<Span>,
    /// Where the text ends in the outer text.
    end: usize,
}

impl Decoded {
    /// Decodes the scalar at `span`; nothing where that does not start a JSON map.
    pub(super) fn new(outer: &str, span: Span) -> Option<Self> {
        let first = Unescaped::new(outer, span).map(|(c, _)| c).find(|c| !c.is_whitespace());
        let characters = Unescaped::new(outer, span);
        let decoded = match first {
            Some('{') => Self::collect(characters.flat_map(encoded), span),
            Some('%') => Self::collect(percent_decoded(characters), span),
            _ => return None,
        };
        decoded.text.trim_start().starts_with('{').then_some(decoded)
    }

    /// The part of the outer text that an inner span is written as.
    pub(super) fn outer(&self, span: Span) -> Span {
        let start = self.places.get(span.start).map_or(self.end, |place| place.start);
        let last = span.end.checked_sub(1).filter(|_| span.start < span.end);
        let end = last.and_then(|last| self.places.get(last)).map_or(start, |place| place.end);
        Span::new(start, end.max(start))
    }

    /// The text of UTF-8 bytes and their places; what is no UTF-8 becomes U+FFFD.
    fn collect(bytes: impl Iterator<Item = (u8, Span)>, span: Span) -> Self {
        let (bytes, written): (Vec<u8>, Vec<Span>) = bytes.unzip();
        let mut text = String::with_capacity(bytes.len());
        let mut places = Vec::with_capacity(bytes.len());
        let mut written = written.into_iter();
        for chunk in bytes.utf8_chunks() {
            for c in chunk.valid().chars() {
                let place = written.by_ref().take(c.len_utf8()).reduce(Span::to);
                places.resize(places.len() + c.len_utf8(), place.unwrap_or(span));
                text.push(c);
            }
            if let Some(place) = written.by_ref().take(chunk.invalid().len()).reduce(Span::to) {
                places.resize(places.len() + char::REPLACEMENT_CHARACTER.len_utf8(), place);
                text.push(char::REPLACEMENT_CHARACTER);
            }
        }
        let end = places.last().map_or(span.end, |place| place.end);
        Self { text, places, end }
    }
}

/// The characters that the scalar at `span` stands for, each with its place.
pub(super) fn characters(outer: &str, span: Span) -> impl Iterator<Item = (char, Span)> {
    Unescaped::new(outer, span)
}

/// The bytes of a character, each at the character's place.
fn encoded((c, place): (char, Span)) -> impl Iterator<Item = (u8, Span)> {
    let mut bytes = [0; 4];
    let length = c.encode_utf8(&mut bytes).len();
    bytes.into_iter().take(length).map(move |byte| (byte, place))
}

/// Takes `%7B` for the byte it stands for (RFC 3986, section 2.1); `%` before anything else stays.
fn percent_decoded(characters: Unescaped<'_>) -> impl Iterator<Item = (u8, Span)> {
    let mut left = characters.flat_map(encoded).collect::<Vec<_>>().into_iter();
    std::iter::from_fn(move || {
        let (byte, place) = left.next()?;
        let [(high, _), (low, end), ..] = left.as_slice() else { return Some((byte, place)) };
        let digit = |digit: u8| char::from(digit).to_digit(16);
        let value = digit(*high).zip(digit(*low)).map(|(high, low)| high * 16 + low);
        match value.and_then(|value| u8::try_from(value).ok()) {
            Some(value) if byte == b'%' => {
                let place = place.to(*end);
                left.nth(1);
                Some((value, place))
            }
            _ => Some((byte, place)),
        }
    })
}

/// How a scalar is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    /// `"…"`, of JSON or YAML.
    Double,
    /// `'…'`.
    Single,
    /// `|`: lines as they are.
    Literal,
    /// `>`: lines joined by blanks.
    Folded,
    /// Without any mark.
    Plain,
}

/// The characters that a scalar stands for, with the place of each. A line break with the blanks
/// around it counts as one blank, save in a literal block: within JSON that makes no difference,
/// except in a string, where a break can't stand.
struct Unescaped<'a> {
    outer: &'a str,
    at: usize,
    end: usize,
    form: Form,
}

impl<'a> Unescaped<'a> {
    fn new(outer: &'a str, span: Span) -> Self {
        let written = span.of(outer);
        let form = match written.chars().next() {
            Some('"') => Form::Double,
            Some('\'') => Form::Single,
            Some('|') => Form::Literal,
            Some('>') => Form::Folded,
            _ => Form::Plain,
        };
        let header = match form {
            Form::Plain => 0,
            Form::Literal | Form::Folded => written.find('\n').unwrap_or(written.len()),
            Form::Double | Form::Single => 1,
        };
        // Where the span is no part of the text, there is nothing to read.
        let end = span.start + written.len();
        Self { outer, at: span.start + header, end, form }
    }

    fn left(&self) -> &'a str {
        Span::new(self.at, self.end).of(self.outer)
    }

    /// Reads an escape of JSON or YAML (1.2.2, section 5.7).
    fn escape(&mut self) -> Option<char> {
        let letter = self.left().chars().next()?;
        self.at += letter.len_utf8();
        Some(match letter {
            '0' => '\0',
            'a' => '\u{7}',
            'b' => '\u{8}',
            't' => '\t',
            'n' => '\n',
            'v' => '\u{b}',
            'f' => '\u{c}',
            'r' => '\r',
            'e' => '\u{1b}',
            'N' => '\u{85}',
            '_' => '\u{a0}',
            'L' => '\u{2028}',
            'P' => '\u{2029}',
            'x' => return self.code_point(2),
            'u' => return self.code_point(4),
            'U' => return self.code_point(8),
            other => other,
        })
    }

    fn code_point(&mut self, digits: usize) -> Option<char> {
        let first = self.number(digits)?;
        if (0xd800..0xdc00).contains(&first) && self.left().starts_with("\\u") {
            let behind_first = self.at;
            self.at += "\\u".len();
            if let Some(second @ 0xdc00..=0xdfff) = self.number(4) {
                return char::from_u32(0x1_0000 + ((first - 0xd800) << 10) + (second - 0xdc00));
            }
            self.at = behind_first;
        }
        Some(char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER))
    }

    fn number(&mut self, digits: usize) -> Option<u32> {
        let written = self.left().get(..digits)?;
        let number = u32::from_str_radix(written, 16).ok()?;
        self.at += digits;
        Some(number)
    }

    /// Skips a line break and the blanks around it.
    fn fold(&mut self) {
        let left = self.left();
        self.at += left.len() - left.trim_start_matches([' ', '\t', '\r', '\n']).len();
    }
}

impl Iterator for Unescaped<'_> {
    type Item = (char, Span);

    fn next(&mut self) -> Option<Self::Item> {
        let start = self.at;
        let first = self.left().chars().next()?;
        self.at += first.len_utf8();
        let character = match (self.form, first) {
            (Form::Double, '"') => return None,
            (Form::Double, '\\') if self.left().starts_with(['\n', '\r']) => {
                self.fold();
                return self.next();
            }
            (Form::Double, '\\') => self.escape().unwrap_or(char::REPLACEMENT_CHARACTER),
            (Form::Single, '\'') if self.left().starts_with('\'') => {
                self.at += 1;
                first
            }
            (Form::Single, '\'') => return None,
            (Form::Literal, _) => first,
            (_, '\n') => {
                self.fold();
                ' '
            }
            _ => first,
        };
        Some((character, Span::new(start, self.at)))
    }
}
