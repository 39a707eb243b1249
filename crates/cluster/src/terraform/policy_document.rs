//! `data.aws_iam_policy_document`: statements in HCL into the JSON of a policy.
//!
//! Source: the data source's own documentation and code, in
//! <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/iam_policy_document>.

use std::rc::Rc;

use irsa_engine::Place;
use irsa_engine::source::json;

use super::interp::Interp;
use super::value::{Entry, Kind, Map, Str, Value};
use super::write::Writer;

/// A statement under construction: its `Sid` and its elements.
struct Statement {
    sid: Rc<str>,
    value: Value,
}

impl Interp<'_> {
    /// The document with its `json`.
    pub(crate) fn policy_document(&self, config: &Map, mut map: Map) -> Value {
        let unknown = Value::map(Map { of: None, ..config.clone() }).unknown_within();
        if let Some(why) = unknown {
            for name in ["json", "minified_json", "id"] {
                map.put(name, Value::unknown(why));
            }
            return Value::map(map);
        }
        let document = self.document(config);
        let pretty = |indent: bool| {
            let mut writer = Writer::default();
            if indent {
                pretty(&mut writer, &document, 0)
            } else {
                writer.json(&document)
            }
            Value::made(Kind::Text(writer.into_str()))
        };
        map.put("json", pretty(true));
        map.put("minified_json", pretty(false));
        map.put("id", Value::text("1234567890"));
        Value::map(map)
    }

    fn document(&self, config: &Map) -> Value {
        let list = |name: &str| config.get(name).map(Value::one_or_many).unwrap_or_default();
        let mut statements: Vec<Statement> = Vec::new();
        let mut version = None;
        for source in list("source_policy_documents").iter().chain(list("source_json")) {
            let (read, other) = self.statements_of(source);
            version = version.or(other);
            statements.extend(read);
        }
        for block in list("statement") {
            overlay(&mut statements, statement(block));
        }
        for source in list("override_policy_documents").iter().chain(list("override_json")) {
            let (read, other) = self.statements_of(source);
            version = version.or(other);
            read.into_iter().for_each(|one| overlay(&mut statements, one));
        }
        let own = config.get("version").filter(|version| !version.is_null()).cloned();
        let version = own.or(version).unwrap_or(Value::text("2012-10-17"));
        let mut document = Map::default();
        document.put("Version", version);
        if let Some(id) = config.get("policy_id").filter(|id| !id.is_null()) {
            document.put("Id", id.clone());
        }
        let statements = statements.into_iter().map(|statement| statement.value).collect();
        document.put("Statement", Value::list(statements));
        Value::map(document)
    }

    /// The statements of a document in JSON, and its version.
    fn statements_of(&self, source: &Value) -> (Vec<Statement>, Option<Value>) {
        let Some(text) = source.as_text() else { return (Vec::new(), None) };
        let whole =
            source.as_str().cloned().unwrap_or(Str { text: text.clone(), pieces: [].into() });
        let tree = json::parse(&text);
        let Some(document) = tree.documents.first() else { return (Vec::new(), None) };
        let value = super::functions::tree(self.sources, &document.root, &whole);
        let statements = value.get("Statement").map(Value::one_or_many).unwrap_or_default();
        let statements = statements.iter().map(|statement| Statement {
            sid: statement.get("Sid").and_then(Value::as_text).unwrap_or_default(),
            value: statement.clone().or_at(source.at),
        });
        (statements.collect(), value.get("Version").cloned())
    }
}

/// Puts a statement in the place of the one with its `Sid`, or behind all.
fn overlay(statements: &mut Vec<Statement>, new: Statement) {
    let same = |old: &&mut Statement| !new.sid.is_empty() && old.sid == new.sid;
    match statements.iter_mut().find(same) {
        Some(old) => *old = new,
        None => statements.push(new),
    }
}

/// One `statement` block.
fn statement(block: &Value) -> Statement {
    let mut map = Map::default();
    let text = |name: &str| block.get(name).filter(|value| !value.is_null());
    let sid = text("sid").and_then(Value::as_text).unwrap_or_default();
    if let Some(value) = text("sid").filter(|_| !sid.is_empty()) {
        put(&mut map, block, "sid", "Sid", value.clone());
    }
    let effect = text("effect").cloned().unwrap_or(Value::text("Allow"));
    put(&mut map, block, "effect", "Effect", effect);
    let lists = [
        ("actions", "Action"),
        ("not_actions", "NotAction"),
        ("resources", "Resource"),
        ("not_resources", "NotResource"),
    ];
    for (name, element) in lists {
        if let Some(value) = text(name).and_then(shortest) {
            put(&mut map, block, name, element, value);
        }
    }
    for (name, element) in [("principals", "Principal"), ("not_principals", "NotPrincipal")] {
        if let Some(value) = principals(block.get(name)) {
            put(&mut map, block, name, element, value);
        }
    }
    if let Some(value) = conditions(block.get("condition")) {
        put(&mut map, block, "condition", "Condition", value);
    }
    Statement { sid, value: Value::map(map).at(block.at) }
}

fn put(map: &mut Map, block: &Value, name: &str, element: &str, value: Value) {
    let key_at = block.as_map().and_then(|block| block.entries.get(name)?.key_at);
    map.entries.insert(element.into(), Entry { key_at, value });
}

