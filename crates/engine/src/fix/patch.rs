//! Edits that follow one another, kept in the coordinates of the texts they started from.

use std::rc::Rc;

use super::candidate::Candidate;
use super::{Action, Edit};
use crate::model::Parsed;
use crate::order::in_order;
use crate::{Span, Text, parse};

/// The files after some edits.
#[derive(Debug, Clone)]
pub(super) struct Attempt {
    pub(super) files: Vec<Rc<Parsed>>,
    pub(super) patches: Patches,
    /// What a person does for all of them.
    pub(super) action: Action,
    /// The commands that do it outside of the texts.
    pub(super) commands: Vec<String>,
}

impl Attempt {
    /// Nothing edited yet.
    pub(super) fn new(files: &[Rc<Parsed>]) -> Self {
        Self {
            files: files.to_vec(),
            patches: Patches::default(),
            action: Action::Edit,
            commands: Vec::new(),
        }
    }

    /// Every command, one after the other.
    pub(super) fn command(&self) -> Option<String> {
        (!self.commands.is_empty()).then(|| self.commands.join(" && "))
    }

    /// The files after one more candidate; none where it can't be applied. The length of what is
    /// read again is added to `read`.
    pub(super) fn with(&self, candidate: &Candidate, read: &mut usize) -> Option<Self> {
        let mut next = self.clone();
        for edit in &in_order(candidate.edits.clone(), super::from_the_end) {
            let at = next.files.iter().position(|file| file.name == edit.file);
            let text = at.and_then(|at| next.files.get(at)).map_or("", |file| &*file.text);
            let edited = super::apply(text, &[edit]);
            *read += edited.len();
            let parsed = Rc::new(parse(&edit.file, &edited));
            match at.and_then(|at| next.files.get_mut(at)) {
                Some(file) => *file = parsed,
                None => next.files.push(parsed),
            }
            next.patches.push(edit)?;
        }
        next.action = next.action.max(candidate.action);
        let command = candidate.command.iter().filter(|command| !self.commands.contains(command));
        next.commands.extend(command.cloned());
        Some(next)
    }
}

/// Edits by file, in the coordinates of the original texts, in order and apart from each other.
#[derive(Debug, Clone, Default)]
pub(super) struct Patches(Vec<(Text, Vec<Edit>)>);

impl Patches {
    /// All edits.
    pub(super) fn edits(&self) -> Vec<Edit> {
        self.0.iter().flat_map(|(_, edits)| edits).cloned().collect()
    }

    fn of_file(&mut self, file: &Text) -> Option<&mut Vec<Edit>> {
        let at = self.0.binary_search_by(|(other, _)| other.cmp(file)).unwrap_or_else(|at| {
            self.0.insert(at, (file.clone(), Vec::new()));
            at
        });
        self.0.get_mut(at).map(|(_, edits)| edits)
    }

    /// Adds an edit of the text as it stands after the edits so far. One that touches what an
    /// earlier edit wrote becomes part of it; none where it straddles its border.
    fn push(&mut self, edit: &Edit) -> Option<()> {
        let edits = self.of_file(&edit.file)?;
        let mut shift: isize = 0;
        for earlier in edits.iter_mut() {
            let start = earlier.span.start.checked_add_signed(shift)?;
            let end = start.checked_add(earlier.text.len())?;
            if edit.span.end < start {
                break;
            }
            if edit.span.start >= start && edit.span.end <= end {
                let within = Span::new(edit.span.start - start, edit.span.end - start);
                let inner = Edit { span: within, ..edit.clone() };
                earlier.text = super::apply(&earlier.text, &[&inner]);
                return Some(());
            }
            if edit.span.start < end {
                return None;
            }
            let old = earlier.span.end - earlier.span.start;
            shift += isize::try_from(earlier.text.len()).ok()? - isize::try_from(old).ok()?;
        }
        let start = edit.span.start.checked_add_signed(-shift)?;
        let end = edit.span.end.checked_add_signed(-shift)?;
        edits.push(Edit { span: Span::new(start, end), ..edit.clone() });
        *edits = in_order(std::mem::take(edits), |edit| [edit.span.start, edit.span.end, 0]);
        Some(())
    }
}
