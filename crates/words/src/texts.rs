//! The texts of a language, read from one file that holds them in the order of their keys.
//!
//! Natively both files are part of the program. A page fetches the one it speaks and hands it to
//! [`load`]: as part of the WebAssembly, both would delay everybody's first verdict.

use std::sync::OnceLock;

use crate::Lang;

include!(concat!(env!("OUT_DIR"), "/keys.rs"));

/// What `build.rs` writes between two texts.
const SEPARATOR: char = '\u{1e}';

/// A language's texts.
#[derive(Debug)]
pub(crate) struct Texts {
    /// The fixed texts.
    pub(crate) ui: Ui,
    /// Those of the tables, one table behind the other.
    entries: Box<[&'static str]>,
}

impl Texts {
    fn read(file: &'static str) -> Self {
        let mut texts = file.split(SEPARATOR);
        let ui = Ui::read(|| texts.next().unwrap_or_default());
        Self { ui, entries: texts.collect() }
    }

    /// The text of a key; none where the tables do not have it.
    pub(crate) fn entry(&self, section: &str, key: &str) -> Option<&'static str> {
        self.entries.get(place(KEYS, section, key)?).copied()
    }
}

/// How many texts stand before that of a key.
fn place(tables: &[(&str, &[&str])], section: &str, key: &str) -> Option<usize> {
    let at = tables.iter().position(|(name, _)| *name == section)?;
    let (before, from) = tables.split_at_checked(at)?;
    let (_, keys) = from.first()?;
    let before: usize = before.iter().map(|(_, keys)| keys.len()).sum();
    Some(before + keys.binary_search(&key).ok()?)
}

/// The text of a key in the tables of flows. Whatever looks one up carries them all.
pub(crate) fn of_flow(lang: Lang, section: &str, key: &str) -> Option<&'static str> {
    let file = match lang {
        Lang::En => include_str!(concat!(env!("OUT_DIR"), "/en.flow.txt")),
        Lang::Ko => include_str!(concat!(env!("OUT_DIR"), "/ko.flow.txt")),
    };
    file.split(SEPARATOR).nth(place(FLOW_KEYS, section, key)?)
}

/// The text of a key in the tables of the cluster. Whatever looks one up carries them all.
pub(crate) fn of_cluster(lang: Lang, section: &str, key: &str) -> Option<&'static str> {
    let file = match lang {
        Lang::En => include_str!(concat!(env!("OUT_DIR"), "/en.cluster.txt")),
        Lang::Ko => include_str!(concat!(env!("OUT_DIR"), "/ko.cluster.txt")),
    };
    file.split(SEPARATOR).nth(place(CLUSTER_KEYS, section, key)?)
}

/// The keys of a table of the cluster.
pub(crate) fn cluster_keys(section: &str) -> &'static [&'static str] {
    CLUSTER_KEYS.iter().find(|(name, _)| *name == section).map_or(&[], |(_, keys)| keys)
}

/// The keys of a table of flows.
pub(crate) fn flow_keys(section: &str) -> &'static [&'static str] {
    FLOW_KEYS.iter().find(|(name, _)| *name == section).map_or(&[], |(_, keys)| keys)
}

static ENGLISH: OnceLock<Texts> = OnceLock::new();
static KOREAN: OnceLock<Texts> = OnceLock::new();

const fn loaded(lang: Lang) -> &'static OnceLock<Texts> {
    match lang {
        Lang::En => &ENGLISH,
        Lang::Ko => &KOREAN,
    }
}

/// The file of a language's texts, which a page serves and fetches.
#[must_use]
pub const fn file(lang: Lang) -> &'static str {
    match lang {
        Lang::En => include_str!(concat!(env!("OUT_DIR"), "/en.txt")),
        Lang::Ko => include_str!(concat!(env!("OUT_DIR"), "/ko.txt")),
    }
}

/// Takes the texts of a language from its [`file`], once; whether the language can be spoken now.
/// A file with more or fewer texts is of another build, and is not taken.
pub fn load(lang: Lang, file: String) -> bool {
    if file.split(SEPARATOR).count() == ALL {
        // A language is loaded once a visit, and is spoken until it ends.
        loaded(lang).get_or_init(|| Texts::read(file.leak()));
    }
    is_loaded(lang)
}

/// Whether a language can be spoken.
#[must_use]
pub fn is_loaded(lang: Lang) -> bool {
    cfg!(not(target_arch = "wasm32")) || loaded(lang).get().is_some()
}

/// The texts of a language. A page that did not load it gets empty ones.
pub(crate) fn texts(lang: Lang) -> &'static Texts {
    static SILENCE: OnceLock<Texts> = OnceLock::new();
    if cfg!(not(target_arch = "wasm32")) {
        return loaded(lang).get_or_init(|| Texts::read(file(lang)));
    }
    loaded(lang).get().unwrap_or_else(|| SILENCE.get_or_init(|| Texts::read("")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_another_build_is_not_taken() {
        for file in ["", "one", &file(Lang::En).replacen(SEPARATOR, "", 1)] {
            assert_ne!(file.split(SEPARATOR).count(), ALL, "{file}");
        }
        assert_eq!(file(Lang::Ko).split(SEPARATOR).count(), ALL);
        assert!(load(Lang::Ko, file(Lang::Ko).to_owned()));
    }

    #[test]
    fn every_key_has_the_text_that_its_language_gives_it() {
        for (lang, text) in [(Lang::En, "DENY"), (Lang::Ko, "거부")] {
            assert_eq!(texts(lang).entry("verdicts", "deny"), Some(text));
        }
        assert_eq!(texts(Lang::En).entry("verdicts", "perhaps"), None);
        assert_eq!(texts(Lang::En).entry("nothing", "deny"), None);
    }
}
