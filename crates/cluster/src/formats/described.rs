//! What `kubectl describe` prints of service accounts and pods, which people paste as often as
//! YAML.
//!
//! It leaves out what a projected token is for. Of the two volumes that the webhook adds, that is
//! known by their names.
//!
//! Source: <https://github.com/kubernetes/kubectl/blob/master/pkg/describe/describe.go>.

use std::rc::Rc;

use irsa_engine::Span;

use super::{Input, Reading, Resource};
use crate::terraform::{Entry, Kind, Map, Piece, Str, Value};

/// What stands where there is nothing.
const NONE: &str = "<none>";
/// The webhook's volumes, with the audience and the file of the token in each.
const VOLUMES: [(&str, &str, &str); 2] = [
    ("aws-iam-token", "sts.amazonaws.com", "token"),
    ("eks-pod-identity-token", "pods.eks.amazonaws.com", "eks-pod-identity-token"),
];

/// A line without the blanks around it, or a part of one.
#[derive(Clone, Copy)]
struct Words<'t> {
    text: &'t str,
    start: usize,
    /// Blanks before it.
    indent: usize,
}

impl<'t> Words<'t> {
    /// A part of it, without the blanks around that.
    fn part(self, from: usize, to: usize) -> Self {
        let text = self.text.get(from..to).unwrap_or_default();
        let blanks = text.len() - text.trim_start().len();
        Self { text: text.trim(), start: self.start + from + blanks, indent: self.indent }
    }

    /// What stands before and behind the first of this sign.
    fn split(self, sign: &str) -> Option<(Self, Self)> {
        let at = self.text.find(sign)?;
        Some((self.part(0, at), self.part(at + sign.len(), self.text.len())))
    }

    const fn span(self) -> Span {
        Span::new(self.start, self.start + self.text.len())
    }

    fn is_something(self) -> bool {
        !self.text.is_empty() && self.text != NONE
    }
}

/// A heading, what stands behind it, and the lines below that are further in.
struct Section<'t> {
    name: Words<'t>,
    rest: Words<'t>,
    below: Vec<Words<'t>>,
}

/// Reads every object that a text describes.
pub(super) fn read(reading: &mut Reading<'_>, input: Input<'_>) {
    let mut objects: Vec<Vec<Words<'_>>> = Vec::new();
    for line in lines(input.text) {
        if line.indent == 0 && line.text.starts_with("Name:") {
            objects.push(Vec::new());
        }
        if let Some(object) = objects.last_mut() {
            object.push(line);
        }
    }
    for lines in objects {
        let described = Described { input, sections: sections(&lines) };
        let Some(object) = described.object() else { continue };
        let place = input.place(lines.first().map_or(Span::at(0), |line| line.span()));
        let object = Value::object([("manifest", object.at(Some(place)))]).at(Some(place));
        let kind = "kubernetes_manifest".to_owned();
        reading.resources.push(Resource { kind, data: false, object, place });
    }
}

fn lines(text: &str) -> impl Iterator<Item = Words<'_>> {
    let mut start = 0;
    text.split_inclusive('\n').filter_map(move |line| {
        let begin = start;
        start += line.len();
        let indent = line.len() - line.trim_start().len();
        let words = Words { text: line.trim(), start: begin + indent, indent };
        (!words.text.is_empty()).then_some(words)
    })
}

/// The sections that begin as far in as the first line does.
fn sections<'t>(lines: &[Words<'t>]) -> Vec<Section<'t>> {
    let outer = lines.first().map_or(0, |line| line.indent);
    let mut all: Vec<Section<'t>> = Vec::new();
    for line in lines {
        if line.indent > outer
            && let Some(last) = all.last_mut()
        {
            last.below.push(*line);
        } else if let Some((name, rest)) = line.split(":") {
            // What else belongs to it stands below the place where it begins.
            let rest = Words { indent: line.indent + rest.start - line.start, ..rest };
            all.push(Section { name, rest, below: Vec::new() });
        }
    }
    all
}

/// One object.
struct Described<'t> {
    input: Input<'t>,
    sections: Vec<Section<'t>>,
}

