//! The intrinsic functions, in their long form and as tags of YAML.
//!
//! Source: <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/
//! intrinsic-function-reference.html>.

use std::rc::Rc;

use irsa_engine::source::{Node, Value as Tree};

use super::Stack;
use super::resource::unknown;
use crate::formats::BYTES_MAX;
use crate::terraform::{Entry, Kind, Map, Piece, Str, Value, Why, json_str, scalar_value};

impl Stack<'_> {
    /// The function that a node calls, by its long name, and its argument.
    pub(super) fn intrinsic<'n>(&self, node: &'n Node) -> Option<(Rc<str>, &'n Node)> {
        let node = node.resolve();
        if let Some(tag) = self.tag(node) {
            let name = match tag {
                "Ref" | "Condition" => tag.to_owned(),
                tag => format!("Fn::{tag}"),
            };
            return Some((name.into(), node));
        }
        match node.resolve().entries() {
            [only] if is_function(&only.key) => Some((only.key.clone(), &only.value)),
            _ => None,
        }
    }

    /// The tag before a node, as `Sub` of `!Sub`: the last word before it.
    fn tag(&self, node: &Node) -> Option<&str> {
        let mut before = self.input.text.get(..node.span.start)?.trim_end();
        let blank = before.len() < node.span.start;
        // An anchor may stand between.
        if let Some((rest, anchor)) = before.rsplit_once([' ', '\n'])
            && anchor.starts_with('&')
        {
            before = rest.trim_end();
        }
        let word = before.rsplit([' ', '\t', '\n', '[', '{', ',']).next()?;
        word.strip_prefix('!').filter(|tag| blank && !tag.is_empty())
    }

    /// The value of a node.
    pub(super) fn value(&self, node: &Node) -> Value {
        match self.intrinsic(node) {
            Some((name, argument)) => {
                self.call(&name, argument, node).or_at(Some(self.input.place(node.span)))
            }
            None => self.plain(node),
        }
    }

    /// The value of a node, its own tag aside.
    fn plain(&self, node: &Node) -> Value {
        let at = Some(self.input.place(node.span));
        let value = match &node.resolve().value {
            Tree::Null | Tree::Missing | Tree::Alias(_) => Value::null(),
            Tree::Scalar(text, style) => match scalar_value(text, *style).kind {
                Kind::Text(_) => Value::made(Kind::Text(self.input.string(node))),
                other => Value::made(other),
            },
            Tree::List(items) => {
                let kept = items.iter().filter(|item| !self.is_no_value(item));
                Value::list(kept.map(|item| self.value(item)).collect())
            }
            Tree::Map(entries) => {
                let mut map = Map::default();
                for entry in entries.iter().filter(|entry| !self.is_no_value(&entry.value)) {
                    let key_at = Some(self.input.place(entry.key_span));
                    let value = self.value(&entry.value);
                    map.entries.insert(entry.key.clone(), Entry { key_at, value });
                }
                Value::map(map)
            }
        };
        if let Some(text) = value.as_text().filter(|text| text.contains("{{resolve:")) {
            return self.not_understood(&text, node);
        }
        value.at(at)
    }

    /// Whether a node is `AWS::NoValue`, so that what it is the value of is not there.
    pub(super) fn is_no_value(&self, node: &Node) -> bool {
        match self.intrinsic(node) {
            Some((name, argument)) if &*name == "Ref" => {
                argument.text().is_some_and(|text| &**text == "AWS::NoValue")
            }
            Some((name, argument)) if &*name == "Fn::If" => {
                self.branch(argument).is_some_and(|branch| self.is_no_value(branch))
            }
            _ => false,
        }
    }

    /// The branch of `Fn::If` that is taken, where that is known.
    fn branch<'n>(&self, argument: &'n Node) -> Option<&'n Node> {
        let [condition, yes, no] = argument.items() else { return None };
        Some(if self.condition(condition.text()?)? { yes } else { no })
    }

    fn call(&self, name: &str, argument: &Node, node: &Node) -> Value {
        let known = match name {
            "Ref" => argument.text().map(|name| self.reference(name, node)),
            "Fn::GetAtt" => self.get_att(argument, node),
            "Fn::Sub" => self.sub(argument, node),
            "Fn::Join" => self.join(argument),
            "Fn::Split" => self.split(argument),
            "Fn::Select" => self.select(argument),
            "Fn::FindInMap" => self.find_in_map(argument),
            "Fn::If" => self.branch(argument).map(|branch| self.value(branch)),
            "Fn::ToJsonString" => {
                let value = self.plain(argument);
                Some(match value.unknown_within() {
                    Some(why) => Value::unknown(why),
                    None => Value::made(Kind::Text(json_str(&value))),
                })
            }
            "Fn::GetAZs" => {
                let zones = ["a", "b", "c"].map(|zone| format!("{}{zone}", self.facts.region));
                Some(Value::list(zones.map(Value::text).to_vec()))
            }
            "Fn::Length" => {
                let count = self.plain(argument).items().map(<[Value]>::len);
                #[expect(clippy::cast_precision_loss, reason = "no list is that long")]
                count.map(|count| Value::number(count as f64))
            }
            "Fn::Base64" => Some(Value::unknown(Why::NotModelled)),
            _ => None,
        };
        known.unwrap_or_else(|| self.not_understood(name, node))
    }

    fn get_att(&self, argument: &Node, node: &Node) -> Option<Value> {
        let (name, attribute) = match argument.items() {
            [name, attribute] => (name.text()?.clone(), self.value(attribute).as_text()?),
            _ => {
                let (name, attribute) = argument.text()?.split_once('.')?;
                (name.into(), attribute.into())
            }
        };
        Some(self.attribute(&name, &attribute, node))
    }

    /// Arguments of which none is unknown.
    fn arguments(&self, argument: &Node) -> Result<Vec<Value>, Why> {
        let values: Vec<Value> = argument.items().iter().map(|item| self.value(item)).collect();
        match unknown(&values) {
            Some(why) => Err(why),
            None => Ok(values),
        }
    }

    fn join(&self, argument: &Node) -> Option<Value> {
        let values = match self.arguments(argument) {
            Ok(values) => values,
            Err(why) => return Some(Value::unknown(why)),
        };
        let [separator, items] = values.as_slice() else { return None };
        let separator = separator.as_text()?;
        let mut joined = Text::default();
        for (index, item) in items.items()?.iter().enumerate() {
            if index > 0 {
                joined.out.push_str(&separator);
            }
            joined.add(item, None)?;
        }
        Some(joined.value())
    }

    fn split(&self, argument: &Node) -> Option<Value> {
        let values = match self.arguments(argument) {
            Ok(values) => values,
            Err(why) => return Some(Value::unknown(why)),
        };
        let [separator, text] = values.as_slice() else { return None };
        let (separator, whole) = (separator.as_text()?, text.as_text()?);
        let parts = whole.split(&*separator).map(|part| Value::text(part).at(text.at));
        Some(Value::list(parts.collect()))
    }

    fn select(&self, argument: &Node) -> Option<Value> {
        let values = match self.arguments(argument) {
            Ok(values) => values,
            Err(why) => return Some(Value::unknown(why)),
        };
        let [index, items] = values.as_slice() else { return None };
        items.items()?.get(usize::try_from(index.as_index()?).ok()?).cloned()
    }

    fn find_in_map(&self, argument: &Node) -> Option<Value> {
        let values = match self.arguments(argument) {
            Ok(values) => values,
            Err(why) => return Some(Value::unknown(why)),
        };
        let [map, first, second] = values.as_slice() else { return None };
        let found = self.section("Mappings", &map.as_text()?)?;
        found.path(&[&first.as_text()?, &second.as_text()?]).map(|node| self.value(node))
    }

    /// `${Name}` in a text. Each part of what comes of it remembers where it was written.
    fn sub(&self, argument: &Node, node: &Node) -> Option<Value> {
        let (template, names) = match argument.items() {
            [template, names] => (template, Some(names)),
            _ => (argument, None),
        };
        template.text()?;
        let text = self.input.string(template);
        let mut made = Text::default();
        let mut at = 0;
        while let Some(found) = text.text.get(at..)?.find("${") {
            let (start, behind) = (at + found, at + found + 2);
            let Some(length) = text.text.get(behind..)?.find('}') else { break };
            made.keep(&text, at, start);
            let (name, end) = (text.text.get(behind..behind + length)?.trim(), behind + length + 1);
            if let Some(literal) = name.strip_prefix('!') {
                made.out.push_str(&format!("${{{literal}}}"));
            } else {
                let own = names.and_then(|names| names.get(name));
                let value = match (own, name.split_once('.')) {
                    (Some(own), _) => self.value(own),
                    (None, Some((id, attribute))) => self.attribute(&id.into(), attribute, node),
                    (None, None) => self.reference(&name.into(), node),
                };
                if let Some(why) = value.unknown_within() {
                    return Some(Value::unknown(why));
                }
                let place =
                    text.pieces.iter().find(|piece| piece.start <= start && end <= piece.end);
                let place = place.map(|piece| {
                    let mut at = piece.at;
                    let from = at.span.start;
                    at.span.start = from + start - piece.start;
                    at.span.end = from + end - piece.start;
                    at
                });
                made.add(&value, place)?;
            }
            at = end;
        }
        made.keep(&text, at, text.text.len());
        Some(made.value())
    }
}

