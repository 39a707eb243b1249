//! Words of a shell, as far as pasted commands use them: quotes, escapes, variables,
//! substitutions, here-documents, pipes and files. Each part knows where it is written, and what
//! can't be read as a command is merely an unknown one.
//!
//! Source: <https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html>.

use irsa_engine::Span;

/// A command: words, and where its text comes from and goes to.
#[derive(Debug, Default)]
pub(super) struct Command {
    /// The words.
    pub(super) words: Vec<Word>,
    /// What stands in its here-document.
    pub(super) here: Option<Word>,
    /// The file that it writes.
    pub(super) output: Option<Word>,
    /// Whether the next command reads what it prints.
    pub(super) piped: bool,
}

/// A word.
#[derive(Debug, Default, Clone)]
pub(super) struct Word {
    /// Its parts.
    pub(super) parts: Vec<Part>,
    /// Where it stands, quotes included.
    pub(super) span: Span,
}

/// A part of a word.
#[derive(Debug, Clone)]
pub(super) enum Part {
    /// Characters, and where they are written.
    Text(String, Span),
    /// A variable.
    Variable(String, Span),
    /// A substitution: the text of its commands, and where it stands.
    Command(Span, Span),
}

impl Word {
    /// `NAME=value` as a name and the rest of the word.
    pub(super) fn assignment(&self, text: &str) -> Option<(String, Self)> {
        let Some(Part::Text(first, span)) = self.parts.first() else { return None };
        let (name, value) = first.split_once('=')?;
        let starts = |c: char| c.is_ascii_alphabetic() || c == '_';
        let whole = |c: char| c.is_ascii_alphanumeric() || c == '_';
        if !name.starts_with(starts) || !name.chars().all(whole) || span.of(text) != first {
            return None;
        }
        let start = span.start + name.len() + 1;
        let mut parts = self.parts.clone();
        parts.remove(0);
        if !value.is_empty() {
            parts.insert(0, Part::Text(value.to_owned(), Span::new(start, span.end)));
        }
        Some((name.to_owned(), Self { parts, span: Span::new(start, self.span.end) }))
    }
}

/// A text, read from a place on.
pub(super) struct Lexer<'t> {
    text: &'t str,
    at: usize,
    end: usize,
    /// Here-documents whose text begins on the next line: the word that ends each, whether it is
    /// quoted, whether tabs are taken off, and the command.
    waiting: Vec<(String, bool, bool, usize)>,
}

impl<'t> Lexer<'t> {
    /// The part of a text between two offsets.
    pub(super) const fn new(text: &'t str, start: usize, end: usize) -> Self {
        Self { text, at: start, end, waiting: Vec::new() }
    }

    /// Every command.
    pub(super) fn commands(mut self) -> Vec<Command> {
        let mut commands = vec![Command::default()];
        self.skip_prompt();
        while let Some(char) = self.peek() {
            let index = commands.len() - 1;
            match char {
                '\n' => {
                    self.at += 1;
                    self.here_documents(&mut commands);
                    commands.push(Command::default());
                    self.skip_prompt();
                }
                ' ' | '\t' | '\r' => self.at += 1,
                '\\' if self.left().starts_with("\\\n") => self.at += 2,
                '\\' if self.left().starts_with("\\\r\n") => self.at += 3,
                '#' => self.at += self.left().find('\n').unwrap_or(self.left().len()),
                ';' | '&' | '(' | ')' => {
                    self.at += 1;
                    commands.push(Command::default());
                }
                '|' => {
                    let or = self.left().starts_with("||");
                    self.at += if or { 2 } else { 1 };
                    if let Some(command) = commands.last_mut() {
                        command.piped = !or;
                    }
                    commands.push(Command::default());
                }
                '>' | '<' => self.redirection(&mut commands, index),
                _ => {
                    let word = self.word();
                    if let Some(command) = commands.last_mut() {
                        command.words.push(word);
                    }
                }
            }
        }
        commands.retain(|command| !command.words.is_empty());
        commands
    }

