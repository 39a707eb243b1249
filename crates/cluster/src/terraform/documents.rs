//! The data sources of the provider `kubectl`: files of manifests, filled in and taken apart.
//!
//! Source: <https://registry.terraform.io/providers/alekc/kubectl/latest/docs>.

use std::rc::Rc;

use super::fault::Fault;
use super::functions::glob;
use super::instances::Made;
use super::interp::Interp;
use super::value::{Kind, Map, Piece, Str, Value};

impl Interp<'_> {
    /// The attributes of such a data source; none for another one.
    pub(super) fn documents(&self, made: &Made<'_>, config: &Map) -> Option<Map> {
        let mut documents = Vec::new();
        match made.kind {
            "kubectl_path_documents" => {
                let pattern = config.get("pattern")?.as_text()?;
                let regex = glob::compile(pattern.strip_prefix("./").unwrap_or(&pattern))?;
                let files =
                    self.sources.files.iter().enumerate().filter(|(_, file)| !file.modelled);
                let mut found: Vec<(String, usize)> = files
                    .map(|(index, file)| (super::config::join("", &file.name), index))
                    .filter(|(path, _)| regex.is_match(path))
                    .collect();
                found.sort();
                for (_, index) in found {
                    match self.filled_file(made, config, index) {
                        Ok(text) => documents.extend(apart(&text)),
                        Err(fault) => self.report(&fault, Some(made.place)),
                    }
                }
            }
            "kubectl_file_documents" => documents.extend(apart(config.get("content")?)),
            _ => return None,
        }
        let mut map = config.clone();
        map.of = Some(made.address.as_str().into());
        let named = documents.iter().enumerate();
        let manifests = named.map(|(index, document)| (index.to_string(), document.clone()));
        let mut all = Map::default();
        manifests.for_each(|(name, document)| all.put(&name, document));
        map.put("manifests", Value::map(all));
        map.put("documents", Value::list(documents));
        Some(map)
    }

    /// A file with the variables of the data source in it.
    fn filled_file(&self, made: &Made<'_>, config: &Map, file: usize) -> Result<Value, Fault> {
        self.used.borrow_mut().insert(file);
        let given =
            ["vars", "sensitive_vars"].into_iter().filter_map(|name| config.get(name)?.as_map());
        let variables: Vec<(Rc<str>, Value)> = given
            .flat_map(|map| &map.entries)
            .map(|(name, entry)| (name.clone(), entry.value.clone()))
            .collect();
        let text = self.sources.files.get(file).map_or("", |file| file.text.as_str());
        self.filled(text, variables, &self.scope(made.instance, file))
    }
}

/// The documents of a text, each with where its parts come from.
fn apart(text: &Value) -> Vec<Value> {
    let Some(whole) = text.as_str() else { return vec![text.clone()] };
    let mut documents = Vec::new();
    let (mut start, mut end) = (0, 0);
    for line in whole.text.split_inclusive('\n').chain(["---"]) {
        if line.trim_end() == "---" {
            documents.extend(part(whole, start, end));
            start = end + line.len();
        }
        end += line.len();
    }
    documents.into_iter().map(|document| document.at(text.at)).collect()
}

/// A part of a text; none where it is blank.
fn part(whole: &Str, start: usize, end: usize) -> Option<Value> {
    let text = whole.text.get(start..end).filter(|text| !text.trim().is_empty())?;
    let moved = |piece: &Piece| {
        let inside = start <= piece.start && piece.end <= end;
        inside.then(|| Piece { start: piece.start - start, end: piece.end - start, at: piece.at })
    };
    let pieces: Vec<Piece> = whole.pieces.iter().filter_map(moved).collect();
    Some(Value::made(Kind::Text(Str { text: text.into(), pieces: pieces.into() })))
}
