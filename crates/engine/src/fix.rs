//! The smallest edits that turn the verdict, each proven by running the engine on the edited text.

mod candidate;
mod patch;

use std::rc::Rc;

use candidate::{Candidate, candidates};
use patch::{Attempt, Patches};

use crate::iam::reach::{Open, how_many};
use crate::model::Parsed;
use crate::order::in_order;
use crate::report::{Report, Verdict};
use crate::{Ask, Reason, Span, Text, run};

/// One way out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// What it does, as `name-this-subject`: a key of the `fixes` table of words.
    pub kind: FixKind,
    /// The failing reason it mends.
    pub reason: Rc<Reason>,
    /// What the person does.
    pub action: Action,
    /// The command that does it on AWS or in the cluster; none where the edit is all there is.
    pub command: Option<String>,
    /// The edits, which never overlap; on a file that was not given, its whole text.
    pub edits: Vec<Edit>,
    /// The verdict on the edited texts.
    pub verdict: Verdict,
    /// Who else the role then lets in.
    pub who_else: Blast,
}

/// What a fix does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FixKind {
    /// Put the token's own value where the condition has another.
    UseActualValue,
    /// Let `*` be a wildcard.
    UseStringLike,
    /// Write the condition key as the request carries it.
    CorrectKey,
    /// Name the provider by its ARN.
    CorrectPrincipal,
    /// Allow the action that the pod uses.
    CorrectAction,
    /// Take out a condition that can't hold together with the others.
    RemoveCondition,
    /// Add a statement for this service account.
    AddStatement,
    /// Create the OIDC provider in the role's account.
    CreateProvider,
    /// Register the audience with the provider.
    AddClientId,
}

impl FixKind {
    /// Every kind.
    pub const ALL: [Self; 9] = [
        Self::UseActualValue,
        Self::UseStringLike,
        Self::CorrectKey,
        Self::CorrectPrincipal,
        Self::CorrectAction,
        Self::RemoveCondition,
        Self::AddStatement,
        Self::CreateProvider,
        Self::AddClientId,
    ];

    /// The key in the `fixes` table of words.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::UseActualValue => "use-actual-value",
            Self::UseStringLike => "use-string-like",
            Self::CorrectKey => "correct-key",
            Self::CorrectPrincipal => "correct-principal",
            Self::CorrectAction => "correct-action",
            Self::RemoveCondition => "remove-condition",
            Self::AddStatement => "add-statement",
            Self::CreateProvider => "create-provider",
            Self::AddClientId => "add-client-id",
        }
    }
}

/// What a person does to apply a fix.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Edit a text.
    Edit,
    /// Run a command.
    Run,
}

impl Action {
    /// The name in JSON output.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Edit => "edit",
            Self::Run => "run",
        }
    }
}

/// A replacement in one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// The file's name.
    pub file: Text,
    /// The bytes replaced; `0..0` for a new file.
    pub span: Span,
    /// The new text.
    pub text: String,
}

/// How far a role reaches, before and after a fix.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Blast {
    /// Known accounts other than the asker that get the role as it stands.
    pub before: usize,
    /// The same after the fix.
    pub after: usize,
    /// How many other accounts are known.
    pub of: usize,
    /// How far the result reaches beyond them.
    pub open: Open,
}

/// The key that puts the last edit of a text first, so that the places before it stay right.
const fn from_the_end(edit: &Edit) -> [usize; 3] {
    [usize::MAX - edit.span.start, usize::MAX - edit.span.end, 0]
}

/// `text` with `edits` applied, last one first.
#[must_use]
pub fn apply(text: &str, edits: &[&Edit]) -> String {
    in_order(edits.to_vec(), |edit| from_the_end(edit)).into_iter().fold(
        text.to_owned(),
        |text, edit| {
            let before = text.get(..edit.span.start).unwrap_or_default();
            let after = text.get(edit.span.end..).unwrap_or_default();
            [before, &edit.text, after].concat()
        },
    )
}

/// How many edits in a row are tried to mend one report.
const EDITS_MAX: usize = 6;

/// Fixes for a report that a gate of STS fails: trust, provider or audience. Each was proven by
/// running the engine on the edited text. The narrowest comes first, then the smallest.
#[must_use]
pub fn search(files: &[Rc<Parsed>], ask: &Ask, report: &Report) -> Vec<Fix> {
    let Some(reason) = report.deciding().map(|check| check.reason.clone()) else {
        return Vec::new();
    };
    let ask = Ask { now: Some(report.now), ..ask.clone() };
    let before = how_many(report).map_or(0, |(count, ..)| count);
    let start = Attempt { files: files.to_vec(), patches: Patches::default() };
    let mut fixes: Vec<Fix> = candidates(report)
        .into_iter()
        .filter_map(|candidate| {
            let (attempt, mended) = mend(&start, &ask, &candidate)?;
            let (after, of, open) = how_many(&mended).unwrap_or((0, 0, Open::None));
            Some(Fix {
                kind: candidate.kind,
                reason: reason.clone(),
                action: candidate.action,
                command: candidate.command,
                edits: attempt.patches.edits(),
                verdict: mended.verdict(),
                who_else: Blast { before, after, of, open },
            })
        })
        .collect();
    fixes =
        in_order(fixes, |fix| [fix.who_else.open as usize, fix.who_else.after, size(&fix.edits)]);
    // Taking a condition out widens; it is worth saying only where nothing narrower helps.
    let best = fixes.first().map(|fix| (fix.who_else.open, fix.who_else.after));
    fixes.retain(|fix| {
        let reach = (fix.who_else.open, fix.who_else.after);
        fix.kind != FixKind::RemoveCondition || Some(reach) == best
    });
    let mut seen: Vec<Vec<Edit>> = Vec::new();
    fixes.retain(|fix| {
        let new = !seen.contains(&fix.edits);
        seen.push(fix.edits.clone());
        new
    });
    fixes
}

/// Applies a candidate, and then whatever first candidate mends what still fails.
fn mend(start: &Attempt, ask: &Ask, first: &Candidate) -> Option<(Attempt, Report)> {
    let mut attempt = start.with(first)?;
    for _ in 1..EDITS_MAX {
        let report = run(&attempt.files, ask);
        if matches!(report.verdict(), Verdict::Allow | Verdict::Unknown) {
            return Some((attempt, report));
        }
        let next = candidates(&report).into_iter().find_map(|candidate| attempt.with(&candidate));
        attempt = next?;
    }
    None
}

/// Characters changed.
fn size(edits: &[Edit]) -> usize {
    edits.iter().map(|edit| edit.text.chars().count() + edit.span.end - edit.span.start).sum()
}
