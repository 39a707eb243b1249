//! The smallest edits that turn the verdict, each proven by running the engine on the edited text.

mod candidate;
mod kind;
mod patch;

use std::rc::Rc;

pub(crate) use candidate::{Candidate, new_statement, plain};
pub use kind::{Action, FixKind};

use candidate::{candidates, problem};
use patch::Attempt;

use crate::iam::reach::{Open, how_many};
use crate::model::Parsed;
use crate::order::in_order;
use crate::report::{Report, Verdict};
use crate::{Ask, Gate, Reason, Span, Text, run};

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

/// What a search came to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ways {
    /// The ways out, the narrowest first.
    pub fixes: Vec<Fix>,
    /// How many more edits were not tried, since the texts to be read again for them are too large.
    pub untried: usize,
}

/// How many bytes of edited texts a page reads to find the ways out while somebody types.
pub const BYTES_WHILE_TYPING: usize = 512 * 1024;

/// Fixes for a report: that the pod gets its role, or where it has that, that the call asked about
/// is allowed. Each was proven by running the engine on the edited text. The narrowest comes first,
/// then the smallest. Without [`Whole`](crate::irsa::whole::Whole) only what the trust policy,
/// the provider and the audience fail is mended.
#[must_use]
pub fn search(files: &[Rc<Parsed>], ask: &Ask, report: &Report) -> Vec<Fix> {
    search_within(files, ask, report, usize::MAX).fixes
}

/// The same, with the likeliest edits alone where more than so many bytes would have to be read.
/// The first is tried in any case.
#[must_use]
pub fn search_within(files: &[Rc<Parsed>], ask: &Ask, report: &Report, bytes: usize) -> Ways {
    let Some(check) = problem(report) else { return Ways::default() };
    let ask = Ask { now: Some(report.now), ..ask.clone() };
    let before = how_many(report).map_or(0, |(count, ..)| count);
    let start = Attempt::new(files);
    let candidates = candidates(report);
    let (mut fixes, mut read) = (Vec::new(), 0);
    let mut untried = candidates.len();
    for candidate in candidates {
        if read > bytes {
            break;
        }
        untried -= 1;
        let mended = mend(&start, &ask, &candidate, check.gate, &mut read);
        let Some((attempt, mended)) = mended else { continue };
        let (after, of, open) = how_many(&mended).unwrap_or((0, 0, Open::None));
        fixes.push(Fix {
            kind: candidate.kind,
            reason: check.reason.clone(),
            action: attempt.action,
            command: attempt.command(),
            edits: attempt.patches.edits(),
            verdict: mended.verdict(),
            who_else: Blast { before, after, of, open },
        });
    }
    Ways { fixes: worth_saying(fixes, &ask), untried }
}

/// The narrowest first, without those that widen where another does not, and each once.
fn worth_saying(fixes: Vec<Fix>, ask: &Ask) -> Vec<Fix> {
    let mut fixes =
        in_order(fixes, |fix| [fix.who_else.open as usize, fix.who_else.after, size(&fix.edits)]);
    // Taking a condition out widens; it is worth saying only where nothing narrower helps. Home
    // shows what a wildcard lets in beside the narrow way.
    let allowing = fixes.iter().find(|fix| fix.verdict == Verdict::Allow);
    let best = allowing.or_else(|| fixes.first()).map(reach);
    fixes.retain(|fix| {
        let shown = ask.whole.is_none() && fix.kind != FixKind::RemoveCondition;
        shown || Some(reach(fix)) <= best
    });
    let all = fixes.clone();
    let new = fixes.into_iter().enumerate().filter(|(at, fix)| is_new(*at, fix, &all));
    new.map(|(_, fix)| fix).collect()
}

/// How far a fix reaches beyond the asker.
const fn reach(fix: &Fix) -> (Open, usize) {
    (fix.who_else.open, fix.who_else.after)
}

/// Whether the fix at a place of the list says what no other one does: one that edits all that
/// another one does, and more, to the same end does not, nor does a whole policy anew where a part
/// is enough.
fn is_new(at: usize, fix: &Fix, all: &[Fix]) -> bool {
    let mut others = all.iter().enumerate().filter(|(other, _)| *other != at);
    let is_whole = |fix: &Fix| fix.kind == FixKind::RewritePolicy;
    !others.any(|(other, it)| {
        let within = it.edits.iter().all(|edit| fix.edits.contains(edit));
        let same = it.verdict == fix.verdict && reach(it) <= reach(fix);
        let less = within && (it.edits.len() < fix.edits.len() || other < at);
        same && (less || is_whole(fix) && !is_whole(it))
    })
}

/// Applies a candidate, and then whatever first candidate mends what still fails. The bytes that
/// were read for it are added to `read`.
fn mend(
    start: &Attempt,
    ask: &Ask,
    first: &Candidate,
    gate: Gate,
    read: &mut usize,
) -> Option<(Attempt, Report)> {
    let mut attempt = start.with(first, read)?;
    for _ in 1..EDITS_MAX {
        let report = run(&attempt.files, ask);
        // Who looks for a way to the role need not be allowed the call.
        let mended = match gate {
            Gate::Permission => problem(&report).is_none(),
            _ => report.deciding().is_none(),
        };
        if mended {
            return Some((attempt, report));
        }
        let mut next = candidates(&report).into_iter();
        attempt = next.find_map(|candidate| attempt.with(&candidate, read))?;
    }
    None
}

/// Characters changed.
fn size(edits: &[Edit]) -> usize {
    edits.iter().map(|edit| edit.text.chars().count() + edit.span.end - edit.span.start).sum()
}