/// A list as the data source writes it: the item alone where there is one, sorted the other way
/// round where there are several; nothing where there is none.
fn shortest(list: &Value) -> Option<Value> {
    let mut sorted: Vec<Value> = list.one_or_many().iter().map(variables).collect();
    sorted.sort_by_key(|item| std::cmp::Reverse(item.as_text()));
    sorted.dedup_by(|next, last| next == last);
    match sorted.as_slice() {
        [] => None,
        [only] => Some(only.clone().or_at(list.at)),
        _ => Some(Value::list(sorted).at(list.at)),
    }
}

/// `&{…}` stands for a variable of IAM, since `${…}` would be one of Terraform.
fn variables(value: &Value) -> Value {
    match value.as_text().filter(|text| text.contains("&{")) {
        Some(text) => Value::text(text.replace("&{", "${")).at(value.at),
        None => value.clone(),
    }
}

/// The values of a condition keep their order.
fn in_order(list: &Value) -> Option<Value> {
    let items: Vec<Value> = list.one_or_many().iter().map(variables).collect();
    match items.as_slice() {
        [] => None,
        [only] => Some(only.clone().or_at(list.at)),
        _ => Some(Value::list(items).at(list.at)),
    }
}

/// The `principals` blocks: by type, or `*` for everybody.
fn principals(blocks: Option<&Value>) -> Option<Value> {
    let blocks = blocks?.one_or_many();
    let everybody = |block: &Value| {
        let all = |name: &str| block.get(name).map(Value::one_or_many).unwrap_or_default();
        let is_star =
            |values: &[Value]| matches!(values, [only] if only.as_text().as_deref() == Some("*"));
        is_star(all("type")) && is_star(all("identifiers"))
    };
    if let [only] = blocks
        && everybody(only)
    {
        return Some(Value::text("*").at(only.at));
    }
    let mut by_type: Map = Map::default();
    for block in blocks {
        let kind = block.get("type").and_then(Value::as_text)?;
        let key_at = block.get("type").and_then(|kind| kind.at);
        let more = block.get("identifiers").map(Value::one_or_many).unwrap_or_default();
        add(&mut by_type, &kind, key_at, more, block.at);
    }
    (!by_type.entries.is_empty()).then(|| shortened(by_type, shortest))
}

/// Adds values to what a key has.
fn add(map: &mut Map, key: &str, key_at: Option<Place>, more: &[Value], at: Option<Place>) {
    let known = map.get(key).map(Value::one_or_many).unwrap_or_default();
    let value = Value::list([known, more].concat()).at(at);
    map.entries.insert(key.into(), Entry { key_at, value });
}

fn shortened(map: Map, short: fn(&Value) -> Option<Value>) -> Value {
    let short = |(key, entry): (Rc<str>, Entry)| {
        let value = short(&entry.value)?;
        Some((key, Entry { key_at: entry.key_at, value }))
    };
    Value::map(Map { entries: map.entries.into_iter().filter_map(short).collect(), of: None })
}

/// The `condition` blocks: by operator, then by key. Of an operator and key that several blocks
/// name, all values count.
fn conditions(blocks: Option<&Value>) -> Option<Value> {
    let mut by_operator: std::collections::BTreeMap<Rc<str>, (Option<Place>, Map)> =
        std::collections::BTreeMap::new();
    for block in blocks?.one_or_many() {
        let (test, variable) = (block.get("test")?, block.get("variable")?);
        let values = block.get("values").map(Value::one_or_many).unwrap_or_default();
        let entry = by_operator.entry(test.as_text()?).or_insert((test.at, Map::default()));
        add(&mut entry.1, &variable.as_text()?, variable.at, values, block.at);
    }
    let mut all = Map::default();
    for (operator, (key_at, keys)) in by_operator {
        all.entries.insert(operator, Entry { key_at, value: shortened(keys, in_order) });
    }
    (!all.entries.is_empty()).then(|| Value::map(all))
}

/// The order in which the data source writes a statement's elements.
const ORDER: [&str; 12] = [
    "Version",
    "Id",
    "Statement",
    "Sid",
    "Effect",
    "Principal",
    "NotPrincipal",
    "Action",
    "NotAction",
    "Resource",
    "NotResource",
    "Condition",
];

/// Writes a document as the data source does: two blanks for each level.
fn pretty(writer: &mut Writer, value: &Value, level: usize) {
    let start = writer.out.len();
    let line = |writer: &mut Writer, level: usize| {
        writer.raw("\n");
        writer.raw(&"  ".repeat(level));
    };
    match &value.kind {
        Kind::Map(map) => {
            let place = |key: &str| ORDER.iter().position(|known| *known == key);
            let mut entries: Vec<(&Rc<str>, &Entry)> = map.entries.iter().collect();
            entries.sort_by_key(|(key, _)| place(key).unwrap_or(ORDER.len()));
            writer.raw("{");
            for (index, (key, entry)) in entries.iter().enumerate() {
                writer.raw(if index > 0 { "," } else { "" });
                line(writer, level + 1);
                writer.key(key, entry.key_at);
                writer.raw(" ");
                pretty(writer, &entry.value, level + 1);
            }
            line(writer, level);
            writer.raw("}");
        }
        Kind::List(items) | Kind::Set(items) => {
            writer.raw("[");
            for (index, item) in items.iter().enumerate() {
                writer.raw(if index > 0 { "," } else { "" });
                line(writer, level + 1);
                pretty(writer, item, level + 1);
            }
            line(writer, level);
            writer.raw("]");
        }
        _ => return writer.json(value),
    }
    writer.mark(start, value.at);
}