impl<'t> Described<'t> {
    fn section(&self, name: &str) -> Option<&Section<'t>> {
        find(&self.sections, name)
    }

    fn object(&self) -> Option<Value> {
        if self.section("Containers").is_some() {
            return self.pod();
        }
        self.section("Mountable secrets")?;
        Some(Value::object([
            ("apiVersion", Value::text("v1")),
            ("kind", Value::text("ServiceAccount")),
            ("metadata", self.metadata()?),
        ]))
    }

    fn metadata(&self) -> Option<Value> {
        let mut map = Map::default();
        for (key, name) in [("name", "Name"), ("namespace", "Namespace")] {
            map.put(key, self.value(self.section(name)?.rest));
        }
        for (key, name, sign) in [("labels", "Labels", "="), ("annotations", "Annotations", ": ")] {
            let Some(section) = self.section(name) else { continue };
            let pairs = self.pairs([section.rest].iter().chain(&section.below), sign);
            if !pairs.entries.is_empty() {
                map.put(key, Value::map(pairs));
            }
        }
        Some(Value::map(map))
    }

    fn pod(&self) -> Option<Value> {
        let mut spec = Map::default();
        if let Some(account) = self.section("Service Account") {
            spec.put("serviceAccountName", self.value(account.rest));
        }
        if let Some(node) = self.section("Node").filter(|node| node.rest.is_something()) {
            let name = node.rest.split("/").map_or(node.rest, |(name, _)| name);
            spec.put("nodeName", self.value(name));
        }
        if let Some(selector) = self.section("Node-Selectors") {
            let pairs = self.pairs([selector.rest].iter().chain(&selector.below), "=");
            spec.put("nodeSelector", Value::map(pairs));
        }
        for (key, name) in [("initContainers", "Init Containers"), ("containers", "Containers")] {
            let Some(section) = self.section(name) else { continue };
            let containers = sections(&section.below);
            spec.put(key, Value::list(containers.iter().map(|it| self.container(it)).collect()));
        }
        if let Some(volumes) = self.section("Volumes") {
            let volumes = sections(&volumes.below);
            spec.put("volumes", Value::list(volumes.iter().map(|it| self.volume(it)).collect()));
        }
        let phase = self
            .section("Status")
            .map_or_else(|| Value::text("Running"), |status| self.value(status.rest));
        Some(Value::object([
            ("apiVersion", Value::text("v1")),
            ("kind", Value::text("Pod")),
            ("metadata", self.metadata()?),
            ("spec", Value::map(spec)),
            ("status", Value::object([("phase", phase)])),
        ]))
    }

    fn container(&self, section: &Section<'t>) -> Value {
        let inner = sections(&section.below);
        let entries = |name| find(&inner, name).map_or(&[][..], |section| &section.below);
        let env = entries("Environment").iter().filter_map(|line| self.variable(*line)).collect();
        let mounts = entries("Mounts").iter().filter_map(|line| self.mount(*line)).collect();
        let mut map = Map::default();
        map.put("name", self.value(section.name));
        map.put("env", Value::list(env));
        map.put("volumeMounts", Value::list(mounts));
        let from = entries("Environment Variables from");
        if !from.is_empty() {
            map.put(
                "envFrom",
                Value::list(from.iter().filter_map(|it| self.source(*it)).collect()),
            );
        }
        Value::map(map).at(Some(self.input.place(section.name.span())))
    }

    /// A variable; what it comes from stands in angle brackets or round ones.
    fn variable(&self, line: Words<'t>) -> Option<Value> {
        let (name, value) = line.split(":")?;
        let from = value.text.starts_with("<set to ") || value.text.starts_with("(v1:");
        let rest = match from {
            true => ("valueFrom", Value::map(Map::default())),
            false => ("value", self.value(value)),
        };
        let place = Some(self.input.place(line.span()));
        Some(Value::object([("name", self.value(name)), rest]).at(place))
    }

    fn mount(&self, line: Words<'t>) -> Option<Value> {
        let (path, volume) = line.split(" from ")?;
        let volume = volume.split(" ").map_or(volume, |(name, _)| name);
        let place = Some(self.input.place(line.span()));
        let entries = [("name", self.value(volume)), ("mountPath", self.value(path))];
        Some(Value::object(entries).at(place))
    }

    /// A secret or config map that variables come from.
    fn source(&self, line: Words<'t>) -> Option<Value> {
        let (name, kind) = line.split(" ")?;
        let key = if kind.text.starts_with("Secret") { "secretRef" } else { "configMapRef" };
        Some(Value::object([(key, Value::object([("name", self.value(name))]))]))
    }

    fn volume(&self, section: &Section<'t>) -> Value {
        let mut map = Map::default();
        map.put("name", self.value(section.name));
        let inner = sections(&section.below);
        let known = VOLUMES.iter().find(|(name, ..)| *name == section.name.text);
        let projected =
            find(&inner, "Type").is_some_and(|it| it.rest.text.starts_with("Projected"));
        if let Some((_, audience, path)) = known.filter(|_| projected) {
            let mut token = Map::default();
            token.put("audience", Value::text(*audience));
            token.put("path", Value::text(*path));
            if let Some(seconds) = find(&inner, "TokenExpirationSeconds") {
                token.put("expirationSeconds", self.value(seconds.rest));
            }
            let source = Value::object([("serviceAccountToken", Value::map(token))]);
            map.put("projected", Value::object([("sources", Value::list(vec![source]))]));
        }
        Value::map(map).at(Some(self.input.place(section.name.span())))
    }

    /// Keys and values, a pair a line. What is too long for that has its value on the next line,
    /// further in.
    fn pairs<'l>(&self, lines: impl Iterator<Item = &'l Words<'t>>, sign: &str) -> Map
    where
        't: 'l,
    {
        let mut map = Map::default();
        let mut lines = lines.filter(|it| it.is_something()).peekable();
        while let Some(line) = lines.next() {
            let pair = line.split(sign).or_else(|| {
                let key = line.part(0, line.text.strip_suffix(sign.trim_end())?.len());
                let mut below = || lines.next_if(|next| next.indent > line.indent);
                let value = below()?;
                // A value of several lines matters to nothing here.
                while below().is_some() {}
                Some((key, *value))
            });
            let Some((key, value)) = pair else { continue };
            let key_at = Some(self.input.place(key.span()));
            map.entries.insert(key.text.into(), Entry { key_at, value: self.value(value) });
        }
        map
    }

    fn value(&self, words: Words<'t>) -> Value {
        let text: Rc<str> = words.text.into();
        let at = self.input.place(words.span());
        let piece = Piece { start: 0, end: text.len(), at };
        let pieces = if text.is_empty() { [].into() } else { [piece].into() };
        Value::made(Kind::Text(Str { text, pieces })).at(Some(at))
    }
}

fn find<'s, 't>(sections: &'s [Section<'t>], name: &str) -> Option<&'s Section<'t>> {
    sections.iter().find(|section| section.name.text == name)
}
