//! What is marked in a text: the characters that decided, their counterparts, and the findings.

use irsa_engine::order::in_order;
use irsa_engine::report::Report;
use irsa_engine::{Check, Severity, Span, State};
use irsa_words::compare::Part;
use irsa_words::explain::CheckLine;

/// A marked range of one text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    /// The characters.
    pub span: Span,
    /// Why they are marked.
    pub kind: Kind,
}

/// Why characters are marked; a later one covers an earlier one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Worth knowing.
    Info,
    /// They are what the deciding characters were compared with.
    Counterpart,
    /// Accepted, but suspicious.
    Warning,
    /// They decided.
    Decides,
    /// Unusable.
    Error,
    /// They differ from what they were compared with.
    Differs,
}

impl Kind {
    /// The class of the mark.
    #[must_use]
    pub const fn class(self) -> &'static str {
        match self {
            Self::Info => "mark-info",
            Self::Counterpart => "mark-counterpart",
            Self::Warning => "mark-warning",
            Self::Decides => "mark-decides",
            Self::Error => "mark-error",
            Self::Differs => "mark-differs",
        }
    }
}

impl From<Severity> for Kind {
    fn from(severity: Severity) -> Self {
        match severity {
            Severity::Error => Self::Error,
            Severity::Warning => Self::Warning,
            Severity::Info => Self::Info,
        }
    }
}

/// A run of characters on one line, with the strongest of its marks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece<'a> {
    /// The characters.
    pub text: &'a str,
    /// Their mark.
    pub kind: Option<Kind>,
}

/// The marks of one file of a report.
#[must_use]
pub fn of_file(report: &Report, file: usize, decided: Option<&CheckLine>) -> Vec<Mark> {
    let findings = report.findings.iter().filter(|reported| reported.file == file);
    let mut marks: Vec<Mark> = findings
        .map(|reported| Mark {
            span: reported.finding.span,
            kind: reported.finding.severity.into(),
        })
        .collect();
    if let Some(check) = report.deciding() {
        marks.extend(deciding(report, file, check, decided));
    }
    marks
}

fn deciding(report: &Report, file: usize, check: &Check, decided: Option<&CheckLine>) -> Vec<Mark> {
    let mark = |kind| move |place: &irsa_engine::Place| Mark { span: place.span, kind };
    let here = |place: &&irsa_engine::Place| place.file == file;
    let counterparts = check.related.iter().filter(here).map(mark(Kind::Counterpart));
    let at = check.at.iter().filter(here);
    let differing = at.clone().filter_map(|place| {
        let span = differing(report.text_at(*place), place.span, decided?)?;
        Some(Mark { span, kind: Kind::Differs })
    });
    counterparts.chain(at.clone().map(mark(Kind::Decides))).chain(differing).collect()
}

/// The first characters of a compared value that differ, where the value stands in `text` as it is.
#[must_use]
pub fn differing(text: &str, span: Span, line: &CheckLine) -> Option<Span> {
    let parts = &line.comparison.as_ref()?.expected;
    let value: String = parts.iter().map(|part| part.text.as_str()).collect();
    let value = (!value.is_empty()).then_some(value)?;
    let mut start = span.start + text.find(&value)?;
    for Part { text, differs } in parts {
        if *differs {
            return Some(Span::new(start, start + text.len()));
        }
        start += text.len();
    }
    None
}

/// The lines of a text, each cut where a mark starts or ends.
#[must_use]
pub fn lines<'a>(text: &'a str, marks: &[Mark]) -> Vec<Vec<Piece<'a>>> {
    let mut start = 0;
    let mut lines = Vec::new();
    for line in text.split('\n') {
        lines.push(pieces(text, Span::new(start, start + line.len()), marks));
        start += line.len() + 1;
    }
    lines
}

fn pieces<'a>(text: &'a str, line: Span, marks: &[Mark]) -> Vec<Piece<'a>> {
    let touching = |mark: &&Mark| mark.span.start < line.end && mark.span.end > line.start;
    let marks: Vec<&Mark> = marks.iter().filter(touching).collect();
    let ends = marks.iter().flat_map(|mark| [mark.span.start, mark.span.end]);
    let mut cuts: Vec<usize> = ends.map(|at| at.clamp(line.start, line.end)).collect();
    cuts.extend([line.start, line.end]);
    let mut cuts = in_order(cuts, |at| [*at, 0, 0]);
    cuts.dedup();
    let spans = cuts.iter().zip(cuts.iter().skip(1)).map(|(start, end)| Span::new(*start, *end));
    spans
        .map(|span| {
            let covers = |mark: &&&Mark| mark.span.start <= span.start && mark.span.end >= span.end;
            let kind = marks.iter().filter(covers).map(|mark| mark.kind).max();
            Piece { text: span.of(text), kind }
        })
        .collect()
}

/// What a line's gutter shows: the worst of its marks that a person has to look at.
#[must_use]
pub fn gutter(line: &[Piece<'_>]) -> Option<State> {
    let worst = line.iter().filter_map(|piece| piece.kind).max()?;
    match worst {
        Kind::Decides | Kind::Error | Kind::Differs => Some(State::Fail),
        Kind::Warning => Some(State::Unknown),
        Kind::Info | Kind::Counterpart => None,
    }
}

/// A byte offset of `text` as the offset in a text field, which counts UTF-16 and ends lines
/// with `\n` alone.
#[must_use]
pub fn field_offset(text: &str, offset: usize) -> u32 {
    let before = text.get(..offset).unwrap_or(text).replace("\r\n", "\n");
    u32::try_from(before.encode_utf16().count()).unwrap_or(u32::MAX)
}

/// The byte offset that an offset in a text field stands for.
#[must_use]
pub fn byte_offset(text: &str, offset: u32) -> usize {
    let mut left = usize::try_from(offset).unwrap_or(usize::MAX);
    let crlf = |at: usize, char: char| char == '\r' && text.get(at + 1..).is_some_and(is_fed);
    for (at, char) in text.char_indices() {
        if left == 0 {
            return at;
        }
        left = left.saturating_sub(if crlf(at, char) { 0 } else { char.len_utf16() });
    }
    text.len()
}

fn is_fed(text: &str) -> bool {
    text.starts_with('\n')
}

/// Byte offsets of a text and their offsets in a text field.
#[derive(Debug)]
pub struct FieldOffsets(Vec<(usize, u32)>);

impl FieldOffsets {
    /// Counts for these byte offsets of `text`, in one pass.
    #[must_use]
    pub fn new(text: &str, offsets: Vec<usize>) -> Self {
        let offsets = in_order(offsets, |at| [*at, 0, 0]);
        let (mut known, mut from, mut counted) = (Vec::new(), 0, 0);
        for offset in offsets {
            let to = offset.clamp(from, text.len().max(from));
            counted += field_offset(text.get(from..to).unwrap_or_default(), to - from);
            known.push((offset, counted));
            from = to;
        }
        Self(known)
    }

    /// The offset in the field of a byte offset that was counted for.
    #[must_use]
    pub fn of(&self, offset: usize) -> Option<u32> {
        let at = self.0.partition_point(|(known, _)| *known < offset);
        let (known, field) = self.0.get(at)?;
        (*known == offset).then_some(*field)
    }
}
