//! Nodes from parser events.

use std::rc::Rc;

use saphyr_parser::{Event, ScalarStyle, Tag};

use super::super::{Entry, Spanned, Style};
use super::{Findings, Node, Span, Value, limits};
use crate::{Reason, Text};

/// More than is read, of which a finding says what.
pub(super) struct TooMuch;

/// Builds the tree of one document.
pub(super) struct Builder<'a> {
    text: &'a str,
    /// The containers still open, outermost first.
    open: Vec<Open>,
    root: Option<Node>,
    /// Whole nodes that aliases can stand for, in the order of their anchors.
    anchors: Vec<Anchored>,
    /// How many nodes the aliases so far stand for.
    aliased: usize,
    too_many: bool,
    /// How many nodes the text had so far, keys not counted.
    pub(super) nodes: usize,
    /// Where the last thing read ends.
    end: usize,
}

/// A container whose end is still to come.
struct Open {
    span: Span,
    anchor: usize,
    kind: Kind,
    weight: Weight,
}

enum Kind {
    List(Vec<Node>),
    Map(Vec<Entry>, Option<Spanned<Text>>),
}

/// How much a node stands for when every alias in it is followed.
#[derive(Clone, Copy)]
struct Weight {
    /// The node itself and all nodes in it.
    nodes: usize,
    /// Containers within each other.
    depth: usize,
}

impl Weight {
    const LEAF: Self = Self { nodes: 1, depth: 0 };

    fn hold(&mut self, child: Self) {
        self.nodes = self.nodes.saturating_add(child.nodes);
        self.depth = self.depth.max(child.depth + 1);
    }
}

struct Anchored {
    /// The parser's number of the anchor.
    anchor: usize,
    node: Rc<Node>,
    weight: Weight,
}

impl<'a> Builder<'a> {
    /// For a document that has this many nodes before it.
    pub(super) const fn new(text: &'a str, nodes: usize) -> Self {
        Self {
            text,
            open: Vec::new(),
            root: None,
            anchors: Vec::new(),
            aliased: 0,
            too_many: false,
            nodes,
            end: 0,
        }
    }

    /// Takes the next event, which stands at `span`.
    pub(super) fn event(
        &mut self,
        event: Event<'_>,
        span: Span,
        findings: &mut Findings,
    ) -> Result<(), TooMuch> {
        if self.nodes > limits::NODES {
            findings.error(Reason::NodesTooMany { limit: limits::NODES }, span);
            return Err(TooMuch);
        }
        match event {
            Event::Alias(anchor) => {
                let (value, weight) = self.alias(anchor, span, findings)?;
                self.place(Node { span, value }, weight, findings);
            }
            Event::Scalar(text, style, anchor, tag) => {
                let node = self.scalar(&text, style, tag.as_deref(), span);
                let value = self.anchor(anchor, node, Weight::LEAF);
                self.place(value, Weight::LEAF, findings);
            }
            Event::SequenceStart(anchor, _) => {
                self.start(Kind::List(Vec::new()), anchor, span, findings)?;
            }
            Event::MappingStart(anchor, _) => {
                self.start(Kind::Map(Vec::new(), None), anchor, span, findings)?;
            }
            Event::SequenceEnd => self.close(b']', span, findings),
            Event::MappingEnd => self.close(b'}', span, findings),
            Event::Nothing
            | Event::StreamStart
            | Event::StreamEnd
            | Event::DocumentStart(_)
            | Event::DocumentEnd => {}
        }
        Ok(())
    }

    /// The root as far as it was read: containers end where their last child does.
    pub(super) fn finish(mut self, findings: &mut Findings) -> Option<Node> {
        while let Some(open) = self.open.pop() {
            self.complete(open, findings);
        }
        self.root
    }

