//! What the visitor typed and chose, and what may change it. Everything else is derived.

use std::rc::Rc;

use irsa_engine::fix::{self, Edit};
use irsa_engine::model::Parsed;
use irsa_engine::scenario::{Scenario, is_name};
use irsa_engine::{Place, Span, Text};
use irsa_words::Lang;
use yew::Reducible;

/// The preset that the page opens with.
pub const HOME: &str = include_str!("../content/scenarios/home.scenario");

/// Sections of a scenario that hold no artefact.
const RESERVED: [&str; 2] = ["expect", "checks"];

/// Everything the page depends on.
#[derive(Debug, Clone, PartialEq)]
pub struct State {
    /// The texts, each parsed once.
    pub files: Files,
    /// Which of them is open.
    pub open: usize,
    /// Whether the texts are the preset's, edited or not, rather than the visitor's own.
    pub preset: bool,
    /// The texts before each change that can be undone.
    pub past: Vec<Files>,
    /// The characters that the open editor was last asked to show.
    pub look: Option<Look>,
    /// The language.
    pub lang: Lang,
    /// Light or dark.
    pub theme: Theme,
}

/// The files of a run, compared by identity: a file that was not edited is the same file.
#[derive(Debug, Clone, Default)]
pub struct Files(Vec<Rc<Parsed>>);

/// Characters to select in an editor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// Index of the file.
    pub file: usize,
    /// The characters.
    pub span: Span,
    /// Grows with each request, so that the same place can be asked for again.
    pub serial: u32,
}

/// Whether the page is light or dark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Theme {
    /// As the visitor's system.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// What can happen.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    /// Somebody typed; the file has this text.
    Type {
        /// The file's name.
        file: Text,
        /// Its whole text.
        text: String,
    },
    /// Edits are applied together, to be undone together.
    Apply(Vec<Edit>),
    /// The last change that was not typed is taken back.
    Undo,
    /// The preset is put back.
    Reset,
    /// The visitor brings files, by name and text; they replace the preset.
    Bring(Vec<(String, String)>),
    /// A file is opened.
    Open(usize),
    /// A place is shown: its file is opened and its characters are selected.
    Show(Place),
    /// The language changes.
    Speak(Lang),
    /// Light or dark changes.
    Paint(Theme),
}

impl Theme {
    /// Every choice.
    pub const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    /// The name in `data-theme` and in storage.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The choice of that name.
    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|theme| theme.id() == id)
    }
}

impl PartialEq for Files {
    fn eq(&self, other: &Self) -> bool {
        self.0.len() == other.0.len()
            && self.iter().zip(other.iter()).all(|(a, b)| Rc::ptr_eq(a, b))
    }
}

impl std::ops::Deref for Files {
    type Target = [Rc<Parsed>];

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl Files {
    /// Reads the files of a scenario.
    #[must_use]
    pub fn of(scenario: &Scenario) -> Self {
        let artefacts = scenario.files.iter().filter(|file| !RESERVED.contains(&&*file.name));
        Self(artefacts.map(|file| read(&file.name, &file.text)).collect())
    }

    /// The preset.
    #[must_use]
    pub fn home() -> Self {
        Self::of(&Scenario::parse(HOME).unwrap_or_default())
    }

    fn position(&self, name: &str) -> Option<usize> {
        self.iter().position(|file| &*file.name == name)
    }

    /// Puts a text in place of the file of that name, or adds it.
    fn set(&mut self, name: &str, text: &str) {
        let at = self.position(name);
        match at.and_then(|at| self.0.get_mut(at)) {
            Some(file) if &*file.text == text => {}
            Some(file) => *file = read(name, text),
            None => self.0.push(read(name, text)),
        }
    }

    /// Adds a file under a name that is free and fit for a scenario.
    fn add(&mut self, name: &str, text: &str) {
        let name = fit(name);
        let (stem, extension) = match name.rsplit_once('.') {
            Some((stem, extension)) => (stem, format!(".{extension}")),
            None => (&*name, String::new()),
        };
        let numbered = (2..).map(|number| format!("{stem}-{number}{extension}"));
        let mut names = std::iter::once(name.clone()).chain(numbered);
        if let Some(free) = names.find(|name| self.position(name).is_none()) {
            self.0.push(read(&free, text));
        }
    }

    fn apply(&mut self, edits: &[Edit]) {
        let mut names: Vec<&Text> = edits.iter().map(|edit| &edit.file).collect();
        names.sort();
        names.dedup();
        for name in names {
            let edits: Vec<&Edit> = edits.iter().filter(|edit| edit.file == *name).collect();
            let at = self.position(name).and_then(|at| self.get(at));
            let text = at.map(|file| file.text.clone()).unwrap_or_default();
            self.set(name, &fix::apply(&text, &edits));
        }
    }
}

fn read(name: &str, text: &str) -> Rc<Parsed> {
    Rc::new(irsa_engine::parse(name, text))
}

impl State {
    /// The preset, in a language and a theme.
    #[must_use]
    pub fn new(lang: Lang, theme: Theme) -> Self {
        let files = Files::home();
        Self { files, open: 0, preset: true, past: Vec::new(), look: None, lang, theme }
    }

