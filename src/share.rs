//! A link that carries what is in the editors: `#/PAGE/1.KIND.PAYLOAD[?view]`.
//!
//! All of it lies in the fragment, which no server sees. The kind is `s`, the text of a scenario,
//! or `p`, a preset's id, a line feed, and a scenario with those of its files that were edited. The
//! payload is base64url without padding of that text as raw DEFLATE
//! (<https://www.rfc-editor.org/rfc/rfc1951>). The browser packs and unpacks; what is a link, and
//! what is wrong with one, is decided here. A link that was ever written can be read for ever.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use irsa_engine::scenario::{Scenario, ScenarioError};

/// The most characters of a fragment with a link, `#` included.
pub const LENGTH_MAX: usize = 8_000;

/// The most bytes that a payload may unpack to.
pub const INFLATED_MAX: usize = 1024 * 1024;

/// The version that is written.
const VERSION: &str = "1";

/// What a link's payload is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A whole scenario.
    Scenario,
    /// A preset and the files of it that were edited.
    Preset,
}

/// A link, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The page it opens, as in `lab`; empty for the first one.
    pub page: String,
    /// What the payload is.
    pub kind: Kind,
    /// The payload, still packed.
    pub packed: Vec<u8>,
    /// What follows `?`, for the page to read; empty where there is none.
    pub view: String,
}

/// What is shared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shared {
    /// A whole scenario.
    Scenario(Scenario),
    /// A preset.
    Preset {
        /// Its id, of `[a-z0-9-]`.
        id: String,
        /// The files that are not as in the preset, whole.
        edits: Scenario,
    },
}

/// Why a link can't be opened or written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LinkError {
    /// It has more than [`LENGTH_MAX`] characters.
    TooLong {
        /// How many it has.
        characters: usize,
    },
    /// Another version than those known.
    Version(String),
    /// Another kind than those known.
    Kind(String),
    /// The payload is no base64url.
    NotBase64,
    /// The payload's bytes are no raw DEFLATE, or are cut off.
    NotDeflate,
    /// The payload unpacks to more than [`INFLATED_MAX`] bytes.
    TooLarge,
    /// The unpacked bytes are no UTF-8.
    NotText,
    /// The unpacked text is no scenario.
    NotScenario(ScenarioError),
    /// There is no preset of that id.
    UnknownPreset(String),
    /// The browser can't pack or unpack.
    NoCompression,
    /// The preset could not be fetched from where the page is.
    PresetNotFetched(String),
}

impl LinkError {
    /// The key of its sentence in the words' section `links`.
    #[must_use]
    pub const fn id(&self) -> &'static str {
        match self {
            Self::TooLong { .. } => "too-long",
            Self::Version(_) => "version",
            Self::Kind(_) => "kind",
            Self::NotBase64 => "not-base64",
            Self::NotDeflate => "not-deflate",
            Self::TooLarge => "too-large",
            Self::NotText => "not-text",
            Self::NotScenario(_) => "not-scenario",
            Self::UnknownPreset(_) => "unknown-preset",
            Self::NoCompression => "no-compression",
            Self::PresetNotFetched(_) => "preset-not-fetched",
        }
    }

    /// What its sentence names.
    #[must_use]
    pub fn data(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::TooLong { characters } => {
                vec![("actual", characters.to_string()), ("limit", LENGTH_MAX.to_string())]
            }
            Self::TooLarge => vec![("limit", INFLATED_MAX.to_string())],
            Self::Version(name) | Self::Kind(name) => vec![("actual", name.clone())],
            Self::UnknownPreset(id) | Self::PresetNotFetched(id) => vec![("actual", id.clone())],
            Self::NotScenario(error) => vec![("actual", error.to_string())],
            Self::NotBase64 | Self::NotDeflate | Self::NotText | Self::NoCompression => Vec::new(),
        }
    }
}

impl Link {
    /// Takes a fragment apart; none where it is no share link but a page or an anchor.
    #[must_use]
    pub fn read(fragment: &str) -> Option<Result<Self, LinkError>> {
        let (path, view) = fragment.split_once('?').unwrap_or((fragment, ""));
        let (page, share) = path.strip_prefix("#/")?.rsplit_once('/').or_else(|| {
            let share = path.strip_prefix("#/")?;
            Some(("", share))
        })?;
        let (version, rest) = share.split_once('.')?;
        let numbered = !version.is_empty() && version.bytes().all(|byte| byte.is_ascii_digit());
        numbered.then(|| Self::of(page, view, version, rest, fragment.chars().count()))
    }