    fn start(
        &mut self,
        kind: Kind,
        anchor: usize,
        span: Span,
        findings: &mut Findings,
    ) -> Result<(), TooMuch> {
        if self.open.len() == limits::NESTING {
            return Err(too_deep(span, findings));
        }
        let start = self.behind_properties(span);
        let bracket = matches!(self.text.as_bytes().get(start), Some(b'[' | b'{'));
        let span = Span::new(start, start + usize::from(bracket && start < span.end));
        self.end = self.end.max(span.end);
        let weight = Weight { nodes: 1, depth: 1 };
        self.open.push(Open { span, anchor, kind, weight });
        Ok(())
    }

    /// Ends a container. A block has no bracket, and its end event stands wherever text goes on.
    fn close(&mut self, bracket: u8, span: Span, findings: &mut Findings) {
        let Some(mut open) = self.open.pop() else { return };
        if span.start < span.end && self.text.as_bytes().get(span.start) == Some(&bracket) {
            open.span.end = open.span.end.max(span.start + 1);
            self.end = self.end.max(open.span.end);
        }
        self.complete(open, findings);
    }

    fn complete(&mut self, open: Open, findings: &mut Findings) {
        let value = match open.kind {
            Kind::List(items) => Value::List(items),
            Kind::Map(mut entries, pending) => {
                entries.extend(pending.map(|key| Entry {
                    key: key.value,
                    key_span: key.span,
                    value: Node { span: Span::at(key.span.end), value: Value::Missing },
                }));
                findings.duplicates(&entries);
                Value::Map(entries)
            }
        };
        let node = self.anchor(open.anchor, Node { span: open.span, value }, open.weight);
        self.place(node, open.weight, findings);
    }

    /// Puts a whole node where the innermost container, or the document, expects it.
    fn place(&mut self, node: Node, weight: Weight, findings: &mut Findings) {
        self.end = self.end.max(node.span.end);
        self.nodes += 1;
        let Some(parent) = self.open.last_mut() else {
            self.root.get_or_insert(node);
            return;
        };
        parent.span = parent.span.to(node.span);
        parent.weight.hold(weight);
        match &mut parent.kind {
            Kind::List(items) => items.push(node),
            Kind::Map(entries, pending) => match pending.take() {
                Some(key) => {
                    entries.push(Entry { key: key.value, key_span: key.span, value: node });
                }
                None => {
                    self.nodes -= 1;
                    *pending = Some(key(self.text, &node, findings));
                }
            },
        }
    }

    /// Keeps an anchored node for its aliases, and shares it rather than copying it.
    fn anchor(&mut self, anchor: usize, node: Node, weight: Weight) -> Node {
        if anchor == 0 {
            return node;
        }
        let span = node.span;
        let node = Rc::new(node);
        let at = self.anchors.partition_point(|other| other.anchor < anchor);
        self.anchors.insert(at, Anchored { anchor, node: Rc::clone(&node), weight });
        Node { span, value: Value::Alias(node) }
    }

    /// What an alias stands for. An anchor that is not whole yet is one that holds the alias: it
    /// would stand for endlessly many nodes.
    fn alias(
        &mut self,
        anchor: usize,
        span: Span,
        findings: &mut Findings,
    ) -> Result<(Value, Weight), TooMuch> {
        let left = limits::ALIASED_NODES - self.aliased;
        let at = self.anchors.binary_search_by_key(&anchor, |anchored| anchored.anchor);
        let target = at.ok().and_then(|at| self.anchors.get(at));
        let target = target.filter(|target| target.weight.nodes <= left);
        let Some(target) = target.filter(|_| !self.too_many) else {
            if !self.too_many {
                self.too_many = true;
                let limit = limits::ALIASED_NODES;
                findings.error(Reason::AliasesTooMany { limit }, span);
            }
            return Ok((Value::Missing, Weight::LEAF));
        };
        if self.open.len() + target.weight.depth > limits::NESTING {
            return Err(too_deep(span, findings));
        }
        self.aliased += target.weight.nodes;
        Ok((Value::Alias(Rc::clone(&target.node)), target.weight))
    }