    fn left(&self) -> &'t str {
        self.text.get(self.at..self.end).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.left().chars().next()
    }

    /// The prompt that stands before pasted commands.
    fn skip_prompt(&mut self) {
        if self.left().starts_with("$ ") {
            self.at += 2;
        }
    }

    fn redirection(&mut self, commands: &mut [Command], index: usize) {
        let left = self.left();
        if left.starts_with("<<") && !left.starts_with("<<<") {
            self.at += 2;
            let tabs = self.left().starts_with('-');
            self.at += usize::from(tabs);
            self.blanks();
            let quoted = self.left().starts_with(['\'', '"', '\\']);
            let word = self.word();
            let name = word.span.of(self.text).replace(['\'', '"', '\\'], "");
            self.waiting.push((name, quoted, tabs, index));
            return;
        }
        let writes = left.starts_with('>');
        self.at += left.len() - left.trim_start_matches(['<', '>', '&', '|']).len();
        self.blanks();
        let word = self.word();
        let Some(command) = commands.get_mut(index) else { return };
        // `2>` says where errors go: the number is no word of the command.
        let number =
            |word: &Word| word.span.of(self.text).bytes().all(|byte| byte.is_ascii_digit());
        if writes && command.words.last().is_some_and(number) {
            command.words.pop();
        } else if writes {
            command.output = Some(word);
        }
    }

    fn blanks(&mut self) {
        self.at += self.left().len() - self.left().trim_start_matches([' ', '\t']).len();
    }

    /// The texts of the here-documents that the line before announced.
    fn here_documents(&mut self, commands: &mut [Command]) {
        for (name, quoted, tabs, index) in std::mem::take(&mut self.waiting) {
            let start = self.at;
            let mut end = start;
            let mut word = Word::default();
            for line in self.left().split_inclusive('\n') {
                let bare = line.trim_end_matches(['\n', '\r']);
                let bare = if tabs { bare.trim_start_matches('\t') } else { bare };
                self.at += line.len();
                if bare == name {
                    break;
                }
                let cut = if tabs { line.len() - line.trim_start_matches('\t').len() } else { 0 };
                let mut inner = Self::new(self.text, end + cut, end + line.len());
                match quoted {
                    true => inner.literal(inner.left().len(), &mut word.parts),
                    false => inner.quoted(None, &mut word.parts),
                }
                end += line.len();
            }
            word.span = Span::new(start, end);
            if let Some(command) = commands.get_mut(index) {
                command.here = Some(word);
            }
        }
    }

    fn word(&mut self) -> Word {
        let start = self.at;
        let mut parts = Vec::new();
        while let Some(char) = self.peek() {
            match char {
                ' ' | '\t' | '\r' | '\n' | ';' | '&' | '|' | '<' | '>' | '(' | ')' => break,
                '\'' => {
                    self.at += 1;
                    let length = self.left().find('\'').unwrap_or(self.left().len());
                    self.literal(length, &mut parts);
                    self.at = (self.at + 1).min(self.end);
                }
                '"' => {
                    self.at += 1;
                    self.quoted(Some('"'), &mut parts);
                }
                '\\' if self.left().starts_with("\\\n") => break,
                '\\' => self.escaped(&mut parts),
                '$' | '`' => self.dollar(&mut parts),
                _ => {
                    let ends = |char: char| " \t\r\n;&|<>()'\"\\$`".contains(char);
                    let length = self.left().find(ends).unwrap_or(self.left().len());
                    self.literal(length, &mut parts);
                }
            }
        }
        if self.at == start {
            self.at += self.peek().map_or(0, char::len_utf8);
        }
        Word { parts, span: Span::new(start, self.at) }
    }

    /// Text in which variables and substitutions stand, up to a quote or to the end.
    fn quoted(&mut self, until: Option<char>, parts: &mut Vec<Part>) {
        while let Some(char) = self.peek() {
            match char {
                char if Some(char) == until => {
                    self.at += 1;
                    return;
                }
                '\\' if self.left().starts_with("\\\n") => self.at += 2,
                '\\' if self
                    .left()
                    .get(1..)
                    .is_some_and(|left| left.starts_with(['"', '\\', '$', '`'])) =>
                {
                    // In a here-document a quote is not escaped.
                    match until.is_none() && self.left().starts_with("\\\"") {
                        true => self.literal(1, parts),
                        false => self.escaped(parts),
                    }
                }
                '\\' => self.literal(1, parts),
                '$' | '`' => self.dollar(parts),
                _ => {
                    let ends = |char: char| Some(char) == until || "\\$`".contains(char);
                    let length = self.left().find(ends).unwrap_or(self.left().len());
                    self.literal(length, parts);
                }
            }
        }
    }

    fn literal(&mut self, length: usize, parts: &mut Vec<Part>) {
        let span = Span::new(self.at, self.at + length);
        self.at += length;
        if length == 0 {
            return;
        }
        parts.push(Part::Text(span.of(self.text).to_owned(), span));
    }

    fn escaped(&mut self, parts: &mut Vec<Part>) {
        let start = self.at;
        self.at += 1;
        let Some(char) = self.peek() else { return };
        self.at += char.len_utf8();
        parts.push(Part::Text(char.to_string(), Span::new(start, self.at)));
    }

    /// A variable or a substitution.
    fn dollar(&mut self, parts: &mut Vec<Part>) {
        let start = self.at;
        let left = self.left();
        let inside = |open: usize, length: usize| Span::new(start + open, start + open + length);
        if let Some(rest) = left.strip_prefix('`') {
            let length = rest.find('`').unwrap_or(rest.len());
            self.at = (start + length + 2).min(self.end);
            return parts.push(Part::Command(inside(1, length), Span::new(start, self.at)));
        }
        if let Some(rest) = left.strip_prefix("$(") {
            let length = balanced(rest);
            self.at = (start + length + 3).min(self.end);
            return parts.push(Part::Command(inside(2, length), Span::new(start, self.at)));
        }
        let is_name = |char: char| char.is_ascii_alphanumeric() || char == '_';
        if let Some(rest) = left.strip_prefix("${") {
            let length = rest.find('}').unwrap_or(rest.len());
            self.at = (start + length + 3).min(self.end);
            let whole = rest.get(..length).unwrap_or_default();
            let name = whole.get(..whole.find(|char| !is_name(char)).unwrap_or(whole.len()));
            let name = name.unwrap_or_default().to_owned();
            return parts.push(Part::Variable(name, Span::new(start, self.at)));
        }
        let rest = left.get(1..).unwrap_or_default();
        let length = rest.find(|char| !is_name(char)).unwrap_or(rest.len());
        match rest.get(..length) {
            Some(name) if length > 0 => {
                self.at += 1 + length;
                parts.push(Part::Variable(name.to_owned(), Span::new(start, self.at)));
            }
            _ => self.literal(1, parts),
        }
    }
}

/// How far it is to the parenthesis that closes.
fn balanced(text: &str) -> usize {
    let (mut depth, mut quote) = (0_usize, None);
    let mut escaped = false;
    for (at, char) in text.char_indices() {
        match (quote, char) {
            _ if escaped => escaped = false,
            (None | Some('"'), '\\') => escaped = true,
            (Some(open), char) if open == char => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"') => quote = Some(char),
            (None, '(') => depth += 1,
            (None, ')') if depth == 0 => return at,
            (None, ')') => depth -= 1,
            _ => {}
        }
    }
    text.len()
}
