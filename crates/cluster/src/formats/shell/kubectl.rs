//! Commands of `kubectl`.

use irsa_engine::source::yaml;

use super::Session;
use super::annotate::Asked;
use super::lexer::Command;
use super::options::Options;
use crate::terraform::{Map, Str, Value, Why, tree};

const FLAGS: [&str; 4] = ["overwrite", "all", "A", "wait"];

impl Session<'_, '_> {
    /// Runs one.
    pub(super) fn kubectl(
        &mut self,
        words: &[Value],
        stdin: Option<&Value>,
        command: &Command,
    ) -> Value {
        let options = Options::read(words, false, &FLAGS);
        let plain: Vec<_> = options.words.iter().map(|w| w.as_text().unwrap_or_default()).collect();
        let verb = plain.first().map_or("", |verb| &**verb);
        match verb {
            "apply" | "create" | "replace" if options.has("f") || options.has("filename") => {
                let file = options.text(&["f", "filename"]).unwrap_or_default();
                let text = match &*file {
                    "-" | "/dev/stdin" => stdin.and_then(Value::as_str).cloned(),
                    // What was given as a file of its own is read as it stands there.
                    path => self.files.get(path).cloned(),
                };
                match text {
                    Some(text) => self.manifests(&text, command),
                    None if &*file == "-" => {
                        self.not_understood(command, 4);
                    }
                    None => {}
                }
            }
            "create" | "annotate" => match account(&plain) {
                Some(at) => self.account(&options, at, verb == "annotate", command),
                None if verb == "annotate" => {
                    self.not_understood(command, 4);
                }
                None => {}
            },
            "patch" | "edit" if account(&plain).is_some() => {
                self.not_understood(command, 4);
            }
            _ => {}
        }
        Value::unknown(Why::NotModelled)
    }

    /// `create serviceaccount NAME` and `annotate serviceaccount NAME KEY=VALUE`.
    fn account(&mut self, options: &Options, at: usize, there: bool, command: &Command) {
        let words = options.words.get(at..).unwrap_or_default();
        let slashed = words.first().and_then(Value::as_text).and_then(|word| {
            let (_, name) = word.split_once('/')?;
            Some(name.to_owned())
        });
        let (name, rest) = match (slashed, words) {
            (Some(name), [_, rest @ ..]) => (Some(name), rest),
            (None, [_, name, rest @ ..]) => (name.as_text().map(|name| name.to_string()), rest),
            _ => (None, words),
        };
        let namespace = match options.get(&["n", "namespace"]) {
            Some(value) => value.as_text().map(|text| text.to_string()),
            None => Some("default".to_owned()),
        };
        let (Some(name), Some(namespace)) = (name, namespace) else {
            self.not_understood(command, 4);
            return;
        };
        let place = self.place(command);
        let account = (namespace, name);
        if there {
            let overwrite = options.has("overwrite");
            self.annotate(&Asked { account, words: rest, overwrite, place });
        } else {
            self.accounts.entry(account).or_insert((Map::default(), place));
        }
    }

    /// The objects of a manifest.
    fn manifests(&mut self, text: &Str, command: &Command) {
        let place = self.place(command);
        for document in &yaml::parse(&text.text).documents {
            let root = document.root.resolve();
            let eksctl = root.get("apiVersion").and_then(|version| version.text());
            if eksctl.is_some_and(|version| version.starts_with("eksctl.io/")) {
                continue;
            }
            let mut config = Map::default();
            config.put("manifest", tree(self.reading.sources, root, text).or_at(Some(place)));
            self.reading.make("kubernetes_manifest", "manifest", &config, place);
        }
    }
}

/// Where the word for service accounts stands, behind the verb.
fn account(words: &[std::rc::Rc<str>]) -> Option<usize> {
    let names = ["serviceaccount", "serviceaccounts", "sa"];
    let kind = words.get(1)?;
    let kind = kind.split('/').next().unwrap_or(kind);
    names.contains(&kind).then_some(1)
}
