//! The texts of a configuration as a desk to write at: where a value stands, and where one that
//! nobody set would.

use hcl_edit::Span as _;
use hcl_edit::expr::Expression;
use hcl_edit::structure::{Block, Structure};
use irsa_engine::fix::Edit;
use irsa_engine::{Place, Span};

use super::super::made::Made;
use super::filled::Why;
use super::slot::{Literal, Slot};
use crate::terraform::{Declared, Source, Sources, Value, block_span, header, range_span};

/// The texts, and what they make.
pub(super) struct Desk<'m> {
    pub(super) sources: &'m Sources,
    pub(super) all: Vec<(Made, Declared<'m>)>,
}

impl<'m> Desk<'m> {
    /// The resources of a type, each with its block.
    pub(super) fn of(&self, kind: &str) -> impl Iterator<Item = &(Made, Declared<'m>)> {
        self.all.iter().filter(move |(one, _)| one.kind == kind)
    }

    /// The same, in the order in which they are written.
    pub(super) fn written_in_order(&self, kind: &str) -> Vec<&(Made, Declared<'m>)> {
        let mut all: Vec<_> = self.of(kind).collect();
        all.sort_by_key(|(_, of)| (of.file, of.place().span.start));
        all
    }

    /// A text that somebody can write into.
    pub(super) fn file(&self, index: usize) -> Option<&'m Source> {
        self.sources.files.get(index).filter(|file| !file.modelled && file.body.is_some())
    }

    /// Where another value is put in the place of one that somebody wrote.
    pub(super) fn written(&self, value: &Value) -> Result<Slot, Why> {
        if value.unknown_within().is_some() {
            return Err(Why::Unknown);
        }
        let place = value.at.ok_or(Why::Computed)?;
        let file = self.file(place.file).ok_or(Why::Computed)?;
        let found = literal(&file.text, place.span, value);
        let found = found.or_else(|| array(&file.text, place.file, value.items()?));
        let Some((span, literal)) = found else {
            let is_call = place.span.of(&file.text).starts_with("module");
            return Err(if is_call { Why::Module } else { Why::Computed });
        };
        Ok(self.slot(file, span, literal))
    }

    /// The array that holds these values and nothing else.
    pub(super) fn array_of(&self, values: &[Value]) -> Option<Slot> {
        let index = values.first()?.at?.file;
        let file = self.file(index)?;
        let (span, literal) = array(&file.text, index, values)?;
        Some(self.slot(file, span, literal))
    }

    fn slot(&self, file: &Source, span: Span, literal: Literal) -> Slot {
        Slot {
            file: file.name.as_str().into(),
            span,
            before: String::new(),
            after: String::new(),
            literal,
            cleared: None,
        }
    }

    /// Where the attribute at the end of a path would be set in a block that does not have it.
    pub(super) fn unset(
        &self,
        declared: Declared<'_>,
        path: &[&str],
        literal: Literal,
    ) -> Result<Slot, Why> {
        let file = self.file(declared.file).ok_or(Why::Module)?;
        let (mut block, mut rest) = (declared.block, path);
        while let [name, more @ ..] = rest
            && !more.is_empty()
            && let Some(inner) = block.body.get_blocks(name).next()
        {
            (block, rest) = (inner, more);
        }
        let gap = Gap::within(&file.text, block, rest.len() > 1).ok_or(Why::Computed)?;
        let (before, after) = gap.around(rest);
        Ok(Slot { before, after, ..self.slot(file, gap.span, literal) })
    }

    /// The edit that takes out the attribute at the end of a path, and blocks that held nothing
    /// else.
    pub(super) fn removal(&self, declared: Declared<'_>, path: &[&str]) -> Option<Edit> {
        let file = self.file(declared.file)?;
        let (name, blocks) = path.split_last()?;
        let mut chain = vec![declared.block];
        for name in blocks {
            chain.push(chain.last()?.body.get_blocks(name).next()?);
        }
        let attribute = chain.last()?.body.get_attribute(name)?;
        let mut span = range_span(attribute.key.span()).to(range_span(attribute.value.span()));
        for block in chain.iter().skip(1).rev() {
            // What is encrypted stands beside the key, and means nothing without it.
            if block.body.len() > 1 && block.ident.as_str() != "encryption_config" {
                break;
            }
            span = block_span(block);
        }
        Some(edit(file, lines(&file.text, span), ""))
    }

    /// The edit that takes out a whole block, with the blank line before it.
    pub(super) fn without(&self, declared: Declared<'_>) -> Option<Edit> {
        let file = self.file(declared.file)?;
        let span = lines(&file.text, block_span(declared.block));
        let blank = file.text.get(..span.start).is_some_and(|before| before.ends_with("\n\n"));
        Some(edit(file, Span::new(span.start - usize::from(blank), span.end), ""))
    }

    /// The edit that puts a text behind a block, set apart from it.
    pub(super) fn behind(&self, declared: Declared<'_>, text: &str) -> Option<Edit> {
        let file = self.file(declared.file)?;
        let at = line_end(&file.text, block_span(declared.block).end);
        Some(edit(file, Span::at(at), &format!("\n\n{}", text.trim_end())))
    }

    /// Whether any text but the block itself names what it makes.
    pub(super) fn is_referred_to(&self, declared: Declared<'_>) -> bool {
        let labels: Vec<&str> = declared.block.labels.iter().map(|label| label.as_str()).collect();
        let name = labels.join(".");
        let own = block_span(declared.block);
        let names = |(index, file): (usize, &Source)| {
            file.text.match_indices(&name).any(|(at, found)| {
                let inside = index == declared.file && own.start <= at && at < own.end;
                let rest = file.text.get(at + found.len()..).unwrap_or_default();
                let goes_on = |char: char| char.is_ascii_alphanumeric() || "_-".contains(char);
                !inside && !rest.starts_with(goes_on)
            })
        };
        self.sources.files.iter().enumerate().filter(|(_, file)| !file.modelled).any(names)
    }

    /// Where a value stands, as somebody who looks for it would say.
    pub(super) fn place(&self, value: &Value) -> Option<Place> {
        value.at.filter(|at| self.sources.files.get(at.file).is_some_and(|file| !file.modelled))
    }
}

