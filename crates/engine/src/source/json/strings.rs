//! Strings: quotes, escapes, and what people write in their place.

use super::{Parser, Span, Spanned};
use crate::{Reason, Text};

impl Parser<'_> {
    /// The quote that stands next, of any kind that people put around strings.
    pub(super) fn quote(&self) -> Option<char> {
        match self.peek()? {
            b'"' => return Some('"'),
            byte if byte.is_ascii() && byte != b'\'' => return None,
            _ => {}
        }
        self.left().chars().next().filter(|c| matches!(c, '"' | '\'' | '“' | '”'))
    }

    /// Reads a string that `quote` opens; where nothing closes it, up to the end of its line.
    pub(super) fn string(&mut self, quote: char) -> Spanned<Text> {
        let start = self.at;
        self.at += quote.len_utf8();
        if quote != '"' {
            let found = quote.to_string().into();
            let reason = Reason::JsonUnexpected { found, expected: "\"".into() };
            self.findings.error(reason, Span::new(start, self.at));
        }
        let mut decoded = String::new();
        let mut verbatim = self.at;
        loop {
            let left = self.left();
            let stop = match u8::try_from(quote) {
                Ok(quote) => left.bytes().position(|c| c == b'\\' || c < b' ' || c == quote),
                Err(_) => left.find(|c| c == '\\' || c < ' ' || closes(quote, c)),
            };
            self.at += stop.unwrap_or(left.len());
            let run = Span::new(verbatim, self.at).of(self.text);
            match self.left().chars().next() {
                Some('\\') => {
                    decoded.push_str(run);
                    self.escape(&mut decoded);
                    verbatim = self.at;
                }
                Some(close) if closes(quote, close) => {
                    self.at += close.len_utf8();
                    self.end = self.at;
                    let span = Span::new(start, self.end);
                    if decoded.is_empty() {
                        return Spanned::new(run.into(), span);
                    }
                    decoded.push_str(run);
                    return Spanned::new(decoded.into(), span);
                }
                Some(control) if !self.at_line_end() => {
                    let code = control.into();
                    let span = Span::new(self.at, self.at + 1);
                    self.findings.error(Reason::JsonControlCharacter { code }, span);
                    self.at = span.end;
                }
                _ => {
                    decoded.push_str(run);
                    self.findings.error(Reason::JsonStringUnclosed, Span::new(start, self.at));
                    break;
                }
            }
        }
        self.end = self.at;
        Spanned::new(decoded.into(), Span::new(start, self.end))
    }

    fn at_line_end(&self) -> bool {
        self.left().starts_with('\n') || self.left().starts_with("\r\n")
    }

    /// Reads the escape at the next byte. What is no escape stays as it is written.
    fn escape(&mut self, decoded: &mut String) {
        let start = self.at;
        self.at += 1;
        let Some(letter) = self.left().chars().next().filter(|_| !self.at_line_end()) else {
            return decoded.push('\\');
        };
        self.at += letter.len_utf8();
        let character = match letter {
            '"' | '\\' | '/' => Some(letter),
            'b' => Some('\u{8}'),
            'f' => Some('\u{c}'),
            'n' => Some('\n'),
            'r' => Some('\r'),
            't' => Some('\t'),
            'u' => self.code_point(),
            _ => None,
        };
        let span = Span::new(start, self.at);
        let written = span.of(self.text);
        match character {
            Some(character) => decoded.push(character),
            None => decoded.push_str(written),
        }
        if character.is_none_or(|c| c == char::REPLACEMENT_CHARACTER) && !is_replacement(written) {
            self.findings.error(Reason::JsonBadEscape { escape: written.into() }, span);
        }
    }

    /// Reads the digits behind `\u`, and the second half of a surrogate pair. Half a pair alone
    /// becomes U+FFFD, as most readers take it.
    fn code_point(&mut self) -> Option<char> {
        let first = u32::from(self.code_unit()?);
        if let Some(character) = char::from_u32(first) {
            return Some(character);
        }
        let behind_first = self.at;
        if first < 0xdc00 && self.left().starts_with("\\u") {
            self.at += "\\u".len();
            if let Some(second @ 0xdc00..=0xdfff) = self.code_unit() {
                let offset = ((first - 0xd800) << 10) + (u32::from(second) - 0xdc00);
                return char::from_u32(0x1_0000 + offset);
            }
        }
        self.at = behind_first;
        Some(char::REPLACEMENT_CHARACTER)
    }

    /// Reads four hexadecimal digits.
    fn code_unit(&mut self) -> Option<u16> {
        let digits = self.left().get(..4)?;
        if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        self.at += digits.len();
        u16::from_str_radix(digits, 16).ok()
    }
}

/// Whether `c` closes a string that `quote` opened.
const fn closes(quote: char, c: char) -> bool {
    match quote {
        '"' | '\'' => c == quote,
        _ => matches!(c, '“' | '”'),
    }
}

/// Whether an escape writes U+FFFD itself, and not half of a pair.
fn is_replacement(escape: &str) -> bool {
    escape.eq_ignore_ascii_case("\\ufffd")
}