/// Whether a map's only key calls a function.
fn is_function(key: &str) -> bool {
    key.starts_with("Fn::") || key == "Ref" || key == "Condition"
}

/// A text made of parts.
#[derive(Default)]
struct Text {
    out: String,
    pieces: Vec<Piece>,
}

impl Text {
    /// A range of a text, with its places.
    fn keep(&mut self, text: &Str, start: usize, end: usize) {
        let base = self.out.len();
        self.out.push_str(text.text.get(start..end).unwrap_or_default());
        for piece in text.pieces.iter() {
            let (from, to) = (piece.start.max(start), piece.end.min(end));
            if from >= to {
                continue;
            }
            let mut at = piece.at;
            // What has the characters of its source is cut with it.
            if at.span.end - at.span.start == piece.end - piece.start {
                at.span.start += from - piece.start;
                at.span.end -= piece.end - to;
            }
            self.pieces.push(Piece { start: base + from - start, end: base + to - start, at });
        }
    }

    /// A value, from a place of its own or from where it was written.
    fn add(&mut self, value: &Value, place: Option<irsa_engine::Place>) -> Option<()> {
        let start = self.out.len();
        if start > BYTES_MAX {
            return None;
        }
        match value.as_str().filter(|text| place.is_none() && !text.pieces.is_empty()) {
            Some(text) => self.keep(text, 0, text.text.len()),
            None => {
                self.out.push_str(&value.as_text()?);
                if let Some(at) = place.or(value.at) {
                    self.pieces.push(Piece { start, end: self.out.len(), at });
                }
            }
        }
        Some(())
    }

    fn value(self) -> Value {
        let (text, pieces) = (self.out.into(), self.pieces.into());
        Value::made(Kind::Text(Str { text, pieces }))
    }
}