fn edit(file: &Source, span: Span, text: &str) -> Edit {
    Edit { file: file.name.as_str().into(), span, text: text.to_owned() }
}

/// The literal at a place, where it is one and says that value. A text may be without its quotes.
fn literal(text: &str, span: Span, value: &Value) -> Option<(Span, Literal)> {
    let quoted = || {
        let wider = Span::new(span.start.checked_sub(1)?, span.end + 1);
        let inside = text.get(wider.start..wider.end)?;
        (inside.starts_with('"') && inside.ends_with('"')).then_some(wider)
    };
    let read = |span: Span| Some((span, says(&span.of(text).parse().ok()?, value)?));
    quoted().and_then(read).or_else(|| read(span))
}

/// How an expression is written, where it is a literal that says the value.
fn says(expr: &Expression, value: &Value) -> Option<Literal> {
    let (same, literal) = match expr {
        Expression::String(text) => (value.as_text().as_deref() == Some(text), Literal::Quoted),
        Expression::Number(_) | Expression::Bool(_) => {
            (value.as_text().as_deref() == scalar(expr).as_deref(), Literal::Bare)
        }
        Expression::Array(array) => {
            let written: Option<Vec<String>> = array.iter().map(scalar).collect();
            (written.is_some_and(|written| holds(&written, value.items())), Literal::List)
        }
        Expression::Object(object) => {
            let map = value.as_map()?;
            let plain = object.iter().all(|(_, value)| scalar(value.expr()).is_some());
            (plain && map.entries.values().count() == object.len(), Literal::Pairs)
        }
        _ => return None,
    };
    same.then_some(literal)
}

fn scalar(expr: &Expression) -> Option<String> {
    match expr {
        Expression::String(text) => Some(text.to_string()),
        Expression::Number(number) => Some(number.value().to_string()),
        Expression::Bool(value) => Some(value.to_string()),
        _ => None,
    }
}

fn holds(written: &[String], items: Option<&[Value]>) -> bool {
    let Some(items) = items else { return false };
    let says =
        |item: &Value| item.as_text().is_some_and(|text| written.iter().any(|w| **w == *text));
    items.len() == written.len() && items.iter().all(says)
}

/// The array literal around the places of values, where it holds them and nothing else.
fn array(text: &str, file: usize, values: &[Value]) -> Option<(Span, Literal)> {
    let places: Option<Vec<Span>> =
        values.iter().map(|value| Some(value.at.filter(|at| at.file == file)?.span)).collect();
    let places = places?;
    let first = places.iter().map(|span| span.start).min()?;
    let last = places.iter().map(|span| span.end).max()?;
    let start = text.get(..first)?.rfind('[')?;
    let end = last + text.get(last..)?.find(']')? + 1;
    let span = Span::new(start, end);
    let expr: Expression = span.of(text).parse().ok()?;
    let written: Option<Vec<String>> = expr.as_array()?.iter().map(scalar).collect();
    holds(&written?, Some(values)).then_some((span, Literal::List))
}

