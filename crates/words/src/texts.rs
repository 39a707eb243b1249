//! The texts of a language, read from one file: those of the page's fixed places in their order,
//! and all others behind their section and their key.
//!
//! Natively both files are part of the program. A page fetches the one it speaks and hands it to
//! [`load`]: as part of the WebAssembly, both would delay everybody's first verdict, and so would
//! tables of the keys.

use std::sync::OnceLock;

use crate::Lang;

include!(concat!(env!("OUT_DIR"), "/ui.rs"));

/// What `build.rs` writes between two texts.
const TEXTS: char = '\u{1e}';
/// What it writes between a section, a key and their text.
const PARTS: char = '\u{1f}';

/// A section and a key of it, and their text.
type Entry = ((&'static str, &'static str), &'static str);

/// A language's texts.
#[derive(Debug)]
pub(crate) struct Texts {
    /// The fixed texts.
    pub(crate) ui: Ui,
    /// Those that have a key, sorted by it.
    entries: Box<[Entry]>,
}

impl Texts {
    fn read(file: &'static str) -> Self {
        let mut texts = file.split(TEXTS);
        let ui = Ui::read(&mut || texts.next().unwrap_or_default());
        Self { ui, entries: texts.filter_map(entry).collect() }
    }

    /// The text of a key; none where the section does not have it.
    pub(crate) fn entry(&self, section: &str, key: &str) -> Option<&'static str> {
        let at = self.entries.binary_search_by_key(&(section, key), |(name, _)| *name).ok()?;
        self.entries.get(at).map(|(_, text)| *text)
    }
}

fn entry(written: &'static str) -> Option<Entry> {
    let (section, rest) = written.split_once(PARTS)?;
    let (key, text) = rest.split_once(PARTS)?;
    Some(((section, key), text))
}

/// The entries of a file that has no fixed texts.
fn entries(file: &'static str) -> impl Iterator<Item = Entry> {
    file.split(TEXTS).filter_map(entry)
}

fn text_of(file: &'static str, section: &str, key: &str) -> Option<&'static str> {
    entries(file).find(|(name, _)| *name == (section, key)).map(|(_, text)| text)
}

fn keys_of(file: &'static str, section: &str) -> Vec<&'static str> {
    let of_section = entries(file).filter(|((name, _), _)| *name == section);
    of_section.map(|((_, key), _)| key).collect()
}

/// The texts of flows. Whatever looks one up carries them all.
const fn flow(lang: Lang) -> &'static str {
    match lang {
        Lang::En => include_str!(concat!(env!("OUT_DIR"), "/en.flow.txt")),
        Lang::Ko => include_str!(concat!(env!("OUT_DIR"), "/ko.flow.txt")),
    }
}

/// The texts of the cluster. Whatever looks one up carries them all.
const fn cluster(lang: Lang) -> &'static str {
    match lang {
        Lang::En => include_str!(concat!(env!("OUT_DIR"), "/en.cluster.txt")),
        Lang::Ko => include_str!(concat!(env!("OUT_DIR"), "/ko.cluster.txt")),
    }
}

/// The text of a key in a section of flows.
pub(crate) fn of_flow(lang: Lang, section: &str, key: &str) -> Option<&'static str> {
    text_of(flow(lang), section, key)
}

/// The text of a key in a section of the cluster.
pub(crate) fn of_cluster(lang: Lang, section: &str, key: &str) -> Option<&'static str> {
    text_of(cluster(lang), section, key)
}

/// The keys of a section of flows.
pub(crate) fn flow_keys(section: &str) -> Vec<&'static str> {
    keys_of(flow(Lang::En), section)
}

/// The keys of a section of the cluster.
pub(crate) fn cluster_keys(section: &str) -> Vec<&'static str> {
    keys_of(cluster(Lang::En), section)
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
    if file.split(TEXTS).count() == ALL {
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
        for file in ["", "one", &file(Lang::En).replacen(TEXTS, "", 1)] {
            assert_ne!(file.split(TEXTS).count(), ALL, "{file}");
        }
        assert_eq!(file(Lang::Ko).split(TEXTS).count(), ALL);
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
