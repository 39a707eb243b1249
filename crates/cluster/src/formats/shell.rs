//! Commands pasted as text: what they make, one after the other.
//!
//! Source: <https://docs.aws.amazon.com/cli/latest/reference/> and
//! <https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html>.

mod annotate;
mod aws;
mod eksctl_commands;
mod kubectl;
mod lexer;
mod options;
mod pipe;

use std::collections::BTreeMap;

use irsa_engine::Place;

use super::{BYTES_MAX, Input, Reading, eksctl};
use crate::terraform::{Kind, Map, Piece, Str, Value, Why};
use lexer::{Command, Lexer, Part, Word};

/// Substitutions within each other.
const NESTED_MAX: usize = 8;

/// What the commands before have made.
struct Session<'r, 's> {
    reading: &'r mut Reading<'s>,
    input: Input<'s>,
    /// The variables.
    variables: BTreeMap<String, Value>,
    /// The files that they wrote.
    files: BTreeMap<String, Str>,
    /// Roles, by name: a later command may change one.
    roles: BTreeMap<String, (Map, Place)>,
    /// The annotations of accounts, by namespace and name.
    accounts: BTreeMap<(String, String), (Map, Place)>,
    /// The clusters that they made, and whether with a provider.
    clusters: BTreeMap<String, bool>,
}

/// Reads the commands of a text.
pub(super) fn read<'s>(reading: &mut Reading<'s>, input: Input<'s>) {
    let mut session = Session {
        reading,
        input,
        variables: BTreeMap::new(),
        files: BTreeMap::new(),
        roles: BTreeMap::new(),
        accounts: BTreeMap::new(),
        clusters: BTreeMap::new(),
    };
    let commands = Lexer::new(input.text, 0, input.text.len()).commands();
    session.run_all(&commands, 0);
    session.finish();
}

impl Session<'_, '_> {
    /// Runs commands, each on what the one before it prints where they are piped, and gives what
    /// the last one prints.
    fn run_all(&mut self, commands: &[Command], depth: usize) -> Value {
        let mut printed = Value::unknown(Why::NotModelled);
        let mut piped = false;
        for command in commands {
            let before = std::mem::replace(&mut printed, Value::unknown(Why::NotModelled));
            printed = self.run(command, piped.then_some(before), depth);
            piped = command.piped;
            if let (Some(file), Some(text)) = (&command.output, printed.as_str()) {
                let file = self.text(file, depth).as_text().unwrap_or_default();
                self.files.insert(file.to_string(), text.clone());
            }
        }
        printed
    }

    /// Runs one command and gives what it prints.
    fn run(&mut self, command: &Command, piped: Option<Value>, depth: usize) -> Value {
        let here = command.here.as_ref().map(|word| self.text(word, depth));
        let stdin = here.or(piped);
        let mut words: Vec<Value> = Vec::with_capacity(command.words.len());
        for word in &command.words {
            match word.assignment(self.input.text) {
                Some((name, value)) if words.iter().all(declares) => {
                    let value = self.text(&value, depth);
                    self.variables.insert(name, value);
                }
                _ => words.push(self.text(word, depth)),
            }
        }
        let led = words.iter().take_while(|word| leads(word)).count();
        let words = words.get(led..).unwrap_or_default();
        let first = words.first().and_then(Value::as_text).unwrap_or_default();
        let rest = words.get(1..).unwrap_or_default();
        match &*first {
            "aws" => self.aws(rest, command),
            "eksctl" => self.eksctl(rest, stdin.as_ref(), command),
            "kubectl" | "oc" => self.kubectl(rest, stdin.as_ref(), command),
            "read" => {
                let name =
                    rest.iter().filter_map(Value::as_text).rfind(|word| !word.starts_with('-'));
                if let (Some(name), Some(stdin)) = (name, stdin) {
                    self.variables.insert(name.to_string(), stdin);
                }
                Value::unknown(Why::NotModelled)
            }
            "cat" => match rest.first().and_then(Value::as_text) {
                Some(file) if &*file != "-" => {
                    let file = self.file(&file);
                    file.map_or(Value::unknown(Why::NotModelled), |text| {
                        Value::made(Kind::Text(text))
                    })
                }
                _ => stdin.unwrap_or(Value::unknown(Why::NotModelled)),
            },
            "echo" | "printf" => rest.last().cloned().unwrap_or(Value::text("")),
            "tee" => {
                if let (Some(file), Some(text)) =
                    (rest.first().and_then(Value::as_text), stdin.as_ref().and_then(Value::as_str))
                {
                    self.files.insert(file.to_string(), text.clone());
                }
                stdin.unwrap_or(Value::unknown(Why::NotModelled))
            }
            filter => pipe::filter(filter, rest, stdin.as_ref()),
        }
    }

