//! Terraform's language, written as `terraform fmt` lays it out.

/// A text under construction.
#[derive(Debug, Default)]
pub(super) struct Hcl {
    out: String,
    depth: usize,
    /// Attributes that follow each other, whose `=` stand below each other.
    run: Vec<(String, String)>,
    /// Whether something stands before, in the same body.
    follows: bool,
}

impl Hcl {
    /// An attribute with what stands for its value.
    pub(super) fn set(&mut self, name: &str, expression: impl Into<String>) {
        self.run.push((name.to_owned(), expression.into()));
    }

    /// An attribute with a string, or with a number where the text is one.
    pub(super) fn text(&mut self, name: &str, text: &str) {
        self.set(name, quoted(text));
    }

    /// A block, set apart from what stands before it.
    pub(super) fn block(&mut self, header: &str, body: impl FnOnce(&mut Self)) {
        self.flush();
        self.gap();
        self.line(&format!("{header} {{"));
        self.depth += 1;
        self.follows = false;
        body(self);
        self.flush();
        self.depth -= 1;
        self.line("}");
        self.follows = true;
    }

    /// The text.
    pub(super) fn finish(mut self) -> String {
        self.flush();
        self.out
    }

    fn gap(&mut self) {
        if self.follows {
            self.out.push('\n');
        }
    }

    fn flush(&mut self) {
        if self.run.is_empty() {
            return;
        }
        self.gap();
        self.follows = true;
        let mut rest = std::mem::take(&mut self.run).into_iter().peekable();
        while rest.peek().is_some() {
            // A value of several lines stands for itself.
            let mut run = Vec::new();
            while let Some(next) = rest.next_if(|(_, value)| !value.contains('\n')) {
                run.push(next);
            }
            let width = run.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
            for (name, value) in run {
                self.line(&format!("{name:width$} = {value}"));
            }
            if let Some((name, value)) = rest.next_if(|(_, value)| value.contains('\n')) {
                let indent = format!("\n{}", "  ".repeat(self.depth));
                self.line(&format!("{name} = {}", value.replace('\n', &indent)));
            }
        }
    }

    fn line(&mut self, text: &str) {
        self.out.push_str(&"  ".repeat(self.depth));
        self.out.push_str(text);
        self.out.push('\n');
    }
}

/// A string literal: nothing in it is read as a template.
pub(super) fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for char in text.chars() {
        match char {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            char if char.is_control() => out.push_str(&format!("\\u{:04x}", u32::from(char))),
            char => out.push(char),
        }
    }
    out.push('"');
    out.replace("${", "$${").replace("%{", "%%{")
}

/// A list of strings.
pub(super) fn list<'t>(items: impl IntoIterator<Item = &'t str>) -> String {
    let items: Vec<String> = items.into_iter().map(quoted).collect();
    format!("[{}]", items.join(", "))
}
