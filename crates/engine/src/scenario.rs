//! One text that holds several named files.
//!
//! A preset, a share link, an autosave, a test and a bug report are all this text. A header line
//! `--- NAME` starts a file, ` noeol` after the name says that the file's last line has no line
//! feed, and a content line that would read as a header has one more leading backslash.
//! [`Scenario::serialise`] and [`Scenario::parse`] are inverse to each other.

/// Several named files with a free text before them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Scenario {
    /// What the scenario shows, without the leading `# `.
    pub description: String,
    /// The files in order; names are unique.
    pub files: Vec<ScenarioFile>,
}

/// A named text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScenarioFile {
    /// `[A-Za-z0-9._/-]+`, without `..`.
    pub name: String,
    /// The content, byte for byte.
    pub text: String,
}

/// Why a text is no scenario.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ScenarioError {
    /// A line before the first header is no comment.
    Stray {
        /// 1-based.
        line: usize,
    },
    /// A name climbs out of the folder or is empty.
    Name {
        /// 1-based.
        line: usize,
        /// The name.
        name: String,
    },
    /// A name is used twice.
    Twice {
        /// 1-based.
        line: usize,
        /// The name.
        name: String,
    },
}

impl std::fmt::Display for ScenarioError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Stray { line } => {
                write!(f, "{line}: expected `# text` or a header such as `--- pod.yaml`")
            }
            Self::Name { line, name } => write!(f, "{line}: `{name}` can't be a file's name"),
            Self::Twice { line, name } => write!(f, "{line}: a second file is named `{name}`"),
        }
    }
}

impl std::error::Error for ScenarioError {}

/// Whether `name` may stand in a header.
#[must_use]
pub fn is_name(name: &str) -> bool {
    let known = |char: char| char.is_ascii_alphanumeric() || "._/-".contains(char);
    !name.is_empty() && name.chars().all(known) && !name.contains("..")
}

/// The name and the `noeol` mark of a header line, without judging the name.
fn header(line: &str) -> Option<(&str, bool)> {
    let line = line.strip_suffix('\n').unwrap_or(line);
    let rest = line.strip_suffix('\r').unwrap_or(line).strip_prefix("--- ")?;
    let (name, noeol) = match rest.strip_suffix(" noeol") {
        Some(name) => (name, true),
        None => (rest, false),
    };
    let known = |char: char| char.is_ascii_alphanumeric() || "._/-".contains(char);
    (!name.is_empty() && name.chars().all(known)).then_some((name, noeol))
}

/// Whether a content line has to be written with one more backslash.
fn needs_escape(line: &str) -> bool {
    header(line.trim_start_matches('\\')).is_some()
}

/// The words of a comment line before the first header; none for an empty line.
fn description_line(number: usize, line: &str) -> Result<Option<&str>, ScenarioError> {
    let line = line.strip_suffix('\n').unwrap_or(line);
    match line.strip_prefix('#') {
        Some(words) => Ok(Some(words.strip_prefix(' ').unwrap_or(words))),
        None if line.trim().is_empty() => Ok(None),
        None => Err(ScenarioError::Stray { line: number }),
    }
}

impl Scenario {
    /// The content of the file of that name.
    #[must_use]
    pub fn file(&self, name: &str) -> Option<&str> {
        self.files.iter().find(|file| file.name == name).map(|file| file.text.as_str())
    }

    /// Reads a scenario's text.
    ///
    /// # Errors
    /// Where a line before the first header is no comment, or a name is bad or used twice.
    pub fn parse(text: &str) -> Result<Self, ScenarioError> {
        let mut scenario = Self::default();
        let mut description = Vec::new();
        let mut noeol = false;
        for (index, line) in text.split_inclusive('\n').enumerate() {
            let number = index + 1;
            if let Some((name, mark)) = header(line) {
                scenario.close(noeol);
                scenario.open(number, name)?;
                noeol = mark;
            } else if let Some(file) = scenario.files.last_mut() {
                let escaped = line.starts_with('\\') && needs_escape(line);
                file.text.push_str(if escaped { line.get(1..).unwrap_or(line) } else { line });
            } else {
                description.extend(description_line(number, line)?);
            }
        }
        scenario.close(noeol);
        scenario.description = description.join("\n");
        Ok(scenario)
    }

    fn open(&mut self, line: usize, name: &str) -> Result<(), ScenarioError> {
        let name = name.to_owned();
        if !is_name(&name) {
            return Err(ScenarioError::Name { line, name });
        }
        if self.file(&name).is_some() {
            return Err(ScenarioError::Twice { line, name });
        }
        self.files.push(ScenarioFile { name, text: String::new() });
        Ok(())
    }

    /// Takes the line feed off again that only the format added.
    fn close(&mut self, noeol: bool) {
        if let (true, Some(file)) = (noeol, self.files.last_mut()) {
            file.text.pop();
        }
    }

    /// Writes the scenario as one text.
    #[must_use]
    pub fn serialise(&self) -> String {
        let mut text = String::new();
        let described = !self.description.is_empty();
        for line in self.description.split('\n').filter(|_| described) {
            text.push_str(if line.is_empty() { "#" } else { "# " });
            text.push_str(line);
            text.push('\n');
        }
        for file in &self.files {
            let noeol = !file.text.is_empty() && !file.text.ends_with('\n');
            let mark = if noeol { " noeol" } else { "" };
            text.push_str(&format!("--- {}{mark}\n", file.name));
            for line in file.text.split_inclusive('\n') {
                if needs_escape(line) {
                    text.push('\\');
                }
                text.push_str(line);
            }
            if noeol {
                text.push('\n');
            }
        }
        text
    }
}

#[cfg(test)]
mod tests;