/// A gap in a block, for what is not there yet.
struct Gap {
    span: Span,
    indent: String,
    /// How far apart the `=` of the attribute before stands.
    width: usize,
    /// Whether the block stands on one line, and is to be opened.
    opens: bool,
}

impl Gap {
    /// The gap behind the attributes with which a block begins, or behind its last block; none in
    /// one that has an attribute on its own line.
    fn within(text: &str, block: &Block, for_block: bool) -> Option<Self> {
        let header = header(block);
        let open = header.end + text.get(header.end..)?.find('{')? + 1;
        let close = block_span(block).end.checked_sub(1)?;
        let indent = format!("{}  ", indent(text, header.start));
        let body = || block.body.iter();
        let leading = body().map_while(Structure::as_attribute).last();
        let nested = body().filter_map(Structure::as_block).last().filter(|_| for_block);
        let before = nested.map(|block| block_span(block).end);
        let before = before.or(leading.map(|attribute| range_span(attribute.value.span()).end));
        if before.is_none() && !text.get(open..close)?.contains('\n') {
            return Some(Self { span: Span::new(open, close), indent, width: 0, opens: true });
        }
        let at = line_end(text, before.unwrap_or(open));
        let line = leading.filter(|_| !for_block).and_then(|attribute| {
            let start = range_span(attribute.key.span()).start;
            text.get(start..line_end(text, start))?.find(" =")
        });
        let width = line.unwrap_or(0);
        (at < close).then_some(Self { span: Span::at(at), indent, width, opens: false })
    }

    /// What stands before and behind the value of what a path leads to from here.
    fn around(&self, path: &[&str]) -> (String, String) {
        let (mut before, mut after) = (String::new(), String::new());
        let mut indent = self.indent.clone();
        let (name, blocks) = path.split_last().map_or(("", path), |(name, rest)| (*name, rest));
        for block in blocks {
            before.push_str(&format!("\n{indent}{block} {{"));
            after.insert_str(0, &format!("\n{indent}}}"));
            indent.push_str("  ");
            if *block == "encryption_config" {
                before.push_str(&format!("\n{indent}resources = [\"secrets\"]"));
            }
        }
        let width = if blocks.is_empty() { self.width } else { 0 };
        if !name.is_empty() {
            before.push_str(&format!("\n{indent}{name:width$} = "));
        }
        if self.opens {
            after.push_str(&format!("\n{}", self.indent.get(2..).unwrap_or_default()));
        }
        (before, after)
    }
}

fn line_start(text: &str, at: usize) -> usize {
    text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |line| line + 1)
}

fn line_end(text: &str, at: usize) -> usize {
    text.get(at..).and_then(|rest| rest.find('\n')).map_or(text.len(), |line| at + line)
}

fn indent(text: &str, at: usize) -> &str {
    let line = text.get(line_start(text, at)..at).unwrap_or_default();
    line.get(..line.len() - line.trim_start().len()).unwrap_or_default()
}

/// The whole lines of a range.
fn lines(text: &str, span: Span) -> Span {
    Span::new(line_start(text, span.start), (line_end(text, span.end) + 1).min(text.len()))
}

/// Where the blocks of a name stand one behind the other, and nothing but blanks between them; or
/// the gap for the first of them.
pub(super) fn blocks(desk: &Desk<'_>, declared: Declared<'_>, name: &str) -> Result<Slot, Why> {
    let file = desk.file(declared.file).ok_or(Why::Module)?;
    let all: Vec<Span> = declared.blocks(name).map(block_span).collect();
    let (Some(first), Some(last)) = (all.first(), all.last()) else {
        let gap = Gap::within(&file.text, declared.block, true).ok_or(Why::Computed)?;
        let before = "\n".to_owned();
        return Ok(Slot { before, ..desk.slot(file, gap.span, Literal::Taints) });
    };
    let apart = |pair: (&Span, &Span)| {
        let between = file.text.get(pair.0.end..pair.1.start).unwrap_or("x");
        !between.trim().is_empty()
    };
    if all.iter().zip(all.iter().skip(1)).any(apart) {
        return Err(Why::Apart);
    }
    let span = Span::new(line_start(&file.text, first.start), last.end);
    let cleared = Some(edit(file, lines(&file.text, span), ""));
    Ok(Slot { cleared, ..desk.slot(file, span, Literal::Taints) })
}