    /// Remembers the texts, so that what comes next can be undone.
    fn remember(&mut self) {
        self.past.push(self.files.clone());
    }

    /// Puts texts typed by the visitor in. What was typed is the field's own to undo.
    fn typed(&mut self, file: &str, text: &str) {
        let before = self.files.clone();
        if self.files.position(file).is_some() {
            self.files.set(file, text);
        }
        if before != self.files {
            self.past.clear();
        }
    }

    fn bring(&mut self, texts: &[(String, String)]) {
        let brought: Vec<(String, String)> = texts.iter().flat_map(unpacked).collect();
        if brought.is_empty() {
            return;
        }
        if self.preset {
            self.files = Files::default();
            self.past.clear();
        } else {
            self.remember();
        }
        self.preset = false;
        let known = self.files.len();
        let mut first = None;
        for (name, text) in brought {
            // A file of the same name is brought again after a change; an empty text is one to
            // paste into.
            let at = self.files.position(&fit(&name)).filter(|at| *at < known && !text.is_empty());
            match at {
                Some(_) => self.files.set(&fit(&name), &text),
                None => self.files.add(&name, &text),
            }
            first = first.or(at).or(Some(known));
        }
        self.show(Place { file: first.unwrap_or(known), span: Span::at(0) });
    }

    fn show(&mut self, place: Place) {
        let serial = self.look.map_or(0, |look| look.serial) + 1;
        self.look = Some(Look { file: place.file, span: place.span, serial });
        self.open = place.file;
    }
}

impl Reducible for State {
    type Action = Action;

    fn reduce(mut self: Rc<Self>, action: Action) -> Rc<Self> {
        let state = Rc::make_mut(&mut self);
        match action {
            Action::Type { file, text } => state.typed(&file, &text),
            Action::Apply(edits) => {
                state.remember();
                state.files.apply(&edits);
            }
            Action::Undo => {
                if let Some(files) = state.past.pop() {
                    state.files = files;
                    // The open file may be one that the undone change had added.
                    state.open = state.open.min(state.files.len().saturating_sub(1));
                }
            }
            Action::Reset => *state = Self::new(state.lang, state.theme),
            Action::Bring(texts) => state.bring(&texts),
            Action::Open(file) => state.open = file,
            Action::Show(place) => state.show(place),
            Action::Speak(lang) => state.lang = lang,
            Action::Paint(theme) => state.theme = theme,
        }
        self
    }
}

/// A name as a scenario can hold it.
fn fit(name: &str) -> String {
    let fit = |char: char| if is_name(char.encode_utf8(&mut [0; 4])) { char } else { '-' };
    name.chars().map(fit).collect::<String>().replace("..", "-")
}

/// A file's name and text, or those of the files in a scenario.
fn unpacked((name, text): &(String, String)) -> Vec<(String, String)> {
    match name.ends_with(".scenario").then(|| Scenario::parse(text)) {
        Some(Ok(scenario)) => Files::of(&scenario)
            .iter()
            .map(|file| (file.name.to_string(), file.text.to_string()))
            .collect(),
        _ => vec![(name.clone(), text.clone())],
    }
}
