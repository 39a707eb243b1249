//! `kubectl annotate serviceaccount`, of an account wherever it stands: one that a command made, or
//! one in a file beside the commands.
//!
//! Source: <https://kubernetes.io/docs/reference/kubectl/generated/kubectl_annotate/>.

use irsa_engine::source::{self, Node};
use irsa_engine::{Finding, Place, Reason, Severity};

use super::Session;
use super::aws::pair;
use crate::formats::detect;
use crate::terraform::{Entry, Map, Sources, Str, Value, is_hcl, is_values, tree};

/// What is asked of an account.
pub(super) struct Asked<'a> {
    /// Its namespace and name.
    pub(super) account: (String, String),
    /// The words behind its name: `KEY=VALUE`, or `KEY-` to take one away.
    pub(super) words: &'a [Value],
    /// Whether another value may be replaced.
    pub(super) overwrite: bool,
    /// The command.
    pub(super) place: Place,
}

impl Asked<'_> {
    fn is(&self, object: &Value, within: &str) -> bool {
        let kind = object.get("kind").and_then(Value::as_text);
        let text = |name: &str| object.path(&["metadata", name]).and_then(Value::as_text);
        let namespace = text("namespace").unwrap_or_else(|| "default".into());
        kind.as_deref().unwrap_or(within) == "ServiceAccount"
            && text("name").as_deref() == Some(&*self.account.1)
            && *namespace == *self.account.0
    }

    /// The annotations as asked; or the key and the value that are in the way.
    pub(super) fn over(&self, known: &Map) -> Result<Map, (String, String)> {
        let mut annotations = known.clone();
        for word in self.words {
            let Some((key, value)) = pair(word) else {
                if let Some(text) = word.as_text()
                    && let Some(key) = text.strip_suffix('-')
                {
                    annotations.entries.remove(key);
                }
                continue;
            };
            let old = known.get(&key).and_then(Value::as_text);
            if let Some(old) =
                old.filter(|old| !self.overwrite && Some(old) != value.as_text().as_ref())
            {
                return Err((key, old.to_string()));
            }
            let entry = Entry { key_at: Some(self.place), value };
            annotations.entries.insert(key.as_str().into(), entry);
        }
        Ok(annotations)
    }

    /// An object with its annotations as asked.
    fn annotated(&self, object: &Value) -> Result<Value, (String, String)> {
        let none = Map::default();
        let known = object.path(&["metadata", "annotations"]).and_then(Value::as_map);
        let annotations = Value::map(self.over(known.unwrap_or(&none))?);
        let metadata = object.get("metadata");
        let mut map = metadata.and_then(Value::as_map).cloned().unwrap_or_default();
        map.put("annotations", annotations);
        let mut whole = object.as_map().cloned().unwrap_or_default();
        whole.put("metadata", Value::map(map).at(metadata.and_then(|metadata| metadata.at)));
        Ok(Value::map(whole).at(object.at))
    }

    /// The same object, or list of objects, with the account in it annotated; none where it is not
    /// in it.
    fn within(&self, object: &Value, kind: &str) -> Option<Result<Value, (String, String)>> {
        if self.is(object, kind) {
            return Some(self.annotated(object));
        }
        let listed = object.get("kind").and_then(Value::as_text);
        let kind = listed.as_deref().and_then(|kind| kind.strip_suffix("List")).unwrap_or("");
        let items = object.get("items")?;
        let list = items.items()?;
        let (at, changed) =
            list.iter().enumerate().find_map(|(at, item)| Some((at, self.within(item, kind)?)))?;
        Some(changed.map(|changed| {
            let item = |(index, item): (usize, &Value)| match index == at {
                true => changed.clone(),
                false => item.clone(),
            };
            let items_of = Value::list(list.iter().enumerate().map(item).collect()).at(items.at);
            let mut whole = object.as_map().cloned().unwrap_or_default();
            whole.put("items", items_of);
            Value::map(whole).at(object.at)
        }))
    }
}

impl Session<'_, '_> {
    /// Annotates an account: one of this session, else one of a file, else one that nobody gave.
    pub(super) fn annotate(&mut self, asked: &Asked<'_>) {
        let found = self.of_session(asked).or_else(|| self.of_file(asked));
        match found {
            Some(Ok(())) => {}
            Some(Err((key, value))) => {
                let message = format!(
                    "--overwrite is false but found the following declared annotation(s): '{key}' \
                     already has a value ({value})"
                );
                self.reading.refused("kubectl", &message, asked.place);
            }
            None => self.of_nobody(asked),
        }
    }

