//! What the browser keeps of the texts from one visit to the next: those in the editors, those that
//! were opened, and the last ones that others took the place of. Secrets are never kept. What one
//! app hands over to the next in the same tab is written alike, and whole.

use irsa_engine::redact::redact;
use irsa_engine::scenario::Scenario;

use crate::state::{Before, Files, HOME_ID, Kept, Origin, State};

/// The texts in the editors, where they were edited. The number is the format's.
const WORK: &str = "irsa.work.1";
/// The texts as they were opened, where it was not the first preset.
const START: &str = "irsa.start.1";
/// The texts that others took the place of.
const KEPT: &str = "irsa.kept.1";
/// What can be undone, the number of the change behind it; the last one is what there is now.
const PAST: &str = "past.";

/// A place for texts by their key, as `localStorage` is one.
pub trait Store {
    /// Whether what is put there outlasts the tab, so that no secret may be.
    const LEAVES_THE_TAB: bool = true;

    /// The text of that key; none where there is none or the browser refuses.
    fn get(&self, key: &str) -> Option<String>;

    /// Puts a text there, or takes it away.
    ///
    /// # Errors
    /// Where the browser refuses, or is full.
    fn set(&self, key: &str, text: Option<&str>) -> Result<(), Refused>;
}

/// The browser keeps nothing, or no more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refused;

/// Keeps the texts.
///
/// # Errors
/// Where the store refuses any of them. What it keeps of an earlier time then stays.
pub fn save<S: Store>(state: &State, store: &S) -> Result<(), Refused> {
    let origin = &state.origin;
    let text = text::<S>;
    let start = (origin.preset.as_deref() != Some(HOME_ID)).then(|| text(&origin.start, origin));
    let kept = state.kept.last().map(|kept| text(&kept.files, &kept.origin));
    store.set(KEPT, kept.as_deref())?;
    store.set(START, start.as_deref())?;
    store.set(WORK, state.edited().then(|| text(&state.files, origin)).as_deref())
}

/// Hands everything over to the next app in the same tab.
///
/// # Errors
/// Where the store refuses any of it.
pub fn hand_over(state: &State, store: &impl Store) -> Result<(), Refused> {
    save(state, store)?;
    let all = state.past.iter().cloned().chain([state.now()]);
    all.enumerate()
        .try_for_each(|(at, before)| store.set(&format!("{PAST}{at}"), Some(&before.text())))
}

/// Takes over what [`hand_over`] wrote.
#[must_use]
pub fn take_over(state: State, store: &impl Store) -> State {
    let mut state = restore(state, store);
    let past = (0..).map_while(|at| Before::read(&store.get(&format!("{PAST}{at}"))?));
    state.past = past.collect();
    state.undo();
    state
}

/// Puts the kept texts into a state that a visit starts with.
#[must_use]
pub fn restore(state: State, store: &impl Store) -> State {
    let read = |key: &str| read(&store.get(key)?);
    // The preset may be another by the next visit: as a preset's edits it could not be shared.
    let start = read(START).map(|start| Origin { preset: None, ..start });
    let origin = start.unwrap_or_else(|| state.origin.clone());
    let work = read(WORK);
    let files = work.as_ref().map_or_else(|| origin.start.clone(), |work| work.start.clone());
    // What the kept texts came from is not kept with them: starting over leads to the first preset.
    let kept = read(KEPT).map(|kept| Kept {
        files: kept.start,
        origin: Origin {
            start: Origin::home().start,
            preset: kept.preset.filter(|id| &**id == HOME_ID),
            aside: kept.aside,
        },
    });
    let home = origin.preset.as_deref() == Some(HOME_ID);
    let names = |files: &Files| files.iter().map(|file| file.name.clone()).collect::<Vec<_>>();
    let preset = home && names(&files) == names(&origin.start);
    State { preset, files, origin, kept: kept.into_iter().collect(), ..state }
}

/// The preset's id, a line feed, and the scenario.
fn text<S: Store>(files: &Files, origin: &Origin) -> String {
    let whole = origin.scenario(files);
    let scenario = if S::LEAVES_THE_TAB { redact(&whole).0 } else { whole };
    format!("{}\n{}", origin.preset.as_deref().unwrap_or_default(), scenario.serialise())
}

fn read(text: &str) -> Option<Origin> {
    let (preset, scenario) = text.split_once('\n')?;
    let preset = (!preset.is_empty()).then(|| preset.into());
    Some(Origin::of(&Scenario::parse(scenario).ok()?, preset))
}
