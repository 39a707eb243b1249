//! Policy variables: `${key}`, `${key, 'default'}`, and `${*}`, `${?}`, `${$}` for the characters
//! themselves.

use crate::{
    Text,
    glob::{self, Piece},
    iam::{Context, operator::Test},
};

/// Text with variables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Template(Vec<Part>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Fixed(Vec<Piece>),
    Variable {
        /// In lower case: names of keys have none.
        key: Text,
        default: Option<Text>,
    },
}

impl Template {
    /// Reads `text`; none where no variable is in it. Wildcards between the variables count under
    /// the operators that have wildcards.
    #[must_use]
    pub(super) fn parse(text: &str, test: Test) -> Option<Self> {
        let wildcards = matches!(test, Test::StringLike | Test::Arn);
        let fixed = |text: &str| {
            Part::Fixed(if wildcards { glob::pieces(text).collect() } else { literal(text) })
        };
        let (mut parts, mut rest) = (Vec::new(), text);
        while let Some((before, inside, after)) = next_variable(rest) {
            parts.push(fixed(before));
            parts.push(variable(inside));
            rest = after;
        }
        if parts.is_empty() {
            return None;
        }
        parts.push(fixed(rest));
        Some(Self(parts))
    }

    /// The pieces where no request can change them.
    #[must_use]
    pub(super) fn constant(&self) -> Option<Vec<Piece>> {
        let fixed = self.0.iter().all(|part| matches!(part, Part::Fixed(_)));
        if fixed { self.fill(&Context::default()) } else { None }
    }

    /// The pieces for one request; none where a variable has neither a value nor a default, which
    /// AWS calls null: it equals nothing. What a variable stands for is literal, wildcards in it
    /// included: AWS does not say so, but only that keeps a name from widening a policy.
    #[must_use]
    pub(super) fn fill(&self, context: &Context) -> Option<Vec<Piece>> {
        let mut pieces = Vec::new();
        for part in &self.0 {
            match part {
                Part::Fixed(fixed) => pieces.extend_from_slice(fixed),
                Part::Variable { key, default } => {
                    let value = context.single(key).or(default.as_ref())?;
                    pieces.extend(value.chars().map(Piece::Literal));
                }
            }
        }
        Some(pieces)
    }
}

fn next_variable(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once("${")?;
    let (inside, after) = rest.split_once('}')?;
    Some((before, inside, after))
}

fn variable(inside: &str) -> Part {
    if let "*" | "?" | "$" = inside {
        return Part::Fixed(literal(inside));
    }
    let (key, default) = match inside.split_once(',') {
        Some((key, default)) => (key, quoted(default.trim())),
        None => (inside, None),
    };
    Part::Variable { key: key.trim().to_ascii_lowercase().into(), default: default.map(Into::into) }
}

fn quoted(text: &str) -> Option<&str> {
    text.strip_prefix('\'')?.strip_suffix('\'')
}

fn literal(text: &str) -> Vec<Piece> {
    text.chars().map(Piece::Literal).collect()
}
