//! Templates: text with values in it. Each part of the text remembers where it was written.

use hcl_edit::Span as _;
use hcl_edit::template::{Directive, Element, ForDirective, IfDirective, Strip};
use irsa_engine::{Place, Span};

use super::eval::{Names, Scope, pairs};
use super::fault::Fault;
use super::interp::Interp;
use super::value::{Kind, Piece, Value, Why};
use super::write::Writer;

/// A template under evaluation.
struct Filling {
    writer: Writer,
    unknown: Option<Why>,
    /// Whether `~` ate the blanks before what comes next.
    strip: bool,
    /// Where the first value that was put in was written.
    first: Option<Place>,
}

impl Interp<'_> {
    /// The text of a template. One that is a single interpolation is that value itself, unless it
    /// is a heredoc, which ends in a line feed.
    pub(crate) fn template<'e>(
        &self,
        elements: impl Iterator<Item = &'e Element>,
        scope: &Scope<'_>,
        at: Option<Place>,
        heredoc: bool,
    ) -> Result<Value, Fault> {
        let elements: Vec<&Element> = elements.collect();
        if let ([Element::Interpolation(only)], false) = (elements.as_slice(), heredoc) {
            return Ok(self.eval(&only.expr, scope)?.or_at(at));
        }
        let writer = Writer::default();
        let mut filling = Filling { writer, unknown: None, strip: false, first: None };
        self.fill(&mut filling, &elements, scope)?;
        if let Some(why) = filling.unknown {
            return Ok(Value::unknown(why).at(at));
        }
        // The text of a modelled module is nobody's: what the caller put into it is.
        if let Some(stand_in) = scope.stand_in {
            let at = filling.first.filter(|first| *first != stand_in).or(at);
            return Ok(Value::text(filling.writer.out).at(at));
        }
        let mut writer = filling.writer;
        // Without pieces the value comes from `at` as a whole.
        writer.mark(0, at);
        Ok(Value { kind: Kind::Text(writer.into_str()), at })
    }

    fn fill(
        &self,
        filling: &mut Filling,
        elements: &[&Element],
        scope: &Scope<'_>,
    ) -> Result<(), Fault> {
        for element in elements {
            match element {
                Element::Literal(text) => {
                    let kept = if filling.strip { text.trim_start() } else { text.as_str() };
                    filling.strip = false;
                    self.literal(&mut filling.writer, kept, scope.place(text.span()));
                }
                Element::Interpolation(inner) => {
                    filling.before(inner.strip);
                    let value = self.eval(&inner.expr, scope)?;
                    filling.put(&value, scope.place(element.span()))?;
                    filling.strip = inner.strip.strip_end();
                }
                Element::Directive(directive) => match &**directive {
                    Directive::If(choice) => self.fill_if(filling, choice, scope)?,
                    Directive::For(each) => self.fill_for(filling, each, scope)?,
                },
            }
        }
        Ok(())
    }

    /// A literal part. Where the indent of a heredoc was taken off, each line has its own place.
    fn literal(&self, writer: &mut Writer, text: &str, at: Option<Place>) {
        let start = writer.out.len();
        writer.raw(text);
        let Some(place) = at else { return };
        let written = self.sources.written(place);
        let lines = || text.split_inclusive('\n').zip(written.split_inclusive('\n'));
        if written != text && lines().all(|(made, written)| written.ends_with(made)) {
            let (mut made_at, mut written_at) = (start, place.span.start);
            for (made, written) in lines() {
                let begin = written_at + written.len() - made.len();
                let span = Span::new(begin, begin + made.len());
                let at = Place { file: place.file, span };
                writer.pieces.push(Piece { start: made_at, end: made_at + made.len(), at });
                made_at += made.len();
                written_at += written.len();
            }
        }
        writer.mark(start, at);
    }

    fn fill_if(
        &self,
        filling: &mut Filling,
        choice: &IfDirective,
        scope: &Scope<'_>,
    ) -> Result<(), Fault> {
        let condition = self.eval(&choice.if_expr.cond_expr, scope)?;
        filling.before(choice.if_expr.strip);
        filling.strip |= choice.if_expr.strip.strip_end();
        filling.unknown = filling.unknown.max(condition.why_unknown());
        let taken = match condition.as_bool() {
            Some(true) => Some(&choice.if_expr.template),
            _ => choice.else_expr.as_ref().map(|other| &other.template),
        };
        if let Some(template) = taken {
            let elements: Vec<&Element> = template.iter().collect();
            self.fill(filling, &elements, scope)?;
        }
        filling.before(choice.endif_expr.strip);
        filling.strip = choice.endif_expr.strip.strip_end();
        Ok(())
    }

    fn fill_for(
        &self,
        filling: &mut Filling,
        each: &ForDirective,
        scope: &Scope<'_>,
    ) -> Result<(), Fault> {
        let intro = &each.for_expr;
        let collection = self.eval(&intro.collection_expr, scope)?;
        filling.before(intro.strip);
        filling.unknown = filling.unknown.max(collection.why_unknown());
        let elements: Vec<&Element> = intro.template.iter().collect();
        for (key, value) in pairs(&collection).unwrap_or_default() {
            let name = intro.key_var.as_ref().map_or("", |name| name.as_str());
            let outer = Names { name, value: key, outer: scope.names };
            let names = Names { name: intro.value_var.as_str(), value, outer: Some(&outer) };
            filling.strip = intro.strip.strip_end();
            self.fill(filling, &elements, &Scope { names: Some(&names), ..*scope })?;
            filling.before(each.endfor_expr.strip);
        }
        filling.strip = each.endfor_expr.strip.strip_end();
        Ok(())
    }
}

impl Filling {
    /// `~` at the start of a sequence takes the blanks before it.
    fn before(&mut self, strip: Strip) {
        if strip.strip_start() {
            let kept = self.writer.out.trim_end().len();
            self.writer.out.truncate(kept);
            // What stood behind the cut is gone with it.
            self.writer.pieces.retain(|piece| piece.start < kept);
            for piece in &mut self.writer.pieces {
                piece.end = piece.end.min(kept);
            }
        }
    }

    fn put(&mut self, value: &Value, at: Option<Place>) -> Result<(), Fault> {
        if let Some(why) = value.why_unknown() {
            self.unknown = self.unknown.max(Some(why));
            return Ok(());
        }
        let start = self.writer.out.len();
        self.first = self.first.or(value.at);
        match value.as_str() {
            // What has a structure of its own, as `jsonencode` gives it, keeps it.
            Some(text) if text.pieces.len() > 1 => {
                self.writer.raw(&text.text);
                let moved = text.pieces.iter().map(|piece| Piece {
                    start: piece.start + start,
                    end: piece.end + start,
                    at: piece.at,
                });
                self.writer.pieces.extend(moved);
            }
            _ => {
                let text = value.as_text().ok_or_else(|| {
                    let what = value.type_name();
                    let message = format!(
                        "Invalid template interpolation value: a string is required, not {what}"
                    );
                    Fault::invalid(at, message)
                })?;
                self.writer.raw(&text);
            }
        }
        self.writer.mark(start, at);
        Ok(())
    }
}