    fn scalar(&self, text: &str, style: ScalarStyle, tag: Option<&Tag>, span: Span) -> Node {
        let plain = style == ScalarStyle::Plain;
        let string = tag.is_some_and(is_string);
        if plain && text.is_empty() {
            let value = match string {
                true => Value::Scalar(text.into(), Style::Quoted),
                false => Value::Null,
            };
            return Node { span: Span::at(self.empty_place(span)), value };
        }
        let start = self.behind_properties(span);
        let span = Span::new(start, span.end);
        let whole = span.of(self.text);
        let written = match style {
            ScalarStyle::Literal | ScalarStyle::Folded => whole.trim_end(),
            ScalarStyle::SingleQuoted => quoted(whole, '\''),
            ScalarStyle::DoubleQuoted => quoted(whole, '"'),
            _ => whole,
        };
        let span = Span::new(start, start + written.len());
        if plain && !string && matches!(text, "null" | "Null" | "NULL" | "~") {
            return Node { span, value: Value::Null };
        }
        Node::scalar(text, if plain && !string { Style::Plain } else { Style::Quoted }, span)
    }

    /// Where an empty value belongs: behind its `:` or its tag. The event's own place may be that
    /// of the next token, lines further down.
    fn empty_place(&self, span: Span) -> usize {
        let before = Span::new(self.end.min(span.start), span.start).of(self.text);
        let colon = self.text.as_bytes().get(span.start) == Some(&b':');
        match (colon, span.start < span.end) {
            (true, _) => span.start + 1,
            (false, true) if self.text.as_bytes().get(span.start).is_some_and(is_property) => {
                span.end
            }
            _ => span.start - (before.len() - before.trim_end().len()),
        }
        .max(self.end)
    }

    /// The offset behind the anchor and the tag that a node's span starts with.
    fn behind_properties(&self, span: Span) -> usize {
        let mut at = span.start;
        loop {
            let left = Span::new(at, span.end).of(self.text);
            if left.starts_with('#') && at > span.start {
                at += left.find(['\n', '\r']).unwrap_or(left.len());
            } else if left.bytes().next().is_some_and(|byte| is_property(&byte)) {
                at += left.find(super::is_space).unwrap_or(left.len());
            } else if left.starts_with(super::is_space) && at > span.start {
                at += left.len() - left.trim_start_matches(super::is_space).len();
            } else {
                return at;
            }
        }
    }
}

fn too_deep(span: Span, findings: &mut Findings) -> TooMuch {
    findings.error(Reason::NestingTooDeep { limit: limits::NESTING }, span);
    TooMuch
}

const fn is_property(byte: &u8) -> bool {
    matches!(byte, b'&' | b'!')
}

/// Whether a tag makes a string of any scalar: `!!str`, or `!` alone.
fn is_string(tag: &Tag) -> bool {
    match tag.suffix.as_str() {
        "str" => tag.is_yaml_core_schema(),
        "!" => tag.handle.is_empty(),
        _ => false,
    }
}

/// How much of a key that is no text is kept, in characters.
const KEY_CHARS: usize = 40;

/// A node as a key. Of one that is no text, the start is kept as it is written: keys can hold each
/// other, and all of each would be a copy of the text for every level.
fn key(text: &str, node: &Node, findings: &mut Findings) -> Spanned<Text> {
    let key = node.text().cloned().unwrap_or_else(|| {
        findings.error(Reason::KeyNotText, node.span);
        node.span.of(text).chars().take(KEY_CHARS).collect::<String>().into()
    });
    Spanned::new(key, node.span)
}

/// A text as far as its closing quote: the event of a quoted scalar ends behind the comment after
/// it. Two single quotes in a row are one of its characters.
fn quoted(whole: &str, quote: char) -> &str {
    let mut chars = whole.char_indices().skip(1).peekable();
    while let Some((at, char)) = chars.next() {
        let doubled = quote == '\'' && chars.peek().is_some_and(|(_, next)| *next == quote);
        if char == quote && !doubled {
            return whole.get(..=at).unwrap_or(whole);
        }
        if char == '\\' && quote == '"' || char == quote {
            chars.next();
        }
    }
    whole
}
