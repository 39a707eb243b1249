//! Which rules of the table are shown.

use irsa_engine::rules::RULES;
use irsa_engine::{Evidence, Gate, Rule};
use irsa_words::Words;

use crate::reference::{holds_all, words};

/// What the visitor asks for; rules that meet all of it are shown.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RuleFilter {
    /// The gate they bear on.
    pub gate: GateChoice,
    /// How well they are known.
    pub evidence: Option<Evidence>,
    /// Words that stand in the sentence or the id.
    pub text: String,
}

/// A choice of gate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum GateChoice {
    /// Any or none.
    #[default]
    All,
    /// One gate, or none: a rule about texts alone.
    Only(Option<Gate>),
}

/// The value that stands for rules about texts alone, where a gate has its id.
const TEXTS: &str = "texts";

/// Every gate, then none.
pub fn gates() -> impl Iterator<Item = Option<Gate>> {
    Gate::ALL.into_iter().map(Some).chain([None])
}

impl GateChoice {
    /// The name in a form.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::All => "",
            Self::Only(Some(gate)) => gate.id(),
            Self::Only(None) => TEXTS,
        }
    }

    /// The choice of that name; all where nothing has it.
    #[must_use]
    pub fn from_id(id: &str) -> Self {
        gates().map(Self::Only).find(|choice| choice.id() == id).unwrap_or_default()
    }
}

impl RuleFilter {
    /// The rules that are shown, for each gate that has any.
    #[must_use]
    pub fn groups(&self, language: Words) -> Vec<(Option<Gate>, Vec<&'static Rule>)> {
        let looked_for = words(&self.text);
        let fits = |rule: &&'static Rule| {
            self.evidence.is_none_or(|evidence| rule.evidence == evidence)
                && holds_all(&looked_for, &[rule.id, language.entry("rules", rule.id)])
        };
        let group = |gate: Option<Gate>| {
            let rules = RULES.iter().filter(|rule| rule.gate == gate);
            (gate, rules.filter(fits).collect::<Vec<_>>())
        };
        let chosen = gates().filter(|gate| match self.gate {
            GateChoice::All => true,
            GateChoice::Only(only) => *gate == only,
        });
        chosen.map(group).filter(|(_, rules)| !rules.is_empty()).collect()
    }
}