    /// One that a command before made.
    fn of_session(&mut self, asked: &Asked<'_>) -> Option<Result<(), (String, String)>> {
        if let Some((annotations, _)) = self.accounts.get_mut(&asked.account) {
            return Some(asked.over(annotations).map(|over| *annotations = over));
        }
        let mut made =
            self.reading.resources.iter_mut().filter(|one| one.kind == "kubernetes_manifest");
        made.find_map(|resource| {
            let changed = asked.within(resource.object.get("manifest")?, "")?;
            Some(changed.map(|manifest| {
                let mut object = resource.object.as_map().cloned().unwrap_or_default();
                object.put("manifest", manifest);
                resource.object = Value::map(object).at(resource.object.at);
            }))
        })
    }

    /// One that stands in a file beside the commands. The whole file is then read as what a command
    /// makes, so that there is still one account of that name.
    fn of_file(&mut self, asked: &Asked<'_>) -> Option<Result<(), (String, String)>> {
        let (file, documents) = self.given().find_map(|(file, documents)| {
            let has = documents.iter().any(|document| asked.within(document, "").is_some());
            has.then_some((file, documents))
        })?;
        self.reading.used.insert(file);
        for document in documents {
            let mut config = Map::default();
            let place = document.at.unwrap_or(asked.place);
            config.put("manifest", document);
            self.reading.make("kubernetes_manifest", "given", &config, place);
        }
        self.of_session(asked)
    }

    /// The objects of each file that is neither commands nor a configuration, and without an error.
    fn given(&self) -> impl Iterator<Item = (usize, Vec<Value>)> {
        let files = self.reading.sources.files.iter().enumerate();
        let own = self.input.file;
        let others = files.filter(move |(index, file)| {
            let (name, text) = (&*file.name, &*file.text);
            *index != own
                && !self.reading.used.contains(index)
                && !is_hcl(name, text)
                && !is_values(name)
                && text.contains("ServiceAccount")
                && detect(text).is_none()
        });
        others.filter_map(|(index, file)| {
            let read = source::read(&file.text);
            let errors = read.findings.iter().any(|found| found.severity == Severity::Error);
            let documents = read.documents.iter().map(|document| &document.root);
            (!errors).then(|| (index, objects(self.reading.sources, index, documents)))
        })
    }

    /// One that nobody gave: it is there already, unless a listing without it proves the opposite.
    fn of_nobody(&mut self, asked: &Asked<'_>) {
        let name = &asked.account.1;
        let message = format!("Error from server (NotFound): serviceaccounts \"{name}\" not found");
        let kind = |object: &Value| object.get("kind").and_then(Value::as_text);
        let kinds: Vec<_> =
            self.given().flat_map(|(_, all)| all).filter_map(|object| kind(&object)).collect();
        if kinds.iter().any(|kind| &**kind == "ServiceAccountList") {
            self.reading.refused("kubectl", &message, asked.place);
            return;
        }
        if kinds.iter().any(|kind| &**kind == "ServiceAccount") {
            // Other accounts are given, so this one may be misspelt.
            let reason =
                Reason::ToolRefuses { tool: "kubectl".into(), message: message.as_str().into() };
            self.reading.note(asked.place, Finding::warning, reason);
        }
        let none = Map::default();
        let annotations = asked.over(&none).unwrap_or(none);
        self.accounts.insert(asked.account.clone(), (annotations, asked.place));
    }
}

/// The objects of a file, each value with its place.
fn objects<'n>(
    sources: &Sources,
    file: usize,
    roots: impl Iterator<Item = &'n Node>,
) -> Vec<Value> {
    let text = sources.files.get(file).map_or("", |file| file.text.as_str());
    let span = irsa_engine::Span::new(0, text.len());
    let piece = crate::terraform::Piece { start: 0, end: text.len(), at: Place { file, span } };
    let whole = Str { text: text.into(), pieces: [piece].into() };
    roots.map(|root| tree(sources, root.resolve(), &whole)).collect()
}