    fn of(
        page: &str,
        view: &str,
        version: &str,
        rest: &str,
        characters: usize,
    ) -> Result<Self, LinkError> {
        if characters > LENGTH_MAX {
            return Err(LinkError::TooLong { characters });
        }
        if version != VERSION {
            return Err(LinkError::Version(version.to_owned()));
        }
        let (kind, payload) = rest.split_once('.').unwrap_or((rest, ""));
        let kind = match kind {
            "s" => Kind::Scenario,
            "p" => Kind::Preset,
            _ => return Err(LinkError::Kind(kind.to_owned())),
        };
        let packed = URL_SAFE_NO_PAD.decode(payload).map_err(|_| LinkError::NotBase64)?;
        Ok(Self { page: page.to_owned(), kind, packed, view: view.to_owned() })
    }

    /// The link as a fragment, `#` included.
    ///
    /// # Errors
    /// Where it is too long to be a link.
    pub fn write(&self) -> Result<String, LinkError> {
        let kind = match self.kind {
            Kind::Scenario => 's',
            Kind::Preset => 'p',
        };
        let page = match &*self.page {
            "" => String::new(),
            page => format!("{page}/"),
        };
        let payload = URL_SAFE_NO_PAD.encode(&self.packed);
        let view = match &*self.view {
            "" => String::new(),
            view => format!("?{view}"),
        };
        let fragment = format!("#/{page}{VERSION}.{kind}.{payload}{view}");
        match fragment.chars().count() {
            characters if characters > LENGTH_MAX => Err(LinkError::TooLong { characters }),
            _ => Ok(fragment),
        }
    }
}

/// What a payload has unpacked to so far.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Inflated(Vec<u8>);

impl Inflated {
    /// Takes the next bytes.
    ///
    /// # Errors
    /// Where that makes more than [`INFLATED_MAX`]: stop unpacking then.
    pub fn take(&mut self, bytes: &[u8]) -> Result<(), LinkError> {
        if self.0.len() + bytes.len() > INFLATED_MAX {
            return Err(LinkError::TooLarge);
        }
        self.0.extend_from_slice(bytes);
        Ok(())
    }

    /// What is shared, once all is unpacked.
    ///
    /// # Errors
    /// Where the bytes are no text, or the text is no scenario.
    pub fn shared(self, kind: Kind) -> Result<Shared, LinkError> {
        let text = String::from_utf8(self.0).map_err(|_| LinkError::NotText)?;
        let scenario = |text: &str| Scenario::parse(text).map_err(LinkError::NotScenario);
        match kind {
            Kind::Scenario => Ok(Shared::Scenario(scenario(&text)?)),
            Kind::Preset => {
                let (id, edits) = text.split_once('\n').unwrap_or((&text, ""));
                Ok(Shared::Preset { id: id.to_owned(), edits: scenario(edits)? })
            }
        }
    }
}

impl Shared {
    /// The shorter way to share a scenario that came from a preset: the preset with the edited
    /// files, or where a file is gone or moved, the scenario.
    #[must_use]
    pub fn of(scenario: Scenario, preset: Option<(&str, &Scenario)>) -> Self {
        let Some((id, original)) = preset else { return Self::Scenario(scenario) };
        let edited = scenario.files.iter().filter(|file| !original.files.contains(file));
        let edits = Scenario { description: String::new(), files: edited.cloned().collect() };
        let preset = Self::Preset { id: id.to_owned(), edits };
        match preset.clone().onto(original) {
            whole if whole == scenario => preset,
            _ => Self::Scenario(scenario),
        }
    }

    /// The scenario, given the preset it names.
    #[must_use]
    pub fn onto(self, original: &Scenario) -> Scenario {
        match self {
            Self::Scenario(scenario) => scenario,
            Self::Preset { edits, .. } => {
                let mut scenario = original.clone();
                for edited in edits.files {
                    match scenario.files.iter_mut().find(|file| file.name == edited.name) {
                        Some(file) => *file = edited,
                        None => scenario.files.push(edited),
                    }
                }
                scenario
            }
        }
    }

    /// The link's kind.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        match self {
            Self::Scenario(_) => Kind::Scenario,
            Self::Preset { .. } => Kind::Preset,
        }
    }

    /// The text that a payload packs.
    #[must_use]
    pub fn text(&self) -> String {
        match self {
            Self::Scenario(scenario) => scenario.serialise(),
            Self::Preset { id, edits } => format!("{id}\n{}", edits.serialise()),
        }
    }
}