    /// A file that a command wrote, or one that was given.
    fn file(&mut self, path: &str) -> Option<Str> {
        if let Some(written) = self.files.get(path) {
            return Some(written.clone());
        }
        let base = |path: &str| path.rsplit('/').next().unwrap_or(path).to_owned();
        let files = &self.reading.sources.files;
        let found = files.iter().position(|file| base(&file.name) == base(path))?;
        let text = self.reading.sources.files.get(found)?.text.as_str();
        let span = irsa_engine::Span::new(0, text.len());
        let at = Place { file: found, span };
        self.reading.used.insert(found);
        Some(Str { text: text.into(), pieces: [Piece { start: 0, end: text.len(), at }].into() })
    }

    /// A word with everything put in, each part from where it was written.
    fn text(&mut self, word: &Word, depth: usize) -> Value {
        let at = self.input.place(word.span);
        let (mut out, mut pieces) = (String::new(), Vec::new());
        for part in &word.parts {
            let start = out.len();
            if start > BYTES_MAX {
                return Value::unknown(Why::NotModelled).at(Some(at));
            }
            let place = match part {
                Part::Text(text, span) => {
                    out.push_str(text);
                    *span
                }
                Part::Variable(name, span) => {
                    let value = self.variable(name, *span);
                    let Some(text) = value.as_text() else { return value.at(Some(at)) };
                    // A variable that is the whole word is what was assigned.
                    if word.parts.len() == 1 && value.as_str().is_some_and(|t| !t.pieces.is_empty())
                    {
                        return value;
                    }
                    out.push_str(&text);
                    *span
                }
                Part::Command(inner, span) => {
                    let commands = Lexer::new(self.input.text, inner.start, inner.end).commands();
                    let value = match depth < NESTED_MAX {
                        true => self.run_all(&commands, depth + 1),
                        false => Value::unknown(Why::NotModelled),
                    };
                    let Some(text) = value.as_text() else {
                        return Value::unknown(Why::NotModelled).at(Some(at));
                    };
                    out.push_str(text.trim_end_matches('\n'));
                    *span
                }
            };
            if start < out.len() {
                pieces.push(Piece { start, end: out.len(), at: self.input.place(place) });
            }
        }
        let text = Str { text: out.into(), pieces: pieces.into() };
        Value::made(Kind::Text(text)).at(Some(at))
    }

    /// The value of a variable. One that nobody sets may stand for what the playground knows.
    fn variable(&mut self, name: &str, span: irsa_engine::Span) -> Value {
        if let Some(known) = self.variables.get(name) {
            return known.clone();
        }
        let lower = name.to_lowercase();
        let facts = self.reading.facts;
        if lower.contains("account") && !lower.contains("service") && !lower.contains("sa") {
            return Value::text(facts.account.as_str());
        }
        if lower.ends_with("region") {
            return Value::text(facts.region.as_str());
        }
        if lower.ends_with("partition") {
            return Value::text(facts.partition());
        }
        let place = self.input.place(span);
        self.reading.not_understood(&format!("${name}"), place);
        Value::unknown(Why::NotModelled)
    }

    /// Says that a command is not understood.
    fn not_understood(&mut self, command: &Command, words: usize) -> Value {
        let named = command.words.iter().take(words);
        let span = named.map(|word| word.span).reduce(irsa_engine::Span::to).unwrap_or_default();
        let name = span.of(self.input.text).split_whitespace().collect::<Vec<_>>().join(" ");
        let place = self.input.place(span);
        self.reading.not_understood(&name, place);
        Value::unknown(Why::NotModelled)
    }

    /// The first words of a command as a place.
    fn place(&self, command: &Command) -> Place {
        let named = command.words.iter().take(3).map(|word| word.span);
        self.input.place(named.reduce(irsa_engine::Span::to).unwrap_or_default())
    }

    fn finish(self) {
        let Self { reading, roles, accounts, .. } = self;
        for (name, (config, place)) in roles {
            reading.make("aws_iam_role", &name, &config, place);
        }
        for ((namespace, name), (annotations, place)) in accounts {
            let metadata = Value::object([
                ("name", Value::text(name).at(Some(place))),
                ("namespace", Value::text(namespace).at(Some(place))),
                ("annotations", Value::map(annotations)),
            ]);
            eksctl::service_account(reading, metadata.at(Some(place)), place);
        }
    }
}

fn is_text(value: &Value, text: &str) -> bool {
    value.as_text().is_some_and(|value| &*value == text)
}

/// Whether a word says that names are declared behind it.
fn declares(word: &Value) -> bool {
    ["export", "local", "declare", "readonly"].iter().any(|name| is_text(word, name))
}

/// Whether a word stands before a command and changes nothing about what it makes.
fn leads(word: &Value) -> bool {
    const WORDS: [&str; 10] =
        ["if", "then", "else", "do", "while", "until", "!", "sudo", "command", "time"];
    WORDS.iter().any(|name| is_text(word, name))
}
