//! What the engine found, in English and Korean.
//!
//! The engine speaks in [`Reason`]s with data; this crate turns them into sentences for the page
//! and the command line alike. Texts lie in `content/i18n`; natively they are compiled in, a page
//! fetches those of the language it speaks. Placeholders are `{name}`; ids, ARNs, claims and the
//! errors of AWS are never translated.

pub mod cluster;
pub mod compare;
pub mod explain;
pub mod flow;

use irsa_engine::fix::{Blast, FixKind};
use irsa_engine::iam::reach::{Open, Reach};
use irsa_engine::report::{Artefacts, Assumed, Missing, Source, Verdict};
use irsa_engine::{Evidence, Gate, Reason, Severity, State};

mod texts;

pub use texts::{Ui, file, is_loaded, load};

/// A language of the page and the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lang {
    /// English.
    #[default]
    En,
    /// Korean.
    Ko,
}

impl Lang {
    /// Every language.
    pub const ALL: [Self; 2] = [Self::En, Self::Ko];

    /// The language tag, as in `<html lang>` and `--lang`.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Ko => "ko",
        }
    }

    /// What a language is called in itself, as on the switch between them.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::En => "EN",
            Self::Ko => "한국어",
        }
    }

    /// The language of a tag such as `ko` or `ko-KR`.
    #[must_use]
    pub fn from_tag(tag: &str) -> Option<Self> {
        let primary = tag.split(['-', '_']).next()?.to_ascii_lowercase();
        Self::ALL.into_iter().find(|lang| lang.tag() == primary)
    }

    /// The words of this language.
    #[must_use]
    pub const fn words(self) -> Words {
        Words { lang: self }
    }
}

/// The words of one language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Words {
    /// Which.
    pub lang: Lang,
}

impl Words {
    /// The fixed texts.
    #[must_use]
    pub fn ui(self) -> &'static Ui {
        &texts::texts(self.lang).ui
    }

    /// The text of `key` in a table; the key itself where it is missing, which a test rules out.
    #[must_use]
    pub fn entry(self, section: &str, key: &'static str) -> &'static str {
        texts::texts(self.lang).entry(section, key).unwrap_or(key)
    }

    /// The sentence of a reason, with its data filled in.
    #[must_use]
    pub fn sentence(self, reason: &Reason) -> String {
        fill(self.entry("rules", reason.rule().id), &reason.data())
    }

    /// A gate's name.
    #[must_use]
    pub fn gate(self, gate: Gate) -> &'static str {
        self.entry("gates", gate.id())
    }

    /// A gate's question.
    #[must_use]
    pub fn question(self, gate: Gate) -> &'static str {
        self.entry("questions", gate.id())
    }

    /// A state in a word.
    #[must_use]
    pub fn state(self, state: State) -> &'static str {
        self.entry("states", state.id())
    }

    /// A verdict in a word.
    #[must_use]
    pub fn verdict(self, verdict: Verdict) -> &'static str {
        self.entry("verdicts", verdict.id())
    }

    /// What a verdict means.
    #[must_use]
    pub fn meaning(self, verdict: Verdict) -> &'static str {
        self.entry("meanings", verdict.id())
    }

    /// How well a rule is known, in a word.
    #[must_use]
    pub fn evidence(self, evidence: Evidence) -> &'static str {
        self.entry("evidence", evidence.id())
    }

    /// How much a finding matters, in a word.
    #[must_use]
    pub fn severity(self, severity: Severity) -> &'static str {
        self.entry("severities", severity.id())
    }

    /// What was assumed.
    #[must_use]
    pub fn assumed(self, assumed: Assumed) -> &'static str {
        self.entry("assumed", assumed.id())
    }

    /// What is missing.
    #[must_use]
    pub fn missing(self, missing: &Missing) -> &'static str {
        self.artefact(missing.artefact)
    }

    /// What a fix does.
    #[must_use]
    pub fn fix(self, kind: FixKind) -> &'static str {
        self.entry("fixes", kind.id())
    }

    /// Whom a fix lets in: how many known accounts, and how far beyond them it reaches.
    #[must_use]
    pub fn blast(self, blast: &Blast) -> String {
        let data = [
            ("before", blast.before.to_string()),
            ("after", blast.after.to_string()),
            ("of", blast.of.to_string()),
        ];
        let count = match blast.of {
            0 => self.ui().blast_alone.trim_end_matches('.').to_owned(),
            _ => fill(self.ui().blast, &data),
        };
        match blast.open {
            Open::None => count,
            open => format!("{count}. {}", self.open(open)),
        }
    }

    /// Whom one statement lets in: how many known accounts, and how far beyond them it reaches.
    #[must_use]
    pub fn reach(self, who: Reach) -> String {
        let data = [("n", who.count.to_string()), ("of", who.of.to_string())];
        let count = match who.of {
            0 => self.ui().blast_alone.to_owned(),
            _ => fill(self.ui().finding_reach, &data),
        };
        match who.open {
            Open::None => count,
            open => format!("{count} {}", self.open(open)),
        }
    }

    /// How far a role reaches beyond the accounts that are known.
    #[must_use]
    pub fn open(self, open: Open) -> &'static str {
        self.entry("open", open.id())
    }

    /// Where credentials come from.
    #[must_use]
    pub fn source(self, source: Source) -> &'static str {
        self.entry("sources", source.id())
    }

    /// What a word for evidence means.
    #[must_use]
    pub fn evidence_meaning(self, evidence: Evidence) -> &'static str {
        self.entry("evidence_meanings", evidence.id())
    }

    /// The name of a kind of artefact.
    #[must_use]
    pub fn artefact(self, artefact: Artefacts) -> &'static str {
        self.entry("artefacts", artefact.id())
    }
}

/// Puts data into the `{name}` placeholders of a template; an unknown name stays as it is.
#[must_use]
pub fn fill(template: &str, data: &[(&'static str, String)]) -> String {
    let value = |name: &str| data.iter().find(|(key, _)| *key == name);
    fill_with(template, |name| value(name).map(|(_, value)| value.as_str()))
}

/// The same, with the data looked up by name.
fn fill_with<'d>(template: &str, value: impl Fn(&str) -> Option<&'d str>) -> String {
    let mut text = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        text.push_str(before);
        let named = after.split_once('}').and_then(|(name, after)| Some((value(name)?, after)));
        rest = match named {
            Some((value, after)) => {
                text.push_str(value);
                after
            }
            None => {
                text.push('{');
                after
            }
        };
    }
    text + rest
}
